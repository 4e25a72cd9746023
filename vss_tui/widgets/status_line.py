"""The line for sync and messages."""

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType

from vss_tui.messages import Severity, StopWaiting
from vss_tui.widgets.bar import Bar, Span
from vss_tui.widgets.bar_content import sync_button

_STYLES = {Severity.INFORMATION: "", Severity.WARNING: "bar--strong", Severity.ERROR: "bar--bad"}
_SIGNS = {Severity.INFORMATION: "  ", Severity.WARNING: "! ", Severity.ERROR: "! "}


class StatusLine(Bar, can_focus=True):
    """Says what happened last, and how a running sync stands; Esc on it stops the waiting."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop_waiting", "Stop waiting for the sync", id="stop-waiting")
    ]

    def __init__(self, remapped: Mapping[str, str]) -> None:
        super().__init__(id="status")
        self._remapped = remapped

    def say(self, text: str, severity: Severity, *, syncing: bool) -> None:
        """Show a message; the button beside it starts a sync, or stops waiting for it."""
        span = Span(_SIGNS[severity] + text, _STYLES[severity])
        self.show([span], [sync_button(self._remapped, running=syncing)])

    def clear(self) -> None:
        """Show no message."""
        self.say("", Severity.INFORMATION, syncing=False)

    def action_stop_waiting(self) -> None:
        """Ask to stop waiting."""
        self.post_message(StopWaiting())
