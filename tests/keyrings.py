"""Keyrings for tests, named by ``PYTHON_KEYRING_BACKEND`` or set by the ``use`` function."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class InMemory(KeyringBackend):
    """One that works."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.asked += 1
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.asked += 1
        if (service, username) not in self.kept:
            raise PasswordDeleteError("there is none")
        del self.kept[service, username]


class InFile(KeyringBackend):
    """One that works from process to process, in the file that ``TEST_KEYRING`` names."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        value = self._kept().get(f"{service}/{username}")
        return value if isinstance(value, str) else None

    def set_password(self, service: str, username: str, password: str) -> None:
        self._path.write_text(json.dumps({**self._kept(), f"{service}/{username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        kept = self._kept()
        del kept[f"{service}/{username}"]
        self._path.write_text(json.dumps(kept))

    @property
    def _path(self) -> Path:
        return Path(os.environ["TEST_KEYRING"])

    def _kept(self) -> dict[str, object]:
        content = json.loads(self._path.read_text()) if self._path.exists() else {}
        assert isinstance(content, dict)
        return content


class Broken(KeyringBackend):
    """One that fails at every question, in its own words."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        raise OSError("the bus is gone")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError("the bus is gone")

    def delete_password(self, service: str, username: str) -> None:
        raise OSError("the bus is gone")


class Hanging(KeyringBackend):
    """One that never answers: a locked keyring, waiting for a dialog that nobody sees."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self._hang()
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        self._hang()

    def delete_password(self, service: str, username: str) -> None:
        self._hang()

    def _hang(self) -> None:
        self.asked += 1
        threading.Event().wait()


@contextmanager
def use(backend: KeyringBackend) -> Iterator[None]:
    """Have ``backend`` be the system's keyring meanwhile."""
    before = keyring.get_keyring()
    keyring.set_keyring(backend)
    try:
        yield
    finally:
        keyring.set_keyring(before)
