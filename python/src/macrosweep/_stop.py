"""Whether the sweep has asked this training to stop."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType
from typing import Optional

from ._trial import in_sweep

_watching = False
_stopping = False


def should_stop() -> bool:
    """True once the agent has asked this process to stop (SIGTERM): save what is not saved and return, within 10 seconds.

    From the first call on SIGTERM no longer ends the process, so ask at least every few seconds: after each batch where an epoch takes
    longer. A handler of SIGTERM that was there before is called too. Outside a sweep it is always False, and no handler is installed.

    Raises:
        RuntimeError: The first call does not come from the main thread, the only one that can install a handler.
    """
    if in_sweep() and not _watching:
        _watch()
    return _stopping


def was_stopped() -> bool:
    """Whether a call of should_stop has seen it, or would. Asks for no handler."""
    return _stopping


def _watch() -> None:
    global _watching
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("should_stop: the first call must come from the main thread")
    owner = os.getpid()
    before = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: Optional[FrameType]) -> None:
        global _stopping
        if os.getpid() != owner:
            # A forked worker, which nobody asks should_stop: it ends as it would without us.
            signal.signal(number, signal.SIG_DFL if before is None else before)
            os.kill(os.getpid(), number)
            return
        _stopping = True
        if callable(before):
            before(number, frame)

    signal.signal(signal.SIGTERM, stop)
    _watching = True
