"""Serving on a port of this machine; this alone needs uvicorn, of the ``dev`` extra."""

import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp


class LoopbackServer(uvicorn.Server):
    """Serves an application on a port of this machine.

    Args:
        app: What to serve.
        host: This machine's address, ``127.0.0.1`` or ``::1``.
        port: 0 picks a free one.
        ready: Called with the URL once requests are answered.

    Raises:
        OSError: The port is taken, or not ours to take.
    """

    def __init__(self, app: ASGIApp, host: str, port: int, ready: Callable[[str], None]) -> None:
        super().__init__(
            uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", ws="none")
        )
        self._listener = _listen(host, port)
        self._announce = ready

    @property
    def url(self) -> str:
        """The URL under which it is reached."""
        host, port = self._listener.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        self._announce(self.url)

    def serve_on_loopback(self) -> None:
        """Serve until a signal comes or ``should_exit`` is set."""
        with self._listener:
            self.run(sockets=[self._listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named since asyncio sends small packets at once only where it is; without
    # it every answer takes 40 ms more.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except BaseException:
        listener.close()
        raise
    return listener
