"""Cases 109 to 118, 145, 154, 159: settings and folders that are not as they should be."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import Command, CommandResult
from tests.fake_service import FakeService
from tests.fake_service.serving import serve
from tests.faults.expectations import FEW
from tests.login_steps import ALICE, BOB, add_accounts
from tests.terminal_emulator import TerminalEmulator
from tests.vss_cli_files import write_text
from vss_tui import config
from vss_tui.config import ConfigError
from vss_tui.connection import open_connection
from vss_tui.models.endpoint import DEFAULT_URL
from vss_tui.support import crash_report
from vss_tui.support.secret import Secret

STRANGER = 54321
"""A user id that nobody has."""
as_root = pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give files to others"
)
NO_USER = """
import os, pwd, sys
def unknown(number):
    raise KeyError(f"getpwuid(): uid not found: {number}")
pwd.getpwuid = unknown
from vss_tui.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""The command in a process whose user id has no entry in the system's list."""


@pytest.fixture
def service() -> FakeService:
    return add_accounts(FakeService(images=FEW), ALICE, BOB)


@pytest.fixture
def url(service: FakeService) -> Iterator[str]:
    with serve(service) as address:
        yield address


@pytest.fixture
def own_file(home: Path) -> Path:
    path = home / ".config" / "vss-tui" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


def everything_in(folder: Path) -> dict[Path, tuple[int, int]]:
    """Every file and folder below ``folder``, with its owner and its mode."""
    return {at: (at.lstat().st_uid, at.lstat().st_mode) for at in folder.rglob("*")}


# 109 and 113: folders.


@pytest.mark.parametrize("home_variable", [None, "", "relative"])
@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("ls", "-o", "id"), 0),
        (("sync", "--wait", "0"), 0),
        (("describe",), 0),
        (("config",), 0),
        (("login",), 2),
        (("logout",), 0),
        (("--help",), 0),
        (("ls", "--demo", "-o", "id"), 0),
    ],
)
def test_case_109_no_home(
    *,
    service: FakeService,
    url: str,
    clean_environment: dict[str, str],
    tmp_path: Path,
    home_variable: str | None,
    words: tuple[str, ...],
    status: int,
) -> None:
    keep = ("PATH", "TERM", "PYTHON_KEYRING_BACKEND")
    environ = {name: clean_environment[name] for name in keep if name in clean_environment}
    environ |= {"VSS_ENDPOINT": url, "VSS_USER": ALICE[0], "VSS_USER_PASS": ALICE[1]}
    if home_variable is not None:
        environ["HOME"] = home_variable
    work = tmp_path / "work"
    work.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", NO_USER, *words],
        env=environ,
        cwd=work,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    assert everything_in(work) == {}


def test_case_109_the_browser_without_a_home(
    service: FakeService, url: str, clean_environment: dict[str, str]
) -> None:
    environ = {
        name: value
        for name, value in clean_environment.items()
        if name != "HOME" and not name.startswith("XDG_")
    }
    environ |= {"VSS_ENDPOINT": url, "VSS_TOKEN": service.token}
    with TerminalEmulator([sys.executable, "-c", NO_USER], environ) as terminal:
        terminal.wait_for(f"of {FEW}")
        terminal.send("/iso\r")
        terminal.wait_for("iso")
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert terminal.problems == []
        assert terminal.lines_used == []


def test_case_109_a_crash_report_never_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no home")

    for name in ("state_dir", "write_private", "details"):
        with monkeypatch.context() as patch:
            patch.setattr(crash_report, name, fail)
            assert crash_report.report(ValueError()) is None
    assert "no report of it could be written" in crash_report.sentence(ValueError(), None)


