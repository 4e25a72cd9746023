"""Case 64: a keyring that is absent, broken or hanging costs at most a second."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from tests import keyrings
from vss_tui.auth.system_keyring import KEYRING_TIMEOUT, KeyringFailed, SystemKeyring
from vss_tui.support.secret import Secret


@pytest.fixture
def memory() -> Iterator[keyrings.InMemory]:
    backend = keyrings.InMemory()
    with keyrings.use(backend):
        yield backend


def test_keeps_gives_and_removes(memory: keyrings.InMemory) -> None:
    keyring = SystemKeyring()
    assert keyring.get("service", "me") is None
    keyring.set("service", "me", Secret("word"))
    assert keyring.get("service", "me") == Secret("word")
    keyring.delete("service", "me")
    assert memory.kept == {}
    keyring.delete("service", "me")


@pytest.mark.parametrize("backend", [fail.Keyring(), null.Keyring()])
def test_absent(backend: KeyringBackend) -> None:
    with keyrings.use(backend):
        for ask in every_question(SystemKeyring()):
            with pytest.raises(KeyringFailed, match="there is no keyring"):
                ask()


def test_broken() -> None:
    with keyrings.use(keyrings.Broken()):
        for ask in every_question(SystemKeyring()):
            with pytest.raises(KeyringFailed, match=r"fails \(OSError\)"):
                ask()


def test_hanging_is_asked_once() -> None:
    backend = keyrings.Hanging()
    with keyrings.use(backend):
        keyring = SystemKeyring(timeout=0.05)
        for ask in every_question(keyring):
            with pytest.raises(KeyringFailed, match="does not answer"):
                ask()
    assert backend.asked == 1


def test_limit_is_a_second() -> None:
    assert KEYRING_TIMEOUT == 1.0


@pytest.mark.parametrize(
    "backend", ["tests.keyrings.Hanging", "no.such.module.Keyring", "os.NoSuchThing", "nonsense"]
)
def test_process_ends_whatever_the_backend(backend: str) -> None:
    """A backend that hangs does not hold up the end of the process, nor one that is not there."""
    code = (
        "import time; from vss_tui.auth import SystemKeyring\n"
        "from vss_tui.auth.system_keyring import KeyringFailed\n"
        "keyring, start = SystemKeyring(), time.monotonic()\n"
        "for _ in range(3):\n"
        "    try: keyring.get('service', 'me')\n"
        "    except KeyringFailed as error: print(error)\n"
        "print(time.monotonic() - start)"
    )
    env = {**os.environ, "PYTHON_KEYRING_BACKEND": backend}
    start = time.monotonic()
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=True)
    *answers, asking = done.stdout.splitlines()
    assert done.stderr == ""
    assert len(answers) == 3
    assert all("keyring" in answer for answer in answers)
    assert float(asking) < 3 * KEYRING_TIMEOUT
    assert time.monotonic() - start < 30


def every_question(keyring: SystemKeyring) -> list[Callable[[], object]]:
    return [
        lambda: keyring.get("service", "me"),
        lambda: keyring.set("service", "me", Secret("word")),
        lambda: keyring.delete("service", "me"),
    ]
