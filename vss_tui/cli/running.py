"""Running a call that has no screen: its signals and its event loop."""

import os
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

_INTERRUPTED = 128 + signal.SIGINT
_CLEANING_UP = 1.0
"""Seconds that interrupted work may take to put its things away."""


class _Ending:
    """What a signal does to the call: it ends by ``SystemExit`` of 128 + the signal's number.

    While an event loop runs, the loop raises it, between two steps of its tasks. Raised amid a
    step it would pass through code of others, and a group of tasks there may wrap or keep it.
    """

    def __init__(self) -> None:
        self._loop: AbstractEventLoop | None = None
        self._code = 0

    def asked(self, number: int, _frame: FrameType | None) -> None:
        """Handle a signal; a second one does not wait for the loop."""
        again, self._code = self._code, 128 + number
        if again or self._loop is None:
            self._carry_out()
        self._loop.call_soon_threadsafe(self._carry_out)

    @contextmanager
    def between_steps_of(self, loop: "AbstractEventLoop") -> Iterator[None]:
        """Within it ``loop`` carries out what a signal asks for."""
        self._loop, self._code = loop, 0
        try:
            yield
        finally:
            self._loop = None

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Within it the loop is not waited for, nor what it has not yet carried out."""
        loop, self._loop = self._loop, None
        try:
            if loop and self._code:
                self._carry_out()
            yield
        finally:
            self._loop = loop

    def _carry_out(self) -> NoReturn:
        raise SystemExit(self._code)


_ending = _Ending()


@contextmanager
def blocking() -> Iterator[None]:
    """Mark what may keep the event loop from its turn: a signal ends it all the same."""
    with _ending.at_once():
        yield


@contextmanager
def ended_by(*names: str) -> Iterator[None]:
    """Within it the signals of these names end the call by ``SystemExit`` of 128 + number.

    A signal that the process was started to ignore (``nohup``) or that the platform lacks is left
    alone.
    """
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    unclaimed = (signal.SIG_DFL, signal.default_int_handler)
    before = {n: signal.getsignal(n) for n in numbers if signal.getsignal(n) in unclaimed}
    for number in before:
        signal.signal(number, _ending.asked)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_to_end(work: Coroutine[object, object, int]) -> int:
    """Run asynchronous work and give its exit code.

    A signal ends it. The process then leaves without closing the loop, which would wait for a
    look-up of a host's name: that runs in a thread that nothing can stop.
    """
    import asyncio

    with (
        asyncio.Runner() as runner,
        _ending.between_steps_of(runner.get_loop()),
        ended_by("SIGINT"),
    ):
        try:
            return runner.run(work)
        except SystemExit as ending:
            try:
                runner.run(_clean_up())
                if ending.code == _INTERRUPTED and os.isatty(2):
                    # The terminal shows ``^C``: the shell's prompt is to begin a line of its own.
                    os.write(2, b"\n")
            finally:
                os._exit(ending.code if isinstance(ending.code, int) else 0)


async def _clean_up() -> None:
    import asyncio

    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=_CLEANING_UP)
