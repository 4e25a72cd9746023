"""The browser and ``pick`` on a terminal: what they print, and the codes they end with."""

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.command import INSTALLED
from tests.terminal_emulator import TerminalEmulator

Environ = dict[str, str]
FIRST_NAME = "CentOS-6.5-x86_64-bin-DVD1.iso"
FIRST_PATH = f"[vss-ISOs] Linux/CentOS/{FIRST_NAME}"
CTRL_C, CTRL_L, CTRL_Z, ENTER, ESC = "\x03", "\x0c", "\x1a", "\r", "\x1b"


def vss_tui(environ: Environ, *words: str, **how: Any) -> TerminalEmulator:
    return TerminalEmulator([INSTALLED, *words, "--demo"], environ, **how)


@pytest.mark.parametrize(
    ("call", "key", "code"),
    [([], "q", 0), ([], CTRL_C, 0), (["pick"], ESC, 130), (["pick"], CTRL_C, 130)],
)
def test_left_by_a_key(
    clean_environment: Environ, call: Sequence[str], key: str, code: int
) -> None:
    with vss_tui(clean_environment, *call) as terminal:
        terminal.wait_for(FIRST_NAME)
        terminal.send(key)
        assert terminal.wait_exit() == code
        assert terminal.problems == []
        assert terminal.text.strip() == ""


@pytest.mark.parametrize("call", [[], ["pick"]])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_ended_by_a_signal(
    clean_environment: Environ, call: Sequence[str], number: signal.Signals, code: int
) -> None:
    with vss_tui(clean_environment, *call) as terminal:
        terminal.wait_for(FIRST_NAME)
        terminal.process.send_signal(number)
        assert terminal.wait_exit() == code
        assert terminal.problems == []
        assert terminal.text.strip() == ""


@pytest.mark.parametrize(
    ("output", "printed"),
    [
        ([], FIRST_NAME),
        (["-o", "name"], FIRST_NAME),
        (["-o", "path"], FIRST_PATH),
        (["-o", "id"], "11"),
    ],
)
def test_pick_prints_the_choice(
    clean_environment: Environ, tmp_path: Path, output: Sequence[str], printed: str
) -> None:
    chosen = tmp_path / "chosen"
    with (
        chosen.open("wb") as file,
        vss_tui(clean_environment, "pick", *output, streams={1: file}) as terminal,
    ):
        terminal.wait_for(FIRST_NAME)
        terminal.send(ENTER)
        assert terminal.wait_exit() == 0
        assert terminal.problems == []
    assert chosen.read_text() == f"{printed}\n"


def test_ctrl_l_draws_everything_again(clean_environment: Environ) -> None:
    with vss_tui(clean_environment) as terminal:
        terminal.wait_for("q quit")
        terminal.settle(0.5)
        before = terminal.text
        terminal.scribble("\x1b[H" + "Broadcast message\r\n" * 30)
        terminal.send(CTRL_L)
        terminal.wait_for(lambda: terminal.text == before)


def test_pick_prints_json(clean_environment: Environ, tmp_path: Path) -> None:
    chosen = tmp_path / "chosen"
    with (
        chosen.open("wb") as file,
        vss_tui(clean_environment, "pick", "-o", "json", streams={1: file}) as terminal,
    ):
        terminal.wait_for(FIRST_NAME)
        terminal.send(ENTER)
        assert terminal.wait_exit() == 0
    assert json.loads(chosen.read_text())["path"] == FIRST_PATH


def test_pick_prints_on_the_terminal_after_the_screen(clean_environment: Environ) -> None:
    with vss_tui(clean_environment, "pick") as terminal:
        terminal.wait_for(FIRST_NAME)
        terminal.send(ENTER)
        assert terminal.wait_exit() == 0
        assert terminal.text.strip() == FIRST_NAME


def test_pick_inside_a_command(clean_environment: Environ) -> None:
    """As in ``vss-cli compute vm mk shell … --iso "$(vss-tui pick)"``."""
    script = f'echo "chosen: $({sys.executable} -m vss_tui pick --demo -o id </dev/null)"'
    with TerminalEmulator(["sh", "-c", script], clean_environment) as terminal:
        terminal.wait_for(FIRST_NAME)
        terminal.send(ENTER)
        assert terminal.wait_exit() == 0
        assert terminal.problems == []
        assert terminal.text.strip() == "chosen: 11"


def test_pick_cannot_be_stopped_by_a_key(clean_environment: Environ) -> None:
    with vss_tui(clean_environment, "pick") as terminal:
        terminal.wait_for(FIRST_NAME)
        terminal.send(CTRL_Z)
        terminal.wait_for("pick cannot suspend")
        terminal.send(ENTER)
        assert terminal.wait_exit() == 0


@pytest.mark.parametrize("call", [[], ["pick"]])
def test_no_terminal(clean_environment: Environ, call: Sequence[str]) -> None:
    nowhere = {0: subprocess.DEVNULL, 1: subprocess.PIPE, 2: subprocess.PIPE}
    with vss_tui(clean_environment, *call, controlling=False, streams=nowhere) as program:
        output, errors = program.process.communicate(timeout=30)
        assert program.process.returncode == 2
    assert output == b""
    assert b"needs a terminal" in errors
    assert b"Traceback" not in errors


def test_terminal_without_a_screen(clean_environment: Environ) -> None:
    with vss_tui(clean_environment | {"TERM": "dumb"}) as terminal:
        assert terminal.wait_exit() == 2
        assert "use vss-tui ls" in terminal.text
        assert b"\x1b" not in terminal.raw


def test_wrong_filter_opens_no_screen(clean_environment: Environ) -> None:
    with vss_tui(clean_environment, "-f", "nmae = x") as terminal:
        assert terminal.wait_exit() == 2
        assert b"\x1b" not in terminal.raw
        assert 'did you mean "name"' in terminal.text


@pytest.mark.parametrize(
    "variables", [{"NO_COLOR": "1"}, {"TERM": "linux"}, {"LC_ALL": "C"}], ids=str
)
def test_poor_terminals_are_enough(clean_environment: Environ, variables: Environ) -> None:
    with vss_tui(clean_environment | variables) as terminal:
        terminal.wait_for(FIRST_NAME)
        terminal.send("]")
        terminal.wait_for("page 2 of")
        if "LC_ALL" not in variables:
            assert b"38;5" not in terminal.raw
            assert b"38;2" not in terminal.raw


def test_idle_it_draws_nothing(clean_environment: Environ) -> None:
    with vss_tui(clean_environment) as terminal:
        terminal.wait_for("Personal 7")
        terminal.settle(0.5)
        assert terminal.settle(3) == b""
