"""The embedded service on a loopback port."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from vss_tui.demo import DemoService, create_app
from vss_tui.demo.server import LoopbackServer


@contextmanager
def serve(service: DemoService, host: str = "127.0.0.1") -> Iterator[str]:
    """Serve ``service`` from a thread, yielding its URL; what is pending at the end is cut off."""
    ready = threading.Event()
    server = LoopbackServer(create_app(service), host, 0, lambda _: ready.set())
    thread = threading.Thread(target=server.serve_on_loopback, name="demo service", daemon=True)
    thread.start()
    try:
        if not ready.wait(10):
            raise RuntimeError("the service did not start")
        yield server.url
    finally:
        server.should_exit = server.force_exit = True
        thread.join(10)
