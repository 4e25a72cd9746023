"""Signals and a closed terminal end the application, with the terminal restored.

A thread waits for them. It asks the application to exit and, where that does not happen in time
(the event loop or the output is blocked), restores the terminal and ends the process itself.
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

EXIT_TIMEOUT = 1.4
"""Seconds in which the application may exit by itself."""

_POLL_INTERVAL = 60
"""Seconds between two looks at a terminal whose end the system does not report."""

_ENDING_SIGNALS = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
_SCREEN_SIGNALS = (
    signal.SIGCONT,
    signal.SIGTSTP,
    signal.SIGTTIN,
    signal.SIGTTOU,
    signal.SIGWINCH,
)


class TerminalGuard(Protocol):
    """A terminal that has to be restored."""

    def fileno(self) -> int:
        """Return its descriptor."""
        ...

    def gone(self) -> bool:
        """Return whether it was closed."""
        ...

    def abandon(self) -> None:
        """Restore it though other threads may still draw on it."""
        ...


class Termination:
    """How the run was ended from outside.

    Attributes:
        code: The exit code, 128 and the signal's number; None while nothing has ended it.
    """

    def __init__(self) -> None:
        self.code: int | None = None


@contextmanager
def ending_signals(
    request_exit: Callable[[int], None], terminal: TerminalGuard
) -> Iterator[Termination]:
    """End the application at SIGTERM, SIGHUP, SIGINT, SIGQUIT and when the terminal is closed.

    A signal that the process was started to ignore (``nohup``) stays ignored; a closed terminal
    then still ends the application. Afterwards every signal is handled as before.

    Args:
        request_exit: Asks the application to exit with a code; called in another thread.
        terminal: Watched, and restored where the application does not exit in time.
    """
    termination = Termination()
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    handlers = {number: signal.getsignal(number) for number in (*_ENDING_SIGNALS, *_SCREEN_SIGNALS)}
    watcher = threading.Thread(
        target=_watch,
        args=(read_end, termination, request_exit, terminal),
        name="terminal-watch",
        daemon=True,
    )
    watcher.start()
    # The interpreter writes a signal's number there even while Python code cannot run.
    previous_fd = signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
    for number in _ENDING_SIGNALS:
        if handlers[number] != signal.SIG_IGN:
            signal.signal(number, _defer_to_watcher)
    try:
        yield termination
    finally:
        signal.set_wakeup_fd(previous_fd)
        for number, handler in handlers.items():
            if handler is not None:
                signal.signal(number, handler)
        os.close(write_end)
        watcher.join()
        os.close(read_end)


def _defer_to_watcher(_number: int, _frame: FrameType | None) -> None:
    """Handle a signal: without a handler the interpreter would not see it."""


def _watch(
    read_end: int,
    termination: Termination,
    request_exit: Callable[[int], None],
    terminal: TerminalGuard,
) -> None:
    termination.code = _wait_for_end(read_end, terminal)
    if termination.code is None:
        return
    request_exit(termination.code)
    if not _exits_within(read_end, EXIT_TIMEOUT):
        terminal.abandon()
        os._exit(termination.code)


def _wait_for_end(read_end: int, terminal: TerminalGuard) -> int | None:
    """Return the exit code of what ends the run, or None where it ends by itself."""
    poller = select.poll()
    poller.register(read_end, select.POLLIN)
    # Asked for nothing, the system reports the terminal's end alone.
    poller.register(terminal.fileno(), 0)
    while True:
        ready = dict(poller.poll(_POLL_INTERVAL * 1000))
        if read_end not in ready:
            if terminal.gone():
                return 128 + signal.SIGHUP
            if ready:
                poller.unregister(terminal.fileno())
            continue
        numbers = os.read(read_end, 512)
        ending = [number for number in numbers if number in _ENDING_SIGNALS]
        if ending:
            return 128 + ending[0]
        if not numbers:
            return None


def _exits_within(read_end: int, seconds: float) -> bool:
    """Wait for the run's end and return whether it came in time."""
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        if select.select([read_end], [], [], left)[0] and not os.read(read_end, 512):
            return True
    return False
