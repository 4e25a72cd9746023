"""Signing in: how the service gives a token for a user and a password."""

import base64
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from vss_tui.api.errors import (
    MfaNotSetUp,
    OneTimePasswordNeeded,
    ServiceError,
    WrongOneTimePassword,
    WrongPassword,
)
from vss_tui.api.response import Response, host_label, json_object, unexpected_response
from vss_tui.api.statuses import error_for_status
from vss_tui.api.transport import Transport
from vss_tui.models.token import MalformedToken, Token
from vss_tui.support.secret import Secret

TOKEN_PATH = "/auth/request-token"  # noqa: S105 - an address
ONE_TIME_PASSWORD_PATH = "/tf/request-token"  # noqa: S105 - an address


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
    code = one_time_password or Secret("")
    basic = _basic(user, password)
    answer = await transport.send(
        "POST",
        TOKEN_PATH,
        content=Secret(json.dumps({"otp": code.reveal() or None})),
        authorization=_header(basic),
    )
    if answer.status not in (200, 201):
        raise _refusal(answer, transport, (basic, password, code), code_sent=bool(code))
    token = _token(answer, transport)
    return replace(token, user=token.user or user)


async def send_one_time_password(transport: Transport, user: str, password: Secret) -> None:
    """Have the service send the user a one-time password: ``POST /tf/request-token``, once.

    Raises:
        SignInError: The service refuses.
        ServiceError: The service cannot be asked.
    """
    basic = _basic(user, password)
    answer = await transport.send("POST", ONE_TIME_PASSWORD_PATH, authorization=_header(basic))
    if not 200 <= answer.status < 300:
        raise _refusal(answer, transport, (basic, password))
    if answer.is_html:
        raise unexpected_response(answer, transport.endpoint, "a web page")


def _basic(user: str, password: Secret) -> Secret:
    # What the environment holds in another coding comes with surrogates: it goes out as it was.
    pair = f"{user}:{password.reveal()}".encode("utf-8", "surrogateescape")
    return Secret(base64.b64encode(pair).decode())


def _header(basic: Secret) -> Secret:
    return Secret(f"Basic {basic.reveal()}")


def _refusal(
    answer: Response, transport: Transport, hidden: Iterable[Secret], *, code_sent: bool = False
) -> ServiceError:
    """Make the error for a refusal; its text holds none of ``hidden``, which went along."""
    words = answer.words
    if 400 <= answer.status < 500:
        if "TotpEnforcement" in words:
            return MfaNotSetUp(
                "this account must be set up for one-time passwords first; do so on the service's"
                " web site, then sign in again"
            )
        if "InvalidParameterValue: otp" in words:
            if code_sent:
                return WrongOneTimePassword(
                    "the one-time password is wrong or has run out; ask for another"
                )
            return OneTimePasswordNeeded("this account needs a one-time password as well")
    if answer.status == 401:
        return WrongPassword(
            f"{host_label(transport.endpoint)} knows no such user name and password"
        )
    return error_for_status(answer, transport.endpoint, transport.clock.now(), hidden)


def _token(answer: Response, transport: Transport) -> Token:
    body = json_object(answer, transport.endpoint)
    text = body.get("token")
    if not isinstance(text, str) or not text.strip():
        raise unexpected_response(answer, transport.endpoint, "it holds no token")
    try:
        token = Token.parse(text)
    except MalformedToken:
        raise unexpected_response(answer, transport.endpoint, "its token is malformed") from None
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