def test_case_113_relative_folders(
    service: FakeService, url: str, clean_environment: dict[str, str], tmp_path: Path, home: Path
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    relative = {f"XDG_{kind}_HOME": kind.lower() for kind in ("CONFIG", "STATE", "CACHE", "DATA")}
    environ = {**clean_environment, **relative, "VSS_ENDPOINT": url}
    environ |= {"VSS_USER": ALICE[0], "VSS_USER_PASS": ALICE[1]}
    command = [str(Path(sys.executable).with_name("vss-tui")), "ls"]
    subprocess.run(command, env=environ, cwd=work, capture_output=True, timeout=60, check=True)
    assert everything_in(work) == {}
    (record,) = (home / ".local" / "state" / "vss-tui" / "sign-ins").iterdir()
    assert b"alice" in record.read_bytes()


# 110: the home folder of another user.


@as_root
def test_case_110_the_home_of_another_user(
    service: FakeService, url: str, clean_environment: dict[str, str], home: Path
) -> None:
    (home / ".cache").mkdir()
    for at in (home, home / ".cache"):
        os.chown(at, STRANGER, STRANGER)
    environ = {n: v for n, v in clean_environment.items() if not n.startswith("XDG_")}
    before = everything_in(home)
    command = Command({**environ, "VSS_ENDPOINT": url})
    signed_in = command.with_variables(VSS_USER=ALICE[0], VSS_USER_PASS=ALICE[1])
    done = signed_in.run("ls", "personal", "-o", "name")
    assert (done.code, done.out) == (0, "alice.iso\n")
    assert "belongs to another user" in done.err
    assert command.run("logout").code == 0
    with TerminalEmulator([*command.words], signed_in.environment, columns=200) as terminal:
        terminal.wait_for(f"of {FEW}")
        terminal.send("/iso\r")
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert terminal.problems == []
    assert everything_in(home) == before


@as_root
def test_case_110_settings_in_the_home_of_another_user(
    service: FakeService, url: str, clean_environment: dict[str, str], home: Path, own_file: Path
) -> None:
    own_file.write_text(f'endpoint = "{url}"')
    for at in (home, *home.rglob("*")):
        os.chown(at, STRANGER, STRANGER)
    done = Command({**clean_environment, "VSS_TOKEN": service.token}).run("ls")
    assert done.code == 2
    assert f"{own_file} cannot be read: it belongs to another user" in done.err
    assert service.requests == []


# 111, 145 and 159: settings files that count as unreadable.

BROKEN_TOML = {
    'endpoint = "staging\n': "line 1",
    "timeout = 3\nendpoint = \n": "line 2",
    "timeout = 3\n\nendpiont = 'https://staging.test'\n": '"endpiont" at line 3',
    "end-point = 'https://staging.test'\n": '"end-point" at line 1',
    "Endpoint = 'https://staging.test'\n": '"Endpoint" at line 1',
    "endpoint_name = 'https://staging.test'\n": '"endpoint_name" at line 1',
    "default_endpoint = 'staging'\n": '"default_endpoint" at line 1',
    "[general]\ndefault_endpoint_name = 'staging'\n": '"general" at line 1',
    "[keys]\nsync = 'S'\nendpoint = 'https://staging.test'\n": "[keys] at line 3",
    "[[endpoints]]\nname = 'a'\nurl = 'https://a.test'\nendpoint = 'a'\n": (
        '"endpoints[1].endpoint" at line 4'
    ),
    "[[endpionts]]\nname = 'staging'\nurl = 'https://staging.test'\n": '"endpionts" at line 1',
    "[[endpoints]]\nname = 'ab'\nurl = 'https://a.test'\n[keys]\nendpoint = 'ab'\n": (
        "[keys] at line 5"
    ),
    "[keys]\nendpiont = 'staging'\n": '"endpiont" is below [keys] at line 2',
    "endpoint = 7\n": "at line 1",
    "endpoint = 'staging'\n": '"staging" is not a configured endpoint',
    "endpoint = 'http://staging.test'\n": "clear text",
}
BROKEN_YAML = {
    "general: [\n": "line 2",
    "general:\n  default_endpoint_name: [staging]\n": "general.default_endpoint_name",
    "general: 3\n": '"general"',
    "endpoint: staging\n": '"endpoint" at line 1',
    "general:\n  default_endpoint: staging\n": '"default_endpoint" at line 2',
    "general: {default_endpiont_name: staging}\n": "default_endpiont_name",
    "endpionts:\n- {name: staging, url: 'https://staging.test'}\n": '"endpionts" at line 1',
    "endpoints: 3\n": '"endpoints"',
    "general: {default_endpoint_name: staging}\nendpoints: [{name: staging}]\n": "staging",
    "general: {default_endpoint_name: staging}\nendpoints: [3]\n": "staging",
}


def sends_nothing(done: CommandResult, service: FakeService, file: Path, where: str) -> None:
    """The command ended with 2, the file, the place and what to do, and asked nobody."""
    assert done.code == 2, done
    assert str(file) in done.err
    assert where in done.err
    assert done.out == ""
    assert service.requests == []


@pytest.mark.parametrize("words", [("ls",), ("sync",), ("describe",), ("pick", "-1"), ("login",)])
def test_case_111_every_command_that_sends_ends(
    service: FakeService,
    clean_environment: dict[str, str],
    own_file: Path,
    words: tuple[str, ...],
) -> None:
    own_file.write_text("endpoint = [\n")
    command = Command({**clean_environment, "VSS_TOKEN": service.token})
    done = command.run(*words)
    if words != ("login",):  # which needs a terminal before all
        sends_nothing(done, service, own_file, "line 1")
        assert "correct it, or name the endpoint with --endpoint or VSS_ENDPOINT" in done.err
    assert done.code == 2


@pytest.mark.parametrize(("text", "where"), BROKEN_TOML.items())
@pytest.mark.parametrize("named", [True, False])
def test_case_111_config_toml(
    *,
    url: str,
    own_file: Path,
    tmp_path: Path,
    text: str,
    where: str,
    named: bool,
) -> None:
    file = tmp_path / "broken.toml" if named else own_file
    file.write_text(text)
    option = file if named else None
    with pytest.raises(ConfigError) as error:
        config.load(config=option, environ={})
    assert str(file) in str(error.value)
    assert where in str(error.value)
    for found in (
        config.load(config=option, endpoint=url, environ={}),
        config.load(config=option, environ={"VSS_ENDPOINT": url}),
    ):
        assert found.endpoint.value.url == url
        assert where in " ".join(found.warnings) or "endpoint = 'staging'" in text or "http" in text
    assert config.load(config=option, demo=True, environ={}).endpoint.source == "--demo"


@pytest.mark.parametrize(("text", "where"), BROKEN_YAML.items())
@pytest.mark.parametrize("named", [True, False])
def test_case_111_config_yaml(
    *, url: str, home: Path, tmp_path: Path, text: str, where: str, named: bool
) -> None:
    file = write_text(tmp_path if named else home, text)
    environ = {"VSS_CONFIG": str(file)} if named else {}
    with pytest.raises(ConfigError) as error:
        config.load(environ=environ)
    assert str(file) in str(error.value)
    assert where in str(error.value)
    assert config.load(endpoint=url, environ=environ).endpoint.value.url == url


def test_case_111_the_endpoint_is_named_all_the_same(
    service: FakeService, url: str, clean_environment: dict[str, str], own_file: Path
) -> None:
    own_file.write_text("endpoint = [\n")
    command = Command({**clean_environment, "VSS_TOKEN": service.token})
    for done in (
        command.run("ls", "--endpoint", url, "-o", "id"),
        command.with_variables(VSS_ENDPOINT=url).run("ls", "-o", "id"),
    ):
        assert done.code == 0
        assert len(done.out.splitlines()) == FEW
        assert f"{own_file} is not used: it is not valid TOML at line 1" in done.err


def test_case_111_commands_that_need_no_endpoint(
    service: FakeService, clean_environment: dict[str, str], own_file: Path
) -> None:
    own_file.write_text("endpoint = [\n")
    command = Command(clean_environment)
    logout = command.run("logout")
    assert logout.code == 0
    assert str(own_file) in logout.err
    for words in (("help",), ("help", "ls"), ("--help",), ("init", "bash")):
        done = command.run(*words)
        assert done.code == 0, done
        assert "Traceback" not in done.err
    assert command.run("init", "zsh").err == ""
    config_ = command.run("config", "-o", "json")
    assert config_.code == 2
    assert '"none: see the problems"' in config_.out
    assert str(own_file) in config_.out


def test_case_111_a_link_that_leads_nowhere(own_file: Path, home: Path) -> None:
    own_file.symlink_to(home / "dotfiles" / "config.toml")
    with pytest.raises(ConfigError, match="is a link that leads nowhere"):
        config.load(environ={})
    own_file.unlink()
    own_file.parent.rmdir()
    own_file.parent.symlink_to(home / "dotfiles")
    with pytest.raises(ConfigError, match="is a link that leads nowhere"):
        config.load(environ={})


def test_case_111_a_link_to_a_file_is_followed(own_file: Path, home: Path) -> None:
    (home / "dotfiles.toml").write_text("timeout = 7")
    own_file.symlink_to(home / "dotfiles.toml")
    assert config.load(environ={}).timeout.value == 7


@pytest.mark.parametrize("mode", [0o666, 0o622, 0o620, 0o602, 0o660, 0o777])
@pytest.mark.parametrize("theirs", [True, False])
def test_case_145_settings_that_others_can_write(
    *,
    service: FakeService,
    url: str,
    clean_environment: dict[str, str],
    own_file: Path,
    home: Path,
    mode: int,
    theirs: bool,
) -> None:
    own_file.write_text(f'endpoint = "{url}"')
    file = own_file
    if theirs:
        own_file.unlink()
        file = write_text(home, f"endpoints: [{{name: cloud-api, url: '{url}'}}]")
    file.chmod(mode)
    done = Command({**clean_environment, "VSS_TOKEN": service.token}).run("ls")
    sends_nothing(done, service, file, "it can be written by other users")
    assert f"chmod go-w {file}" in done.err
    subprocess.run(["chmod", "go-w", str(file)], check=True)
    again = Command({**clean_environment, "VSS_TOKEN": service.token}).run("ls", "-o", "id")
    assert again.code == 0, again


@as_root
@pytest.mark.parametrize("theirs", [True, False])
def test_case_145_settings_of_another_user(
    *,
    service: FakeService,
    url: str,
    clean_environment: dict[str, str],
    own_file: Path,
    home: Path,
    theirs: bool,
) -> None:
    own_file.write_text(f'endpoint = "{url}"')
    file = own_file
    if theirs:
        own_file.unlink()
        file = write_text(home, f"endpoints: [{{name: cloud-api, url: '{url}'}}]")
    os.chown(file, STRANGER, STRANGER)
    done = Command({**clean_environment, "VSS_TOKEN": service.token}).run("ls")
    sends_nothing(done, service, file, "it belongs to another user")


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o640, 0o400, 0o444])
def test_case_145_settings_that_others_can_only_read(own_file: Path, mode: int) -> None:
    own_file.write_text("timeout = 7")
    own_file.chmod(mode)
    settings = config.load(environ={})
    assert (settings.timeout.value, settings.warnings) == (7, ())


