"""Code that works with an event loop and without one."""

import asyncio
import threading
import time

import pytest

from vss_tui.support import event_loop


async def add(a: int, b: int) -> int:
    return await event_loop.in_thread(lambda: a + b)


def test_without_a_loop_work_is_run_to_its_end() -> None:
    assert event_loop.run_without(add(1, 2)) == 3


async def test_within_a_loop_it_is_awaited() -> None:
    assert await add(1, 2) == 3


def test_what_waits_for_a_loop_cannot_be_run_without() -> None:
    async def wait() -> None:
        await asyncio.Future()

    with pytest.raises(RuntimeError):
        event_loop.run_without(wait())


async def fail() -> None:
    def divide() -> float:
        return 1 / 0

    await event_loop.in_thread(divide)


def test_an_error_is_raised_where_it_is_waited_for() -> None:
    with pytest.raises(ZeroDivisionError):
        event_loop.run_without(fail())


async def test_also_within_a_loop() -> None:
    with pytest.raises(ZeroDivisionError):
        await fail()


def test_without_a_loop_a_time_limit_holds() -> None:
    ended = threading.Event()
    discarded: list[bool] = []
    with pytest.raises(TimeoutError):
        event_loop.run_without(
            event_loop.in_thread(ended.wait, 30, timeout=0.01, discard=discarded.append)
        )
    ended.set()
    while not discarded:
        time.sleep(0.001)
    assert discarded == [True]


async def test_a_result_that_nobody_waits_for_is_discarded() -> None:
    begun, ended, discarded = threading.Event(), threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def work() -> None:
        begun.set()
        ended.wait(30)

    def discard(_: None) -> None:
        loop.call_soon_threadsafe(discarded.set)

    waiting = asyncio.create_task(event_loop.in_thread(work, discard=discard))
    await asyncio.to_thread(begun.wait, 30)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    ended.set()
    await discarded.wait()


@pytest.mark.parametrize("with_loop", [True, False])
def test_sleeping_takes_time(with_loop: bool) -> None:
    start = time.monotonic()
    (asyncio.run if with_loop else event_loop.run_without)(event_loop.SYSTEM_CLOCK.sleep(0.01))
    assert time.monotonic() - start >= 0.01
