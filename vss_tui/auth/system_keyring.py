"""The system's keyring, which may be missing, locked or hanging: none of that may be felt."""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from vss_tui.support.secret import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

KEYRING_TIMEOUT = 1.0
"""Seconds that the keyring may take for an answer, the import of its library included."""


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
            KeyringFailed: As for ``get``; it may be stored all the same.
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
        """Return an account that something is stored for; "" where the keyring tells none.

        Not every keyring can tell: not that of macOS.

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
