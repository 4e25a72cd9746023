"""Stopped and continued, by a key and from outside, in a shell with jobs."""

import os
import re
import signal
import sys
from collections.abc import Iterator

import pytest

from tests.terminal_emulator import (
    ALTERNATE_SCREEN,
    MODES_TO_RESET,
    PASTE,
    TerminalEmulator,
    small_app,
)

PROMPT = "what-now> "
OF_THE_SCREEN = MODES_TO_RESET - {PASTE}
"""Modes of ours that are off while the shell has the terminal; it switches pasting on itself."""


class Shell:
    """A shell on a terminal, with the small application run from its prompt."""

    def __init__(self, terminal: TerminalEmulator) -> None:
        self.terminal = terminal

    def run(self, line: str) -> None:
        self.terminal.send(f"{line}\r")

    def application(self) -> int:
        """Start it, and give its process."""
        self.run(f"sh -c 'echo pid $$; exec {sys.executable} -m tests.terminal_app'")
        self.terminal.wait_for("ready")
        match = re.search(rb"pid (\d+)", self.terminal.raw)
        assert match
        return int(match[1])

    def wait_for_prompt(self) -> None:
        self.terminal.wait_for(lambda: self.terminal.lines_used[-1:] == [PROMPT.strip()])
        assert not self.terminal.modes & OF_THE_SCREEN

    def wait_for_screen(self, text: str) -> None:
        self.terminal.wait_for(lambda: ALTERNATE_SCREEN in self.terminal.modes)
        self.terminal.wait_for(text)


@pytest.fixture
def shell(clean_environment: dict[str, str]) -> Iterator[Shell]:
    environ = clean_environment | {"PS1": PROMPT}
    with TerminalEmulator(["bash", "--norc", "--noprofile", "-i"], environ) as terminal:
        terminal.wait_for(PROMPT.strip())
        yield Shell(terminal)


def test_stopped_by_a_key_and_back(shell: Shell) -> None:
    shell.application()
    shell.terminal.send("\x1a")
    shell.terminal.wait_for("Stopped")
    shell.wait_for_prompt()
    shell.run("fg")
    shell.wait_for_screen("key ctrl+z")
    shell.terminal.send("x")
    shell.terminal.wait_for("key x")
    shell.terminal.send("q")
    shell.wait_for_prompt()


@pytest.mark.parametrize("number", [signal.SIGTSTP, signal.SIGSTOP])
def test_stopped_from_outside_and_back(shell: Shell, number: signal.Signals) -> None:
    process = shell.application()
    os.kill(process, number)
    shell.terminal.wait_for("Stopped")
    shell.run("fg")
    shell.wait_for_screen("ready")
    shell.terminal.send("x")
    shell.terminal.wait_for("key x")
    shell.terminal.send("q")
    shell.wait_for_prompt()


def test_continued_though_it_ran(shell: Shell) -> None:
    process = shell.application()
    os.kill(process, signal.SIGCONT)
    shell.terminal.send("x")
    shell.terminal.wait_for("key x")
    shell.terminal.send("q")
    shell.wait_for_prompt()


def test_in_the_background_it_leaves_the_terminal_to_the_shell(shell: Shell) -> None:
    shell.application()
    shell.terminal.send("\x1a")
    shell.terminal.wait_for("Stopped")
    shell.run("bg")
    shell.run("echo said-$((40 + 2))")
    shell.terminal.wait_for("said-42")
    assert not shell.terminal.modes & OF_THE_SCREEN
    shell.run("fg")
    shell.wait_for_screen("key ctrl+z")


def test_started_in_the_background(shell: Shell) -> None:
    shell.run(f"{sys.executable} -m tests.terminal_app &")
    shell.terminal.wait_for("[1]")
    shell.run("fg")
    shell.wait_for_screen("ready")
    shell.terminal.send("x")
    shell.terminal.wait_for("key x")


def test_ended_while_stopped(shell: Shell) -> None:
    shell.application()
    shell.terminal.send("\x1a")
    shell.terminal.wait_for("Stopped")
    shell.run("kill %1")

    def shell_says_so() -> bool:
        shell.run("")  # it tells of its jobs before a prompt
        return "Exit 143" in shell.terminal.text

    shell.terminal.wait_for(shell_says_so)
    assert not shell.terminal.modes & OF_THE_SCREEN


def test_where_no_shell_could_continue_it(clean_environment: dict[str, str]) -> None:
    with small_app(clean_environment) as terminal:
        terminal.wait_for("ready")
        terminal.send("\x1a")
        terminal.wait_for("key ctrl+z")
        terminal.send("x")
        terminal.wait_for("key x")
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert terminal.problems == []
