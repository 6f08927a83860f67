import contextlib
import io
import math
import unittest
from typing import Any, Dict, List, Tuple

import macrosweep
from running import ScriptTest, reports_in

CONFUSION = [[50, 2], [4, 9]]

# Arguments of a report, and the start of what is said against them.
MISTAKES: List[Tuple[Dict[str, Any], str]] = [
    ({}, "report: must have y_true and y_pred, confusion, per_class, value or metrics"),
    ({"epoch": 0, "value": 1}, "epoch: 0 must be a whole number from 1 to 1000000"),
    ({"epoch": -1, "value": 1}, "epoch: -1 must be"),
    ({"epoch": 1.5, "value": 1}, "epoch: 1.5 must be"),
    ({"epoch": True, "value": 1}, "epoch: True must be"),
    ({"value": "high"}, "value: 'high' must be a number"),
    ({"value": [1]}, "value: [1] must be a number"),
    ({"metrics": {"loss": None}}, "metrics.loss: None must be a number"),
    ({"value": 1, "confusion": CONFUSION}, "value: must not stand beside counts"),
    ({"value": 1, "classes": ["N", "V"]}, "classes: must stand beside counts"),
    ({"y_true": [0, 1]}, "y_true: must be y_true and y_pred, or confusion, or per_class"),
    ({"y_true": [0], "y_pred": [0], "confusion": CONFUSION}, "y_true, y_pred, confusion: must be"),
    ({"y_true": [], "y_pred": []}, "y_true: must have at least one sample"),
    ({"y_true": [0, 1], "y_pred": [0]}, "y_pred: 1 labels, must be 2"),
    ({"y_true": 1, "y_pred": [0]}, "y_true: 1 must be a list or an array of labels"),
    ({"y_true": [0, 1], "y_pred": [[0.1, 0.9], [0.8, 0.2]]}, "y_pred: [0.1, 0.9] must be one class"),
    ({"y_true": [0, 1], "y_pred": [0, 0.5]}, "y_pred: 0.5 must be one class"),
    ({"y_true": [0, 1], "y_pred": [0, math.nan]}, "y_pred: nan must be one class"),
    ({"y_true": [0, None], "y_pred": [0, 1]}, "y_true: None must be one class"),
    ({"y_true": [-1, 1], "y_pred": [1, 1]}, "labels: -1 must be a class from 0"),
    ({"y_true": [0, 10_000], "y_pred": [0, 0]}, "classes: 10001 must be from 2 to 10000"),
    ({"y_true": [0, 0], "y_pred": [0, 0]}, "classes: 1 must be from 2 to 10000"),
    ({"y_true": [0, "V"], "y_pred": [0, 0]}, "labels: must be all texts or all whole numbers"),
    ({"y_true": ["N", "Q"], "y_pred": ["N", "N"], "classes": ["N", "V"]}, "label 'Q' is no class; known: 'N', 'V'"),
    ({"y_true": [0, 2], "y_pred": [0, 0], "classes": ["N", "V"]}, "label 2 is no class"),
    ({"confusion": CONFUSION, "classes": ["N", "V", "F"]}, "classes: 3 names, must be 2"),
    ({"confusion": CONFUSION, "classes": ["N", "N"]}, "classes: 'N' must stand there once"),
    ({"confusion": CONFUSION, "classes": ["N", ""]}, "classes: '' must be a text that is not empty"),
    ({"confusion": CONFUSION, "classes": ["N", 1.5]}, "classes: 1.5 must be a text"),
    ({"confusion": CONFUSION, "classes": "NV"}, "classes: 'NV' must be a list"),
    ({"confusion": CONFUSION, "classes": 2}, "classes: 2 must be a list"),
    ({"confusion": CONFUSION, "classes": {"N"}}, "classes: {'N'} must be a list"),
    ({"confusion": 5}, "confusion: must be a list of rows"),
    ({"confusion": [1, 2]}, "confusion: must be a list of rows"),
    ({"confusion": [[1]]}, "confusion: 1 must be from 2 to 100 classes"),
    ({"confusion": [[0] * 101] * 101}, "confusion: 101 must be from 2 to 100 classes"),
    ({"confusion": [[1, 2], [3]]}, "confusion: row 1 has 1 counts, must have 2"),
    ({"confusion": [[1, 2], [3, -1]]}, "confusion[1][1]: -1 must be a whole number from 0 to 4294967295"),
    ({"confusion": [[1, 2], [0.5, 1]]}, "confusion[1][0]: 0.5 must be"),
    ({"confusion": [[1, 2], [True, 1]]}, "confusion[1][0]: True must be"),
    ({"confusion": [[1, 2], [3, 2**32]]}, "confusion[1][1]: 4294967296 must be"),
    ({"confusion": [[0, 0], [0, 0]]}, "confusion: must count at least one sample"),
    ({"per_class": {"tp": [1, 1], "fp": [0, 0]}}, "per_class: must have the keys tp, fp and fn"),
    ({"per_class": {"tp": [1], "fp": [0], "fn": [0]}}, "per_class.tp: 1 must be from 2 to 10000 classes"),
    ({"per_class": {"tp": [1, 1], "fp": [0], "fn": [0, 0]}}, "per_class.fp: 1 numbers, must be 2"),
    ({"per_class": {"tp": [1, 1], "fp": [0, 3], "fn": [2, 0]}}, "per_class: the sum of fp, 3, must be the sum of fn, 2"),
    ({"per_class": {"tp": [1, 1], "fp": [2, 0], "fn": [2, 0]}}, "per_class.fp[0]: 2 must be at most 0"),
    ({"per_class": {"tp": [0, 0], "fp": [0, 0], "fn": [0, 0]}}, "per_class: must count at least one sample"),
    ({"per_class": {"tp": 3, "fp": [0, 0], "fn": [0, 0]}}, "per_class.tp: must be a list of counts"),
]


