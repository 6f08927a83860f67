"""A sweep document as it is sent."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Mapping, Tuple, Union

from ._plain import plain

Document = Union[str, "os.PathLike[str]", Mapping[str, Any]]


def document_body(document: Document) -> Tuple[bytes, str]:
    """Body and media type of a document: a mapping, the path of a file, or a text of YAML or JSON (it has a line feed or begins with `{`).

    Raises:
        OSError: The file cannot be read.
        ValueError: A mapping has what JSON cannot say: NaN, infinity, an object of some class.
    """
    if isinstance(document, Mapping):
        try:
            return json.dumps(_sendable(document), allow_nan=False).encode(), "application/json"
        except (TypeError, ValueError) as cause:
            raise ValueError(f"document: {cause}") from cause
    if isinstance(document, str) and ("\n" in document or document.lstrip().startswith("{")):
        return document.encode(), "application/yaml"
    path = Path(document)
    return path.read_bytes(), "application/json" if path.suffix == ".json" else "application/yaml"


def _sendable(value: Any) -> Any:
    """The same in Python's own lists, dicts and numbers; NumPy's numbers and arrays too."""
    if isinstance(value, Mapping):
        return {str(name): _sendable(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_sendable(one) for one in value]
    return plain(value)
