"""Colours are sent as the terminal takes them, or not at all where none are wanted."""

import subprocess
import sys

import pytest

from tests.command import INSTALLED
from tests.terminal_emulator import TerminalEmulator, small_app
from vss_tui.terminal.environment import ColorDepth, color_depth, wants_ansi_theme

Environ = dict[str, str]

KNOWN = {"xterm": 8, "linux": 8, "vt100": -1, "alacritty": 256, "xterm-direct": 16777216}

DEPTHS = [
    ({"TERM": "xterm"}, ColorDepth.STANDARD),
    ({"TERM": "linux"}, ColorDepth.STANDARD),
    ({"TERM": "vt100"}, ColorDepth.STANDARD),
    ({"TERM": "xterm-16color"}, ColorDepth.STANDARD),
    ({"TERM": "nobody-knows-it"}, ColorDepth.STANDARD),
    ({}, ColorDepth.STANDARD),
    ({"TERM": "xterm-256color"}, ColorDepth.PALETTE),
    ({"TERM": "alacritty"}, ColorDepth.PALETTE),
    ({"TERM": "xterm-direct"}, ColorDepth.TRUECOLOR),
    ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, ColorDepth.TRUECOLOR),
    ({"TERM": "xterm", "COLORTERM": "24bit"}, ColorDepth.TRUECOLOR),
    ({"TERM": "xterm-256color", "COLORTERM": "yes"}, ColorDepth.PALETTE),
    ({"TERM": "screen.xterm-256color", "COLORTERM": "truecolor", "STY": "1.a"}, ColorDepth.PALETTE),
    ({"TERM": "xterm", "TEXTUAL_COLOR_SYSTEM": "256"}, ColorDepth.PALETTE),
    ({"TERM": "xterm-256color", "TEXTUAL_COLOR_SYSTEM": "auto"}, ColorDepth.PALETTE),
]


@pytest.mark.parametrize(("environ", "expected"), DEPTHS)
def test_depth(environ: Environ, expected: ColorDepth) -> None:
    assert color_depth(environ, KNOWN.get) is expected


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, False),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, True),
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, False),
    ],
)
def test_terminals_own_colours(environ: Environ, expected: bool) -> None:
    assert wants_ansi_theme(environ, KNOWN.get) is expected


@pytest.mark.parametrize("term", ["vt100", "nobody-knows-it", ""])
def test_whatever_the_system_knows_of_a_terminal(term: str) -> None:
    """In a process of its own, which may look up one terminal only."""
    code = (
        "import sys; from vss_tui.terminal import environment;"
        "print(environment.color_depth({'TERM': sys.argv[1]}))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, term], check=True, capture_output=True, timeout=60
    )
    assert found.stdout == b"standard\n"


NO_COLOURS = [{"NO_COLOR": "1"}, {"NO_COLOR": "1", "COLORTERM": "truecolor"}]


@pytest.mark.parametrize("variables", NO_COLOURS)
def test_no_colour_is_sent_where_none_is_wanted(
    clean_environment: Environ, variables: Environ
) -> None:
    with small_app(clean_environment | variables, "--input") as terminal:
        terminal.wait_for("ready")
        terminal.send("\ta")
        terminal.wait_for("•")
        assert b"38;5" not in terminal.raw
        assert b"38;2" not in terminal.raw
        assert b"48;5" not in terminal.raw
        assert b"48;2" not in terminal.raw


PUBLIC, PERSONAL = "Show the public images", "Show your personal images"


def test_without_colour_the_place_in_a_list_and_in_a_line_can_be_seen(
    clean_environment: Environ,
) -> None:
    environ = {**clean_environment, "NO_COLOR": "1"}
    with TerminalEmulator([INSTALLED, "--demo"], environ) as terminal:
        terminal.wait_for("q quit")
        terminal.send("\x10")
        terminal.wait_for("Show the public images")
        terminal.wait_for(lambda: [line.split("  ")[0] for line in terminal.bold] == [PUBLIC])
        terminal.send("\x1b[B")
        terminal.wait_for(lambda: [line.split("  ")[0] for line in terminal.bold] == [PERSONAL])
        terminal.send("\x1b")
        terminal.wait_for(lambda: "Show the public images" not in terminal.text)
        terminal.send("/ab\x1b[D")
        terminal.wait_for(lambda: "b" in terminal.underlined)


def test_sixteen_colours_are_the_terminals_own(clean_environment: Environ) -> None:
    with small_app(clean_environment | {"TERM": "linux"}, "--input") as terminal:
        terminal.wait_for("ready")
        assert b"38;5" not in terminal.raw
        assert b"38;2" not in terminal.raw


def test_an_empty_no_color_is_none(clean_environment: Environ) -> None:
    with small_app(clean_environment | {"NO_COLOR": ""}) as terminal:
        terminal.wait_for("ready")
        assert b"38;5" in terminal.raw
