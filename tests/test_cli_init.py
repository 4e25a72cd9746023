"""``vss-tui init``: what it prints, and what its key hands over and gets back."""

import shlex
import shutil
import subprocess

import pytest

from tests.command import Command
from tests.images import make_image
from vss_tui.cli.commands import Shell
from vss_tui.cli.exit_status import UsageError
from vss_tui.cli.init import Key, Line, message, parse_key

PATH = "[vss-ISOs] Linux/it's.iso"
QUOTED = "'[vss-ISOs] Linux/it'\"'\"'s.iso'"
IMAGE = make_image(7, "it's.iso", PATH)


@pytest.fixture
def command(clean_environment: dict[str, str]) -> Command:
    return Command(clean_environment)


class TestScript:
    @pytest.mark.parametrize("shell", list(Shell))
    def test_needs_no_settings(self, command: Command, shell: Shell) -> None:
        ended = command.with_variables(VSS_ENDPOINT="ftp://x", VSS_CONFIG="/none").run(
            "init", shell
        )

        assert (ended.code, ended.err) == (0, "")
        assert "--into" in ended.out
        assert ended.out.endswith("\n")

    @pytest.mark.parametrize(
        ("shell", "options", "bound"),
        [
            ("bash", (), "    __vss_tui_bind \"\\\\\"'ei' emacs\n"),
            (
                "bash",
                ("--key", "Ctrl+O"),
                "    __vss_tui_bind \"\\\\\"'C-o' emacs vi-insert vi-command\n",
            ),
            ("zsh", (), "    __vss_tui_bind '^[i' emacs\n"),
            ("zsh", ("--key", "ctrl-o"), "    __vss_tui_bind '^O' emacs viins vicmd\n"),
            ("zsh", ("--key", "ctrl-alt-p"), "    __vss_tui_bind '^[^P' emacs viins vicmd\n"),
            ("fish", (), "        bind \\ei __vss_tui_pick\n"),
            ("fish", ("--key", "alt-5"), "            bind --mode $mode \\e5 __vss_tui_pick\n"),
            ("fish", ("--key", "ctrl-o"), "    set -l modes default insert\n"),
        ],
    )
    def test_binds_the_key(
        self, command: Command, shell: str, options: tuple[str, ...], bound: str
    ) -> None:
        assert bound in command.run("init", shell, *options).out

    @pytest.mark.parametrize("shell", list(Shell))
    def test_without_a_key_is_completion(self, command: Command, shell: Shell) -> None:
        ended = command.run("init", shell, "--no-key")

        assert (ended.code, ended.err) == (0, "")
        assert "_ARGCOMPLETE" in ended.out
        assert "--into" not in ended.out

    @pytest.mark.parametrize("shell", list(Shell))
    def test_is_read_by_the_shell(self, command: Command, shell: Shell) -> None:
        program = shutil.which(shell)
        if program is None:
            pytest.skip(f"there is no {shell}")
        script = command.run("init", shell).out

        read = subprocess.run(
            [program, "-n"], input=script, capture_output=True, text=True, check=False
        )

        assert (read.returncode, read.stdout, read.stderr) == (0, "", "")

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            ((), "init needs the name of a shell: bash, zsh or fish"),
            (("bsh",), 'unknown shell "bsh": did you mean "bash"?'),
            (
                ("bash", "--key", "alt-i", "--no-key"),
                "--key and --no-key cannot be combined: leave one out",
            ),
            (
                ("bash", "--key", "ctrl-m"),
                "--key: ctrl-m is Enter on a terminal; choose another key",
            ),
            (
                ("zsh", "--key", "f5"),
                '--key takes a key such as alt-i, ctrl-o or ctrl-alt-p, not "f5"',
            ),
        ],
    )
    def test_that_cannot_be_made_is_wrong_usage(
        self, command: Command, words: tuple[str, ...], message: str
    ) -> None:
        ended = command.run("init", *words)

        assert (ended.code, ended.out) == (2, "")
        assert ended.err == f"vss-tui: {message}\ntry: vss-tui init --help\n"


