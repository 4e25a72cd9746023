"""``vss-tui pick WORD… -1`` as a process, against the embedded service on loopback."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import user_folders
from tests.command import INSTALLED, Command
from tests.fake_service import FakeService
from tests.fake_service.faults import Barrier, CannedResponse
from tests.fake_service.serving import serve
from tests.terminal_emulator import TerminalEmulator
from vss_tui.models.query import Library
from vss_tui.view_state import ViewState, ViewStateFile

LIST, PERSONAL = "/v2/iso", "/v2/user/image/iso"
ONLY = "CentOS-6.5-x86_64-bin-DVD1.iso"


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def command(clean_environment: dict[str, str], service: FakeService) -> Iterator[Command]:
    with serve(service) as url:
        yield Command(clean_environment).signed_in(url, service)


class TestSelectOne:
    @pytest.mark.parametrize(
        ("words", "printed"),
        [
            ((), f"{ONLY}\n"),
            (("-o", "path"), f"[vss-ISOs] Linux/CentOS/{ONLY}\n"),
            (("-o", "id"), "11\n"),
        ],
    )
    def test_prints_the_only_match_without_a_screen(
        self, command: Command, service: FakeService, words: tuple[str, ...], printed: str
    ) -> None:
        ended = command.run("pick", "DVD1", *words, "-1", "-f", "name ~ CentOS-6.5")

        assert (ended.code, ended.out, ended.err) == (0, printed, "")
        (request,) = service.requests_to()
        assert (request.path, request.params["per_page"]) == (LIST, "2")
        assert request.params["filter"].endswith(";name,like,%CentOS-6.5%")

    def test_prints_the_whole_image_as_json(self, command: Command) -> None:
        ended = command.run("pick", ONLY, "--select-1", "-o", "json")

        assert (ended.code, ended.err, ended.out.count("\n")) == (0, "", 1)
        assert json.loads(ended.out)["name"] == ONLY

    def test_of_no_match_is_a_failure(self, command: Command) -> None:
        ended = command.run("pick", "-1", "zzz")

        assert (ended.code, ended.out) == (1, "")
        assert ended.err == "vss-tui: no public image matches name,like,%zzz%\n"

    def test_of_an_empty_list_is_a_failure(self, command: Command, service: FakeService) -> None:
        service.personal.replace([])

        ended = command.run("pick", "-1", "--tab", "personal")

        assert (ended.code, ended.out, ended.err) == (1, "", "vss-tui: no personal image\n")

    def test_looks_in_the_public_images_whatever_is_remembered(
        self, command: Command, service: FakeService
    ) -> None:
        ViewStateFile(user_folders.state_dir()).save(ViewState(tab=Library.PERSONAL))

        assert command.run("pick", "-1", ONLY).out == f"{ONLY}\n"
        assert [request.path for request in service.requests_to()] == [LIST]

    def test_looks_in_the_tab_that_is_given(self, command: Command, service: FakeService) -> None:
        ended = command.run("pick", "minix", "-1", "--tab", "personal")

        assert (ended.code, ended.out) == (0, "minix-3.4.0.iso\n")
        assert [request.path for request in service.requests_to()] == [PERSONAL]

    def test_opens_the_browser_on_several(
        self, command: Command, service: FakeService, tmp_path: Path
    ) -> None:
        ViewStateFile(user_folders.state_dir()).save(ViewState(tab=Library.PERSONAL))
        output = tmp_path / "output"
        with (
            output.open("wb") as file,
            TerminalEmulator(
                (INSTALLED, "pick", "-1", "CentOS"), command.environment, streams={1: file}
            ) as terminal,
        ):
            terminal.wait_for(ONLY)
            terminal.send("\r")
            assert terminal.wait_exit() == 0
        first, second, *_ = service.requests_to("GET", LIST)
        assert output.read_text().startswith("CentOS")
        assert first.params["filter"] == second.params["filter"]

    @pytest.mark.parametrize(
        ("number", "code"), [(signal.SIGINT, -signal.SIGINT), (signal.SIGTERM, -signal.SIGTERM)]
    )
    def test_is_ended_by_a_signal_before_it_has_a_screen(
        self, command: Command, service: FakeService, number: int, code: int
    ) -> None:
        barrier = Barrier()
        service.faults.add("GET", LIST, barrier=barrier)
        process = command.start("pick", "-1", "minix")
        barrier.reached.result(30)

        process.send_signal(number)
        out, error = process.communicate(timeout=30)

        barrier.release()
        assert (process.returncode, out, error) == (code, b"", b"")

    def test_without_a_token_is_4(self, command: Command) -> None:
        ended = command.without("VSS_TOKEN").run("pick", "-1", "minix")

        assert (ended.code, ended.out, ended.err.count("\n")) == (4, "", 1)

    def test_of_a_refusal_is_1(self, command: Command, service: FakeService) -> None:
        service.faults.add("GET", LIST, CannedResponse.json(403, {"message": "no"}))

        ended = command.run("pick", "-1", "minix")

        assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)

    def test_of_a_wrong_filter_is_wrong_usage(self, command: Command, service: FakeService) -> None:
        ended = command.run("pick", "-1", "nmae", "~", "x")

        assert (ended.code, ended.out, service.requests_to()) == (2, "", [])
        assert ended.err.endswith("  nmae ~ x\n  ^^^^\ntry: vss-tui ls --help\n")


def test_words_are_the_filter_that_the_browser_starts_with(
    command: Command, service: FakeService
) -> None:
    words = ("pick", "id", "-o", "path", ">", "230", "--tab", "personal")
    with TerminalEmulator((INSTALLED, *words), command.environment) as terminal:
        terminal.wait_for("id > 230")
        terminal.wait_for(lambda: service.requests_to("GET", PERSONAL) != [])
        terminal.send("\x03")
        assert terminal.wait_exit() == 130
    assert service.requests_to("GET", PERSONAL)[0].params["filter"] == "id,gt,230"
