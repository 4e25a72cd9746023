"""The screen is drawn on the terminal, and only results go to standard output."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests.terminal_app import PICKED
from tests.terminal_emulator import ALTERNATE_SCREEN, small_app

Environ = dict[str, str]


def test_result_goes_to_the_terminal_after_the_screen(clean_environment: Environ) -> None:
    with small_app(clean_environment) as terminal:
        terminal.wait_for("ready")
        terminal.send("q")
        assert terminal.wait_exit() == 0
        after = terminal.raw.rpartition(b"\x1b[?1049l")[2]
        assert PICKED.encode() in after
        assert terminal.raw.count(PICKED.encode()) == 1


def test_only_the_result_goes_to_a_pipe(clean_environment: Environ, tmp_path: Path) -> None:
    output = tmp_path / "output"
    with output.open("wb") as file, small_app(clean_environment, streams={1: file}) as terminal:
        terminal.wait_for("ready")
        terminal.send("p")
        terminal.wait_for(lambda: b"stray output" in terminal.raw)
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert terminal.problems == []
    assert output.read_text() == f"{PICKED}\n"


@pytest.mark.parametrize("elsewhere", [{0}, {2}, {0, 2}, {0, 1, 2}], ids=str)
def test_opens_the_terminal_where_streams_are_elsewhere(
    clean_environment: Environ, tmp_path: Path, elsewhere: set[int]
) -> None:
    """As in ``… | vss-tui pick 2>errors``."""
    written = tmp_path / "written"
    with (
        Path("/dev/null").open("rb") as nothing,
        written.open("wb") as file,
        small_app(
            clean_environment,
            columns=100,
            streams={number: file if number else nothing for number in elsewhere},
        ) as terminal,
    ):
        terminal.wait_for("ready")
        terminal.wait_for("100x24")
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert terminal.problems == []
    assert written.read_text() == (f"{PICKED}\n" if 1 in elsewhere else "")


def test_size_is_the_terminals(clean_environment: Environ, tmp_path: Path) -> None:
    environ = clean_environment | {"COLUMNS": "60", "LINES": "20"}
    with (
        (tmp_path / "output").open("wb") as file,
        small_app(environ, columns=132, rows=50, streams={1: file}) as terminal,
    ):
        terminal.wait_for("132x50")
        terminal.resize(70, 20)
        terminal.wait_for("70x20")


@pytest.mark.parametrize("size", [(1, 1), (0, 0), (20, 5)])
def test_too_small_for_anything_and_back(clean_environment: Environ, size: tuple[int, int]) -> None:
    with small_app(clean_environment) as terminal:
        terminal.wait_for("ready")
        terminal.resize(*size)
        terminal.settle(0.2)
        terminal.resize(90, 30)
        terminal.wait_for("90x30")
        terminal.send("q")
        assert terminal.wait_exit() == 0


def test_many_sizes_in_a_row(clean_environment: Environ) -> None:
    with small_app(clean_environment) as terminal:
        terminal.wait_for("ready")
        for columns in range(20, 120):
            terminal.resize(columns, 24)
        terminal.wait_for("119x24")


def test_no_terminal(clean_environment: Environ) -> None:
    with small_app(
        clean_environment,
        controlling=False,
        streams={0: subprocess.DEVNULL, 1: subprocess.PIPE, 2: subprocess.PIPE},
    ) as program:
        output, errors = program.process.communicate(timeout=30)
        assert program.process.returncode == 2
    assert output == b""
    assert b"needs a terminal" in errors
    assert errors.count(b"\n") == 1


def test_without_controlling_terminal_the_streams_are_enough(clean_environment: Environ) -> None:
    with small_app(clean_environment, controlling=False) as terminal:
        terminal.wait_for("ready")
        terminal.send("q")
        assert terminal.wait_exit() == 0


def test_terminal_without_a_screen(clean_environment: Environ) -> None:
    with small_app(clean_environment | {"TERM": "dumb"}) as terminal:
        assert terminal.wait_exit() == 2
        assert "use vss-tui ls" in terminal.text.replace("\n", " ")
        assert ALTERNATE_SCREEN not in terminal.modes
        assert b"\x1b" not in terminal.raw


def test_streams_are_as_before_after_a_signal(clean_environment: Environ, tmp_path: Path) -> None:
    output = tmp_path / "output"
    with output.open("wb") as file, small_app(clean_environment, streams={1: file}) as terminal:
        terminal.wait_for("ready")
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.wait_exit() == 143
        assert terminal.problems == []
    assert output.read_bytes() == b""


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8"])
def test_locale(clean_environment: Environ, locale: str) -> None:
    with small_app(clean_environment | {"LC_ALL": locale}) as terminal:
        terminal.wait_for("ready")
        terminal.send("é")
        terminal.wait_for("key é")
