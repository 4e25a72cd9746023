"""Typing on a real terminal: at human speed in the filter, and ``pick`` from first key to path."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.command import INSTALLED
from tests.terminal_emulator import TerminalEmulator

Environ = dict[str, str]
FIRST_NAME = "CentOS-6.5"
UP, DOWN, ENTER, ESCAPE, CTRL_U, BACKSPACE = "\x1b[A", "\x1b[B", "\r", "\x1b", "\x15", "\x7f"
A_KEY, A_THOUGHT = 0.15, 0.7
"""Seconds between two keys, and before the first key of a word."""
EMPTY = ("none of these", "No image matches", "no images")

RIGHT = (
    "ubuntu server",
    "server ubuntu 22",
    "Cent*7",
    "linux/ubuntu",
    "[vss-ISOs] Linux/CentOS",
    "name ~ Cent*7*",
    "ubuntu and id > 100",
    "updated >= 2024",
    "debian created > 3000d",
    "id in 11, 14, 17",
    "id in (11, 14)",
    "public = yes",
    "name,like,CentO%",
    '"ubuntu-22"',
    "rocky && id < 9999",
)
WRONG = (
    "ubuntu or debian",
    "ubuntu | grep",
    "id > many",
    "public = maybe",
    'name = "a; b.iso"',
    "created > yesterday",
)
EXPRESSIONS = (*RIGHT, *WRONG)


def filter_shows(terminal: TerminalEmulator, expression: str) -> bool:
    return expression in terminal.lines[1]


@pytest.mark.parametrize("group", range(5))
def test_typing_never_empties_the_list_before_it_is_finished(
    clean_environment: Environ, group: int
) -> None:
    command = [INSTALLED, "--demo", "--per-page", "250"]
    with TerminalEmulator(command, clean_environment, columns=100, rows=30) as terminal:
        terminal.wait_for(FIRST_NAME)
        for expression in EXPRESSIONS[group::5]:
            terminal.send("/" + CTRL_U)
            terminal.settle(A_THOUGHT)
            for before, key in zip(" " + expression, expression, strict=False):
                if before == " ":
                    terminal.settle(A_THOUGHT)
                terminal.send(key)
                terminal.settle(A_KEY)
                found = [words for words in EMPTY if words in terminal.text]
                assert (expression, found) == (expression, []), terminal.text
            terminal.wait_for(partial(filter_shows, terminal, expression))
            terminal.settle(A_THOUGHT)
            assert not [words for words in EMPTY if words in terminal.text], terminal.text
            terminal.send(ESCAPE)
            terminal.settle(A_THOUGHT)
        terminal.send("q")
        assert terminal.wait_exit() == 0


def picked(
    environ: Environ,
    folder: Path,
    keys: Sequence[str],
    *,
    size: tuple[int, int],
    words: Sequence[str] = (),
    at_once: bool = False,
) -> tuple[int, str]:
    """Run ``pick -o path`` with keys, and return its exit code and what it printed.

    Args:
        environ: The environment.
        folder: A folder for what is printed.
        keys: What is typed.
        size: Columns and rows.
        words: The words to start with.
        at_once: Whether the keys are sent before anything has been painted.
    """
    columns, rows = size
    with (
        (folder / "chosen").open("wb") as file,
        TerminalEmulator(
            [INSTALLED, "pick", "--demo", "-o", "path", *words],
            environ,
            columns=columns,
            rows=rows,
            streams={1: file},
        ) as terminal,
    ):
        if not at_once:
            terminal.wait_for("PICK")
            terminal.wait_for(".iso")
        for key in keys:
            terminal.send(key)
            if not at_once:
                terminal.settle(0.05)
        code = terminal.wait_exit()
        assert terminal.problems == []
        # Before it is painted the terminal itself echoes what is typed.
        assert at_once or terminal.text.strip() == ""
    return code, (folder / "chosen").read_text()


SIZES = pytest.mark.parametrize("size", [(80, 24), (40, 10)], ids=["80x24", "40x10"])
FIRST_KEYS = pytest.mark.parametrize("at_once", [False, True], ids=["painted", "before-paint"])
SLES = "[vss-ISOs] Linux/SLES/SLE-12-SP4-Server-DVD-x86_64-GM-DVD1.iso\n"


@SIZES
@FIRST_KEYS
def test_pick_from_the_first_key_to_the_printed_path(
    clean_environment: Environ, tmp_path: Path, size: tuple[int, int], at_once: bool
) -> None:
    found = picked(clean_environment, tmp_path, [*"sle-", ENTER], size=size, at_once=at_once)
    assert found == (0, SLES)


@SIZES
@FIRST_KEYS
def test_pick_moves_in_the_rows(
    clean_environment: Environ, tmp_path: Path, size: tuple[int, int], at_once: bool
) -> None:
    keys = [*"ubuntu 16", DOWN, DOWN, UP, ENTER]
    code, path = picked(clean_environment, tmp_path, keys, size=size, at_once=at_once)
    assert code == 0
    assert path.startswith("[vss-ISOs] Linux/Ubuntu/ubuntu-16.")


@FIRST_KEYS
def test_q_is_typed_in_pick_and_escape_cancels(
    clean_environment: Environ, tmp_path: Path, at_once: bool
) -> None:
    keys = [*"qq", BACKSPACE, ESCAPE]
    found = picked(clean_environment, tmp_path, keys, size=(80, 24), at_once=at_once)
    assert found == (130, "")


@FIRST_KEYS
def test_pick_starts_with_its_words(
    clean_environment: Environ, tmp_path: Path, at_once: bool
) -> None:
    keys = [*" 24", ENTER]
    code, path = picked(
        clean_environment,
        tmp_path,
        keys,
        size=(80, 24),
        words=["ubuntu", "server"],
        at_once=at_once,
    )
    assert code == 0
    assert "ubuntu" in path
    assert "24" in path
    assert "server" in path
