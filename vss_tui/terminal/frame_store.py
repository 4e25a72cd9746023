"""The store of first frames: see ``first_frame``, which shows them."""

import os
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from vss_tui.support.private_files import write_private
from vss_tui.terminal.first_frame import LARGEST, MAGIC, OLDEST, Launch, frame_folder, stamp

_MOST = 16
"""Frames that are stored at most: one for each command line and size of the terminal."""


def store(
    launch: Launch, lines: Sequence[str], columns: int, *, files: Iterable[Path], interrupted: int
) -> None:
    """Store what a run that is started like this one would show first.

    Args:
        launch: How this run was started.
        lines: The text of each row.
        columns: The width of the terminal.
        files: What the frame depends on: it is not shown once one of them has changed.
        interrupted: The exit code of a run that is interrupted before its first paint.

    Raises:
        OSError: It cannot be written.
    """
    stamps = [stamp(os.fspath(file)) for file in files]
    body = "\n".join(f"\x1b[{row};1H{line}" for row, line in enumerate(lines, 1))
    content = b"\n".join(
        (MAGIC, str(interrupted).encode(), *map(os.fsencode, stamps), b"", body.encode())
    )
    # A line break in a path would part it.
    if len(content) > LARGEST or any("\n" in line for line in (*stamps, *lines)):
        return
    path = Path(launch.path(columns, len(lines)))
    write_private(path, content)
    _prune(path.parent)


def delete_all() -> None:
    """Delete every frame: whoever signs in or out may be shown other rows.

    Raises:
        OSError: One cannot be deleted.
    """
    try:
        folder = Path(frame_folder())
    except FileNotFoundError:
        return
    for path in _frames(folder):
        path.unlink(missing_ok=True)


def _prune(folder: Path) -> None:
    """Delete what is too old, and the oldest where there are too many."""
    with suppress(OSError):
        newest = sorted(_frames(folder), key=lambda path: path.stat().st_mtime, reverse=True)
        for number, path in enumerate(newest):
            if number >= _MOST or time.time() - path.stat().st_mtime > OLDEST:
                path.unlink(missing_ok=True)


def _frames(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
