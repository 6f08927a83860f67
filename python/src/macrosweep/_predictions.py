"""Class predictions as the callbacks get them from a model."""

from __future__ import annotations

from typing import Any


def predicted_classes(outputs: Any) -> Any:
    """Class indices, shape (samples,), of an array or tensor of scores or of class indices.

    Shape (samples, classes): the highest score. (samples, 1): one score of class 1, a probability, from 0.5 on. (samples,): as it is.

    Raises:
        ValueError: Another shape.
    """
    if outputs.ndim == 1:
        return outputs
    if outputs.ndim != 2:
        raise ValueError(f"predictions: shape {tuple(outputs.shape)} must be (samples,) or (samples, classes)")
    return outputs[:, 0] >= 0.5 if outputs.shape[1] == 1 else outputs.argmax(-1)


def true_classes(labels: Any) -> Any:
    """Class indices, shape (samples,), of an array or tensor of them, of shape (samples,) or (samples, 1), or one-hot (samples, classes).

    Raises:
        ValueError: Another shape.
    """
    return labels[:, 0] if labels.ndim == 2 and labels.shape[1] == 1 else predicted_classes(labels)
