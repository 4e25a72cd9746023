"""What failed, as a ``ServiceError``: by the type of httpx's error, or by the response's status."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from vss_tui.api.errors import (
    CertificateError,
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
    UnexpectedResponse,
    Unreachable,
)
from vss_tui.api.response import Response, host_label, unexpected_response
from vss_tui.api.retry import MAX_WAIT, duration_text, resets_in, retry_after
from vss_tui.models.endpoint import Endpoint
from vss_tui.support.secret import Secret

_HTTP_PARSER = "h11"
"""The package that parses HTTP for httpcore."""
_EXPIRED = frozenset({9, 10})
_OTHER_NAME = frozenset({62, 63, 64})
"""Codes of OpenSSL's certificate verification (``X509_V_ERR_…``)."""
_TRANSIENT = frozenset({500, 502, 503, 504})


class RequestTrace:
    """How far a request came, as httpcore's ``trace`` extension tells it.

    Args:
        *on_sent: Called, in any thread, when the request has been sent.

    Attributes:
        host: What was connected to, which may be a proxy.
        answered: Whether a response came.
    """

    def __init__(self, *on_sent: Callable[[], object] | None) -> None:
        self.host = ""
        self.answered = False
        self._on_sent = [call for call in on_sent if call is not None]
        self._lock = threading.Lock()
        self._sent = False
        self._abandoned = False

    def __call__(self, event: str, info: dict[str, Any]) -> None:
        if event == "connection.connect_tcp.started":
            self.host = info["host"]
        elif (
            event == "http11.send_request_headers.started" and info["request"].method != b"CONNECT"
        ):
            with self._lock:
                if self._abandoned:
                    raise RequestAbandoned
                self._sent = True
        elif event == "http11.send_request_body.complete" and self._sent:
            self.record_sent()

    @property
    def sent(self) -> bool:
        """Whether the service may have got the request."""
        return self._sent

    def record_sent(self) -> None:
        """Note that the request has been sent, or that an application in this process has it."""
        self._sent = True
        for call in self._on_sent:
            call()

    def abandon(self) -> bool:
        """Let the request not be sent any more; return whether it has been."""
        with self._lock:
            self._abandoned = True
            return self._sent


class RequestAbandoned(Exception):
    """Ends, in its thread, a request that nobody waits for."""


def map_httpx_error(error: Exception, endpoint: Endpoint, trace: RequestTrace) -> ServiceError:
    """Return the ``ServiceError`` for an error of httpx, whose own text may hold secrets."""
    import httpx

    host = host_label(endpoint)
    match error:
        case httpx.ProxyError() | httpx.ConnectTimeout() | httpx.ConnectError():
            return _not_connected(error, endpoint, trace)
        case httpx.TimeoutException():
            return TimedOut(
                f"no response from {host}; try again, or allow more time with --timeout",
                sent=trace.sent,
            )
        case httpx.RemoteProtocolError() if not trace.answered and _is_malformed(error):
            return UnexpectedResponse(
                f"unexpected answer (unreadable HTTP) from {host}; check the endpoint",
                sent=trace.sent,
            )
        case httpx.LocalProtocolError() | httpx.InvalidURL() | UnicodeError():
            return Rejected(
                "the request contains a character that cannot be sent; write it another way",
                sent=False,
            )
        case _:
            return Unreachable(
                f"connection lost: {host}; check your network and try again", sent=trace.sent
            )


def _not_connected(error: Exception, endpoint: Endpoint, trace: RequestTrace) -> ServiceError:
    import httpx

    host, causes = host_label(endpoint), tuple(_causes(error))
    certificate_error = _certificate_error(causes, host)
    if certificate_error is not None:
        return certificate_error
    timed_out = isinstance(error, httpx.ConnectTimeout)
    own_host = httpx.URL(endpoint.url).raw_host.decode("ascii")
    if isinstance(error, httpx.ProxyError) or trace.host not in ("", own_host):
        fault = "does not answer" if timed_out else "cannot be reached"
        if isinstance(error, httpx.ProxyError):
            fault = "refuses the connection"
        return ProxyFailed(
            f"the proxy {trace.host} {fault}; check HTTPS_PROXY, ALL_PROXY and NO_PROXY", sent=False
        )
    if timed_out:
        return TimedOut(
            f"no connection to {host} in time; check your network and try again", sent=False
        )
    if any(isinstance(cause, socket.gaierror | UnicodeError) for cause in causes):
        reason, advice = "host name not found", "check the endpoint and your network"
    elif any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        reason, advice = "connection refused", "check the endpoint, or try again later"
    else:
        reason, advice = "no route to host", "check your network"
    return Unreachable(f"{reason}: {host}; {advice}", sent=False)


