"""The line below the table: where the cursor stands in the list, and what happened last."""

from vss_tui.keymap import Keymap
from vss_tui.messages import Severity, StatusMessage
from vss_tui.models.page import Page
from vss_tui.support.safe_text import escape, width
from vss_tui.widgets import bar_content
from vss_tui.widgets.bar import Bar, Line, Span, wrapped

_MOST_LINES = 3
_LOW = 15
"""Rows of a terminal below which a message gets one line."""
_CLAUSE = " · "


class Pager(Bar):
    """Shows a page's place in its list, and beside it, or above, a message.

    What the pane says of its rows (``show_notice``) stands as long as it holds; a message covers
    it for its time.

    Args:
        keymap: The keys in force.
    """

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self._more = f"… {keymap.label('messages')} shows all"
        self._page: Page | None = None
        self._row = 0
        self._note = self._time = ""
        self._notice = StatusMessage("")
        self._message: StatusMessage | None = None

    def show_page(self, page: Page | None, note: str) -> None:
        """Show where a page stands, and what else there is to say of it."""
        self._page, self._note = page, note
        self._draw()

    def show_age(self, time: str) -> None:
        """Show of when the rows are, where they are stale; "" where they are not."""
        self._time = time
        self._draw()

    def show_row(self, row: int) -> None:
        """Show which row of the page the cursor stands on, from 0."""
        self._row = row
        self._draw()

    def show_notice(self, text: str, severity: Severity = Severity.INFORMATION) -> None:
        """Say how it stands with the rows; "" where there is nothing to say."""
        if text and (severity is Severity.ERROR or severity is not self._notice.severity):
            self._message = None
        self._notice = StatusMessage(text, severity)
        self._draw()

    def show_message(self, message: StatusMessage | None) -> None:
        """Show what happened last; None: nothing."""
        self._message = message
        self._draw()

    def on_resize(self) -> None:
        """Find the words that fit."""
        self._draw()

    def _draw(self) -> None:
        cells = self.size.width
        if not cells:
            return
        place = bar_content.place(self._page, self._row, self._note, cells, self._time)
        said = self._message or self._notice
        beside = [*bar_content.message(said.text, said.severity), Span(" ")] if said.text else []
        if sum(width(escape(span.text)) for span in [*place, Span(" "), *beside]) <= cells:
            self.show(Line(place, beside))
            return
        low = self.app.size.height < _LOW
        lines = _folded(said, cells, 1 if low else _MOST_LINES, self._more)
        self.show(*lines, Line(place))


def _folded(said: StatusMessage, cells: int, most: int, more: str) -> list[Line]:
    """Fold a message into at most ``most`` lines; more where the reason of a failure needs them."""
    sign = bar_content.message("", said.severity)
    indent = 1 + sum(width(span.text) for span in sign)
    room = max(1, cells - indent)
    text = escape(said.text)
    lines = wrapped(text, room)
    if said.severity in (Severity.WARNING, Severity.ERROR):
        most = max(most, min(_MOST_LINES, len(wrapped(text.partition(_CLAUSE)[0] + more, room))))
    if len(lines) > most:
        *whole, last = wrapped(text, room)[:most]
        while last and width(last) + width(more) > room:
            last = last.rpartition(" ")[0] or last[:-1]
        lines = [*whole, last + more]
    first = Line([Span(" "), *sign, Span(lines[0])])
    return [first, *(Line([Span(" " * indent + line)]) for line in lines[1:])]
