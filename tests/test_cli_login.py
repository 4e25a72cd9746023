"""``vss-tui login``, ``logout`` and ``config``, as a person meets them at a terminal."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

from tests import user_folders
from tests.command import INSTALLED
from tests.fake_service import FakeService
from tests.fake_service.faults import CannedResponse
from tests.fake_service.serving import serve
from tests.vss_cli_files import auth, write_config, write_text
from vss_tui.demo.accounts import DEMO, MFA, MFA_CODE, MUST_ENABLE_MFA, Account

USER, PASSWORD = "alice", "c4nary-w0rd:é"
CODE = "c4nary-c0de"
Talk = Callable[..., "Terminal"]
Run = Callable[..., subprocess.CompletedProcess[str]]


class Terminal:
    """A call in a terminal of its own, and everything that it showed."""

    def __init__(self, argv: list[str], environment: dict[str, str]) -> None:
        self._child: pexpect.spawn[str] = pexpect.spawn(
            INSTALLED,
            [*argv],
            env=environment,
            encoding="utf-8",
            timeout=20,
            dimensions=(24, 200),
        )
        self.shown = ""
        self.echoes = False

    def answer(self, prompt: str, text: str) -> None:
        self.wait_for(prompt)
        self._child.sendline(text)

    def answer_unseen(self, prompt: str, text: str) -> None:
        """CannedResponse a prompt that turns off the echo, once it has done so."""
        self.wait_for(prompt)
        assert self._child.waitnoecho(10)
        self._child.sendline(text)

    def press(self, control: str) -> None:
        self._child.sendcontrol(control)

    def wait_for(self, text: str) -> None:
        self._child.expect_exact(text)
        self.shown += f"{self._child.before}{text}"

    def end(self) -> int:
        """Wait for the end; return the exit status, or the negative number of a signal."""
        self._child.expect(pexpect.EOF)
        self.shown += self._child.before or ""
        self.echoes = self._child.getecho()
        self._child.close()
        if self._child.exitstatus is None:
            return -int(self._child.signalstatus)
        return int(self._child.exitstatus)


@pytest.fixture
def service() -> FakeService:
    service = FakeService()
    service.add_account(Account(USER, PASSWORD))
    return service


@pytest.fixture
def environment(
    clean_environment: dict[str, str], service: FakeService
) -> Iterator[dict[str, str]]:
    with serve(service) as url:
        yield {**clean_environment, "VSS_ENDPOINT": url, "PYTHONIOENCODING": "utf-8"}


@pytest.fixture
def talk(environment: dict[str, str]) -> Talk:
    def start(*argv: str, **variables: str) -> Terminal:
        return Terminal([*argv], {**environment, **variables})

    return start


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    def start(*argv: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [INSTALLED, *argv],
            env={**environment, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    return start


def signed_in(talk: Talk, *argv: str, **variables: str) -> Terminal:
    terminal = talk("login", *argv, **variables)
    terminal.answer("User", USER)
    terminal.answer_unseen("Password: ", PASSWORD)
    assert terminal.end() == 0
    return terminal


def sign_ins(service: FakeService) -> int:
    return len(service.requests_to("POST", "/auth/request-token"))


class TestLogin:
    def test_signs_in(self, talk: Talk, run: Run, service: FakeService) -> None:
        terminal = signed_in(talk)
        assert f"as {USER} until " in terminal.shown
        assert "the token is stored in " in terminal.shown
        listing = run("ls", "personal")
        assert (listing.returncode, sign_ins(service)) == (0, 1)

    def test_a_user_name_that_would_control_the_terminal_is_shown_as_symbols(
        self, talk: Talk
    ) -> None:
        terminal = talk("login", VSS_USER="a\x1b[2Jb")
        terminal.wait_for(r"User [a\u{1b}[2Jb]: ")
        terminal.press("c")
        assert terminal.end() == -signal.SIGINT
        assert "\x1b[2J" not in terminal.shown

    def test_password_is_never_echoed(self, talk: Talk) -> None:
        assert "c4nary" not in signed_in(talk).shown

    def test_keyring_keeps_the_token(self, talk: Talk, run: Run, tmp_path: Path) -> None:
        keyring = {
            "PYTHON_KEYRING_BACKEND": "tests.keyrings.InFile",
            "TEST_KEYRING": str(tmp_path / "keyring.json"),
        }
        assert "the token is stored in the keyring" in signed_in(talk, **keyring).shown
        (token,) = json.loads((tmp_path / "keyring.json").read_text()).values()
        assert files_holding(user_folders.state_dir(), token) == []
        assert run("ls", **keyring).returncode == 0
        assert run("ls").returncode == 4

    def test_offers_the_user_who_is_known(self, talk: Talk, home: Path) -> None:
        signed_in(talk)
        terminal = talk("login")
        terminal.answer(f"User [{USER}]: ", "")
        terminal.answer_unseen("Password: ", PASSWORD)
        assert terminal.end() == 0
        assert f"as {USER}" in terminal.shown

    def test_case_59_wrong_password(self, talk: Talk, service: FakeService) -> None:
        terminal = talk("login")
        terminal.answer("User: ", USER)
        terminal.answer_unseen("Password: ", "c4nary-wrong")
        assert terminal.end() == 4
        assert "wrong user name or password" in terminal.shown
        assert "c4nary" not in terminal.shown
        assert sign_ins(service) == 1

    def test_case_59_too_many_tries(self, talk: Talk, service: FakeService) -> None:
        service.options.login_limit = 0
        terminal = talk("login")
        terminal.answer("User: ", USER)
        terminal.answer_unseen("Password: ", PASSWORD)
        assert terminal.end() == 1
        assert "rate limit reached; try again in " in terminal.shown
        assert sign_ins(service) == 1

    def test_case_60_one_time_password(self, talk: Talk, service: FakeService) -> None:
        service.accounts[USER].code = CODE
        terminal = talk("login")
        terminal.answer("User: ", USER)
        terminal.answer_unseen("Password: ", PASSWORD)
        terminal.wait_for("The service sends you one now.")
        terminal.answer_unseen("One-time password: ", CODE)
        assert terminal.end() == 0
        assert "c4nary" not in terminal.shown
        assert len(service.requests_to("POST", "/tf/request-token")) == 1

    def test_case_60_wrong_one_time_password(self, talk: Talk) -> None:
        terminal = talk("login")
        terminal.answer("User: ", MFA[0])
        terminal.answer_unseen("Password: ", MFA[1])
        terminal.answer_unseen("One-time password: ", "c4nary")
        assert terminal.end() == 4
        assert "one-time password wrong or expired" in terminal.shown
        assert "c4nary" not in terminal.shown

    def test_case_60_code_of_an_authenticator(self, talk: Talk, service: FakeService) -> None:
        """Where the service cannot send a code, the user may have one all the same."""
        refusal = CannedResponse.json(400, {"message": "an authenticator is set up"})
        service.faults.add("POST", "/tf/request-token", refusal)
        terminal = talk("login")
        terminal.answer("User: ", MFA[0])
        terminal.answer_unseen("Password: ", MFA[1])
        terminal.wait_for("an authenticator is set up")
        terminal.answer_unseen("One-time password: ", MFA_CODE)
        assert terminal.end() == 0

    def test_case_60_to_be_set_up(self, talk: Talk) -> None:
        terminal = talk("login")
        terminal.answer("User: ", MUST_ENABLE_MFA[0])
        terminal.answer_unseen("Password: ", MUST_ENABLE_MFA[1])
        assert terminal.end() == 4
        assert "must be set up for one-time passwords first" in terminal.shown

    def test_case_93_answer_without_a_token(self, talk: Talk, service: FakeService) -> None:
        service.faults.add("POST", "/auth/request-token", CannedResponse.json(200, {"token": None}))
        terminal = talk("login")
        terminal.answer("User: ", USER)
        terminal.answer_unseen("Password: ", PASSWORD)
        assert terminal.end() == 1
        assert ": no token;" in terminal.shown

    def test_nothing_typed_sends_nothing(self, talk: Talk, service: FakeService) -> None:
        terminal = talk("login")
        terminal.answer("User: ", "")
        terminal.answer("User: ", USER)
        terminal.answer_unseen("Password: ", "")
        assert terminal.end() == 4
        assert service.requests_to() == []

    @pytest.mark.parametrize("at", ["User: ", "Password: "])
    @pytest.mark.parametrize("key", ["c", "d"])
    def test_cancelled(self, talk: Talk, service: FakeService, at: str, key: str) -> None:
        terminal = talk("login")
        if at == "Password: ":
            terminal.answer("User: ", USER)
        terminal.wait_for(at)
        terminal.press(key)
        assert terminal.end() == (-signal.SIGINT if key == "c" else 130)
        assert "Traceback" not in terminal.shown
        assert terminal.echoes
        assert service.requests_to() == []

    def test_user_in_another_encoding(self, talk: Talk, service: FakeService) -> None:
        terminal = talk("login", PYTHONIOENCODING="ascii:strict")
        terminal.answer("User", "zo\u00eb")
        assert terminal.end() == 2
        assert "correct LANG" in terminal.shown
        assert sign_ins(service) == 0

    def test_without_a_terminal(self, run: Run) -> None:
        done = run("login")
        assert done.returncode == 2
        assert "VSS_USER_PASS" in done.stderr
        assert done.stdout == ""

    def test_says_what_goes_before_the_token(self, talk: Talk) -> None:
        shown = signed_in(talk, VSS_TOKEN="t0ken", VSS_API_USER="bob").shown
        assert "VSS_TOKEN is set and takes precedence over this token" in shown
        assert "VSS_API_USER names bob" in shown

    def test_service_that_cannot_be_reached(self, talk: Talk) -> None:
        terminal = talk("login", VSS_ENDPOINT="http://127.0.0.1:1")
        terminal.answer("User: ", USER)
        terminal.answer_unseen("Password: ", PASSWORD)
        assert terminal.end() == 1
        assert "127.0.0.1:1" in terminal.shown

    def test_bad_endpoint_asks_for_nothing(self, talk: Talk) -> None:
        terminal = talk("login", VSS_ENDPOINT="nowhere")
        assert terminal.end() == 2
        assert "User" not in terminal.shown

    def test_demo_takes_none(self, run: Run, home: Path) -> None:
        for call in ("login", "logout"):
            done = run(call, "--demo")
            assert done.returncode == 0
            assert "--demo needs no login" in done.stderr
        assert not (home / ".local").exists()

    def test_next_user_takes_the_kept_pages_away(
        self, talk: Talk, environment: dict[str, str]
    ) -> None:
        signed_in(talk)
        kept = keep_a_page(environment)
        terminal = talk("login")
        terminal.answer("User", DEMO[0])
        terminal.answer_unseen("Password: ", DEMO[1])
        assert terminal.end() == 0
        assert not kept.exists()


class TestLogout:
    def test_forgets(self, talk: Talk, run: Run, environment: dict[str, str]) -> None:
        signed_in(talk)
        kept = keep_a_page(environment)
        done = run("logout")
        assert done.returncode == 0
        assert f"Signed {USER} out of " in done.stderr
        assert not kept.exists()
        assert [path for path in user_folders.state_dir().rglob("*") if path.is_file()] == []
        assert run("ls").returncode == 4

    def test_nothing_was_kept(self, run: Run) -> None:
        done = run("logout")
        assert done.returncode == 0
        assert "No token is stored" in done.stderr

    def test_says_who_signs_in_all_the_same(self, run: Run) -> None:
        done = run("logout", VSS_API_TOKEN="t0ken")
        assert "still signed in through VSS_API_TOKEN" in done.stderr

    def test_keyring_that_fails_is_said(self, talk: Talk, run: Run, tmp_path: Path) -> None:
        keyring = {
            "PYTHON_KEYRING_BACKEND": "tests.keyrings.InFile",
            "TEST_KEYRING": str(tmp_path / "keyring.json"),
        }
        signed_in(talk, **keyring)
        done = run("logout", PYTHON_KEYRING_BACKEND="tests.keyrings.Broken")
        assert done.returncode == 1
        assert "then run vss-tui logout again" in done.stderr
        assert run("logout", **keyring).returncode == 0
        assert json.loads((tmp_path / "keyring.json").read_text()) == {}


class TestConfig:
    def shown(self, done: subprocess.CompletedProcess[str]) -> dict[str, tuple[str, str]]:
        assert done.returncode == 0, done.stderr
        return {row["name"]: (row["value"], row["source"]) for row in json.loads(done.stdout)}

    def test_each_setting_with_its_source(
        self, run: Run, home: Path, environment: dict[str, str]
    ) -> None:
        own = home / ".config" / "vss-tui" / "config.toml"
        own.parent.mkdir(parents=True)
        own.write_text('mouse = false\n[keys]\nrefresh = "f5"')
        theirs = write_config(home, timeout=20)
        url = environment["VSS_ENDPOINT"]
        rows = self.shown(run("config", "-o", "json", "--timeout", "12", VSS_TOKEN="t0ken" * 9))
        assert rows["endpoint"] == (f"{url.removeprefix('http://')} {url}", "VSS_ENDPOINT")
        assert rows["timeout"] == ("12 s", "--timeout")
        assert rows["mouse"] == ("off", str(own))
        assert rows["keys.refresh"] == ("f5", str(own))
        assert rows["ca_file"] == ("not set", "default")
        assert rows["vss-cli's file"] == (str(theirs), "")
        assert rows["token"] == ("…0ken", "VSS_TOKEN")
        assert rows["password"] == ("not set", "")

    def test_secrets_are_masked(self, run: Run, home: Path, environment: dict[str, str]) -> None:
        url = environment["VSS_ENDPOINT"]
        token = "c4nary-t0ken-of-length"
        entry = {"name": "here", "url": url, "auth": auth(USER, PASSWORD), "token": token}
        path = write_config(home, entry)
        for output in ("text", "json"):
            done = run("config", "-o", output, VSS_USER_OTP=CODE, VSS_ENDPOINT="here")
            assert "c4nary" not in done.stdout + done.stderr
            assert auth(USER, PASSWORD) not in done.stdout + done.stderr
        rows = self.shown(run("config", "-o", "json", VSS_USER_OTP=CODE, VSS_ENDPOINT="here"))
        assert rows["user"] == (USER, str(path))
        assert rows["token"] == ("…ngth", str(path))
        assert rows["password"] == ("set", str(path))
        assert rows["one-time password"] == ("set", "VSS_USER_OTP")

    def test_short_token_shows_nothing_of_itself(self, run: Run) -> None:
        assert self.shown(run("config", "-o", "json", VSS_TOKEN="abcd"))["token"][0] == "…"

    def test_text_is_a_table(self, run: Run) -> None:
        lines = run("config").stdout.splitlines()
        assert lines[0].split()[::2] == ["endpoint", lines[0].split()[2]]
        (timeout,) = (line for line in lines if line.startswith("timeout"))
        assert timeout.split() == ["timeout", "30", "s", "default"]
        assert timeout.index("30 s") == lines[0].index("127.0.0.1")

    def test_warns(self, run: Run, home: Path) -> None:
        write_text(home, "[", mode=0o644)
        done = run("config", VSS_TIMEOUT="abc", VSS_TOKEN="a b")
        assert done.returncode == 2
        for warning in ("chmod 600", "not valid YAML", "VSS_TIMEOUT", "VSS_TOKEN: the token"):
            assert warning in done.stderr

    def test_demo_shows_nothing_of_the_user(self, run: Run) -> None:
        rows = self.shown(run("config", "-o", "json", "--demo", VSS_TOKEN="t0ken"))
        assert rows["endpoint"] == ("demo http://127.0.0.1", "--demo")
        assert "token" not in rows


class TestCanary:
    """No secret is anywhere but in the store of tokens."""

    def test_after_every_call(self, talk: Talk, run: Run, service: FakeService, home: Path) -> None:
        service.accounts[USER].code = CODE
        terminal = talk("login")
        terminal.answer("User: ", USER)
        terminal.answer_unseen("Password: ", PASSWORD)
        terminal.answer_unseen("One-time password: ", CODE)
        assert terminal.end() == 0
        (store,) = (path for path in (user_folders.state_dir() / "sign-ins").iterdir())
        token = json.loads(store.read_text())["token"]
        said = terminal.shown
        for call in (["ls"], ["ls", "personal"], ["config"], ["describe"], ["sync", "--wait", "0"]):
            done = run(*call, VSS_USER_PASS=PASSWORD, VSS_USER_OTP=CODE)
            assert done.returncode == 0, done.stderr
            said += done.stdout + done.stderr
        service.revoke_tokens()
        done = run("ls", VSS_USER=USER, VSS_USER_PASS=PASSWORD, VSS_USER_OTP="c4nary-old")
        assert done.returncode == 4
        said += done.stdout + done.stderr
        assert "c4nary" not in said
        assert token not in said
        assert files_holding(home, "c4nary") == []
        assert files_holding(home, token) == [store]

    def test_is_in_no_argument(self, talk: Talk, service: FakeService) -> None:
        """Other users of a machine can read its command lines."""
        terminal = talk("login")
        terminal.answer("User: ", USER)
        terminal.wait_for("Password: ")
        listed = subprocess.run(
            ["ps", "-ww", "-eo", "args"], capture_output=True, text=True, check=True
        ).stdout
        assert "vss-tui login" in listed
        assert "c4nary" not in listed
        terminal.press("c")
        assert terminal.end() == -signal.SIGINT


def keep_a_page(environment: dict[str, str]) -> Path:
    """Keep a page for the user who is signed in, as the browser does."""
    code = (
        "import os; from datetime import UTC, datetime; from vss_tui import config\n"
        "from vss_tui.support import paths\n"
        "from vss_tui.models.query import Library; from vss_tui.models.page import Page\n"
        "from vss_tui.models.query import Query\n"
        "from vss_tui.page_cache import CachedPage, PageCache\n"
        "from vss_tui.connection import open_connection\n"
        "connection = open_connection(config.load(environ=os.environ))\n"
        "page = Page.from_json({'data': []}, Query())\n"
        "cache = PageCache(paths.cache_dir(), connection.endpoint, connection.owner)\n"
        "cache.put(Library.PUBLIC, Query(), CachedPage(page, datetime.now(UTC)))"
    )
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    (kept,) = (path for path in user_folders.cache_dir().rglob("*.json"))
    return kept


def files_holding(folder: Path, text: str) -> list[Path]:
    return [
        path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()
    ]
