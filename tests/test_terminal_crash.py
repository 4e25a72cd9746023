"""A crash report says where an unexpected error came from, and no value of anything."""

import stat
from pathlib import Path

import pytest

from tests import user_folders
from vss_tui.support import crash_report

SECRET = "canary-s3cret"


def _failing(password: str) -> None:
    try:
        dict[str, str]()[password]
    except KeyError as error:
        raise ValueError(f"cannot use {password}") from error


def _caught(password: str = SECRET) -> Exception:
    try:
        _failing(password)
    except ValueError as error:
        return error
    raise AssertionError


def test_kinds_and_places_are_kept_and_words_are_not() -> None:
    details = crash_report.details(_caught())
    assert "ValueError" in details
    assert "KeyError" in details
    assert "in _failing" in details
    assert "canary" not in details


def test_grouped_errors_are_kept_too() -> None:
    details = crash_report.details(ExceptionGroup(SECRET, [_caught(), OSError(SECRET)]))
    assert "ExceptionGroup" in details
    assert "KeyError" in details
    assert "OSError" in details
    assert "canary" not in details


def test_errors_that_come_from_each_other() -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert crash_report.details(first).count("KeyError") == 1


def test_report_is_for_the_user_alone() -> None:
    path = crash_report.report(_caught())
    assert path is not None
    assert path.is_relative_to(user_folders.state_dir())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "ValueError" in path.read_text()


def test_report_replaces_the_one_before() -> None:
    crash_report.report(_caught())
    path = crash_report.report(OSError())
    assert path is not None
    assert "ValueError" not in path.read_text()
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_nowhere_to_write(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert crash_report.report(_caught()) is None


@pytest.mark.parametrize("path", [None, Path("/home/me/\x1b]0;x\x07/crash.txt")])
def test_sentence_is_one_line_for_a_terminal(path: Path | None) -> None:
    sentence = crash_report.sentence(_caught(), path)
    assert sentence.isprintable()
    assert "ValueError" in sentence
    assert "canary" not in sentence
