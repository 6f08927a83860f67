"""Arrays and tensors of any library, without importing it."""

from __future__ import annotations

from typing import Any, Iterable

_PLAIN = (int, float, str, bool)


def plain(value: Any) -> Any:
    """Python's own numbers, texts and nested lists in place of arrays, tensors and iterables; everything else as it is.

    An array is what has `tolist()` (NumPy, PyTorch on any device, JAX, pandas) or `numpy()` (TensorFlow).
    """
    if type(value) in _PLAIN:
        return value
    if callable(getattr(value, "tolist", None)):
        return value.tolist()
    if callable(getattr(value, "numpy", None)):
        return plain(value.numpy())
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        return [plain(element) for element in value]
    return value


def whole(value: Any) -> Any:
    """An int in place of a float that is one, since labels and counts may stand in an array of floats; everything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
