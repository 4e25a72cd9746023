"""The system's keyring; a missing, locked or hung one never blocks the user."""

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from vss_tui.models.endpoint import Endpoint
from vss_tui.support.private_files import read_private, write_private
from vss_tui.support.secret import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

KEYRING_TIMEOUT = 1.0
"""Seconds that the keyring may take for an answer, the import of its library included."""
_SERVICE = "vss-tui"
_MAX_NOTES = 64 * 1024


class KeyringFailed(Exception):
    """The keyring cannot be used; the text says why."""


class NoKeyring(KeyringFailed):
    """There is no keyring, so that nothing is in it either."""


class SystemKeyring:
    """The user's keyring, as ``keyring`` finds it.

    Each request runs in a thread of its own, which a hanging keyring keeps without holding up the
    end of the process. A keyring that has timed out once is not asked again; what it was asked to
    store it may still store later.

    Args:
        timeout: Seconds that an answer may take.
    """

    def __init__(self, timeout: float = KEYRING_TIMEOUT) -> None:
        self._timeout = timeout
        self._timed_out = False

    def get(self, service: str, account: str) -> Secret | None:
        """Return the password stored for an account, or None.

        Raises:
            KeyringFailed: There is no keyring, or it refuses or does not answer.
        """
        stored = self._request(lambda backend: backend.get_password(service, account))
        return Secret(stored) if stored else None

    def set(self, service: str, account: str, secret: Secret) -> None:
        """Store a password for an account.

        Raises:
            KeyringFailed: As for ``get``; the password may have been stored nevertheless.
        """
        self._request(lambda backend: backend.set_password(service, account, secret.reveal()))

    def delete(self, service: str, account: str) -> None:
        """Remove what is stored for an account; there need be nothing.

        Raises:
            KeyringFailed: As for ``get``.
        """

        def remove(backend: "KeyringBackend") -> None:
            if backend.get_password(service, account) is not None:
                backend.delete_password(service, account)

        self._request(remove)

    def any_account(self, service: str) -> str:
        """Return an account that something is stored for; "" where it names none.

        Not every keyring can: not that of macOS.

        Raises:
            KeyringFailed: As for ``get``.
        """
        found = self._request(lambda backend: backend.get_credential(service, None))
        return found.username if found is not None else ""

    def _request(self, work: Callable[["KeyringBackend"], T]) -> T:
        if self._timed_out:
            raise KeyringFailed("the keyring does not answer")
        results: SimpleQueue[T | KeyringFailed] = SimpleQueue()
        threading.Thread(
            target=lambda: results.put(_result(work)), name="keyring", daemon=True
        ).start()
        try:
            result = results.get(timeout=self._timeout)
        except Empty:
            self._timed_out = True
            raise KeyringFailed("the keyring does not answer") from None
        if isinstance(result, KeyringFailed):
            raise result
        return result


class TokenKeyring:
    """Our tokens in the keyring, and a note of whose they are.

    A keyring cannot list what it holds, and may store a token after its time was up: so each user
    is noted before the keyring is asked to store one.

    Args:
        keyring: The system's keyring.
        folder: The folder of the notes.
    """

    def __init__(self, keyring: SystemKeyring, folder: Path) -> None:
        self._keyring = keyring
        self._folder = folder

    def load(self, endpoint: Endpoint, user: str) -> Secret | None:
        """Return the token of a user, or None.

        Raises:
            KeyringFailed: The keyring cannot be used.
        """
        return self._keyring.get(_SERVICE, _account(endpoint, user))

    def store(self, endpoint: Endpoint, user: str, token: Secret) -> bool:
        """Store the token of a user, and return whether the keyring has said that it did.

        Raises:
            OSError: The note cannot be written.
        """
        noted = self.noted_users(endpoint)
        self._note(endpoint, noted | {user})
        try:
            self._keyring.set(_SERVICE, _account(endpoint, user), token)
        except NoKeyring:
            self._note(endpoint, noted)
            return False
        except KeyringFailed:
            return False
        return True

    def delete(self, endpoint: Endpoint, users: set[str]) -> list[str]:
        """Delete the tokens of users, and return those that are left, each with the reason."""
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
            self._note(endpoint, self.noted_users(endpoint) - deleted)
        return left

    def delete_unnoted(self, endpoint: Endpoint) -> list[str]:
        """Delete what the keyring itself names of the endpoint; return what may be left."""
        try:
            while (account := self._keyring.any_account(_SERVICE)).endswith(_account(endpoint, "")):
                self._keyring.delete(_SERVICE, account)
        except NoKeyring:
            return []
        except KeyringFailed as error:
            return [f"what the keyring may hold for {endpoint.url} ({error})"]
        return [f"what the keyring may hold of {_SERVICE} for {endpoint.url}: delete it there"]

    def noted_users(self, endpoint: Endpoint) -> set[str]:
        """Return the users whose tokens the keyring was asked to store."""
        try:
            noted = json.loads(read_private(self._path(endpoint), _MAX_NOTES) or b"[]")
        except (OSError, ValueError, RecursionError):
            return set()
        users = noted if isinstance(noted, list) else []
        return {user for user in users if isinstance(user, str)}

    def _note(self, endpoint: Endpoint, users: set[str]) -> None:
        if users:
            write_private(self._path(endpoint), json.dumps(sorted(users)).encode("ascii"))
        else:
            self._path(endpoint).unlink(missing_ok=True)

    def _path(self, endpoint: Endpoint) -> Path:
        return self._folder / f"keyring-{digest(endpoint.url)}.json"


def digest(text: str) -> str:
    """Return a digest of ``text`` for the name of a file."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _result(work: Callable[["KeyringBackend"], T]) -> T | KeyringFailed:
    try:
        return work(_backend())
    except KeyringFailed as error:
        return error
    except Exception as error:  # noqa: BLE001 - a keyring is a plug-in: it may raise anything
        return KeyringFailed(f"the keyring fails ({type(error).__name__})")


def _backend() -> "KeyringBackend":
    import keyring
    from keyring.backends import fail, null

    backend = keyring.get_keyring()
    if isinstance(backend, fail.Keyring | null.Keyring):
        raise NoKeyring("there is no keyring")
    return backend


def _account(endpoint: Endpoint, user: str) -> str:
    return user + f" at {endpoint.url}"
