"""Suggestions for a mistyped name."""

import pytest

from vss_tui.support.suggestions import closest_match

NAMES = ("id", "name", "path", "data_store", "created_on")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("nmae", "name"),
        ("NMAE", "name"),
        ("ids", "id"),
        ("store", "data_store"),
        ("created", "created_on"),
        ("size", ""),
        ("", ""),
        ("x" * 4000, ""),
    ],
)
def test_the_most_likely_name_is_suggested(word: str, meant: str) -> None:
    assert closest_match(word, NAMES) == meant


def test_a_higher_cutoff_wants_more_likeness() -> None:
    assert closest_match("store", NAMES, cutoff=0.8) == ""
