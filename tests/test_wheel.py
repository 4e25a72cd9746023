"""The built wheel holds all that it needs, and runs where the checkout is not."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.terminal_emulator import ROOT, TerminalEmulator


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel, built without asking an index for anything."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", str(folder), str(ROOT)],
        check=True,
        timeout=120,
    )
    return next(folder.glob("vss_tui-*.whl"))


@pytest.fixture
def installed(
    wheel: Path, tmp_path: Path, clean_environment: dict[str, str]
) -> tuple[Path, dict[str, str]]:
    """An empty folder, and an environment in which the wheel's content is imported."""
    packages, empty = tmp_path / "packages", tmp_path / "empty"
    empty.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    return empty, {**clean_environment, "PYTHONPATH": str(packages)}


def test_wheel_holds_the_style_sheet_and_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        entry_points = next(name for name in names if name.endswith("entry_points.txt"))
        assert archive.read("vss_tui/styles.tcss") == (ROOT / "styles.tcss").read_bytes()
        assert "vss-tui = vss_tui.cli:main" in archive.read(entry_points).decode()
        assert not any(name.startswith("tests/") for name in names)


def test_wheel_lists_from_an_empty_folder(installed: tuple[Path, dict[str, str]]) -> None:
    folder, environment = installed
    ended = subprocess.run(
        [sys.executable, "-m", "vss_tui", "ls", "--demo", "-f", "minix", "personal", "-o", "name"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, "minix-3.4.0.iso\n")
    assert os.listdir(folder) == []  # noqa: PTH208 - nothing may be left there


@pytest.mark.parametrize("words", [("init", "zsh"), ("ls", "--help")], ids=" ".join)
def test_wheel_has_the_files_that_are_printed(
    installed: tuple[Path, dict[str, str]], words: tuple[str, ...]
) -> None:
    folder, environment = installed
    ended = subprocess.run(
        [sys.executable, "-m", "vss_tui", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "vss-tui" in ended.stdout


def test_wheel_opens_the_browser_from_an_empty_folder(
    installed: tuple[Path, dict[str, str]],
) -> None:
    folder, environment = installed
    words = (sys.executable, "-m", "vss_tui", "--demo")
    with TerminalEmulator(words, environment, folder=folder) as terminal:
        terminal.wait_for("page 1 of 5")
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert terminal.problems == []
