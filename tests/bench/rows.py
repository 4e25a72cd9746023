"""The rows of the table of benchmarks."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.bench import measures
from tests.bench.programs import Programs, served_user

_LISTING = ("compute", "iso", "public", "ls")


@dataclass(frozen=True)
class Figure:
    """What was measured, and what others need for the same."""

    measured: str
    comparison: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the table: what is measured, its target, and how."""

    what: str
    target: str
    measure: Callable[[Programs, int], Figure]


def _launch(found: Programs, runs: int, *, cached: bool, latency: float = 0.0) -> Figure:
    with served_user(latency=latency) as environ:
        first_row = partial(measures.seconds_to_first_row, found.ours, environ)
        return _beside_vss_cli(
            measures.alternate(
                runs,
                ours=partial(first_row, cached=cached, live=not cached),
                vss_cli=partial(measures.seconds_of, (found.vss_cli, *_LISTING), environ),
            )
        )


def _ls(found: Programs, runs: int) -> Figure:
    with served_user() as environ:
        return _beside_vss_cli(
            measures.alternate(
                runs,
                ours=partial(measures.seconds_of, (found.ours, "ls"), environ),
                vss_cli=partial(measures.seconds_of, (found.vss_cli, *_LISTING), environ),
            )
        )


def _ls_all(found: Programs, runs: int) -> Figure:
    words = (found.ours, "ls", "--all", "-o", "json")
    with served_user(images=20_000) as environ:
        ours = [measures.usage_of(words, environ) for _ in range(min(runs, 3))]
        # It takes half a minute and more.
        theirs = measures.usage_of((found.vss_cli, "-o", "json", *_LISTING, "-a"), environ)
    seconds = statistics.median(seconds for seconds, _ in ours)
    memory = max(megabytes for _, megabytes in ours)
    return Figure(
        f"{seconds / theirs[0]:.3f} ×, {memory:.0f} MB",
        f"{seconds:.1f} s; vss-cli {theirs[0]:.1f} s, {theirs[1]:.0f} MB",
    )


def _tab(found: Programs, runs: int) -> Figure:
    with served_user() as environ:
        ours = statistics.median(measures.seconds_of_completion(found.ours, environ, runs))
        listing = partial(measures.seconds_of, (found.vss_cli, *_LISTING), environ)
        return _beside_vss_cli({"ours": ours, **measures.alternate(runs, vss_cli=listing)})


def _beside_vss_cli(seconds: dict[str, float]) -> Figure:
    ours, theirs = seconds["ours"], seconds["vss_cli"]
    return Figure(f"{ours / theirs:.2f} ×", f"{_ms(ours)}; vss-cli {_ms(theirs)}")


def _narrowing(found: Programs, runs: int) -> Figure:
    with served_user(latency=0.3) as environ:
        ours = measures.seconds_to_narrowed_rows((found.ours,), environ, runs)
    compared = "fzf is not installed"
    if found.fzf:
        theirs = measures.seconds_to_narrowed_names(found.fzf, runs)
        compared = f"fzf {_ms(statistics.median(theirs))}"
    return Figure(_ms(statistics.median(ours)), compared)


def _page_turn(found: Programs, runs: int) -> Figure:
    with served_user(latency=0.3) as environ:
        turns = measures.seconds_of_page_turns((found.ours,), environ, runs)
    return Figure(_ms(statistics.median(turns)), "300 ms and more without prefetch")


def _page_turn_among_many(found: Programs, runs: int) -> Figure:
    medians = {}
    for images in (224, 100_000):
        with served_user(images=images) as environ:
            turns = measures.seconds_of_page_turns((found.ours,), environ, runs)
        medians[images] = statistics.median(turns)
    return Figure(f"{medians[100_000] / medians[224]:.2f} ×", f"of {_ms(medians[224])} among 224")


def _bytes(found: Programs, _runs: int, *, of: str) -> Figure:
    ours, _ = measures.written_by_us((found.ours,))
    theirs = measures.written_by_fzf(found.fzf) if found.fzf and of != "focus" else None
    return Figure(f"{getattr(ours, of)}", f"fzf {getattr(theirs, of)}" if theirs else "")


def _idle(found: Programs, _runs: int) -> Figure:
    written, requests = measures.written_by_us((found.ours,))
    return Figure(f"{written.idle}, {requests}")


def _memory(found: Programs, _runs: int) -> Figure:
    with served_user() as environ:
        return Figure(f"{measures.resident_megabytes((found.ours,), environ):.0f} MB")


def _requests(found: Programs, _runs: int) -> Figure:
    actions = measures.requests_of_actions((found.ours,))
    counts = "; ".join(f"{action} {len(requests)}" for action, requests in actions.items())
    return Figure(counts)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


ROWS = {
    "launch-cached": Row(
        "launch to first row, page cached", "≤ 0.10 ×", partial(_launch, cached=True)
    ),
    "launch-empty": Row(
        "launch to live rows, empty cache", "≤ 0.80 ×", partial(_launch, cached=False)
    ),
    "launch-slow": Row(
        "the same, service answering in 200 ms",
        "≤ 0.60 ×",
        partial(_launch, cached=False, latency=0.2),
    ),
    "ls": Row("vss-tui ls", "≤ 0.33 ×", _ls),
    "narrowing": Row("key in the filter to narrowed rows, 300 ms latency", "< 30 ms", _narrowing),
    "page-turn": Row("page turn, 300 ms latency, prefetched", "< 60 ms", _page_turn),
    "first-screen-bytes": Row(
        "first screen at 80x24, bytes", "≤ 8192", partial(_bytes, of="first_screen")
    ),
    "row-bytes": Row("cursor one row down, bytes", "≤ 280", partial(_bytes, of="row_down")),
    "page-bytes": Row("page turn, bytes", "≤ 3072", partial(_bytes, of="page_turn")),
    "focus-bytes": Row("focus lost and gained, bytes", "0", partial(_bytes, of="focus")),
    "tab": Row("Tab in bash, to the candidate", "≤ 0.25 ×", _tab),
    "ls-all": Row("ls --all -o json of 20,000 images", "≤ 0.05 ×, 40 MB", _ls_all),
    "idle": Row("idle for 10 s, bytes and requests", "0, 0", _idle),
    "memory": Row("resident memory", "≤ 60 MB", _memory),
    "many-images": Row("page turn among 100,000 images", "≤ 1.1 ×", _page_turn_among_many),
    "requests": Row("requests of an action", "1, 1 prefetch", _requests),
}
"""Each row by the name that selects it."""
