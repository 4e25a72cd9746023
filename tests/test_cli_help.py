"""The command line itself: help, wrong usage, and exit statuses."""

import re
import shlex
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tests.command import Command
from vss_tui import __version__
from vss_tui.api import errors
from vss_tui.cli.arguments import parse
from vss_tui.cli.commands import COMMANDS
from vss_tui.cli.exit_status import ExitStatus, OutputError, UsageError, cli_error
from vss_tui.cli.running import run_guarded
from vss_tui.config import ConfigError
from vss_tui.models.endpoint import EndpointError
from vss_tui.models.query import Library
from vss_tui.models.token import MalformedToken

HEAVY = {"textual", "rich", "httpx", "yaml", "keyring", "starlette", "tenacity", "argcomplete"}
COMMAND_NAMES = ["", *COMMANDS]


@pytest.fixture
def command(clean_environment: dict[str, str]) -> Command:
    return Command(clean_environment)


class TestHelp:
    @pytest.mark.parametrize("name", COMMAND_NAMES)
    def test_needs_no_settings_and_nothing_heavy(
        self, command: Command, home: Path, name: str
    ) -> None:
        broken = home / "broken.yaml"
        broken.write_text("]")
        hindered = command.with_variables(
            VSS_CONFIG=str(broken), VSS_ENDPOINT="no address", PYTHONPROFILEIMPORTTIME="1"
        )

        ended = hindered.run(*name.split(), "--help")

        imported = {line.rpartition("|")[2].strip() for line in ended.err.splitlines()}
        assert ended.code == 0
        assert ended.out.startswith(f"usage: vss-tui {name}".rstrip())
        assert all("import time:" in line for line in ended.err.splitlines())
        assert {name.partition(".")[0] for name in imported} & HEAVY == set()
        assert "vss_tui.config" not in imported

    @pytest.mark.parametrize("name", sorted(COMMAND_NAMES))
    def test_has_examples(self, capsys: pytest.CaptureFixture[str], name: str) -> None:
        with pytest.raises(SystemExit):
            parse([*name.split(), "-h"])

        page = capsys.readouterr().out
        assert "examples:\n" in page
        assert f"\n  vss-tui {name}".rstrip() in page

    @pytest.mark.parametrize("name", COMMAND_NAMES)
    def test_fits_80_columns_of_any_terminal(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        monkeypatch.setenv("COLUMNS", "80")
        with pytest.raises(SystemExit):
            parse([*name.split(), "--help"])

        page = capsys.readouterr().out
        assert max(map(len, page.splitlines())) <= 80
        assert page.isascii()

    @pytest.mark.parametrize("name", COMMAND_NAMES)
    def test_has_examples_that_can_be_typed(
        self, capsys: pytest.CaptureFixture[str], name: str
    ) -> None:
        with pytest.raises(SystemExit):
            parse([*name.split(), "--help"])

        page = capsys.readouterr().out
        examples = page.partition("\nexamples:\n")[2].partition("\n\n")[0]
        typed = re.findall(r"vss-tui .*?(?=\)\"|  |[|>]|$)", examples, re.MULTILINE)
        assert typed != []
        for line in typed:
            words = shlex.split(line)[1:]
            with suppress(SystemExit):
                parse(words)
            capsys.readouterr()

    def test_names_every_command(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            parse(["--help"])

        listed = {line.split()[0] for line in capsys.readouterr().out.splitlines() if line.strip()}
        assert set(COMMANDS) <= listed

    @pytest.mark.parametrize("name", COMMAND_NAMES)
    def test_is_what_the_help_command_prints(self, command: Command, name: str) -> None:
        ended = command.run("help", *name.split())

        assert ended == command.run(*name.split(), "--help")
        assert (ended.code, ended.err) == (0, "")

    def test_ends_quietly_where_its_reader_goes_away(self, command: Command) -> None:
        process = command.start("--help")
        assert process.stdout is not None
        process.stdout.close()

        assert process.wait(30) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""

    @pytest.mark.parametrize("words", [("--version",), ("ls", "--version")])
    def test_the_version_is_a_line(
        self, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
    ) -> None:
        with pytest.raises(SystemExit) as ending:
            parse(words)

        assert (ending.value.code, capsys.readouterr().out) == (0, f"vss-tui {__version__}\n")


class TestArguments:
    @pytest.mark.parametrize(
        ("line", "values"),
        [
            ("", {"command": "", "demo": False, "filters": (), "tab": None, "no_mouse": False}),
            ("--tab personal -f a -f b", {"tab": Library.PERSONAL, "filters": ["a", "b"]}),
            ("-s name --per-page 5 --no-mouse", {"sorts": ["name"], "per_page": 5}),
            ("pick", {"command": "pick", "output": "name", "tab": None, "per_page": None}),
            ("pick -o path --tab public", {"output": "path", "tab": Library.PUBLIC}),
            ("--tab personal pick", {"tab": Library.PERSONAL}),
            ("pick", {"words": [], "select_one": False}),
            ("pick ubuntu -o path server -1", {"words": ["ubuntu", "server"], "select_one": True}),
            ("pick --select-1 -f a ubuntu --tab public -- -22", {"words": ["ubuntu", "-22"]}),
            ("-f a pick ls", {"words": ["ls"], "filters": ["a"]}),
            ("ls", {"command": "ls", "library": Library.PUBLIC, "all": False, "output": "table"}),
            ("ls personal", {"library": Library.PERSONAL}),
            ("ls -o json personal --all", {"library": Library.PERSONAL, "all": True}),
            ("-f a ls -f b", {"filters": ["a", "b"]}),
            ("sync", {"wait": 600.0, "output": "text"}),
            ("sync --wait 0", {"wait": 0.0}),
            ("describe personal -o json", {"library": Library.PERSONAL, "output": "json"}),
            ("--demo ls", {"demo": True, "no_cache": False}),
            ("ls --demo --no-cache", {"demo": True, "no_cache": True}),
            ("--timeout 5 ls", {"timeout": 5.0}),
            ("--timeout 5 ls --timeout 2.5", {"timeout": 2.5}),
            ("--endpoint x login", {"command": "login", "endpoint": "x"}),
            ("config --config a.toml", {"command": "config", "config": Path("a.toml")}),
        ],
    )
    def test_are_parsed_before_and_after_the_commands_name(
        self, line: str, values: dict[str, object]
    ) -> None:
        args = vars(parse(line.split()))

        assert {name: args[name] for name in values} == values

    @pytest.mark.parametrize(
        ("line", "message", "command"),
        [
            ("lss", 'unknown command "lss": did you mean "ls"?', ""),
            ("snyc --wait 3", 'unknown command "snyc": did you mean "sync"?', ""),
            (
                "xyzzy",
                (
                    'unknown command "xyzzy"; use one of '
                    "pick, ls, sync, describe, login, logout, config, init, help"
                ),
                "",
            ),
            ("ls publc", 'unknown list "publc": did you mean "public"?', "ls"),
            ("ls -o jsn", 'unknown output "jsn": did you mean "json"?', "ls"),
            ("--tab persnal", 'unknown tab "persnal": did you mean "personal"?', ""),
            ("ls --pag 3", 'unknown option "--pag": did you mean "--page"?', "ls"),
            ("ls --pag=3", 'unknown option "--pag": did you mean "--page"?', "ls"),
            ("--endpont x ls", 'unknown option "--endpont": did you mean "--endpoint"?', ""),
            ("ls --toke x", 'unknown option "--toke"', "ls"),
            ("ls --tab personal", "vss-tui ls takes no --tab", "ls"),
            ("--all ls", "vss-tui takes no --all", "ls"),
            ("ls -x", 'unknown option "-x"', "ls"),
            ("pick ubuntu -x", 'unknown option "-x"', "pick"),
            ("pick -5", 'unknown option "-5"', "pick"),
            ("pick --select", 'unknown option "--select": did you mean "--select-1"?', "pick"),
            (
                "pick --per-page -1",
                (
                    '--per-page needs a value, and "-1" reads as an option;'
                    " as its value write --per-page=-1"
                ),
                "pick",
            ),
            ("--tab public ls", "vss-tui ls takes no --tab", "ls"),
            ("--no-mouse sync", "vss-tui sync takes no --no-mouse", "sync"),
            ("-f a sync", "vss-tui sync takes no --filter", "sync"),
            ("ls --page 0", '--page takes a whole number from 1, not "0"', "ls"),
            ("ls --page ²", '--page takes a whole number from 1, not "²"', "ls"),
            ("ls --per-page -1", '--per-page takes a whole number from 1, not "-1"', "ls"),
            ("ls --timeout inf", '--timeout takes a number of seconds above 0, not "inf"', "ls"),
            ("--timeout 0", '--timeout takes a number of seconds above 0, not "0"', ""),
            ("sync --wait -1", '--wait takes a number of seconds, 0 or more, not "-1"', "sync"),
            ("ls -f", "-f/--filter needs a value", "ls"),
            (
                "ls public two",
                'unexpected argument "two"; write a value with spaces in quotes',
                "ls",
            ),
            (
                "--demo ls --endpoint x",
                "--demo and --endpoint cannot be combined: leave one out",
                "ls",
            ),
        ],
    )
    def test_that_are_wrong_are_refused_with_a_message(
        self, line: str, message: str, command: str
    ) -> None:
        with pytest.raises(UsageError) as refusal:
            parse(line.split())

        assert (refusal.value.message, refusal.value.command) == (message, command)

    @pytest.mark.parametrize(
        "words",
        [("--token", "s3cret"), ("ls", "--token=s3cret"), ("--token",), ("sync", "--token")],
    )
    def test_take_no_token(self, words: tuple[str, ...]) -> None:
        with pytest.raises(UsageError) as refusal:
            parse(words)

        assert "VSS_TOKEN" in refusal.value.message
        assert "vss-tui login" in refusal.value.message
        assert "s3cret" not in refusal.value.message


class TestEndings:
    def test_of_wrong_usage(self, command: Command) -> None:
        ended = command.run("lss")

        assert (ended.code, ended.out) == (2, "")
        assert ended.err == (
            'vss-tui: unknown command "lss": did you mean "ls"?\ntry: vss-tui --help\n'
        )

    @pytest.mark.parametrize(
        ("error", "code"),
        [
            (UsageError("no"), ExitStatus.USAGE),
            (EndpointError("no"), ExitStatus.USAGE),
            (ConfigError("no"), ExitStatus.USAGE),
            (errors.SetupError("no"), ExitStatus.USAGE),
            (errors.NotAuthenticated("no"), ExitStatus.NOT_AUTHENTICATED),
            (errors.Unauthorized("no"), ExitStatus.NOT_AUTHENTICATED),
            (errors.WrongPassword("no"), ExitStatus.NOT_AUTHENTICATED),
            (errors.MfaNotSetUp("no"), ExitStatus.NOT_AUTHENTICATED),
            (MalformedToken("no"), ExitStatus.NOT_AUTHENTICATED),
            (errors.Forbidden("no"), ExitStatus.FAILED),
            (errors.TimedOut("no"), ExitStatus.FAILED),
            (errors.UnexpectedResponse("no"), ExitStatus.FAILED),
            (OutputError("no"), ExitStatus.FAILED),
        ],
    )
    def test_have_one_exit_code_for_each_kind_of_error(
        self, error: Exception, code: ExitStatus
    ) -> None:
        failure = cli_error(error)

        assert (failure.status, failure.message) == (code, str(error))

    @pytest.mark.parametrize(
        ("ends", "code", "said"),
        [
            (lambda: 5, 5, ""),
            (KeyboardInterrupt, 130, ""),
            (lambda: SystemExit(143), 143, ""),
            (lambda: errors.Forbidden("no\x1b[2J"), 1, "vss-tui: no\\u{1b}[2J\n"),
        ],
    )
    def test_are_an_exit_code_and_at_most_a_sentence(
        self,
        capsys: pytest.CaptureFixture[str],
        ends: Callable[[], int | BaseException],
        code: int,
        said: str,
    ) -> None:
        def run() -> int:
            end = ends()
            if isinstance(end, BaseException):
                raise end
            return end

        assert run_guarded(run) == code
        assert capsys.readouterr() == ("", said)

    def test_through_a_fault_show_no_traceback(self, capsys: pytest.CaptureFixture[str]) -> None:
        def run() -> int:
            raise ZeroDivisionError("s3cret")

        assert run_guarded(run) == 1

        said = capsys.readouterr().err
        assert said.startswith("vss-tui: ")
        assert "ZeroDivisionError" in said
        assert said.count("\n") == 1
        assert "s3cret" not in said

    def test_on_a_closed_standard_output(self, command: Command) -> None:
        closing = ("sh", "-c", 'exec "$@" >&-', "sh", *command.words)

        ended = replace(command, words=closing).run("--demo", "describe")

        assert ended.code == 1
        assert ended.err.startswith("vss-tui: standard output is closed")
