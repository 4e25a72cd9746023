"""The sources of credentials besides our own tokens: the environment, and what ``vss-cli`` stores.

The variables have the names that ``vss-cli`` and ``pyvss`` use, in this order. ``vss-cli`` stores,
besides its ``config.yaml``, in the keychain of macOS or in an encrypted file.
"""

import json
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from vss_tui.auth.system_keyring import SystemKeyring
from vss_tui.models.token import Token
from vss_tui.support.private_files import read_trusted
from vss_tui.support.secret import Secret, find_jwt

_TOKENS = ("VSS_TOKEN", "VSS_API_TOKEN")
_LOGINS = (("VSS_USER", "VSS_USER_PASS"), ("VSS_API_USER", "VSS_API_USER_PASS"))
_ONE_TIME_PASSWORDS = ("VSS_USER_OTP", "VSS_API_USER_OTP")

_VSS_CLI = "vss-cli"
_LIMIT = 1024 * 1024
_VERSION = 1
_ALGORITHM = "AES-256-GCM"
_ROUNDS = 600_000
_KEY_BYTES = 32


class CredentialKind(StrEnum):
    """What a token of ours was issued for; the value is how a record says it."""

    LOGIN = "login"
    """A password that the user typed."""
    ENVIRONMENT = "environment"
    """A password of the environment."""
    VSS_CLI = "vss-cli"
    """A password that ``vss-cli`` stores."""


class FoundToken(NamedTuple):
    """A token, the source that holds it, and the user whom that source names (or "")."""

    token: Token
    source: str
    user: str = ""


class Login(NamedTuple):
    """A user and a password, the source that holds them, and of which kind that is."""

    user: str
    password: Secret
    source: str
    kind: CredentialKind


def environment_tokens(environ: Mapping[str, str]) -> Iterator[tuple[str, Secret]]:
    """Give each token that is set, with the name of its variable."""
    for variable in _TOKENS:
        if environ.get(variable, "").strip():
            yield variable, Secret(environ[variable])


def environment_login(environ: Mapping[str, str]) -> Login | None:
    """Return the first pair of user and password that is complete, or None."""
    for user, password in _complete(environ):
        secret, source = Secret(environ[password]), f"{user}, {password}"
        return Login(_plain(environ, user), secret, source, CredentialKind.ENVIRONMENT)
    return None


