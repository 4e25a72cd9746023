"""The dialog that chooses another endpoint."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from vss_tui.models.endpoint import Endpoint
from vss_tui.screens.dialogs import Dialog
from vss_tui.support.safe_text import escape


class EndpointScreen(Dialog[Endpoint | None]):
    """Offers the endpoints of the user's settings; None where the person thinks better of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "Close"),
        Binding("j", "down", "Down"),
        Binding("k", "up", "Up"),
    ]

    def __init__(self, endpoints: Sequence[Endpoint], present: Endpoint) -> None:
        super().__init__()
        self._endpoints = tuple(endpoints)
        self._present = present

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="dialog"):
            yield Static("Switch to an endpoint", markup=False)
            yield OptionList(*(Option(self._line(endpoint)) for endpoint in self._endpoints))
            yield Static("Enter switches · Esc closes", markup=False, classes="hint")

    def on_mount(self) -> None:
        """Put the cursor on the present one."""
        if self._present in self._endpoints:
            self.query_one(OptionList).highlighted = self._endpoints.index(self._present)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Give the chosen one."""
        event.stop()
        self.dismiss(self._endpoints[event.option_index])

    def action_down(self) -> None:
        """Go down a line."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Go up a line."""
        self.query_one(OptionList).action_cursor_up()

    def _line(self, endpoint: Endpoint) -> Content:
        sign = "* " if endpoint == self._present else "  "
        return Content(f"{sign}{escape(endpoint.name)}  {escape(endpoint.url)}")
