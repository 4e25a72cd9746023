"""Ended from outside: a signal, or a terminal that has gone.

The signals are seen by a thread, which asks the application to leave and, where it does not in
time (its event loop is stuck, its output stands still), restores the terminal and ends the process.
"""

import os
import select
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

GRACE = 1.4
"""Seconds in which the application may leave by itself."""

_LOOK = 60
"""Seconds between two looks at a terminal whose end the system does not report."""

_ENDING = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
_OF_THE_SCREEN = (
    signal.SIGCONT,
    signal.SIGTSTP,
    signal.SIGTTIN,
    signal.SIGTTOU,
    signal.SIGWINCH,
)


class TerminalGuard(Protocol):
    """What is left at the end: a terminal."""

    def fileno(self) -> int:
        """The descriptor that stands for it."""
        ...

    def gone(self) -> bool:
        """Tell whether it was closed."""
        ...

    def abandon(self) -> None:
        """Leave it as it was found, though something still draws on it."""
        ...


class Ending:
    """How the run was ended from outside.

    Attributes:
        code: The exit code, 128 and the signal's number; None while nothing has ended it.
    """

    def __init__(self) -> None:
        self.code: int | None = None


@contextmanager
def ending_signals(leave: Callable[[int], None], terminal: TerminalGuard) -> Iterator[Ending]:
    """Within it SIGTERM, SIGHUP, SIGINT and SIGQUIT, and the terminal's end, end the application.

    A signal that the process was started to ignore (``nohup``) stays ignored; the terminal's end
    then still ends the application. Afterwards every signal is handled as before, those that the
    screen handles too.

    Args:
        leave: Asks the application to leave with an exit code; called in another thread.
        terminal: Watched, and restored where the application does not leave in time.
    """
    ending = Ending()
    seen, told = os.pipe()
    os.set_blocking(told, False)
    before = {number: signal.getsignal(number) for number in (*_ENDING, *_OF_THE_SCREEN)}
    watch = threading.Thread(
        target=_watch, args=(seen, ending, leave, terminal), name="terminal-watch", daemon=True
    )
    watch.start()
    # The interpreter writes a signal's number there even while Python code cannot run.
    told_before = signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    for number in _ENDING:
        if before[number] != signal.SIG_IGN:
            signal.signal(number, _leave_it_to_the_watch)
    try:
        yield ending
    finally:
        signal.set_wakeup_fd(told_before)
        for number, handler in before.items():
            if handler is not None:
                signal.signal(number, handler)
        os.close(told)
        watch.join()
        os.close(seen)


def _leave_it_to_the_watch(_number: int, _frame: FrameType | None) -> None:
    """Handle a signal: without a handler the interpreter would not see it."""


def _watch(
    seen: int, ending: Ending, leave: Callable[[int], None], terminal: TerminalGuard
) -> None:
    ending.code = _awaited(seen, terminal)
    if ending.code is None:
        return
    leave(ending.code)
    if not _closed_within(seen, GRACE):
        terminal.abandon()
        os._exit(ending.code)


def _awaited(seen: int, terminal: TerminalGuard) -> int | None:
    """Wait for what ends the run; None where it ends by itself."""
    watched = select.poll()
    watched.register(seen, select.POLLIN)
    # Asked for nothing, the system reports the terminal's end alone.
    watched.register(terminal.fileno(), 0)
    while True:
        found = dict(watched.poll(_LOOK * 1000))
        if seen not in found:
            if terminal.gone():
                return 128 + signal.SIGHUP
            if found:
                watched.unregister(terminal.fileno())
            continue
        numbers = os.read(seen, 512)
        ended_by = [number for number in numbers if number in _ENDING]
        if ended_by:
            return 128 + ended_by[0]
        if not numbers:
            return None


def _closed_within(seen: int, seconds: float) -> bool:
    """Wait for the run's end; tell whether it came in time."""
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        if select.select([seen], [], [], left)[0] and not os.read(seen, 512):
            return True
    return False
