"""Serve the embedded service on a loopback port: ``python -m vss_tui.demo --port 8777``."""

import argparse
import math
import signal
import sys
from types import FrameType

from vss_tui.demo import DemoService, create_app


def main() -> int:
    """Serve until Ctrl+C or SIGTERM, and give the exit code."""
    options = _parser().parse_args()
    try:
        from vss_tui.demo.server import LoopbackServer
    except ImportError:
        return _fail("uvicorn is missing: in the checkout, pip install '.[dev]' adds it")
    service = DemoService(options.images, options.latency)

    def announce(url: str) -> None:
        print(url, service.token, flush=True)  # noqa: T201

    try:
        server = LoopbackServer(create_app(service), "127.0.0.1", options.port, announce)
    except (OSError, OverflowError) as error:
        return _fail(f"cannot listen on port {options.port} ({error}): give another with --port")
    # Uvicorn shuts down in order on a signal, and raises it once more when it has done so.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    server.serve_on_loopback()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m vss_tui.demo",
        description="Serve a stand-in for the VSS API, and print its URL and a token it accepts.",
    )
    parser.add_argument("--port", type=_count, default=8777, help="0 picks a free one")
    parser.add_argument("--latency", type=_seconds, default=0.0, metavar="SECONDS")
    parser.add_argument("--images", type=_count, default=240, metavar="N", help="public images")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a number from 0")
    return int(text)


def _seconds(text: str) -> float:
    if not 0 <= float(text) < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds from 0")
    return float(text)


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _fail(sentence: str) -> int:
    sys.stderr.write(f"vss_tui.demo: {sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
