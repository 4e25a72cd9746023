"""Small dialogs over the list: a page's number, and a text to read."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from vss_tui.support.safe_text import escape


class PageNumberScreen(ModalScreen[int | None]):
    """Asks for a page's number; None where the person thinks better of it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Close")]

    def __init__(self, pages: int | None) -> None:
        super().__init__()
        self._pages = pages

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        known = f" (1 to {self._pages})" if self._pages else ""
        with Vertical(classes="dialog"):
            yield Static(f"Go to page{known}", markup=False)
            number = Input(restrict=r"\d{0,9}", compact=True)
            number.cursor_blink = False
            yield number
            yield Static("Enter goes there · Esc closes", markup=False, classes="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the number."""
        event.stop()
        self.dismiss(max(1, int(event.value)) if event.value else None)


class TextScreen(ModalScreen[None]):
    """Shows a text that may be longer than the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,question_mark", "dismiss", "Close"),
        Binding("down,j", "scroll('down')", "Down"),
        Binding("up,k", "scroll('up')", "Up"),
        Binding("pagedown,space", "scroll('page_down')", "Page down"),
        Binding("pageup", "scroll('page_up')", "Page up"),
    ]

    def __init__(self, title: str, text: Text) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the title, the text and the way out."""
        with Vertical(classes="dialog text-dialog"):
            yield Static(Text(escape(self._title), "bold"), markup=False)
            with VerticalScroll(can_focus=False):
                yield Static(self._text, markup=False)
            yield Static("↑ ↓ scroll · Esc closes", markup=False, classes="hint")

    def action_scroll(self, where: str) -> None:
        """Scroll the text."""
        scroll = self.query_one(VerticalScroll)
        {
            "down": scroll.scroll_down,
            "up": scroll.scroll_up,
            "page_down": scroll.scroll_page_down,
            "page_up": scroll.scroll_page_up,
        }[where](animate=False)
