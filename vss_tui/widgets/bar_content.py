"""What stands in the lines round the table: pure functions from values to lines of spans."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from vss_tui.actions import BY_ID
from vss_tui.filters.fields import Field
from vss_tui.keymap import Keymap
from vss_tui.messages import RunAction, Severity, ShowTab, Turn, TurnPage
from vss_tui.models.page import Page
from vss_tui.models.query import Library, Query, SortKey
from vss_tui.models.sync_request import SyncOutcome, SyncProgress
from vss_tui.support.safe_text import width
from vss_tui.widgets.bar import Line, Span

_UNKNOWN = "?"
_ENDS_SOON = 120
"""Seconds before its end from which a token is pointed out."""
_TITLED = 60
"""Cells from which on the first line has room for the product's name."""
_ROOMY = 110
"""Cells from which on the pager says how many images a page has."""
_KEYS = (
    *("filter", "choose", "copy-name", "copy-option", "sync", "sort-updated"),
    *("refresh", "other-tab", "endpoint", "palette", "help", "quit"),
)
_KEYS_BY_NEED = (
    *("quit", "help", "filter", "sync", "copy-name", "choose", "sort-updated"),
    *("copy-option", "refresh", "other-tab", "palette", "endpoint"),
)
_SIGNS = {
    Severity.SUCCESS: ("✓", "bar--good"),
    Severity.WARNING: ("!", "bar--warning"),
    Severity.ERROR: ("✗", "bar--bad"),
}


def badge(text: str, style: str) -> list[Span]:
    """Return a word on a ground of its own, with ends that mark it where there is no colour."""
    return [Span("▐", f"{style}-end"), Span(text, style), Span("▌", f"{style}-end")]


def top(tabs: Sequence[Span], identity: Sequence[Sequence[Span]], title: str, cells: int) -> Line:
    """Lay the first line out: title and tabs, and as much of who and where as has room.

    Args:
        tabs: What ``tabs`` makes.
        identity: What ``identity`` makes.
        title: The product's name, or what it is used as.
        cells: The width of the line.
    """
    # PICK is a mode, and shown on the narrowest terminal.
    titled = cells >= _TITLED or title.isupper()
    left = [Span(f" {title}  " if titled else " ", "bar--strong"), *tabs]
    room = cells - _width(left)
    right = next((spans for spans in identity if _width(spans) <= room), [])
    return Line(left, right)


def tabs(shown: Library, totals: Mapping[Library, int | None]) -> list[Span]:
    """Return the two tabs with their totals; the one that is shown is a badge."""
    spans: list[Span] = []
    for number, library in enumerate(Library, start=1):
        total = totals.get(library)
        label = f"{number} {library.title()}" + ("" if total is None else f" {total}")
        parts = badge(label, "bar--active") if library is shown else [Span(f" {label} ")]
        spans += [Span(part.text, part.style, partial(ShowTab, library)) for part in parts]
    return spans


def identity(endpoint: str, user: str, expires: datetime | None, now: datetime) -> list[list[Span]]:
    """Say who is signed in where, and for how long: the whole first, then less of it."""
    place = f"{user}@{endpoint}" if user else endpoint
    if expires is None:
        return [[Span(f"{place} ")]]
    life = (expires - now).total_seconds()
    if life <= _ENDS_SOON:
        rest = [*badge(f"! {token_life(life)}", "bar--warning"), Span(" ")]
    else:
        rest = [Span(f"{token_life(life)} ", "bar--dim")]
    return [[Span(place), Span(" · ", "bar--dim"), *rest], rest]


def token_life(seconds: float) -> str:
    """Say how long a token still lives, to the hour and then to the minute."""
    if seconds <= 0:
        return "login expired"
    if seconds >= 5400:
        return f"{round(seconds / 3600)} h left"
    return f"{max(1, round(seconds / 60))} min left"


def matches(total: int | None, whole: int | None, query: Query) -> list[Span]:
    """Say how many images the filter lets through, and how they are sorted.

    Args:
        total: The images that match; None where that is unknown.
        whole: The images of the library; None where that is unknown.
        query: The query that they answer.
    """
    spans: list[Span] = []
    if query.filter.parameter and total is not None:
        spans.append(
            Span(f"{total} found" if whole is None else f"{total} of {whole}", "bar--strong")
        )
    if query.sort:
        words = ", then ".join(map(_sorted, query.sort))
        spans.append(Span(f" · {words}" if spans else words, "bar--dim"))
    return [Span(" "), *spans, Span(" ")] if spans else []


def _sorted(key: SortKey) -> str:
    low, high = {
        Field.ID: ("lowest id first", "highest id first"),
        Field.CREATED_ON: ("oldest created first", "newest created first"),
        Field.UPDATED_ON: ("oldest first", "newest first"),
        Field.PUBLIC: ("private first", "public first"),
    }.get(key.field, (f"{_TITLES.get(key.field)} A–Z", f"{_TITLES.get(key.field)} Z–A"))
    return high if key.descending else low


_TITLES = {Field.NAME: "name", Field.PATH: "folder", Field.DATA_STORE: "store"}


