"""What stands in the lines round the table: pure functions from values to spans."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from vss_tui.actions import ACTIONS
from vss_tui.keymap import Keymap
from vss_tui.messages import RunAction, Severity, ShowTab, StopWaiting, Sync, Turn, TurnPage
from vss_tui.models.page import Page, Paging
from vss_tui.models.query import Library, Query
from vss_tui.models.sync_request import SyncOutcome, SyncProgress
from vss_tui.support.safe_text import width
from vss_tui.widgets.bar import Span

_UNKNOWN = "?"
_ENDS_SOON = 120
"""Seconds before its end from which a token is pointed out."""


def header(endpoint: str, user: str, expires: datetime | None, now: datetime) -> list[Span]:
    """Return the service, the user, and how long the token still lives."""
    spans = [Span(f" {endpoint}", "bar--strong")]
    if user:
        spans.append(Span(f" · {user}"))
    if expires is not None:
        life = (expires - now).total_seconds()
        if life > _ENDS_SOON:
            spans.append(Span(f" · {token_life(life)}"))
        else:
            spans.append(Span(f" · ! {token_life(life)}", "bar--strong"))
    return spans


def token_life(seconds: float) -> str:
    """Say how long a token still lives, to the hour and then to the minute."""
    if seconds <= 0:
        return "token expired"
    if seconds >= 5400:
        return f"token {round(seconds / 3600)} h"
    return f"token {max(1, round(seconds / 60))} min"


def tabs(shown: Library, totals: Mapping[Library, int | None]) -> list[Span]:
    """Return the two tabs with their totals; brackets stand round the one that is shown."""
    spans: list[Span] = []
    for number, library in enumerate(Library, start=1):
        total = totals.get(library)
        label = f"{number} {library.title()}" + ("" if total is None else f" {total}")
        intent = partial(ShowTab, library)
        if library is shown:
            spans.append(Span(f"[{label}]", "bar--strong", intent))
        else:
            spans.append(Span(f" {label} ", "", intent))
        spans.append(Span(" "))
    return spans


def pager(
    page: Page | None, query: Query, note: str, keymap: Keymap, *, short: bool = False
) -> tuple[list[Span], list[Span]]:
    """Where the page stands in its list, and the buttons that turn it: (left, right).

    Args:
        page: The page that is shown; None where there is none yet.
        query: The question that it answers.
        note: What else there is to say.
        keymap: The keys in force.
        short: Whether there is little room.
    """
    if page is None:
        return [Span(f"  {note}")], []
    paging = page.paging
    count = len(page.images)
    first = (paging.page - 1) * paging.per_page + 1
    parts = [
        f"page {paging.page} of {paging.pages or _UNKNOWN}",
        f"{first if count else 0}–{first + count - 1 if count else 0} of "
        + ("unknown total" if paging.total is None else str(paging.total)),
    ]
    if not short:
        parts.append(f"{paging.per_page} per page")
    if query.sort:
        parts.append(
            " ".join(f"{'↓' if key.descending else '↑'} {key.field}" for key in query.sort)
        )
    if page.unreadable:
        parts.append(f"{page.unreadable} unreadable")
    if page.oversized:
        parts.append(f"{page.oversized} oversized values left out")
    if page.dropped:
        parts.append(f"{page.dropped} more rows not shown")
    if note:
        parts.append(note)
    return [Span("  " + " · ".join(parts))], _turning(paging, keymap, short=short)


def _turning(paging: Paging, keymap: Keymap, *, short: bool) -> list[Span]:
    """Return the buttons that turn the page, each in its place with or without the other."""
    back = f"{keymap.label('previous-page')} {'' if short else 'prev '}"
    on = f" {'' if short else 'next '}{keymap.label('next-page')}"
    if not (paging.has_previous or paging.has_next):
        return []
    return [
        Span(back, "bar--button", partial(TurnPage, Turn.PREVIOUS))
        if paging.has_previous
        else Span(" " * width(back)),
        Span(on, "bar--button", partial(TurnPage, Turn.NEXT))
        if paging.has_next
        else Span(" " * width(on)),
    ]


def sync_button(keymap: Keymap, *, running: bool) -> Span:
    """Return the button that starts a sync, or stops waiting for the one that runs."""
    if running:
        return Span(f" {keymap.label('stop-waiting')} stop waiting ", "bar--button", StopWaiting)
    return Span(f" {keymap.label('sync')} sync ", "bar--button", Sync)


def sync_line(progress: SyncProgress, keymap: Keymap) -> str:
    """Say in a line how a sync stands."""
    if progress.outcome is not None:
        return _sync_end(progress, keymap)
    request = progress.request
    named = f"sync request {request.id}" if request.id is not None else "sync"
    parts = [f"{named} {request.status.lower() or 'running'}", f"{progress.elapsed:.0f} s"]
    parts += _changes(progress)
    if progress.warning:
        parts.append(progress.warning)
    return " · ".join(parts)


def sync_severity(progress: SyncProgress) -> Severity:
    """Tell how much the state of a sync matters."""
    if progress.outcome is SyncOutcome.FAILED:
        return Severity.ERROR
    if progress.outcome is SyncOutcome.TIMED_OUT or progress.warning:
        return Severity.WARNING
    return Severity.INFORMATION


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
            look = f"{keymap.label('refresh')} looks again"
            return f"sync{number} not finished {waited}: the service goes on; {look}"
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


def keys(keymap: Keymap) -> list[Span]:
    """Return the most useful keys; each can be clicked."""
    spans: list[Span] = []
    for action in ACTIONS:
        key = keymap.label(action.id)
        if action.hint and key:
            intent = partial(RunAction, action.id)
            spans.append(Span(f" {key}", "bar--strong", intent))
            spans.append(Span(f" {action.hint} ", "bar--dim", intent))
    return spans
