"""What a pane says where it has no rows, or no new ones: the cause first, then what to do."""

from datetime import datetime

from vss_tui.api.errors import NotAuthenticated, ServiceError
from vss_tui.api.retry import RetryWait
from vss_tui.keymap import Keymap
from vss_tui.models.query import Library, Query

UPLOAD_ADDRESS = "https://vskey-stor.eis.utoronto.ca"
"""The service's file store, where people upload images with a browser or an S3 client."""


def empty(library: Library, query: Query, keymap: Keymap) -> tuple[str, ...]:
    """Return the lines in place of the rows of an empty list."""
    if query.filter.parameter:
        clear = keymap.label("escape")
        return (f"No image matches {query.filter.expression}", f"{clear} clears the filter.")
    if library is Library.PERSONAL:
        return (
            "You have no images here yet.",
            f"Upload an ISO to {UPLOAD_ADDRESS},",
            f"then press {keymap.label('sync')} to synchronise.",
        )
    return ("The service has no public images.", f"{keymap.label('refresh')} asks again.")


def failed(error: ServiceError, keymap: Keymap) -> tuple[str, ...]:
    """Return the lines in place of rows that could not be had."""
    refresh = keymap.label("refresh")
    if isinstance(error, NotAuthenticated):
        return ("You are not signed in.", f"{refresh} signs in.")
    return (error.message, f"{refresh} retries.")


def still_showing(error: ServiceError, fetched: datetime, keymap: Keymap, *, current: bool) -> str:
    """Return why the rows are old; ``current``: they are at least those of the current query."""
    rows = "rows" if current else "results"
    return (
        f"{error.message} · still showing the {rows} of {fetched.astimezone():%H:%M}"
        f" · {keymap.label('refresh')} retries"
    )


def retrying(error: ServiceError, seconds: int, keymap: Keymap) -> str:
    """Return why and when a request is retried, and how to stop that."""
    return f"{error.message} · retrying in {seconds} s · {keymap.label('escape')} stops"


def retrying_soon(wait: RetryWait) -> str:
    """Return why and when a request is retried that cannot be stopped."""
    return f"{wait.error.message} · retrying in {max(1, round(wait.seconds))} s"
