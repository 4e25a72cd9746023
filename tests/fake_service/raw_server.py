"""A loopback server that speaks HTTP badly: each connection is answered by a script of bytes."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Script = Callable[["Connection"], Awaitable[None]]
OBJECT = b'{"data": []}'


@dataclass
class RawServer:
    """Where the server is, and the requests that reached it (their heads, as bytes)."""

    port: int = 0
    scheme: str = "http"
    requests: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"


@dataclass
class Connection:
    """One client's connection, for a script to misuse."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def stall(self) -> None:
        """Keep the client waiting until it gives up."""
        await self.reader.read()

    def reset(self) -> None:
        """Close with a TCP reset."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


@asynccontextmanager
async def raw_server(
    *scripts: Script, tls: ssl.SSLContext | None = None
) -> AsyncIterator[RawServer]:
    """Serve on loopback; request number n is answered by script n, later ones by the last."""
    server = RawServer(scheme="http" if tls is None else "https")
    connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connections[task] = writer
        try:
            while True:
                server.requests.append(await reader.readuntil(b"\r\n\r\n"))
                script = scripts[min(len(server.requests), len(scripts)) - 1]
                await script(Connection(reader, writer))
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()
            connections.pop(task)

    listener = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task, writer in list(connections.items()):
            writer.transport.abort()
            # Its script may be waiting for something else than the client.
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def head(status: int = 200, /, **headers: str) -> bytes:
    """The head of an answer; ``content_length="3"`` is ``Content-Length: 3``."""
    lines = [f"HTTP/1.1 {status} Whatever"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def whole(body: bytes = OBJECT, status: int = 200, **headers: str) -> Script:
    """A good answer."""

    async def script(connection: Connection) -> None:
        told = {"content_type": "application/json", "content_length": str(len(body)), **headers}
        await connection.send(head(status, **told) + body)

    return script


def raw(data: bytes) -> Script:
    """These bytes, and then the connection closed."""

    async def script(connection: Connection) -> None:
        await connection.send(data)
        raise ConnectionError

    return script


def reset_mid_body() -> Script:
    """Half an answer, then a TCP reset."""

    async def script(connection: Connection) -> None:
        await connection.send(head(200, content_length="100") + b'{"data": [')
        connection.reset()

    return script


def short_body() -> Script:
    """Fewer bytes than ``Content-Length`` says."""
    return raw(head(200, content_length="1000") + OBJECT)


def stall() -> Script:
    """Nothing at all."""
    return Connection.stall


def drip(seconds: float, *, head_too: bool = False) -> Script:
    """A byte every so often, without end."""

    async def script(connection: Connection) -> None:
        start = head(200, content_type="application/json", content_length="1000000")
        await connection.send(start[:0] if head_too else start)
        for byte in (start if head_too else b"") + b" " * 1_000_000:
            await connection.send(bytes([byte]))
            await asyncio.sleep(seconds)

    return script
