"""What a pane says where it has no rows, or no new ones."""

from datetime import datetime

from vss_tui.api.errors import NotAuthenticated, ServiceError
from vss_tui.api.retry import RetryWait
from vss_tui.models.library import Library
from vss_tui.models.query import Query

UPLOAD_ADDRESS = "https://vskey-stor.eis.utoronto.ca"
"""The service's file store, where people upload images with a browser or an S3 client."""


def why_empty(library: Library, query: Query) -> tuple[str, ...]:
    """Say why a list has no rows, and what to do."""
    if query.filter.parameter:
        return (f"No image matches {query.filter.expression}", "Esc clears the filter.")
    if library is Library.PERSONAL:
        return (
            "You have no images here yet.",
            f"Upload an ISO to {UPLOAD_ADDRESS},",
            "then press s to synchronise.",
        )
    return ("The service has no public images.", "r asks again.")


def why_failed(error: ServiceError) -> tuple[str, ...]:
    """Say why there are no rows after a failure, and what to do."""
    if isinstance(error, NotAuthenticated):
        return ("You are not signed in.", "r signs in.")
    return (error.message, "r tries again.")


def rows_kept(error: ServiceError, at: datetime, *, same: bool) -> str:
    """Say that the rows shown are those of ``at``, and why; ``same``: they answer the question."""
    rows = f"rows of {at.astimezone():%H:%M}" + ("" if same else ", of the question before")
    return f"{rows} · r tries again · {error.message}"


def retrying_soon(waiting: RetryWait) -> str:
    """Say that another try comes, and when, where Esc is for something else."""
    return f"trying again in {max(1, round(waiting.seconds))} s · {waiting.error.message}"


def retrying(error: ServiceError, seconds: int) -> str:
    """Say that another try comes, and when."""
    return f"trying again in {seconds} s · Esc stops · {error.message}"
