"""The first line of the screen: the tabs, who is signed in where, and for how long."""

from collections.abc import Iterator
from contextlib import contextmanager

from vss_tui.connection import Connection
from vss_tui.models.query import Library
from vss_tui.widgets import bar_content
from vss_tui.widgets.bar import Bar

_SECONDS = 60


class Header(Bar):
    """Says which lists there are and where they come from; up to date to the minute.

    Args:
        connection: The service and its user.
        title: The product's name, or what it is used as.

    Attributes:
        user: Who the service says is signed in; "" before it has said so.
    """

    def __init__(self, connection: Connection, title: str) -> None:
        super().__init__(id="header")
        self.user = ""
        self._title = title
        self._connection = connection
        self._tab = Library.PUBLIC
        self._totals: dict[Library, int | None] = {}

    def on_mount(self) -> None:
        self.show_present()
        self.set_interval(_SECONDS, self.show_present)

    def on_resize(self) -> None:
        self.show_present()

    def show_tab(self, tab: Library) -> None:
        """Show which tab is active."""
        self._tab = tab
        self.show_present()

    def show_total(self, library: Library, total: int | None, user: str) -> None:
        """Show how many images a library has, and what the service has said of the user."""
        self._totals[library] = total
        self.user = user or self.user
        self.show_present()

    @contextmanager
    def total_of_tab_only(self) -> Iterator[None]:
        """Show within it only the total of the active tab, the first that a run knows."""
        totals = self._totals
        self._totals = {self._tab: totals.get(self._tab)}
        self.show_present()
        yield
        self._totals = totals
        self.show_present()

    def show_present(self) -> None:
        """Show how things are now."""
        connection, token = self._connection, self._connection.tokens.current
        user, expires = self.user or connection.user, token.expires if token else None
        identity = bar_content.identity(
            connection.endpoint.name, user, expires, connection.clock.now()
        )
        tabs = bar_content.tabs(self._tab, self._totals)
        self.show(bar_content.top(tabs, identity, self._title, self.size.width))
