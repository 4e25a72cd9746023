"""httpx over httpcore's blocking connections, each step of a request in a thread.

So a request needs no event loop, nor the 20 ms that importing anyio's takes, and its deadline holds
for the look-up of a host's name as well.
"""

import socket
import ssl
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager, suppress
from functools import partial
from itertools import zip_longest
from typing import Any

import h11
import httpcore
import httpx

from vss_tui.support import event_loop

_HEAD_START = 0.25
"""Seconds that one address is tried for before the next one is as well."""
_MAX_HEAD = 100 * 1024
"""As httpcore's."""


class NetworkTransport(httpx.AsyncBaseTransport):
    """The connections of a pool.

    A request's extension ``deadline`` is a time of ``time.monotonic``, which holds where no event
    loop runs; else the caller cancels.
    """

    def __init__(self, pool: httpcore.ConnectionPool) -> None:
        self._pool = pool

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        plain = httpcore.Request(
            request.method,
            httpcore.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _errors_of_httpx():
            received = await event_loop.in_thread(
                self._pool.handle_request,
                plain,
                timeout=_left(request),
                discard=httpcore.Response.close,
            )
        return httpx.Response(
            received.status, headers=received.headers, stream=_Body(received, request)
        )

    async def aclose(self) -> None:
        self._pool.close()


class _Body(httpx.AsyncByteStream):
    def __init__(self, response: httpcore.Response, request: httpx.Request) -> None:
        self._response = response
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        pieces = self._response.iter_stream()
        while True:
            with _errors_of_httpx():
                piece = await event_loop.in_thread(next, pieces, None, timeout=_left(self._request))
            if piece is None:
                return
            yield piece

    async def aclose(self) -> None:
        self._response.close()


@contextmanager
def _errors_of_httpx() -> Iterator[None]:
    try:
        yield
    except (
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.ProxyError,
        httpcore.TimeoutException,
        httpcore.UnsupportedProtocol,
    ) as error:
        # Both libraries use the same names; the texts may hold secrets.
        raise getattr(httpx, type(error).__name__)("") from error


def _left(request: httpx.Request) -> float:
    deadline: float = request.extensions["deadline"]
    return max(0.0, deadline - time.monotonic())


class Backend(httpcore.SyncBackend):
    """Connects to the first of a host's addresses that answers (RFC 8305)."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        connect = partial(
            super().connect_tcp,
            port=port,
            timeout=timeout,
            local_address=local_address,
            socket_options=socket_options,
        )
        addresses = _addresses(host, port)
        if len(addresses) == 1:
            return _Stream(connect(addresses[0]))
        error: BaseException = httpcore.ConnectTimeout()
        attempts: set[Future[httpcore.NetworkStream]] = set()
        try:
            for number, address in enumerate(addresses, 1):
                attempts.add(event_loop.start_thread(connect, address, discard=_close))
                head_start = _HEAD_START if number < len(addresses) else None
                done, _ = wait(attempts, head_start, FIRST_COMPLETED)
                while done:
                    attempt = done.pop()
                    attempts.discard(attempt)
                    failure = attempt.exception()
                    if failure is None:
                        attempts |= done
                        return _Stream(attempt.result())
                    error = failure
                    if head_start is None and attempts and not done:
                        done, _ = wait(attempts, return_when=FIRST_COMPLETED)
            raise error
        finally:
            for attempt in attempts:
                if not attempt.cancel() and attempt.exception() is None:
                    attempt.result().close()


def _addresses(host: str, port: int) -> list[str]:
    """Return a host's addresses, those of its two families by turns."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError from error
    families: dict[int, list[str]] = {}
    for family, *_, address in found:
        families.setdefault(family, []).append(str(address[0]))
    turns = zip_longest(*families.values())
    return [address for turn in turns for address in turn if address is not None]


def _close(stream: httpcore.NetworkStream) -> None:
    stream.close()


class _Stream(httpcore.NetworkStream):
    """A connection that knows whether bytes came behind a response.

    httpcore would take them for the response to the next request. It asks a connection that it
    wants to use again whether it is readable, which one is that the service has closed.
    """

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream
        self._parser: h11.Connection | None = None
        self._excess = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        received = self._stream.read(max_bytes, timeout)
        self._excess = self._excess or self._ends_within(received)
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._parser = None
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        # A thread that waits for the connection wakes up.
        with suppress(OSError):
            self._stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return (info == "is_readable" and self._excess) or self._stream.get_extra_info(info)

    def _ends_within(self, received: bytes) -> bool:
        """Return whether the response ends before ``received`` does."""
        if self._parser is None:
            self._parser = h11.Connection(h11.CLIENT, _MAX_HEAD)
            self._parser.send(h11.Request(method="GET", target="/", headers=[("Host", "x")]))
            self._parser.send(h11.EndOfMessage())
        with suppress(h11.RemoteProtocolError):
            self._parser.receive_data(received)
            while not isinstance(self._parser.next_event(), h11.EndOfMessage | type):
                pass
        return self._parser.their_state is h11.DONE and bool(self._parser.trailing_data[0])
