"""The token in force, and how another is had when it is refused: load, issue, prompt."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING

from vss_tui.api.clock import SYSTEM_CLOCK, Clock
from vss_tui.api.errors import NotAuthenticated, ServiceError, SignInError
from vss_tui.models.token import Token
from vss_tui.support import event_loop

if TYPE_CHECKING:
    import asyncio

RENEW_BEFORE = 120.0
"""Seconds before its end from which a token is renewed ahead of time."""

TokenSource = Callable[[], Awaitable[Token | None]]
Prompt = Callable[[str], Awaitable[Token | None]]


class TokenProvider:
    """The token in force, and how another is had when it is refused.

    Requests that are refused together are answered by one renewal: first ``load``, then ``issue``,
    silently and once for each refused token, then ``prompt``. A token that is about to end is
    renewed in the same way, once; where that fails it is used for as long as it is accepted.

    Args:
        token: The token known from the start.
        load: Returns a stored token that has not been tried yet, or None. It may be as old as the
            refused one.
        issue: Has a token issued for a user and password that are set, without asking; or None.
        prompt: Asks the user to sign in, for the reason given; None where the user declines.
        clock: Tells how long a token still lives.
    """

    def __init__(
        self,
        token: Token | None = None,
        *,
        load: TokenSource | None = None,
        issue: TokenSource | None = None,
        prompt: Prompt | None = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.prompt = prompt
        self._current = token
        self._load = load
        self._issue = issue
        self._clock = clock
        self._renewed_for: set[Token | None] = set()
        self._issued: Token | None = None
        self._ending: Token | None = None
        self._renewal: asyncio.Task[Token] | None = None

    @property
    def current(self) -> Token | None:
        """The token in force, if any."""
        return self._current

    @property
    def expires(self) -> datetime | None:
        """When the token in force ends, aware; None where there is none or it does not say."""
        return None if self._current is None else self._current.expires

    def accept(self, token: Token) -> None:
        """Put a token in force that was issued just now."""
        self._current = self._issued = token

    def was_issued(self, token: Token) -> bool:
        """Return whether ``token`` is the last that was issued in this run."""
        return token == self._issued

    def sign_out(self) -> None:
        """Drop the token; the next one comes from the user, not silently."""
        self._current = None
        self._renewed_for.add(None)

    async def get(self) -> Token:
        """Return the token in force, or renew it.

        Raises:
            NotAuthenticated: There is none to be had.
        """
        token = self._current
        if token is None:
            return await self.renew(None, "not signed in")
        life = token.life(self._clock.now())
        # One that has ended by this machine's clock may live by the service's, which decides.
        if life is None or not 0 < life <= RENEW_BEFORE or token == self._ending:
            return token
        self._ending = token
        try:
            return await self.renew(token, "your sign-in is about to end")
        except ServiceError:
            return token

    async def renew(self, refused: Token | None, reason: str) -> Token:
        """Return a token other than the one that the service refused.

        Args:
            refused: The refused token; None where there was none.
            reason: Why, in words for the user.

        Raises:
            NotAuthenticated: There is none to be had.
            ServiceError: The service cannot be asked for one.
        """
        if self._current is not None and self._current != refused:
            return self._current
        if not event_loop.is_running():
            return await self._renew(refused, reason)
        import asyncio

        if self._renewal is None:
            self._renewal = asyncio.create_task(self._renew(refused, reason))
            self._renewal.add_done_callback(self._end_renewal)
        # One who stops waiting must not take the login dialog away from the others.
        return await asyncio.shield(self._renewal)

    async def _renew(self, refused: Token | None, reason: str) -> Token:
        token = None
        try:
            token = await self._without_asking(refused)
        except SignInError as error:
            reason = error.message
        if token is None and self.prompt is not None:
            token = self._issued = await self.prompt(reason)
        if token is None:
            raise NotAuthenticated(reason)
        self._current = token
        return token

    async def _without_asking(self, refused: Token | None) -> Token | None:
        if refused in self._renewed_for:
            return None
        stored = await self._load() if self._load is not None else None
        if stored is not None and stored != refused:
            return stored
        if self._issue is None:
            return None
        # A wrong password that is sent again and again locks the account.
        self._renewed_for.add(refused)
        try:
            token = await self._issue()
        except ServiceError as error:
            if not error.sent:
                self._renewed_for.discard(refused)
            raise
        if token == refused:
            return None
        self._issued = token
        return token

    def _end_renewal(self, task: "asyncio.Task[Token]") -> None:
        self._renewal = None
        if not task.cancelled():
            # Retrieved here, for there may be nobody left who waits for it.
            task.exception()
