"""Cases of the command line: outputs, exit statuses and advice in scripts and shells."""

import csv
import io
import json
import re
import shlex
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pexpect
import pytest

from tests.command import INSTALLED, ROOT, Command
from tests.fake_service import FakeService
from tests.fake_service.faults import Barrier, CannedResponse
from tests.fake_service.serving import serve
from vss_tui.cli.arguments import build_parser, parse
from vss_tui.cli.commands import COMMANDS
from vss_tui.cli.exit_status import UsageError

REQUEST = "/v2/request/image_sync/57"


@pytest.fixture
def service() -> FakeService:
    return FakeService(images=3)


@pytest.fixture
def command(clean_environment: dict[str, str], service: FakeService) -> Iterator[Command]:
    with serve(service) as url:
        yield Command(clean_environment).signed_in(url, service)


@pytest.mark.parametrize("shell", ["bash", "dash", "zsh"])
def test_case_126_ctrl_c_ends_the_loop_of_a_shell(
    command: Command, service: FakeService, shell: str
) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"there is no {shell}")
    options = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"]}.get(shell, [])
    barrier = Barrier()
    service.faults.add("GET", REQUEST, barrier=barrier, times=None)
    loop = f"for i in 1 2 3; do {INSTALLED} sync --wait 30; done; echo 'left 'over"
    child = pexpect.spawn(
        program,
        [*options, "-i"],
        env={**command.environment, "PS1": "ready> ", "TERM": "dumb"},
        encoding="utf-8",
        timeout=30,
    )
    try:
        child.expect_exact("ready> ")
        child.sendline(loop)
        barrier.reached.result(30)
        child.sendintr()
        child.expect_exact("^C")
        child.expect_exact("ready> ")
        assert "left over" not in (child.before or "")
    finally:
        barrier.release()
        child.close(force=True)

    assert len(service.requests_to("PATCH")) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("words", [("ls",), ("sync",), ("describe",)], ids=" ".join)
def test_case_126_a_signal_ends_a_command_without_a_word(
    command: Command, service: FakeService, words: tuple[str, ...], number: int
) -> None:
    barrier = Barrier()
    service.faults.add(barrier=barrier, times=None)
    process = command.start(*words)
    barrier.reached.result(30)

    process.send_signal(number)
    out, error = process.communicate(timeout=30)

    barrier.release()
    assert (process.returncode, out, error) == (-number, b"", b"")


