"""Tokens and passwords: where they are found, and where ours are kept."""

from vss_tui.credentials import environment
from vss_tui.credentials.sources import Credentials, Stores
from vss_tui.credentials.store import IN_KEYRING, TokenStore
from vss_tui.credentials.system_keyring import SystemKeyring
from vss_tui.credentials.values import Forgotten, FoundToken, Login, Removal, Via, VssCliAccount

__all__ = [
    "IN_KEYRING",
    "Credentials",
    "Forgotten",
    "FoundToken",
    "Login",
    "Removal",
    "Stores",
    "SystemKeyring",
    "TokenStore",
    "Via",
    "VssCliAccount",
    "environment",
]
