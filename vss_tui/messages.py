"""The messages: intents (what the user asks for) and reports (what has happened).

Actions and widgets post them; they bubble up to the pane, screen or application that answers.
"""

from dataclasses import dataclass
from enum import Enum, auto

from textual.message import Message

from vss_tui.filters import Filter
from vss_tui.filters.fields import Field
from vss_tui.models.copy_format import CopyFormat
from vss_tui.models.image import Image
from vss_tui.models.query import Library, Query
from vss_tui.models.sync_request import SyncProgress


class Turn(Enum):
    """A page relative to the present one, or an end of the list."""

    NEXT = auto()
    PREVIOUS = auto()
    FIRST = auto()
    LAST = auto()


class Move(Enum):
    """A step of the cursor within the page."""

    UP = auto()
    DOWN = auto()
    PAGE_UP = auto()
    PAGE_DOWN = auto()
    HALF_PAGE_UP = auto()
    HALF_PAGE_DOWN = auto()
    TOP = auto()
    BOTTOM = auto()


class Severity(Enum):
    """How much a status message matters."""

    INFORMATION = auto()
    SUCCESS = auto()
    WARNING = auto()
    ERROR = auto()


# Intents of a list, answered by the pane that is shown.


class EnterFilter(Message):
    """Give the filter the focus."""


@dataclass
class TypeFilter(Message):
    """Narrow the list to what has been typed into the filter so far."""

    text: str


@dataclass
class SubmitFilter(Message):
    """Show the images that a filter matches, and return to the table."""

    filter: Filter


class LeaveFilter(Message):
    """Take back what has been typed into the filter, and return to the table."""


class Escape(Message):
    """Stop a retry that waits; else clear the filter."""


class OnlyFolder(Message):
    """Filter by the folder of the image under the cursor; again: not any more."""


@dataclass
class SortBy(Message):
    """Sort by a field; ``cycle``: the other direction where it is sorted so, then unsorted."""

    field: Field
    cycle: bool = True


@dataclass
class TurnPage(Message):
    """Turn to another page."""

    turn: Turn


@dataclass
class GoToPage(Message):
    """Turn to a page by its number, as it was typed; None: stay."""

    number: int | None


@dataclass
class ChangePageSize(Message):
    """Show more (1) or fewer (-1) images per page."""

    step: int


@dataclass
class MoveCursor(Message):
    """Move the cursor within the page."""

    move: Move


class Refresh(Message):
    """Ask the service again."""


class Choose(Message):
    """Pick the image under the cursor, or show its details."""


@dataclass
class Copy(Message):
    """Copy something of the image under the cursor to the user's clipboard."""

    what: CopyFormat


# Intents of the whole screen.


@dataclass
class ShowTab(Message):
    """Show the tab of a library; None: the other one."""

    library: Library | None = None


class Sync(Message):
    """Synchronise the personal images."""


class ShowLastSync(Message):
    """Show what the last sync added."""


class StopWaiting(Message):
    """Stop waiting for a running sync, which continues on the server."""


@dataclass
class RunAction(Message):
    """Run the action with this id, as its key does."""

    action_id: str


@dataclass
class CopyToClipboard(Message):
    """Copy a text to the user's clipboard."""

    text: str


# Reports.


@dataclass
class CursorMoved(Message):
    """The cursor is on another image; None: on no image."""

    image: Image | None


@dataclass
class PageLoaded(Message):
    """The service's page for ``query`` is shown."""

    library: Library
    query: Query


@dataclass
class TotalLoaded(Message):
    """A page of a library is there; ``total`` is None where the service does not say."""

    library: Library
    total: int | None
    user: str


@dataclass
class StatusMessage(Message):
    """There is something to say beside the pager, or only in the list of messages."""

    text: str
    severity: Severity = Severity.INFORMATION
    shown: bool = True


@dataclass
class InputHint(Message):
    """An input on the filter's line says in the footer what its text means, or what is wrong.

    With no text the keys stand there again.
    """

    text: str
    severity: Severity = Severity.INFORMATION


@dataclass
class CannotConnect(Message):
    """A setting of the user keeps the service from being reached."""

    text: str


@dataclass
class SyncProgressed(Message):
    """A running sync has made progress, or has ended."""

    progress: SyncProgress


class ViewChanged(Message):
    """Something of the view state has changed."""


@dataclass
class Picked(Message):
    """An image was chosen."""

    image: Image
