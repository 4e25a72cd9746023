"""Text from outside, made safe to show."""

import copy
import csv
import io
import json
import pickle
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vss_tui.support.safe_text import (
    ELLIPSIS,
    Untrusted,
    clean,
    escape,
    fitted,
    shortened,
    visible,
    width,
)

ANY_TEXT = st.text(st.characters(), max_size=60)
IGNORABLE = {0xAD, 0x34F, 0x61C, 0x3164, 0xFEFF, 0xFFA0}.union(
    range(0x115F, 0x1161),
    range(0x17B4, 0x17B6),
    range(0x180B, 0x1810),
    range(0x200B, 0x2010),
    range(0x202A, 0x202F),
    range(0x2060, 0x2070),
    range(0xFE00, 0xFE10),
    range(0xFFF0, 0xFFF9),
    range(0x1BCA0, 0x1BCA4),
    range(0x1D173, 0x1D17B),
    range(0xE0000, 0xE1000),
)
"""Default_Ignorable_Code_Point, from Unicode's DerivedCoreProperties."""
HOSTILE = "a\x1b]52;c;aGk=\x07\u202eb"
SHOWN = r"a\u{1b}]52;c;aGk=\u{7}\u{202e}b"


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
        pytest.param("❤\ufe0f\ufe0f", "❤\ufe0f\\u{fe0f}", id="one style for each emoji"),
        pytest.param("1\ufe0f\u20e3", "1\ufe0f\u20e3", id="a keycap"),
        pytest.param("a\ufe0fb1\ufe0f", r"a\u{fe0f}b1\u{fe0f}", id="a style of no emoji"),
        pytest.param("a\u034f\u3164\u2800", r"a\u{34f}\u{3164}\u{2800}", id="fillers"),
        pytest.param("a\xa0b\u3000\u2003", r"a\u{a0}b\u{3000}\u{2003}", id="odd blanks"),
        pytest.param("\u0378\U0001f8fe", r"\u{378}\u{1f8fe}", id="not assigned"),
        pytest.param(" a  b ", " a  b ", id="blanks round what is ours"),
        pytest.param(Untrusted("  a b "), r"\u{20}\u{20}a b\u{20}", id="blanks round a value"),
        pytest.param(Untrusted("  "), r"\u{20}\u{20}", id="nothing but blanks"),
        pytest.param(Untrusted("a.iso"), "a.iso", id="a value"),
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
def test_everything_that_is_shown_can_be_seen(text):
    hidden = {"Cc", "Cf", "Cn", "Cs", "Zl", "Zp"}
    for each in escape(text):
        assert each in "\u200d\ufe0f" or (
            unicodedata.category(each) not in hidden
            and ord(each) not in IGNORABLE
            and (each == " " or not each.isspace())
        )


@given(ANY_TEXT)
def test_what_is_copied_is_one_line_that_controls_nothing(text):
    assert not [c for c in clean(text) if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}]


def test_a_value_is_shown_escaped_by_whatever_prints_it(capsys):
    value = Untrusted(HOSTILE)
    print(value)
    assert capsys.readouterr().out == f"{SHOWN}\n"
    assert str(value) == f"{value}" == "{}".format(value) == "%s" % value == SHOWN  # noqa: UP031, UP032
    assert f"{value:>40}" == SHOWN.rjust(40)
    assert type(str(value)) is type(f"{value}") is str


@given(ANY_TEXT)
def test_a_value_is_exact_for_all_that_computes_with_it(text):
    value = Untrusted(text)
    assert value == text == value.raw
    assert type(value.raw) is str
    assert hash(value) == hash(text)
    assert {text: 1}[value] == 1
    assert json.dumps(value) == json.dumps(text)
    assert json.dumps({value: [value]}, indent=1) == json.dumps({text: [text]}, indent=1)
    assert value[:5] == text[:5]
    assert value.encode("utf-8", "surrogatepass") == text.encode("utf-8", "surrogatepass")  # type: ignore[misc]
    ours, theirs = io.StringIO(), io.StringIO()
    csv.writer(ours, escapechar="\\").writerow([value])
    csv.writer(theirs, escapechar="\\").writerow([text])
    assert ours.getvalue() == theirs.getvalue()


def test_what_is_made_of_a_value_is_untrusted_too():
    value = Untrusted(HOSTILE)
    made = [value[0], value[2:], "x" + value, value + "x", value * 2]
    made += [*value.split("]"), *value.partition("]"), value.strip(), value.lower()]
    assert {type(each) for each in made} == {Untrusted}
    assert "x" + value == f"x{HOSTILE}"
    assert Untrusted(value).raw == HOSTILE


@pytest.mark.parametrize(
    "duplicate", [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))]
)
def test_a_copy_of_a_value_is_exact(duplicate):
    again = duplicate(Untrusted(HOSTILE))
    assert type(again) is Untrusted
    assert again.raw == HOSTILE


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
        (Untrusted("ab "), 20, r"ab\u{20}"),
        (Untrusted("ab cd"), 4, "ab …"),
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
