"""The embedded service on a loopback port."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from tests.fake_service import FakeService, create_app


@contextmanager
def serve(service: FakeService, host: str = "127.0.0.1") -> Iterator[str]:
    """Serve ``service`` from a thread, yielding its URL; what is pending at the end is cut off."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    config = uvicorn.Config(create_app(service), log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    with socket.create_server((host, 0), family=family) as listener:
        # Connections inherit it; without it each response takes 40 ms more.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name="fake service", daemon=True
        )
        thread.start()
        try:
            port = listener.getsockname()[1]
            yield f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        finally:
            server.should_exit = server.force_exit = True
            thread.join(10)
