"""Time as the client sees it, so that a test can replace it."""

import time
from datetime import UTC, datetime
from typing import Protocol

from vss_tui.support import event_loop


class Clock(Protocol):
    """Something that tells the time and can wait."""

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
        await event_loop.sleep(seconds)


SYSTEM_CLOCK: Clock = SystemClock()
