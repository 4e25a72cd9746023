"""Cases 54 to 66: tokens, passwords and the places that hold them."""

import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import keyrings, user_folders
from tests.app_driver import ENDPOINT, USUAL, AppDriver, FakeClock, build_app, connect, run_browser
from tests.command import Command
from tests.fake_service import FakeOptions, FakeService
from tests.fake_service.serving import serve
from tests.faults.expectations import FEW, SEND_CODE, SIGN_IN, list_requests, run_app
from tests.faults.recording_terminal import RecordingTerminal
from tests.login_steps import (
    ALICE,
    BOB,
    DIALOG,
    add_accounts,
    dialog_text,
    enter_password,
    log_in,
    login_attempts,
    wait_in_dialog,
    wait_logged_in,
)
from tests.vss_cli_files import auth, write_config, write_text
from vss_tui import config
from vss_tui.auth import system_keyring
from vss_tui.connection import open_connection, user_stores
from vss_tui.demo.accounts import DEMO, MFA, MFA_CODE, MUST_ENABLE_MFA, Account, unsigned_token
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.token import Token

NOON = datetime(2026, 2, 3, 17, 0, tzinfo=UTC)
USER, PASSWORD = DEMO
MINUTE, DAY = 60, 86_400


@pytest.fixture
def service() -> FakeService:
    return FakeService(images=FEW)


@pytest.fixture
def url(service: FakeService) -> Iterator[str]:
    with serve(service) as address:
        yield address


@asynccontextmanager
async def started(
    url: str, service: FakeService, environ: Mapping[str, str] | None = None
) -> AsyncIterator[AppDriver]:
    """Start as the command does, with the user's own files and an environment."""
    surroundings = {"VSS_ENDPOINT": url, **(environ or {})}
    settings = config.load(environ=surroundings)
    app = build_app(
        open_connection(settings, environ=surroundings),
        cache=user_folders.cache_dir(),
        notices=settings.warnings,
    )
    async with run_app(app, service, size=USUAL) as browser:
        yield browser


async def shows_rows(browser: AppDriver) -> None:
    """The rows come, and nobody is asked for anything."""
    await browser.wait_for(f"of {FEW}")
    await browser.wait_idle()
    assert "Sign in to" not in browser.text


