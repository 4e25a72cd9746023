"""Where our own tokens are stored: in the keyring where there is one, else in private files."""

import json
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from vss_tui.auth.credential_sources import CredentialKind
from vss_tui.auth.system_keyring import KeyringFailed, NoKeyring, SystemKeyring
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.token import Token
from vss_tui.support.private_files import (
    others_can_read,
    read_private,
    remove_private,
    write_private,
)
from vss_tui.support.secret import Secret

_SERVICE = "vss-tui"
_LIMIT = 64 * 1024
IN_KEYRING = "keyring"
"""The name of the keyring as the place of a token."""


@dataclass(frozen=True, slots=True)
class Record:
    """Who logged in last at an endpoint.

    Attributes:
        user: The name that was typed, or set beside the password.
        token: The token; None where the keyring holds it.
        kind: What the token was issued for.
    """

    user: str
    token: Secret | None
    kind: CredentialKind = CredentialKind.LOGIN


@dataclass(frozen=True, slots=True)
class RemovalResult:
    """What became of a token that was to be removed.

    Attributes:
        user: Whose it was, or "" where none was stored.
        left: What could not be removed, each with the reason.
    """

    user: str = ""
    left: tuple[str, ...] = ()


class TokenStore:
    """Stores one token for each endpoint: that of the user who logged in last.

    A record in the folder says who that is, and holds the token unless the keyring does. So the
    keyring, which is slow to load, is asked only where it is known to hold something. Whose tokens
    it was asked to store is written down beside the folder beforehand: it may store one after its
    time was up, and the record may be lost.

    Args:
        folder: The folder of the records, made when the first one is written; None stores nothing.
        keyring: The system's keyring.
    """

    def __init__(self, folder: Path | None, keyring: SystemKeyring) -> None:
        self._folder = folder
        self._keyring = keyring

    def path(self, endpoint: Endpoint) -> Path | None:
        """Return the place of an endpoint's record."""
        digest = sha256(endpoint.url.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / f"{digest[:20]}.json" if self._folder is not None else None

    def record(self, endpoint: Endpoint) -> Record | None:
        """Return who logged in last; None where nobody did.

        Raises:
            OSError: The record cannot be read or understood, or somebody else may have written it.
        """
        path = self.path(endpoint)
        data = read_private(path, _LIMIT) if path is not None else None
        if data is None:
            return None
        try:
            record = _record_of(endpoint, json.loads(data))
        except (ValueError, RecursionError):
            record = None
        if record is None:
            raise OSError(f"{path} is corrupt")
        return record

    def is_exposed(self, endpoint: Endpoint) -> bool:
        """Tell whether other users could read the record, until it is read again."""
        path = self.path(endpoint)
        return path is not None and others_can_read(path)

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
        kind: CredentialKind = CredentialKind.LOGIN,
    ) -> str:
        """Store a token in place of the endpoint's earlier one. This may be slow.

        Returns:
            The place that holds it: ``keyring`` or the path of the file; "" where there is none.

        Raises:
            OSError: It cannot be stored; nothing of it is left anywhere.
        """
        path = self.path(endpoint)
        if path is None:
            return ""
        others = self._keyring_users(endpoint) - {user}
        in_keyring = self._store_in_keyring(endpoint, user, token)
        self._delete_from_keyring(endpoint, others)
        content = {
            "endpoint": endpoint.url,
            "user": user,
            "token": None if in_keyring else token.secret.reveal(),
            "via": kind,
        }
        try:
            write_private(path, json.dumps(content).encode("ascii"))
        except OSError:
            self._delete_from_keyring(endpoint, {user})
            raise
        return IN_KEYRING if in_keyring else str(path)

    def remove(self, endpoint: Endpoint) -> RemovalResult:
        """Remove the token of an endpoint, wherever it may be. This may be slow.

        Where the keyring holds it and fails, the record stays, so that another try can be made.
        """
        path = self.path(endpoint)
        if path is None:
            return RemovalResult()
        record, users = self._readable_record(endpoint), self._keyring_users(endpoint)
        left = self._delete_from_keyring(endpoint, users)
        if record is not None and record.user not in users:
            # The keyring may have stored it after its time was up, under an earlier version.
            self._delete_from_keyring(endpoint, {record.user})
        if record is None and not users and path.exists():
            left = self._delete_unrecorded(endpoint)
        elif left and record is not None and record.token is None:
            return RemovalResult(record.user, tuple(left))
        try:
            remove_private(path)
        except OSError as error:
            left.append(f"{path} ({error.strerror or error})")
        return RemovalResult(record.user if record is not None else "", tuple(left))

    def _store_in_keyring(self, endpoint: Endpoint, user: str, token: Token) -> bool:
        noted = self._noted_users(endpoint)
        self._note_users(endpoint, noted | {user})
        try:
            self._keyring.set(_SERVICE, _account(endpoint, user), token.secret)
        except NoKeyring:
            self._note_users(endpoint, noted)
            return False
        except KeyringFailed:
            return False
        return True

    def _delete_from_keyring(self, endpoint: Endpoint, users: set[str]) -> list[str]:
        """Delete the entries of users; return what is left."""
        left, deleted = [], set()
        for user in users:
            try:
                self._keyring.delete(_SERVICE, _account(endpoint, user))
                deleted.add(user)
            except NoKeyring:
                deleted.add(user)
            except KeyringFailed as error:
                left.append(f"the token of {user} in the keyring ({error})")
        with suppress(OSError):
            self._note_users(endpoint, self._noted_users(endpoint) - deleted)
        return left

    def _delete_unrecorded(self, endpoint: Endpoint) -> list[str]:
        """Delete the endpoint's entries that the keyring itself names; return what may be left."""
        try:
            while (account := self._keyring.any_account(_SERVICE)).endswith(_account(endpoint, "")):
                self._keyring.delete(_SERVICE, account)
        except NoKeyring:
            return []
        except KeyringFailed as error:
            return [f"what the keyring may hold for {endpoint.url} ({error})"]
        return [f"what the keyring may hold of {_SERVICE} for {endpoint.url}: delete it there"]

    def _keyring_users(self, endpoint: Endpoint) -> set[str]:
        """Return the users whose tokens the keyring may hold."""
        record = self._readable_record(endpoint)
        recorded = {record.user} if record is not None and record.token is None else set()
        return self._noted_users(endpoint) | recorded

    def _readable_record(self, endpoint: Endpoint) -> Record | None:
        try:
            return self.record(endpoint)
        except OSError:
            return None

    def _noted_users(self, endpoint: Endpoint) -> set[str]:
        try:
            noted = json.loads(read_private(self._notes_path(endpoint), _LIMIT) or b"[]")
        except (OSError, ValueError, RecursionError):
            return set()
        return (
            {user for user in noted if isinstance(user, str)} if isinstance(noted, list) else set()
        )

    def _note_users(self, endpoint: Endpoint, users: set[str]) -> None:
        if users:
            write_private(self._notes_path(endpoint), json.dumps(sorted(users)).encode("ascii"))
        else:
            self._notes_path(endpoint).unlink(missing_ok=True)

    def _notes_path(self, endpoint: Endpoint) -> Path:
        record = self.path(endpoint) or Path()
        return record.parent.with_name(f"keyring-{record.name}")


def _record_of(endpoint: Endpoint, content: object) -> Record | None:
    if not isinstance(content, dict) or content.get("endpoint") != endpoint.url:
        return None
    user, token, kind = (content.get(key) for key in ("user", "token", "via"))
    if not isinstance(user, str) or not (token is None or isinstance(token, str)):
        return None
    if kind not in list(CredentialKind):
        return None
    return Record(user, Secret(token) if token is not None else None, CredentialKind(kind))


def _account(endpoint: Endpoint, user: str) -> str:
    return f"{user} at {endpoint.url}"
