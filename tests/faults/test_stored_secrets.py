"""Cases 118, 149 to 151, 160: tokens and cached pages, where they are and how they go."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

from tests import keyrings, user_folders
from tests.app_driver import USUAL, run_browser
from tests.command import INSTALLED, Command
from tests.fake_service import FakeService
from tests.fake_service.serving import serve
from tests.faults.expectations import FEW
from tests.login_steps import ALICE, DIALOG, add_accounts, login_attempts, wait_in_dialog
from tests.terminal_emulator import TerminalEmulator
from tests.user_folders import record_path
from vss_tui.auth import SystemKeyring, TokenStore
from vss_tui.demo.accounts import unsigned_token
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.token import Token

STRANGER = 54321
as_root = pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give files to others"
)
ENDPOINT = Endpoint.parse("https://h.test", "there")
TOKEN = Token.parse("c4nary-token")
LATE = 0.3
JWT = unsigned_token({"sub": "c4nary"})


@pytest.fixture
def service() -> FakeService:
    return add_accounts(FakeService(images=FEW), ALICE)


@pytest.fixture
def url(service: FakeService) -> Iterator[str]:
    with serve(service) as address:
        yield address


@pytest.fixture
def command(clean_environment: dict[str, str], url: str) -> Command:
    return Command({**clean_environment, "VSS_ENDPOINT": url})


@pytest.fixture
def keyring(tmp_path: Path) -> dict[str, str]:
    """The variables of a keyring that works from process to process."""
    return {
        "PYTHON_KEYRING_BACKEND": "tests.keyrings.InFile",
        "TEST_KEYRING": str(tmp_path / "keyring.json"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }


def log_in(command: Command) -> str:
    """Log in at a terminal, and return what was shown."""
    child: pexpect.spawn[str] = pexpect.spawn(
        INSTALLED, ["login"], env=command.environment, encoding="utf-8", timeout=20
    )
    child.expect_exact("User")
    shown = str(child.before)
    child.sendline(ALICE[0])
    child.expect_exact("Password: ")
    assert child.waitnoecho(10)
    child.sendline(ALICE[1])
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    return shown + str(child.before)


def holding(folder: Path, text: str) -> list[Path]:
    return [
        path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()
    ]


# 118 and 150: what logout leaves.


class Late(keyrings.InMemory):
    """A keyring that stores what it is given after the time for it is up."""

    def set_password(self, service: str, username: str, password: str) -> None:
        time.sleep(LATE)
        super().set_password(service, username, password)


def test_case_118_a_keyring_that_answers_too_late(tmp_path: Path) -> None:
    backend = Late()
    folder = tmp_path / "sign-ins"
    with keyrings.use(backend):
        place = TokenStore(folder, SystemKeyring(timeout=LATE / 10)).store(ENDPOINT, "me", TOKEN)
        assert place.endswith(".json")
        while not backend.kept:
            time.sleep(0.01)
        removed = TokenStore(folder, SystemKeyring()).remove(ENDPOINT)
    assert (removed.user, removed.left) == ("me", ())
    assert backend.kept == {}
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_case_118_what_killed_writes_have_left(command: Command) -> None:
    log_in(command)
    (record,) = (user_folders.state_dir() / "sign-ins").iterdir()
    left = record.with_name(f".{record.name}.k1ll3d")
    left.write_bytes(record.read_bytes())
    token = json.loads(record.read_text())["token"]
    assert command.run("logout").code == 0
    assert holding(user_folders.state_dir().parent, token) == []
    assert not left.exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"endpoint": "https://'])
def test_case_150_the_keyring_where_our_record_is_corrupt(
    command: Command, keyring: dict[str, str], content: str
) -> None:
    command = command.with_variables(**keyring)
    log_in(command)
    assert len(json.loads(Path(keyring["TEST_KEYRING"]).read_text())) == 1
    (record,) = (user_folders.state_dir() / "sign-ins").iterdir()
    record.write_text(content)
    done = command.run("logout")
    assert done.code == 0, done.err
    assert json.loads(Path(keyring["TEST_KEYRING"]).read_text()) == {}
    assert not record.exists()


def test_case_150_the_keyring_where_nothing_says_whose(
    command: Command, keyring: dict[str, str]
) -> None:
    command = command.with_variables(**keyring)
    log_in(command)
    state = user_folders.state_dir()
    for path in state.glob("keyring-*.json"):
        path.unlink()
    (record,) = (state / "sign-ins").iterdir()
    record.write_text("{")
    done = command.run("logout")
    assert done.code == 1
    assert "not removed: what the keyring may hold of vss-tui for " in done.err


def test_case_150_pages_and_frames_of_a_token_of_the_environment(
    command: Command, service: FakeService
) -> None:
    """Whoever logs out need not have logged in: the pages are those of VSS_TOKEN's user."""
    with_token = command.with_variables(VSS_TOKEN=service.token)
    with TerminalEmulator([INSTALLED], with_token.environment) as terminal:
        terminal.wait_for(f"of {FEW}")
        terminal.settle(0.5)
        terminal.send("q")
        assert terminal.wait_exit() == 0
    cache = user_folders.cache_dir()
    assert [path for path in cache.rglob("*") if path.is_file()]
    (cache / ".abc.json.k1ll3d").write_text("a page")
    assert command.run("logout").code == 0
    assert [path for path in cache.rglob("*") if path.is_file()] == []