def _certificate_error(causes: Iterable[BaseException], host: str) -> CertificateError | None:
    import ssl

    # What OpenSSL says of a connection that is slow or was lost, and not of trust.
    lost = (
        ssl.SSLEOFError,
        ssl.SSLSyscallError,
        ssl.SSLWantReadError,
        ssl.SSLWantWriteError,
        ssl.SSLZeroReturnError,
    )
    for cause in causes:
        if not isinstance(cause, ssl.SSLError) or isinstance(cause, lost):
            continue
        if not isinstance(cause, ssl.SSLCertVerificationError):
            reason, advice = "no secure connection", "check the endpoint"
        elif cause.verify_code in _EXPIRED:
            reason, advice = "certificate expired or not yet valid", "check this machine's clock"
        elif cause.verify_code in _OTHER_NAME:
            reason, advice = "certificate for another host name", "check the endpoint"
        else:
            reason = "certificate signed by an unknown authority"
            advice = "if you trust that authority, set ca_file"
        return CertificateError(f"{reason}: {host}; {advice}", sent=False)
    return None


def _is_malformed(error: Exception) -> bool:
    # Behind httpcore's error stands the parser's where what came is no HTTP, and nothing where the
    # service just closed the connection.
    behind = None if error.__cause__ is None else error.__cause__.__context__
    return type(behind).__module__.partition(".")[0] == _HTTP_PARSER


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield every error behind ``error``, those inside groups too, but of this request only."""
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


def error_for_status(
    response: Response, endpoint: Endpoint, now: datetime, hidden: Iterable[Secret] = ()
) -> ServiceError:
    """Return the error that a response's status stands for, where that is no success.

    Args:
        response: The response.
        endpoint: Where it came from.
        now: The time of day, aware.
        hidden: Secrets that went along with the request: the service's words may repeat them.
    """
    status = response.status
    quoted = response.quoted(hidden)
    because = f" ({status}): {quoted}" if quoted else f" ({status})"
    if status == 429:
        wait = retry_after(response.headers, now) or resets_in(response.headers, now)
        message = f"rate limit reached; try again {_when(wait)}"
        return RateLimited(message, retryable=_is_short(wait), retry_after=wait)
    if 400 <= status < 500:
        return _client_error(status, because, endpoint)
    if status == 511:
        return ServerError(
            "the network wants a sign-in (511); open a web page in a browser, then try again"
        )
    if 500 <= status < 600:
        wait = retry_after(response.headers, now)
        return ServerError(
            f"server error{because}; try again {_when(wait)}",
            retryable=status in _TRANSIENT and _is_short(wait),
            retry_after=wait,
        )
    return unexpected_response(response, endpoint)


def _client_error(status: int, because: str, endpoint: Endpoint) -> ServiceError:
    match status:
        case 401:
            return Unauthorized(f"token refused{because}")
        case 403:
            return Forbidden(f"not allowed{because}; ask the staff of the service")
        case 404:
            return NotFound(f"not found{because}; check the endpoint: {endpoint.url}")
        case 407:
            return ProxyFailed("the proxy requires authentication (407); check HTTPS_PROXY")
        case 408:
            return TimedOut("request timed out (408); try again")
        case _:
            return Rejected(f"request refused{because}; check what you asked")


def _is_short(wait: float | None) -> bool:
    return wait is None or wait <= MAX_WAIT


def _when(wait: float | None) -> str:
    return "in a while" if wait is None else f"in {duration_text(wait)}"


def redirected(status: int, target: str, endpoint: Endpoint) -> Redirected:
    """Return the error for a redirect that is not followed.

    Args:
        status: The response's status.
        target: Where it points to, in words.
        endpoint: Where it came from.
    """
    return Redirected(
        f"unexpected answer ({status}) from {host_label(endpoint)}: a redirect {target}, not"
        " followed; check the endpoint, or sign in to your network in a browser first"
    )
