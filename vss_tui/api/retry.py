"""When to try again: after an error that may pass, and when the rate limit allows it."""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple, TypeVar

from vss_tui.api.errors import RateLimited, ServiceError
from vss_tui.api.response import Response
from vss_tui.support.event_loop import Clock

T = TypeVar("T")

MIN_WAIT = 1.0
MAX_WAIT = 120.0
"""Seconds that are waited without asking the user."""
_MAX_STATED = 7 * 86_400.0
_EPOCH = 1e8
"""A reset time above this is Unix seconds; below, seconds from now."""
_BACKOFF = 4.0
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


class RetryWait(NamedTuple):
    """A pause that is about to begin.

    ``attempt`` counts the attempts that have failed; 0 where the pause comes before the first one,
    since the rate limit is reached.
    """

    error: ServiceError
    seconds: float
    attempt: int


OnWait = Callable[[RetryWait], None]


def full_jitter(ceiling: float) -> float:
    """Return anything up to ``ceiling``, so that many clients do not come back at once."""
    import random

    return random.uniform(0, ceiling)  # noqa: S311 - no secret hangs on it


class RetryPolicy(NamedTuple):
    """How often to try, and after which pauses.

    Attributes:
        attempts: The most there are.
        jitter: Makes a pause of its ceiling: 4 seconds after the first failure, 16 after the
            second. A wait that the service asks for is kept instead.
    """

    attempts: int = 3
    jitter: Callable[[float], float] = full_jitter

    def pause(self, error: ServiceError, attempt: int) -> float:
        """Return the seconds to wait after the failed ``attempt``, counted from 1."""
        if error.retry_after is not None:
            return min(error.retry_after, MAX_WAIT)
        pause = self.jitter(_BACKOFF**attempt)
        return max(MIN_WAIT, pause) if isinstance(error, RateLimited) else pause


DEFAULT = RetryPolicy()
NO_RETRY = RetryPolicy(attempts=1)


async def retry(
    call: Callable[[], Awaitable[T]],
    policy: RetryPolicy,
    clock: Clock,
    on_wait: OnWait | None = None,
    *,
    idempotent: bool = True,
) -> T:
    """Await ``call()``, and again after a pause while its error is retryable.

    Args:
        call: Makes one attempt.
        policy: How many attempts, and the pauses.
        clock: Waits.
        on_wait: Told before each pause.
        idempotent: False where the service must not get the request twice: then only an error of
            a request that was not sent is followed by another attempt.

    Raises:
        ServiceError: That of the last attempt.
    """
    attempt = 0
    while True:
        attempt += 1
        try:
            return await call()
        except ServiceError as error:
            may_repeat = error.retryable and (idempotent or not error.sent)
            if attempt >= policy.attempts or not may_repeat:
                raise
            wait = RetryWait(error, policy.pause(error, attempt), attempt)
        if on_wait is not None:
            on_wait(wait)
        await clock.sleep(wait.seconds)


class RateLimit:
    """The service's rate limit as its responses state it: when the next request may go."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open_at = 0.0

    def update(self, response: Response) -> None:
        """Learn from a response: with nothing remaining, wait for the reset (1 to 120 s)."""
        remaining = _number(response.headers.get("x-ratelimit-remaining", ""))
        if remaining is not None and remaining <= 0:
            wait = resets_in(response.headers, self._clock.now()) or MIN_WAIT
            self._open_at = self._clock.monotonic() + min(wait, MAX_WAIT)

    async def wait(self, on_wait: OnWait | None) -> None:
        """Wait until the next request may go; ``on_wait`` is told before."""
        seconds = self.delay
        if seconds <= 0:
            return
        if on_wait is not None:
            message = f"rate limit reached; the next request goes in {duration_text(seconds)}"
            on_wait(RetryWait(RateLimited(message, retry_after=seconds), seconds, 0))
        await self._clock.sleep(seconds)

    @property
    def delay(self) -> float:
        """Seconds until the next request may go; 0 where it may go now."""
        return max(0.0, self._open_at - self._clock.monotonic())


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return ``Retry-After``, a number or a date, in seconds, at least 1; None for nonsense."""
    text = headers.get("retry-after", "")
    seconds = _number(text)
    if seconds is None:
        date = _date(text)
        seconds = None if date is None else (date - _service_time(headers, now)).total_seconds()
    return None if seconds is None else _bounded(seconds)


def resets_in(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return ``X-RateLimit-Reset``, Unix seconds or seconds from now, like ``retry_after``."""
    seconds = _number(headers.get("x-ratelimit-reset", ""))
    if seconds is not None and seconds >= _EPOCH:
        seconds -= _service_time(headers, now).timestamp()
    return None if seconds is None else _bounded(seconds)


def duration_text(seconds: float) -> str:
    """Say a wait (``40 seconds``, ``5 minutes``, ``2 hours``), rounded up."""
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds > length:
            return f"{-int(-seconds // length)} {unit}s"
    whole = max(1, -int(-seconds // 1))
    return f"{whole} second{'s' if whole > 1 else ''}"


def _bounded(seconds: float) -> float:
    return min(max(MIN_WAIT, seconds), _MAX_STATED)


def _number(text: str) -> float | None:
    text = text.strip()
    return float(text) if _NUMBER.fullmatch(text) else None


def _service_time(headers: Mapping[str, str], now: datetime) -> datetime:
    # The service's own time where it states one: this machine's clock may be minutes off.
    return _date(headers.get("date", "")) or now


def _date(text: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        date = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
