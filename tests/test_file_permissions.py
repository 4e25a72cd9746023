"""Every file that is written or read: its mode and owner, and those with which it is not used."""

import os
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import user_folders, vss_cli_files
from vss_tui import config
from vss_tui.auth import SystemKeyring, TokenStore
from vss_tui.auth.credential_sources import EncryptedFileError, encrypted_login
from vss_tui.config import ConfigError
from vss_tui.connection import user_stores
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.page import Page
from vss_tui.models.query import Library, Query
from vss_tui.models.token import Token
from vss_tui.page_cache import CachedPage, PageCache
from vss_tui.support import crash_report
from vss_tui.view_state import ViewState, ViewStateFile

STRANGER = 54321
as_root = pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give files to others"
)
ENDPOINT = Endpoint.parse("https://h.test", "there")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Kind(NamedTuple):
    """A kind of file: how one is written, which, and whether it is used.

    ``private`` files are ours alone; others belong to the user or root, and all may read them.
    """

    write: Callable[[Path], Path]
    is_used: Callable[[Path], bool]
    private: bool = True


def _token_store() -> TokenStore:
    return user_stores().tokens


def _write_token(_home: Path) -> Path:
    return Path(_token_store().store(ENDPOINT, "me", Token.parse("t0ken")))


def _reads_token(_home: Path) -> bool:
    try:
        return _token_store().record(ENDPOINT) is not None
    except OSError:
        return False


def _write_view(_home: Path) -> Path:
    ViewStateFile(user_folders.state_dir()).save(ViewState(per_page=25, filters=("a",)))
    return user_folders.state_dir() / "browser.json"


def _write_filters(home: Path) -> Path:
    return _write_view(home).with_name("filters.json")


def _reads_view(_home: Path) -> bool:
    return ViewStateFile(user_folders.state_dir()).load().per_page == 25


def _reads_filters(_home: Path) -> bool:
    return ViewStateFile(user_folders.state_dir()).load().filters == ("a",)


def _cache() -> PageCache:
    return PageCache(user_folders.cache_dir(), ENDPOINT, "me")


def _write_page(_home: Path) -> Path:
    page = Page.from_json({"data": [{"name": "a.iso"}]}, Query())
    _cache().put(Library.PUBLIC, Query(), CachedPage(page, NOW))
    return _cache().path(Library.PUBLIC, Query())


def _reads_page(_home: Path) -> bool:
    return _cache().get(Library.PUBLIC, Query(), NOW) is not None


def _write_config(home: Path) -> Path:
    path = home / ".config" / "vss-tui" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text("timeout = 7")
    return path


def _write_vss_cli(home: Path) -> Path:
    return vss_cli_files.write_config(home, timeout=7)


def _reads_settings(_home: Path) -> bool:
    try:
        return config.load(environ={}).timeout.value == 7
    except ConfigError:
        return False


def _write_encrypted(home: Path) -> Path:
    return vss_cli_files.write_encrypted(home, "there", "there", "me", "word")


def _reads_encrypted(home: Path) -> bool:
    try:
        return encrypted_login(home / ".vss-cli" / "credentials.enc", "there") is not None
    except EncryptedFileError:
        return False


KINDS = {
    "token": Kind(_write_token, _reads_token),
    "view state": Kind(_write_view, _reads_view),
    "filters": Kind(_write_filters, _reads_filters),
    "page": Kind(_write_page, _reads_page),
    "config.toml": Kind(_write_config, _reads_settings, private=False),
    "config.yaml": Kind(_write_vss_cli, _reads_settings, private=False),
    "credentials.enc": Kind(_write_encrypted, _reads_encrypted, private=False),
}
each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
OURS = [kind for kind in KINDS.values() if kind.private]


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
def test_what_is_written_is_the_users_alone(home: Path) -> None:
    for kind in OURS:
        kind.write(home)
    crash_report.report(ValueError())
    TokenStore(user_folders.state_dir() / "sign-ins", SystemKeyring())
    made = [path for path in home.rglob("*") if path.name not in {".config", ".local", ".cache"}]
    assert len([path for path in made if path.is_file()]) == 5
    for path in made:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


@each_kind
def test_every_mode(home: Path, kind: Kind) -> None:
    """What nobody else can write is used, and closed to others where it is ours alone."""
    path = kind.write(home)
    slow = kind is KINDS["credentials.enc"]
    for mode in (0o600, 0o644, 0o620, 0o602) if slow else range(0o1000):
        path.chmod(mode)
        readable = os.access(path, os.R_OK)
        used = kind.is_used(home)
        assert used == (readable and not mode & 0o022), oct(mode)
        closed = mode & ~0o077 if used and kind.private else mode
        assert stat.S_IMODE(path.stat().st_mode) in (closed, 0o600 if used else mode), oct(mode)


@as_root
@each_kind
def test_what_another_user_owns_is_not_used(home: Path, kind: Kind) -> None:
    path = kind.write(home)
    assert kind.is_used(home)
    os.chown(path, STRANGER, STRANGER)
    assert not kind.is_used(home)


@as_root
@pytest.mark.parametrize("kind", OURS)
def test_what_is_below_another_users_folder_is_not_used(home: Path, kind: Kind) -> None:
    path = kind.write(home)
    os.chown(path.parent, STRANGER, STRANGER)
    assert not kind.is_used(home)
    with pytest.raises(OSError, match="belongs to another user"):
        kind.write(home)


@pytest.mark.parametrize("kind", OURS)
def test_what_is_behind_a_link_is_not_used(home: Path, kind: Kind) -> None:
    path = kind.write(home)
    elsewhere = home / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    assert not kind.is_used(home)


@each_kind
def test_a_fifo_in_its_place_is_not_waited_for(home: Path, kind: Kind) -> None:
    path = kind.write(home)
    path.unlink()
    os.mkfifo(path)
    assert not kind.is_used(home)


@pytest.mark.parametrize("kind", OURS)
def test_links_above_our_own_folders_are_the_users_choice(home: Path, kind: Kind) -> None:
    """A ``~/.cache`` on another disk is common where homes are small."""
    for name in (".cache", ".local"):
        (home / f"elsewhere{name}").mkdir()
        (home / name).symlink_to(home / f"elsewhere{name}")
    kind.write(home)
    assert kind.is_used(home)


@as_root
def test_a_file_of_root_is_trusted_as_settings(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write_config(home)
    monkeypatch.setattr(os, "getuid", lambda: STRANGER)
    assert _reads_settings(home)


@as_root
def test_a_folder_that_others_could_write_is_closed(home: Path) -> None:
    path = _write_page(home)
    path.parent.chmod(0o777)
    _write_page(home)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
