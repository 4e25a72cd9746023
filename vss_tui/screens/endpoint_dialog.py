"""The dialog that chooses another endpoint."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from vss_tui.models.endpoint import Endpoint
from vss_tui.screens.dialogs import Dialog, Frame, TitleLine
from vss_tui.support.safe_text import escape, fitted, width


class EndpointDialog(Dialog[Endpoint | None]):
    """Offers the endpoints of the user's settings; None if cancelled."""

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
        names = [escape(endpoint.name) for endpoint in self._endpoints]
        longest = max(map(width, names))
        with Frame():
            yield TitleLine("Switch to an endpoint", "Enter switches · Esc closes")
            yield OptionList(
                *(
                    Option(self._line(endpoint, fitted(name, longest)))
                    for endpoint, name in zip(self._endpoints, names, strict=True)
                )
            )

    def on_mount(self) -> None:
        if self._present in self._endpoints:
            self.query_one(OptionList).highlighted = self._endpoints.index(self._present)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._endpoints[event.option_index])

    def action_down(self) -> None:
        """Go down a line."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Go up a line."""
        self.query_one(OptionList).action_cursor_up()

    def _line(self, endpoint: Endpoint, name: str) -> Content:
        sign = "● " if endpoint == self._present else "  "
        return Content(f"{sign}{escape(name)}  {escape(endpoint.url)}")
