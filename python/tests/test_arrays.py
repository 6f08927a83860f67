import contextlib
import importlib
import io
import random
import unittest
from typing import Any

import macrosweep
from running import needs


def scored(**report: Any) -> float:
    with contextlib.redirect_stdout(io.StringIO()):
        return macrosweep.report(1, **report)


class ArraysOf:
    """The cases that each library's arrays have to pass."""

    def array(self, values: Any) -> Any:
        raise NotImplementedError

    def test_are_taken_as_lists_are(self) -> None:
        truth, predicted = [0, 0, 1, 2, 2], [0, 1, 1, 2, 0]
        expected = scored(y_true=truth, y_pred=predicted)
        assert scored(y_true=self.array(truth), y_pred=self.array(predicted)) == expected
        assert scored(y_true=truth, y_pred=[self.array(label) for label in predicted]) == expected
        assert scored(confusion=self.array([[1, 1, 0], [0, 1, 0], [1, 0, 1]])) == expected
        per_class = {"tp": [1, 1, 1], "fp": [1, 1, 0], "fn": [1, 0, 1]}
        assert scored(per_class={key: self.array(counts) for key, counts in per_class.items()}) == expected

    def test_of_no_dimension_are_numbers(self) -> None:
        assert scored(value=self.array(0.5), metrics={"loss": self.array(2.0)}) == 0.5


@needs("numpy")
class NumpyArrays(ArraysOf, unittest.TestCase):
    def array(self, values: Any) -> Any:
        return importlib.import_module("numpy").array(values)


@needs("torch")
class TorchTensors(ArraysOf, unittest.TestCase):
    def array(self, values: Any) -> Any:
        return importlib.import_module("torch").tensor(values)


@needs("numpy", "sklearn")
class MacroF1(unittest.TestCase):
    def test_is_that_of_scikit_learn(self) -> None:
        f1_score = importlib.import_module("sklearn.metrics").f1_score
        chance = random.Random(1)
        for round_number in range(200):
            classes = chance.randint(2, 130)
            labels = [chance.sample(range(classes), chance.randint(2, classes)) for _ in range(2)]
            truth, predicted = ([chance.choice(known) for _ in range(chance.randint(1, 60))] for known in labels)
            samples = min(len(truth), len(predicted))
            truth, predicted = truth[:samples], predicted[:samples]
            with self.subTest(round=round_number):
                expected = f1_score(truth, predicted, average="macro", zero_division=0)
                self.assertAlmostEqual(scored(y_true=truth, y_pred=predicted, classes=range(classes)), expected, places=12)


if __name__ == "__main__":
    unittest.main()
