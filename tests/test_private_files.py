"""Files that only their user may read."""

import os
import stat
from pathlib import Path

import pytest

from vss_tui.support.private_files import UnsafeFile, private_folder, read_private, write_private

posix = pytest.mark.skipif(os.name != "posix", reason="modes and links are those of POSIX")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with nothing in it."""
    empty = tmp_path / "cache"
    empty.mkdir()
    return empty


@pytest.fixture
def open_umask():
    before = os.umask(0)
    yield
    os.umask(before)


def test_is_read_as_it_was_written(tmp_path):
    write_private(tmp_path / "page.json", b"\x00data")
    assert read_private(tmp_path / "page.json", 100) == b"\x00data"


def test_is_none_where_there_is_none(tmp_path):
    assert read_private(tmp_path / "absent" / "page.json", 100) is None


@posix
@pytest.mark.usefixtures("open_umask")
def test_only_its_user_may_read_it_and_its_folders(tmp_path):
    path = tmp_path / "state" / "vss-tui" / "token.json"
    write_private(path, b"secret")
    assert mode(path) == 0o600
    assert [mode(folder) for folder in (path.parent, path.parent.parent)] == [0o700, 0o700]


@posix
def test_a_folder_that_was_there_keeps_its_mode(tmp_path):
    tmp_path.chmod(0o750)
    write_private(tmp_path / "page.json", b"data")
    assert mode(tmp_path) == 0o750


def test_is_replaced_whole_and_leaves_nothing_beside_it(folder):
    path = folder / "page.json"
    write_private(path, b"a long first text")
    write_private(path, b"second")
    assert path.read_bytes() == b"second"
    assert list(folder.iterdir()) == [path]


def test_what_was_there_is_intact_where_writing_fails(folder, monkeypatch):
    path = folder / "page.json"
    write_private(path, b"first")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_private(path, b"second")
    assert path.read_bytes() == b"first"
    assert list(folder.iterdir()) == [path]


@posix
def test_a_link_is_replaced_and_not_followed(tmp_path):
    target, path = tmp_path / "precious", tmp_path / "page.json"
    target.write_bytes(b"precious")
    path.symlink_to(target)
    write_private(path, b"page")
    assert target.read_bytes() == b"precious"
    assert not path.is_symlink()


@posix
@pytest.mark.parametrize("target", ["precious", "absent"])
def test_a_link_is_not_read(tmp_path, target):
    (tmp_path / "precious").write_bytes(b"precious")
    (tmp_path / "page.json").symlink_to(tmp_path / target)
    with pytest.raises(UnsafeFile, match="is a link"):
        read_private(tmp_path / "page.json", 100)


@posix
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_not_a_regular_file_is_not_read(tmp_path, make):
    make(tmp_path / "page.json")
    with pytest.raises(UnsafeFile, match="is not a regular file"):
        read_private(tmp_path / "page.json", 100)


@posix
def test_another_users_file_is_not_read(tmp_path, monkeypatch):
    write_private(tmp_path / "page.json", b"data")
    somebody_else = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: somebody_else)
    with pytest.raises(UnsafeFile, match="belongs to another user"):
        read_private(tmp_path / "page.json", 100)


@pytest.mark.parametrize(("size", "fits"), [(100, True), (101, False)])
def test_a_large_file_is_not_read(tmp_path, size, fits):
    (tmp_path / "page.json").write_bytes(b"x" * size)
    if fits:
        assert read_private(tmp_path / "page.json", 100) == b"x" * size
    else:
        with pytest.raises(UnsafeFile, match="is larger than 100 bytes"):
            read_private(tmp_path / "page.json", 100)


@posix
def test_nothing_is_written_into_another_users_folder(folder, monkeypatch):
    somebody_else = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: somebody_else)
    with pytest.raises(UnsafeFile, match="belongs to another user"):
        write_private(folder / "page.json", b"data")
    assert list(folder.iterdir()) == []


@posix
def test_nothing_is_written_into_a_folder_that_is_a_link(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "cache").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UnsafeFile, match="is a link"):
        private_folder(tmp_path / "cache")
