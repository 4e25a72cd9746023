"""Signing in without thinking of it: the token that a connection comes to, at a served endpoint."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests import keyrings, vss_cli_files
from tests.fake_service import FakeService
from tests.fake_service.serving import serve
from tests.vss_cli_files import auth, write_config, write_text
from vss_tui import config
from vss_tui.api.errors import (
    MfaNotSetUp,
    NotAuthenticated,
    ServiceError,
    Unreachable,
    WrongOneTimePassword,
    WrongPassword,
)
from vss_tui.auth import IN_KEYRING
from vss_tui.auth.stored_user import SignedOut
from vss_tui.connection import Connection, open_connection
from vss_tui.demo.accounts import DEMO, MFA, MFA_CODE, MUST_ENABLE_MFA, Account
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.query import Library, Query
from vss_tui.models.token import Token
from vss_tui.support.secret import Secret

USER, PASSWORD = DEMO
LOGIN = {"VSS_USER": USER, "VSS_USER_PASS": PASSWORD}
Open = Callable[..., Connection]


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def url(service: FakeService) -> Iterator[str]:
    with serve(service) as address:
        yield address


@pytest.fixture
async def connect(url: str) -> AsyncIterator[Open]:
    """Opens connections to the service, with an environment of its own, and closes them."""
    opened: list[Connection] = []

    def open_one(
        environ: dict[str, str] | None = None,
        prompt: Callable[[str], Awaitable[Token | None]] | None = None,
    ) -> Connection:
        surroundings = {"VSS_ENDPOINT": url, **(environ or {})}
        settings = config.load(environ=surroundings)
        opened.append(open_connection(settings, environ=surroundings, prompt=prompt))
        return opened[-1]

    yield open_one
    for connection in opened:
        await connection.aclose()


async def no_code(_: ServiceError | None) -> Secret:
    raise AssertionError("no one-time password is wanted")


async def rows(connection: Connection) -> int:
    page = await connection.client.images(Library.PUBLIC, Query())
    return len(page.images)


def sign_ins(service: FakeService) -> int:
    return len(service.requests_to("POST", "/auth/request-token"))


class TestWithoutAsking:
    """Each source of credentials leads to the catalogue."""

    @pytest.mark.parametrize("variable", ["VSS_TOKEN", "VSS_API_TOKEN"])
    async def test_token_of_the_environment(
        self, connect: Open, service: FakeService, variable: str
    ) -> None:
        assert await rows(connect({variable: f"{service.token}\n"})) > 0
        assert sign_ins(service) == 0

    @pytest.mark.parametrize("family", ["VSS_USER", "VSS_API_USER"])
    async def test_password_of_the_environment(
        self, connect: Open, service: FakeService, family: str
    ) -> None:
        assert await rows(connect({family: USER, f"{family}_PASS": PASSWORD})) > 0
        assert sign_ins(service) == 1

    async def test_token_of_vss_cli(
        self, connect: Open, service: FakeService, home: Path, url: str
    ) -> None:
        write_config(home, {"name": "here", "url": url, "token": service.token})
        assert await rows(connect()) > 0
        assert sign_ins(service) == 0

    async def test_password_of_vss_cli(
        self, connect: Open, service: FakeService, home: Path, url: str
    ) -> None:
        write_config(home, {"name": "here", "url": url, "auth": auth(USER, PASSWORD)})
        assert await rows(connect()) > 0

    async def test_stale_token_and_password_of_vss_cli(
        self, connect: Open, service: FakeService, home: Path, url: str
    ) -> None:
        """As a day later: vss-cli's token is refused, its password gives another."""
        stale = service.token
        service.revoke_tokens()
        entry = {"name": "here", "url": url, "auth": auth(USER, PASSWORD), "token": stale}
        write_config(home, entry)
        assert await rows(connect()) > 0
        assert sign_ins(service) == 1

    async def test_encrypted_file_after_a_refused_token(
        self, connect: Open, service: FakeService, home: Path, url: str
    ) -> None:
        """As a new vss-cli on Linux leaves it: a token here, user and password there."""
        stale = service.token
        service.revoke_tokens()
        write_config(home, {"name": "here", "url": url, "token": stale})
        vss_cli_files.write_encrypted(home, "here", "here", USER, PASSWORD)
        assert await rows(connect()) > 0

    async def test_encrypted_file_without_the_library(
        self,
        connect: Open,
        home: Path,
        url: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        write_config(home, {"name": "here", "url": url})
        vss_cli_files.write_encrypted(home, "here", "here", USER, PASSWORD)
        monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
        reasons = await reasons_asked(connect)
        assert "install vss-tui[vss-cli]" in reasons[0]

    async def test_case_61_passwords(
        self, connect: Open, service: FakeService, home: Path, url: str
    ) -> None:
        for number, password in enumerate((":", "a:b:c", "é:ü")):
            service.add_account(Account(f"user{number}", password))
            entry = {"name": "here", "url": url, "auth": auth(f"user{number}", password)}
            write_config(home, entry)
            connection = connect({"VSS_USER": f"user{number}"})
            assert await rows(connection) > 0
            assert connection.user == f"user{number}"

    async def test_one_time_password_of_the_environment(
        self, connect: Open, service: FakeService
    ) -> None:
        environ = {"VSS_USER": MFA[0], "VSS_USER_PASS": MFA[1], "VSS_USER_OTP": MFA_CODE}
        assert await rows(connect(environ)) > 0
        assert sign_ins(service) == 1

    async def test_next_run_needs_no_sign_in(self, connect: Open, service: FakeService) -> None:
        first = connect(LOGIN)
        await rows(first)
        await first.aclose()
        assert await rows(connect(LOGIN)) > 0
        assert sign_ins(service) == 1

    async def test_token_taken_for_the_environment_ends_with_it(
        self, connect: Open, service: FakeService
    ) -> None:
        first = connect(LOGIN)
        await rows(first)
        await first.aclose()
        with pytest.raises(NotAuthenticated):
            await rows(connect())

    async def test_next_user_of_vss_cli_is_the_next_user_here(
        self, connect: Open, service: FakeService, home: Path, url: str
    ) -> None:
        service.add_account(Account("bob", "word"))
        for user, password in (DEMO, ("bob", "word")):
            write_config(home, {"name": "here", "url": url, "auth": auth(user, password)})
            connection = connect()
            await rows(connection)
            assert connection.user == user
            await connection.aclose()

    async def test_five_requests_refused_together_sign_in_once(
        self, connect: Open, service: FakeService
    ) -> None:
        connection = connect({**LOGIN, "VSS_TOKEN": service.token})
        service.revoke_tokens()
        await asyncio.gather(*(rows(connection) for _ in range(5)))
        assert sign_ins(service) == 1

    async def test_each_refused_token_is_tried_once(
        self, connect: Open, service: FakeService, home: Path, url: str
    ) -> None:
        tokens = [service.issue_token() for _ in range(3)]
        service.revoke_tokens()
        write_config(home, {"name": "here", "url": url, "token": tokens[2]})
        connection = connect({**LOGIN, "VSS_TOKEN": tokens[0], "VSS_API_TOKEN": tokens[1]})
        assert await connection.tokens.get() == Token.parse(tokens[0])
        for token in tokens:
            current = await connection.tokens.get()
            assert current == Token.parse(token)
            await connection.tokens.renew(current, "refused")
        assert sign_ins(service) == 1

    async def test_renewed_every_day(self, connect: Open, service: FakeService) -> None:
        connection = connect(LOGIN)
        for _ in range(3):
            assert await rows(connection) > 0
            service.revoke_tokens()
        assert sign_ins(service) == 3


async def reasons_asked(
    connect: Open, environ: dict[str, str] | None = None, times: int = 1
) -> list[str]:
    """What a user is told who declines to sign in."""
    reasons: list[str] = []

    async def decline(reason: str) -> None:
        reasons.append(reason)

    connection = connect(environ, decline)
    for _ in range(times):
        with pytest.raises(NotAuthenticated):
            await rows(connection)
    return reasons


class TestAsking:
    async def test_case_54_nothing_known(self, connect: Open) -> None:
        assert await reasons_asked(connect) == ["not signed in"]

    async def test_case_56_malformed(self, connect: Open) -> None:
        (reason,) = await reasons_asked(connect, {"VSS_TOKEN": "c4nary\rtoken"})
        assert "VSS_TOKEN: the token is malformed" in reason
        assert "c4nary" not in reason

    @pytest.mark.parametrize(
        ("text", "cause"),
        [
            ("endpoints: [", "not valid YAML"),
            ("a: !x y", "a tag or key that is not allowed"),
            ("#" * 10_000_000, "larger than 256 KB"),
            ("endpoints: [{url: 'https://h.test', auth: '!'}]", "endpoints[1].auth"),
        ],
    )
    async def test_case_62_cause(self, connect: Open, home: Path, text: str, cause: str) -> None:
        write_text(home, text)
        (reason,) = await reasons_asked(connect)
        assert cause in reason

    async def test_case_59_wrong_password_is_sent_once(
        self, connect: Open, service: FakeService
    ) -> None:
        environ = {"VSS_USER": USER, "VSS_USER_PASS": "c4nary"}
        first, second = await reasons_asked(connect, environ, times=2)
        assert "wrong user name or password (VSS_USER, VSS_USER_PASS)" in first
        assert "c4nary" not in first + second
        assert sign_ins(service) == 1

    async def test_case_60_one_time_password(self, connect: Open, service: FakeService) -> None:
        environ = {"VSS_USER": MFA[0], "VSS_USER_PASS": MFA[1]}
        (reason,) = await reasons_asked(connect, environ)
        assert "one-time password" in reason
        assert service.requests_to("POST", "/tf/request-token") == []

    async def test_case_60_to_be_set_up(self, connect: Open) -> None:
        environ = {"VSS_USER": MUST_ENABLE_MFA[0], "VSS_USER_PASS": MUST_ENABLE_MFA[1]}
        (reason,) = await reasons_asked(connect, environ)
        assert "must be set up" in reason

    async def test_one_time_password_is_used_once(
        self, connect: Open, service: FakeService
    ) -> None:
        environ = {"VSS_USER": MFA[0], "VSS_USER_PASS": MFA[1], "VSS_USER_OTP": MFA_CODE}
        connection = connect(environ)
        await rows(connection)
        service.revoke_tokens()
        with pytest.raises(NotAuthenticated, match="one-time password"):
            await rows(connection)
        sent = [request.body for request in service.requests_to("POST", "/auth/request-token")]
        assert [MFA_CODE.encode() in body for body in sent] == [True, False]

    async def test_answer_is_the_users(self, connect: Open, service: FakeService) -> None:
        async def sign_in(_: str) -> Token:
            return await connection.sign_in(USER, Secret(PASSWORD), no_code)

        connection = connect({}, sign_in)
        assert await rows(connection) > 0
        assert connection.user == USER

    async def test_service_that_cannot_be_asked_is_no_reason_to_ask(self) -> None:
        """A network that is down wants no password."""
        environ = {**LOGIN, "VSS_ENDPOINT": "http://127.0.0.1:1"}
        connection = open_connection(config.load(environ=environ), environ=environ)
        asked: list[str] = []

        async def decline(reason: str) -> None:
            asked.append(reason)

        connection.tokens.prompt = decline
        with pytest.raises(Unreachable):
            await connection.tokens.get()
        assert asked == []
        await connection.aclose()


class TestOtherEndpoints:
    """What is meant for one endpoint is sent to no other."""

    @asynccontextmanager
    async def switched(
        self, connect: Open, to: str, environ: dict[str, str]
    ) -> AsyncIterator[Connection]:
        connection = connect(environ).switched(Endpoint.parse(to, "there"))
        try:
            yield connection
        finally:
            await connection.aclose()

    @pytest.mark.parametrize("variables", [{"VSS_TOKEN": "t0ken"}, LOGIN])
    async def test_environment_serves_the_first_only(
        self, connect: Open, variables: dict[str, str]
    ) -> None:
        other = FakeService()
        with serve(other) as there:
            async with self.switched(connect, there, variables) as connection:
                with pytest.raises(NotAuthenticated):
                    await rows(connection)
                assert connection.user == ""
        assert other.requests_to("POST") == []
        assert all("authorization" not in request.headers for request in other.requests_to())

    async def test_environment_serves_the_first_again(
        self, connect: Open, service: FakeService, url: str
    ) -> None:
        with serve(FakeService()) as there:
            async with self.switched(connect, there, LOGIN) as away:
                back = away.switched(Endpoint.parse(url))
                assert await rows(back) > 0
                await back.aclose()

    async def test_case_63_entry_of_another_address(
        self, connect: Open, service: FakeService, home: Path, url: str
    ) -> None:
        """The entry has the endpoint's very name, and another origin."""
        there = Endpoint.parse("https://other.test", "here")
        entry = {"name": "here", "url": there.url, "auth": auth(USER, PASSWORD), "token": "t"}
        write_config(home, entry)
        vss_cli_files.write_encrypted(home, "here", "here", USER, PASSWORD)
        (home / ".config" / "vss-tui").mkdir(parents=True)
        (home / ".config" / "vss-tui" / "config.toml").write_text(
            f'[[endpoints]]\nname = "here"\nurl = "{url}"'
        )
        with pytest.raises(NotAuthenticated):
            await rows(connect({"VSS_ENDPOINT": "here"}))
        assert service.requests_to() == []

    async def test_kept_token_is_the_endpoints_own(
        self, connect: Open, service: FakeService
    ) -> None:
        await connect().sign_in(USER, Secret(PASSWORD), no_code)
        other = FakeService()
        with serve(other) as there:
            async with self.switched(connect, there, {}) as connection:
                with pytest.raises(NotAuthenticated):
                    await rows(connection)
        assert other.requests_to() == []

    async def test_asks_the_same_user(self, connect: Open) -> None:
        asked: list[str] = []

        async def decline(reason: str) -> None:
            asked.append(reason)

        with serve(FakeService()) as there:
            connection = connect({}, decline).switched(Endpoint.parse(there))
            with pytest.raises(NotAuthenticated):
                await rows(connection)
            await connection.aclose()
        assert len(asked) == 1


class TestSignIn:
    async def test_keeps_the_token_and_never_the_password(
        self, connect: Open, service: FakeService, home: Path
    ) -> None:
        service.add_account(Account("me", "c4nary-word"))
        connection = connect()
        token = await connection.sign_in("me", Secret("c4nary-word"), no_code)
        assert connection.tokens.current == token
        assert connection.user == "me"
        (kept,) = holding(home, token.secret.reveal())
        assert connection.token_place == str(kept)
        assert holding(home, "c4nary-word") == []
        assert await rows(connect()) > 0
        assert sign_ins(service) == 1

    async def test_keyring_takes_it(self, connect: Open, service: FakeService, home: Path) -> None:
        memory = keyrings.InMemory()
        with keyrings.use(memory):
            connection = connect()
            token = await connection.sign_in(USER, Secret(PASSWORD), no_code)
            assert connection.token_place == IN_KEYRING
            assert list(memory.kept.values()) == [token.secret.reveal()]
            assert holding(home, token.secret.reveal()) == []
            again = connect()
            assert again.tokens.current is None
            assert again.user == USER
            assert await rows(again) > 0
        assert sign_ins(service) == 1

    async def test_case_64_hanging_keyring(self, connect: Open, service: FakeService) -> None:
        hanging = keyrings.Hanging()
        with keyrings.use(hanging):
            connection = connect()
            await connection.sign_in(USER, Secret(PASSWORD), no_code)
            assert await rows(connection) > 0
            assert connection.token_place.endswith(".json")
        assert hanging.asked == 1

    async def test_case_76_cannot_be_kept(
        self, connect: Open, service: FakeService, home: Path
    ) -> None:
        (home / ".local").write_text("no folder")
        connection = connect()
        await connection.sign_in(USER, Secret(PASSWORD), no_code)
        assert await rows(connection) > 0
        assert connection.token_place == ""
        (note,) = connection.notes
        assert "the token cannot be stored" in note

    async def test_case_60_code(self, connect: Open, service: FakeService) -> None:
        codes = iter(["000000", MFA_CODE])
        heard = []

        async def ask_code(error: ServiceError | None) -> Secret:
            heard.append(None if error is None else type(error))
            return Secret(next(codes))

        connection = connect()
        await connection.sign_in(MFA[0], Secret(MFA[1]), ask_code)
        assert await rows(connection) > 0
        assert heard == [None, WrongOneTimePassword]
        assert len(service.requests_to("POST", "/tf/request-token")) == 1

    @pytest.mark.parametrize(
        ("login", "error"), [((USER, "wrong"), WrongPassword), (MUST_ENABLE_MFA, MfaNotSetUp)]
    )
    async def test_refused(
        self, connect: Open, home: Path, login: tuple[str, str], error: type[Exception]
    ) -> None:
        connection = connect()
        with pytest.raises(error):
            await connection.sign_in(login[0], Secret(login[1]), no_code)
        assert connection.tokens.current is None
        assert not (home / ".local").exists()


class TestSignOut:
    async def test_forgets(self, connect: Open, service: FakeService, home: Path) -> None:
        connection = connect()
        token = await connection.sign_in(USER, Secret(PASSWORD), no_code)
        signed_out = await connection.sign_out()
        assert signed_out == SignedOut(USER)
        assert holding(home, token.secret.reveal()) == []
        for left in (connection, connect()):
            with pytest.raises(NotAuthenticated):
                await rows(left)

    async def test_does_not_sign_in_again_by_itself(
        self, connect: Open, service: FakeService
    ) -> None:
        connection = connect(LOGIN)
        await rows(connection)
        signed_out = await connection.sign_out()
        assert signed_out.remaining == "VSS_USER, VSS_USER_PASS"
        with pytest.raises(NotAuthenticated):
            await rows(connection)
        assert sign_ins(service) == 1

    async def test_nothing_was_kept(self, connect: Open) -> None:
        assert await connect().sign_out() == SignedOut()


class TestOwner:
    """Case 66: whose pages may be shown is known before anything is asked."""

    async def test_is_the_user(self, connect: Open) -> None:
        connection = connect()
        assert connection.owner is None
        await connection.sign_in(USER, Secret(PASSWORD), no_code)
        assert connection.owner == USER
        assert connect().owner == USER

    async def test_differs_by_user(self, connect: Open) -> None:
        owners = {
            connect({"VSS_TOKEN": "opaque-one"}).owner,
            connect({"VSS_TOKEN": "opaque-two"}).owner,
            connect({"VSS_USER": "alice"}).owner,
            connect({"VSS_USER": "bob"}).owner,
        }
        assert len(owners) == 4
        other = connect({"VSS_USER": "bob"}).switched(Endpoint.parse("https://h.test"))
        assert other.owner is None

    async def test_of_a_token_that_names_no_user_shows_nothing_of_it(self, connect: Open) -> None:
        assert "opaque" not in str(connect({"VSS_TOKEN": "opaque-one"}).owner)


class TestDemo:
    async def test_reads_and_keeps_nothing_of_the_user(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_config(home, {"name": "demo", "url": "http://127.0.0.1", "token": "t0ken"})
        environ = {"VSS_TOKEN": "t0ken", "VSS_ENDPOINT": "nowhere"}
        memory = keyrings.InMemory()
        before = everything_in(home)
        with keyrings.use(memory):
            settings = config.load(demo=True, environ=environ)
            connection = open_connection(settings, demo=True, environ=environ)
            assert connection.demo
            assert connection.user == USER
            assert await rows(connection) > 0
            await connection.sign_in(USER, Secret(PASSWORD), no_code)
            await connection.sign_out()
            await connection.aclose()
        assert connection.owner is None
        assert connection.notes == ()
        assert memory.asked == 0
        assert everything_in(home) == before

    async def test_has_no_other_endpoint(self) -> None:
        connection = open_connection(config.load(demo=True, environ={}), demo=True)
        assert connection.endpoints == (connection.endpoint,)
        with pytest.raises(ValueError, match="no other endpoint"):
            connection.switched(Endpoint.parse("https://h.test"))


@pytest.mark.parametrize("demo", [False, True])
def test_opening_imports_nothing_slow(demo: bool) -> None:
    """What is made before the first paint touches no keyring, no HTTP, no service."""
    code = (
        "import os, sys; from vss_tui import config; from vss_tui.connection import *\n"
        f"settings = config.load(demo={demo}, environ=os.environ)\n"
        f"connection = open_connection(settings, demo={demo}); connection.user, connection.owner\n"
        "print([name for name in ('httpx', 'keyring', 'yaml', 'starlette', 'tenacity',"
        " 'cryptography', 'textual') if name in sys.modules])"
    )
    env = {**os.environ, "VSS_TOKEN": "t0ken"}
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env
    ).stdout
    assert out.strip() == "[]"


def holding(folder: Path, text: str) -> list[Path]:
    """The files below ``folder`` that hold ``text``."""
    return [
        path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()
    ]


def everything_in(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))
