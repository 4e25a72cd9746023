"""Our own tokens: where they are kept, for whom, and how they go."""

import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import keyrings
from tests.user_folders import record_path
from vss_tui.auth import IN_KEYRING, RemovalResult, SystemKeyring, TokenStore
from vss_tui.auth.token_store import Record
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.token import Token

ENDPOINT = Endpoint.parse("https://h.test", "there")
OTHER = Endpoint.parse("https://other.test", "elsewhere")
TOKEN = Token.parse("c4nary-token")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "sign-ins"


@pytest.fixture
def store(folder: Path) -> TokenStore:
    """A store where there is no keyring."""
    return TokenStore(folder, SystemKeyring())


@pytest.fixture
def memory() -> Iterator[keyrings.InMemory]:
    backend = keyrings.InMemory()
    with keyrings.use(backend):
        yield backend


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


class TestFile:
    def test_keeps(self, store: TokenStore, folder: Path) -> None:
        place = store.store(ENDPOINT, "me", TOKEN)
        assert [str(path) for path in files(folder)] == [place]
        record = store.record(ENDPOINT)
        assert record == Record("me", TOKEN.secret)
        assert store.record(OTHER) is None

    def test_only_its_user_can_read_it(self, store: TokenStore, folder: Path) -> None:
        before = os.umask(0)
        try:
            store.store(ENDPOINT, "me", TOKEN)
        finally:
            os.umask(before)
        assert [stat.S_IMODE(path.stat().st_mode) for path in files(folder)] == [0o600]
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700

    def test_endpoints_are_apart(self, store: TokenStore) -> None:
        store.store(ENDPOINT, "me", TOKEN)
        store.store(OTHER, "you", Token.parse("other"))
        store.remove(OTHER)
        assert store.record(ENDPOINT) == Record("me", TOKEN.secret)
        assert store.record(OTHER) is None

    def test_next_user_takes_the_place(self, store: TokenStore, folder: Path) -> None:
        store.store(ENDPOINT, "me", TOKEN)
        store.store(ENDPOINT, "you", Token.parse("other"))
        assert [b"c4nary" in path.read_bytes() for path in files(folder)] == [False]
        record = store.record(ENDPOINT)
        assert record is not None
        assert record.user == "you"

    def test_forgets(self, store: TokenStore, folder: Path) -> None:
        store.store(ENDPOINT, "me", TOKEN)
        assert store.remove(ENDPOINT) == RemovalResult("me")
        assert files(folder) == []
        assert store.remove(ENDPOINT) == RemovalResult()

    @pytest.mark.parametrize("user", ["é", "a b", "a/b", "\udcff", "x" * 300, "../../etc"])
    def test_any_user_name(self, store: TokenStore, folder: Path, user: str) -> None:
        store.store(ENDPOINT, user, TOKEN)
        record = store.record(ENDPOINT)
        assert record is not None
        assert record.user == user
        assert len(files(folder)) == 1

    def test_case_78_link_is_refused(self, store: TokenStore, tmp_path: Path) -> None:
        store.store(ENDPOINT, "me", TOKEN)
        path = record_path(store, ENDPOINT)
        path.rename(tmp_path / "elsewhere.json")
        path.symlink_to(tmp_path / "elsewhere.json")
        with pytest.raises(OSError, match="is a link"):
            store.record(ENDPOINT)
        store.store(ENDPOINT, "me", Token.parse("new"))
        assert not path.is_symlink()
        assert b"c4nary" in (tmp_path / "elsewhere.json").read_bytes()

    @pytest.mark.parametrize(
        "content",
        [
            "",
            "{",
            "3",
            "[]",
            "{}",
            "[" * 100_000,
            '{"endpoint": "https://other.test", "user": "me", "token": "t"}',
            '{"endpoint": "https://h.test", "user": 3, "token": "t"}',
            '{"endpoint": "https://h.test", "user": "me", "token": 3}',
            '{"endpoint": "https://h.test", "token": "t"}',
            '{"endpoint": "https://h.test", "user": "me", "token": "t", "via": "x"}',
            '{"endpoint": "https://h.test", "user": "me", "token": "t", "via": []}',
        ],
    )
    def test_case_77_corrupt_is_told(self, store: TokenStore, content: str) -> None:
        store.store(ENDPOINT, "me", TOKEN)
        record_path(store, ENDPOINT).write_text(content)
        with pytest.raises(OSError, match=r"is (corrupt|larger)"):
            store.record(ENDPOINT)
        store.store(ENDPOINT, "me", TOKEN)
        assert store.record(ENDPOINT) == Record("me", TOKEN.secret)

    def test_case_76_cannot_be_written(self, store: TokenStore, folder: Path) -> None:
        folder.parent.mkdir()
        folder.write_text("no folder")
        with pytest.raises(OSError):  # noqa: PT011 - which one is the platform's choice
            store.store(ENDPOINT, "me", TOKEN)

    def test_case_80_two_at_once(self, store: TokenStore, folder: Path) -> None:
        tokens = [Token.parse(f"token-{number}") for number in range(8)]
        with ThreadPoolExecutor(len(tokens)) as pool:
            list(pool.map(lambda token: store.store(ENDPOINT, "me", token), tokens))
        record = store.record(ENDPOINT)
        assert record is not None
        assert record.token in [token.secret for token in tokens]
        assert len(files(folder)) == 1


