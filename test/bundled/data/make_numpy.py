"""Makes numpy.json: files that NumPy wrote, in base64, and what is in them.

  python3 make_numpy.py > numpy.json
"""
import base64
import io
import json

import numpy as np


def bytes_of(save, *args, **named):
    file = io.BytesIO()
    save(file, *args, **named)
    return base64.b64encode(file.getvalue()).decode()


arrays = {
    "<f4": np.array([[1.5, -2.25], [0.1, 3e38]], "<f4"),
    "<f8": np.array([0.1, np.pi, -1e300]),
    "|b1": np.array([True, False]),
    "|i1": np.array([-128, 127], "i1"),
    "|u1": np.array([0, 255], "u1"),
    "<i2": np.array([-32768, 5], "<i2"),
    "<u2": np.array([65535], "<u2"),
    "<i4": np.array([-(2**31), 7], "<i4"),
    "<u4": np.array([2**32 - 1], "<u4"),
    "<i8": np.array([-(2**53), 2**53], "<i8"),
    "<u8": np.array([2**53], "<u8"),
    "<U6": np.array(["N", "premät", "🫀"]),
    "no values": np.zeros((0, 3)),
    "one value": np.array(4.0),
    "three axes": np.arange(24, dtype="<f4").reshape(2, 3, 4),
    "Fortran order": np.asfortranarray(np.arange(24.0).reshape(2, 3, 4)),
    ">f8": np.array([1.5, -2.0], ">f8"),
    ">i2": np.array([[1, -2], [300, 4]], ">i2"),
    ">U2": np.array(["N", "é"], ">U2"),
    "<f2": np.array([0.1, -65504.0, 6e-8, 1.0], "<f2"),
    "|S4": np.array(["N", "prem"], "S"),
}
beats = {"label": np.array(["N", "V"]), "samples": np.arange(6, dtype="<f4").reshape(2, 3)}
# Series of two classes: every other one is a ramp.
series = np.linspace(0, 1, 8, dtype="<f4") * (np.arange(40)[:, None] % 2)
series_labels = np.array(["flat", "ramp"])[np.arange(40) % 2]
refused = {
    "complex": np.array([1j]),
    "objects": np.array(["N", 1], object),
    "dates": np.array(["2026-01-01"], "datetime64[s]"),
    "records": np.zeros(2, [("a", "<f4"), ("b", "<f4")]),
    "bytes that are no text": np.array([b"\xe9"]),
}
made = {
    "madeBy": f"make_numpy.py with NumPy {np.__version__}",
    "arrays": [
        {"name": name, "npy": bytes_of(np.save, array), "shape": list(array.shape), "values": [v.decode() if isinstance(v, bytes) else v for v in array.flatten().tolist()]}
        for name, array in arrays.items()
    ],
    "refused": [{"name": name, "npy": bytes_of(np.save, array)} for name, array in refused.items()],
    "stored": bytes_of(np.savez, **beats),
    "deflated": bytes_of(np.savez_compressed, **beats),
    "series": {
        "both.npz": bytes_of(np.savez_compressed, x=series, label=series_labels),
        "samples.npy": bytes_of(np.save, series),
        "labels.npy": bytes_of(np.save, series_labels),
    },
}
print(json.dumps(made))
