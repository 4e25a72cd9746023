"""Having the service issue a token for a user and a password."""

import base64
import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import datetime

from vss_tui.api.error_mapping import error_for_status
from vss_tui.api.errors import (
    MfaNotSetUp,
    OneTimePasswordNeeded,
    ServiceError,
    WrongOneTimePassword,
    WrongPassword,
)
from vss_tui.api.http import Transport
from vss_tui.api.response import Response, json_object, unexpected_response
from vss_tui.models.token import MalformedToken, Token, expiry
from vss_tui.support.secret import Secret

_TOKEN_PATH = "/auth/request-token"  # noqa: S105 - an address
_CODE_PATH = "/tf/request-token"

AskCode = Callable[[ServiceError | None], Awaitable[Secret]]


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
                # A code of the user's own authenticator may do all the same.
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
    return replace(token, user=token.user or user)


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
    return replace(token, expires=token.expires or _expiry(body, transport.clock.now()))


def _expiry(body: dict[str, object], now: datetime) -> datetime | None:
    """Return the end by the body's ``exp`` (Unix seconds) or ``duration`` (seconds)."""
    exp, duration = body.get("exp"), body.get("duration")
    if isinstance(exp, int | float) and exp > 0:
        return expiry(exp)
    if isinstance(duration, int | float) and duration > 0:
        return expiry(now.timestamp() + duration)
    return None
