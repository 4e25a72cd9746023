"""Copies reach the clipboard through tmux and GNU screen too."""

import base64
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.terminal_app import PATH
from tests.terminal_emulator import TerminalEmulator, small_app
from vss_tui.terminal import clipboard
from vss_tui.terminal.clipboard import Route

Environ = dict[str, str]
OSC_52 = b"\x1b]52;c;" + base64.b64encode(PATH.encode()) + b"\x07"


@pytest.mark.parametrize(
    ("environ", "route"),
    [
        ({}, Route.TERMINAL),
        ({"TMUX": "/tmp/tmux-1000/default,1,0"}, Route.TMUX),
        ({"TMUX": ""}, Route.TERMINAL),
        ({"STY": "4711.pts-1.host"}, Route.SCREEN),
        ({"STY": "4711.pts-1.host", "TMUX": "/tmp/tmux-1000/default,1,0"}, Route.TMUX),
        ({"TERM": "screen-256color"}, Route.TERMINAL),
    ],
)
def test_route(environ: Environ, route: Route) -> None:
    assert clipboard.route(environ) is route


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_sequence_says_the_text_in_plain_characters(text: str) -> None:
    sequence = clipboard.osc52(text)
    assert re.fullmatch(r"\x1b\]52;c;[A-Za-z0-9+/=]*\x07", sequence)
    assert clipboard.osc52_text(sequence) == text


@pytest.mark.parametrize(
    "data", ["", "x", "\x1b[?25l", "\x1b]52;c;?\x07", "\x1b]52;c;eA==", "\x1b]52;c;eA==\x07x"]
)
def test_other_output_is_no_copy(data: str) -> None:
    assert clipboard.osc52_text(data) is None


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=2000))
def test_screen_hands_short_pieces_on(text: str) -> None:
    wrapped = clipboard.wrap_for_screen(clipboard.osc52(text))
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", wrapped, re.DOTALL)
    assert "".join(pieces) == clipboard.osc52(text)
    assert sum(len(piece) + 4 for piece in pieces) == len(wrapped)
    assert all(len(piece) <= 76 for piece in pieces)


async def test_without_tmux_itself_the_terminal_is_asked(tmp_path: Path) -> None:
    written: list[str] = []
    environ = {"TMUX": "/nowhere,1,0", "PATH": str(tmp_path)}
    await clipboard.copy(PATH, written.append, environ)
    assert written == [clipboard.osc52(PATH)]


async def test_a_tmux_that_hangs_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "TMUX_TIMEOUT", 0.2)
    hanging = tmp_path / "tmux"
    hanging.write_text("#!/bin/sh\nexec sleep 600\n")
    hanging.chmod(0o755)
    written: list[str] = []
    environ = {"TMUX": "/nowhere,1,0", "PATH": f"{tmp_path}:/bin:/usr/bin"}
    await clipboard.copy(PATH, written.append, environ)
    assert written == [clipboard.osc52(PATH)]


def test_terminal_is_asked_once(clean_environment: Environ) -> None:
    with small_app(clean_environment) as terminal:
        terminal.wait_for("ready")
        terminal.send("c")
        terminal.wait_for("key c")
        terminal.wait_for(lambda: OSC_52 in terminal.raw)
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert terminal.raw.count(b"\x1b]52;") == 1


@pytest.fixture
def tmux(clean_environment: Environ, tmp_path: Path) -> Iterator[list[str]]:
    """The command of a tmux with its own server and its default settings."""
    if not shutil.which("tmux"):
        pytest.skip("there is no tmux here")
    command = ["tmux", "-S", str(tmp_path / "tmux.socket"), "-f", "/dev/null"]
    yield command
    subprocess.run([*command, "kill-server"], env=clean_environment, check=False, timeout=30)


def test_inside_tmux(clean_environment: Environ, tmux: list[str]) -> None:
    program = [*tmux, "new-session", sys.executable, "-m", "tests.terminal_app"]
    with TerminalEmulator(program, clean_environment) as terminal:
        terminal.wait_for("ready")
        terminal.send("c")
        terminal.wait_for("key c")
        terminal.wait_for(lambda: base64.b64encode(PATH.encode()) in terminal.raw)
        held = subprocess.run(
            [*tmux, "show-buffer"],
            env=clean_environment,
            check=True,
            timeout=30,
            capture_output=True,
        )
        assert held.stdout.decode() == PATH


def test_inside_screen(clean_environment: Environ, tmp_path: Path) -> None:
    if not shutil.which("screen"):
        pytest.skip("there is no GNU screen here")
    sockets = tmp_path / "sockets"
    sockets.mkdir(mode=0o700)
    environ = clean_environment | {"SCREENDIR": str(sockets)}
    program = ["screen", "-c", "/dev/null", sys.executable, "-m", "tests.terminal_app"]
    with TerminalEmulator(program, environ) as terminal:
        terminal.wait_for("ready")
        terminal.send("c")
        terminal.wait_for(lambda: OSC_52 in terminal.raw)
        terminal.send("q")
        terminal.wait_exit()
