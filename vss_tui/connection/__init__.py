"""The connection to one endpoint: the client, and the user who is signed in there."""

from vss_tui.connection.connection import (
    Connection,
    ConnectionFactory,
    open_connection,
    user_stores,
)
from vss_tui.connection.stored_user import SignedOut

__all__ = ["Connection", "ConnectionFactory", "SignedOut", "open_connection", "user_stores"]