WRITING = [
    *([name, "--help"] for name in COMMANDS),
    ["--help"],
    ["--version"],
    ["help"],
    ["help", "ls"],
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


def valued_options() -> list[tuple[str, str]]:
    """Every option that takes a value, with its command."""
    main = build_parser()
    return [
        (command, name)
        for command, parser in {"": main, **main.commands}.items()
        for name in parser.option_names()
        if (option := parser.option(name)) and option.nargs is None
    ]


@pytest.mark.parametrize(("name", "option"), valued_options())
def test_case_128_a_value_that_begins_with_a_dash(name: str, option: str) -> None:
    with pytest.raises(UsageError) as refusal:
        parse([*name.split(), option, "-server"])

    message = refusal.value.message
    assert message.startswith(f'{option} needs a value, and "-server" reads as an option; ')
    advice = shlex.split(message.partition(" write ")[2])
    try:
        with suppress(SystemExit):
            parse([*name.split(), *advice])
    except UsageError as error:
        # It is a value now, if not one of those that there are.
        assert "-server" in error.message  # noqa: PT017
        assert "reads as an option" not in error.message  # noqa: PT017


def test_case_128_the_advice_finds_the_name(command: Command, service: FakeService) -> None:
    refused = command.run("ls", "-f", "-server")

    assert (refused.code, refused.out) == (2, "")
    assert refused.err == (
        'vss-tui: -f needs a value, and "-server" reads as an option;'
        " as its value write -f '\"-server\"'\ntry: vss-tui ls --help\n"
    )
    assert command.run("ls", "-f", '"-server"').code == 0
    assert service.requests_to()[-1].params["filter"] == "name,like,%-server%"


def all_options() -> list[tuple[str, str]]:
    main = build_parser()
    return [
        (command, name)
        for command, parser in {"": main, **main.commands}.items()
        for name in parser.option_names()
        if name.startswith("--")
    ]


@pytest.mark.parametrize(("name", "option"), all_options())
@pytest.mark.parametrize(
    "misspell", [lambda o: o[:-1], lambda o: f"{o}{o[-1]}"], ids=["cut", "more"]
)
def test_case_129_a_misspelt_option_is_named(
    name: str, option: str, misspell: Callable[[str], str]
) -> None:
    with pytest.raises(UsageError) as refusal:
        parse([*name.split(), misspell(option)])

    meant = refusal.value.message.partition('did you mean "')[2].partition('"')[0]
    parser = build_parser()
    assert parser.commands.get(name, parser).option(meant) is not None


def test_case_129_no_option_is_named_that_does_not_exist(command: Command) -> None:
    ended = command.run("--isoo")

    assert (ended.code, ended.err) == (2, 'vss-tui: unknown option "--isoo"\ntry: vss-tui --help\n')


@pytest.mark.parametrize(
    ("address", "advised"),
    [
        ("http://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("http://[2001:DB8::1]", "https://[2001:db8::1]"),
        ("http://vss.example:8080/api/", "https://vss.example:8080/api"),
        ("http://vss.example:80/v2", "https://vss.example"),
    ],
)
def test_case_130_the_address_that_is_advised_can_be_used(
    command: Command, address: str, advised: str
) -> None:
    refused = command.run("config", "--endpoint", address)

    assert refused.code == 2
    assert refused.err.splitlines()[0].endswith(f"; write {advised}")
    followed = command.run("config", "--endpoint", advised)
    assert followed.code == 0
    assert f" {advised} " in followed.out


@pytest.mark.parametrize(
    "words",
    [
        ["lss", "--help"],
        ["help", "lss"],
        ["ls", "publc"],
        ["ls", "-o", "jsn"],
        ["ls", "-s", "nmae"],
        ["ls", "-f", "nmae ~ x"],
        ["ls", "--fields", "nmae", "-o", "csv"],
        ["pick", "--tab", "persnal", "-1", "minix"],
        ["ls", "--pge", "3"],
    ],
    ids=" ".join,
)
def test_case_130_the_name_that_is_suggested_is_one(command: Command, words: list[str]) -> None:
    refused = command.run(*words)

    quoted = re.search('"([^"]+)": did you mean "([^"]+)"', refused.err)
    assert (refused.code, refused.out) == (2, "")
    assert quoted is not None
    wrong, meant = quoted.groups()
    followed = command.run(*(word.replace(wrong, meant) for word in words))
    assert followed.code == 0


@pytest.mark.parametrize("advice", [["--help"], ["ls", "--help"], ["help", "ls"]], ids=" ".join)
def test_case_130_the_help_that_is_pointed_to_is_there(command: Command, advice: list[str]) -> None:
    ended = command.run(*advice)

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("usage: vss-tui")


@pytest.mark.parametrize(
    "words", [["login", "s3cret"], ["logout", "s3cret"], ["login", "-ps3cret"]]
)
def test_case_154_surplus_words_of_login_are_not_repeated(
    command: Command, words: list[str]
) -> None:
    ended = command.run(*words)

    assert (ended.code, ended.out) == (2, "")
    assert "s3cret" not in ended.err


def with_name(service: FakeService, name: str) -> None:
    """Let the first public image have this name, and a path with it."""
    first, *others = service.public.images
    renamed = replace(first, name=name, path=f"[vss-ISOs] Linux/{name}")
    service.public.replace([renamed, *others])


@pytest.mark.parametrize("name", ["a\rb", "\r", "a\r\nb", "\n", 'a"b', "a,b", " a "])
def test_case_125_csv_is_read_back_as_it_was(
    command: Command, service: FakeService, name: str
) -> None:
    with_name(service, name)

    ended = command.run("ls", "-o", "csv", "--fields", "name,path")

    text = ended.out
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[1] == [name, f"[vss-ISOs] Linux/{name}"]
    assert "\r" not in re.sub('"[^"]*"', "", text)


@pytest.mark.parametrize("output", ["text", "json"])
@pytest.mark.parametrize("on_terminal", [False, True])
def test_case_143_a_header_of_the_service(
    command: Command, service: FakeService, output: str, on_terminal: bool
) -> None:
    headers = (("Allow", "GET, \x1b]52;;QUJD\x07, PATCH"),)
    service.faults.add("OPTIONS", effect=CannedResponse(200, headers=headers), times=None)
    run = command.on_terminal if on_terminal else command.run

    ended = run("describe", "-o", output)

    printed = f"{ended.out}{ended.err}"
    assert all(line.isprintable() for line in printed.split("\n"))


@pytest.mark.parametrize("output", ["name", "path", "id"])
@pytest.mark.parametrize("words", [["ls"], ["pick", "-1", "id", "=", "11"]], ids=["ls", "pick"])
def test_case_146_a_line_break_in_a_name(
    command: Command, service: FakeService, words: list[str], output: str
) -> None:
    name = "a\nminix.iso\r\x1b]52;c;QUJD\x07\x9b2J\u2028b"
    with_name(service, name)

    ended = command.run(*words, "-o", output)

    lines = ended.out.split("\n")
    count = len(service.public.images) if words == ["ls"] else 1
    assert (ended.code, len(lines), lines[-1]) == (0, count + 1, "")
    assert all(line.isprintable() for line in lines)
    if output != "id":
        assert lines[0].endswith(r"a\u{a}minix.iso\u{d}\u{1b}]52;c;QUJD\u{7}\u{9b}2J\u{2028}b")


@pytest.mark.parametrize("output", ["json", "ndjson", "csv"])
def test_case_146_json_and_csv_are_exact(
    command: Command, service: FakeService, output: str
) -> None:
    name = "a\nminix.iso\x1b]52;c;QUJD\x07b"
    with_name(service, name)

    out = command.run("ls", "-o", output).out

    match output:
        case "json":
            found = json.loads(out)[0]["name"]
        case "ndjson":
            found = json.loads(out.splitlines()[0])["name"]
        case _:
            found = next(csv.DictReader(io.StringIO(out, newline="")))["name"]
    assert found == name


def test_case_161_formulas_are_exact_and_the_readme_warns(
    command: Command, service: FakeService
) -> None:
    with_name(service, "=1+1.iso")

    ended = command.run("ls", "-o", "csv", "--fields", "name")

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert ended.out.startswith("name\n=1+1.iso\n")
    assert "as a formula" in " ".join(readme.split())
