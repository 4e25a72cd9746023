"""Textual finds an environment that suits a terminal far away, and no way to log what is typed."""

import pytest

from vss_tui.terminal.environment import prepare_environment

Environ = dict[str, str]

CASES = [
    ("ESCDELAY", None, "400"),
    ("ESCDELAY", "25", "25"),
    ("ESCDELAY", "soon", "400"),
    ("ESCDELAY", "", "400"),
    ("TEXTUAL", "devtools,debug", None),
    ("TEXTUAL_ALLOW_SIGNALS", "1", None),
    ("TEXTUAL_DEBUG", "1", None),
    ("TEXTUAL_LOG", "/tmp/log", None),
    ("TEXTUAL_PRESS", "q", None),
    ("TEXTUAL_SCREENSHOT", "1", None),
    ("TEXTUAL_SHOW_RETURN", "1", None),
    ("TEXTUAL_FPS", None, "120"),
    ("TEXTUAL_FPS", "30", "30"),
    ("TEXTUAL_SMOOTH_SCROLL", None, "0"),
    ("TEXTUAL_SMOOTH_SCROLL", "1", "1"),
    ("TEXTUAL_COLOR_SYSTEM", None, "256"),
    ("TEXTUAL_COLOR_SYSTEM", "standard", "standard"),
    ("TEXTUAL_THEME", "nord", "nord"),
    ("COLUMNS", "80", None),
    ("LINES", "24", None),
    ("NO_COLOR", "", None),
    ("NO_COLOR", "1", "1"),
]


@pytest.mark.parametrize(("name", "before", "after"), CASES)
def test_variable(name: str, before: str | None, after: str | None) -> None:
    environ = {"TERM": "xterm-256color"} | ({} if before is None else {name: before})
    prepare_environment(environ)
    assert environ.get(name) == after


def test_without_colour_the_first_theme_is_the_terminals_own() -> None:
    environ = {"TERM": "xterm-256color", "NO_COLOR": "1", "TEXTUAL_THEME": "nord"}
    prepare_environment(environ)
    assert environ["TEXTUAL_THEME"] == "ansi-dark"


def test_nothing_else_is_touched() -> None:
    environ = {"TERM": "xterm-256color", "HOME": "/home/me", "COLORTERM": "truecolor"}
    before = dict(environ)
    prepare_environment(environ)
    assert {name: environ[name] for name in before} == before
