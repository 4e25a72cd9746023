"""What vss-cli keeps beside its config.yaml: the keychain of macOS and credentials.enc."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import keyrings
from tests.vss_cli_files import write_encrypted
from vss_tui.auth import SystemKeyring
from vss_tui.auth.credential_sources import (
    EncryptedFileError,
    encrypted_login,
    keychain_login,
    keychain_token,
)
from vss_tui.auth.system_keyring import KeyringFailed


@pytest.fixture
def memory() -> Iterator[keyrings.InMemory]:
    backend = keyrings.InMemory()
    with keyrings.use(backend):
        yield backend


class TestKeychain:
    @pytest.mark.parametrize(
        ("endpoint", "key"),
        [("cloud-api", "cloud-api"), ("my api.eu", "my_api_eu"), ("a/b", "a_b"), ("", "default")],
    )
    def test_accounts(self, memory: keyrings.InMemory, endpoint: str, key: str) -> None:
        for kind in ("username", "password", "token"):
            memory.kept["vss-cli", f"vss-cli_{key}_{kind}"] = f"my {kind}"
        login = keychain_login(SystemKeyring(), endpoint)
        assert login is not None
        assert (login.user, login.password.reveal()) == ("my username", "my password")
        token = keychain_token(SystemKeyring(), endpoint)
        assert token is not None
        assert token.reveal() == "my token"

    @pytest.mark.parametrize("kind", ["username", "password"])
    def test_half_a_pair_is_none(self, memory: keyrings.InMemory, kind: str) -> None:
        memory.kept["vss-cli", f"vss-cli_there_{kind}"] = "x"
        assert keychain_login(SystemKeyring(), "there") is None

    def test_fails(self) -> None:
        with keyrings.use(keyrings.Broken()), pytest.raises(KeyringFailed):
            keychain_login(SystemKeyring(), "there")


class TestEncryptedFile:
    def test_opens(self, home: Path) -> None:
        path = write_encrypted(home, "my api", "my_api", "me", "pass: wörd")
        login = encrypted_login(path, "my api")
        assert login is not None
        assert (login.user, login.password.reveal()) == ("me", "pass: wörd")
        assert login.source == str(path)

    @pytest.mark.parametrize("endpoint", ["other", "my.api"])
    def test_holds_nothing_for_another_endpoint(self, home: Path, endpoint: str) -> None:
        """Two names can have one key in the file; the entry itself says whose it is."""
        path = write_encrypted(home, "my api", "my_api", "me", "word")
        assert encrypted_login(path, endpoint) is None

    def test_is_not_there(self, home: Path) -> None:
        assert encrypted_login(home / "credentials.enc", "there") is None

    def test_is_empty(self, home: Path) -> None:
        (home / "credentials.enc").touch()
        assert encrypted_login(home / "credentials.enc", "there") is None

    def test_of_another_home(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = write_encrypted(home, "there", "there", "me", "word")
        monkeypatch.setenv("HOME", "/nowhere")
        with pytest.raises(EncryptedFileError, match="another machine or is corrupt"):
            encrypted_login(path, "there")

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"ciphertext": "00" * 40}, "corrupt"),
            ({"ciphertext": "xyz"}, "corrupt"),
            ({"ciphertext": 3}, "corrupt"),
            ({"nonce": ""}, "corrupt"),
            ({"version": 2}, "newer vss-cli"),
            ({"algorithm": "ROT13"}, "newer vss-cli"),
        ],
    )
    def test_changed(self, home: Path, changes: dict[str, object], reason: str) -> None:
        path = write_encrypted(home, "there", "there", "me", "word", **changes)
        with pytest.raises(EncryptedFileError, match=reason):
            encrypted_login(path, "there")

    @pytest.mark.parametrize("content", ["{", "[]", "3", '{"data": 3}', "[" * 100_000, "\x00"])
    def test_nonsense(self, home: Path, content: str) -> None:
        path = home / "credentials.enc"
        path.write_text(content)
        with pytest.raises(EncryptedFileError, match="corrupt"):
            encrypted_login(path, "there")

    def test_without_the_library_says_what_to_install(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = write_encrypted(home, "there", "there", "me", "word")
        monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
        with pytest.raises(EncryptedFileError, match=r"install vss-tui\[vss-cli\]"):
            encrypted_login(path, "there")

    def test_is_never_written(self, home: Path) -> None:
        path = write_encrypted(home, "there", "there", "me", "word")
        before = path.read_bytes(), path.stat().st_mtime_ns
        encrypted_login(path, "there")
        assert (path.read_bytes(), path.stat().st_mtime_ns) == before


VSS_CLI_PYTHON = os.environ.get("VSS_CLI_PYTHON", "")
"""An interpreter that has vss-cli: it needs an environment of its own."""


@pytest.mark.skipif(not VSS_CLI_PYTHON, reason="VSS_CLI_PYTHON names no interpreter with vss-cli")
def test_opens_what_vss_cli_itself_writes(home: Path, clean_environment: dict[str, str]) -> None:
    code = (
        "from vss_cli.credentials.backends.encrypted import EncryptedFileBackend\n"
        "from vss_cli.credentials.base import CredentialData, CredentialType\n"
        "backend = EncryptedFileBackend()\n"
        "for kind, value in (('username', 'me'), ('password', 'a:b é')):\n"
        "    data = CredentialData(CredentialType(kind), value, 'cloud api')\n"
        "    backend.store_credential(data)\n"
    )
    subprocess.run([VSS_CLI_PYTHON, "-c", code], env=clean_environment, check=True)
    path = home / ".vss-cli" / "credentials.enc"
    assert json.loads(path.read_text())["data"]["version"] == 1
    login = encrypted_login(path, "cloud api")
    assert login is not None
    assert (login.user, login.password.reveal()) == ("me", "a:b é")
