"""The first line of the screen: the service, the user, and how long the token still lives."""

from vss_tui.connection import Connection
from vss_tui.widgets import bar_content
from vss_tui.widgets.bar import Bar

_SECONDS = 60


class Header(Bar):
    """Says where the lists come from, and brings itself up to date every minute.

    Args:
        connection: The service and its user.

    Attributes:
        user: Who the service says is signed in; "" before it has said so.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__(id="header")
        self.user = ""
        self._connection = connection

    def on_mount(self) -> None:
        """Show what is known, and go on doing so."""
        self.show_present()
        self.set_interval(_SECONDS, self.show_present)

    def show_user(self, user: str) -> None:
        """Show what the service has just said of the user, which may be nothing."""
        self.user = user or self.user
        self.show_present()

    def show_present(self) -> None:
        """Show how things are now."""
        connection, token = self._connection, self._connection.tokens.current
        now = connection.clock.now()
        user, expires = self.user or connection.user, token.expires if token else None
        self.show(bar_content.header(connection.endpoint.name, user, expires, now))
