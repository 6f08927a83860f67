"""Which classes there are, and which of them a label means."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Iterable, List, Mapping, Optional, Union

from ._counts import MAX_PER_CLASS_CLASSES
from ._plain import plain, whole

Label = Union[int, str]


@dataclass(frozen=True)
class Classes:
    """The classes in the order of their counts. `names` is None where they have none; then label i means class i."""

    count: int
    names: Optional[List[str]]
    places: Mapping[Label, int]

    def place(self, label: Label) -> int:
        """Index of the class that the label means. Raises ValueError for a label of no class."""
        found = self.places.get(label)
        if found is not None:
            return found
        known = ", ".join(map(repr, list(self.places)[:10]))
        raise ValueError(f"label {label!r} is no class; known: {known}. Name all classes with classes=[...]")


def named(classes: Iterable[Any]) -> Classes:
    """Classes as a user declares them: names, to which labels that are texts or indices belong, or whole numbers, which are the labels.

    Raises:
        ValueError: Less than 2 or more than 10,000, in no order, an empty name, or one that stands there twice.
    """
    listed = plain(classes)
    # The order of a set of texts is another one in each process.
    if not isinstance(listed, list) or isinstance(classes, (set, frozenset)):
        raise ValueError(f"classes: {classes!r} must be a list")
    values = [whole(value) for value in listed]
    _check_count(len(values))
    bad = next((value for value in values if not isinstance(value, (int, str)) or value == ""), None)
    if bad is not None:
        raise ValueError(f"classes: {bad!r} must be a text that is not empty, or a whole number")
    names = [str(value) for value in values]
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise ValueError(f"classes: {twice[0]!r} must stand there once")
    places = {value: index for index, value in enumerate(values)}
    if all(isinstance(value, str) for value in values):
        places.update((index, index) for index in range(len(values)))
    return Classes(len(names), names, places)


def numbered(count: int) -> Classes:
    """Classes 0 to count - 1, without names. Raises ValueError for less than 2 or more than 10,000."""
    _check_count(count)
    return Classes(count, None, {index: index for index in range(count)})


def seen(labels: Iterable[Label]) -> Classes:
    """Classes by the labels that occur: whole numbers from 0 up to the highest one, or texts in alphabetical order.

    Raises:
        ValueError: A negative number, texts and numbers together, or a single class.
    """
    values = set(labels)
    numbers = [value for value in values if isinstance(value, int)]
    if len(numbers) == 0:
        return named(sorted(str(value) for value in values))
    if len(numbers) < len(values):
        raise ValueError("labels: must be all texts or all whole numbers; name all classes with classes=[...]")
    if min(numbers) < 0:
        raise ValueError(f"labels: {min(numbers)} must be a class from 0; name all classes with classes=[...]")
    return numbered(max(numbers) + 1)


def _check_count(count: int) -> None:
    if not 2 <= count <= MAX_PER_CLASS_CLASSES:
        raise ValueError(f"classes: {count} must be from 2 to {MAX_PER_CLASS_CLASSES} classes; name all of them with classes=[...]")
