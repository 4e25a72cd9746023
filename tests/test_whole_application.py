"""The installed command in a real terminal, against the embedded service over HTTP."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.command import INSTALLED
from tests.fake_service import FakeService
from tests.fake_service.serving import serve
from tests.terminal_emulator import TerminalEmulator

Environ = dict[str, str]
_COMMAND = (INSTALLED,)
_FIRST = "CentOS-6.5-x86_64-bin-DVD1.iso"
_SECOND = "ubuntu-14.04-desktop-amd64.iso"


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def environ(service: FakeService, clean_environment: Environ) -> Iterator[Environ]:
    """The environment of a user who has an endpoint and a token."""
    with serve(service) as url:
        yield {**clean_environment, "VSS_ENDPOINT": url, "VSS_API_TOKEN": service.token}


def _lists(service: FakeService) -> list[dict[str, str]]:
    return [dict(request.params) for request in service.requests_to("GET", "/v2/iso")]


def test_browses_filters_sorts_turns_syncs_and_leaves(
    service: FakeService, clean_environment: Environ
) -> None:
    environ = {**clean_environment, "VSS_API_TOKEN": service.token}
    with (
        serve(service) as url,
        TerminalEmulator((*_COMMAND, "--endpoint", url), environ) as terminal,
    ):
        terminal.wait_for("page 1 of 5")
        assert f"▌  11  {_FIRST}" in terminal.text

        terminal.send("n")
        terminal.wait_for("page 2 of 5")
        terminal.send("/")
        terminal.send("name ~ ubuntu and id > 100\r")
        terminal.wait_for(lambda: "ubuntu and id > 100" in terminal.lines[1])
        terminal.wait_for(lambda: "page 1 of 1" in terminal.text)
        terminal.send("N")
        terminal.wait_for("NAME ↑")
        terminal.wait_for("name A–Z")

        terminal.send("2")
        terminal.wait_for("▐2 Personal 7▌")
        terminal.send("s")
        terminal.wait_for("sync done: added ubuntu-24.04.2-autoinstall.iso")
        terminal.wait_for("▐2 Personal 8▌")
        terminal.wait_for("+286")

        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert terminal.problems == []

    filtered = [asked for asked in _lists(service) if "filter" in asked]
    assert filtered[0] == {
        "expand": "1",
        "page": "1",
        "per_page": "50",
        "filter": "name,like,%ubuntu%;id,gt,100",
    }
    assert filtered[-1] == {**filtered[0], "sort": "name,asc"}
    assert len(service.requests_to("PATCH")) == 1


@pytest.mark.parametrize(
    ("options", "printed"),
    [
        ((), f"{_SECOND}\n"),
        (("-o", "path"), f"[vss-ISOs] Linux/Ubuntu/{_SECOND}\n"),
        (("-o", "id"), "14\n"),
    ],
    ids=["name", "path", "id"],
)
def test_pick_prints_the_choice_and_nothing_else(
    environ: Environ, tmp_path: Path, options: tuple[str, ...], printed: str
) -> None:
    output = tmp_path / "output"
    with (
        output.open("wb") as file,
        TerminalEmulator((*_COMMAND, "pick", *options), environ, streams={1: file}) as terminal,
    ):
        terminal.wait_for(_FIRST)
        terminal.send("\x1b[B")
        terminal.wait_for(f"▌  14  {_SECOND}")
        terminal.send("\r")
        assert terminal.wait_exit() == 0
        assert terminal.problems == []
    assert output.read_text() == printed


def test_pick_prints_the_whole_image_as_json(environ: Environ, tmp_path: Path) -> None:
    output = tmp_path / "output"
    with (
        output.open("wb") as file,
        TerminalEmulator((*_COMMAND, "pick", "-o", "json"), environ, streams={1: file}) as terminal,
    ):
        terminal.wait_for(_FIRST)
        terminal.send("\r")
        assert terminal.wait_exit() == 0
    image = json.loads(output.read_text())
    assert (image["id"], image["name"], image["public"]) == (11, _FIRST, True)
    assert image["path"] == f"[vss-ISOs] Linux/CentOS/{_FIRST}"


def test_pick_on_a_terminal_prints_what_controls_it_as_symbols(
    service: FakeService, environ: Environ
) -> None:
    image = service.public.images[0]
    service.public.replace([replace(image, name="a\x1b[2Jb.iso")])
    with TerminalEmulator((*_COMMAND, "pick"), environ) as terminal:
        terminal.wait_for("of 1")
        terminal.send("\r")
        assert terminal.wait_exit() == 0
        assert terminal.text.strip() == r"a\u{1b}[2Jb.iso"


def test_a_key_for_no_command_is_named(environ: Environ, home: Path) -> None:
    settings = home / ".config" / "vss-tui" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('[keys]\nnex-page = "x"\nsync = "nosuchkey"\n')
    with TerminalEmulator(_COMMAND, environ) as terminal:
        terminal.wait_for("2 problems in the settings, which vss-tui config lists")


def test_pick_starts_with_what_the_command_line_asks_for(
    service: FakeService, environ: Environ
) -> None:
    words = ("pick", "--tab", "personal", "-f", "id > 225", "-s", "name=desc", "--per-page", "2")
    with TerminalEmulator((*_COMMAND, *words), environ) as terminal:
        terminal.wait_for("page 1 of 3")
        terminal.send("\x1b")
        assert terminal.wait_exit() == 130
    assert dict(service.requests_to("GET", "/v2/user/image/iso")[0].params) == {
        "expand": "1",
        "page": "1",
        "per_page": "2",
        "filter": "id,gt,225",
        "sort": "name,desc",
    }


@pytest.mark.parametrize("keys", ["\x1b", "\x03"], ids=["Esc", "Ctrl+C"])
def test_pick_left_without_a_choice(environ: Environ, tmp_path: Path, keys: str) -> None:
    output = tmp_path / "output"
    with (
        output.open("wb") as file,
        TerminalEmulator((*_COMMAND, "pick"), environ, streams={1: file}) as terminal,
    ):
        terminal.wait_for(_FIRST)
        terminal.send(keys)
        assert terminal.wait_exit() == 130
        assert terminal.problems == []
    assert output.read_bytes() == b""


def test_pick_cannot_suspend_and_says_so(environ: Environ, tmp_path: Path) -> None:
    with (
        (tmp_path / "output").open("wb") as file,
        TerminalEmulator((*_COMMAND, "pick"), environ, streams={1: file}) as terminal,
    ):
        terminal.wait_for(_FIRST)
        terminal.send("\x1a")
        terminal.wait_for("pick cannot suspend")
        terminal.send("\r")
        assert terminal.wait_exit() == 0


def test_pick_opens_the_terminal_where_the_streams_are_elsewhere(
    environ: Environ, tmp_path: Path
) -> None:
    output, errors = tmp_path / "output", tmp_path / "errors"
    with (
        Path("/dev/null").open("rb") as nothing,
        output.open("wb") as out,
        errors.open("wb") as err,
        TerminalEmulator(
            (*_COMMAND, "pick"), environ, streams={0: nothing, 1: out, 2: err}
        ) as terminal,
    ):
        terminal.wait_for(_FIRST)
        terminal.send("\r")
        assert terminal.wait_exit() == 0
        assert terminal.problems == []
    assert (output.read_text(), errors.read_text()) == (f"{_FIRST}\n", "")


def test_what_was_chosen_lasts_from_run_to_run(service: FakeService, environ: Environ) -> None:
    with TerminalEmulator(_COMMAND, environ) as terminal:
        terminal.wait_for("page 1 of 5")
        terminal.send("-")
        terminal.wait_for("page 1 of 10")
        terminal.send("I")
        terminal.wait_for("lowest id first")
        terminal.send("q")
        assert terminal.wait_exit() == 0
    before = len(_lists(service))
    with TerminalEmulator(_COMMAND, environ) as terminal:
        terminal.wait_for("page 1 of 10")
        terminal.wait_for(lambda: len(_lists(service)) > before)
        terminal.send("q")
        assert terminal.wait_exit() == 0
    params = _lists(service)[before]
    assert (params["per_page"], params["sort"]) == ("25", "id,asc")