@pytest.mark.parametrize("mode", [0o666, 0o620, 0o602])
def test_case_145_certificates_that_others_can_write(own_file: Path, mode: int) -> None:
    """Whoever can write them decides whom the token is sent to."""
    certificates = own_file.with_name("ca.pem")
    certificates.write_text("")
    own_file.write_text("ca_file = 'ca.pem'")
    assert config.load(environ={}).ca_file.value == certificates
    certificates.chmod(mode)
    settings = config.load(environ={})
    assert settings.ca_file.value is None
    assert f"{certificates} can be written by other users" in settings.warnings[0]
    certificates.unlink()
    os.mkfifo(certificates)
    assert "is not a regular file" in config.load(environ={}).warnings[0]


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("theirs", [True, False])
def test_case_159_no_regular_file(
    *,
    service: FakeService,
    clean_environment: dict[str, str],
    own_file: Path,
    home: Path,
    tmp_path: Path,
    theirs: bool,
    named: bool,
) -> None:
    """It would hang every command: whoever opens a FIFO waits for one who writes into it."""
    found = home / ".vss-cli" / "config.yaml" if theirs else own_file
    file = tmp_path / "fifo" if named else found
    file.parent.mkdir(exist_ok=True)
    os.mkfifo(file, 0o600)
    command = Command({**clean_environment, "VSS_TOKEN": service.token})
    if named and theirs:
        command = command.with_variables(VSS_CONFIG=str(file))
    words = ("ls", "--config", str(file)) if named and not theirs else ("ls",)
    sends_nothing(command.run(*words), service, file, "it is not a regular file")


