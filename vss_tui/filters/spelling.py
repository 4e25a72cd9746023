"""Guessing which name was meant."""

from collections.abc import Iterable

_NEAR = 2
_LONGEST = 20


def closest_match(word: str, names: Iterable[str]) -> str | None:
    """The name nearest to ``word`` among those within two letters of it; None for none.

    Letters are counted as swapped, put in, left out or replaced. Of a name of two letters one at
    most may differ: else every short word would be near it.
    """
    typed = word.lower()
    measured = [
        (distance, name)
        for name in names
        if abs(len(name) - len(typed)) <= _NEAR
        and (distance := _distance(typed, name)) <= min(_NEAR, len(name) - 1)
    ]
    return min(measured)[1] if measured else None


def likely_match(word: str, names: Iterable[str]) -> str | None:
    """The name that ``word`` was most likely meant to be, near or alike; None for none."""
    known = list(names)
    if (nearest := closest_match(word, known)) or len(word) > _LONGEST:
        return nearest
    from difflib import get_close_matches

    return next(iter(get_close_matches(word.lower(), known, n=1)), None)


def _distance(one: str, other: str) -> int:
    """Count the letters put in, left out, replaced or swapped between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one):
        earlier, before, row = before, row, [i + 1]
        for j, b in enumerate(other):
            cost = min(before[j + 1] + 1, row[j] + 1, before[j] + (a != b))
            if i and j and a == other[j - 1] and one[i - 1] == b:
                cost = min(cost, earlier[j - 1] + 1)
            row.append(cost)
    return row[-1]
