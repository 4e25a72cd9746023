"""The first frame: shown where an earlier run was started in the same way, and nowhere else."""

import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from platformdirs import PlatformDirs

from tests.frame_program import INTERRUPTED
from tests.terminal_emulator import ALTERNATE_SCREEN, ROOT, TerminalEmulator
from vss_tui.support import paths
from vss_tui.terminal.first_frame import LARGEST, OLDEST, frame_folder

Environ = dict[str, str]
SHOWN, NOT_SHOWN = "waiting True", "waiting False"
WORDS = ("--tab", "public")
PROGRAM = ("python", "-m", "tests.frame_program")


@pytest.fixture
def environ(clean_environment: Environ) -> Environ:
    return {**clean_environment, "PYTHONPATH": str(ROOT), "VSS_TOKEN": "canary-token"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text("timeout = 30\n")
    return path


def store(environ: Mapping[str, str], file: Path) -> Path:
    """Store a frame, and return its file."""
    with TerminalEmulator([*PROGRAM, "store", str(file), *WORDS], environ) as terminal:
        assert terminal.wait_exit() == 0
        assert "stored" in terminal.text
    (frame,) = Path(environ["XDG_CACHE_HOME"], "vss-tui", "frames").iterdir()
    return frame


def started(
    environ: Mapping[str, str],
    file: Path,
    *words: str,
    folder: Path = ROOT,
    columns: int = 80,
) -> TerminalEmulator:
    return TerminalEmulator(
        [*PROGRAM, "show", str(file), *(words or WORDS)], environ, folder=folder, columns=columns
    )


class TestShown:
    def test_with_the_terminal_taken_over(self, environ: Environ, file: Path) -> None:
        store(environ, file)
        with started(environ, file) as terminal:
            terminal.wait_for(lambda: SHOWN.encode() in terminal.raw)
            assert ALTERNATE_SCREEN in terminal.modes
            assert not terminal.cooked
            assert terminal.lines[2] == "grün ─ …"
            terminal.send("\n")
            assert terminal.wait_exit() == 0
            assert terminal.problems == []
            assert terminal.lines_used == []

    @pytest.mark.parametrize(
        ("number", "code"),
        [(signal.SIGINT, INTERRUPTED), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
    )
    def test_ended_by_a_signal(
        self, environ: Environ, file: Path, number: signal.Signals, code: int
    ) -> None:
        store(environ, file)
        with started(environ, file) as terminal:
            terminal.wait_for(lambda: SHOWN.encode() in terminal.raw)
            terminal.process.send_signal(number)
            assert terminal.wait_exit() == code
            assert terminal.problems == []

    def test_ctrl_c_is_a_signal(self, environ: Environ, file: Path) -> None:
        store(environ, file)
        with started(environ, file) as terminal:
            terminal.wait_for(lambda: SHOWN.encode() in terminal.raw)
            terminal.send("\x03")
            assert terminal.wait_exit() == INTERRUPTED
            assert terminal.problems == []

    def test_no_secret_is_in_it(self, environ: Environ, file: Path) -> None:
        frame = store(environ, file)
        assert b"canary" not in frame.read_bytes()
        assert "canary" not in frame.name


def change_file(environ: Environ, file: Path, frame: Path) -> None:
    file.write_text("timeout = 31\n")
    os.utime(file, ns=(0, file.stat().st_mtime_ns + 1))


def remove_file(environ: Environ, file: Path, frame: Path) -> None:
    file.unlink()


def set_variable(name: str, value: str) -> Callable[[Environ, Path, Path], None]:
    def change(environ: Environ, file: Path, frame: Path) -> None:
        environ[name] = value

    return change


def damage(environ: Environ, file: Path, frame: Path) -> None:
    frame.write_bytes(b"\x1b]52;c;QQ==\x07")


def cut_short(environ: Environ, file: Path, frame: Path) -> None:
    frame.write_bytes(frame.read_bytes()[:20])


def make_oversized(environ: Environ, file: Path, frame: Path) -> None:
    frame.write_bytes(frame.read_bytes() + b"x" * LARGEST)


def open_to_others(environ: Environ, file: Path, frame: Path) -> None:
    frame.chmod(0o644)


def open_the_folder(environ: Environ, file: Path, frame: Path) -> None:
    frame.parent.chmod(0o777)


def link(environ: Environ, file: Path, frame: Path) -> None:
    frame.rename(frame.parent.parent / "elsewhere")
    frame.symlink_to(frame.parent.parent / "elsewhere")


def link_the_folder(environ: Environ, file: Path, frame: Path) -> None:
    frame.parent.rename(frame.parent.parent / "elsewhere")
    frame.parent.symlink_to(frame.parent.parent / "elsewhere")


def make_a_pipe(environ: Environ, file: Path, frame: Path) -> None:
    frame.unlink()
    os.mkfifo(frame, 0o600)


def make_old(environ: Environ, file: Path, frame: Path) -> None:
    before = time.time() - OLDEST - 60
    os.utime(frame, (before, before))


def give_away(environ: Environ, file: Path, frame: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can give a file to another user")
    os.chown(frame, 4321, -1)


CHANGES = [
    change_file,
    remove_file,
    set_variable("VSS_TOKEN", "another"),
    set_variable("VSS_ENDPOINT", "https://other.example"),
    set_variable("NO_COLOR", "1"),
    set_variable("TERM", "xterm"),
    set_variable("LC_ALL", "C"),
    set_variable("TMUX", "/tmp/tmux"),
    set_variable("XDG_CONFIG_HOME", "/elsewhere"),
    damage,
    cut_short,
    make_oversized,
    open_to_others,
    open_the_folder,
    link,
    link_the_folder,
    make_a_pipe,
    make_old,
    give_away,
]


class TestNotShown:
    @pytest.mark.parametrize("change", CHANGES, ids=range(len(CHANGES)))
    def test_after_a_change(
        self, environ: Environ, file: Path, change: Callable[[Environ, Path, Path], None]
    ) -> None:
        change(environ, file, store(environ, file))
        self.assert_not_shown(started(environ, file))

    def test_with_other_words(self, environ: Environ, file: Path) -> None:
        store(environ, file)
        self.assert_not_shown(started(environ, file, "--tab", "personal"))

    def test_in_another_folder(self, environ: Environ, file: Path, tmp_path: Path) -> None:
        store(environ, file)
        self.assert_not_shown(started(environ, file, folder=tmp_path))

    def test_in_another_size(self, environ: Environ, file: Path) -> None:
        store(environ, file)
        self.assert_not_shown(started(environ, file, columns=81))

    def test_with_another_password_it_is(self, environ: Environ, file: Path) -> None:
        environ["VSS_USER_PASS"] = "one"
        store(environ, file)
        environ["VSS_USER_PASS"] = "two"
        with started(environ, file) as terminal:
            terminal.wait_for(lambda: SHOWN.encode() in terminal.raw)

    def assert_not_shown(self, terminal: TerminalEmulator) -> None:
        with terminal:
            terminal.wait_for(NOT_SHOWN)
            assert terminal.raw.count(b"\x1b") == 0
            assert terminal.cooked
            terminal.send("\n")
            assert terminal.wait_exit() == 0


class TestFolder:
    def test_is_where_the_other_cached_files_are(self) -> None:
        assert Path(frame_folder()).parent == paths.cache_dir()
        assert (
            Path(frame_folder()).parent == PlatformDirs("vss-tui", appauthor=False).user_cache_path
        )
