"""Where our own tokens are stored: in the keyring where there is one, else in private files."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from vss_tui.auth.credential_sources import CredentialKind
from vss_tui.auth.system_keyring import SystemKeyring, TokenKeyring, digest
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.token import Token
from vss_tui.support.private_files import (
    check_folder,
    others_can_read,
    read_private,
    write_private,
)
from vss_tui.support.secret import Secret

_LIMIT = 64 * 1024
IN_KEYRING = "keyring"
"""The name of the keyring as the place of a token."""


@dataclass(frozen=True, slots=True)
class Record:
    """Whose token is stored.

    Attributes:
        user: The name that was typed, or set beside the password.
        token: The token; None where the keyring holds it.
        kind: What the token was issued for.
        place: The place of the token: ``keyring`` or the path of the file.
        exposed: Whether other users could read the file until now.
    """

    user: str
    token: Secret | None
    kind: CredentialKind = CredentialKind.LOGIN
    place: str = field(default="", compare=False)
    exposed: bool = field(default=False, compare=False)


class RemovalResult(NamedTuple):
    """What became of a token that was to be removed.

    Attributes:
        user: Whose it was, or "" where none was stored.
        left: What could not be removed, each with the reason.
    """

    user: str = ""
    left: tuple[str, ...] = ()


class TokenStore:
    """Stores tokens: for each endpoint that of the user who logged in last.

    A record in the folder says who that is, and holds the token unless the keyring does. So the
    keyring, which is slow to load, is asked only where it is known to hold something. A token for
    a password that is set somewhere does not take the place of another user's login: its record
    is that user's own.

    Args:
        folder: The folder of the records, made when the first one is written; None stores nothing.
        keyring: The system's keyring.
    """

    def __init__(self, folder: Path | None, keyring: SystemKeyring) -> None:
        self._folder = folder
        self._keyring = TokenKeyring(keyring, folder.parent if folder is not None else Path())

    def path(self, endpoint: Endpoint, user: str = "") -> Path | None:
        """Return the place of an endpoint's record, or of the one that is a user's own."""
        name = digest(f"{user} at {endpoint.url}" if user else endpoint.url)
        return self._folder / f"{name}.json" if self._folder is not None else None

    def record(self, endpoint: Endpoint, user: str = "") -> Record | None:
        """Return the endpoint's record, or the one that is a user's own; None where there is none.

        Raises:
            OSError: It cannot be read or understood, or somebody else may have written it.
        """
        path = self.path(endpoint, user)
        exposed = path is not None and others_can_read(path)
        if path is None or read_private(path, _LIMIT) is None:
            return None
        record = _record_of(endpoint, _content(path))
        if record is None:
            raise OSError(f"{path} is corrupt")
        place = IN_KEYRING if record.token is None else str(path)
        return replace(record, place=place, exposed=exposed)

    def from_keyring(self, endpoint: Endpoint, record: Record) -> Secret | None:
        """Return the token that the keyring holds for a record, or None. This may be slow.

        Raises:
            KeyringFailed: The keyring cannot be used.
        """
        return self._keyring.load(endpoint, record.user)

    def store(
        self,
        endpoint: Endpoint,
        user: str,
        token: Token,
        kind: CredentialKind = CredentialKind.LOGIN,
    ) -> str:
        """Store a token in place of the earlier one. This may be slow.

        Returns:
            The place that holds it: ``keyring`` or the path of the file; "" where there is none.

        Raises:
            OSError: It cannot be stored; nothing of it is left anywhere.
        """
        path = self.path(endpoint)
        if path is None:
            return ""
        earlier = self._readable(path, endpoint)
        beside_login = (
            earlier is not None
            and earlier.user != user
            and earlier.kind is CredentialKind.LOGIN
            and kind is not CredentialKind.LOGIN
        )
        if beside_login:
            path = self.path(endpoint, user) or path
        in_keyring = self._keyring.store(endpoint, user, token.secret)
        stale = {earlier.user} if earlier is not None else self._keyring.noted_users(endpoint)
        if not beside_login:
            self._keyring.delete(endpoint, stale - {user} if in_keyring else stale)
        content = {
            "endpoint": endpoint.url,
            "user": user,
            "token": None if in_keyring else token.secret.reveal(),
            "via": kind,
        }
        try:
            write_private(path, json.dumps(content).encode("ascii"))
        except OSError:
            self._keyring.delete(endpoint, {user})
            raise
        return IN_KEYRING if in_keyring else str(path)

    def remove(self, endpoint: Endpoint) -> RemovalResult:
        """Remove the tokens of an endpoint, wherever they may be. This may be slow.

        Where the keyring holds one and fails, the record stays, so that another try can be made.
        """
        if self._folder is None:
            return RemovalResult()
        records = dict(self._records(self._folder, endpoint))
        found = [record for record in records.values() if record is not None]
        users = self._keyring.noted_users(endpoint)
        users |= {record.user for record in found if record.token is None}
        left = self._keyring.delete(endpoint, users)
        # Before such users were noted, the keyring may have stored a token after its time was up.
        self._keyring.delete(endpoint, {record.user for record in found} - users)
        if None in records.values() and not users:
            left += self._keyring.delete_unnoted(endpoint)
        failed = bool(left)
        for path, record in records.items():
            if not (failed and record is not None and record.token is None):
                try:
                    path.unlink(missing_ok=True)
                except OSError as error:
                    left.append(f"{path} ({error.strerror or error})")
        return RemovalResult(next((record.user for record in found), ""), tuple(left))

    @staticmethod
    def _records(folder: Path, endpoint: Endpoint) -> Iterator[tuple[Path, Record | None]]:
        """Give the endpoint's files, each with its record; None where it does not say whose."""
        try:
            check_folder(folder)
        except OSError:  # nothing of ours is in it
            return
        for path in sorted(folder.glob("*.json")):
            content = _content(path)
            if content.get("endpoint", endpoint.url) == endpoint.url:
                yield path, _record_of(endpoint, content)
        for path in folder.glob(".*"):  # of writes that were killed
            yield path, None

    @staticmethod
    def _readable(path: Path, endpoint: Endpoint) -> Record | None:
        return _record_of(endpoint, _content(path))


def _content(path: Path) -> dict[str, object]:
    """Return what a file holds, or nothing where it cannot be read or understood."""
    try:
        content = json.loads(read_private(path, _LIMIT) or b"")
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _record_of(endpoint: Endpoint, content: Mapping[str, object]) -> Record | None:
    user, token, kind = (content.get(key) for key in ("user", "token", "via"))
    if content.get("endpoint") != endpoint.url or not isinstance(user, str):
        return None
    if not isinstance(token, str | None) or kind not in list(CredentialKind):
        return None
    secret = Secret(token) if token is not None else None
    return Record(user, secret, CredentialKind(str(kind)))
