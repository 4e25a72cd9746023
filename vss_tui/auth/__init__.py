"""Tokens and passwords: where they are looked for, and where ours are stored."""

from vss_tui.auth.credential_sources import (
    CredentialKind,
    FoundToken,
    Login,
    environment_one_time_password,
    environment_tokens,
    environment_user,
)
from vss_tui.auth.credentials import Credentials, Stores
from vss_tui.auth.system_keyring import SystemKeyring
from vss_tui.auth.token_store import IN_KEYRING, RemovalResult, TokenStore

__all__ = [
    "IN_KEYRING",
    "CredentialKind",
    "Credentials",
    "FoundToken",
    "Login",
    "RemovalResult",
    "Stores",
    "SystemKeyring",
    "TokenStore",
    "environment_one_time_password",
    "environment_tokens",
    "environment_user",
]
