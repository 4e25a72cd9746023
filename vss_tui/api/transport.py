"""The way to one service: one request at a time goes out, and its whole answer comes back."""

import asyncio
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from vss_tui.api.asgi import ASGIApp
from vss_tui.api.clock import SYSTEM_CLOCK, Clock
from vss_tui.api.errors import SetupError
from vss_tui.api.response import Response
from vss_tui.models.endpoint import Endpoint
from vss_tui.support.secret import Secret

if TYPE_CHECKING:
    from vss_tui.api.pool import HttpExchange

TIMEOUT = 30.0
"""Seconds for one request, unless told."""
_SENDING = 0.05
"""Seconds in which a request is sent where the service is near."""


class Transport:
    """The connections to one endpoint, for the life of the application.

    httpx is imported, and the pool of connections made, at the first request.

    Args:
        endpoint: The only service that is asked, and that secrets go to.
        timeout: Seconds that one request may take in all.
        ca_file: Certificates (PEM) to trust besides the system's.
        app: An application in this process that answers instead of the network.
        clock: Tells the time to those who use the transport.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        timeout: float = TIMEOUT,
        ca_file: Path | None = None,
        app: ASGIApp | None = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.endpoint = endpoint
        self.clock = clock
        self._timeout = timeout
        self._ca_file = ca_file
        self._app = app
        self._pool: HttpExchange | None = None
        self._opening = threading.Lock()
        self._sent = asyncio.Event()

    async def under_way(self) -> None:
        """Wait until a request has been sent; not long after the pool for it has been made.

        What follows keeps the processor busy: a request that needs no more of it should be on its
        way before. One that has to wait for the network is not waited for.
        """
        with suppress(SetupError):
            await asyncio.to_thread(self._opened)
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
        """Send one request, once, and read its whole answer, whatever its status.

        Args:
            method: The HTTP method.
            path: The resource's path below the endpoint, from ``/``.
            params: The query's parameters.
            content: JSON to send; hidden, since it may hold a one-time password.
            authorization: The ``Authorization`` header.

        Raises:
            ServiceError: There is no whole answer, none that can be read, or one that points
                elsewhere.
        """
        # Importing httpx and reading certificates takes a while: the event loop goes on meanwhile.
        pool = self._pool
        if pool is None:
            pool = await asyncio.to_thread(self._opened)
        return await pool.exchange(
            method, path, params, content, authorization, on_sent=self._sent.set
        )

    async def aclose(self) -> None:
        """Close the connections."""
        if self._pool is not None:
            await self._pool.aclose()

    def _opened(self) -> "HttpExchange":
        with self._opening:
            if self._pool is None:
                from vss_tui.api.opening import open_client
                from vss_tui.api.pool import HttpExchange

                client = open_client(
                    self.endpoint, timeout=self._timeout, ca_file=self._ca_file, app=self._app
                )
                self._pool = HttpExchange(
                    self.endpoint,
                    client,
                    timeout=self._timeout,
                    local=self._app is not None,
                )
            return self._pool
