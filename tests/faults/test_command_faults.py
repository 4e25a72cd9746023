"""Cases of the command line: outputs, exit statuses and advice in scripts and shells."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.command import INSTALLED, Command
from tests.fake_service.serving import serve
from vss_tui.cli.commands import COMMANDS
from vss_tui.demo import DemoService
from vss_tui.demo.faults import Hold

REQUEST = "/v2/request/image_sync/57"


@pytest.fixture
def service() -> DemoService:
    return DemoService(images=3)


@pytest.fixture
def command(clean_environment: dict[str, str], service: DemoService) -> Iterator[Command]:
    with serve(service) as url:
        yield Command(clean_environment).signed_in(url, service)


@pytest.mark.parametrize("shell", ["bash", "dash", "zsh"])
def test_case_126_ctrl_c_ends_the_loop_of_a_shell(
    command: Command, service: DemoService, shell: str
) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"there is no {shell}")
    options = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"]}.get(shell, [])
    hold = Hold()
    service.faults.add("GET", REQUEST, hold=hold, times=None)
    loop = f"for i in 1 2 3; do {INSTALLED} sync --wait 30; done; echo 'left 'over"
    child = pexpect.spawn(
        program,
        [*options, "-i"],
        env={**command.environment, "PS1": "ready> ", "TERM": "dumb"},  # type: ignore[arg-type]
        encoding="utf-8",
        timeout=30,
    )
    try:
        child.expect_exact("ready> ")
        child.sendline(loop)
        hold.reached.result(30)
        child.sendintr()
        child.expect_exact("^C")
        child.expect_exact("ready> ")
        assert "left over" not in (child.before or "")
    finally:
        hold.release()
        child.close(force=True)

    assert len(service.requests_to("PATCH")) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("words", [("ls",), ("sync",), ("describe",)], ids=" ".join)
def test_case_126_a_signal_ends_a_command_without_a_word(
    command: Command, service: DemoService, words: tuple[str, ...], number: int
) -> None:
    hold = Hold()
    service.faults.add(hold=hold, times=None)
    process = command.start(*words)
    hold.reached.result(30)

    process.send_signal(number)
    out, error = process.communicate(timeout=30)

    hold.release()
    assert (process.returncode, out, error) == (-number, b"", b"")


WRITING = [
    *([name, "--help"] for name in COMMANDS),
    ["--help"],
    ["--version"],
    ["config"],
    ["config", "-o", "json"],
    ["describe"],
    ["sync", "-o", "json", "--wait", "0"],
    *(["ls", "-o", form] for form in ("table", "json", "ndjson", "csv", "name", "id", "url")),
]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_case_127_a_failed_write_is_a_failure(command: Command, words: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        process = command.start(*words, stdout=full.fileno())
        _, error = process.communicate(timeout=60)

    assert process.returncode == 1
    assert (
        error.decode().splitlines()[-1]
        == "vss-tui: cannot write to standard output: No space left on device"
    )
