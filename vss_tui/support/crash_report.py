"""Unexpected errors: what is kept of one for those who can mend it, and what the user is told."""

import os
import platform
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from vss_tui import __version__
from vss_tui.support.folders import state_dir
from vss_tui.support.private_files import write_private
from vss_tui.support.safe_text import escape

_MAX_ERRORS = 20


def report(error: BaseException) -> Path | None:
    """Keep where ``error`` came from in a file that only the user can read.

    The file replaces that of the crash before. It holds the kinds of the errors and the lines of
    code they went through. The words of an error and the values of variables are left out: they
    may hold a password, a token, or what somebody typed.

    Returns:
        The file, or None where it cannot be written.
    """
    path = state_dir() / "crash.txt"
    try:
        write_private(path, details(error).encode("utf-8", "backslashreplace"))
    except OSError:
        return None
    return path


def sentence(error: BaseException, path: Path | None) -> str:
    """Say that ``error`` ended the run, and where its report is."""
    failed = f"ended by an unexpected error ({_kind(error)})"
    if path is None:
        return f"{failed}; there was nowhere to write a report of it"
    return f"{failed}; please send {escape(path)} to those who look after vss-tui"


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
    """Return the error, those that it groups, and those that it came from."""
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
