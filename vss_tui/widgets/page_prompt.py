"""A prompt on the filter's line, for the number of a page."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from vss_tui.messages import GoToPage, InputHint
from vss_tui.widgets.plain_input import PlainInput


class PagePrompt(Horizontal):
    """Asks for a page's number, and posts ``GoToPage`` with it, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Close")]

    def __init__(self) -> None:
        super().__init__()
        self._input = PlainInput(restrict=r"\d{0,9}", compact=True)
        self._input.cursor_blink = False
        self._range = ""

    def compose(self) -> ComposeResult:
        yield Static(" : go to page ", markup=False, classes="filter-sign")
        yield self._input

    def open(self, pages: int | None) -> None:
        """Ask for a number from 1 to ``pages``, where that is known."""
        self._range = f" 1 to {pages}" if pages else ""
        self._input.value = ""
        self._input.focus()

    def on_descendant_focus(self) -> None:
        self.post_message(InputHint(f"Enter goes to page{self._range} · Esc closes"))

    def on_descendant_blur(self) -> None:
        self.post_message(InputHint(""))
        self.post_message(GoToPage(None))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(GoToPage(max(1, int(event.value)) if event.value else None))

    def action_leave(self) -> None:
        """Close without a number."""
        self.post_message(GoToPage(None))
