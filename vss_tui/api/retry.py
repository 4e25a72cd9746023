"""Trying again: how often, after which pauses, and who hears of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from vss_tui.api.clock import Clock
from vss_tui.api.errors import RateLimited, ServiceError
from vss_tui.api.rate_limit import LONGEST_WAIT, SHORTEST_WAIT

if TYPE_CHECKING:
    from tenacity import RetryCallState

T = TypeVar("T")

_BASE = 4.0


@dataclass(frozen=True, slots=True)
class RetryWait:
    """A pause that is about to begin.

    ``attempt`` counts the tries that have failed; 0 where the pause comes before the first one,
    since the service's rate limit is used up.
    """

    error: ServiceError
    seconds: float
    attempt: int


OnWait = Callable[[RetryWait], None]


def full_jitter(ceiling: float) -> float:
    """Any length up to ``ceiling`` seconds, so that many clients do not come back at once."""
    import random

    return random.uniform(0, ceiling)  # noqa: S311 - no secret hangs on it


def is_retryable(error: ServiceError) -> bool:
    """Whether a request that changes nothing may be sent again after ``error``."""
    return error.retryable


def never_arrived(error: ServiceError) -> bool:
    """Whether a request that must not be sent twice may be sent again after ``error``."""
    return error.retryable and not error.sent


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How to try again.

    There are ``tries`` at most. ``jitter`` makes a pause of a ceiling, which is 4 seconds after the
    first failure and 16 after the second. A wait that the service itself asks for is kept instead.
    """

    tries: int = 3
    jitter: Callable[[float], float] = full_jitter

    def pause(self, error: ServiceError, attempt: int) -> float:
        """Seconds to wait after the failed try number ``attempt``, counted from 1."""
        if error.retry_after is not None:
            return min(error.retry_after, LONGEST_WAIT)
        pause = self.jitter(_BASE**attempt)
        return max(SHORTEST_WAIT, pause) if isinstance(error, RateLimited) else pause


DEFAULT = RetryPolicy()
"""Three tries, and 20 seconds of pauses at most."""
NO_RETRY = RetryPolicy(tries=1)
"""No second try."""


async def retry(
    call: Callable[[], Awaitable[T]],
    policy: RetryPolicy,
    clock: Clock,
    on_wait: OnWait | None = None,
    may_repeat: Callable[[ServiceError], bool] = is_retryable,
) -> T:
    """Await ``call()``, and again after pauses while it fails in a way that may pass.

    Args:
        call: Makes one try.
        policy: How often, and after which pauses.
        clock: Waits.
        on_wait: Told before each pause.
        may_repeat: Whether there may be another try after an error.

    Raises:
        ServiceError: The last try's.
    """
    try:
        return await call()
    except ServiceError as error:
        if policy.tries <= 1 or not may_repeat(error):
            raise
        first = error
    return await _persist_after(first, call, policy, clock, on_wait=on_wait, may_repeat=may_repeat)


async def _persist_after(
    first: ServiceError,
    call: Callable[[], Awaitable[T]],
    policy: RetryPolicy,
    clock: Clock,
    *,
    on_wait: OnWait | None,
    may_repeat: Callable[[ServiceError], bool],
) -> T:
    # Imported after a first failure only: most calls of the program see none.
    from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt

    def wait(state: "RetryCallState") -> float:
        return policy.pause(_error(state), state.attempt_number)

    def tell(state: "RetryCallState") -> None:
        if on_wait is not None:
            on_wait(RetryWait(_error(state), state.upcoming_sleep, state.attempt_number))

    tries = AsyncRetrying(
        sleep=clock.sleep,
        stop=stop_after_attempt(policy.tries),
        wait=wait,
        retry=retry_if_exception(lambda e: isinstance(e, ServiceError) and may_repeat(e)),
        before_sleep=tell,
        reraise=True,
    )

    async def call_but_first() -> T:
        if tries.statistics["attempt_number"] == 1:
            raise first
        return await call()

    outcome: T = await tries(call_but_first)
    return outcome


def _error(state: "RetryCallState") -> ServiceError:
    error = state.outcome.exception() if state.outcome is not None else None
    if not isinstance(error, ServiceError):
        raise TypeError("only errors of the service are tried again")
    return error
