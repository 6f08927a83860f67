import importlib.util
import unittest

from running import ScriptTest, needs, reports_in

BACKEND = next((name for name in ("tensorflow", "torch", "jax") if importlib.util.find_spec(name)), "")

# The "model" predicts the first feature, so the counts are known; its weight is trained all the same.
SCRIPT = """
import keras, numpy as np
import macrosweep
from macrosweep.keras import ReportCallback

class Scores(keras.layers.Layer):
    def build(self, shape):
        self.scale = self.add_weight(shape=(), initializer="ones", constraint=keras.constraints.NonNeg())
    def call(self, x):
        return keras.ops.softmax(keras.ops.one_hot(keras.ops.cast(x[:, 0], "int32"), 3) * (self.scale + 1))

class Batches(keras.utils.PyDataset):
    def __len__(self):
        return 3
    def __getitem__(self, index):
        rows = slice(2 * index, 2 * index + 2)
        return x[rows], y[rows]

class Watch(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        print("logged", round(logs["val_macro_f1"], 4), flush=True)

t = macrosweep.trial(epochs=2)
y = np.array([0, 0, 0, 1, 1, 2])
x = np.array([[0.0], [0.0], [1.0], [1.0], [2.0], [2.0]])
for validation in [VALIDATION]:
    model = keras.Sequential([keras.Input((1,)), Scores()])
    model.compile(keras.optimizers.SGD(1e-6), "sparse_categorical_crossentropy")
    backup = keras.callbacks.BackupAndRestore(t.checkpoint_dir / "backup", delete_checkpoint=not t.sweep)
    callbacks = [ReportCallback(validation, ["N", "V", "F"]), Watch(), backup]
    model.fit(x, y, batch_size=2, epochs=t.epochs, verbose=0, callbacks=callbacks)
"""

CONFUSION = [[2, 1, 0], [0, 1, 1], [0, 0, 1]]


@needs("keras", BACKEND or "tensorflow")
class KerasCallback(ScriptTest):
    env = {"KERAS_BACKEND": BACKEND}

    def test_reports_every_epoch_and_logs_macro_f1(self) -> None:
        stdout = self.run_script(SCRIPT.replace("VALIDATION", "(x, y)"), self.trial(epochs=2), self.env)
        said = reports_in(stdout)
        self.assertEqual([report["epoch"] for report in said], [1, 2])
        self.assertEqual([report["confusion"] for report in said], [CONFUSION, CONFUSION])
        self.assertEqual(said[0]["classes"], ["N", "V", "F"])
        self.assertGreater(said[0]["metrics"]["loss"], 0)
        # By hand: F1 of N is 4/5, of V 2/4, of F 2/3.
        self.assertEqual(stdout.count("logged 0.6556"), 2)

    def test_runs_alone_on_validation_data_of_every_form(self) -> None:
        one_hot, column, batches = "(x, np.eye(3)[y])", "(x, y[:, None])", "[(x[:2], y[:2]), (x[2:], y[2:])]"
        script = SCRIPT.replace("VALIDATION", f"(x, y), {one_hot}, {column}, Batches(), {batches}")
        stdout = self.run_script(script, env=self.env)
        self.assertEqual(stdout.count("epoch 2  macro-F1 0.6556  N 0.80  V 0.50  F 0.67  loss"), 5)

    def test_takes_one_probability_for_two_classes(self) -> None:
        script = SCRIPT.replace('["N", "V", "F"]', '["N", "V"]').replace("1, 1, 2])", "1, 1, 1])")
        script = script.replace("Scores()", 'keras.layers.Dense(1, "sigmoid", kernel_initializer="ones")')
        script = script.replace("sparse_categorical_crossentropy", "binary_crossentropy").replace("VALIDATION", "(x - 0.5, y)")
        stdout = self.run_script(script, self.trial(epochs=1), self.env)
        self.assertEqual(reports_in(stdout)[0]["confusion"], [[2, 1], [0, 3]])

    def test_goes_on_after_a_stop_without_a_partial_epoch(self) -> None:
        script = SCRIPT.replace("VALIDATION", "(x, y)")
        process = self.start(script, self.trial(epochs=100_000), self.env)
        last = self.stop_after(process, 2)[-1]["epoch"]
        self.assertEqual(process.returncode, 143)
        again = self.start(script, self.trial(epochs=100_000, attempt=2, reported=last), self.env)
        (first, *_) = self.stop_after(again, last + 1)
        self.assertEqual(first["epoch"], last + 1)


if __name__ == "__main__":
    unittest.main()
