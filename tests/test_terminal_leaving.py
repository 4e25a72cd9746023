"""However the application ends, the terminal is as it was before."""

import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal_emulator import (
    ALTERNATE_SCREEN,
    MOUSE,
    MOUSE_BUTTONS,
    MOUSE_DRAGS,
    MOUSE_SGR,
    PASTE,
    ROOT,
    small_app,
)

Environ = dict[str, str]

MODES_OF_THE_SCREEN = {ALTERNATE_SCREEN, MOUSE_BUTTONS, MOUSE_DRAGS, MOUSE_SGR, PASTE}
"""No bare motion of the mouse, no reports of the focus."""
ENDINGS = [
    (signal.SIGTERM, 143),
    (signal.SIGHUP, 129),
    (signal.SIGINT, 130),
    (signal.SIGQUIT, 131),
]
SOON = 6.0
"""Seconds: two that an ending may take, and what a busy machine adds."""


def test_left_by_a_key(clean_environment: Environ) -> None:
    with small_app(clean_environment) as terminal:
        terminal.wait_for("ready")
        assert terminal.modes == MODES_OF_THE_SCREEN
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert terminal.problems == []


def test_without_mouse_the_mouse_is_the_terminals_own(clean_environment: Environ) -> None:
    with small_app(clean_environment, "--no-mouse") as terminal:
        terminal.wait_for("ready")
        assert not terminal.modes & MOUSE
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert terminal.problems == []


@pytest.mark.parametrize(("number", "code"), ENDINGS)
def test_signal(clean_environment: Environ, number: signal.Signals, code: int) -> None:
    with small_app(clean_environment) as terminal:
        terminal.wait_for("ready")
        terminal.process.send_signal(number)
        assert terminal.wait_exit(SOON) == code
        assert terminal.problems == []


def test_signal_before_the_first_screen(clean_environment: Environ) -> None:
    with small_app(clean_environment) as terminal:
        terminal.wait_for(lambda: ALTERNATE_SCREEN in terminal.modes)
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.wait_exit(SOON) == 143
        assert terminal.problems == []


@pytest.mark.parametrize(("number", "code"), ENDINGS)
def test_signal_while_the_loop_is_blocked(
    clean_environment: Environ, number: signal.Signals, code: int
) -> None:
    with small_app(clean_environment) as terminal:
        terminal.wait_for("ready")
        terminal.send("b")
        terminal.wait_for(lambda: b"blocked" in terminal.raw)
        terminal.process.send_signal(number)
        assert terminal.wait_exit(SOON) == code
        assert terminal.problems == []


def test_signal_while_the_output_stands_still(clean_environment: Environ) -> None:
    with small_app(clean_environment) as terminal:
        terminal.wait_for("ready")
        terminal.send("f")
        terminal.wait_until_stalled()
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.wait_exit(SOON, reading=False) == 143
        terminal.drain()
        assert terminal.problems == []


def test_started_to_ignore_hangups_it_stays_at_them(clean_environment: Environ) -> None:
    with small_app(clean_environment, ignored=[signal.SIGHUP]) as terminal:
        terminal.wait_for("ready")
        terminal.process.send_signal(signal.SIGHUP)
        terminal.send("x")
        terminal.wait_for("key x")
        assert terminal.process.poll() is None


@pytest.mark.parametrize(
    ("key", "sign"),
    [("x", b"key x"), ("b", b"blocked"), ("f", b"key f")],
    ids=["idle", "blocked", "drawing"],
)
@pytest.mark.parametrize(
    "how",
    [{}, {"ignored": [signal.SIGHUP]}, {"controlling": False}],
    ids=["plain", "hangups ignored", "not controlling"],
)
def test_window_closed(
    clean_environment: Environ, how: dict[str, object], key: str, sign: bytes
) -> None:
    """A loop that asked a gone terminal for keys over and over would take all of a processor."""
    with small_app(clean_environment, **how) as terminal:
        terminal.wait_for("ready")
        terminal.send(key)
        terminal.wait_for(lambda: sign in terminal.raw)
        taken, others = terminal.processor_seconds(), _processor_seconds_of_children()
        terminal.hang_up()
        assert terminal.wait_exit(SOON, reading=False) == 129
        assert _processor_seconds_of_children() - others - taken < 3


def test_thread_that_nothing_can_stop(clean_environment: Environ) -> None:
    with small_app(clean_environment) as terminal:
        terminal.wait_for("ready")
        terminal.send("t")
        terminal.wait_for("key t")
        terminal.send("q")
        assert terminal.wait_exit(SOON) == 0
        assert terminal.problems == []


@pytest.mark.parametrize(("key", "kind"), [("e", "KeyError"), ("w", "ValueError")])
def test_unexpected_error(clean_environment: Environ, key: str, kind: str) -> None:
    report = Path(clean_environment["XDG_STATE_HOME"], "vss-tui", "crash.txt")
    with small_app(clean_environment) as terminal:
        terminal.wait_for("ready")
        terminal.send(key)
        assert terminal.wait_exit() == 1
        assert terminal.problems == []
        said = terminal.text.replace("\n", "")
        assert said.startswith(f"unexpected error ({kind}): please send {report}")
        assert "Traceback" not in said
        assert "File " not in said
        assert b"canary" not in terminal.raw
    assert report.stat().st_mode & 0o777 == 0o600
    assert "canary" not in report.read_text()
    assert kind in report.read_text()


def test_what_is_typed_is_logged_nowhere(clean_environment: Environ, tmp_path: Path) -> None:
    log = tmp_path / "textual.log"
    logging = {"TEXTUAL_LOG": str(log), "TEXTUAL_DEBUG": "1", "TEXTUAL": "debug,devtools"}
    keys_before = _key_logs()
    with small_app(clean_environment | logging, "--input") as terminal:
        terminal.wait_for("ready")
        terminal.send("\tpassword")
        terminal.wait_for("••••••••")
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.wait_exit() == 143
    assert not log.exists()
    assert _key_logs() == keys_before


def _key_logs() -> list[str]:
    """The logs of Textual's developer mode, which go to the working folder."""
    return [str(path) for path in ROOT.glob("*.log")]


def _processor_seconds_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def test_nothing_fails_at_import_on_windows() -> None:
    """There is no ``termios``, ``tty``, ``fcntl`` or ``curses`` there, and no SIGHUP."""
    code = (
        "import signal, sys\n"
        "sys.modules |= dict.fromkeys(['termios', 'tty', 'fcntl', 'curses', '_curses'])\n"
        "del signal.SIGHUP, signal.SIGTSTP, signal.SIGCONT\n"
        "import vss_tui.app, vss_tui.cli.browser, vss_tui.support.crash_report\n"
        "from vss_tui.terminal import app_runner, clipboard, environment, erase, terminal_app\n"
        "environment.prepare_environment({'TERM': 'xterm'})\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
