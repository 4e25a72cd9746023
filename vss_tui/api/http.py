"""One endpoint over HTTP: a request goes out once, and its whole response comes back."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vss_tui.api.clock import SYSTEM_CLOCK, Clock
from vss_tui.api.error_mapping import RequestTrace, map_httpx_error
from vss_tui.api.errors import SetupError, TimedOut
from vss_tui.api.response import Response, host_label, unexpected_response
from vss_tui.models.endpoint import Endpoint
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
_SENDING = 0.05
"""Seconds in which a request is sent where the service is near."""


class Transport:
    """The connections to one endpoint, for the life of the application.

    httpx is imported, and its client made, at the first request.

    Args:
        endpoint: The only service that is asked, and that secrets go to.
        timeout: Seconds for one request, from the first step to the last byte.
        ca_file: Certificates (PEM) to trust besides the system's.
        app: An application in this process that answers instead of the network.
        clock: The time, for those who use the transport.
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
        self._sent = asyncio.Event()

    async def wait_until_sent(self) -> None:
        """Wait until a request has been sent, but hardly longer than making the client takes.

        What follows keeps the processor busy: a request that needs no more of it should be on its
        way before. One that has to wait for the network is not waited for.
        """
        with suppress(SetupError):
            await asyncio.to_thread(self._open)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._sent.wait(), _SENDING)

    async def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        content: Secret | None = None,
        authorization: Secret | None = None,
    ) -> Response:
        """Send one request, once, and read its whole response, whatever its status.

        Args:
            method: The HTTP method.
            path: The resource's path below the endpoint, from ``/``.
            params: The query's parameters.
            content: JSON to send; hidden, since it may hold a one-time password.
            authorization: The ``Authorization`` header.

        Raises:
            ServiceError: No whole response came, none that can be read, or one that points
                elsewhere.
        """
        # Importing httpx and reading certificates takes a while: the event loop goes on meanwhile.
        client = self._client
        if client is None:
            client = await asyncio.to_thread(self._open)
        import httpx

        local = self._app is not None
        trace = RequestTrace(self._sent.set, sent=local)
        if local:
            self._sent.set()
        headers = {}
        if authorization is not None:
            headers["Authorization"] = authorization.reveal()
        if content is not None:
            headers["Content-Type"] = "application/json"
        try:
            async with asyncio.timeout(self._timeout):
                request = client.build_request(
                    method,
                    f"{self.endpoint.url}{path}",
                    params=params,
                    content=None if content is None else content.reveal().encode(),
                    headers=headers,
                    extensions={"trace": trace},
                )
                received = await client.send(request, stream=True)
                trace.answered = True
                return await self._read(received)
        except TimeoutError:
            raise TimedOut(
                f"no complete response from {host_label(self.endpoint)} within"
                f" {self._timeout:g} seconds; try again, or allow more time with --timeout",
                retryable=not trace.sent,
                sent=trace.sent,
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            raise map_httpx_error(error, self.endpoint, trace) from None

    async def aclose(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()

    def _open(self) -> "httpx.AsyncClient":
        with self._opening:
            if self._client is None:
                from vss_tui.api.http_setup import open_client

                self._client = open_client(
                    self.endpoint, timeout=self._timeout, ca_file=self._ca_file, app=self._app
                )
            return self._client

    async def _read(self, received: "httpx.Response") -> Response:
        headers = {name.lower(): value for name, value in received.headers.items()}
        response = Response(received.status_code, headers)
        body = bytearray()
        try:
            if headers.get("content-encoding", "identity").strip().lower() != "identity":
                # It would have to be unpacked; the status of an error says enough.
                if response.status < 300:
                    raise unexpected_response(
                        response, self.endpoint, "compressed, though that was ruled out"
                    )
                return response
            async for piece in received.aiter_raw():
                body += piece
                if len(body) > MAX_BODY:
                    raise unexpected_response(
                        response, self.endpoint, f"larger than {MAX_BODY >> 20} MB"
                    )
        finally:
            await received.aclose()
        return Response(response.status, headers, bytes(body))
