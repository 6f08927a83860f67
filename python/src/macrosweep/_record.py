"""What a controller answers, as Python has it."""

from __future__ import annotations

import json
from typing import Any, Dict, Union


class Record(Dict[str, Any]):
    """A JSON object: a dict whose fields are attributes too, named as the API names them (`sweep.best.perClass`).

    A field that is called as something of dict (`values`, `items`, `keys`) is read by its key: `curve["values"]`. What is absent is None; so is a
    number that was not finite, for JSON has no word for it.
    """

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"there is no {name!r} here; there are: {', '.join(self)}") from None

    def __dir__(self) -> Any:
        return [*super().__dir__(), *self]


def read_json(text: Union[str, bytes]) -> Any:
    """What a JSON text says: objects as Records, `1.0` as a float and `1` as an int."""
    return json.loads(text, object_pairs_hook=Record)
