"""What an answer's status means, where it is not success."""

import re
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from vss_tui.api.errors import (
    Forbidden,
    NotFound,
    ProxyFailed,
    RateLimited,
    Redirected,
    Rejected,
    ServerError,
    ServiceError,
    TimedOut,
    Unauthorized,
)
from vss_tui.api.rate_limit import LONGEST_WAIT, in_words, resets_in, retry_after
from vss_tui.api.response import Response, host_label, unexpected_response
from vss_tui.models.endpoint import Endpoint
from vss_tui.support.secret import Secret

_HOST = re.compile(r"[a-z0-9.-]{1,253}")
_PASSING = frozenset({500, 502, 503, 504})
"""Failures that may well have passed a little later."""


def error_for_status(
    answer: Response, endpoint: Endpoint, now: datetime, hidden: Iterable[Secret] = ()
) -> ServiceError:
    """Make the error that an answer's status stands for.

    Args:
        answer: One whose status is not a success for what was asked.
        endpoint: Where it came from.
        now: The time of day, aware.
        hidden: Secrets that went along with the request: the service's words may repeat them.
    """
    status = answer.status
    if status == 429:
        return _rate_limited(answer, endpoint, now)
    words = answer.quoted(hidden)
    told = f": {words}" if words else ""
    if 400 <= status < 500:
        return _refused(status, told, endpoint)
    if 500 <= status < 600:
        wait = retry_after(answer.headers, now)
        return ServerError(
            f"{host_label(endpoint)} has a fault of its own ({status}){told};"
            f" try again {_when(wait)}",
            retryable=status in _PASSING and _worth_waiting(wait),
            retry_after=wait,
        )
    return unexpected_response(answer, endpoint)


def _refused(status: int, told: str, endpoint: Endpoint) -> ServiceError:
    host = host_label(endpoint)
    match status:
        case 401:
            return Unauthorized(f"{host} does not accept the token{told}")
        case 403:
            return Forbidden(
                f"you are not allowed to do this at {host}{told}; ask the staff of the service"
            )
        case 404:
            return NotFound(f"nothing was found at {endpoint.url}{told}; check the endpoint")
        case 407:
            return ProxyFailed(f"the proxy before {host} asks for a password; check HTTPS_PROXY")
        case 408:
            return TimedOut(f"{host} gave up waiting for the request; try again")
        case _:
            return Rejected(f"{host} refuses the request ({status}){told}; check what you asked")


def _rate_limited(answer: Response, endpoint: Endpoint, now: datetime) -> RateLimited:
    wait = retry_after(answer.headers, now) or resets_in(answer.headers, now)
    return RateLimited(
        f"{host_label(endpoint)} takes no more requests for now; try again {_when(wait)}",
        retryable=_worth_waiting(wait),
        retry_after=wait,
    )


def _worth_waiting(seconds: float | None) -> bool:
    return seconds is None or seconds <= LONGEST_WAIT


def _when(seconds: float | None) -> str:
    return "in a while" if seconds is None else f"in {in_words(seconds)}"


def redirected(location: str, endpoint: Endpoint) -> Redirected:
    """Make the error for an answer that points to ``location``, which may be anything."""
    try:
        target = urlsplit(location).hostname or endpoint.host
    except ValueError:
        target = ""
    if not _HOST.fullmatch(target):
        target = "another address"
    return Redirected(
        f"unexpected answer from {host_label(endpoint)}: it points to {target}, where nothing was"
        " asked; sign in to your network in a browser first, or check the endpoint"
    )