def alone(**report: Any) -> Tuple[float, str]:
    """Result and output of a report outside a sweep."""
    with contextlib.redirect_stdout(io.StringIO()) as stdout:
        result = macrosweep.report(**{"epoch": 3, **report})
    return result, stdout.getvalue()


class ReportAlone(unittest.TestCase):
    def test_prints_one_line_for_a_person(self) -> None:
        _, line = alone(confusion=[[50, 2, 0], [4, 9, 0], [0, 0, 0]], classes=["N", "V", "F"], metrics={"loss": 0.41234})
        self.assertEqual(line, "epoch 3  macro-F1 0.8467  N 0.94  V 0.75  F -  loss 0.4123\n")

    def test_names_the_lowest_of_many_classes(self) -> None:
        truth = list(range(12))
        _, line = alone(y_true=truth, y_pred=[0, 1, 2, 3, 4, 5, 5, *range(7, 12)])
        self.assertEqual(line, "epoch 3  macro-F1 0.8889  lowest:  class 6 0.00  class 5 0.67  class 0 1.00\n")

    def test_prints_a_value_where_there_are_no_counts(self) -> None:
        self.assertEqual(alone(value=0.81234), (0.81234, "epoch 3  value 0.8123\n"))

    def test_gives_no_number_for_metrics_alone(self) -> None:
        result, line = alone(metrics={"loss": 2})
        self.assertTrue(math.isnan(result))
        self.assertEqual(line, "epoch 3  loss 2\n")

    def test_returns_macro_f1_over_the_classes_that_occur(self) -> None:
        # By hand: F1 of N is 2*50/(2*50+4+2), F1 of V is 2*9/(2*9+2+4); F occurs nowhere.
        result, _ = alone(confusion=[[50, 2, 0], [4, 9, 0], [0, 0, 0]])
        self.assertAlmostEqual(result, (100 / 106 + 18 / 24) / 2, places=15)

    def test_is_the_same_from_labels_confusion_and_per_class_counts(self) -> None:
        truth, predicted = [0] * 52 + [1] * 13, [0] * 50 + [1] * 2 + [0] * 4 + [1] * 9
        names = [["N", "V"][label] for label in truth], [["N", "V"][label] for label in predicted]
        lines = {
            alone(y_true=truth, y_pred=predicted, classes=["N", "V"]),
            alone(y_true=names[0], y_pred=names[1], classes=("N", "V")),
            alone(y_true=names[0], y_pred=names[1]),
            alone(y_true=[float(label) for label in truth], y_pred=iter(predicted), classes=["N", "V"]),
            alone(confusion=CONFUSION, classes=["N", "V"]),
            alone(per_class={"tp": [50, 9], "fp": [4, 2], "fn": [2, 4]}, classes=["N", "V"]),
        }
        self.assertEqual(len(lines), 1)

    def test_takes_labels_that_are_no_indices_when_they_are_declared(self) -> None:
        _, line = alone(y_true=[-1, 1, 1], y_pred=[-1, -1, 1], classes=[-1, 1])
        self.assertEqual(line, "epoch 3  macro-F1 0.6667  -1 0.67  1 0.67\n")

    def test_of_the_test_set_says_so(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()) as stdout:
            result = macrosweep.report_test(confusion=CONFUSION, classes=["N", "V"])
        self.assertEqual(stdout.getvalue(), "test  macro-F1 0.8467  N 0.94  V 0.75\n")
        self.assertAlmostEqual(result, 0.8466981132075472)

    def test_refuses_a_mistake_and_names_its_rule(self) -> None:
        for arguments, message in MISTAKES:
            with self.subTest(str(arguments)[:80]), contextlib.redirect_stdout(io.StringIO()) as stdout:
                with self.assertRaises(ValueError) as raised:
                    macrosweep.report(**{"epoch": 1, **arguments})
                self.assertEqual(str(raised.exception)[: len(message)], message)
                self.assertEqual(stdout.getvalue(), "")

    def test_of_the_test_set_needs_counts(self) -> None:
        with self.assertRaisesRegex(ValueError, "^report_test: must have y_true and y_pred, confusion or per_class$"):
            macrosweep.report_test()


