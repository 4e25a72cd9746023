"""What the service said, made safe to show."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vss_tui.support.safe_text import ELLIPSIS, escape, fitted, shortened, visible, width

ANY_TEXT = st.text(st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("value", "line"),
    [
        pytest.param("[vss-ISOs] Linux/a.iso", "[vss-ISOs] Linux/a.iso", id="brackets are data"),
        pytest.param("a[/]b", "a[/]b", id="a closing tag"),
        pytest.param("[$x]\\", "[$x]\\", id="a variable and a backslash"),
        pytest.param("é ü 漢字", "é ü 漢字", id="letters of any script"),
        pytest.param("\x1b[2J", r"\u{1b}[2J", id="a terminal sequence"),
        pytest.param("\x1b]52;c;aGk=\x07", r"\u{1b}]52;c;aGk=\u{7}", id="a clipboard sequence"),
        pytest.param("\x9b31m", r"\u{9b}31m", id="its eight-bit form"),
        pytest.param("a\r\nb\tc\0d\x7fe", r"a\u{d}\u{a}b\u{9}c\u{0}d\u{7f}e", id="line ends"),
        pytest.param("\u202egnp.exe", r"\u{202e}gnp.exe", id="right to left"),
        pytest.param("a\u200bb\ufeff", r"a\u{200b}b\u{feff}", id="no width"),
        pytest.param("a\u2028b\u2029c", r"a\u{2028}b\u{2029}c", id="line separators"),
        pytest.param("\ud800", r"\u{d800}", id="a lone surrogate"),
        pytest.param("\U000e0041", r"\u{e0041}", id="a tag character"),
        pytest.param("👩\u200d💻", "👩\u200d💻", id="a joined emoji stays whole"),
        pytest.param(
            "👩🏽\u200d❤\ufe0f\u200d👨", "👩🏽\u200d❤\ufe0f\u200d👨", id="a family does too"
        ),
        pytest.param("a\u200db", r"a\u{200d}b", id="a joiner that joins no emoji"),
        pytest.param("👩\u200d", r"👩\u{200d}", id="a joiner at the end"),
        pytest.param("", "", id="nothing"),
        pytest.param(None, "None", id="no text"),
        pytest.param(7, "7", id="a number"),
    ],
)
def test_becomes_one_line_of_visible_text(value, line):
    assert escape(value) == line


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ubuntu 22", "ubuntu 22"),
        ("a\nb\tc", "a b c"),
        ("\x1b[2Ja\u202eb\u200bc\x7f", "[2Jabc"),
        ("a\u2028b", "a b"),
        ("漢字 👩\u200d💻", "漢字 👩\u200d💻"),
    ],
)
def test_what_is_invisible_is_left_out(text, left):
    assert visible(text) == left


@given(ANY_TEXT)
def test_nothing_that_is_shown_controls_a_terminal(text):
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not [c for c in escape(text) if unicodedata.category(c) in hidden and c != "\u200d"]


@given(ANY_TEXT)
def test_what_is_safe_stays_as_it_is(text):
    assert escape(escape(text)) == escape(text)


@pytest.mark.parametrize(
    ("value", "limit", "line"),
    [
        ("short", 10, "short"),
        ("exactly-10", 10, "exactly-10"),
        ("eleven-char", 10, "eleven-ch…"),
        ("x" * 1_000_000, 4, "xxx…"),
        ("ab\x1b", 6, r"ab\u{…"),
    ],
)
def test_is_shortened(value, limit, line):
    assert shortened(value, limit) == line


@pytest.mark.parametrize(
    ("text", "cells"),
    [("", 0), ("abc", 3), ("漢字", 4), ("é", 1), ("e" + "\u0301" * 30, 1), ("ｆｕｌｌ", 8)],
)
def test_width_is_that_of_the_terminal(text, cells):
    assert width(text) == cells


@pytest.mark.parametrize(
    ("text", "cells", "cut"),
    [
        ("abc", 5, "abc  "),
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("abcd", 1, "…"),
        ("abcd", 0, ""),
        ("漢字", 6, "漢字  "),
        ("漢字", 4, "漢字"),
        ("漢字", 3, "漢…"),
        ("漢字", 2, " …"),
    ],
)
def test_is_cut_or_padded_to_cells(text, cells, cut):
    assert fitted(text, cells) == cut


EMOJI = st.text(st.sampled_from("👩💻❤🏽a漢\u200d\ufe0f\u0301"), max_size=12)


@given(ANY_TEXT | EMOJI, st.integers(0, 40))
def test_fills_its_cells_whatever_it_is(text, cells):
    line = fitted(escape(text), cells)
    assert width(line) == cells
    assert width(escape(text)) <= cells or line.endswith(ELLIPSIS) or not cells
