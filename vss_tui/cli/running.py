"""Running a command that has no screen: its settings, connection, event loop and signals."""

import argparse
import math
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType
from typing import TYPE_CHECKING, NoReturn, TypeVar

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from vss_tui.api.retry import RetryWait
    from vss_tui.cli.output import Progress
    from vss_tui.config import Settings
    from vss_tui.connection import Connection

Result = TypeVar("Result")

_CLEANUP_TIMEOUT = 1.0
"""Seconds that interrupted tasks may take to clean up."""
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


def settings_for(args: argparse.Namespace, *, mouse: bool | None = None) -> "Settings":
    """Load the settings in force for a command line.

    Args:
        args: The parsed command line.
        mouse: False where the command line turns the mouse off, else None.

    Raises:
        ConfigError: They cannot be used.
    """
    from vss_tui import config

    return config.load(
        endpoint=args.endpoint,
        config=args.config,
        timeout=args.timeout,
        mouse=mouse,
        demo=args.demo,
        environ=os.environ,
    )


@asynccontextmanager
async def connected(args: argparse.Namespace) -> AsyncIterator["Connection"]:
    """Connect to the endpoint of the command line and the settings, and disconnect at the end.

    Raises:
        ConfigError: The settings cannot be used.
    """
    from vss_tui.cli.output import print_error
    from vss_tui.connection import open_connection

    settings = settings_for(args)
    for warning in settings.warnings:
        print_error(f"vss-tui: {warning}")
    connection = open_connection(settings, demo=args.demo)
    try:
        yield connection
    finally:
        for note in connection.notes:
            print_error(f"vss-tui: {note}")
        await connection.aclose()


def retry_shown(progress: "Progress") -> Callable[["RetryWait"], None]:
    """Return a callback that shows each pause before a retry."""

    def show(wait: "RetryWait") -> None:
        progress.show(f"{wait.error.message} (next try in {math.ceil(wait.seconds)} s)")

    return show


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
    unhandled = (signal.SIG_DFL, signal.default_int_handler)
    previous = {n: signal.getsignal(n) for n in numbers if signal.getsignal(n) in unhandled}
    for number in previous:
        signal.signal(number, _handler.handle)
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def run_blocking(work: Coroutine[object, object, int]) -> int:
    """Run work that makes one request at a time, without an event loop, whose import takes 11 ms.

    A signal ends the process.
    """
    from vss_tui.support import event_loop

    try:
        return event_loop.run_without(work)
    except EndedBySignal as end:
        end_by_signal(end.number)


def run_async(work: Coroutine[object, object, Result]) -> Result:
    """Run asynchronous work and return its result.

    A signal ends the process, without closing the loop, which would wait for a look-up of a host
    name: that runs in a thread that nothing can stop.
    """
    import asyncio

    with asyncio.Runner() as runner, _handler.in_loop(runner.get_loop()):
        try:
            return runner.run(work)
        except EndedBySignal as end:
            try:
                runner.run(_clean_up())
            finally:
                end_by_signal(end.number)


async def _clean_up() -> None:
    import asyncio

    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=_CLEANUP_TIMEOUT)
