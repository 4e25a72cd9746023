"""How often the service may be asked."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left after a request: the ``X-RateLimit-*`` headers, and whether it was granted.

    ``reset`` is a Unix second, ``wait`` the whole seconds until then.
    """

    limit: int
    remaining: int
    reset: int
    wait: int
    granted: bool

    @property
    def headers(self) -> dict[str, str]:
        """The headers that every answer bears."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.reset),
        }


class RateLimit:
    """Counts requests in windows of equal length, each of which starts with its first request.

    Args:
        now: The clock, with a zone.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._ends = -math.inf
        self._taken = 0

    def take(self, limit: int, period: float) -> Allowance:
        """Count one request against ``limit`` in ``period`` seconds."""
        moment = self._now().timestamp()
        if moment >= self._ends:
            self._ends, self._taken = moment + period, 0
        self._taken += 1
        return Allowance(
            limit=limit,
            remaining=max(0, limit - self._taken),
            reset=math.ceil(self._ends),
            wait=math.ceil(self._ends - moment),
            granted=self._taken <= limit,
        )
