"""Files that only their user may read: written whole or not at all, read with suspicion."""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path


class UnsafeFile(OSError):
    """A file that is not used: a link, another user's, no plain file, or too large."""


def write_private(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data`` in one step; the file has mode 0600, new folders 0700.

    A link at ``path`` is replaced, not followed.

    Raises:
        OSError: It cannot be written; what was there before is intact.

    """
    private_folder(path.parent)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
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


def read_private(path: Path, limit: int) -> bytes | None:
    """Read a file of ours of at most ``limit`` bytes; None where there is none.

    Raises:
        UnsafeFile: It is a link, another user's, no plain file, or too large.
        OSError: It cannot be read.

    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(path, flags)
    except FileNotFoundError:
        return None
    except OSError as error:
        if path.is_symlink():
            raise UnsafeFile(f"{path} is a link") from error
        raise
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise UnsafeFile(f"{path} is no plain file")
        if hasattr(os, "getuid") and status.st_uid != os.getuid():
            raise UnsafeFile(f"{path} belongs to another user")
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(limit + 1)
    finally:
        os.close(handle)
    if len(data) > limit:
        raise UnsafeFile(f"{path} is larger than {limit} bytes")
    return data


def private_folder(folder: Path) -> None:
    """Make ``folder`` and what is missing above it, each of mode 0700 whatever the umask says.

    Raises:
        UnsafeFile: The folder is a link or belongs to another user.
        OSError: It cannot be made.

    """
    missing = [folder, *folder.parents]
    missing = missing[: next((i for i, at in enumerate(missing) if at.exists()), len(missing))]
    for made in reversed(missing):
        with suppress(FileExistsError):
            made.mkdir(mode=0o700)
            made.chmod(0o700)
    if folder.is_symlink():
        raise UnsafeFile(f"{folder} is a link")
    if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
        raise UnsafeFile(f"{folder} belongs to another user")
