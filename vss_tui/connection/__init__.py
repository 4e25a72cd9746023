"""The way to one endpoint: the client, and who is signed in there."""

from vss_tui.connection.connection import Connection
from vss_tui.connection.identity import SignedOut
from vss_tui.connection.opening import Origin, open_connection, user_stores

__all__ = ["Connection", "Origin", "SignedOut", "open_connection", "user_stores"]