class TestKey:
    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("alt-i", Key("i", alt=True, ctrl=False)),
            ("Alt+I", Key("i", alt=True, ctrl=False)),
            ("meta-9", Key("9", alt=True, ctrl=False)),
            ("ctrl-o", Key("o", alt=False, ctrl=True)),
            ("Control-Option-x", Key("x", alt=True, ctrl=True)),
            ("alt-ctrl-m", Key("m", alt=True, ctrl=True)),
        ],
    )
    def test_is_parsed(self, text: str, key: Key) -> None:
        assert parse_key(text) == key

    @pytest.mark.parametrize(
        "text",
        [
            *("i", "", "-", "alt-", "shift-i", "alt-shift-i", "ctrl-5", "alt-[", "alt-é", "alt-ab"),
            *(f"ctrl-{letter}" for letter in "chijmqsz"),
        ],
    )
    def test_that_no_shell_can_have_is_refused(self, text: str) -> None:
        with pytest.raises(UsageError) as refusal:
            parse_key(text)

        assert refusal.value.message.startswith("--key")


def handed_over(monkeypatch: pytest.MonkeyPatch, line: str, shell: Shell = Shell.BASH) -> Line:
    """The line with the cursor at the ``|``, as a shell hands it over."""
    before, _, after = line.partition("|")
    if shell is Shell.FISH:
        before, after = f"{before}\n", f"{before}{after}\n"
    monkeypatch.setenv("_VSS_TUI_BEFORE", before)
    monkeypatch.setenv("_VSS_TUI_AFTER", after)
    return Line(shell)


class TestLine:
    @pytest.mark.parametrize("shell", list(Shell))
    @pytest.mark.parametrize(
        ("line", "filter_", "changed"),
        [
            ("|", "", "--iso {}|"),
            ("vss-cli |", "", "vss-cli --iso {}|"),
            ("vss-cli ubu|ntu x", "ubuntu", "vss-cli --iso {}| x"),
            ("vss-cli --iso |", "", "vss-cli --iso {}|"),
            ("vss-cli --iso ubu|", "ubu", "vss-cli --iso {}|"),
            ("vss-cli --iso=|", "", "vss-cli --iso={}|"),
            ("vss-cli --iso='a b|' c", "a b", "vss-cli --iso={}| c"),
            ("vss-cli --iso| x", "", "vss-cli --iso {}| x"),
            ("vss-cli |--memory 4", "", "vss-cli --iso {}| --memory 4"),
            ("vss-cli --mem|ory 4", "", "vss-cli --memory --iso {}| 4"),
            ("vss-cli --iso |-x", "", "vss-cli --iso {}| -x"),
            ("vss-cli '-x|'", "", "vss-cli '-x' --iso {}|"),
            ("a\nb|\n", "b", "a\n--iso {}|\n"),
            ('x "$(vss-cli mk --iso |)" y', "", 'x "$(vss-cli mk --iso {}|)" y'),
        ],
    )
    def test_is_changed_at_the_cursor(
        self,
        monkeypatch: pytest.MonkeyPatch,
        shell: Shell,
        line: str,
        filter_: str,
        changed: str,
    ) -> None:
        found = handed_over(monkeypatch, line, shell)

        name, before, after = shlex.split(found.with_image(IMAGE))
        assert name == "__vss_tui_set_line"
        assert f"{before}|{after}" == changed.format(QUOTED)
        if filter_ == "a b":
            filter_ = '"a b"'
        assert found.filter == filter_

    @pytest.mark.parametrize(
        ("word", "filter_"),
        [
            ("ubuntu-22.04", "ubuntu-22.04"),
            ("'ubuntu 22'", '"ubuntu 22"'),
            ("Linux/Ubuntu", "Linux/Ubuntu"),
            ("'[vss-ISOs] Linux/a.iso'", "[vss-ISOs] Linux/a.iso"),
            ("or", '"or"'),
            ("'!a'", '"!a"'),
            ("'a;b c'", '"b c"'),
            ("'a%bcd'", "bcd"),
            ("'ab\"c'", "ab"),
            ("'id > 5'", '"id > 5"'),
            ("'%'", ""),
            ('"it\'s"', "it's"),
        ],
    )
    def test_has_a_filter_that_finds_the_word(
        self, monkeypatch: pytest.MonkeyPatch, word: str, filter_: str
    ) -> None:
        assert handed_over(monkeypatch, f"vss-cli {word}|").filter == filter_

    def test_stays_where_the_image_has_no_path(self, monkeypatch: pytest.MonkeyPatch) -> None:
        line = handed_over(monkeypatch, "vss-cli |")

        said = line.with_image(make_image(7, "a\x1b[2J.iso"))
        assert shlex.split(said) == ["__vss_tui_message", "a\\u{1b}[2J.iso has no path"]


def test_a_message_is_one_clean_word() -> None:
    assert shlex.split(message("it's\n\x1b[2J")) == ["__vss_tui_message", "it's\\u{a}\\u{1b}[2J"]
