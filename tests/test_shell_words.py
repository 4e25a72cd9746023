"""The word at the cursor of a shell's line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vss_tui.support.shell_words import Word, word_at


def word_in(line: str, *, fish: bool = False) -> tuple[str, str, str]:
    """Return the word at the ``|`` as it is written, its text, and the word before it."""
    cursor = line.index("|")
    line = line.replace("|", "", 1)
    word = word_at(line, cursor, fish=fish)
    return line[word.start : word.end], word.text, word.previous


@pytest.mark.parametrize("fish", [False, True], ids=["bash", "fish"])
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("|", ("", "", "")),
        ("foo|", ("foo", "foo", "")),
        ("|foo", ("foo", "foo", "")),
        ("a fo|o b", ("foo", "foo", "a")),
        ("foo | bar", ("", "", "foo")),
        ("foo |", ("", "", "foo")),
        ("a --iso  |", ("", "", "--iso")),
        ("a;b|", ("b", "b", "")),
        ("a --iso; |", ("", "", "")),
        ("a 'b c|d' e", ("'b cd'", "b cd", "a")),
        ("a 'b c|d", ("'b cd", "b cd", "a")),
        ('a "b |c" d', ('"b c"', "b c", "a")),
        ('a "b \\"|c" d', ('"b \\"c"', 'b "c', "a")),
        ("a b\\ c|d e", ("b\\ cd", "b cd", "a")),
        ("a x'y z'\"w\"|", ("x'y z'\"w\"", "xy zw", "a")),
        ('a "$(foo b|ar) z" c', ("bar", "bar", "foo")),
        ("a $(foo --iso |) c", ("", "", "--iso")),
        ("a $(foo bar) c|", ("c", "c", "$(foo bar)")),
        ("a --iso=b|", ("--iso=b", "--iso=b", "a")),
        ("a b\\|", ("b\\", "b", "a")),
        ("Öl é|ü", ("éü", "éü", "Öl")),
    ],
)
def test_is_found(line: str, expected: tuple[str, str, str], fish: bool) -> None:
    assert word_in(line, fish=fish) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a `foo b|ar` c", ("bar", "bar", "foo")),
        ("(foo b|ar)", ("bar", "bar", "foo")),
        ("$'it\\'s b|' c", ("$'it\\'s b'", "it's b", "")),
        ('a $"b c|"', ('$"b c"', "b c", "a")),
        ("a 'b\\|' c", ("'b\\'", "b\\", "a")),
        ("diff <(a b|) c", ("b", "b", "a")),
        ("a $((1 + 2|)) b", ("2", "2", "+")),
        ('a "b(c |d)"', ('"b(c d)"', "b(c d)", "a")),
    ],
)
def test_is_found_in_what_only_bash_and_zsh_write(line: str, expected: object) -> None:
    assert word_in(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a (foo b|ar) c", ("bar", "bar", "foo")),
        ("a 'it\\'s b|' c", ("'it\\'s b'", "it's b", "a")),
        ("a 'b\\\\|' c", ("'b\\\\'", "b\\", "a")),
        ('a "b(c |d)"', ('"b(c d)"', "b(c d)", "a")),
        ("a `b|` c", ("`b`", "`b`", "a")),
    ],
)
def test_is_found_in_what_only_fish_writes(line: str, expected: object) -> None:
    assert word_in(line, fish=True) == expected


@given(
    st.text(alphabet="ab '\"\\$`(){};|&<>\n-=é", max_size=30),
    st.integers(min_value=0),
    st.booleans(),
)
def test_touches_the_cursor_in_any_line(line: str, at: int, fish: bool) -> None:
    cursor = at % (len(line) + 1)

    word = word_at(line, cursor, fish=fish)

    assert 0 <= word.start <= cursor <= word.end <= len(line)


def test_is_found_however_deep_commands_are_nested() -> None:
    assert word_at("$(" * 5000, 10_000) == Word(10_000, 10_000, "", "")
