"""A clock for the client that a test moves."""

import asyncio
import heapq
from datetime import UTC, datetime, timedelta
from itertools import count


class SteppedClock:
    """A clock that stands still; who sleeps on it wakes when it has been moved far enough.

    Args:
        start: The time of day that it begins with; this machine's where None.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._start = start or datetime.now(UTC)
        self._elapsed = 0.0
        self._order = count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + seconds, next(self._order), woken))
        await woken

    @property
    def pauses(self) -> list[float]:
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
