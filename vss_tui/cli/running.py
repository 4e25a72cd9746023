"""Running a call that has no screen: its signals and its event loop."""

import os
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_CLEANING_UP = 1.0
"""Seconds that interrupted work may take to put its things away."""


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
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_to_end(work: Coroutine[object, object, int]) -> int:
    """Run asynchronous work and give its exit code.

    A signal ends it even while it waits for a reader of its output. The process then leaves
    without closing the loop, which would wait for a look-up of a host's name: that runs in a
    thread that nothing can stop.
    """
    import asyncio

    with asyncio.Runner() as runner, ended_by("SIGINT"):
        try:
            return runner.run(work)
        except SystemExit as ending:
            runner.run(_clean_up())
            os._exit(ending.code if isinstance(ending.code, int) else 0)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


async def _clean_up() -> None:
    import asyncio

    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=_CLEANING_UP)
