"""Completion by the shell, through its own protocol and in the shells themselves."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import ROOT, Command
from vss_tui.cli.argtypes import complete_filters, complete_sorts
from vss_tui.cli.commands import COMMANDS

SEPARATOR = "\v"
AGES = ("1d", "7d", "30d", "6m", "1y")
IN_EVERY_COMMAND = {
    "--demo",
    "--endpoint",
    "--config",
    "--timeout",
    "--no-cache",
    "--version",
    "--help",
}


@pytest.fixture
def command(clean_environment: dict[str, str]) -> Command:
    return Command(clean_environment)


def completed(command: Command, tmp_path: Path, line: str) -> set[str]:
    """What a shell is answered when the cursor stands at the end of ``line``."""
    answer = tmp_path / "answer"
    asking = command.with_variables(
        _ARGCOMPLETE="1",
        _ARGCOMPLETE_SHELL="bash",
        _ARGCOMPLETE_IFS=SEPARATOR,
        _ARGCOMPLETE_SUPPRESS_SPACE="1",
        _ARGCOMPLETE_STDOUT_FILENAME=str(answer),
        COMP_LINE=line,
        COMP_POINT=str(len(line)),
    )
    ended = asking.run()
    assert (ended.code, ended.out) == (0, "")
    return set(answer.read_text().split(SEPARATOR)) - {""}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("vss-tui ", set(COMMANDS)),
        ("vss-tui l", {"ls", "login", "logout"}),
        ("vss-tui --tab ", {"public", "personal"}),
        ("vss-tui ls p", {"public", "personal"}),
        ("vss-tui ls -o n", {"ndjson", "name"}),
        ("vss-tui ls personal --p", {"--page", "--per-page"}),
        ("vss-tui ls -f na", {"name~", "name=", "name\\!="}),
        ("vss-tui ls -f 'id > 3 and pu", {"id > 3 and public=", "id > 3 and public!="}),
        ("vss-tui ls -s upda", {"updated", "updated,desc", "updated_on", "updated_on,desc"}),
        ("vss-tui ls -f 'public = ", {"public = yes", "public = no"}),
        ("vss-tui ls -f 'ubuntu and updated>", {f"ubuntu and updated>{age}" for age in AGES}),
        ("vss-tui ls --fields name,pa", {"name,path"}),
        ("vss-tui ls --fields=na", {"--fields=name"}),
        ("vss-tui pick ubuntu server --sel", {"--select-1"}),
        ("vss-tui help l", {"ls", "login", "logout"}),
        ("vss-tui init ", {"bash", "zsh", "fish"}),
        ("vss-tui sync --wait ", set()),
    ],
)
def test_knows_commands_options_and_their_values(
    command: Command, tmp_path: Path, line: str, expected: set[str]
) -> None:
    assert completed(command, tmp_path, line) == expected


@pytest.mark.parametrize(
    ("line", "options"),
    [("vss-tui -", {"--tab", "--no-mouse"}), ("vss-tui ls -", {"--all", "--sort", "-o"})],
)
def test_knows_every_option_but_the_one_that_is_refused(
    command: Command, tmp_path: Path, line: str, options: set[str]
) -> None:
    found = completed(command, tmp_path, line)

    assert found >= IN_EVERY_COMMAND | options
    assert "--token" not in found


def test_of_a_file_looks_at_the_files(command: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").touch()

    assert completed(command, tmp_path, f"vss-tui --config {tmp_path}/mi") == {
        f"{tmp_path}/mine.toml"
    }


class TestEndpoints:
    @pytest.fixture
    def settings(self, home: Path) -> Path:
        file = home / ".config" / "vss-tui" / "config.toml"
        file.parent.mkdir(parents=True)
        file.write_text(
            '[[endpoints]]\nname = "staging"\nurl = "https://staging.example"\n'
            '[[endpoints]]\nname = "production"\nurl = "https://vss.example"\n'
        )
        return file

    def test_are_those_of_the_settings(
        self, command: Command, tmp_path: Path, settings: Path
    ) -> None:
        other = tmp_path / "other.toml"
        other.write_text('[[endpoints]]\nname = "stage-2"\nurl = "https://2.example"\n')

        assert completed(command, tmp_path, "vss-tui ls --endpoint s") == {"staging"}
        line = f"vss-tui --config {other} --endpoint s"
        assert completed(command, tmp_path, line) == {"stage-2"}

    def test_are_none_where_the_settings_are_broken(
        self, command: Command, tmp_path: Path, settings: Path
    ) -> None:
        settings.write_text("endpoint = [")

        assert completed(command, tmp_path, "vss-tui ls --endpoint s") == set()

    def test_do_not_need_an_endpoint_that_can_be_used(
        self, command: Command, tmp_path: Path, settings: Path
    ) -> None:
        broken = command.with_variables(VSS_ENDPOINT="ftp://x")

        assert completed(broken, tmp_path, "vss-tui ls --endpoint s") == {"staging"}


def test_imports_nothing_that_keeps_one_waiting(command: Command, tmp_path: Path) -> None:
    asking = command.with_variables(
        _ARGCOMPLETE="1",
        _ARGCOMPLETE_SHELL="bash",
        _ARGCOMPLETE_IFS=SEPARATOR,
        _ARGCOMPLETE_STDOUT_FILENAME=str(tmp_path / "answer"),
        COMP_LINE="vss-tui ls -f na",
        COMP_POINT="16",
        PYTHONPROFILEIMPORTTIME="1",
    )

    imported = {line.rpartition("|")[2].strip() for line in asking.run().err.splitlines()}

    assert "argcomplete" in imported
    heavy = {"textual", "rich", "httpx", "yaml", "keyring", "starlette", "asyncio"}
    assert {name.partition(".")[0] for name in imported} & heavy == set()


@pytest.mark.parametrize(
    ("typed", "some"),
    [
        ("", {"name~", "id>=", "public="}),
        ("name ", {"name ~", "name like", "name in"}),
        ("id > 3; name ", {"id > 3; name ~"}),
        ("public ", {"public =", "public !="}),
        ("name,", {"name,like,", "name,eq,"}),
        ("Name ~ x and CREATED_ON ", {"Name ~ x and CREATED_ON >="}),
    ],
)
def test_a_filter_goes_on_with_fields_and_operators(typed: str, some: set[str]) -> None:
    assert set(complete_filters(prefix=typed)) >= some


def test_a_filter_is_offered_only_operators_that_go_with_its_field() -> None:
    assert "id,like," not in complete_filters(prefix="id,")
    assert "public >" not in complete_filters(prefix="public ")


def test_an_order_goes_on_after_another() -> None:
    assert "name;id,desc" in complete_sorts(prefix="name;")


class TestInTheShell:
    @pytest.fixture
    def environment(self, command: Command, tmp_path: Path) -> dict[str, str]:
        """An environment whose ``vss-tui`` is this checkout's."""
        folder = tmp_path / "bin"
        folder.mkdir()
        script = folder / "vss-tui"
        script.write_text(
            f"#!{sys.executable}\n"
            f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n"
            "from vss_tui.cli import main\nsys.exit(main())\n"
        )
        script.chmod(0o755)
        python = Path(sys.executable).parent
        path = f"{folder}:{python}:{command.environment['PATH']}"
        return {**command.environment, "PATH": path}

    @pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
    def test_bash(self, environment: dict[str, str]) -> None:
        line = "vss-tui ls -o nd"
        asked = (
            'eval "$(register-python-argcomplete vss-tui)"; '
            f"COMP_LINE='{line}' COMP_POINT={len(line)}; "
            '_python_argcomplete vss-tui; echo "${COMPREPLY[@]}"'
        )

        assert self.answer(["bash", "--norc", "-c", asked], environment).strip() == "ndjson"

    @pytest.mark.skipif(shutil.which("fish") is None, reason="there is no fish")
    def test_fish(self, environment: dict[str, str]) -> None:
        asked = (
            "register-python-argcomplete --shell fish vss-tui | source; "
            "complete -C 'vss-tui ls -o nd'"
        )

        answer = self.answer(["fish", "--no-config", "-c", asked], environment)

        assert answer.split("\t")[0] == "ndjson"

    @pytest.mark.skipif(shutil.which("zsh") is None, reason="there is no zsh")
    def test_zsh(self, environment: dict[str, str]) -> None:
        import pexpect

        shell = pexpect.spawn(
            "zsh", ["-f"], env={**environment, "TERM": "dumb", "PS1": "> "}, encoding="utf-8"
        )
        try:
            shell.sendline("autoload -U compinit && compinit -u && echo com''pinit")
            shell.expect("compinit", timeout=30)
            shell.sendline('eval "$(register-python-argcomplete vss-tui)"; echo rea""dy')
            shell.expect("ready", timeout=30)
            shell.send("vss-tui ls -o nd\t")
            shell.expect("ndjson", timeout=30)
        finally:
            shell.close(force=True)

    def answer(self, line: list[str], environment: dict[str, str]) -> str:
        ended = subprocess.run(
            line, env=environment, capture_output=True, check=True, text=True, timeout=60
        )
        return ended.stdout
