"""The browser's start over a first frame, on a real terminal and a service on loopback."""

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import INSTALLED, Command
from tests.fake_service import FakeService
from tests.fake_service.serving import serve
from tests.terminal_emulator import TerminalEmulator

Environ = dict[str, str]
CHECKED = "row 1 of 240"
"""What the pager says once the service has answered."""
MOVE = re.compile(rb"\x1b\[(\d+);(\d+)H")
ALTERNATE_SCREEN = b"\x1b[?1049h"
LARGEST_START = 8192


@pytest.fixture
def environ(clean_environment: Environ) -> Iterator[Environ]:
    service = FakeService()
    with serve(service) as url:
        yield {**clean_environment, "VSS_ENDPOINT": url, "VSS_TOKEN": service.token}


def start(environ: Environ, *words: str, **how: object) -> TerminalEmulator:
    return TerminalEmulator([INSTALLED, *words], environ, **how)  # type: ignore[arg-type]


def frames(environ: Environ) -> list[Path]:
    folder = Path(environ["XDG_CACHE_HOME"], "vss-tui", "frames")
    return list(folder.iterdir()) if folder.is_dir() else []


def record(environ: Environ, *words: str, leave: str = "q", **how: object) -> None:
    """Have a run store what the next one shows first."""
    with start(environ, *words, **how) as terminal:
        terminal.wait_for(CHECKED)
        terminal.wait_for(lambda: bool(frames(environ)))
        terminal.send(leave)
        terminal.wait_exit()


def wait_for_frame(terminal: TerminalEmulator) -> bytes:
    """Wait for the frame's last line, and return all that has come."""
    terminal.wait_for(lambda: bool(terminal.lines[-1]))
    return terminal.raw


def lines_of(data: bytes) -> dict[int, bytes]:
    """Return what was written last on each line from its first column on."""
    _, *parts = MOVE.split(data)
    pieces = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return {
        int(row): text.strip(b"\r\n") for row, column, text in pieces if column == b"1" and text
    }


class TestThePaint:
    @pytest.mark.parametrize("size", [(80, 24), (120, 40)])
    @pytest.mark.parametrize(
        "variables",
        [{}, {"TERM": "xterm"}, {"TMUX": "/tmp/tmux-0/default,1,0", "TERM": "tmux-256color"}],
        ids=["256 colours", "16 colours", "tmux"],
    )
    def test_sends_only_what_differs(
        self, environ: Environ, size: tuple[int, int], variables: dict[str, str]
    ) -> None:
        environ |= variables
        columns, rows = size
        record(environ, columns=columns, rows=rows)
        with start(environ, columns=columns, rows=rows) as terminal:
            frame = wait_for_frame(terminal)
            terminal.wait_for("checking…")
            terminal.wait_for(CHECKED)
            terminal.wait_for(lambda: "2 Personal 7" in terminal.lines[0])
            painted = terminal.raw[len(frame) :]
            again = {row for row, line in lines_of(painted).items() if lines_of(frame)[row] == line}
            assert again == set()
            assert terminal.raw.count(ALTERNATE_SCREEN) == 1
            assert b"\x1b[2J" not in terminal.raw
            if size == (80, 24):
                assert len(terminal.raw) < LARGEST_START
            terminal.send("q")
            assert terminal.wait_exit() == 0
            assert terminal.problems == []

    def test_replaces_what_is_no_longer_so(self, environ: Environ) -> None:
        record(environ)
        (frame,) = frames(environ)
        frame.write_bytes(frame.read_bytes().replace(b"CentOS-6.5", b"CentOS-0.0"))
        with start(environ) as terminal:
            terminal.wait_for("CentOS-0.0")
            terminal.wait_for("CentOS-6.5")
            assert "CentOS-0.0" not in terminal.text

    def test_is_right_after_a_resize_meanwhile(self, environ: Environ) -> None:
        record(environ)
        with start(environ) as terminal:
            wait_for_frame(terminal)
            terminal.resize(100, 30)
            terminal.wait_for(lambda: CHECKED in terminal.text and "quit" in terminal.lines[29])
            assert terminal.lines[0].startswith(" vss-tui")
            assert "240 images" not in terminal.lines[23]


class TestKeys:
    @pytest.mark.parametrize("delay", [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45])
    def test_typed_ahead_arrive_in_order(self, environ: Environ, delay: float) -> None:
        record(environ)
        with start(environ) as terminal:
            wait_for_frame(terminal)
            terminal.settle(delay)
            terminal.send("/rocky\r")
            terminal.wait_for(lambda: "/ rocky" in terminal.lines[1])
            terminal.wait_for(lambda: "Rocky" in terminal.lines[3])
            terminal.send("q")
            assert terminal.wait_exit() == 0
            assert terminal.problems == []


class TestEndedBetweenFrameAndPaint:
    @pytest.mark.parametrize(
        ("number", "code"),
        [(signal.SIGINT, 0), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
    )
    def test_by_a_signal(self, environ: Environ, number: signal.Signals, code: int) -> None:
        record(environ)
        with start(environ) as terminal:
            wait_for_frame(terminal)
            terminal.process.send_signal(number)
            assert terminal.wait_exit() == code
            assert terminal.problems == []
            assert terminal.lines_used == []

    def test_by_ctrl_c(self, environ: Environ) -> None:
        record(environ)
        with start(environ) as terminal:
            wait_for_frame(terminal)
            terminal.send("\x03")
            assert terminal.wait_exit() == 0
            assert terminal.problems == []

    def test_by_a_closed_terminal(self, environ: Environ) -> None:
        record(environ)
        with start(environ) as terminal:
            wait_for_frame(terminal)
            terminal.hang_up()
            assert terminal.wait_exit(reading=False) in (129, -signal.SIGHUP)


class TestPick:
    def test_has_one_with_its_output_elsewhere(self, environ: Environ, tmp_path: Path) -> None:
        chosen = tmp_path / "chosen"
        with chosen.open("wb") as out:
            record(environ, "pick", leave="\x1b", streams={1: out})
            with start(environ, "pick", streams={1: out}) as terminal:
                wait_for_frame(terminal)
                terminal.send("rocky\r")
                assert terminal.wait_exit() == 0
                assert terminal.problems == []
        assert "rocky" in chosen.read_text().lower()
        assert "\x1b" not in chosen.read_text()

    def test_interrupted_is_cancelled(self, environ: Environ) -> None:
        record(environ, "pick", leave="\x1b")
        with start(environ, "pick") as terminal:
            wait_for_frame(terminal)
            terminal.send("\x03")
            assert terminal.wait_exit() == 130
            assert terminal.problems == []


class TestWhatIsStored:
    def test_nothing_without_a_cache(self, environ: Environ) -> None:
        with start(environ, "--no-cache") as terminal:
            terminal.wait_for(CHECKED)
            terminal.wait_for(lambda: "2 Personal 7" in terminal.lines[0])
            terminal.send("q")
            terminal.wait_exit()
        assert frames(environ) == []

    def test_no_token(self, environ: Environ) -> None:
        record(environ)
        (frame,) = frames(environ)
        assert environ["VSS_TOKEN"].encode() not in frame.read_bytes()
        assert frame.stat().st_mode & 0o777 == 0o600

    def test_nothing_after_logout(self, environ: Environ) -> None:
        record(environ)
        Command(environ).run("logout")
        assert frames(environ) == []

    def test_another_token_shows_none(self, environ: Environ) -> None:
        record(environ)
        with start({**environ, "VSS_TOKEN": "another"}) as terminal:
            terminal.wait_for("Sign in")
            assert b"CentOS" not in terminal.raw
