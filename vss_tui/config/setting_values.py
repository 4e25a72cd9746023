"""Checks of single values, shared by every place that settings come from."""

import math
from pathlib import Path

from vss_tui.support.safe_text import shortened


def quoted(value: object) -> str:
    """Show a value that a user set, safe for a terminal and short, for use in a sentence."""
    return f'"{shortened(value, 80)}"'


def seconds(value: object) -> float | None:
    """Return a number of seconds above zero, from a number or its text; None for all else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and number > 0 else None


def read_limited(path: Path, limit: int) -> bytes | None:
    """Read a file of at most ``limit`` bytes; None where there is none.

    Raises:
        OSError: It cannot be read or is larger; ``strerror`` says which.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        return None
    except ValueError as error:  # a name with a NUL in it
        raise OSError(0, "its name is no file name", str(path)) from error
    if len(data) > limit:
        raise OSError(0, f"it is larger than {limit // 1024} KB", str(path))
    return data
