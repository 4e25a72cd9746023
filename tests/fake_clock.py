"""A clock for client and service that tests move."""

import asyncio
import heapq
from datetime import UTC, datetime, timedelta
from itertools import count

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
"""A moment for tests that compare times."""


class FakeClock:
    """A clock that stands still until it is advanced; sleepers wake when it passes their time.

    Args:
        start: The time of day it begins with; the machine's where None.
        auto_advance: Whether a sleep advances it at once instead of waiting.

    Attributes:
        slept: The length of every sleep, in the order they began.
    """

    def __init__(self, start: datetime | None = None, *, auto_advance: bool = False) -> None:
        self.slept: list[float] = []
        self._start = start or datetime.now(UTC)
        self._auto_advance = auto_advance
        self._elapsed = 0.0
        self._order = count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if self._auto_advance:
            self.advance(seconds)
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + seconds, next(self._order), woken))
        await woken

    @property
    def pending(self) -> list[float]:
        """How long each sleeper has still to sleep, the shortest first."""
        return sorted(
            until - self._elapsed for until, _, woken in self._sleepers if not woken.done()
        )

    def advance(self, seconds: float) -> None:
        self._elapsed += seconds
        while self._sleepers and self._sleepers[0][0] <= self._elapsed:
            _, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)
