"""What a pane says where it has no rows, or no new ones: the cause first, then what to do."""

from datetime import datetime

from vss_tui.api.errors import NotAuthenticated, ServiceError
from vss_tui.api.retry import RetryWait
from vss_tui.keymap import Keymap
from vss_tui.models.query import Library, Query

CHECKING = "checking…"
"""A cached page is shown, and the service is asked whether it is still so."""
UPLOAD_ADDRESS = "https://vskey-stor.eis.utoronto.ca"
"""The service's file store, where people upload images with a browser or an S3 client."""


def empty(library: Library, query: Query, keymap: Keymap) -> tuple[str, ...]:
    """Return the lines in place of the rows of an empty list."""
    if query.filter.parameter:
        found = (f"No image matches {query.filter.expression}",)
        return found + _advice(keymap, "escape", "clears the filter.")
    if library is Library.PERSONAL:
        return (
            "You have no images here yet.",
            f"Upload an ISO to {UPLOAD_ADDRESS},",
            f"then press {keymap.label('sync')} to synchronise."
            if keymap.label("sync")
            else "then synchronise.",
        )
    return ("The service has no public images.", *_advice(keymap, "refresh", "asks again."))


def narrowed(matching: int, rows: int, *, asking: bool) -> str:
    """Return how many of the loaded rows match a filter that the service has not answered."""
    return f"{matching or 'none'} of these {rows}" + (" · asking…" if asking else "")


def no_match(parameter: str, spelling: str) -> str:
    """Return why a filter may match nothing that a loaded row is spelled otherwise for."""
    return f"{parameter} matches nothing; the service may mind case: try {spelling}"


def failed(error: ServiceError, keymap: Keymap) -> tuple[str, ...]:
    """Return the lines in place of rows that could not be loaded."""
    if isinstance(error, NotAuthenticated):
        return ("You are not signed in.", *_advice(keymap, "refresh", "signs in."))
    return (error.message, *_advice(keymap, "refresh", "retries."))


def still_showing(error: ServiceError, fetched: datetime, keymap: Keymap, *, current: bool) -> str:
    """Return why the rows are old; ``current``: they are at least those of the current query."""
    rows = "rows" if current else "results"
    showing = f"still showing the {rows} of {fetched.astimezone():%H:%M}"
    return " · ".join((error.message, showing, *_advice(keymap, "refresh", "retries")))


def retrying(error: ServiceError, seconds: int, keymap: Keymap) -> str:
    """Return why and when a request is retried, and how to stop that."""
    stops = _advice(keymap, "escape", "stops")
    return " · ".join((error.message, f"retrying in {seconds} s", *stops))


def retrying_soon(wait: RetryWait) -> str:
    """Return why and when a request is retried that cannot be stopped."""
    return f"{wait.error.message} · retrying in {max(1, round(wait.seconds))} s"


def _advice(keymap: Keymap, action_id: str, does: str) -> tuple[str, ...]:
    """Return what the key of an action does, or nothing where it has no key."""
    key = keymap.label(action_id)
    return (f"{key} {does}",) if key else ()