# 114: quotes that are left in a variable.


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("variable", ["VSS_TOKEN", "VSS_API_TOKEN"])
def test_case_114_a_token(
    service: FakeService,
    url: str,
    clean_environment: dict[str, str],
    variable: str,
    quote: str,
) -> None:
    quoted = f"{quote}c4nary-{service.token}{quote}"
    done = Command({**clean_environment, "VSS_ENDPOINT": url, variable: quoted}).run("ls")
    assert done.code == 4
    assert f"{variable}: the token is malformed: remove the quotes" in done.err
    assert "c4nary" not in done.err
    assert service.requests == []


@pytest.mark.parametrize("variable", ["VSS_USER", "VSS_USER_OTP"])
def test_case_114_other_variables(
    service: FakeService, url: str, clean_environment: dict[str, str], variable: str
) -> None:
    environ = {**clean_environment, "VSS_ENDPOINT": url}
    environ |= {"VSS_USER": ALICE[0], "VSS_USER_PASS": ALICE[1], variable: '"c4nary"'}
    done = Command(environ).run("ls")
    assert f"{variable} is not used: it has quotes round it" in done.err
    assert "c4nary" not in done.err + "".join(
        f"{each.authorization}{each.body!r}" for each in service.requests
    )


@pytest.mark.parametrize(
    ("variable", "status"), [("VSS_ENDPOINT", 2), ("VSS_CONFIG", 2), ("VSS_TIMEOUT", 4)]
)
def test_case_114_settings(
    clean_environment: dict[str, str], url: str, variable: str, status: int
) -> None:
    environ = {"VSS_ENDPOINT": url} if variable == "VSS_TIMEOUT" else {}
    done = Command({**clean_environment, **environ, variable: '"https://h.test"'}).run("ls")
    assert done.code == status
    assert variable in done.err


