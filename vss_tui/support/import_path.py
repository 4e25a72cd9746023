"""What ``python -m`` adds to the path of modules."""

import os
import sys


def remove_working_folder() -> None:
    """Import nothing from the working folder, which ``python -m`` puts first.

    A file there that is called as a module would be run in its place.
    """
    with_folder = not sys.flags.safe_path and sys.path
    if with_folder and sys.path[0] in {"", _working_folder()}:
        del sys.path[0]


def _working_folder() -> str:
    try:
        return os.getcwd()  # noqa: PTH109 - pathlib is slow to import
    except OSError:
        return ""
