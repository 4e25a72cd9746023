"""The system's keyring, which may be missing, locked or hanging: none of that may be felt."""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from vss_tui.support.secret import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

ANSWER_WITHIN = 1.0
"""Seconds that the keyring may take for an answer, the loading of its library included."""


class KeyringFailed(Exception):
    """The keyring cannot be used; the text says why."""


class SystemKeyring:
    """The user's keyring, as ``keyring`` finds it.

    Each question is asked in a thread of its own, which a hanging keyring keeps without holding
    up the end of the process. A keyring that has not answered once is not asked again.

    Args:
        answer_within: Seconds that an answer may take.
    """

    def __init__(self, answer_within: float = ANSWER_WITHIN) -> None:
        self._answer_within = answer_within
        self._silent = False

    def get(self, service: str, account: str) -> Secret | None:
        """Return the password kept for an account; None where there is none.

        Raises:
            KeyringFailed: There is no keyring, or it refuses or does not answer.
        """
        kept = self._ask(lambda backend: backend.get_password(service, account))
        return Secret(kept) if kept else None

    def set(self, service: str, account: str, secret: Secret) -> None:
        """Keep a password for an account.

        Raises:
            KeyringFailed: As for ``get``.
        """
        self._ask(lambda backend: backend.set_password(service, account, secret.reveal()))

    def delete(self, service: str, account: str) -> None:
        """Remove what is kept for an account; there need be nothing.

        Raises:
            KeyringFailed: As for ``get``.
        """

        def remove(backend: "KeyringBackend") -> None:
            if backend.get_password(service, account) is not None:
                backend.delete_password(service, account)

        self._ask(remove)

    def _ask(self, question: Callable[["KeyringBackend"], T]) -> T:
        if self._silent:
            raise KeyringFailed("the keyring does not answer")
        answers: SimpleQueue[T | KeyringFailed] = SimpleQueue()
        threading.Thread(
            target=lambda: answers.put(_answer(question)), name="keyring", daemon=True
        ).start()
        try:
            answer = answers.get(timeout=self._answer_within)
        except Empty:
            self._silent = True
            answer = KeyringFailed("the keyring does not answer")
        if isinstance(answer, KeyringFailed):
            raise answer
        return answer


def _answer(question: Callable[["KeyringBackend"], T]) -> T | KeyringFailed:
    try:
        return question(_backend())
    except KeyringFailed as error:
        return error
    except Exception as error:  # noqa: BLE001 - a keyring is a plug-in: it may raise anything
        return KeyringFailed(f"the keyring fails ({type(error).__name__})")


def _backend() -> "KeyringBackend":
    import keyring
    from keyring.backends import fail, null

    backend = keyring.get_keyring()
    if isinstance(backend, fail.Keyring | null.Keyring):
        raise KeyringFailed("there is no keyring")
    return backend
