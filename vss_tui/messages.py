"""The intents: what a key, a click or a command asks for, and what the panes report back.

Widgets and commands post them; they bubble up to the pane or screen that can answer.
"""

from dataclasses import dataclass
from enum import Enum, auto

from textual.message import Message

from vss_tui.filters import Filter
from vss_tui.filters.fields import Field
from vss_tui.models.copy_format import CopyFormat
from vss_tui.models.image import Image
from vss_tui.models.library import Library
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
    TOP = auto()
    BOTTOM = auto()


class Severity(Enum):
    """How much a notice matters."""

    INFORMATION = auto()
    WARNING = auto()
    ERROR = auto()


# Browsing: answered by the pane that is shown.


class EnterFilter(Message):
    """Put the cursor into the filter bar."""


@dataclass
class FilterBy(Message):
    """Show only the images that a filter lets through."""

    filter: Filter
    entered: bool
    """Whether Enter was pressed, and typing not merely rested."""


class LeaveFilter(Message):
    """Return from the filter bar to the table."""


class Escape(Message):
    """Stop the waiting for another try; else clear the filter."""


@dataclass
class SortBy(Message):
    """Order by a field: ascending, then descending, then unsorted."""

    field: Field


@dataclass
class TurnPage(Message):
    """Turn to another page of the list."""

    turn: Turn


class PromptForPage(Message):
    """Ask the person for a page's number."""


@dataclass
class ChangePageSize(Message):
    """Show more (1) or fewer (-1) images a page."""

    step: int


@dataclass
class MoveCursor(Message):
    """Move the cursor within the page."""

    move: Move


class Refresh(Message):
    """Ask the service again."""


class ToggleDetails(Message):
    """Show or hide the details pane."""


class Choose(Message):
    """Take the image under the cursor: pick it, or show its details."""


@dataclass
class Copy(Message):
    """Copy something of the image under the cursor to the user's own clipboard."""

    what: CopyFormat


# The whole screen: answered by the screen or the application.


@dataclass
class ShowTab(Message):
    """Show a library's tab; the other one where none is named."""

    library: Library | None = None


class Sync(Message):
    """Synchronise the personal images."""


class StopWaiting(Message):
    """Stop waiting for a running sync; the service goes on by itself."""


class Describe(Message):
    """Show what the service itself says of the list's resource."""


class SwitchEndpoint(Message):
    """Choose another service of the user's settings."""


class SignIn(Message):
    """Sign in anew, as the same user or another one."""


class ShowHelp(Message):
    """Show all keys."""


class ShowPalette(Message):
    """Show every command by name."""


class Suspend(Message):
    """Suspend to the shell."""


class ChooseTheme(Message):
    """Choose a theme."""


class Repaint(Message):
    """Draw the whole screen again."""


class Quit(Message):
    """Leave the application."""


@dataclass
class RunCommand(Message):
    """Do what a command's key does; ``name`` is the command's ``id``."""

    name: str


# Reports: what a pane or widget tells those above it.


@dataclass
class CursorMoved(Message):
    """The cursor of a table stands on another image (None: on nothing)."""

    image: Image | None


@dataclass
class TotalLoaded(Message):
    """A library's list has been read; None where its total is unknown."""

    library: Library
    total: int | None
    user: str


@dataclass
class StatusMessage(Message):
    """Something to say on the message line."""

    text: str
    severity: Severity = Severity.INFORMATION


@dataclass
class CannotConnect(Message):
    """A setting of the user's machine keeps the service from being reached; ``text`` says which."""

    text: str


@dataclass
class SyncProgressed(Message):
    """A running sync has news."""

    progress: SyncProgress


@dataclass
class ViewChanged(Message):
    """What is remembered from run to run has changed."""


@dataclass
class CopyToClipboard(Message):
    """A text goes to the user's own clipboard."""

    text: str


@dataclass
class Picked(Message):
    """An image was chosen."""

    image: Image
