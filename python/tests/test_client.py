import contextlib
import http.server
import json
import math
import os
import sqlite3
import tempfile
import threading
import unittest
from pathlib import Path
from typing import Any, Dict, List
from unittest import mock

from controlling import ControllerTest, Wire
from macrosweep import Client, MacrosweepError, Sweep, Unreachable
from macrosweep._home import find_home
from running import needs


class Asking(ControllerTest):
    sweep: Sweep

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.sweep = cls.client.submit(cls.document("beats", trials=7))
        cls.sweep.wait(timeout=30, progress=False)

    def test_tells_how_a_sweep_ended(self) -> None:
        ended = self.sweep.get()
        self.assertEqual((ended.state, ended.trials.completed, ended["budget"]["epochsPerTrial"]), ("completed", 7, 3))
        self.assertEqual(self.sweep.state, "completed")

    def test_takes_a_mapping_a_text_and_a_path_for_the_same_sweep(self) -> None:
        document = self.document("beats", trials=7)
        path = self.folder / "beats.json"
        path.write_text(json.dumps(document))
        for given in (document, json.dumps(document), json.dumps(document, indent=1), path, str(path)):
            again = self.client.submit(given)
            self.assertEqual((again.name, again.existing, again.changes), ("beats", True, []))

    def test_goes_through_all_pages_of_the_trials(self) -> None:
        trials = list(self.client.trials("beats", page=2))
        self.assertEqual([trial.trial for trial in trials], list(range(7)))
        self.assertEqual([len(trial.curve) for trial in trials], [3] * 7)

    def test_filters_and_sorts_trials(self) -> None:
        by_value = [trial.value for trial in self.sweep.trials(sort="-value")]
        self.assertEqual(by_value, sorted(by_value, reverse=True))
        some = [trial.params.lr for trial in self.sweep.trials(where=["lr>0.1", "lr<0.3"], state="completed")]
        expected = [trial.params.lr for trial in self.sweep.trials() if 0.1 < trial.params.lr < 0.3]
        self.assertEqual(some, expected)

    def test_has_the_best_trial_with_its_interval(self) -> None:
        best = self.sweep.best()
        assert best is not None
        self.assertEqual(best.value, max(trial.value for trial in self.sweep.trials()))
        low, high = best.interval
        self.assertTrue(low < best.value < high)

    def test_explains_a_trial_and_has_its_counts(self) -> None:
        self.assertIn("random", self.sweep.explain(2).suggested)
        counts = self.sweep.counts(2)
        self.assertEqual([one.step for one in counts], [1, 2, 3])
        self.assertEqual(counts[0].confusion[1], [5, 55])
        self.assertEqual(self.sweep.trial(2).trial, 2)

    def test_has_the_log_of_a_trial_and_what_follows(self) -> None:
        tail = self.sweep.log(0)
        self.assertEqual(tail.text.count("trains epoch"), 3)
        self.assertEqual((tail.over, self.sweep.log(0, after=tail.next).text), (True, ""))

    def test_knows_who_trains_and_how_the_controller_fares(self) -> None:
        self.assertEqual([(agent.state, agent.slots) for agent in self.client.agents()], [("connected", 2)])
        self.assertEqual((self.client.health().status, self.client.readiness().ready), ("ok", True))
        self.assertIsInstance(self.client.diagnosis().findings, list)
        self.assertIn("macrosweep_journal_writable 1", self.client.metrics())

    def test_thins_curves(self) -> None:
        (curve,) = self.sweep.curves(trials=[3], points=2)
        self.assertEqual((curve.trial, curve.steps, len(curve["values"])), (3, [1, 3], 2))

    def test_exports_a_table_and_writes_it(self) -> None:
        path = self.folder / "beats.csv"
        text = self.sweep.export("csv", path)
        self.assertEqual(path.read_bytes().decode(), text)
        self.assertEqual((len(text.splitlines()), text.splitlines()[0].split(",")[-1]), (8, "param.lr"))
        self.assertEqual(json.loads(self.sweep.export("jsonl").splitlines()[6])["trial"], 6)

    def test_saves_all_sweeps_in_a_new_file(self) -> None:
        path = self.folder / "saved.db"
        self.assertEqual(self.client.backup(path), path.stat().st_size)
        with contextlib.closing(sqlite3.connect(path)) as saved:
            self.assertEqual(saved.execute("PRAGMA integrity_check").fetchone(), ("ok",))
        with self.assertRaises(FileExistsError):
            self.client.backup(path)
        self.assertEqual([left for left in os.listdir(self.folder) if "partial" in left], [])

    def test_replays_another_pruner_and_has_the_document(self) -> None:
        self.assertEqual(self.sweep.replay("asha", reductionFactor=4).replayed.pruner.reductionFactor, 4)
        self.assertEqual(self.sweep.document().document.budget.trials, 7)

    def test_lists_sweeps_by_state(self) -> None:
        self.assertIn("beats", [sweep.sweep for sweep in self.client.list(state="completed")])
        self.assertNotIn("beats", [sweep.sweep for sweep in self.client.list(state="failed")])

    def test_watches_an_ended_sweep_to_its_end(self) -> None:
        self.assertEqual([watched.sweep.state for watched in self.sweep.watch()], ["completed"])

    @needs("pandas")
    def test_makes_a_table_of_pandas(self) -> None:
        frame = self.sweep.to_pandas()
        self.assertEqual((len(frame), frame["value"].dtype.kind, frame["param.lr"].max() <= 0.4), (7, "f", True))
        self.assertEqual(list(self.sweep.to_pandas(curves=True).columns), ["trial", "step", "value"])

    def test_says_what_is_missing_without_pandas(self) -> None:
        with mock.patch.dict("sys.modules", {"pandas": None}), self.assertRaisesRegex(ImportError, "pip install pandas"):
            self.sweep.to_pandas()


