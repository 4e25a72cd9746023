"""``python -m tests.bench``: measures everything once, and prints target, measured and ratio."""

import argparse
import statistics
from collections.abc import Iterator
from itertools import chain

from tests.bench import measures
from tests.bench.programs import Programs, programs, service, user

_ROW = "| {:<46} | {:>14} | {:>14} | {} |"
_FZF = ("sh", "-c", "exec fzf < FILE")
_VISIDATA = ("vd", "FILE")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="runs of each measurement (7)")
    options = parser.parse_args()
    print(_ROW.format("what", "target", "measured", "for comparison"), flush=True)
    print(_ROW.format("---", "---:", "---:", "---"))
    with programs() as found:
        runs: int = options.runs
        parts = (_starts(found, runs), _bytes(found), _turns(found, runs), _memory(found))
        for row in chain.from_iterable(parts):
            print(row, flush=True)


def _starts(found: Programs, runs: int) -> Iterator[str]:
    with service() as (url, token), user(url, token) as environ:
        times = measures.times(found, environ, runs)
    rows = (
        ("launch to first row, empty cache", "<= 0.65 x", times.launch),
        ("launch to first row, page kept", "<= 0.45 x", times.launch_kept),
        ("vss-tui ls", "<= 0.33 x", times.ls),
    )
    for name, target, seconds in rows:
        shown = f"{statistics.median(seconds) * 1000:.0f} ms"
        ratio, peer = shown, "vss-cli is not installed"
        if times.vss_cli:
            ratio = f"{measures.median_ratio(seconds, times.vss_cli):.2f} x"
            peer = f"{shown}; vss-cli {statistics.median(times.vss_cli) * 1000:.0f} ms"
        yield _ROW.format(name, target, ratio, peer)


def _bytes(found: Programs) -> Iterator[str]:
    ours, idle_bytes, idle_requests = measures.written_by_us(found)
    peers = {
        "fzf": measures.written_by_peer(_FZF, "\x1b[A", "\x1b[5~") if found.fzf else None,
        "visidata": measures.written_by_peer(_VISIDATA, "j", "\x06") if found.visidata else None,
    }
    rows = (
        ("first screen at 80x24, bytes", "<= 8192", "first_screen"),
        ("cursor one row down, bytes", "<= 280", "row_down"),
        ("page turn, bytes", "<= 2560", "page_turn"),
    )
    for name, target, attribute in rows:
        compared = ", ".join(
            f"{peer} {getattr(written, attribute)}" if written else f"{peer} is not installed"
            for peer, written in peers.items()
        )
        yield _ROW.format(name, target, getattr(ours, attribute), compared)
    yield _ROW.format(
        "idle for 10 s, bytes and requests", "0, 0", f"{idle_bytes}, {idle_requests}", ""
    )


def _turns(found: Programs, runs: int) -> Iterator[str]:
    with service(latency=0.3) as (url, token), user(url, token) as environ:
        slow = measures.page_turns(found, environ, runs)
    yield _ROW.format(
        "page turn, 300 ms latency, read ahead",
        "< 60 ms",
        f"{statistics.median(slow) * 1000:.0f} ms",
        "300 ms and more without",
    )
    turns: dict[int, list[float]] = {}
    for images in (224, 100_000):
        with service(images=images) as (url, token), user(url, token) as environ:
            turns[images] = measures.page_turns(found, environ, runs)
    yield _ROW.format(
        "page turn among 100,000 images",
        "<= 1.1 x",
        f"{measures.median_ratio(turns[100_000], turns[224]):.2f} x",
        f"of {statistics.median(turns[224]) * 1000:.0f} ms among 224",
    )


def _memory(found: Programs) -> Iterator[str]:
    with service() as (url, token), user(url, token) as environ:
        megabytes = measures.resident_megabytes(found, environ)
    yield _ROW.format("resident memory", "<= 60 MB", f"{megabytes:.0f} MB", "")


if __name__ == "__main__":
    main()
