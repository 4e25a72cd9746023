"""A user's requests: the token goes along, and pauses, repeats and refusals are seen to."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from vss_tui.api.errors import (
    MaybeSubmitted,
    RateLimited,
    TimedOut,
    Unauthorized,
    UnexpectedResponse,
    Unreachable,
)
from vss_tui.api.rate_limit import RateLimit, in_words
from vss_tui.api.response import Response, host_label
from vss_tui.api.retry import OnWait, RetryPolicy, RetryWait, is_retryable, never_arrived, retry
from vss_tui.api.statuses import error_for_status
from vss_tui.api.token_provider import TokenProvider
from vss_tui.api.transport import Transport
from vss_tui.models.token import Token
from vss_tui.support.secret import Secret

T = TypeVar("T")

_LOST_AT_GATEWAY = frozenset({502, 504})


@dataclass(frozen=True, slots=True)
class Request:
    """One request: ``path`` is below the endpoint.

    ``accepted`` holds the statuses that are a success. ``signed`` tells whether the token goes
    along, ``repeatable`` whether the service may get it twice.
    """

    method: str
    path: str
    params: Mapping[str, str] | None = None
    accepted: frozenset[int] = frozenset({200})
    signed: bool = True
    repeatable: bool = True


class Requester:
    """Asks one service in the name of one user.

    Repeatable requests are tried again as ``policy`` says, and wait where the service's rate limit
    is used up. Others are sent again only where they never arrived. Where the token is refused, it
    is renewed and the request repeated: once with a token that was issued for it, and before that
    with those that were found.

    Args:
        transport: The way to the service.
        session: The token.
        policy: How to try again.
        rate_limit: What is known of the service's rate limit.
    """

    def __init__(
        self,
        transport: Transport,
        session: TokenProvider,
        policy: RetryPolicy,
        rate_limit: RateLimit,
    ) -> None:
        self._transport = transport
        self._session = session
        self._policy = policy
        self._rate_limit = rate_limit

    async def ask(
        self, request: Request, read: Callable[[Response], T], on_wait: OnWait | None = None
    ) -> T:
        """Send ``request`` and give what ``read`` makes of the answer.

        Args:
            request: What to ask.
            read: Reads an answer of an accepted status; an error that it raises counts as one of
                the request.
            on_wait: Told before each pause.

        Raises:
            NotAuthenticated: It needs a token, and there is none to be had.
            Unauthorized: A token that was issued for it was refused as well.
            MaybeSubmitted: It is not repeatable, was sent, and is not answered.
            ServiceError: It came to nothing otherwise.
        """
        if not request.signed:
            return await self._persist(request, None, read, on_wait)
        token, issued = await self._session.token(), False
        while True:
            try:
                return await self._persist(request, token, read, on_wait)
            except Unauthorized as error:
                if issued:
                    raise
                token = await self._session.renew(token, error.reason)
                issued = self._session.issued(token)

    def _persist(
        self,
        request: Request,
        token: Token | None,
        read: Callable[[Response], T],
        on_wait: OnWait | None,
    ) -> Awaitable[T]:
        async def call() -> T:
            if request.repeatable:
                await self._within_limit(on_wait)
            return read(await self._once(request, token))

        may_repeat = is_retryable if request.repeatable else never_arrived
        return retry(call, self._policy, self._transport.clock, on_wait, may_repeat)

    async def _once(self, request: Request, token: Token | None) -> Response:
        bearer = None if token is None else Secret(f"Bearer {token.secret.reveal()}")
        try:
            answer = await self._transport.send(
                request.method, request.path, params=request.params, authorization=bearer
            )
        except (Unreachable, TimedOut, UnexpectedResponse) as error:
            if request.repeatable or not error.sent:
                raise
            raise self._maybe_submitted() from None
        if answer.status in request.accepted:
            self._rate_limit.note(answer)
            return answer
        if not request.repeatable and answer.status in _LOST_AT_GATEWAY:
            raise self._maybe_submitted()
        hidden = () if token is None else (token.secret,)
        raise error_for_status(
            answer, self._transport.endpoint, self._transport.clock.now(), hidden
        )

    def _maybe_submitted(self) -> MaybeSubmitted:
        return MaybeSubmitted(
            f"the sync may have been submitted, but {host_label(self._transport.endpoint)} gave no"
            " answer; look at your personal images before you try again"
        )

    async def _within_limit(self, on_wait: OnWait | None) -> None:
        seconds = self._rate_limit.delay
        if seconds <= 0:
            return
        if on_wait is not None:
            error = RateLimited(
                f"{host_label(self._transport.endpoint)} takes no more requests for now; the next"
                f" one goes in {in_words(seconds)}",
                retry_after=seconds,
            )
            on_wait(RetryWait(error, seconds, 0))
        await self._transport.clock.sleep(seconds)
