"""Files that only their user may read: written whole or not at all, read with suspicion."""

import os
import stat
import time
from contextlib import suppress
from pathlib import Path

from vss_tui.support.paths import APP

_ABANDONED_SECONDS = 3600.0
"""Age from which a temporary file is not one that another instance is just writing."""


class UnsafeFile(OSError):
    """A file that is not used: a link, another user's, not a regular file, or too large.

    Attributes:
        reason: What is wrong with it, as the end of a sentence: "is a link".
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} {reason}")
        self.reason = reason


def write_private(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data`` in one step; the file has mode 0600, new folders 0700.

    A link at ``path`` is replaced, not followed.

    Raises:
        UnsafeFile: Its folder is a link, or is or stands in another user's.
        OSError: It cannot be written; what was there before is intact.
    """
    # An import of some milliseconds, which reading does without.
    from tempfile import mkstemp

    private_folder(path.parent)
    handle, temporary = mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
    _remove_temporaries(path, older_than=_ABANDONED_SECONDS)


def read_private(path: Path, limit: int) -> bytes | None:
    """Read a file of ours of at most ``limit`` bytes; None where there is none.

    One that others could read is closed to them first.

    Raises:
        UnsafeFile: It is a link or not a regular file, is too large or another user's, or others
            can write it; or one of its folders is a link or another user's.
        OSError: It cannot be read.
    """
    if path.is_symlink():
        raise UnsafeFile(path, "is a link")
    check_folder(path.parent)
    handle = _open(path, getattr(os, "O_NOFOLLOW", 0))
    if handle is None:
        return None
    with os.fdopen(handle, "rb") as file:
        _check_owner(path, os.fstat(handle), (_uid(),))
        if os.name == "posix" and os.fstat(handle).st_mode & 0o077:
            os.fchmod(handle, 0o600)
        return _read(file.read(limit + 1), path, limit)


def read_trusted(path: Path, limit: int) -> bytes | None:
    """Read a file that says where secrets go, of at most ``limit`` bytes; None where there is none.

    It may be reached by a link, and be readable for others, as files of settings are.

    Raises:
        UnsafeFile: It is not a regular file, is too large, is neither this user's nor root's, or
            others can write it.
        OSError: It cannot be read, or its name is a link that leads nowhere.
    """
    handle = _open(path, 0)
    if handle is None:
        if any(at.is_symlink() and not at.exists() for at in (path, *path.parents)):
            raise UnsafeFile(path, "is a link that leads nowhere")
        return None
    with os.fdopen(handle, "rb") as file:
        _check_owner(path, os.fstat(handle), (_uid(), 0))
        return _read(file.read(limit + 1), path, limit)


def remove_private(path: Path) -> None:
    """Remove ``path``, if it is there, and what killed writes of it have left.

    Raises:
        OSError: It cannot be removed.
    """
    path.unlink(missing_ok=True)
    _remove_temporaries(path, older_than=0)


def untrusted_reason(path: Path) -> str:
    """Return why ``read_trusted`` would not read a file; "" where it would, or there is none."""
    try:
        handle = _open(path, 0)
        if handle is not None:
            with os.fdopen(handle, "rb"):
                _check_owner(path, os.fstat(handle), (_uid(), 0))
    except UnsafeFile as error:
        return error.reason
    except OSError:
        return ""
    return ""


def others_can_read(path: Path) -> bool:
    """Tell whether the mode of ``path`` lets other users read it."""
    with suppress(OSError):
        return os.name == "posix" and bool(path.stat().st_mode & 0o044)
    return False


def private_folder(folder: Path) -> None:
    """Make ``folder`` and what is missing above it, each of mode 0700 whatever the umask says.

    Raises:
        UnsafeFile: The folder is a link, or is or would stand in another user's.
        OSError: It cannot be made.
    """
    check_folder(folder)
    missing = [at for at in (folder, *folder.parents) if not at.exists()]
    for at in reversed(missing):
        with suppress(FileExistsError):
            at.mkdir(mode=0o700)
            at.chmod(0o700)
    check_folder(folder)
    for at in _own_folders(folder):
        if os.name == "posix" and at.stat().st_mode & 0o022:
            at.chmod(0o700)


def check_folder(folder: Path) -> None:
    """Check that nobody else has put ``folder`` where it is, or would put it there.

    Our own folders, from the one of the application's name down, are no links and this user's.
    Those above may be links; from the first of this user's down, all are this user's, and where
    there is none, the last that exists is root's.

    Raises:
        UnsafeFile: The check failed.
    """
    if not hasattr(os, "getuid"):
        return
    ours = _own_folders(folder)
    mine, last = False, folder
    for at in reversed((real := Path(os.path.realpath(ours[0].parent)), *real.parents)):
        try:
            owner = at.lstat().st_uid
        except (FileNotFoundError, NotADirectoryError):
            break
        mine, last = mine or owner == _uid(), at
        if mine and owner != _uid():
            raise UnsafeFile(at, "belongs to another user")
    if not mine and last.lstat().st_uid != 0:
        raise UnsafeFile(last, "belongs to another user")
    for at in ours:
        if at.is_symlink():
            raise UnsafeFile(at, "is a link")
        if at.exists() and at.stat().st_uid != _uid():
            raise UnsafeFile(at, "belongs to another user")


def _own_folders(folder: Path) -> list[Path]:
    """Return ``folder`` and those above it, down from that of the application's name."""
    chain = [folder, *folder.parents]
    named = next((number for number, at in enumerate(chain) if at.name == APP), 0)
    return chain[named::-1]


def _open(path: Path, flags: int) -> int | None:
    """Open a regular file for reading; None where there is none. A FIFO is not waited for."""
    try:
        handle = os.open(path, os.O_RDONLY | flags | getattr(os, "O_NONBLOCK", 0))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError as error:  # a NUL in the name
        raise UnsafeFile(path, "is not a file name") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UnsafeFile(path, "is not a regular file")
    return handle


def _check_owner(path: Path, status: os.stat_result, owners: tuple[int, ...]) -> None:
    if os.name != "posix":
        return
    if status.st_uid not in owners:
        raise UnsafeFile(path, "belongs to another user")
    if status.st_mode & 0o022:
        raise UnsafeFile(path, "can be written by other users")


def _read(data: bytes, path: Path, limit: int) -> bytes:
    if len(data) > limit:
        size = f"{limit // 1024} KB" if limit >= 1024 else f"{limit} bytes"
        raise UnsafeFile(path, f"is larger than {size}")
    return data


def _remove_temporaries(path: Path, *, older_than: float) -> None:
    """Remove what killed writes of ``path`` have left beside it."""
    with suppress(OSError):
        for left in path.parent.iterdir():
            if left.name.startswith(f".{path.name}.") and (
                time.time() - left.lstat().st_mtime >= older_than
            ):
                left.unlink(missing_ok=True)


def _uid() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0
