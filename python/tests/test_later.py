"""The client at a controller of a later version, which says more in each answer and has events that nobody knows here."""

from pathlib import Path

import test_client
from controlling import ControllerTest

LATER = Path(__file__).parents[2] / "test" / "contract" / "later" / "main.ts"


class LaterController(ControllerTest):
    @classmethod
    def asked_at(cls, url: str) -> str:
        started = cls.start(["node", str(LATER), url])
        assert started.stdout is not None
        return started.stdout.readline().strip()


class Asking(LaterController, test_client.Asking):
    def test_is_told_what_it_does_not_know(self) -> None:
        self.assertEqual(self.sweep.get().weather.sky, "grey")
        self.assertEqual([watched.sweep.weather.sky for watched in self.sweep.watch()], ["grey"])


class Ordering(LaterController, test_client.Ordering):
    pass