class Ordering(ControllerTest):
    def test_pauses_resumes_and_cancels(self) -> None:
        waiting = self.client.submit(self.document("nobody", requires={"gpu": "none has it"}))
        self.assertEqual(waiting.pause().state, "paused")
        self.assertEqual(waiting.resume().state, "running")
        self.assertEqual(waiting.cancel().state, "cancelled")
        self.assertEqual(waiting.delete().deleted, True)
        with self.assertRaises(MacrosweepError) as refused:
            waiting.get()
        self.assertEqual((refused.exception.code, refused.exception.status), ("notFound", 404))

    def test_waits_no_longer_than_it_is_told(self) -> None:
        waiting = self.client.submit(self.document("late", requires={"gpu": "none has it"}))
        with self.assertRaisesRegex(TimeoutError, "late.*goes on"):
            waiting.wait(timeout=0.3, progress=False)
        self.assertEqual(waiting.state, "running")

    def test_lets_failed_trials_run_again(self) -> None:
        high = [{"name": "lr", "type": "float", "min": 0.6, "max": 1.0}]
        sweep = self.client.submit(self.document("high", parameters=high, budget={"trials": 2, "epochsPerTrial": 3}))
        self.assertEqual(sweep.wait(timeout=30, progress=False).trials.failed, 2)
        self.assertIn("ValueError: lr is too high", sweep.trial(0).reason)
        self.assertEqual(sweep.retry(1).trials, [1])
        self.assertEqual(sweep.wait(timeout=30, progress=False).trials.completed, 1)

    def test_keeps_the_kinds_of_numbers(self) -> None:
        kinds = [{"name": "lr", "type": "categorical", "values": [0.0, 0.25]}, {"name": "n", "type": "int", "min": 1, "max": 2}]
        sweep = self.client.submit(self.document("kinds", parameters=kinds))
        sweep.wait(timeout=30, progress=False)
        for trial in sweep.trials():
            self.assertEqual([type(value) for value in trial.params.values()], [float, int])

    def test_refuses_what_json_cannot_say(self) -> None:
        with self.assertRaisesRegex(ValueError, "document: "):
            self.client.submit(self.document("nan", baseline={"params": {"lr": math.nan}}))

    def test_names_each_mistake(self) -> None:
        bad = self.document("bad", budget={"trials": 0, "epochsPerTrial": 0})
        with self.assertRaises(MacrosweepError) as refused:
            self.client.submit(bad)
        error = refused.exception
        self.assertEqual((error.code, error.status), ("invalid", 400))
        self.assertEqual([mistake.path for mistake in error.mistakes], ["spec.budget.trials", "spec.budget.epochsPerTrial"])
        self.assertIn("spec.budget.trials: 0 must be", str(error))
        checked = self.client.validate(json.dumps(bad, indent=1))
        self.assertEqual((checked.valid, len(checked.errors)), (False, 2))

    def test_refuses_a_key_for_another_document(self) -> None:
        self.client.submit(self.document("one"), key="monday")
        self.assertTrue(self.client.submit(self.document("one"), key="monday").existing)
        with self.assertRaises(MacrosweepError) as refused:
            self.client.submit(self.document("two"), key="monday")
        self.assertEqual(refused.exception.code, "conflict")

    def test_misses_nothing_where_the_connection_breaks(self) -> None:
        wire = Wire(self.url)
        self.addCleanup(wire.close)
        paused = self.client.submit(self.document("broken", trials=6, requires={"gpu": "none has it"}))
        watching = Client(wire.url, token="").watch("broken")
        next(watching)
        wire.cut()
        # What happens now, while nobody is connected, must be told afterwards.
        self.client.submit(self.document("broken", trials=6))
        paused.wait(timeout=30, progress=False)
        told = [happening.text for watched in watching for happening in watched.happenings]
        self.assertGreater(wire.connections, 1)
        self.assertEqual(len([text for text in told if "completed" in text]), 6)

    def test_watches_all_sweeps(self) -> None:
        self.client.submit(self.document("seen"))
        first = next(self.client.watch())
        self.assertIn("seen", first.names)
        self.assertIn("seen", [sweep.sweep for sweep in first.sweeps])


