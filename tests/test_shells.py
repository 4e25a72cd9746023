"""``vss-tui init`` in real shells: completion, and the key that puts an image into the line."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.command import INSTALLED, ROOT
from tests.fake_service import FakeService
from tests.fake_service.serving import serve
from tests.terminal_emulator import TerminalEmulator
from vss_tui.models.copy_format import shell_quoted

PROMPT = "ready> "
ALT_I, CTRL_C, BACK, KILL_LINE = "\x1bi", "\x03", "\x02", "\x15"
PLAIN = "ubuntu-24.04.3-live-server-amd64.iso"
ODD = 'it\'s a "té$t" \\ `ü` 漢!.iso'
RC = {
    "bash": """
PS1='{prompt}'
set -o nounset -o noclobber
{before}
{init}
{after}
vss-cli() {{ printf '%s\\0' "$@" >| "$RECORD"; }}
""",
    "zsh": """
PS1='{prompt}'
setopt nounset noclobber
{before}
{init}
{after}
vss-cli() {{ printf '%s\\0' "$@" >| "$RECORD" }}
""",
    "fish": """
set fish_greeting
function fish_prompt; printf '{prompt}'; end
{before}
{init}
{after}
function vss-cli; printf '%s\\0' $argv > $RECORD; end
""",
}
INIT = {
    "bash": 'eval "$(vss-tui init bash {options})"',
    "zsh": 'eval "$(vss-tui init zsh {options})"',
    "fish": "vss-tui init fish {options} | source",
}
VI_MODE = {"bash": "set -o vi", "zsh": "bindkey -v", "fish": "fish_vi_key_bindings"}
COMPINIT = "autoload -U compinit; compinit -u"


class ShellTerminal(TerminalEmulator):
    """A shell at its prompt."""

    def type_line(self, line: str) -> None:
        """Type a line, with the cursor where the line has a ``|``."""
        text = line.replace("|", "")
        self.send(text)
        self.wait_for(f"{PROMPT}{text}".rstrip())
        self.send(BACK * len(line.partition("|")[2]))

    def expect_line(self, line: str) -> None:
        """Wait until the line, and the cursor in it, are as the line with a ``|`` says."""
        before, _, after = line.partition("|")
        self.wait_for(f"{PROMPT}{before}{after}".rstrip())
        self.send("@")
        self.wait_for(f"{PROMPT}{before}@{after}".rstrip())
        self.send("\x7f")

    def pick(self) -> None:
        """Press the key, and choose the image under the cursor."""
        self.send(ALT_I)
        self.wait_for("of 1")
        self.send("\r")


@dataclass(frozen=True)
class Shell:
    """A shell with the script of ``vss-tui init`` in its start file, and nothing else on PATH."""

    name: str
    environment: dict[str, str]
    folder: Path

    def start(
        self, options: str = "", before: str = "", after: str = "", **variables: str
    ) -> ShellTerminal:
        init = INIT[self.name].format(options=options)
        rc = RC[self.name].format(prompt=PROMPT, init=init, before=before, after=after)
        environment = {**self.environment, **variables}
        program = shutil.which(self.name)
        assert program is not None
        command = [program, "-i"]
        match self.name:
            case "bash":
                (self.folder / "rc").write_text(rc)
                command = [program, "--noprofile", "--rcfile", str(self.folder / "rc"), "-i"]
            case "zsh":
                (self.folder / ".zshrc").write_text(rc)
                environment["ZDOTDIR"] = str(self.folder)
            case "fish":
                config = Path(environment["XDG_CONFIG_HOME"]) / "fish" / "config.fish"
                config.parent.mkdir(parents=True)
                config.write_text(rc)
        terminal = ShellTerminal(command, environment, columns=200)
        terminal.wait_for(PROMPT.rstrip())
        return terminal

    def arguments(self, terminal: ShellTerminal) -> list[str]:
        """Run the line, and return what ``vss-cli`` was given."""
        record = Path(self.environment["RECORD"])
        terminal.send("\r")
        terminal.wait_for(lambda: record.exists() and record.read_bytes().endswith(b"\0"))
        return record.read_text(encoding="utf-8").split("\0")[:-1]


@pytest.fixture
def service() -> FakeService:
    service = FakeService()
    images = {image.name: image for image in service.public.images}
    odd = replace(images[PLAIN], id=900, name=ODD, path=f"[vss-ISOs] Öl & Gas/{ODD}")
    service.public.replace([images[PLAIN], odd])
    return service


@pytest.fixture(
    params=[
        "bash",
        pytest.param("zsh", marks=pytest.mark.all_only),
        pytest.param("fish", marks=pytest.mark.all_only),
    ]
)
def shell(
    request: pytest.FixtureRequest,
    clean_environment: dict[str, str],
    service: FakeService,
    tmp_path: Path,
) -> Iterator[Shell]:
    if shutil.which(request.param) is None:
        pytest.skip(f"there is no {request.param}")
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "vss-tui").symlink_to(INSTALLED)
    with serve(service) as url:
        environment = {
            **clean_environment,
            "PATH": str(commands),
            "RECORD": str(tmp_path / "record"),
            "VSS_ENDPOINT": url,
            "VSS_TOKEN": service.token,
        }
        yield Shell(request.param, environment, tmp_path)


PLAIN_PATH = f"[vss-ISOs] Linux/Ubuntu/{PLAIN}"
PLAIN_QUOTED = f"'{PLAIN_PATH}'"


class TestTheKey:
    @pytest.mark.parametrize(
        ("line", "filtered", "expected"),
        [
            ("live|", "%live%", f"--iso {PLAIN_QUOTED}|"),
            (
                "vss-cli mk liv|e --memory 4",
                "%live%",
                f"vss-cli mk --iso {PLAIN_QUOTED}| --memory 4",
            ),
            ("vss-cli mk --iso live-|", "%live-%", f"vss-cli mk --iso {PLAIN_QUOTED}|"),
            ("vss-cli mk --iso=live|", "%live%", f"vss-cli mk --iso={PLAIN_QUOTED}|"),
            (
                "vss-cli mk 'live-ser|ver' 'a  b'",
                "%live-server%",
                f"vss-cli mk --iso {PLAIN_QUOTED}| 'a  b'",
            ),
            ('vss-cli mk "24.04.3|', "%24.04.3%", f"vss-cli mk --iso {PLAIN_QUOTED}|"),
        ],
        ids=["start", "middle", "after --iso", "after --iso=", "in quotes", "in an open quote"],
    )
    def test_replaces_the_word_at_the_cursor(
        self, shell: Shell, service: FakeService, line: str, filtered: str, expected: str
    ) -> None:
        with shell.start() as terminal:
            terminal.type_line(line)
            terminal.pick()
            terminal.expect_line(expected)

            assert service.requests_to("GET")[0].params["filter"] == f"name,like,{filtered}"

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("|", "--iso {}|"),
            ("vss-cli | --memory 4", "vss-cli --iso {}| --memory 4"),
            ("vss-cli --iso |", "vss-cli --iso {}|"),
            ("vss-cli --mem|ory 4", "vss-cli --memory --iso {}| 4"),
        ],
        ids=["empty", "between words", "after --iso", "in an option"],
    )
    def test_inserts_where_there_is_no_word(self, shell: Shell, line: str, expected: str) -> None:
        with shell.start() as terminal:
            terminal.type_line(line)
            terminal.send(ALT_I)
            terminal.wait_for("of 2")
            terminal.send("\r")
            terminal.expect_line(expected.format(PLAIN_QUOTED))

    def test_gives_the_command_the_very_path(self, shell: Shell) -> None:
        with shell.start() as terminal:
            terminal.type_line("vss-cli mk té| 'x  y'")
            terminal.pick()
            quoted = shell_quoted(f"[vss-ISOs] Öl & Gas/{ODD}")
            terminal.expect_line(f"vss-cli mk --iso {quoted}| 'x  y'")

            assert shell.arguments(terminal) == [
                "mk",
                "--iso",
                f"[vss-ISOs] Öl & Gas/{ODD}",
                "x  y",
            ]

    def test_works_without_a_locale(self, shell: Shell) -> None:
        with shell.start(LC_ALL="C") as terminal:
            terminal.type_line("vss-cli mk a| x")
            terminal.send(ALT_I)
            terminal.wait_for("of 2")
            terminal.send("\x1b[B\r")
            terminal.wait_for("--iso")

            assert shell.arguments(terminal) == [
                "mk",
                "--iso",
                f"[vss-ISOs] Öl & Gas/{ODD}",
                "x",
            ]

    @pytest.mark.parametrize("line", ["|", "vss-cli mk li|ve 'x  y", "echo -n | \\"])
    def test_leaves_the_line_as_it_was_when_cancelled(self, shell: Shell, line: str) -> None:
        with shell.start() as terminal:
            terminal.type_line(line)
            terminal.send(ALT_I)
            terminal.wait_for(lambda: 1049 in terminal.modes and " of " in terminal.text)
            terminal.send(CTRL_C)
            terminal.expect_line(line)

    def test_says_why_it_cannot_and_leaves_the_line(self, shell: Shell) -> None:
        with shell.start(VSS_ENDPOINT="http://vss.example") as terminal:
            terminal.type_line("vss-cli mk li|ve")
            terminal.send(ALT_I)
            terminal.wait_for("http://vss.example would send your token in clear text")
            terminal.expect_line("vss-cli mk li|ve")

    def test_can_be_another_in_every_keymap(self, shell: Shell) -> None:
        with shell.start("--key ctrl-o", after=VI_MODE[shell.name]) as terminal:
            terminal.send("vss-cli ")
            terminal.wait_for(f"{PROMPT}vss-cli")
            terminal.send("\x0f")
            terminal.wait_for("of 2")
            terminal.send("\r")
            terminal.wait_for(f"{PROMPT}vss-cli --iso {PLAIN_QUOTED}")

    @pytest.mark.parametrize("options", ["", "--no-key"])
    def test_is_not_bound_where_esc_and_i_are_two_keys(
        self, shell: Shell, service: FakeService, options: str
    ) -> None:
        mode = "" if options else VI_MODE[shell.name]
        with shell.start(options, after=mode) as terminal:
            terminal.type_line("vss-cli |")
            terminal.send(f"{ALT_I}x")
            terminal.wait_for("x")

            assert service.requests_to() == []


@pytest.mark.parametrize("name", list(INIT))
def test_the_line_of_the_readme_is_what_is_tried_here(name: str) -> None:
    line = INIT[name].format(options="").replace(" )", ")").replace("  |", " |")
    rows = (ROOT / "README.md").read_text(encoding="utf-8").replace("\\|", "|")

    assert f"| {name} | `{line}` |" in rows


class TestCompletion:
    @pytest.mark.parametrize(
        ("typed", "completed"),
        [
            ("vss-tui des\t", "vss-tui describe"),
            ("vss-tui ls -o nd\t", "vss-tui ls -o ndjson"),
            ("vss-tui ls --fiel\t", "vss-tui ls --fields"),
            ("vss-tui ls --fields name,pat\t", "vss-tui ls --fields name,path"),
            ("vss-tui init zs\t", "vss-tui init zsh"),
            ("vss-tui --endpoint stag\t", "vss-tui --endpoint staging"),
            ("vss-tui ls -f 'id > 3 and publi\t", "vss-tui ls -f 'id > 3 and public"),
            ("vss-tui ls -f 'public = y\t", "vss-tui ls -f 'public = yes"),
        ],
    )
    def test_completes_with_tab(self, shell: Shell, home: Path, typed: str, completed: str) -> None:
        settings = home / ".config" / "vss-tui" / "config.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text('[[endpoints]]\nname = "staging"\nurl = "https://staging.example"\n')
        with shell.start(before=COMPINIT if shell.name == "zsh" else "") as terminal:
            terminal.send(typed)
            terminal.wait_for(f"{PROMPT}{completed}")

    def test_completes_behind_letters_beyond_ascii(self, shell: Shell) -> None:
        with shell.start(before=COMPINIT if shell.name == "zsh" else "") as terminal:
            terminal.send("vss-tui ls -f 'é and publi\t")
            terminal.wait_for(f"{PROMPT}vss-tui ls -f 'é and public")

    def test_completes_without_a_locale(self, shell: Shell) -> None:
        before = COMPINIT if shell.name == "zsh" else ""
        with shell.start(before=before, LC_ALL="C") as terminal:
            terminal.send("vss-tui ls -f é -o nd\t")
            terminal.wait_for("-o ndjson")

    def test_is_registered_once_compinit_has_run(self, shell: Shell) -> None:
        if shell.name != "zsh":
            pytest.skip("compinit is zsh's")
        with shell.start(after=COMPINIT) as terminal:
            terminal.send("vss-tui des\t")
            terminal.wait_for(f"{PROMPT}vss-tui describe")

    def test_is_silent_about_settings_that_are_broken(self, shell: Shell, home: Path) -> None:
        settings = home / ".config" / "vss-tui" / "config.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text("endpoint = [\n")
        with shell.start(before=COMPINIT if shell.name == "zsh" else "") as terminal:
            terminal.send("vss-tui ls --endpoint \tx -o nd\t")
            terminal.wait_for(f"{PROMPT}vss-tui ls --endpoint x -o ndjson")

            assert "config.toml" not in terminal.text
