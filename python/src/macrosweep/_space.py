"""A search space as Python says it, and the parameters of a document that it stands for."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Sequence, Union

from ._plain import plain

Parameter = Dict[str, Any]
When = Optional[Mapping[str, Any]]
Space = Union[Mapping[str, Any], Sequence[Mapping[str, Any]]]


def floats(
    low: float,
    high: float,
    *,
    log: bool = False,
    step: Optional[float] = None,
    center: Optional[float] = None,
    confidence: Optional[str] = None,
    when: When = None,
) -> Parameter:
    """A number of [low, high]; it reaches the function as a float.

    Args:
        log: Equal ratios are equally likely; low must be above 0.
        step: Distance of neighbouring values, counted from low.
        center: Where the best value is expected; it tilts the start of the search and fades.
        confidence: How sure that is: low, medium (the default) or high.
        when: The parameter exists only where each of these earlier parameters has this value, or one of these: {"loss": "focal"}.
    """
    return _range("float", float(low), float(high), log, step, center, confidence, when)


def ints(
    low: int,
    high: int,
    *,
    log: bool = False,
    step: Optional[int] = None,
    center: Optional[int] = None,
    confidence: Optional[str] = None,
    when: When = None,
) -> Parameter:
    """A whole number of [low, high]. Arguments as of floats."""
    return _range("int", low, high, log, step, center, confidence, when)


def choice(values: Sequence[Any], *, center: Any = None, confidence: Optional[str] = None, when: When = None) -> Parameter:
    """One of these: texts, numbers, booleans, None and lists of these. A list alone means the same."""
    return {"type": "categorical", "values": plain(values), **_more(None, center, confidence, when)}


def parameters_of(space: Space) -> Any:
    """The `parameters` of a document.

    Args:
        space: By name: a list of choices; (low, high), an int where both are whole and a float otherwise; floats, ints or choice; or what a document
            says of a parameter. With a key "preset", or as a list of parameters, it goes into the document as it is.

    Raises:
        ValueError: Names the parameter that is none of these.
    """
    if not isinstance(space, Mapping):
        return [dict(parameter) for parameter in space]
    if "preset" in space:
        return {name: value if name == "preset" or value is False else _parameter(name, value) for name, value in space.items()}
    return [{"name": name, **_parameter(name, value)} for name, value in space.items()]


def _parameter(name: str, value: Any) -> Parameter:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, list):
        return choice(value)
    if isinstance(value, tuple) and len(value) == 2:
        low, high = plain(value[0]), plain(value[1])
        if all(isinstance(bound, (int, float)) and not isinstance(bound, bool) for bound in (low, high)):
            return ints(low, high) if isinstance(low, int) and isinstance(high, int) else floats(low, high)
    rule = "must be a list of choices, (low, high), macrosweep.floats, ints or choice, or a parameter as a document has it"
    raise ValueError(f"space[{name!r}]: {value!r} {rule}")


def _range(kind: str, low: Any, high: Any, log: bool, step: Any, center: Any, confidence: Optional[str], when: When) -> Parameter:
    scale = {"scale": "log"} if log else {}
    return {"type": kind, "min": low, "max": high, **scale, **_more(step, center, confidence, when)}


def _more(step: Any, center: Any, confidence: Optional[str], when: When) -> Parameter:
    prior = {} if center is None else {"prior": {"center": center, **({} if confidence is None else {"confidence": confidence})}}
    conditions = {} if when is None else {"when": {name: _listed(values) for name, values in when.items()}}
    return {**({} if step is None else {"step": step}), **prior, **conditions}


def _listed(values: Any) -> List[Any]:
    return list(values) if isinstance(values, (list, tuple, set)) else [values]