def place(page: Page | None, row: int, note: str, cells: int, time: str = "") -> list[Span]:
    """Say where the cursor stands in the list, with signs that turn the page.

    Args:
        page: The page that is shown; None where there is none yet.
        row: The cursor's row on it, from 0.
        note: What else there is to say.
        cells: The width of the line.
        time: When the page was fetched, where it is stale; else "".
    """
    if page is None:
        return [Span(f" {note}", "bar--dim")]
    paging = page.paging
    spans = [Span(f" {_row(page, row)}")]
    if page.images:
        pages = _UNKNOWN if paging.pages is None else paging.pages
        before = Span("‹ ", "bar--accent", partial(TurnPage, Turn.PREVIOUS))
        after = Span(" ›", "bar--accent", partial(TurnPage, Turn.NEXT))
        spans += [
            Span(" · ", "bar--dim"),
            *([before] if paging.has_previous else []),
            Span(f"page {paging.page} of {pages}"),
            *([after] if paging.has_next else []),
        ]
    if time:
        spans += [Span(" "), *badge(f"of {time}", "bar--warning")]
    if cells >= _ROOMY:
        spans.append(Span(f" · {paging.per_page} per page", "bar--dim"))
    if page.unreadable:
        spans.append(Span(f" · {page.unreadable} unreadable"))
    if page.dropped:
        spans.append(Span(f" · {page.dropped} rows omitted"))
    if page.oversized:
        spans.append(Span(f" · {page.oversized} oversized values omitted"))
    if note:
        spans.append(Span(f" · {note}", "bar--dim"))
    return spans


def _row(page: Page, row: int) -> str:
    total = page.paging.total
    if not page.images:
        return "no images"
    number = (page.paging.page - 1) * page.paging.per_page + row + 1
    return f"row {number}, total unknown" if total is None else f"row {number} of {total}"


def message(text: str, severity: Severity) -> list[Span]:
    """Return a message behind the sign of how much it matters."""
    if severity not in _SIGNS:
        return [Span(text)]
    sign, style = _SIGNS[severity]
    return [*badge(sign, style), Span(f" {text}")]


def sync_line(progress: SyncProgress, keymap: Keymap) -> str:
    """Say in a line how a sync stands."""
    if progress.outcome is not None:
        return _sync_end(progress, keymap)
    request = progress.request
    named = f"sync request {request.id}" if request.id is not None else "sync"
    status = request.status.lower().replace("_", " ") or "running"
    parts = [f"{named} {status}", f"{progress.elapsed:.0f} s", *_changes(progress)]
    if progress.warning:
        parts.append(progress.warning)
    return " · ".join(parts)


def sync_severity(progress: SyncProgress) -> Severity:
    """Tell how much the state of a sync matters."""
    if progress.outcome is SyncOutcome.FAILED:
        return Severity.ERROR
    if progress.outcome is SyncOutcome.TIMED_OUT or progress.warning:
        return Severity.WARNING
    return Severity.INFORMATION if progress.outcome is None else Severity.SUCCESS


def _sync_end(progress: SyncProgress, keymap: Keymap) -> str:
    request = progress.request
    number = "" if request.id is None else f" (request {request.id})"
    changes = ", ".join(_changes(progress))
    match progress.outcome:
        case SyncOutcome.NEW_FILES:
            return f"sync done: {changes}"
        case SyncOutcome.FAILED:
            words = "; ".join(request.errors) or f"its status is {request.status}"
            return f"sync failed{number}: {words}" + (f" · {changes}" if changes else "")
        case SyncOutcome.TIMED_OUT:
            waited = f"after {progress.elapsed / 60:.0f} min"
            refresh = f"; {key} refreshes" if (key := keymap.label("refresh")) else ""
            return f"sync{number} not finished {waited}: it continues on the server{refresh}"
        case _:
            return "sync done: nothing new" + (f" · {changes}" if changes else "")


def _changes(progress: SyncProgress) -> list[str]:
    return [
        f"{word} {_names([image.name for image in images])}"
        for word, images in (("added", progress.added), ("removed", progress.removed))
        if images
    ]


def _names(names: Sequence[str]) -> str:
    return (
        ", ".join(names) if len(names) <= 3 else f"{', '.join(names[:2])} and {len(names) - 2} more"
    )


def keys(keymap: Keymap, cells: int, *, syncing: bool = False) -> Line:
    """Return the keys that matter most, as many as have room; each can be clicked."""
    hints = {
        name: list(_hint("stop-waiting" if syncing and name == "sync" else name, keymap))
        for name in _KEYS
    }
    shown: set[str] = set()
    room = cells
    for name in _KEYS_BY_NEED:
        room -= _width(hints[name])
        if room < 0:
            break
        shown.add(name)
    return Line([span for name in _KEYS if name in shown for span in hints[name]])


def pick_keys(keymap: Keymap) -> list[Span]:
    """Return the keys of a picker: the others are typed into the filter."""
    more = partial(RunAction, "palette")
    keys = (("Enter", "prints it", None), ("Esc", "cancels", None))
    return [
        Span(text, style, intent)
        for key, word, intent in (*keys, (keymap.label("palette"), "more", more))
        for text, style in ((f" {key}", "bar--accent"), (f" {word} ", "bar--dim"))
    ]


def _hint(name: str, keymap: Keymap) -> Iterator[Span]:
    key = keymap.label(name)
    if key:
        intent = partial(RunAction, name)
        yield Span(f" {key}", "bar--accent", intent)
        yield Span(f" {BY_ID[name].hint} ", "bar--dim", intent)


def _width(spans: Collection[Span]) -> int:
    return sum(width(span.text) for span in spans)
