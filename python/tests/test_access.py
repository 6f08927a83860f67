import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

from controlling import ControllerTest, command
from macrosweep import Client, MacrosweepError, Unreachable


class Secured(ControllerTest):
    """A controller with TLS of a private CA and tokens of each scope, which an agent has one of as well."""

    ca: str

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls._done("certs", "init", "--host", "127.0.0.1")
        cls.ca = str(cls.folder / "certs" / "ca.pem")
        for scope in ("sweeps:read", "sweeps:write", "agents", "admin"):
            (cls.folder / scope).write_text(cls._done("token", "create", "--scope", scope, "--expires", "1h"))
        tls = ("--tls-cert", "certs/server.pem", "--tls-key", "certs/server-key.pem")
        started = cls._start("controller", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", *tls, "--json")
        assert started.stdout is not None
        cls.url = json.loads(started.stdout.readline())["url"]

    @classmethod
    def _done(cls, *arguments: str) -> str:
        return subprocess.run(command(*arguments), cwd=cls.folder, stdout=subprocess.PIPE, text=True, check=True).stdout

    def of(self, scope: str) -> Client:
        return Client(self.url, (self.folder / scope).read_text().strip(), self.ca)

    def refusal(self, ask: Any) -> MacrosweepError:
        with self.assertRaises(MacrosweepError) as refused:
            ask()
        return refused.exception

    def test_speaks_tls_with_who_is_signed_by_the_ca_and_with_nobody_else(self) -> None:
        self.assertTrue(self.of("admin").readiness().ready)
        with self.assertRaisesRegex(Unreachable, "certificate verify failed"):
            Client(self.url, "").health()
        with self.assertRaises(Unreachable):
            Client(self.url.replace("https", "http"), "").health()

    def test_does_what_its_token_is_for_and_says_which_scope_is_missing(self) -> None:
        writer, reader = self.of("sweeps:write"), self.of("sweeps:read")
        held = writer.submit(self.document("held", requires={"gpu": "none has it"}))
        self.assertEqual(reader.get("held").sweep, "held")
        refused = self.refusal(lambda: reader.cancel("held"))
        self.assertEqual((refused.code, refused.status), ("forbidden", 403))
        self.assertIn("this needs the scope sweeps:write", refused.detail)
        self.assertIn("has sweeps:read", str(refused))
        self.assertIn("this needs the scope admin", str(self.refusal(lambda: writer.backup(self.folder / "saved.db"))))
        self.assertEqual(os.path.exists(self.folder / "saved.db"), False)
        self.assertEqual(held.cancel().state, "cancelled")

    def test_hears_of_nothing_by_its_name_that_it_may_not_see(self) -> None:
        self.of("sweeps:write").submit(self.document("hidden", requires={"gpu": "none has it"}))
        blind = self.of("agents")
        there, nowhere = self.refusal(lambda: blind.get("hidden")), self.refusal(lambda: blind.get("nowhere"))
        self.assertEqual((there.code, there.status), ("notFound", 404))
        self.assertEqual(str(there).replace("hidden", "nowhere"), str(nowhere))
        self.assertIn("this needs the scope sweeps:read", str(self.refusal(blind.list)))

    def test_without_a_token_or_with_a_wrong_one_is_told_so(self) -> None:
        for token in ("", "msw_wrong"):
            refused = self.refusal(Client(self.url, token, self.ca).list)
            self.assertEqual((refused.code, refused.status), ("unauthenticated", 401))
            self.assertIn("token", refused.detail)

    def test_sends_no_token_to_another_machine_without_tls(self) -> None:
        for host in ("sweeps.example.org", "10.0.0.7", "[2001:db8::7]"):
            with self.assertRaisesRegex(ValueError, "where others can read it"):
                Client(f"http://{host}:7451", "msw_secret")
            Client(f"http://{host}:7451", "msw_secret", insecure=True)
            Client(f"http://{host}:7451", "")
        for host in ("localhost", "127.0.0.2", "[::1]"):
            Client(f"http://{host}:7451", "msw_secret")

    def test_finds_all_of_it_in_the_environment(self) -> None:
        named = {"MACROSWEEP_URL": self.url, "MACROSWEEP_CA": self.ca, "MACROSWEEP_TOKEN_FILE": str(self.folder / "sweeps:read")}
        with mock.patch.dict(os.environ, named):
            self.assertIsInstance(Client().list(), list)

    def test_is_let_in_by_the_state_folder_where_it_is_started_beside_it(self) -> None:
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(self.folder)
        with mock.patch.dict(os.environ):
            for name in ("MACROSWEEP_URL", "MACROSWEEP_TOKEN", "MACROSWEEP_TOKEN_FILE", "MACROSWEEP_CA"):
                os.environ.pop(name, None)
            self.assertEqual(Client().url, self.url)
            self.assertIsInstance(Client().list(), list)


if __name__ == "__main__":
    unittest.main()