class Reaching(unittest.TestCase):
    def test_says_that_nobody_answers(self) -> None:
        with self.assertRaisesRegex(Unreachable, "http://127.0.0.1:1 cannot be reached") as refused:
            Client("http://127.0.0.1:1").list()
        self.assertIsInstance(refused.exception, ConnectionError)
        self.assertEqual(refused.exception.code, "unavailable")

    def test_refuses_what_is_no_url(self) -> None:
        with self.assertRaisesRegex(ValueError, "'beats:7451' must be a URL"):
            Client("beats:7451")

    def test_tries_again_where_the_controller_is_busy(self) -> None:
        asked: List[Dict[str, Any]] = []
        url = self.serve(asked, [(503, {"code": "unavailable", "detail": "later", "errors": []}), (200, {"sweep": "beats"})])
        self.assertEqual(Client(url, token="ms_secret").get("beats").sweep, "beats")
        self.assertEqual([one["Authorization"] for one in asked], ["Bearer ms_secret"] * 2)

    def test_is_told_by_one_that_is_not_ready_what_is_the_matter(self) -> None:
        url = self.serve([], [(503, {"ready": False, "trouble": ["the disk is full"]})])
        self.assertEqual(Client(url, token="").readiness().trouble, ["the disk is full"])

    def test_does_not_repeat_what_may_have_been_done(self) -> None:
        asked: List[Dict[str, Any]] = []
        with self.assertRaises(Unreachable):
            Client(self.serve(asked, [(0, {})] * 2)).retry("beats")
        self.assertEqual(len(asked), 1)

    def test_says_that_another_service_listens(self) -> None:
        with self.assertRaisesRegex(MacrosweepError, "is no controller of this version"):
            Client(self.serve([], [(404, {"message": "nginx"})])).get("beats")

    def test_finds_its_controller(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)
        with mock.patch.dict(os.environ):
            os.environ.pop("MACROSWEEP_URL", None)
            self.assertEqual(find_home(None, None, None).url, "http://127.0.0.1:7451")
            Path(".macrosweep").mkdir()
            Path(".macrosweep/controller.json").write_text('{"url": "http://127.0.0.1:9", "agents": null}')
            self.assertEqual(find_home(None, None, None).url, "http://127.0.0.1:9")
            os.environ["MACROSWEEP_URL"] = "https://sweeps.example"
            self.assertEqual(Client().url, "https://sweeps.example")

    def serve(self, asked: List[Dict[str, Any]], answers: List[Any]) -> str:
        """Serves these answers, one after the other; status 0 cuts the connection."""

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(dict(self.headers))
                status, body = answers[len(asked) - 1]
                if status == 0:
                    self.connection.close()
                    return
                text = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_POST = do_GET

            def log_message(self, *_: Any) -> None:
                return

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_address[1]}"
