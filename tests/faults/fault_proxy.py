"""A proxy before the embedded service that fails on demand, below the level of HTTP."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from tests.fake_service import FakeService, create_app
from tests.fake_service.raw_server import Connection, RawServer, Script, head, raw_server

_FORWARDED_HEADERS = ("authorization", "content-type")


class FaultProxy:
    """Forwards requests to ``service``, unless there is a fault.

    Attributes:
        fault: What happens to requests from now on; None forwards them.
        method: The method of the requests that the fault affects; empty for any.
        close_connections: Whether each connection ends after its response.
        server: Where it listens.
    """

    def __init__(self, service: FakeService) -> None:
        self.fault: Script | None = None
        self.method = ""
        self.close_connections = False
        self.server = RawServer()
        self._app = create_app(service)
        self._read = 0

    @property
    def url(self) -> str:
        return self.server.url

    def requests(self) -> list[str]:
        """Return methods and paths of the requests since the last call."""
        lines = [each.split(b"\r\n", 1)[0].decode() for each in self.server.requests[self._read :]]
        self._read = len(self.server.requests)
        return [line.rpartition(" ")[0].partition("?")[0] for line in lines]

    async def handle(self, connection: Connection) -> None:
        """Respond to one request; a script for a raw server."""
        request = self.server.requests[-1].decode("latin-1")
        if self.fault is not None and request.startswith(self.method):
            await self.fault(connection)
            return
        answer = await self._forward(request)
        ending = {"connection": "close"} if self.close_connections else {}
        told = {"content_type": "application/json", "content_length": str(len(answer.content))}
        await connection.send(head(answer.status_code, **told, **ending) + answer.content)
        if self.close_connections:
            raise ConnectionError

    async def _forward(self, request: str) -> httpx.Response:
        first, *lines = request.split("\r\n")
        method, target, _ = first.split(" ")
        headers = dict(line.split(": ", 1) for line in lines if ": " in line)
        kept = {
            name: value for name, value in headers.items() if name.lower() in _FORWARDED_HEADERS
        }
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url=self.url) as client:
            return await client.request(method, target, headers=kept)


@asynccontextmanager
async def fault_proxy(
    service: FakeService, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[FaultProxy]:
    """Serve ``service`` on loopback behind a proxy that can fail."""
    found = FaultProxy(service)
    async with raw_server(found.handle, tls=tls) as server:
        found.server = server
        yield found
