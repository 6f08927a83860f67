import unittest
from pathlib import Path

from running import ScriptTest, needs, reports_in

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "pytorch-loop.py"
RUN = f"import runpy\nrunpy.run_path({str(EXAMPLE)!r}, run_name='__main__')"
PARAMS = {"loss": "focal", "focal_gamma": 1.5, "sampler": "weighted", "label_smoothing": 0.1, "plateau_patience": 1}


@needs("torch")
class PytorchLoop(ScriptTest):
    def test_runs_alone_and_learns_the_rare_classes(self) -> None:
        *epochs, test = self.run_script(RUN).splitlines()
        self.assertEqual(len(epochs), 27)
        self.assertGreater(float(test.split()[2]), 0.8)

    def test_trains_on_after_a_stop_as_if_it_had_never_stopped(self) -> None:
        whole = reports_in(self.run_script(RUN, self.trial(params=PARAMS, epochs=6)))
        (self.checkpoint_dir / "last.pt").unlink()
        before = self.stop_after(self.start(RUN, self.trial(params=PARAMS, epochs=6)), 2)
        after = reports_in(self.run_script(RUN, self.trial(params=PARAMS, epochs=6, attempt=2, reported=len(before))))
        self.assertLess(len(before), 6)
        self.assertEqual(before + after, whole)

    def test_takes_every_loss_of_its_sweep(self) -> None:
        said = reports_in(self.run_script(RUN, self.trial(params={"loss": "weighted_cross_entropy"}, epochs=3)))
        self.assertEqual([report.get("epoch") for report in said], [1, 2, 3, None])


if __name__ == "__main__":
    unittest.main()
