"""The line for sync and messages."""

from vss_tui.keymap import Keymap
from vss_tui.messages import Severity
from vss_tui.widgets.bar import Bar, Span
from vss_tui.widgets.bar_content import sync_button

_STYLES = {Severity.INFORMATION: "", Severity.WARNING: "bar--strong", Severity.ERROR: "bar--bad"}
_SIGNS = {Severity.INFORMATION: "  ", Severity.WARNING: "! ", Severity.ERROR: "! "}


class StatusLine(Bar):
    """Says what happened last, and how a running sync stands."""

    def __init__(self, keymap: Keymap) -> None:
        super().__init__(id="status")
        self._keymap = keymap

    def say(self, text: str, severity: Severity, *, syncing: bool) -> None:
        """Show a message; the button beside it starts a sync, or stops waiting for it."""
        span = Span(_SIGNS[severity] + text, _STYLES[severity])
        self.show([span], [sync_button(self._keymap, running=syncing)])

    def clear(self) -> None:
        """Show no message."""
        self.say("", Severity.INFORMATION, syncing=False)