class ReportInASweep(ScriptTest):
    def test_keeps_the_classes_of_the_first_report(self) -> None:
        script = """
import macrosweep
macrosweep.report(1, y_true=["N", "V", "F"], y_pred=["N", "V", "V"])
macrosweep.report(2, y_true=["N", "V"], y_pred=["N", "N"])
macrosweep.report_test(y_true=["V"], y_pred=["F"])
"""
        classes = ["F", "N", "V"]
        self.assertEqual(
            reports_in(self.run_script(script, self.trial())),
            [
                {"epoch": 1, "confusion": [[0, 0, 1], [0, 1, 0], [0, 0, 1]], "classes": classes},
                {"epoch": 2, "confusion": [[0, 0, 0], [0, 1, 0], [0, 1, 0]], "classes": classes},
                {"test": {"confusion": [[0, 0, 0], [0, 0, 0], [1, 0, 0]]}, "classes": classes},
            ],
        )

    def test_says_what_an_earlier_attempt_said_in_vain_before_its_own_first_epoch(self) -> None:
        script = "import macrosweep\nfor epoch in range({}): macrosweep.report(epoch, value=epoch / 10)"
        self.run_script(script.format("1, 6"), self.trial())
        said = reports_in(self.run_script(script.format("5, 7"), self.trial(attempt=2, reported=2)))
        self.assertEqual([report["epoch"] for report in said], [3, 4, 5, 6])

    def test_says_what_an_earlier_attempt_said_in_vain_when_nothing_is_left_to_train(self) -> None:
        self.run_script("import macrosweep\nfor e in range(1, 10): macrosweep.report(e, value=1)", self.trial())
        said = reports_in(self.run_script("import macrosweep", self.trial(attempt=2, reported=7)))
        self.assertEqual([report["epoch"] for report in said], [8, 9])
        self.assertEqual(self.run_script("import macrosweep", self.trial(attempt=1)), "")

    def test_goes_on_after_the_last_epoch_until_it_is_stopped(self) -> None:
        script = "import macrosweep\nfor epoch in range(1, 5): macrosweep.report(epoch, value=1)"
        said = reports_in(self.run_script(script, self.trial(epochs=2)))
        self.assertEqual([report["epoch"] for report in said], [1, 2, 3, 4])

    def test_refuses_what_the_controller_would_refuse(self) -> None:
        reports = {
            "epoch: 2 must be 1, which is due": ["2, value=1"],
            "epoch: 3 must be 2, which is due": ["1, value=1", "3, value=1"],
            "epoch: 1 must be 2, which is due": ["1, value=1", "1, value=1"],
            "epoch: 10 is beyond the 9 epochs of this trial": ["10, value=1"],
            "classes: were 2 without names, now 3 without names": ["1, confusion=[[1, 0], [0, 1]]", "2, confusion=[[1, 0, 0]] * 3"],
            "classes: were N, V, now V, N": [
                "1, confusion=[[1, 0], [0, 1]], classes=['N', 'V']",
                "2, confusion=[[1, 0], [0, 1]], classes=['V', 'N']",
            ],
            "label 'Q' is no class; known: 'N', 'V'": ["1, y_true=['N'], y_pred=['V']", "2, y_true=['N'], y_pred=['Q']"],
            "label 2 is no class; known: 0, 1": ["1, y_true=[0], y_pred=[1]", "2, y_true=[0], y_pred=[2]"],
        }
        for message, calls in reports.items():
            with self.subTest(message):
                script = "import macrosweep\n" + "".join(f"macrosweep.report({call})\n" for call in calls)
                process = self.start(script, self.trial())
                stdout, stderr = process.communicate()
                self.assertEqual(process.returncode, 1)
                self.assertIn(f"ValueError: {message}", stderr)
                self.assertEqual(len(reports_in(stdout)), len(calls) - 1)

    def test_lets_a_later_attempt_go_on_anywhere(self) -> None:
        script = "import macrosweep\nfor epoch in (5, 6): macrosweep.report(epoch, value=1)"
        said = reports_in(self.run_script(script, self.trial(attempt=2, reported=7)))
        self.assertEqual([report["epoch"] for report in said], [5, 6])

    def test_counts_more_than_100_classes_each_by_itself(self) -> None:
        script = "import macrosweep\nmacrosweep.report(1, y_true=[0, 0, 100], y_pred=[0, 3, 100])"
        (said,) = reports_in(self.run_script(script, self.trial()))
        zeros = [0] * 101
        tp, fp, fn = zeros.copy(), zeros.copy(), zeros.copy()
        tp[0] = tp[100] = fp[3] = fn[0] = 1
        self.assertEqual(said, {"epoch": 1, "perClass": {"tp": tp, "fp": fp, "fn": fn}})

    def test_begins_a_line_of_its_own_whatever_was_printed(self) -> None:
        script = """
import contextlib, io, macrosweep
print("a progress bar", end="")
with contextlib.redirect_stdout(io.StringIO()):
    macrosweep.report(1, value=0.5)
print("after it")
"""
        stdout = self.run_script(script, self.trial(), env={"PYTHONUNBUFFERED": ""})
        self.assertEqual(stdout, 'a progress bar\n@macrosweep {"epoch": 1, "value": 0.5}\nafter it\n')

    def test_is_not_cut_by_other_threads(self) -> None:
        script = """
import threading, macrosweep
def talk():
    for _ in range(300):
        print("a log line")
threads = [threading.Thread(target=talk) for _ in range(4)]
for thread in threads: thread.start()
for epoch in range(1, 10): macrosweep.report(epoch, confusion=[[10**6] * 12] * 12)
for thread in threads: thread.join()
"""
        said = reports_in(self.run_script(script, self.trial()))
        self.assertEqual([report["epoch"] for report in said], list(range(1, 10)))

    def test_comes_from_rank_0_of_a_distributed_training_only(self) -> None:
        script = "import macrosweep\nmacrosweep.report(1, value=0.5)\nmacrosweep.report_test(confusion=[[1, 0], [0, 1]])"
        for ranks, lines in [({"RANK": "0"}, 2), ({"RANK": "1"}, 0), ({"LOCAL_RANK": "1"}, 0), ({"RANK": "0", "LOCAL_RANK": "1"}, 2)]:
            with self.subTest(str(ranks)):
                self.assertEqual(len(reports_in(self.run_script(script, self.trial(), env=ranks))), lines)
        self.assertEqual(self.run_script(script, env={"RANK": "1"}), "")


if __name__ == "__main__":
    unittest.main()
