"""Dialogs over the list: what they have in common, and one that shows a text."""

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen
from textual.widgets import Static

from vss_tui.support.safe_text import width
from vss_tui.widgets.bar import Bar, Line, Span

Result = TypeVar("Result")


class Dimmed:
    """Draws a screen that something stands before: in dim text, without its colours.

    Textual dims by blending colours; the terminal's own have no values to blend. The lines that
    are covered in part are blank: what would be left of them says nothing.
    """

    def __init__(self, behind: BackgroundScreen, covered: Region) -> None:
        self._behind = behind
        self._covered = covered

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterable[Segment]:
        lines = Segment.split_lines(console.render(self._behind, options))
        for y, line in enumerate(lines):
            if self._covered.y <= y < self._covered.bottom:
                yield Segment(" " * options.max_width)
            else:
                yield from map(_dim, line)
            yield Segment.line()


def _dim(segment: Segment) -> Segment:
    style = segment.style
    # Colours that have values are blended from this; those of the terminal would stay as they are.
    has_values = style and style.bgcolor and style.bgcolor.triplet
    dim = Style(dim=True)
    return Segment(segment.text, style + dim if style and has_values else dim, segment.control)


def dimmed(behind: RenderableType, covered: Region) -> RenderableType:
    """Dim what a modal screen renders of the screen behind it."""
    return Dimmed(behind, covered) if isinstance(behind, BackgroundScreen) else behind


class Dialog(ModalScreen[Result]):
    """A dialog in a frame, before a screen that is dimmed."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual's declaration
        (0, "-narrow"),
        (76, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012 - as above
        (0, "-low"),
        (18, "-high"),
    ]

    def on_mount(self) -> None:
        # Where the frame has another size, other lines are covered.
        self.screen_layout_refresh_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> RenderableType:
        frames = self.query(".dialog")
        return dimmed(super().render(), frames.first().region if frames else Region())


class Frame(Vertical):
    """The frame of a dialog."""

    def __init__(self, classes: str = "") -> None:
        super().__init__(classes=f"dialog {classes}")


class TitleLine(Bar):
    """The title of a dialog, and the keys that matter in it where they have room."""

    def __init__(self, title: str, hint: str) -> None:
        super().__init__()
        self._title = Span(title, "bar--accent")
        self._hint = Span(hint, "bar--dim")

    def on_resize(self) -> None:
        fits = width(self._title.text) + 2 + width(self._hint.text) <= self.size.width
        self.show(Line([self._title], [self._hint] if fits else []))


class TextDialog(Dialog[None]):
    """Shows a text that may be longer than the screen, in columns where there is room.

    Args:
        title: What it is about.
        columns: The text, safe to show.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,question_mark", "dismiss", "Close"),
        Binding("down,j", "scroll('down')", "Down"),
        Binding("up,k", "scroll('up')", "Up"),
        Binding("pagedown,space,ctrl+f", "scroll('page_down')", "Page down"),
        Binding("pageup,ctrl+b", "scroll('page_up')", "Page up"),
        Binding("end,G", "scroll('end')", "To the end"),
        Binding("home,g", "scroll('home')", "To the start"),
    ]

    def __init__(self, title: str, *columns: Content) -> None:
        super().__init__()
        self._title = title
        self._columns = columns

    def compose(self) -> ComposeResult:
        with Frame("text-dialog"):
            yield TitleLine(self._title, "↑ ↓ scroll · Esc closes")
            with VerticalScroll(can_focus=False), Container(classes="columns"):
                for column in self._columns:
                    yield Static(column, markup=False)

    def on_resize(self) -> None:
        # Of the terminal's rows the frame and the title take three.
        self.query_one(VerticalScroll).styles.max_height = max(1, self.size.height - 3)

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
