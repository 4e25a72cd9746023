"""Where our own tokens are kept: in the keyring where there is one, else in a file of mode 0600."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from vss_tui.auth.credential_values import CredentialKind, Removal, RemovalResult
from vss_tui.auth.system_keyring import KeyringFailed, SystemKeyring
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.token import Token
from vss_tui.support.private_files import read_private, write_private
from vss_tui.support.secret import Secret

_SERVICE = "vss-tui"
_LIMIT = 64 * 1024
IN_KEYRING = "keyring"
"""The name of the keyring as the place of a token."""


@dataclass(frozen=True, slots=True)
class Record:
    """Who signed in last at an endpoint.

    Attributes:
        user: The name that was typed, or set beside the password.
        token: The token; None where the keyring holds it.
        via: What the token was taken with.
    """

    user: str
    token: Secret | None
    via: CredentialKind = CredentialKind.LOGIN


class TokenStore:
    """Keeps one token for each endpoint: that of the user who signed in last.

    A record in the folder says who that is, and holds the token unless the keyring does. So the
    keyring, which is slow to load, is asked only where it is known to hold something.

    Args:
        folder: The folder of the records, made when the first one is written.
        keyring: The system's keyring.
    """

    def __init__(self, folder: Path, keyring: SystemKeyring) -> None:
        self._folder = folder
        self._keyring = keyring

    def path(self, endpoint: Endpoint) -> Path:
        """Return the path of an endpoint's record."""
        digest = sha256(endpoint.url.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / f"{digest[:20]}.json"

    def record(self, endpoint: Endpoint) -> Record | None:
        """Return who signed in last; None where nobody did.

        Raises:
            OSError: The record cannot be read or understood, or is no file of this user.
        """
        path = self.path(endpoint)
        try:
            data = read_private(path, _LIMIT)
        except NotADirectoryError:  # so there is no such file
            return None
        if data is None:
            return None
        try:
            content = json.loads(data)
        except (ValueError, RecursionError):
            content = None
        record = _record_of(endpoint, content)
        if record is None:
            raise OSError(f"{path} is damaged")
        return record

    def from_keyring(self, endpoint: Endpoint, record: Record) -> Secret | None:
        """Return the token that the keyring holds for a record, or None. This may be slow.

        Raises:
            KeyringFailed: The keyring cannot be used.
        """
        return self._keyring.get(_SERVICE, _account(endpoint, record.user))

    def store(
        self,
        endpoint: Endpoint,
        user: str,
        token: Token,
        via: CredentialKind = CredentialKind.LOGIN,
    ) -> str:
        """Keep a token in place of the endpoint's earlier one. This may be slow.

        Returns:
            The place that holds it: ``keyring`` or the path of the file.

        Raises:
            OSError: It cannot be kept; nothing of it is left anywhere.
        """
        account = _account(endpoint, user)
        try:
            self._keyring.set(_SERVICE, account, token.secret)
            in_keyring = True
        except KeyringFailed:
            in_keyring = False
        earlier = self._readable_record(endpoint)
        if not (in_keyring and earlier is not None and earlier.user == user):
            self._drop_from_keyring(endpoint, earlier)
        record = Record(user, None if in_keyring else token.secret, via)
        try:
            self._write(endpoint, record)
        except OSError:
            if in_keyring:
                self._deleted_from_keyring(account)
            raise
        return IN_KEYRING if in_keyring else str(self.path(endpoint))

    def forget(self, endpoint: Endpoint) -> RemovalResult:
        """Remove the token of an endpoint, if there is one. This may be slow.

        Where the keyring holds it and fails, the record stays, so that another try can be made.

        Raises:
            OSError: The record cannot be removed.
        """
        record = self._readable_record(endpoint)
        if not self._drop_from_keyring(endpoint, record) and record is not None:
            return RemovalResult(record.user, Removal.LEFT_IN_KEYRING)
        self.path(endpoint).unlink(missing_ok=True)
        if record is None:
            return RemovalResult("", Removal.NOTHING_KEPT)
        return RemovalResult(record.user, Removal.REMOVED)

    def _readable_record(self, endpoint: Endpoint) -> Record | None:
        try:
            return self.record(endpoint)
        except OSError:
            return None

    def _drop_from_keyring(self, endpoint: Endpoint, record: Record | None) -> bool:
        """Remove the token that the keyring holds for a record; False where the keyring fails."""
        if record is None or record.token is not None:
            return True
        return self._deleted_from_keyring(_account(endpoint, record.user))

    def _deleted_from_keyring(self, account: str) -> bool:
        try:
            self._keyring.delete(_SERVICE, account)
        except KeyringFailed:
            return False
        return True

    def _write(self, endpoint: Endpoint, record: Record) -> None:
        content = {
            "endpoint": endpoint.url,
            "user": record.user,
            "token": record.token.reveal() if record.token is not None else None,
            "via": record.via,
        }
        write_private(self.path(endpoint), json.dumps(content).encode("ascii"))


def _record_of(endpoint: Endpoint, content: object) -> Record | None:
    if not isinstance(content, dict) or content.get("endpoint") != endpoint.url:
        return None
    user, token, via = (content.get(key) for key in ("user", "token", "via"))
    if not isinstance(user, str) or not (token is None or isinstance(token, str)):
        return None
    if via not in list(CredentialKind):
        return None
    return Record(user, Secret(token) if token is not None else None, CredentialKind(via))


def _account(endpoint: Endpoint, user: str) -> str:
    return f"{user} at {endpoint.url}"
