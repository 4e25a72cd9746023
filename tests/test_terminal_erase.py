"""Blanks are sent as their number, and the screen looks the same."""

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.terminal_emulator import small_app
from vss_tui.support.safe_text import width
from vss_tui.terminal.erase import erase_blanks, erases_with_background

COLUMNS, ROWS = 60, 4
BLANKS = " " * 20

styles = st.sampled_from(
    [
        "",
        "\x1b[0m",
        "\x1b[m",
        "\x1b[1;38;5;4m",
        "\x1b[48;5;233m",
        "\x1b[38;2;4;7;9;48;2;1;2;3m",
        "\x1b[44m",
        "\x1b[104m",
        "\x1b[4m",
        "\x1b[7;31m",
        "\x1b[9m",
        "\x1b[49m",
        "\x1b[39;49m",
    ]
)
texts = st.one_of(
    st.integers(0, 40).map(lambda length: " " * length),
    st.sampled_from(["x", "ubuntu", "é…", "日本", "a  b", "      end"]),
)
moves = st.sampled_from(["", "\r\n", "\x1b[0m\r\n\x1b[2;1H", "\x1b[3;10H", "\x1b[0m"])


def fitting(parts: list[tuple[str, str, str]]) -> str:
    """Put the parts together, without texts that would go beyond the end of a line."""
    drawn, column = "", 0
    for style, text, move in parts:
        drawn += style
        if column + width(text) <= COLUMNS:
            drawn += text
            column += width(text)
        drawn += move
        if "H" in move or "\r" in move:
            column = 9 if move.endswith("10H") else 0
    return drawn


drawings = st.lists(st.tuples(styles, texts, moves), max_size=12).map(fitting)


def seen(*drawn: str) -> list[list[tuple[object, ...]]]:
    """What each cell looks like; the colour of a blank's letter is not seen."""
    screen = pyte.Screen(COLUMNS, ROWS)
    screen.reset_mode(pyte.modes.DECAWM)
    for data in drawn:
        pyte.Stream(screen).feed(data)
    return [[_look(screen.buffer[row][column]) for column in range(COLUMNS)] for row in range(ROWS)]


def _look(cell: pyte.screens.Char) -> tuple[object, ...]:
    shown = (cell.fg, cell.bold) if cell.data != " " or cell.reverse or cell.underscore else ()
    return (cell.data, cell.bg, cell.reverse, cell.underscore, cell.strikethrough, *shown)


@given(before=drawings, drawing=drawings, after=st.sampled_from(["", "x", "\x1b[44mx"]))
def test_looks_the_same(before: str, drawing: str, after: str) -> None:
    start = f"\x1b[1;1H{before}\x1b[0m\x1b[1;1H"
    assert seen(start, erase_blanks(drawing, bce=True), after) == seen(start, drawing, after)


@given(before=drawings, drawing=drawings)
def test_never_longer(before: str, drawing: str) -> None:
    assert len(erase_blanks(drawing, bce=True)) <= len(drawing)
    assert len(erase_blanks(drawing, bce=False)) <= len(drawing)


@pytest.mark.parametrize(
    ("drawing", "short"),
    [
        (f"a{BLANKS}b", "a\x1b[20X\x1b[20Cb"),
        (f"a{BLANKS}\x1b[0m\r\n", "a\x1b[20X\x1b[0m\r\n"),
        (f"a{BLANKS}\x1b[1;4H", "a\x1b[20X\x1b[1;4H"),
        (f"a{BLANKS}", "a\x1b[20X\x1b[20C"),
        (f"\x1b[48;5;7m{BLANKS}x", "\x1b[48;5;7m\x1b[20X\x1b[20Cx"),
        (f"\x1b[7m{BLANKS}x", f"\x1b[7m{BLANKS}x"),
        (f"\x1b[1;4m{BLANKS}x", f"\x1b[1;4m{BLANKS}x"),
        (f"\x1b[4:3m{BLANKS}x", f"\x1b[4:3m{BLANKS}x"),
        (f"\x1b[7m a \x1b[0m{BLANKS}x", "\x1b[7m a \x1b[0m\x1b[20X\x1b[20Cx"),
        (f"\x1b]2;a{BLANKS}b\x07", f"\x1b]2;a{BLANKS}b\x07"),
        ("a     b", "a     b"),
    ],
)
def test_sent(drawing: str, short: str) -> None:
    assert erase_blanks(drawing, bce=True) == short


@pytest.mark.parametrize(
    ("drawing", "short"),
    [
        (f"\x1b[48;5;7m{BLANKS}x", f"\x1b[48;5;7m{BLANKS}x"),
        (f"\x1b[44m{BLANKS}x", f"\x1b[44m{BLANKS}x"),
        (f"\x1b[38;5;44m{BLANKS}x", "\x1b[38;5;44m\x1b[20X\x1b[20Cx"),
        (f"\x1b[39;49m{BLANKS}x", "\x1b[39;49m\x1b[20X\x1b[20Cx"),
    ],
)
def test_sent_where_erasing_loses_the_colour(drawing: str, short: str) -> None:
    assert erase_blanks(drawing, bce=False) == short


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "linux"}, True),
        ({"TERM": "tmux-256color"}, True),
        ({"TERM": "screen-256color", "TMUX": "/tmp/tmux,1,0"}, True),
        ({"TERM": "screen-256color"}, False),
        ({"TERM": "xterm-256color", "STY": "1.pts"}, False),
        ({}, True),
    ],
)
def test_terminals_that_fill(environ: dict[str, str], expected: bool) -> None:
    assert erases_with_background(environ) is expected


def test_an_empty_screen_takes_few_bytes(clean_environment: dict[str, str]) -> None:
    with small_app(clean_environment) as terminal:
        terminal.wait_for("ready")
        assert len(terminal.raw) < 2500
