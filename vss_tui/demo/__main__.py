"""Serve the embedded service on a loopback port: ``python -m vss_tui.demo --port 8777``."""

import argparse
import signal
import socket
import sys

from vss_tui.demo import DemoService, create_app


def main() -> None:
    """Serve until Ctrl+C or SIGTERM."""
    options = _parser().parse_args()
    try:
        # Of the ``dev`` extra: ``--demo`` needs no server.
        import uvicorn
    except ImportError:
        sys.exit("vss_tui.demo: uvicorn is missing: pip install '.[dev]' in the checkout adds it")
    service = DemoService(options.images, options.latency)
    config = uvicorn.Config(create_app(service), log_config=None, access_log=False, lifespan="off")
    try:
        listener = socket.create_server(("127.0.0.1", options.port))
    except (OSError, OverflowError) as error:
        sys.exit(f"vss_tui.demo: cannot listen on port {options.port}: {error}")
    # Uvicorn shuts down on a signal, then raises it again.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    with listener:
        # Connections inherit it; without it each response takes 40 ms more.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", service.token, flush=True)  # noqa: T201
        uvicorn.Server(config).run(sockets=[listener])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m vss_tui.demo",
        description="Serve a stand-in for the VSS API, and print its URL and a token it accepts.",
    )
    parser.add_argument("--port", type=_count, default=8777, help="0 picks a free one")
    parser.add_argument("--latency", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--images", type=_count, default=240, metavar="N", help="public images")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a whole number")
    return int(text)


if __name__ == "__main__":
    main()
