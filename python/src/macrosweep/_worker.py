"""A trainer: calls the function of `macrosweep.run` with the params of its trial. Run as a script, with the path of what `write_task` wrote."""

from __future__ import annotations

import os
import pickle
import sys
import traceback
from typing import Any


def main(task: str) -> int:
    """The exit code; what the function raises is printed without the frames that are not the user's."""
    with open(task, "rb") as file:
        path, packed = pickle.load(file)
    # As where it was called: the function's modules are found here as there, and so is this package.
    sys.path[:] = path
    from macrosweep._carry import unpack
    from macrosweep._training import train_trial

    try:
        train_trial(unpack(packed))
    except Exception as error:
        trace: Any = error.__traceback__
        while trace is not None and _is_ours(trace.tb_frame.f_code.co_filename):
            trace = trace.tb_next
        sys.stdout.flush()
        traceback.print_exception(type(error), error, trace)
        return 1
    return 0


def _is_ours(file: str) -> bool:
    return os.path.dirname(os.path.abspath(file)) == os.path.dirname(os.path.abspath(__file__))


if __name__ == "__main__":
    # A script's folder comes first, and here `keras` and `transformers` are other modules than elsewhere.
    if sys.path and os.path.abspath(sys.path[0]) == os.path.dirname(os.path.abspath(__file__)):
        del sys.path[0]
    sys.exit(main(sys.argv[1]))
