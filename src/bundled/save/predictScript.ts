/** predict.py, as it stands in a saved folder. */
export const PREDICT_SCRIPT = `"""Predicts with the model of this folder; needs numpy alone.

    python3 predict.py rows.csv > predictions.csv      a table with the columns of the model
    from predict import Model                          Model().probabilities(array of samples, NaN where missing)
"""
import csv, json, os, sys
import numpy as np

class Model:
    def __init__(self, folder=os.path.dirname(os.path.abspath(__file__))):
        with open(os.path.join(folder, "trial.json"), encoding="utf-8") as file:
            self.about = json.load(file)
        self.weights = np.load(os.path.join(folder, "weights.npz"))

    def inputs(self, rows):
        """Rows, as dicts of texts by column, as the numbers that the network takes."""
        missing = set(self.about["missingTexts"])
        point = (lambda text: text.replace(",", ".")) if self.about["decimal"] == "comma" else str
        one = lambda text: np.nan if text.strip().lower() in missing else float(point(text))
        return np.array([[value for column in self.about["columns"] for value in
            ([one(row[column["name"]])] if column["texts"] is None else
             [float(row[column["name"]].strip() == text) for text in column["texts"]])] for row in rows])

    def probabilities(self, x):
        about, x = self.about, np.asarray(x, float)
        x = x.reshape(len(x), *about["shape"])
        fills = np.array([np.nan if value is None else value for value in about["medians"]], float)
        x = (np.where(np.isnan(x), fills, x) - about["means"]) / about["deviations"]
        if np.isnan(x).any():
            raise ValueError("a value is missing for which the model has no median")
        x = np.clip(x, -about["clip"], about["clip"])
        for at, layer in enumerate(about["layers"]):
            x = getattr(self, layer["kind"])(x, layer, *[self.weights[f"{at}.{n}"] for n in range(layer["weights"])])
        return x

    def dense(self, x, _, kernel, bias=0): return x @ kernel.astype(float) + bias
    def batch_norm(self, x, layer, gain, shift, mean, var): return (x - mean) / np.sqrt(var + layer["epsilon"]) * gain + shift
    def relu(self, x, _): return np.maximum(x, 0)
    def reshape(self, x, layer): return x.reshape(len(x), *layer["shape"])
    def mean(self, x, _): return x.mean((1, 2))
    def softmax(self, x, _):
        e = np.exp(x - x.max(1, keepdims=True))
        return e / e.sum(1, keepdims=True)
    def max_pool(self, x, layer):
        (h, w), (n, height, width, c) = layer["size"], x.shape
        return x[:, :height // h * h, :width // w * w].reshape(n, height // h, h, width // w, w, c).max((2, 4))
    def convolution(self, x, _, kernel, bias):
        h, w = kernel.shape[:2]
        x = np.pad(x, ((0, 0), (h // 2, h // 2), (w // 2, w // 2), (0, 0)))
        windows = np.lib.stride_tricks.sliding_window_view(x, (h, w), (1, 2))
        return np.einsum("nyxcij,ijcf->nyxf", windows, kernel.astype(float), optimize=True) + bias

if __name__ == "__main__":
    model, out = Model(), csv.writer(sys.stdout)
    classes = model.about["classes"]
    with open(sys.argv[1], encoding=model.about["encoding"] or "utf-8-sig", newline="") as file:
        header = file.readline()
        file.seek(0)
        rows = csv.DictReader(file, delimiter=max(",;\t|", key=header.count))
        found = model.probabilities(model.inputs(list(rows)))
    out.writerow(["prediction", *[f"probability:{name}" for name in classes]])
    out.writerows([classes[row.argmax()], *row] for row in found)
`;
