"""Suggestions for a mistyped name."""

from collections.abc import Iterable


def closest_match(word: str, names: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the name most like ``word``, or "" where none is alike enough.

    Args:
        word: What was typed, in any case.
        names: The valid names, in lower case.
        cutoff: The least likeness that counts, from 0 to 1, as in ``difflib.get_close_matches``.
    """
    # Only a mistake needs it, and its import takes as long as compiling a filter.
    from difflib import get_close_matches

    return next(iter(get_close_matches(word.lower(), list(names), n=1, cutoff=cutoff)), "")
