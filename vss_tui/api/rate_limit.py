"""How long the service asks to wait: ``Retry-After`` and its rate limit."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from vss_tui.api.clock import Clock
from vss_tui.api.response import Response

SHORTEST_WAIT = 1.0
LONGEST_WAIT = 120.0
"""Seconds that are waited without asking the user."""
_LONGEST_TOLD = 7 * 86_400.0
_EPOCH = 1e8
"""A reset time above this is Unix seconds; below, seconds from now."""
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Read ``Retry-After``, a number of seconds or a date, as seconds of at least 1.

    Gives None where it is missing or makes no sense.
    """
    text = headers.get("retry-after", "").strip()
    seconds = _number(text)
    if seconds is None:
        date = _date(text)
        seconds = None if date is None else (date - _service_time(headers, now)).total_seconds()
    return None if seconds is None else _bounded(seconds)


def resets_in(headers: Mapping[str, str], now: datetime) -> float | None:
    """Read ``X-RateLimit-Reset``, Unix seconds or seconds from now, as seconds of at least 1.

    Gives None where it is missing or makes no sense.
    """
    seconds = _number(headers.get("x-ratelimit-reset", "").strip())
    if seconds is not None and seconds >= _EPOCH:
        seconds -= _service_time(headers, now).timestamp()
    return None if seconds is None else _bounded(seconds)


def in_words(seconds: float) -> str:
    """Say a wait in words (``40 seconds``, ``5 minutes``, ``2 hours``), rounded up."""
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds > length:
            return f"{-int(-seconds // length)} {unit}s"
    whole = max(1, -int(-seconds // 1))
    return f"{whole} second{'s' if whole > 1 else ''}"


class RateLimit:
    """The service's rate limit, as its answers tell it: when the next request may go."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open_at = 0.0

    def note(self, answer: Response) -> None:
        """Learn from an answer: with nothing remaining, wait for the reset (1 to 120 s)."""
        remaining = _number(answer.headers.get("x-ratelimit-remaining", "").strip())
        if remaining is not None and remaining <= 0:
            wait = resets_in(answer.headers, self._clock.now()) or SHORTEST_WAIT
            self._open_at = self._clock.monotonic() + min(wait, LONGEST_WAIT)

    @property
    def delay(self) -> float:
        """Seconds until the next request may go; 0 where it may go now."""
        return max(0.0, self._open_at - self._clock.monotonic())


def _bounded(seconds: float) -> float:
    return min(max(SHORTEST_WAIT, seconds), _LONGEST_TOLD)


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def _service_time(headers: Mapping[str, str], now: datetime) -> datetime:
    # The service's own time where it tells it: this machine's clock may be minutes off.
    return _date(headers.get("date", "")) or now


def _date(text: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
