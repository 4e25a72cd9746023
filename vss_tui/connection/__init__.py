"""The way to one endpoint: the client, and who is signed in there."""

from vss_tui.connection.connection import Connection
from vss_tui.connection.identity import SignedOut
from vss_tui.connection.opening import ConnectionFactory, open_connection, user_stores

__all__ = ["Connection", "ConnectionFactory", "SignedOut", "open_connection", "user_stores"]
