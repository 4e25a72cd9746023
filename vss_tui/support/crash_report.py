"""Unexpected errors: a report of one for the maintainers, and what the user is told."""

import os
import platform
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from vss_tui import __version__
from vss_tui.support.paths import state_dir
from vss_tui.support.private_files import write_private
from vss_tui.support.safe_text import escape

_MAX_ERRORS = 20


def report(error: BaseException) -> Path | None:
    """Write where ``error`` came from into a file that only the user can read.

    The file replaces that of the crash before. It holds the kinds of the errors and the lines of
    code they went through. The words of an error and the values of variables are left out: they
    may hold a password, a token, or what somebody typed.

    Returns:
        The file, or None where it cannot be written.
    """
    try:
        folder = state_dir()
        if folder is None:
            return None
        path = folder / "crash.txt"
        write_private(path, details(error).encode("utf-8", "backslashreplace"))
    except Exception:  # noqa: BLE001 - a report that fails must not hide what it is about
        return None
    return path


def sentence(error: BaseException, path: Path | None) -> str:
    """Say that ``error`` ended the run, and where its report is."""
    failed = f"unexpected error ({_kind(error)})"
    if path is None:
        return f"{failed}; no report of it could be written"
    return f"{failed}: please send {escape(path)} to the vss-tui maintainers"


def details(error: BaseException) -> str:
    """Describe ``error`` and what caused it, with no value of any variable."""
    lines = [
        f"vss-tui {__version__}, Python {platform.python_version()}, {platform.platform()}\n",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC, TERM={escape(os.environ.get('TERM', ''))}\n",
    ]
    for each in _chain(error):
        lines.append(f"\n{_kind(each)}\n")
        lines += traceback.format_list(traceback.extract_tb(each.__traceback__))
    return "".join(lines)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Give the error, those that it groups, and those that it came from."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting and len(seen) < _MAX_ERRORS:
        each = waiting.pop(0)
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions
        waiting += [each.__cause__, each.__context__]


def _kind(error: BaseException) -> str:
    kind = type(error)
    return (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )
