"""How a command ends: its exit status, and the error or signal that ends it."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from vss_tui.support.safe_text import escape, width

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from vss_tui.filters import FilterError

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class ExitStatus(IntEnum):
    """The exit status of a command."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOT_AUTHENTICATED = 4
    TIMED_OUT = 5
    CANCELLED = 130


class CliError(Exception):
    """An error that ends a command.

    Attributes:
        message: Says what is wrong and what to do.
        status: The exit status.
        details: Lines below the message.
    """

    def __init__(
        self, message: str, status: ExitStatus = ExitStatus.FAILED, details: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.details = details


class UsageError(CliError):
    """Wrong usage; ``command`` is the one whose help tells more."""

    def __init__(self, message: str, command: str = "", details: tuple[str, ...] = ()) -> None:
        super().__init__(message, ExitStatus.USAGE, details)
        self.command = command


class OutputError(CliError):
    """Standard output cannot be written to (a full disk, a closed stream)."""


def cli_error(error: Exception) -> CliError:
    """Return the message and exit status for an error."""
    from vss_tui.filters import FilterError
    from vss_tui.models.query import SortError

    if isinstance(error, CliError):
        return error
    if isinstance(error, FilterError):
        return UsageError(str(error), "ls", _marked(error))
    if isinstance(error, SortError):
        return UsageError(str(error), "ls")
    known = (status for kinds, status in _known_errors() if isinstance(error, kinds))
    status = next(known, None)
    return _unexpected(error) if status is None else CliError(str(error), status)


def _known_errors() -> list[tuple[tuple[type[Exception], ...], ExitStatus]]:
    """Return the errors whose texts are messages to the user, with their exit statuses."""
    from vss_tui.api import errors
    from vss_tui.config import ConfigError
    from vss_tui.models.endpoint import EndpointError
    from vss_tui.models.token import MalformedToken

    sign_in = (errors.NotAuthenticated, errors.Unauthorized, errors.SignInError, MalformedToken)
    return [
        ((EndpointError, ConfigError, errors.SetupError), ExitStatus.USAGE),
        (sign_in, ExitStatus.NOT_AUTHENTICATED),
        ((errors.ServiceError,), ExitStatus.FAILED),
    ]


def _unexpected(error: Exception) -> CliError:
    from vss_tui.support import crash_report

    return CliError(crash_report.sentence(error, crash_report.report(error)))


def _marked(error: "FilterError") -> tuple[str, str]:
    """Return the expression, and carets to stand below what is wrong in it."""
    before = escape(error.expression[: error.start])
    marked = escape(error.expression[error.start : error.end])
    line = f"  {before}{marked}{escape(error.expression[error.end :])}"
    return line, f"  {' ' * width(before)}{'^' * max(1, width(marked))}"


class EndedBySignal(SystemExit):
    """A signal ended the command; ``number`` is the signal's."""

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)
        self.number = number


def end_by_signal(number: int) -> NoReturn:
    """End the process by the signal itself: a shell's loop goes on after a mere exit status."""
    signal.signal(number, signal.SIG_DFL)
    if os.name == "posix":
        os.kill(os.getpid(), number)
    os._exit(128 + number)


class _SignalHandler:
    """Raises ``EndedBySignal``.

    While an event loop runs, the loop raises it, between two steps of its tasks. Raised amid a
    step it would pass through code of others, and a group of tasks there may wrap or keep it.
    """

    def __init__(self) -> None:
        self._loop: AbstractEventLoop | None = None
        self._number = 0

    def handle(self, number: int, _frame: FrameType | None) -> None:
        """Handle a signal; a second one does not wait for the loop."""
        repeated, self._number = self._number, number
        if repeated or self._loop is None:
            self._exit()
        self._loop.call_soon_threadsafe(self._exit)

    @contextmanager
    def in_loop(self, loop: "AbstractEventLoop") -> Iterator[None]:
        """Let ``loop`` raise the exit within the context."""
        self._loop, self._number = loop, 0
        try:
            yield
        finally:
            self._loop = None

    @contextmanager
    def immediately(self) -> Iterator[None]:
        """Do not wait for the loop within the context."""
        loop, self._loop = self._loop, None
        try:
            if loop and self._number:
                self._exit()
            yield
        finally:
            self._loop = loop

    def _exit(self) -> NoReturn:
        raise EndedBySignal(self._number)


_handler = _SignalHandler()


@contextmanager
def handled_in(loop: "AbstractEventLoop") -> Iterator[None]:
    """Let ``loop`` raise ``EndedBySignal`` within the context."""
    with _handler.in_loop(loop):
        yield


@contextmanager
def blocking() -> Iterator[None]:
    """Let a signal interrupt, within the context, what may block the event loop."""
    with _handler.immediately():
        yield


@contextmanager
def signals_raised() -> Iterator[None]:
    """Let SIGINT, SIGTERM and SIGHUP raise ``EndedBySignal`` within the context.

    One that the process was started to ignore (``nohup``), or that the platform lacks, is left
    alone.
    """
    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    previous = {number: signal.getsignal(number) for number in numbers}
    previous = {n: found for n, found in previous.items() if found not in (signal.SIG_IGN, None)}
    for number in previous:
        signal.signal(number, _handler.handle)
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
