"""The measurements: each gives figures, and judges nothing."""

import re
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.programs import FIRST_NAME, Programs, clear_cache, seconds_of, user
from tests.bench.terminal import BenchTerminal
from tests.fake_service import FakeService
from tests.fake_service.serving import serve

_RESIDENT = re.compile(r"VmRSS:\s+(\d+) kB")


@dataclass
class Times:
    """Seconds of each program, one for each run; the runs alternate."""

    vss_cli: list[float] = field(default_factory=list)
    ls: list[float] = field(default_factory=list)
    launch: list[float] = field(default_factory=list)
    launch_kept: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Written:
    """Bytes written to the terminal."""

    first_screen: int
    row_down: int
    page_turn: int


def times(found: Programs, environ: Mapping[str, str], runs: int) -> Times:
    """Measure starts, ours and ``vss-cli``'s in turn; a first round warms up and is not counted."""
    result = Times()
    listing = (*found.vss_cli, "compute", "iso", "public", "ls") if found.vss_cli else None
    for run in range(runs + 1):
        one = Times()
        if listing:
            one.vss_cli.append(seconds_of(listing, environ))
        one.ls.append(seconds_of((*found.ours, "ls"), environ))
        clear_cache(environ)
        one.launch.append(_launch(found.ours, environ))
        one.launch_kept.append(_launch(found.ours, environ))
        if run:
            for name, values in vars(one).items():
                getattr(result, name).extend(values)
    return result


def written_by_us(found: Programs) -> tuple[Written, int, int]:
    """Count what the browser writes, and what it writes and asks in 10 s without a key."""
    demo = FakeService(images=224)
    with (
        serve(demo) as url,
        user(url, demo.token) as environ,
        BenchTerminal(found.ours, environ) as terminal,
    ):
        terminal.wait_for("of 224")
        terminal.rest()
        first = len(terminal.written)
        down = _reaction(terminal, "j")
        page = _reaction(terminal, "n")
        asked = len(demo.requests)
        idle = terminal.listen(10)
        return Written(first, down, page), idle, len(demo.requests) - asked


def written_by_peer(words: Sequence[str], down: str, page: str) -> Written:
    """Count what a peer writes for the same 224 names in its own list."""
    names = [image.path for image in FakeService(images=224).public.images]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "names.txt"
        file.write_text("\n".join(names))
        command = [word.replace("FILE", str(file)) for word in words]
        environ = {"PATH": "/usr/bin:/bin", "HOME": folder, "TERM": "xterm-256color"}
        with BenchTerminal(command, environ) as terminal:
            terminal.wait_for(FIRST_NAME)
            terminal.rest()
            first = len(terminal.written)
            return Written(first, _reaction(terminal, down), _reaction(terminal, page))


def page_turns(found: Programs, environ: Mapping[str, str], turns: int) -> list[float]:
    """Turn pages, each once the next one has been read ahead; give the seconds from key to rows."""
    seconds: list[float] = []
    with BenchTerminal((*found.ours, "--per-page", "10"), environ) as terminal:
        terminal.wait_for("page 1 of")
        for number in range(2, turns + 2):
            # More than the service takes to answer the reading ahead.
            terminal.listen(1.0)
            place = terminal.press("n")
            began = time.perf_counter()
            seconds.append(terminal.wait_for(f"page {number} of", place) - began)
    return seconds


def resident_megabytes(found: Programs, environ: Mapping[str, str]) -> float:
    """Measure the memory of the browser after a little use."""
    with BenchTerminal(found.ours, environ) as terminal:
        terminal.wait_for("of 224")
        for keys in ("n", "n", "2", "1"):
            terminal.press(keys)
            terminal.rest()
        kilobytes = resident_kilobytes(terminal.pid)
    assert kilobytes is not None
    return kilobytes / 1024


def resident_kilobytes(pid: int) -> int | None:
    """The memory that a process has now; None where it has just ended."""
    found = _RESIDENT.search(Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) if found else None


def median_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The ratio of the medians."""
    return statistics.median(ours) / statistics.median(theirs)


def _launch(words: Sequence[str], environ: Mapping[str, str]) -> float:
    with BenchTerminal(words, environ) as terminal:
        shown = terminal.wait_for(FIRST_NAME) - terminal.started
        terminal.rest()
        terminal.press("q")
        terminal.wait_until_ended()
    return shown


def _reaction(terminal: BenchTerminal, keys: str) -> int:
    place = terminal.press(keys)
    terminal.rest()
    return len(terminal.written) - place
