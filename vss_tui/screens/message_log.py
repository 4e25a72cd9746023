"""The current status message and the history."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from textual.content import Content

from vss_tui.messages import Severity, StatusMessage
from vss_tui.support.safe_text import escape

_MOST = 50
"""Messages that are kept."""
_READING = timedelta(seconds=5)
"""How long a message stands at least: a key after that ends it."""
_SIGNS = {
    Severity.INFORMATION: "·",
    Severity.SUCCESS: "✓",
    Severity.WARNING: "!",
    Severity.ERROR: "✗",
}
_STYLES = {
    Severity.INFORMATION: "",
    Severity.SUCCESS: "$ink-on-success on $success",
    Severity.WARNING: "$ink-on-warning on $warning",
    Severity.ERROR: "$ink-on-error on $error",
}


class MessageLog:
    """Keeps the last messages, and tells how long the latest one stands.

    No timer ends a message: it goes with the first key after it could be read, a failure with the
    next success. An idle terminal draws nothing.

    Args:
        now: Returns the present time, aware.

    Attributes:
        shown: The message that stands; None where none does.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._said: deque[tuple[datetime, StatusMessage]] = deque(maxlen=_MOST)
        self._since = now()
        self.shown: StatusMessage | None = None

    def show(self, message: StatusMessage | None) -> None:
        """Let a message stand that is not kept, such as the progress of a sync; None: nothing."""
        self.shown, self._since = message, self._now()

    def keep(self, message: StatusMessage) -> None:
        """Keep a message."""
        self._said.append((self._now(), message))

    def end_after_key(self) -> bool:
        """Note a key; return whether it has ended the message."""
        if self.shown is None or self.shown.severity is Severity.ERROR or not self._read:
            return False
        self.shown = None
        return True

    def end_after_success(self) -> bool:
        """Note that a request has succeeded; return whether that has ended a failure."""
        if self.shown is None or self.shown.severity is not Severity.ERROR or not self._read:
            return False
        self.shown = None
        return True

    @property
    def _read(self) -> bool:
        # The list that is loaded at the end of a failed sync does not end what is said of it.
        return self._now() - self._since >= _READING

    def text(self) -> Content:
        """Return all that was kept with its times, the latest first."""
        lines = [
            Content.assemble(
                (f"{at.astimezone():%H:%M:%S} ", "dim"),
                (f" {_SIGNS[message.severity]} ", _STYLES[message.severity]),
                f" {escape(message.text)}",
            )
            for at, message in reversed(self._said)
        ]
        return Content("\n").join(lines) if lines else Content("no messages yet")
