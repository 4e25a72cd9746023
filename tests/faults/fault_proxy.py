"""A line to the embedded service that goes bad on order, below the level of HTTP."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from tests.fake_service.raw_server import Connection, RawServer, Script, head, raw_server
from vss_tui.demo import DemoService, create_app

_PASSED_ON = ("authorization", "content-type")


class Gateway:
    """Hands requests on to ``service``, unless there is a fault.

    Attributes:
        fault: What becomes of the requests from now on; None hands them on.
        method: The method of the requests that the fault meets; empty for any.
        closing: Whether each connection ends with its answer.
        server: Where it listens.
    """

    def __init__(self, service: DemoService) -> None:
        self.fault: Script | None = None
        self.method = ""
        self.closing = False
        self.server = RawServer()
        self._app = create_app(service)
        self._read = 0

    @property
    def url(self) -> str:
        return self.server.url

    def asked(self) -> list[str]:
        """Methods and paths that were asked for since this was called last."""
        lines = [each.split(b"\r\n", 1)[0].decode() for each in self.server.requests[self._read :]]
        self._read = len(self.server.requests)
        return [line.rpartition(" ")[0].partition("?")[0] for line in lines]

    async def answer(self, connection: Connection) -> None:
        """Answer one request; a script for a raw server."""
        request = self.server.requests[-1].decode("latin-1")
        if self.fault is not None and request.startswith(self.method):
            await self.fault(connection)
            return
        answer = await self._handed_on(request)
        ending = {"connection": "close"} if self.closing else {}
        told = {"content_type": "application/json", "content_length": str(len(answer.content))}
        await connection.send(head(answer.status_code, **told, **ending) + answer.content)
        if self.closing:
            raise ConnectionError

    async def _handed_on(self, request: str) -> httpx.Response:
        first, *lines = request.split("\r\n")
        method, target, _ = first.split(" ")
        headers = dict(line.split(": ", 1) for line in lines if ": " in line)
        kept = {name: value for name, value in headers.items() if name.lower() in _PASSED_ON}
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url=self.url) as client:
            return await client.request(method, target, headers=kept)


@asynccontextmanager
async def gateway(
    service: DemoService, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Gateway]:
    """Serve ``service`` on loopback, on a line that can go bad."""
    found = Gateway(service)
    async with raw_server(found.answer, tls=tls) as server:
        found.server = server
        yield found
