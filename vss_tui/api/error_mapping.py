"""What went wrong on the way to the service, told by the type of the HTTP library's error."""

import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from vss_tui.api.errors import (
    ProxyFailed,
    Rejected,
    ServiceError,
    TimedOut,
    UnexpectedResponse,
    Unreachable,
    Untrusted,
)
from vss_tui.api.response import host_label
from vss_tui.models.endpoint import Endpoint

_PARSER = "h11"
"""The package that parses HTTP for httpcore."""
_INTERRUPTED = (
    ssl.SSLEOFError,
    ssl.SSLSyscallError,
    ssl.SSLWantReadError,
    ssl.SSLWantWriteError,
    ssl.SSLZeroReturnError,
)
"""What OpenSSL says of a connection that is slow or broke off, and not of trust."""
_EXPIRED = frozenset({9, 10})
_WRONG_NAME = frozenset({62, 63, 64})
"""Codes of OpenSSL's certificate verification (``X509_V_ERR_…``)."""


@dataclass(slots=True)
class RequestTrace:
    """How far a request came: the host connected to (a proxy, maybe), and whether it was sent.

    ``on_sent`` hears of that.
    """

    on_sent: Callable[[], None]
    host: str = ""
    sent: bool = False
    answered: bool = False

    async def __call__(self, event: str, info: dict[str, Any]) -> None:
        """Follow httpcore's ``trace`` extension."""
        if event == "connection.connect_tcp.started":
            self.host = info["host"]
        elif event == "http11.send_request_headers.started":
            self.sent = self.sent or info["request"].method != b"CONNECT"
        elif event == "http11.send_request_body.complete" and self.sent:
            self.on_sent()


def map_httpx_error(error: Exception, endpoint: Endpoint, trail: RequestTrace) -> ServiceError:
    """Turn an error of httpx into one of ours; its own text, which may hold secrets, is not used.

    Args:
        error: What httpx raised.
        endpoint: Where the request was to go.
        trail: How far it came.
    """
    host = host_label(endpoint)
    match error:
        case httpx.ProxyError() | httpx.ConnectTimeout() | httpx.ConnectError():
            return _not_connected(error, endpoint, trail)
        case httpx.TimeoutException():
            return TimedOut(
                f"{host} does not answer; try again, or allow more with --timeout", sent=trail.sent
            )
        case httpx.RemoteProtocolError() if not trail.answered and _is_malformed(error):
            return UnexpectedResponse(
                f"unexpected answer (no readable HTTP) from {host}; check the endpoint",
                sent=trail.sent,
            )
        case httpx.LocalProtocolError() | httpx.InvalidURL() | UnicodeError():
            return Rejected(
                "the request holds a character that cannot be sent; write it another way",
                sent=False,
            )
        case _:
            return Unreachable(
                f"the connection to {host} broke off; check your network and try again",
                sent=trail.sent,
            )


def _not_connected(error: Exception, endpoint: Endpoint, trail: RequestTrace) -> ServiceError:
    host = host_label(endpoint)
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, _INTERRUPTED):
            return _untrusted(cause, host)
    own_host = httpx.URL(endpoint.url).raw_host.decode("ascii")
    if isinstance(error, httpx.ProxyError) or trail.host not in ("", own_host):
        return ProxyFailed(
            f"the proxy {trail.host} {_proxy_fault(error)};"
            " check HTTPS_PROXY, ALL_PROXY and NO_PROXY",
            sent=False,
        )
    if isinstance(error, httpx.ConnectTimeout):
        return TimedOut(
            f"no connection to {host} in time; check your network and try again", sent=False
        )
    return Unreachable(f"cannot reach {host}: {_unreachable(error)}", sent=False)


def _proxy_fault(error: Exception) -> str:
    if isinstance(error, httpx.ProxyError):
        return "refuses the connection"
    return "does not answer" if isinstance(error, httpx.ConnectTimeout) else "cannot be reached"


def _unreachable(error: Exception) -> str:
    causes = list(_causes(error))
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return "its name is not known; check the address and your network"
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return "nothing listens there; check the address, or try again later"
    return "no way leads there; check your network"


def _untrusted(error: ssl.SSLError, host: str) -> Untrusted:
    if not isinstance(error, ssl.SSLCertVerificationError):
        why = "no secure connection could be made; check the address"
    elif error.verify_code in _EXPIRED:
        why = "its certificate has expired or is not valid yet; check this machine's clock"
    elif error.verify_code in _WRONG_NAME:
        why = "its certificate belongs to another name; check the address"
    else:
        why = "this machine trusts nobody who vouches for its certificate; if you do, set ca_file"
    return Untrusted(f"cannot trust {host}: {why}", sent=False)


def _is_malformed(error: Exception) -> bool:
    # Behind httpcore's error stands the parser's where what came is no HTTP, and nothing where the
    # service just closed the connection.
    behind = None if error.__cause__ is None else error.__cause__.__context__
    return type(behind).__module__.partition(".")[0] == _PARSER


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Every error behind ``error``, those inside groups too, but of this request only."""
    waiting, seen = [error], {id(error)}
    while waiting:
        found = waiting.pop()
        yield found
        inside = found.exceptions if isinstance(found, BaseExceptionGroup) else ()
        for cause in (found.__cause__, found.__context__, *inside):
            # An earlier request's error stands behind this one where that is being handled.
            if cause is None or isinstance(cause, ServiceError) or id(cause) in seen:
                continue
            seen.add(id(cause))
            waiting.append(cause)