def environment_user(environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the user whom the environment speaks for, and the variable, or two empty texts."""
    for variable, _ in (*_complete(environ), *_LOGINS):
        name = _plain(environ, variable)
        if name:
            return name, variable
    return "", ""


def environment_one_time_password(environ: Mapping[str, str]) -> tuple[str, Secret] | None:
    """Return the first one-time password that is set, with the name of its variable, or None."""
    for variable in _ONE_TIME_PASSWORDS:
        code = _plain(environ, variable)
        if code:
            return variable, Secret(code)
    return None


def environment_problems(environ: Mapping[str, str]) -> Iterator[str]:
    """Say which users and one-time passwords are not used, and why."""
    for variable in (*(user for user, _ in _LOGINS), *_ONE_TIME_PASSWORDS):
        reason = _malformed(environ.get(variable, "").strip())
        if reason:
            yield f"{variable} is not used: {reason}"


def _plain(environ: Mapping[str, str], variable: str) -> str:
    value = environ.get(variable, "").strip()
    return "" if _malformed(value) else value


def _malformed(value: str) -> str:
    if value and value[0] == value[-1] and value[0] in "\"'":
        return "it has quotes round it; remove them"
    return "it looks like a token; set VSS_TOKEN to it" if find_jwt(value) else ""


def _complete(environ: Mapping[str, str]) -> list[tuple[str, str]]:
    return [pair for pair in _LOGINS if _plain(environ, pair[0]) and environ.get(pair[1])]


class EncryptedFileError(Exception):
    """The encrypted file cannot be used; the text says why."""


def keychain_token(keyring: SystemKeyring, endpoint_name: str) -> Secret | None:
    """Return the token that ``vss-cli`` stores in the keychain, or None. This may be slow.

    Raises:
        KeyringFailed: The keychain cannot be used.
    """
    return keyring.get(_VSS_CLI, _key(endpoint_name, "token"))


def keychain_login(keyring: SystemKeyring, endpoint_name: str) -> Login | None:
    """Return the user and password that ``vss-cli`` stores in the keychain, or None.

    This may be slow.

    Raises:
        KeyringFailed: The keychain cannot be used.
    """
    user = keyring.get(_VSS_CLI, _key(endpoint_name, "username"))
    password = keyring.get(_VSS_CLI, _key(endpoint_name, "password")) if user else None
    if user is None or password is None:
        return None
    return Login(user.reveal(), password, "keychain of vss-cli", CredentialKind.VSS_CLI)


def encrypted_login(path: Path, endpoint_name: str) -> Login | None:
    """Return the user and password that ``credentials.enc`` holds for an endpoint, or None.

    Opening it takes about half a second: its key is derived in 600,000 rounds.

    Args:
        path: The place of the file; there need be none.
        endpoint_name: The name that ``vss-cli`` gives to the endpoint.

    Raises:
        EncryptedFileError: It cannot be read, or was written on another machine or for another
            home folder, or the library that it takes is not installed.
    """
    try:
        data = read_trusted(path, _LIMIT)
    except OSError as error:
        reason = error.strerror or str(error)
        raise EncryptedFileError(f"{path} cannot be read: {reason}") from error
    if not data:
        return None
    stored = _decrypted(path, data).get("credentials")
    user = _value(stored, endpoint_name, "username")
    password = _value(stored, endpoint_name, "password")
    if not (user and password):
        return None
    return Login(user, Secret(password), str(path), CredentialKind.VSS_CLI)


def _key(endpoint_name: str, kind: str) -> str:
    plain = re.sub(r"[^a-zA-Z0-9_-]", "_", endpoint_name or "default")
    return f"vss-cli_{plain}_{kind}"


def _value(stored: object, endpoint_name: str, kind: str) -> str:
    entry = stored.get(_key(endpoint_name, kind)) if isinstance(stored, dict) else None
    # Different names can have one key ("a.b" and "a_b"): the entry says whose it is.
    if not isinstance(entry, dict) or entry.get("endpoint") != endpoint_name:
        return ""
    value = entry.get("value")
    return value if isinstance(value, str) else ""


def _decrypted(path: Path, data: bytes) -> dict[str, object]:
    import hashlib

    try:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError:
        raise EncryptedFileError(
            f"{path} holds a password of vss-cli; install vss-tui[vss-cli] to have it used"
        ) from None
    foreign = f"{path} cannot be opened: it was written on another machine or is corrupt"
    try:
        package = json.loads(data)["data"]
        if (package["version"], package["algorithm"]) != (_VERSION, _ALGORITHM):
            raise EncryptedFileError(f"{path} is of a newer vss-cli; update vss-tui")
        salt, nonce, sealed = (bytes.fromhex(package[k]) for k in ("salt", "nonce", "ciphertext"))
        # GCM itself proves that nothing was changed. The file's HMAC, under a second key of the
        # same origin, proves nothing more and would take the same time again.
        key = hashlib.pbkdf2_hmac("sha256", _machine_secret(), salt, _ROUNDS, _KEY_BYTES)
        content = json.loads(AESGCM(key).decrypt(nonce, sealed, None))
    except (InvalidTag, ValueError, KeyError, TypeError, RecursionError, OverflowError):
        raise EncryptedFileError(foreign) from None
    if not isinstance(content, dict):
        raise EncryptedFileError(foreign)
    return content


def _machine_secret() -> bytes:
    """Return what ``vss-cli`` derives its key from: the names of the machine and the home."""
    import hashlib
    import platform
    import socket

    parts = (platform.node(), str(Path.home()), socket.gethostname())
    return hashlib.sha256("|".join(parts).encode()).digest()
