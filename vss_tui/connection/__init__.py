"""The way to one endpoint: the client, and who is signed in there."""

from vss_tui.connection.connection import Connection, Origin, open_connection, user_stores
from vss_tui.connection.identity import SignedOut

__all__ = ["Connection", "Origin", "SignedOut", "open_connection", "user_stores"]