# 115 and 116: settings that mean nothing, or two things.


def test_case_115_keys_that_cannot_be_bound(
    service: FakeService, url: str, clean_environment: dict[str, str], own_file: Path
) -> None:
    own_file.write_text(
        f"endpoint = '{url}'\ncolour = 3\n[keys]\n"
        "sync = '!!'\nquit = 'q q'\nrefresh = 'alt+r'\ndetails = 'ctrl+m'\nhlep = 'h'\nfilter = 3\n"
    )
    command = Command({**clean_environment, "VSS_TOKEN": service.token})
    done = command.run("config")
    assert done.code == 2
    for said in ("colour", '"!!"', '"q q"', '"alt+r"', '"ctrl+m"', '"hlep"', "keys.filter"):
        assert said in done.err
    problems = [line for line in done.err.splitlines() if str(own_file) in line]
    assert len(problems) == 7
    with TerminalEmulator([*command.words], command.environment, columns=200) as terminal:
        terminal.wait_for(f"of {FEW}")
        terminal.wait_for("7 problems in the settings, which vss-tui config lists")
        terminal.send("q")
        assert terminal.wait_exit() == 0


def test_case_116_two_endpoints_of_one_name(
    service: FakeService, url: str, clean_environment: dict[str, str], own_file: Path
) -> None:
    entries = (url, "https://second.test")
    own_file.write_text(
        "endpoint = 'here'\n"
        + "".join(f"[[endpoints]]\nname = 'here'\nurl = '{each}'\n" for each in entries)
    )
    command = Command({**clean_environment, "VSS_TOKEN": service.token})
    done = command.run("ls", "-o", "id")
    assert done.code == 0
    assert '"endpoints[2]" is not used: another is called "here"' in done.err
    assert command.run("config").code == 0


# 117: somebody else's password in the environment.


async def test_case_117_a_run_as_another_user(service: FakeService, url: str) -> None:
    async def nobody(_: object) -> Secret:
        raise AssertionError

    async def user_of(environ: dict[str, str]) -> str:
        surroundings = {"VSS_ENDPOINT": url, **environ}
        connection = open_connection(config.load(environ=surroundings), environ=surroundings)
        await connection.tokens.get()
        await connection.aclose()
        return connection.user

    settings = config.load(environ={"VSS_ENDPOINT": url})
    first = open_connection(settings, environ={"VSS_ENDPOINT": url})
    await first.sign_in(ALICE[0], Secret(ALICE[1]), nobody)
    await first.aclose()
    bob = {"VSS_USER": BOB[0], "VSS_USER_PASS": BOB[1]}
    assert await user_of(bob) == "bob"
    assert await user_of({}) == "alice"
    assert await user_of(bob) == "bob"
    # Both tokens are stored, each for its own user.
    assert len(service.requests_to("POST", "/auth/request-token")) == 2


# 154: secrets in addresses.


@pytest.mark.parametrize(
    "address",
    [
        "https://h.test/?token=c4nary",
        "https://h.test/#c4nary",
        "https://c4nary:c4nary@h.test",
        "https://me:c4n/ary@h.test",
        "https://h.test:c4nary/",
        "ftp://h.test/c4nary",
        "http://h.test?c4nary",
        "eyJhbGciOiJub25lIn0.eyJjNG5hcnkiOjF9.c4nary",
    ],
)
def test_case_154_secrets_in_addresses(
    clean_environment: dict[str, str], own_file: Path, address: str
) -> None:
    command = Command(clean_environment)
    said = [command.run("ls", "--endpoint", address)]
    said.append(command.with_variables(VSS_ENDPOINT=address).run("ls"))
    own_file.write_text(f"endpoint = '{address}'")
    said.append(command.run("ls"))
    own_file.write_text(f"[[endpoints]]\nname = 'x'\nurl = '{address}'")
    said.append(command.run("config"))
    own_file.unlink()
    assert [done.code for done in said] == [2, 2, 2, 2]
    text = "".join(done.out + done.err for done in said)
    assert "c4nary" not in text.lower()
    assert "c4n" not in text.lower()


def test_case_111_nothing_falls_back_to_the_service_itself() -> None:
    """Only with no settings at all, the default is what the user means."""
    assert config.load(environ={}).endpoint.value.url == DEFAULT_URL
