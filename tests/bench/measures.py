"""The measurements: each returns figures, and judges nothing."""

import os
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.programs import FIRST_NAME, clear_cache, user
from tests.bench.terminal import BenchTerminal
from tests.fake_service import FakeService
from tests.fake_service.serving import serve

_RESIDENT = re.compile(r"VmRSS:\s+(\d+) kB")
_FOCUS_REPORTS = b"\x1b[?1004h"


@dataclass(frozen=True)
class Written:
    """Bytes written to the terminal."""

    first_screen: int
    row_down: int
    page_turn: int
    focus: int = 0
    idle: int = 0


def alternate(runs: int, **measures: Callable[[], float]) -> dict[str, float]:
    """Return the median of each measure; they take turns, after a round that is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in measures}
    for run in range(runs + 1):
        for name, measure in measures.items():
            value = measure()
            if run:
                taken[name].append(value)
    return {name: statistics.median(values) for name, values in taken.items()}


def seconds_of(words: Sequence[str], environ: Mapping[str, str]) -> float:
    """Return the seconds that a program takes to its end."""
    return usage_of(words, environ)[0]


def usage_of(words: Sequence[str], environ: Mapping[str, str]) -> tuple[float, float]:
    """Run a program to its end; return its seconds and the most megabytes it had."""
    began = time.perf_counter()
    process = subprocess.Popen(
        words,
        env=dict(environ),
        cwd=environ["HOME"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024


def seconds_to_first_row(
    command: str, environ: Mapping[str, str], *, cached: bool, live: bool = False
) -> float:
    """Start the browser; return the seconds until its first row, or the pager of live rows."""
    if not cached:
        clear_cache(environ)
    with BenchTerminal([command], environ) as terminal:
        shown = terminal.wait_for("of 224" if live else FIRST_NAME) - terminal.started
        # What is cached is written by then.
        terminal.rest()
        terminal.press("q")
        terminal.wait_until_ended()
    return shown


def written_by_us(words: Sequence[str]) -> tuple[Written, int]:
    """Count the bytes that the browser writes, and its requests in 10 s without a key."""
    fake = FakeService(images=224)
    with (
        serve(fake) as url,
        user(url, fake.token) as environ,
        BenchTerminal(words, environ) as terminal,
    ):
        terminal.wait_for("of 224")
        terminal.rest()
        first = len(terminal.written)
        down = _reaction(terminal, "j")
        page = _reaction(terminal, "n")
        # A terminal reports its focus only to those who ask.
        focus = _reaction(terminal, "\x1b[O\x1b[I") if _FOCUS_REPORTS in terminal.written else 0
        before = len(fake.requests)
        idle = terminal.listen(10)
        return Written(first, down, page, focus, idle), len(fake.requests) - before


def written_by_fzf(fzf: str) -> Written:
    """Count the bytes that fzf writes for the same 224 names."""
    with _fzf(fzf) as terminal:
        terminal.rest()
        first = len(terminal.written)
        return Written(first, _reaction(terminal, "\x1b[A"), _reaction(terminal, "\x1b[5~"))


def requests_of_actions(words: Sequence[str]) -> dict[str, list[str]]:
    """Return the requests that the start and some actions send."""
    fake = FakeService(images=224)
    found: dict[str, list[str]] = {}
    actions = {"page turn": "n", "filter typed": "/kali", "Enter": "\r", "tab": "2", "refresh": "r"}
    with (
        serve(fake) as url,
        user(url, fake.token) as environ,
        BenchTerminal(words, environ) as terminal,
    ):
        terminal.wait_for("of 224")
        for name, keys in {"start": "", **actions}.items():
            for key in keys:
                terminal.press(key)
                terminal.listen(0.1)
            # More than typing has to rest.
            terminal.rest(1.0)
            found[name] = [f"{each.method} {each.path}" for each in fake.requests]
            fake.requests.clear()
    return found


def seconds_to_narrowed_rows(
    words: Sequence[str], environ: Mapping[str, str], runs: int
) -> list[float]:
    """Type a letter into the filter; return the seconds until the loaded rows are narrowed."""
    seconds = []
    with BenchTerminal(words, environ) as terminal:
        terminal.wait_for("of 224")
        terminal.rest(1.0)
        for _ in range(runs):
            terminal.press("/")
            terminal.rest()
            place, began = terminal.press("k"), time.perf_counter()
            seconds.append(terminal.wait_for("of these", place) - began)
            terminal.press("\x1b")
            terminal.rest(1.0)
    return seconds


def seconds_to_narrowed_names(fzf: str, runs: int) -> list[float]:
    """Type a letter into fzf; return the seconds until it shows how many names match."""
    seconds = []
    with _fzf(fzf) as terminal:
        terminal.rest()
        for _ in range(runs):
            place, began = terminal.press("k"), time.perf_counter()
            seconds.append(terminal.wait_for("/224", place) - began)
            terminal.press("\x7f")
            terminal.rest()
    return seconds


def seconds_of_page_turns(
    words: Sequence[str], environ: Mapping[str, str], turns: int
) -> list[float]:
    """Turn pages, each once the next one is prefetched; return the seconds from key to rows."""
    seconds: list[float] = []
    names = [image.name for image in FakeService(images=240).public.images]
    with BenchTerminal((*words, "--per-page", "10"), environ) as terminal:
        terminal.wait_for(names[0])
        for number in range(1, turns + 1):
            # More than the service takes to answer the prefetch.
            terminal.rest(1.0)
            place, began = terminal.press("n"), time.perf_counter()
            # A long name is cut.
            seconds.append(terminal.wait_for(names[number * 10][:24], place) - began)
    return seconds


def seconds_of_completion(command: str, environ: Mapping[str, str], runs: int) -> list[float]:
    """Press Tab in bash; return the seconds until the word is complete."""
    folder = str(Path(command).parent)
    bash = {**environ, "PATH": f"{folder}:{environ['PATH']}", "PS1": "> "}
    seconds = []
    with BenchTerminal(["bash", "--norc", "--noprofile"], bash) as terminal:
        terminal.press('eval "$(vss-tui init bash --no-key)"; echo re""ady\r')
        terminal.wait_for("ready")
        for _ in range(runs):
            terminal.rest()
            terminal.press("vss-tui desc")
            terminal.rest()
            place, began = terminal.press("\t"), time.perf_counter()
            seconds.append(terminal.wait_for("ribe", place) - began)
            terminal.press("\x15")
    return seconds


def resident_megabytes(words: Sequence[str], environ: Mapping[str, str]) -> float:
    """Return the memory of the browser after a little use."""
    with BenchTerminal(words, environ) as terminal:
        terminal.wait_for("of 224")
        for keys in ("n", "n", "2", "1"):
            terminal.press(keys)
            terminal.rest()
        kilobytes = resident_kilobytes(terminal.pid)
    assert kilobytes is not None
    return kilobytes / 1024


def resident_kilobytes(pid: int) -> int | None:
    """Return the memory of a process now; None where it has just ended."""
    found = _RESIDENT.search(Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) if found else None


@contextmanager
def _fzf(fzf: str) -> Iterator[BenchTerminal]:
    names = [image.path for image in FakeService(images=224).public.images]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "names").write_text("\n".join(names))
        environ = {"PATH": "/usr/bin:/bin", "HOME": folder, "TERM": "xterm-256color"}
        command = ["sh", "-c", f"exec {fzf} < {folder}/names"]
        with BenchTerminal(command, environ) as terminal:
            terminal.wait_for(FIRST_NAME)
            yield terminal


def _reaction(terminal: BenchTerminal, keys: str) -> int:
    place = terminal.press(keys)
    terminal.rest()
    return len(terminal.written) - place
