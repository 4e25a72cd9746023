"""The embedded service on a loopback port, and a clock for it that tests move."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from vss_tui.demo import DemoService, create_app
from vss_tui.demo.server import LoopbackServer


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, start: datetime = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)) -> None:
        self.time = start

    def __call__(self) -> datetime:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@contextmanager
def serve(service: DemoService, host: str = "127.0.0.1") -> Iterator[str]:
    """Serve ``service`` in a thread of its own, and give the URL while it does.

    What still waits for an answer at the end is cut off.
    """
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
