"""A clock for the client that jumps over every pause, and remembers it."""

import asyncio
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


class JumpingClock:
    """Stands still but for its sleeps, which take no time of this machine.

    Args:
        start: The time of day that it begins with.
    """

    def __init__(self, start: datetime = START) -> None:
        self.pauses: list[float] = []
        self._start = start
        self._elapsed = 0.0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.advance(seconds)
        await asyncio.sleep(0)

    def advance(self, seconds: float) -> None:
        self._elapsed += seconds
