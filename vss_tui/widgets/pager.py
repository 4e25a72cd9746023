"""The line below the table: where the page stands in its list, and the buttons that turn it."""

from vss_tui.keymap import Keymap
from vss_tui.models.page import Page
from vss_tui.models.query import Query
from vss_tui.widgets import bar_content
from vss_tui.widgets.bar import Bar

_ROOMY = 60
"""Columns from which on it need not be short."""


class Pager(Bar):
    """Shows a page's place, in as many words as there is room for.

    Args:
        keymap: The keys in force, which stand on the buttons.
    """

    def __init__(self, keymap: Keymap) -> None:
        super().__init__(id="pager")
        self._keymap = keymap
        self._page: Page | None = None
        self._query = Query()
        self._note = ""

    def show_page(self, page: Page | None, query: Query, note: str) -> None:
        """Show where a page, the answer to ``query``, stands, and what else there is to say."""
        self._page, self._query, self._note = page, query, note
        self._draw()

    def on_resize(self) -> None:
        """Find the words that fit."""
        self._draw()

    def _draw(self) -> None:
        short = self.size.width < _ROOMY
        self.show(
            *bar_content.pager(self._page, self._query, self._note, self._keymap, short=short)
        )
