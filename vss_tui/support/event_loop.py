"""Time and waiting, with an event loop and without: a command that asks once needs no asyncio."""

import sys
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Clock(Protocol):
    """Something that tells the time and can wait; tests replace it."""

    def now(self) -> datetime:
        """Return the time of day, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds since some moment; only differences mean anything."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for ``seconds``."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        if not is_running():
            time.sleep(seconds)  # noqa: ASYNC251 - nothing else is to run meanwhile
            return
        import asyncio

        await asyncio.sleep(seconds)


SYSTEM_CLOCK: Clock = SystemClock()


def is_running() -> bool:
    """Return whether an event loop runs in this thread."""
    if "asyncio" not in sys.modules:
        return False
    import asyncio

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def run_without(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that waits for nothing but the functions of this module."""
    try:
        work.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    finally:
        work.close()
    raise RuntimeError("the coroutine waits for an event loop")


async def in_thread(
    function: Callable[..., T],
    *args: object,
    timeout: float | None = None,  # noqa: ASYNC109 - without a loop there is no other
    discard: Callable[[T], object] | None = None,
) -> T:
    """Call ``function`` in a thread of its own, as ``start_thread`` does, and wait for it.

    Whoever stops waiting, by cancellation or a signal, does not stop the thread.

    Args:
        function: What to call.
        *args: Its arguments.
        timeout: Seconds to wait, where no event loop runs.
        discard: Takes the result that nobody waits for any more.

    Raises:
        TimeoutError: The time is up.
    """
    future = start_thread(function, *args, discard=discard)
    if is_running():
        import asyncio

        return await asyncio.wrap_future(future)
    try:
        return future.result(timeout)
    finally:
        future.cancel()


def start_thread(
    function: Callable[..., T], *args: object, discard: Callable[[T], object] | None = None
) -> Future[T]:
    """Call ``function`` in a thread of its own that ends with the process at the latest.

    ``discard`` takes the result of a future that was cancelled.
    """
    future: Future[T] = Future()

    def call() -> None:
        try:
            result = function(*args)
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            with suppress(InvalidStateError):
                future.set_exception(error)
            return
        try:
            future.set_result(result)
        except InvalidStateError:
            if discard is not None:
                discard(result)

    threading.Thread(target=call, daemon=True).start()
    return future
