"""Dialogs over the list: what they have in common, and one that shows a text."""

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen
from textual.widgets import Static

from vss_tui.support.safe_text import escape

Result = TypeVar("Result")


class Dialog(ModalScreen[Result]):
    """A dialog; what is behind it is dimmed."""

    VERTICAL_BREAKPOINTS = [  # noqa: RUF012 - Textual's declaration
        (0, "-low"),
        (18, "-high"),
    ]

    def render(self) -> RenderableType:
        return dimmed(super().render())


class _Dimmed:
    """Draws a screen in dim text, without its colours.

    Textual dims by blending colours; the terminal's own have no values to blend.
    """

    def __init__(self, screen: BackgroundScreen) -> None:
        self._screen = screen

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterable[Segment]:
        dim = Style(dim=True)
        for text, style, control in console.render(self._screen, options):
            has_values = style and style.bgcolor and style.bgcolor.triplet
            yield Segment(text, style + dim if style and has_values else dim, control)


def dimmed(behind: RenderableType) -> RenderableType:
    """Dim what a modal screen renders of the screen behind it."""
    return _Dimmed(behind) if isinstance(behind, BackgroundScreen) else behind


class TextDialog(Dialog[None]):
    """Shows a text that may be longer than the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,question_mark", "dismiss", "Close"),
        Binding("down,j", "scroll('down')", "Down"),
        Binding("up,k", "scroll('up')", "Up"),
        Binding("pagedown,space,ctrl+f", "scroll('page_down')", "Page down"),
        Binding("pageup,ctrl+b", "scroll('page_up')", "Page up"),
        Binding("end,G", "scroll('end')", "To the end"),
        Binding("home,g", "scroll('home')", "To the start"),
    ]

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual's declaration
        (0, "-narrow"),
        (76, "-wide"),
    ]

    def __init__(self, title: str, *columns: Text) -> None:
        super().__init__()
        self._title = title
        self._columns = columns

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog text-dialog"):
            yield Static(escape(self._title), markup=False, classes="title")
            with VerticalScroll(can_focus=False), Container(classes="columns"):
                for column in self._columns:
                    yield Static(column, markup=False)
            yield Static("↑ ↓ scroll · Esc closes", markup=False, classes="hint")

    def action_scroll(self, where: str) -> None:
        """Scroll the text."""
        scroll = self.query_one(VerticalScroll)
        {
            "down": scroll.scroll_down,
            "up": scroll.scroll_up,
            "page_down": scroll.scroll_page_down,
            "page_up": scroll.scroll_page_up,
            "home": scroll.scroll_home,
            "end": scroll.scroll_end,
        }[where](animate=False)
