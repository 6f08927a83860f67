"""Carries a function into another process of the same Python."""

from __future__ import annotations

import importlib
import io
import marshal
import pickle
import sys
import types
from typing import Any, Callable, Dict, Iterator, Tuple

_ADVICE = "put it into a module and import it, or install cloudpickle"


def pack(function: Callable[..., Any]) -> bytes:
    """The function as bytes for `unpack`: by name where it can be imported, else (a notebook's cell, `__main__`, a lambda, a closure) with its code
    and all that it refers to.

    Raises:
        ValueError: Names what of it cannot be carried, and what helps.
    """
    try:
        if _is_importable(function):
            return pickle.dumps(function)
        cloudpickle = _cloudpickle()
        if cloudpickle is not None:
            return bytes(cloudpickle.dumps(function))
        stream = io.BytesIO()
        _Carrier(stream, pickle.HIGHEST_PROTOCOL).dump(function)
        return stream.getvalue()
    except (pickle.PicklingError, TypeError, AttributeError, ValueError) as cause:
        raise ValueError(f"train: cannot be carried into a worker process: {cause}; {_ADVICE}") from cause


def unpack(packed: bytes) -> Callable[..., Any]:
    """The function that was packed. Raises what its imports raise."""
    function: Callable[..., Any] = pickle.loads(packed)
    return function


class _Carrier(pickle.Pickler):
    """Pickles functions and modules of `__main__`, which pickle itself only names."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, types.ModuleType):
            return importlib.import_module, (value.__name__,)
        if isinstance(value, types.FunctionType) and not _is_importable(value):
            return _reduce(value)
        if isinstance(value, type) and value.__module__ == "__main__":
            raise pickle.PicklingError(f"the class {value.__qualname__} is defined in {_place()}")
        return NotImplemented


# What a function refers to is set once the function is there: it may refer to itself.
def _reduce(function: types.FunctionType) -> Tuple[Any, ...]:
    code = function.__code__
    known = function.__globals__
    used = {name: known[name] for name in _names(code) if name in known}
    cells = [] if function.__closure__ is None else [cell.cell_contents for cell in function.__closure__]
    state = {"globals": used, "cells": cells, "defaults": function.__defaults__, "kwdefaults": function.__kwdefaults__}
    return _empty, (marshal.dumps(code), function.__name__), state, None, None, _fill


def _empty(code: bytes, name: str) -> types.FunctionType:
    read = marshal.loads(code)
    cells = tuple(types.CellType() for _ in read.co_freevars)
    return types.FunctionType(read, {"__builtins__": __builtins__, "__name__": "__main__"}, name, None, cells)


def _fill(function: types.FunctionType, state: Dict[str, Any]) -> None:
    function.__globals__.update(state["globals"])
    for cell, content in zip(function.__closure__ or (), state["cells"]):
        cell.cell_contents = content
    function.__defaults__, function.__kwdefaults__ = state["defaults"], state["kwdefaults"]


def _names(code: types.CodeType) -> Iterator[str]:
    """Names that code and the functions within it may look up as globals."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)


def _is_importable(function: Callable[..., Any]) -> bool:
    module = sys.modules.get(getattr(function, "__module__", None) or "")
    if module is None or module.__name__ == "__main__":
        return False
    found: Any = module
    for part in getattr(function, "__qualname__", "").split("."):
        found = getattr(found, part, None)
    return found is function


def _place() -> str:
    return "a notebook's cell" if "ipykernel" in sys.modules else "__main__"


def _cloudpickle() -> Any:
    try:
        return importlib.import_module("cloudpickle")
    except ImportError:
        return None
