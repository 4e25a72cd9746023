"""One endpoint over HTTP: a request goes out once, and its whole response comes back."""

import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, MutableMapping
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vss_tui.api.error_mapping import RequestTrace, map_httpx_error, redirected
from vss_tui.api.errors import SetupError, TimedOut
from vss_tui.api.response import Response, host_label, unexpected_response
from vss_tui.models.endpoint import Endpoint
from vss_tui.support import event_loop
from vss_tui.support.event_loop import SYSTEM_CLOCK, Clock
from vss_tui.support.safe_text import Untrusted
from vss_tui.support.secret import Secret

if TYPE_CHECKING:
    import httpx

Message = MutableMapping[str, Any]
ASGIApp = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]
"""An ASGI 3 application: it takes a scope, a way to receive and a way to send."""

DEFAULT_TIMEOUT = 30.0
"""Seconds for one request."""
MAX_BODY = 16 * 1024 * 1024
"""Bytes of a body that are read; 250 images take about 100 KB."""
_COMPRESSED = frozenset({"gzip", "x-gzip", "deflate", "compress", "x-compress", "br", "zstd"})
"""Codings that change the body; what else services name (``none``, ``utf-8``) changes nothing."""
_MAX_REDIRECTS = 5
_SENDING = 0.05
"""Seconds in which a request is sent where the service is near."""


class Transport:
    """The connections to one endpoint, for the life of the application.

    httpx is imported, and its client made, at the first request.

    Args:
        endpoint: The only service that is asked, and that secrets go to.
        timeout: Seconds for one request, from the first step to the last byte.
        ca_file: Certificates (PEM) to trust in place of the system's.
        app: An application in this process that answers instead of the network.
        clock: Tells the time to whatever sends requests through the transport.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        ca_file: Path | None = None,
        app: ASGIApp | None = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.endpoint = endpoint
        self.clock = clock
        self._timeout = timeout
        self._ca_file = ca_file
        self._app = app
        self._client: httpx.AsyncClient | None = None
        self._opening = threading.Lock()
        self._sent = threading.Event()

    async def wait_until_sent(self) -> None:
        """Wait until a request has been sent, but hardly longer than making the client takes.

        What follows keeps the processor busy: a request that needs no more of it should be on its
        way before. One that has to wait for the network is not waited for.
        """
        with suppress(SetupError):
            await event_loop.in_thread(self._open)
        await event_loop.in_thread(self._sent.wait, _SENDING)

    async def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        content: Secret | None = None,
        authorization: Secret | None = None,
        on_sent: Callable[[], object] | None = None,
    ) -> Response:
        """Send one request, once, and read its whole response, whatever its status.

        A GET follows redirects within the endpoint's origin.

        Args:
            method: The HTTP method.
            path: The resource's path below the endpoint, from ``/``.
            params: The query's parameters.
            content: JSON to send; hidden, since it may hold a one-time password.
            authorization: The ``Authorization`` header.
            on_sent: Called, in any thread, when the request has been sent.

        Raises:
            ServiceError: No whole response came, none that can be read, or one that points
                elsewhere.
        """
        # Importing httpx and reading certificates takes a while: the event loop goes on meanwhile.
        client = self._client
        if client is None:
            client = await event_loop.in_thread(self._open)
        trace = RequestTrace(self._sent.set, on_sent)
        headers = {}
        if authorization is not None:
            headers["Authorization"] = authorization.reveal()
        if content is not None:
            headers["Content-Type"] = "application/json"
        with self._mapped_errors(trace):
            async with _deadline(self._timeout):
                request = client.build_request(
                    method,
                    f"{self.endpoint.url}{path}",
                    params=params,
                    content=None if content is None else content.reveal().encode(),
                    headers=headers,
                    extensions={"trace": trace, "deadline": time.monotonic() + self._timeout},
                )
                if self._app is not None:
                    trace.record_sent()
                for _ in range(_MAX_REDIRECTS + 1):
                    received = await client.send(request, stream=True)
                    trace.answered = True
                    try:
                        if received.next_request is None:
                            return await self._read(received)
                    finally:
                        await received.aclose()
                    request = received.next_request
        times = f"more than {_MAX_REDIRECTS} times"
        raise redirected(received.status_code, times, self.endpoint)

    async def aclose(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()

    def _open(self) -> "httpx.AsyncClient":
        with self._opening:
            if self._client is None:
                import httpx

                from vss_tui.api.http_setup import open_client, open_network

                transport: httpx.AsyncBaseTransport
                if self._app is not None:
                    transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
                else:
                    transport = open_network(self.endpoint, self._ca_file)
                self._client = open_client(self.endpoint, transport, self._timeout)
            return self._client

    @contextmanager
    def _mapped_errors(self, trace: RequestTrace) -> Iterator[None]:
        """Raise a ``ServiceError`` for what goes wrong; the request is not sent any more then."""
        import httpx

        try:
            yield
        except TimeoutError:
            sent = trace.abandon()
            raise TimedOut(
                f"no complete response from {host_label(self.endpoint)} within"
                f" {self._timeout:g} seconds; try again, or allow more time with --timeout",
                retryable=not sent,
                sent=sent,
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            raise map_httpx_error(error, self.endpoint, trace) from None
        finally:
            trace.abandon()

    async def _read(self, received: "httpx.Response") -> Response:
        headers = {name.lower(): Untrusted(text) for name, text in received.headers.items()}
        response = Response(received.status_code, headers)
        codings = headers.get("content-encoding", "").lower().replace(",", " ").split()
        if not _COMPRESSED.isdisjoint(codings):
            # It would have to be unpacked; the status of an error says enough.
            if response.status < 300:
                raise unexpected_response(response, self.endpoint, "unexpectedly compressed")
            return response
        body = bytearray()
        async for piece in received.aiter_raw():
            body += piece
            if len(body) > MAX_BODY:
                raise unexpected_response(
                    response, self.endpoint, f"larger than {MAX_BODY >> 20} MB"
                )
        return Response(response.status, headers, bytes(body))


@asynccontextmanager
async def _deadline(seconds: float) -> AsyncIterator[None]:
    """Raise ``TimeoutError`` after ``seconds``; without an event loop the transport does."""
    if not event_loop.is_running():
        yield
        return
    import asyncio

    async with asyncio.timeout(seconds):
        yield
