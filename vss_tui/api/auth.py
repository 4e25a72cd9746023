"""Signing in: the token in force, how another is had, and how the service gives one."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from vss_tui.api.answer import Answer, bad_answer, json_object, place
from vss_tui.api.clock import SYSTEM_CLOCK, Clock
from vss_tui.api.errors import (
    MfaNotSetUp,
    NotSignedIn,
    OneTimePasswordNeeded,
    ServiceError,
    SignInError,
    WrongOneTimePassword,
    WrongPassword,
)
from vss_tui.api.statuses import failure
from vss_tui.api.transport import Transport
from vss_tui.catalog.token import MalformedToken, Token
from vss_tui.secret import Secret

TOKEN_PATH = "/auth/request-token"  # noqa: S105 - an address
ONE_TIME_PASSWORD_PATH = "/tf/request-token"  # noqa: S105 - an address

ENDS_SOON = 120.0
"""Seconds before its end from which a token is renewed ahead of time."""

Obtain = Callable[[], Awaitable[Token | None]]
Ask = Callable[[str], Awaitable[Token | None]]


class Session:
    """The token in force, and how another is had when it is refused.

    Requests that are refused together are answered by one renewal: first ``obtain``, silently and
    once for each refused token, then ``ask``. A token that is about to end is renewed in the same
    way, once; where that comes to nothing it is used for as long as the service accepts it.

    Args:
        token: The token known from the start.
        obtain: Gets a token without the user (with a user and password that are set), or None.
        ask: Asks the user, who is told the reason; None where the user declines.
        clock: Tells how long a token still lives.
    """

    def __init__(
        self,
        token: Token | None = None,
        *,
        obtain: Obtain | None = None,
        ask: Ask | None = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.ask = ask
        self._current = token
        self._obtain = obtain
        self._clock = clock
        self._obtained_for: set[Token | None] = set()
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
        """Put ``token`` in force."""
        self._current = token

    def sign_out(self) -> None:
        """Forget the token; the next one comes from the user, not silently."""
        self._current = None
        self._obtained_for.add(None)

    async def token(self) -> Token:
        """Give the token in force, or get one.

        Raises:
            NotSignedIn: There is none to be had.
        """
        token = self._current
        if token is None:
            return await self.renew(None, "you are not signed in")
        life = token.life(self._clock.now())
        # One that has ended by this machine's clock may live by the service's, which decides.
        if life is None or not 0 < life <= ENDS_SOON or token == self._ending:
            return token
        self._ending = token
        try:
            return await self.renew(token, "your sign-in is about to end")
        except ServiceError:
            return token

    async def renew(self, refused: Token | None, reason: str) -> Token:
        """Get a token other than the one that the service refused.

        Args:
            refused: The refused token; None where there was none.
            reason: Why, in words for the user.

        Raises:
            NotSignedIn: There is none to be had.
            ServiceError: The service could not be asked for one.
        """
        if self._current is not None and self._current != refused:
            return self._current
        if self._renewal is None:
            self._renewal = asyncio.create_task(self._renew(refused, reason))
            self._renewal.add_done_callback(self._renewed)
        # One who stops waiting must not take the login dialog away from the others.
        return await asyncio.shield(self._renewal)

    async def _renew(self, refused: Token | None, reason: str) -> Token:
        token = None
        try:
            token = await self._silently(refused)
        except SignInError as error:
            reason = error.message
        if token is None and self.ask is not None:
            token = await self.ask(reason)
        if token is None:
            raise NotSignedIn(reason)
        self.accept(token)
        return token

    async def _silently(self, refused: Token | None) -> Token | None:
        if self._obtain is None or refused in self._obtained_for:
            return None
        # A wrong password that is sent again and again locks the account.
        self._obtained_for.add(refused)
        try:
            token = await self._obtain()
        except ServiceError as error:
            if not error.sent:
                self._obtained_for.discard(refused)
            raise
        return None if token == refused else token

    def _renewed(self, task: asyncio.Task[Token]) -> None:
        self._renewal = None
        if not task.cancelled():
            # Looked at here, for there may be nobody left who waits for it.
            task.exception()


async def request_token(
    transport: Transport, user: str, password: Secret, one_time_password: Secret | None = None
) -> Token:
    """Sign in: ``POST /auth/request-token`` with HTTP Basic, sent once.

    Args:
        transport: The way to the service.
        user: The user's name.
        password: Sent to the endpoint, kept nowhere.
        one_time_password: What the service sent, where it wants one.

    Raises:
        SignInError: The service refuses; the class says what it wants.
        ServiceError: The service cannot be asked, or answers with no token.
    """
    code = one_time_password.reveal() if one_time_password else None
    answer = await transport.send(
        "POST",
        TOKEN_PATH,
        content=Secret(json.dumps({"otp": code})),
        authorization=_basic(user, password),
    )
    if answer.status not in (200, 201):
        raise _refusal(answer, transport, password, one_time_password)
    token = _token(answer, transport)
    return replace(token, user=token.user or user)


async def send_one_time_password(transport: Transport, user: str, password: Secret) -> None:
    """Have the service send the user a one-time password: ``POST /tf/request-token``, once.

    Raises:
        SignInError: The service refuses.
        ServiceError: The service cannot be asked.
    """
    answer = await transport.send(
        "POST", ONE_TIME_PASSWORD_PATH, authorization=_basic(user, password)
    )
    if not 200 <= answer.status < 300:
        raise _refusal(answer, transport, password, None)
    if answer.is_html:
        raise bad_answer(answer, transport.endpoint, "a web page")


def _basic(user: str, password: Secret) -> Secret:
    # What the environment holds in another coding comes with surrogates: it goes out as it was.
    pair = f"{user}:{password.reveal()}".encode("utf-8", "surrogateescape")
    return Secret(f"Basic {base64.b64encode(pair).decode()}")


def _refusal(
    answer: Answer, transport: Transport, password: Secret, one_time_password: Secret | None
) -> ServiceError:
    words = answer.words
    if 400 <= answer.status < 500:
        if "TotpEnforcement" in words:
            return MfaNotSetUp(
                "this account must be set up for one-time passwords first; do so on the service's"
                " web site, then sign in again"
            )
        if "InvalidParameterValue: otp" in words:
            if one_time_password:
                return WrongOneTimePassword(
                    "the one-time password is wrong or has run out; ask for another"
                )
            return OneTimePasswordNeeded("this account needs a one-time password as well")
    if answer.status == 401:
        return WrongPassword(f"{place(transport.endpoint)} knows no such user name and password")
    hidden = (password, *([one_time_password] if one_time_password else []))
    return failure(answer, transport.endpoint, transport.clock.now(), hidden)


def _token(answer: Answer, transport: Transport) -> Token:
    body = json_object(answer, transport.endpoint)
    text = body.get("token")
    if not isinstance(text, str) or not text.strip():
        raise bad_answer(answer, transport.endpoint, "it holds no token")
    try:
        token = Token.parse(text)
    except MalformedToken:
        raise bad_answer(answer, transport.endpoint, "its token is malformed") from None
    return replace(token, expires=token.expires or _expiry(body, transport.clock.now()))


def _expiry(body: dict[str, object], now: datetime) -> datetime | None:
    """When the token ends by the answer's ``exp`` (Unix seconds) or ``duration`` (seconds)."""
    exp, duration = body.get("exp"), body.get("duration")
    try:
        if isinstance(exp, int | float) and exp > 0:
            return datetime.fromtimestamp(exp, UTC)
        if isinstance(duration, int | float) and duration > 0:
            return now + timedelta(seconds=duration)
    except (ValueError, OverflowError, OSError):
        return None
    return None