def content(folder: Path) -> bytes:
    """Everything in the files of a folder."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_case_54_there_is_no_token(service: FakeService) -> None:
    async with run_browser(service, environ={}, size=USUAL, wait=False) as browser:
        await wait_in_dialog(browser, DIALOG, "not signed in")
        assert service.requests == []
        await log_in(browser, *DEMO)
        await wait_logged_in(browser)
        assert len(browser.names) == FEW


@pytest.mark.parametrize("ending", ["\n", " \r\n"])
async def test_case_55_a_token_with_a_line_end(service: FakeService, ending: str) -> None:
    environ = {"VSS_TOKEN": service.token + ending}
    async with run_browser(service, environ=environ, size=USUAL, wait=False) as browser:
        await shows_rows(browser)
    assert {each.authorization for each in service.requests} == {f"Bearer {service.token}"}


@pytest.mark.parametrize("token", ["c4na\rry", "c4naéry", "c4na\x1b[2Jry"])
async def test_case_56_a_token_that_cannot_be_one(service: FakeService, token: str) -> None:
    environ = {"VSS_TOKEN": token}
    async with run_browser(service, environ=environ, size=USUAL, wait=False) as browser:
        await wait_in_dialog(browser, DIALOG, "VSS_TOKEN: the token is malformed: copy it again")
        assert "c4na" not in browser.text
        assert service.requests == []
        await log_in(browser, *DEMO)
        await wait_logged_in(browser)
        assert len(browser.names) == FEW


async def test_case_57_a_token_that_has_long_expired(service: FakeService) -> None:
    environ = {"VSS_TOKEN": service.issue_token(life=-DAY)}
    async with run_browser(service, environ=environ, size=USUAL, wait=False) as browser:
        await wait_in_dialog(browser, DIALOG, "VSS_TOKEN: the token has expired")
        assert service.requests == []


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize("token", [unsigned_token({"sub": USER}), "opaque"])
async def test_case_57_a_token_that_does_not_tell_its_end(
    service: FakeService, token: str, accepted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = service.tokens.user_of
    if accepted:
        monkeypatch.setattr(service.tokens, "user_of", lambda _: USER)
    else:
        monkeypatch.setattr(service.tokens, "user_of", lambda each: good(each.strip(token)))
    environ = {"VSS_TOKEN": token}
    async with run_browser(service, environ=environ, size=USUAL, wait=False) as browser:
        if accepted:
            await shows_rows(browser)
            assert "token" not in browser.lines[0]
        else:
            await browser.wait_for(DIALOG)
        assert service.requests[0].authorization == f"Bearer {token}"


@pytest.mark.parametrize("minutes", [-10, 10])
@pytest.mark.parametrize("life", [5 * MINUTE, DAY])
async def test_case_58_this_machines_clock_is_off(life: float, minutes: int) -> None:
    clock = FakeClock(NOON + timedelta(minutes=minutes))
    service = FakeService(images=FEW, now=lambda: clock.now() - timedelta(minutes=minutes))
    environ = {"VSS_TOKEN": service.issue_token(life=life)}
    async with run_browser(service, clock=clock, environ=environ, size=USUAL) as browser:
        await shows_rows(browser)
        clock.advance(life + 1)
        await browser.press("r")
        await wait_in_dialog(browser, DIALOG, "Token has expired")
        await enter_password(browser, PASSWORD)
        await wait_logged_in(browser)
        await shows_rows(browser)


async def test_case_59_a_wrong_password_and_a_lockout() -> None:
    clock = FakeClock(NOON)
    service = FakeService(images=FEW, now=clock.now, options=FakeOptions(login_limit=2))
    async with run_browser(service, clock=clock, environ={}, size=USUAL, wait=False) as browser:
        await log_in(browser, USER, "wr0ng")
        await wait_in_dialog(browser, DIALOG, "wrong user name or password")
        assert "•" not in dialog_text(browser)
        await enter_password(browser, "wr0ng too")
        await browser.wait_until(lambda: len(service.requests) == 2)
        await browser.wait_until(lambda: "•" not in dialog_text(browser))
        await enter_password(browser, PASSWORD)
        await wait_in_dialog(browser, DIALOG, "rate limit reached; try again in 60 seconds")
        assert "•" not in dialog_text(browser)
        clock.advance(MINUTE)
        await browser.flush_messages()
        assert len(service.requests_to("POST", SIGN_IN)) == len(service.requests) == 3
        await enter_password(browser, PASSWORD)
        await wait_logged_in(browser)
        assert len(browser.names) == FEW


async def test_case_60_one_time_passwords(service: FakeService) -> None:
    async with run_browser(service, environ={}, size=USUAL, wait=False) as browser:
        await log_in(browser, *MFA)
        await wait_in_dialog(browser, "A one-time password has been sent to you: type it here.")
        await enter_password(browser, "000000")
        await wait_in_dialog(browser, "one-time password wrong or expired")
        await enter_password(browser, MFA_CODE)
        await wait_logged_in(browser)
        assert len(browser.names) == FEW
    asked = [each.path for each in service.requests_to("POST")]
    assert asked == [SIGN_IN, SEND_CODE, SIGN_IN, SIGN_IN]


async def test_case_60_one_time_passwords_must_be_set_up(service: FakeService) -> None:
    async with run_browser(service, environ={}, size=USUAL, wait=False) as browser:
        await log_in(browser, *MUST_ENABLE_MFA)
        await wait_in_dialog(
            browser, DIALOG, "this account must be set up for one-time passwords first"
        )
        assert [each.path for each in service.requests_to("POST")] == [SIGN_IN]


@pytest.mark.parametrize("password", ["a:b", "é:ü", "密 码"])
async def test_case_61_a_password_with_any_character(service: FakeService, password: str) -> None:
    service.add_account(Account("zoe", password))
    async with run_browser(service, environ={}, size=USUAL, wait=False) as browser:
        await log_in(browser, "zoe", password)
        await wait_logged_in(browser)
        assert len(browser.names) == FEW
    assert login_attempts(service) == [("zoe", password)]


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("endpoints: [", "not valid YAML"),
        ("endpoints: !!python/object/apply:os.system [true]", "a tag or key that is not allowed"),
        ("#" * 10_000_000, "larger than 256 KB"),
    ],
    ids=["bad YAML", "tag", "10 MB"],
)
async def test_case_62_a_file_of_vss_cli_that_cannot_be_used(
    service: FakeService, url: str, home: Path, content: str, cause: str
) -> None:
    write_text(home, content)
    async with started(url, service) as browser:
        await wait_in_dialog(browser, "Sign in to", cause)
        assert service.requests == []
        await log_in_at(browser, *DEMO)
        await shows_rows(browser)


async def test_case_62b_credentials_that_are_not_base64(
    service: FakeService, url: str, home: Path
) -> None:
    write_text(home, f"endpoints: [{{url: '{url}', auth: 'c4nary'}}]")
    async with started(url, service) as browser:
        await wait_in_dialog(browser, "Sign in to", "endpoints[1].auth")
        assert "c4nary" not in browser.text
        assert service.requests == []
        await log_in_at(browser, *DEMO)
        await shows_rows(browser)


async def log_in_at(browser: AppDriver, user: str, password: str) -> None:
    """Sign in to an endpoint that goes by its address."""
    await browser.press_burst(*user, "enter", *password, "enter")
    await browser.wait_gone("Sign in to")


@pytest.mark.parametrize(
    "kept_for",
    ["https://127.0.0.1:PORT", "https://cloud.example.test", "http://127.0.0.1:1"],
)
async def test_case_63_credentials_of_another_address(
    service: FakeService, url: str, home: Path, kept_for: str
) -> None:
    address = kept_for.replace("PORT", url.rpartition(":")[2])
    entry = {"name": "cloud", "url": address, "auth": auth(*DEMO), "token": service.token}
    write_config(home, entry, default_endpoint_name="cloud")
    async with started(url, service) as browser:
        await wait_in_dialog(browser, "Sign in to", "not signed in")
        assert service.requests == []


async def test_case_63_an_address_without_encryption_is_refused(
    service: FakeService, home: Path, clean_environment: dict[str, str]
) -> None:
    entry = {"name": "cloud", "url": "http://cloud.example.test", "auth": auth(*DEMO)}
    write_config(home, entry, default_endpoint_name="cloud")
    ended = Command(clean_environment).run("ls", "--endpoint", "cloud")
    assert ended.code == 2
    assert "clear text" in ended.err


@pytest.mark.parametrize("keyring", [keyrings.Hanging, keyrings.Broken, None])
async def test_case_64_a_keyring_that_is_of_no_use(
    service: FakeService,
    url: str,
    home: Path,
    keyring: type[keyrings.Hanging | keyrings.Broken] | None,
) -> None:
    """The token is in the keyring, and the next source, the file of vss-cli, has one too."""
    endpoint = Endpoint.parse(url)
    with keyrings.use(keyrings.InMemory()):
        user_stores().tokens.store(endpoint, USER, Token.parse(service.issue_token()))
    theirs = service.issue_token()
    write_config(home, {"name": "here", "url": url, "token": theirs})
    async with AsyncExitStack() as stack:
        if keyring is not None:
            stack.enter_context(keyrings.use(keyring()))
        began = time.monotonic()
        browser = await stack.enter_async_context(started(url, service))
        await browser.wait_until(lambda: service.requests)
        waited = time.monotonic() - began
        await shows_rows(browser)
    assert system_keyring.KEYRING_TIMEOUT <= 1
    assert waited < system_keyring.KEYRING_TIMEOUT + 2
    assert service.requests[0].authorization == f"Bearer {theirs}"


@pytest.mark.parametrize("key", ["ctrl+x", "super+c", "super+x"])
async def test_case_65_copying_from_the_password(service: FakeService, key: str) -> None:
    environ = {"VSS_USER": USER}
    async with run_browser(service, environ=environ, size=USUAL, wait=False) as browser:
        await browser.wait_for(DIALOG)
        await browser.type(PASSWORD)
        await browser.press("ctrl+shift+a", key)
        assert browser.app.clipboard == ""
        await browser.press("enter")
        await wait_logged_in(browser)
        assert login_attempts(service) == [DEMO]


async def test_case_65_ctrl_c_in_the_password_leaves(service: FakeService) -> None:
    terminal = RecordingTerminal()
    app = build_app(connect({ENDPOINT: service}, environ={"VSS_USER": USER}))
    async with run_app(app, service, size=USUAL, terminal=terminal) as browser:
        await browser.wait_for(DIALOG)
        await browser.press_burst(*"c4nary", "ctrl+shift+a", "ctrl+c")
        await browser.wait_until(lambda: app.return_code is not None)
    assert app.clipboard == ""
    # What sets a terminal's clipboard.
    assert "\x1b]52;" not in terminal.text
    assert "c4nary" not in terminal.text


async def test_case_66_another_user_signs_in(tmp_path: Path) -> None:
    service = add_accounts(FakeService(images=FEW), ALICE, BOB)
    environ = {"VSS_TOKEN": service.issue_token("alice")}
    cache = tmp_path / "cache"
    async with run_browser(service, environ=environ, size=USUAL, cache=cache) as browser:
        await browser.press("2")
        await browser.wait_for("alice.iso")
        await browser.wait_idle()
        service.revoke_tokens()
        asked = list_requests(service, "/v2/user/image/iso")
        await browser.press("r")
        await log_in(browser, *BOB, instead=True)
        await browser.wait_for("bob.iso", "bob@lab")
        await browser.wait_idle()
        assert "alice" not in browser.text
        bearers = {request.authorization for request in asked()[1:]}
        assert len(bearers) == 1
        assert f"Bearer {environ['VSS_TOKEN']}" not in bearers
    kept = content(cache)
    assert b"bob.iso" in kept
    assert b"alice" not in kept


async def test_case_66_logout(
    service: FakeService, url: str, clean_environment: dict[str, str]
) -> None:
    add_accounts(service, ALICE)
    async with started(url, service) as browser:
        await browser.wait_for("Sign in to")
        await log_in_at(browser, *ALICE)
        await browser.press("2")
        await browser.wait_for("alice.iso")
        await browser.wait_idle()
    assert b"alice.iso" in content(user_folders.cache_dir())
    ended = Command({**clean_environment, "VSS_ENDPOINT": url}).run("logout")
    assert ended.code == 0
    assert content(user_folders.cache_dir()) == b""
    service.requests.clear()
    async with started(url, service) as browser:
        await wait_in_dialog(browser, "Sign in to", "not signed in")
        assert "alice" not in browser.text
        assert service.requests == []