def test_case_150_pages_of_another_endpoint_stay(command: Command, service: FakeService) -> None:
    other = FakeService(images=FEW)
    with serve(other) as there:
        for address, token in ((there, other.token), (command.environment["VSS_ENDPOINT"], "")):
            run = command.with_variables(VSS_ENDPOINT=address, VSS_TOKEN=token or service.token)
            with TerminalEmulator([INSTALLED], run.environment) as terminal:
                terminal.wait_for(f"of {FEW}")
                terminal.settle(0.5)
                terminal.send("q")
                assert terminal.wait_exit() == 0
        assert command.run("logout").code == 0
        left = user_folders.cache_dir().glob("*.json")
        assert {json.loads(path.read_text())["endpoint"] for path in left} == {there}


def test_case_150_what_cannot_be_removed_is_said(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(command)
    (record,) = (user_folders.state_dir() / "sign-ins").iterdir()
    code = (
        "import os, sys; from pathlib import Path; unlink = Path.unlink\n"
        "def stuck(path, missing_ok=False):\n"
        f"    if path.name == {record.name!r}: raise PermissionError(13, 'Permission denied')\n"
        "    unlink(path, missing_ok)\n"
        "Path.unlink = stuck\n"
        "from vss_tui.cli import main; sys.exit(main(['logout']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=command.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"not removed: {record} (Permission denied)" in done.stderr


# 149 and 160: token files that others may have written.


def _made_by_another(folder: Path) -> None:
    os.chown(folder, STRANGER, STRANGER)


def _a_link(folder: Path) -> None:
    elsewhere = folder.with_name("elsewhere")
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)


@pytest.mark.parametrize("at", ["vss-tui", "vss-tui/sign-ins"])
@pytest.mark.parametrize("spoil", [pytest.param(_made_by_another, marks=as_root), _a_link])
def test_case_149_below_somebody_elses_folder(
    command: Command, service: FakeService, tmp_path: Path, at: str, spoil: Callable[[Path], None]
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    command = command.with_variables(XDG_STATE_HOME=str(shared))
    log_in(command)
    spoil(shared / at)
    before = {path: path.read_bytes() for path in shared.rglob("*") if path.is_file()}
    done = command.run("ls")
    assert done.code == 4
    assert "the stored token is not used" in done.err
    assert "belongs to another user" in done.err or "is a link" in done.err
    signed_in = command.with_variables(VSS_USER=ALICE[0], VSS_USER_PASS=ALICE[1])
    assert signed_in.run("ls").code == 0
    assert {path: path.read_bytes() for path in shared.rglob("*") if path.is_file()} == before


@as_root
def test_case_149_nothing_is_made_in_somebody_elses_folder(
    command: Command, service: FakeService, tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    os.chown(shared, STRANGER, STRANGER)
    command = command.with_variables(
        XDG_STATE_HOME=str(shared), VSS_USER=ALICE[0], VSS_USER_PASS=ALICE[1]
    )
    assert command.run("ls").code == 0
    assert [*shared.iterdir()] == []


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_case_160_a_token_file_that_others_can_read(command: Command, mode: int) -> None:
    log_in(command)
    (record,) = (user_folders.state_dir() / "sign-ins").iterdir()
    record.chmod(mode)
    done = command.run("ls")
    assert done.code == 0
    assert f"other users could read the token in {record}, which is closed to them now" in done.err
    assert record.stat().st_mode & 0o777 == 0o600
    assert "could read" not in command.run("ls").err


@pytest.mark.parametrize("mode", [0o622, 0o620, 0o602, 0o666])
def test_case_160_a_token_file_that_others_can_write(command: Command, mode: int) -> None:
    log_in(command)
    (record,) = (user_folders.state_dir() / "sign-ins").iterdir()
    record.chmod(mode)
    done = command.run("ls")
    assert done.code == 4
    assert "the stored token is not used" in done.err
    assert "can be written by other users" in done.err
    log_in(command)
    assert command.run("ls").code == 0


@as_root
def test_case_160_a_token_file_of_another_user(command: Command) -> None:
    log_in(command)
    (record,) = (user_folders.state_dir() / "sign-ins").iterdir()
    os.chown(record, STRANGER, STRANGER)
    done = command.run("ls")
    assert done.code == 4
    assert "belongs to another user" in done.err


# 151: a token in the place of a user.


async def test_case_151_a_token_in_the_user_field(service: FakeService) -> None:
    async with run_browser(service, environ={}, size=USUAL, wait=False) as browser:
        await browser.wait_for(DIALOG)
        await browser.press_burst(*JWT, "enter", *"word", "enter")
        await wait_in_dialog(browser, "the user name looks like a token, so nothing was sent")
        assert login_attempts(service) == []


def test_case_151_a_token_as_the_user_of_login(command: Command, service: FakeService) -> None:
    child: pexpect.spawn[str] = pexpect.spawn(
        INSTALLED, ["login"], env=command.environment, encoding="utf-8", timeout=20
    )
    child.expect_exact("User")
    child.sendline(JWT)
    child.expect_exact("Password: ")
    assert child.waitnoecho(10)
    child.sendline("word")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 4
    assert "looks like a token" in str(child.before)
    assert login_attempts(service) == []
    assert [*user_folders.state_dir().parent.rglob("*.json")] == []


def test_case_151_a_token_as_the_user_of_the_environment(
    command: Command, service: FakeService
) -> None:
    command = command.with_variables(VSS_USER=JWT, VSS_USER_PASS="word")
    for words in (("ls",), ("config",), ("logout",)):
        done = command.run(*words)
        assert "VSS_USER is not used: it looks like a token; set VSS_TOKEN to it" in done.err
        assert JWT not in done.out + done.err
    assert login_attempts(service) == []


def test_case_151_a_token_that_an_earlier_version_remembered(command: Command) -> None:
    state = user_folders.state_dir()
    state.mkdir(parents=True)
    (state / "browser.json").write_text(json.dumps({"filters": [JWT, "ubuntu"]}))
    with TerminalEmulator([INSTALLED, "--demo"], command.environment) as terminal:
        terminal.wait_for("CentOS")
        terminal.send("q")
        assert terminal.wait_exit() == 0
    # The demo leaves what is remembered of real use alone; the next real run removes it.
    with TerminalEmulator([INSTALLED], command.environment) as terminal:
        terminal.wait_for("Sign in to")
        terminal.send("\x1b")
        terminal.send("q")
        assert terminal.wait_exit() == 0
    assert holding(state, JWT) == []
    assert json.loads((state / "filters.json").read_text()) == ["ubuntu"]


def test_case_145_the_dialog_and_login_name_the_host(command: Command, home: Path) -> None:
    url = command.environment["VSS_ENDPOINT"]
    folder = home / ".config" / "vss-tui"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(f"[[endpoints]]\nname = 'cloud-api'\nurl = '{url}'")
    command = command.with_variables(VSS_ENDPOINT="cloud-api")
    assert f"Signing in to cloud-api, {url}" in log_in(command)
    command.run("logout")
    with TerminalEmulator([INSTALLED], command.environment) as terminal:
        terminal.wait_for(f"Sign in to cloud-api ({url.removeprefix('http://')})")


def test_stored_tokens_have_their_own_places(tmp_path: Path) -> None:
    store = TokenStore(tmp_path / "sign-ins", SystemKeyring())
    places = {store.path(ENDPOINT), store.path(ENDPOINT, "me"), store.path(ENDPOINT, "you")}
    assert len(places) == 3
    assert record_path(store, ENDPOINT).parent == tmp_path / "sign-ins"
