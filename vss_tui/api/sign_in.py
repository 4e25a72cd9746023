"""Tokens: the one in force, and how the service issues another for a user and a password."""

import base64
import json
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from vss_tui.api.error_mapping import error_for_status
from vss_tui.api.errors import (
    MfaNotSetUp,
    NotAuthenticated,
    OneTimePasswordNeeded,
    ServiceError,
    SignInError,
    WrongOneTimePassword,
    WrongPassword,
)
from vss_tui.api.http import Transport
from vss_tui.api.response import Response, json_object, unexpected_response
from vss_tui.models.token import MalformedToken, Token, expiry
from vss_tui.support import event_loop
from vss_tui.support.event_loop import SYSTEM_CLOCK, Clock
from vss_tui.support.secret import Secret

if TYPE_CHECKING:
    import asyncio

_TOKEN_PATH = "/auth/request-token"  # noqa: S105 - an address
_CODE_PATH = "/tf/request-token"

_RENEW_BEFORE = 120.0
"""Seconds before its end from which a token is renewed ahead of time."""

AskCode = Callable[[ServiceError | None], Awaitable[Secret]]
TokenSource = Callable[[], Awaitable[Token | None]]
Prompt = Callable[[str], Awaitable[Token | None]]


class TokenProvider:
    """Provide the token in force, and replace it when it is refused.

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
            NotAuthenticated: No token is available.
        """
        token = self._current
        if token is None:
            return await self.renew(None, "not signed in")
        life = token.life(self._clock.now())
        # One that has ended by this machine's clock may live by the service's, which decides.
        if life is None or not 0 < life <= _RENEW_BEFORE or token == self._ending:
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
            NotAuthenticated: No token is available.
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


async def sign_in(
    transport: Transport,
    user: str,
    password: Secret,
    ask_code: AskCode,
    code: Secret | None = None,
) -> Token:
    """Sign a user in, who is asked for a one-time password where the service wants one.

    Args:
        transport: The connections to the service.
        user: The user's name.
        password: Sent to the endpoint, stored nowhere.
        ask_code: Asks for the one-time password. Its argument is None where one has been sent to
            the user, else why none was, or that the last one was wrong. Where it returns an empty
            one, another is sent.
        code: The one-time password, where it is known.

    Raises:
        SignInError: The service refuses.
        ServiceError: The service cannot be asked, or sends no token.
    """
    while True:
        try:
            return await request_token(transport, user, password, code)
        except OneTimePasswordNeeded:
            code = None
        except WrongOneTimePassword as error:
            code = await ask_code(error)
        while not code:
            try:
                await send_one_time_password(transport, user, password)
            except ServiceError as error:
                # The user's own authenticator may still give a code.
                code = await ask_code(error)
            else:
                code = await ask_code(None)


async def request_token(
    transport: Transport, user: str, password: Secret, one_time_password: Secret | None = None
) -> Token:
    """Sign in: ``POST /auth/request-token`` with HTTP Basic, sent once.

    Args:
        transport: The connections to the service.
        user: The user's name.
        password: Sent to the endpoint, stored nowhere.
        one_time_password: What the service sent, where it wants one.

    Raises:
        SignInError: The service refuses; the class says what it wants.
        ServiceError: The service cannot be asked, or sends no token.
    """
    code = one_time_password or Secret("")
    basic = _basic(user, password)
    response = await transport.send(
        "POST",
        _TOKEN_PATH,
        content=Secret(json.dumps({"otp": code.reveal() or None})),
        authorization=Secret(f"Basic {basic.reveal()}"),
    )
    if response.status not in (200, 201):
        raise _refusal(response, transport, (basic, password, code), code_sent=bool(code))
    token = _token(response, transport)
    return token._replace(user=token.user or user)


async def send_one_time_password(transport: Transport, user: str, password: Secret) -> None:
    """Have the service send the user a one-time password: ``POST /tf/request-token``, once.

    Raises:
        SignInError: The service refuses.
        ServiceError: The service cannot be asked.
    """
    basic = _basic(user, password)
    response = await transport.send(
        "POST", _CODE_PATH, authorization=Secret(f"Basic {basic.reveal()}")
    )
    if not 200 <= response.status < 300:
        raise _refusal(response, transport, (basic, password))
    if response.is_html:
        raise unexpected_response(response, transport.endpoint, "a web page")


def _basic(user: str, password: Secret) -> Secret:
    # What the environment holds in another coding comes with surrogates: it goes out as it was.
    pair = f"{user}:{password.reveal()}".encode("utf-8", "surrogateescape")
    return Secret(base64.b64encode(pair).decode())


def _refusal(
    response: Response, transport: Transport, hidden: Iterable[Secret], *, code_sent: bool = False
) -> ServiceError:
    """Return the error for a refusal; its text holds none of ``hidden``, which went along."""
    text = response.error_text
    if 400 <= response.status < 500:
        if "TotpEnforcement" in text:
            return MfaNotSetUp(
                "this account must be set up for one-time passwords first; do so on the service's"
                " web site, then sign in again"
            )
        if "InvalidParameterValue: otp" in text:
            if code_sent:
                return WrongOneTimePassword("one-time password wrong or expired")
            return OneTimePasswordNeeded("this account needs a one-time password as well")
    if response.status == 401:
        return WrongPassword("wrong user name or password")
    return error_for_status(response, transport.endpoint, transport.clock.now(), hidden)


def _token(response: Response, transport: Transport) -> Token:
    body = json_object(response, transport.endpoint)
    text = body.get("token")
    if not isinstance(text, str) or not text.strip():
        raise unexpected_response(response, transport.endpoint, "no token")
    try:
        token = Token.parse(text)
    except MalformedToken:
        raise unexpected_response(response, transport.endpoint, "malformed token") from None
    return token._replace(expires=token.expires or _expiry(body, transport.clock.now()))


def _expiry(body: dict[str, object], now: datetime) -> datetime | None:
    """Return the end by the body's ``exp`` (Unix seconds) or ``duration`` (seconds)."""
    exp, duration = body.get("exp"), body.get("duration")
    if isinstance(exp, int | float) and exp > 0:
        return expiry(exp)
    if isinstance(duration, int | float) and duration > 0:
        return expiry(now.timestamp() + duration)
    return None
