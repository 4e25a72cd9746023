"""The service's rate limits."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RateLimitStatus:
    """What is left after a request; ``reset`` is a Unix second, ``wait`` the seconds until then."""

    limit: int
    remaining: int
    reset: int
    wait: int
    granted: bool

    @property
    def headers(self) -> dict[str, str]:
        """The headers of every response."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.reset),
        }


class RateLimitWindow:
    """Counts requests in windows of equal length, each of which starts with its first request.

    Args:
        now: The clock, with a zone.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._ends = -math.inf
        self._taken = 0

    def count(self, limit: int, period: float) -> RateLimitStatus:
        """Count one request against ``limit`` in ``period`` seconds."""
        moment = self._now().timestamp()
        if moment >= self._ends:
            self._ends, self._taken = moment + period, 0
        self._taken += 1
        return RateLimitStatus(
            limit=limit,
            remaining=max(0, limit - self._taken),
            reset=math.ceil(self._ends),
            wait=math.ceil(self._ends - moment),
            granted=self._taken <= limit,
        )
