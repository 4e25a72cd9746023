"""Tokens and passwords: where they are found, and where ours are kept."""

from vss_tui.auth import environment_credentials
from vss_tui.auth.credential_values import (
    CredentialKind,
    FoundToken,
    Login,
    Removal,
    RemovalResult,
    VssCliAccount,
)
from vss_tui.auth.credentials import Credentials, Stores
from vss_tui.auth.system_keyring import SystemKeyring
from vss_tui.auth.token_store import IN_KEYRING, TokenStore

__all__ = [
    "IN_KEYRING",
    "CredentialKind",
    "Credentials",
    "FoundToken",
    "Login",
    "Removal",
    "RemovalResult",
    "Stores",
    "SystemKeyring",
    "TokenStore",
    "VssCliAccount",
    "environment_credentials",
]