class TestKeyring:
    def test_keeps(self, store: TokenStore, folder: Path, memory: keyrings.InMemory) -> None:
        assert store.store(ENDPOINT, "me", TOKEN) == IN_KEYRING
        assert list(memory.kept.values()) == ["c4nary-token"]
        assert [b"c4nary" in path.read_bytes() for path in files(folder)] == [False]
        record = store.record(ENDPOINT)
        assert record == Record("me", None)
        assert store.from_keyring(ENDPOINT, record) == TOKEN.secret

    def test_next_user_takes_the_place(self, store: TokenStore, memory: keyrings.InMemory) -> None:
        store.store(ENDPOINT, "me", TOKEN)
        store.store(ENDPOINT, "you", Token.parse("other"))
        assert list(memory.kept.values()) == ["other"]

    def test_same_user_again(self, store: TokenStore, memory: keyrings.InMemory) -> None:
        store.store(ENDPOINT, "me", TOKEN)
        store.store(ENDPOINT, "me", Token.parse("other"))
        assert list(memory.kept.values()) == ["other"]

    def test_endpoints_are_apart(self, store: TokenStore, memory: keyrings.InMemory) -> None:
        store.store(ENDPOINT, "me", TOKEN)
        store.store(OTHER, "me", Token.parse("other"))
        store.remove(OTHER)
        record = store.record(ENDPOINT)
        assert record is not None
        assert store.from_keyring(ENDPOINT, record) == TOKEN.secret

    def test_forgets(self, store: TokenStore, folder: Path, memory: keyrings.InMemory) -> None:
        store.store(ENDPOINT, "me", TOKEN)
        assert store.remove(ENDPOINT) == RemovalResult("me")
        assert memory.kept == {}
        assert files(folder) == []

    def test_removed_by_another_hand(self, store: TokenStore, memory: keyrings.InMemory) -> None:
        store.store(ENDPOINT, "me", TOKEN)
        memory.kept.clear()
        record = store.record(ENDPOINT)
        assert record is not None
        assert store.from_keyring(ENDPOINT, record) is None
        assert store.remove(ENDPOINT) == RemovalResult("me")

    def test_failing_keyring_keeps_the_record_for_another_try(
        self, store: TokenStore, memory: keyrings.InMemory
    ) -> None:
        store.store(ENDPOINT, "me", TOKEN)
        with keyrings.use(keyrings.Broken()):
            removed = store.remove(ENDPOINT)
        assert removed.user == "me"
        assert "the token of me in the keyring" in removed.left[0]
        assert store.remove(ENDPOINT) == RemovalResult("me")
        assert memory.kept == {}

    def test_file_once_the_keyring_is_gone(
        self, store: TokenStore, memory: keyrings.InMemory
    ) -> None:
        store.store(ENDPOINT, "me", TOKEN)
        with keyrings.use(keyrings.Broken()):
            place = store.store(ENDPOINT, "me", Token.parse("other"))
        assert place == str(record_path(store, ENDPOINT))
        record = store.record(ENDPOINT)
        assert record is not None
        assert record.token == Token.parse("other").secret

    def test_nothing_is_left_where_the_record_cannot_be_written(
        self, store: TokenStore, folder: Path, memory: keyrings.InMemory
    ) -> None:
        """A token in the keyring that no record names could never be found or removed again."""
        folder.parent.mkdir()
        folder.write_text("no folder")
        with pytest.raises(OSError):  # noqa: PT011 - which one is the platform's choice
            store.store(ENDPOINT, "me", TOKEN)
        assert memory.kept == {}
