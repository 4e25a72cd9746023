"""Signing in, and having a token at hand when one is wanted."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.fake_clock import START, FakeClock
from tests.fake_service import FakeService, create_app
from tests.fake_service.edits import redirect, with_value, without
from tests.fake_service.faults import CannedResponse, Edit
from vss_tui.api import errors
from vss_tui.api.http import Transport
from vss_tui.api.sign_in import TokenProvider, request_token, send_one_time_password, sign_in
from vss_tui.demo.accounts import DEMO, MFA, MFA_CODE, MUST_ENABLE_MFA, Account
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.token import Token
from vss_tui.support.secret import Secret

OLD, NEW = Token.parse("old"), Token.parse("new")
REQUEST_TOKEN, REQUEST_CODE = "/auth/request-token", "/tf/request-token"
CANARY = "canary-password"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(START, auto_advance=True)


@pytest.fixture
def service(clock: FakeClock) -> FakeService:
    return FakeService(images=1, now=clock.now)


@pytest.fixture
async def transport(service: FakeService, clock: FakeClock) -> AsyncIterator[Transport]:
    transport = Transport(Endpoint.parse("http://127.0.0.1"), app=create_app(service), clock=clock)
    yield transport
    await transport.aclose()


class TestSigningIn:
    async def test_gives_a_token_that_the_service_accepts(
        self, transport: Transport, service: FakeService
    ) -> None:
        token = await request_token(transport, DEMO[0], Secret(DEMO[1]))
        assert service.tokens.user_of(token.secret.reveal()) == DEMO[0]
        assert token.user == DEMO[0]
        assert token.expires == START + timedelta(days=1)

    async def test_sends_what_the_official_client_sends(
        self, transport: Transport, service: FakeService
    ) -> None:
        await request_token(transport, DEMO[0], Secret(DEMO[1]))
        (asked,) = service.requests
        assert (asked.method, asked.path) == ("POST", REQUEST_TOKEN)
        assert asked.json() == {"otp": None}
        assert asked.headers["content-type"] == "application/json"

    @pytest.mark.parametrize("password", ["a:b", "é", ":", "päss wörd:…", "日本"])
    async def test_takes_any_password(
        self, password: str, transport: Transport, service: FakeService
    ) -> None:
        service.add_account(Account("someone", password))
        await request_token(transport, "someone", Secret(password))
        sent = base64.b64decode(service.requests[0].authorization.removeprefix("Basic "))
        assert sent == f"someone:{password}".encode()

    async def test_sends_bytes_of_the_environment_as_they_were(
        self, transport: Transport, service: FakeService
    ) -> None:
        latin = "p\xe9".encode("latin-1").decode("utf-8", "surrogateescape")
        with pytest.raises(errors.WrongPassword):
            await request_token(transport, "someone", Secret(latin))
        sent = base64.b64decode(service.requests[0].authorization.removeprefix("Basic "))
        assert sent == b"someone:p\xe9"

    async def test_a_wrong_password_is_sent_once(
        self, transport: Transport, service: FakeService
    ) -> None:
        with pytest.raises(errors.WrongPassword, match="wrong user name or password"):
            await request_token(transport, DEMO[0], Secret("wrong"))
        assert len(service.requests) == 1

    async def test_a_lockout_says_when_to_come_back(
        self, transport: Transport, service: FakeService, clock: FakeClock
    ) -> None:
        service.options.rate_period = 600
        for _ in range(service.options.login_limit):
            with pytest.raises(errors.WrongPassword):
                await request_token(transport, DEMO[0], Secret("wrong"))
        with pytest.raises(errors.RateLimited, match="try again in 10 minutes"):
            await request_token(transport, DEMO[0], Secret("wrong"))
        assert clock.slept == []

    async def test_a_lockout_without_retry_after_does_so_too(
        self, transport: Transport, service: FakeService
    ) -> None:
        service.options.rate_period, service.options.login_limit = 600, 0
        service.options.retry_after = False
        with pytest.raises(errors.RateLimited, match="try again in 10 minutes"):
            await request_token(transport, DEMO[0], Secret("wrong"))

    @pytest.mark.parametrize("status", [500, 502, 503, 504])
    async def test_a_service_that_fails_is_asked_once(
        self, status: int, transport: Transport, service: FakeService, clock: FakeClock
    ) -> None:
        service.faults.add("POST", REQUEST_TOKEN, CannedResponse(status), times=None)
        with pytest.raises(errors.ServerError):
            await request_token(transport, DEMO[0], Secret(DEMO[1]))
        assert (len(service.requests), clock.slept) == (1, [])

    @pytest.mark.parametrize("status", [307, 308])
    async def test_nothing_follows_a_redirect(
        self, status: int, transport: Transport, service: FakeService
    ) -> None:
        service.faults.add("POST", "*", redirect("http://127.0.0.1/auth/elsewhere", status))
        with pytest.raises(errors.Redirected):
            await request_token(transport, MFA[0], Secret(MFA[1]), Secret(MFA_CODE))
        assert [asked.path for asked in service.requests] == [REQUEST_TOKEN]

    @pytest.mark.parametrize(
        "effect",
        [
            Edit(without("token")),
            Edit(with_value("token", None)),
            Edit(with_value("token", [])),
            Edit(with_value("token", {"token": "x"})),
            Edit(with_value("token", "")),
            Edit(with_value("token", "canary\r\nX-Evil: 1")),
            Edit(with_value("token", "cänary")),
            Edit(lambda _: None),
            Edit(lambda _: []),
            CannedResponse.json(200, "canary"),
            CannedResponse.html(200, "<p>canary</p>"),
            CannedResponse(200),
            CannedResponse(204),
        ],
    )
    async def test_an_answer_without_a_token_is_an_error(
        self, effect: CannedResponse | Edit, transport: Transport, service: FakeService
    ) -> None:
        service.faults.add("POST", REQUEST_TOKEN, effect)
        with pytest.raises(errors.UnexpectedResponse, match="unexpected answer") as caught:
            await request_token(transport, DEMO[0], Secret(DEMO[1]))
        assert "canary" not in caught.value.message

    @pytest.mark.parametrize(
        ("told", "expires"),
        [
            ({"exp": (START + timedelta(hours=2)).timestamp()}, START + timedelta(hours=2)),
            ({"duration": 3600}, START + timedelta(hours=1)),
            ({"exp": "2026", "duration": 60}, START + timedelta(minutes=1)),
            ({"exp": None, "duration": None}, None),
            ({"exp": 1e300, "duration": 1e300}, None),
            ({"exp": -1, "duration": -1}, None),
            ({}, None),
        ],
    )
    async def test_the_answer_tells_the_end_where_the_token_does_not(
        self, told: dict[str, object], expires: object, transport: Transport, service: FakeService
    ) -> None:
        body = {"token": "opaque", "type": "ACCESS", **told}
        service.faults.add("POST", REQUEST_TOKEN, CannedResponse.json(200, body))
        token = await request_token(transport, "me", Secret("x"))
        assert (token.expires, token.user) == (expires, "me")


class TestOneTimePasswords:
    async def test_an_account_can_need_one(self, transport: Transport) -> None:
        with pytest.raises(errors.OneTimePasswordNeeded):
            await request_token(transport, MFA[0], Secret(MFA[1]))

    async def test_the_service_sends_one(self, transport: Transport, service: FakeService) -> None:
        await send_one_time_password(transport, MFA[0], Secret(MFA[1]))
        (asked,) = service.requests
        assert (asked.method, asked.path) == ("POST", REQUEST_CODE)
        assert asked.authorization.startswith("Basic ")

    async def test_it_opens_the_account(self, transport: Transport, service: FakeService) -> None:
        token = await request_token(transport, MFA[0], Secret(MFA[1]), Secret(MFA_CODE))
        assert token.user == MFA[0]
        assert service.requests[0].json() == {"otp": MFA_CODE}

    async def test_a_wrong_one_does_not(self, transport: Transport, service: FakeService) -> None:
        with pytest.raises(errors.WrongOneTimePassword):
            await request_token(transport, MFA[0], Secret(MFA[1]), Secret("000000"))
        assert len(service.requests) == 1

    async def test_the_user_is_asked_for_it(
        self, transport: Transport, service: FakeService
    ) -> None:
        user = CodePrompt(MFA_CODE)
        token = await sign_in(transport, MFA[0], Secret(MFA[1]), user)
        assert (token.user, user.heard) == (MFA[0], [None])
        paths = [asked.path for asked in service.requests]
        assert paths == [REQUEST_TOKEN, REQUEST_CODE, REQUEST_TOKEN]

    async def test_the_user_is_asked_again_for_a_wrong_one(self, transport: Transport) -> None:
        user = CodePrompt("000000", MFA_CODE)
        await sign_in(transport, MFA[0], Secret(MFA[1]), user)
        assert user.heard == [None, errors.WrongOneTimePassword]

    async def test_an_empty_one_has_another_sent(
        self, transport: Transport, service: FakeService
    ) -> None:
        user = CodePrompt("", MFA_CODE)
        await sign_in(transport, MFA[0], Secret(MFA[1]), user)
        assert user.heard == [None, None]
        assert len(service.requests_to("POST", REQUEST_CODE)) == 2

    async def test_one_that_is_known_is_tried_first(
        self, transport: Transport, service: FakeService
    ) -> None:
        user = CodePrompt()
        await sign_in(transport, MFA[0], Secret(MFA[1]), user, Secret(MFA_CODE))
        assert (len(service.requests), user.heard) == (1, [])

    async def test_the_user_may_have_one_though_none_can_be_sent(
        self, transport: Transport, service: FakeService
    ) -> None:
        service.faults.add(
            "POST", REQUEST_CODE, CannedResponse.json(400, {"message": "an app is set up"})
        )
        user = CodePrompt(MFA_CODE)
        await sign_in(transport, MFA[0], Secret(MFA[1]), user)
        assert user.heard == [errors.Rejected]

    async def test_an_account_can_lack_the_set_up(self, transport: Transport) -> None:
        with pytest.raises(errors.MfaNotSetUp, match="set up"):
            await request_token(transport, MUST_ENABLE_MFA[0], Secret(MUST_ENABLE_MFA[1]))

    async def test_none_is_sent_for_a_wrong_password(self, transport: Transport) -> None:
        with pytest.raises(errors.WrongPassword):
            await send_one_time_password(transport, MFA[0], Secret("wrong"))

    async def test_an_account_without_them_hears_so(self, transport: Transport) -> None:
        with pytest.raises(errors.Rejected, match="TOTP is not enabled"):
            await send_one_time_password(transport, DEMO[0], Secret(DEMO[1]))

    async def test_a_web_page_is_no_answer(
        self, transport: Transport, service: FakeService
    ) -> None:
        service.faults.add("POST", REQUEST_CODE, CannedResponse.html(200, "<p>Welcome</p>"))
        with pytest.raises(errors.UnexpectedResponse):
            await send_one_time_password(transport, MFA[0], Secret(MFA[1]))


class TestSecrets:
    @pytest.mark.parametrize("status", [400, 403, 404, 422, 500])
    async def test_are_hidden_where_the_service_repeats_them(
        self, status: int, transport: Transport, service: FakeService
    ) -> None:
        echo = CannedResponse.json(status, {"message": f"no such user:{CANARY} 987654"})
        service.faults.add("POST", REQUEST_TOKEN, echo)
        with pytest.raises(errors.ServiceError) as caught:
            await request_token(transport, "user", Secret(CANARY), Secret("987654"))
        assert "no such user" in caught.value.message
        for secret in (CANARY, "987654"):
            assert secret not in f"{caught.value.message}{caught.value!r}{caught.value}"


class TestTheTokenProvider:
    async def test_gives_the_token_that_it_has(self) -> None:
        tokens = TokenProvider(OLD, issue=Source(NEW), prompt=Dialog(NEW))
        assert await tokens.get() == OLD

    async def test_knows_when_that_ends(self) -> None:
        claims = base64.urlsafe_b64encode(json.dumps({"exp": START.timestamp()}).encode()).decode()
        tokens = TokenProvider(Token.parse(f"x.{claims}.x"))
        assert tokens.expires == START
        assert TokenProvider(OLD).expires is None
        assert TokenProvider().expires is None

    async def test_gets_one_silently_where_it_can(self) -> None:
        prompt = Dialog(OLD)
        tokens = TokenProvider(issue=Source(NEW), prompt=prompt)
        assert await tokens.get() == NEW
        assert tokens.current == NEW
        assert prompt.reasons == []

    async def test_else_asks_and_says_why(self) -> None:
        prompt = Dialog(NEW)
        tokens = TokenProvider(OLD, issue=Source(None), prompt=prompt)
        assert await tokens.renew(OLD, "the token has ended") == NEW
        assert prompt.reasons == ["the token has ended"]

    async def test_has_none_without_anybody_to_ask(self) -> None:
        with pytest.raises(errors.NotAuthenticated, match="not signed in; sign in with"):
            await TokenProvider().get()

    async def test_has_none_where_the_user_declines(self) -> None:
        tokens = TokenProvider(OLD, prompt=Dialog(None))
        with pytest.raises(errors.NotAuthenticated) as caught:
            await tokens.renew(OLD, "the token has ended")
        assert caught.value.reason == "the token has ended"

    async def test_does_not_take_the_refused_token_for_a_new_one(self) -> None:
        prompt = Dialog(NEW)
        tokens = TokenProvider(OLD, issue=Source(OLD), prompt=prompt)
        assert await tokens.renew(OLD, "refused") == NEW
        assert len(prompt.reasons) == 1

    async def test_a_token_renewed_meanwhile_is_given_at_once(self) -> None:
        tokens = TokenProvider(NEW, prompt=Dialog(None))
        assert await tokens.renew(OLD, "refused") == NEW

    async def test_five_refused_together_ask_once(self) -> None:
        prompt = Dialog(NEW)
        tokens = TokenProvider(OLD, prompt=prompt)
        renewed = await asyncio.gather(*(tokens.renew(OLD, "refused") for _ in range(5)))
        assert renewed == [NEW] * 5
        assert len(prompt.reasons) == 1

    async def test_five_declined_together_ask_once(self) -> None:
        prompt = Dialog(None)
        tokens = TokenProvider(OLD, prompt=prompt)
        waiting = (tokens.renew(OLD, "refused") for _ in range(5))
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [errors.NotAuthenticated] * 5
        assert len(prompt.reasons) == 1

    async def test_one_who_declined_is_asked_again_the_next_time(self) -> None:
        prompt = Dialog(None)
        tokens = TokenProvider(OLD, prompt=prompt)
        for _ in range(2):
            with pytest.raises(errors.NotAuthenticated):
                await tokens.renew(OLD, "refused")
        assert len(prompt.reasons) == 2

    async def test_one_who_stops_waiting_leaves_the_dialog_to_the_others(self) -> None:
        prompt = Dialog(NEW, open_until=asyncio.Event())
        tokens = TokenProvider(OLD, prompt=prompt)
        first, second = (asyncio.create_task(tokens.renew(OLD, "refused")) for _ in range(2))
        await prompt.opened.wait()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        prompt.open_until.set()
        assert await second == NEW
        assert len(prompt.reasons) == 1

    async def test_a_wrong_password_is_not_tried_again(self) -> None:
        issue = Source(errors.WrongPassword("wrong user name or password"))
        prompt = Dialog(None)
        tokens = TokenProvider(issue=issue, prompt=prompt)
        for _ in range(2):
            with pytest.raises(errors.NotAuthenticated):
                await tokens.get()
        assert issue.calls == 1
        assert prompt.reasons == ["wrong user name or password", "not signed in"]

    async def test_without_anybody_to_ask_the_reason_is_the_services(self) -> None:
        tokens = TokenProvider(
            issue=Source(errors.OneTimePasswordNeeded("it needs a code as well"))
        )
        with pytest.raises(errors.NotAuthenticated, match="it needs a code as well; sign in with"):
            await tokens.get()

    @pytest.mark.parametrize(("sent", "calls"), [(False, 2), (True, 1)])
    async def test_a_password_that_never_arrived_is_tried_again(
        self, sent: bool, calls: int
    ) -> None:
        issue = Source(errors.Unreachable("down", sent=sent))
        tokens = TokenProvider(issue=issue)
        with pytest.raises(errors.Unreachable):
            await tokens.get()
        with pytest.raises(errors.ServiceError):
            await tokens.get()
        assert issue.calls == calls

    async def test_after_signing_out_only_the_user_signs_in(self) -> None:
        issue, prompt = Source(NEW), Dialog(NEW)
        tokens = TokenProvider(OLD, issue=issue, prompt=prompt)
        tokens.sign_out()
        assert tokens.current is None
        assert await tokens.get() == NEW
        assert (issue.calls, len(prompt.reasons)) == (0, 1)

    async def test_after_signing_in_a_refused_token_is_renewed_silently_again(self) -> None:
        tokens = TokenProvider(OLD, issue=Source(NEW))
        tokens.sign_out()
        tokens.accept(OLD)
        assert await tokens.renew(OLD, "refused") == NEW


class CodePrompt:
    """A user who types one-time passwords."""

    def __init__(self, *codes: str) -> None:
        self.heard: list[type[errors.ServiceError] | None] = []
        self._codes = iter(codes)

    async def __call__(self, error: errors.ServiceError | None) -> Secret:
        self.heard.append(None if error is None else type(error))
        return Secret(next(self._codes))


class Source:
    """Gets tokens silently: one, none, or an error."""

    def __init__(self, outcome: Token | Exception | None) -> None:
        self.calls = 0
        self._outcome = outcome

    async def __call__(self) -> Token | None:
        self.calls += 1
        await asyncio.sleep(0)
        if isinstance(self._outcome, Exception):
            raise self._outcome
        return self._outcome


class Dialog:
    """Asks the user, who enters a token or declines once ``open_until`` is set."""

    def __init__(self, outcome: Token | None, open_until: asyncio.Event | None = None) -> None:
        self.reasons: list[str] = []
        self.opened = asyncio.Event()
        self.open_until = open_until or asyncio.Event()
        self._outcome = outcome
        if open_until is None:
            self.open_until.set()

    async def __call__(self, reason: str) -> Token | None:
        self.reasons.append(reason)
        self.opened.set()
        await self.open_until.wait()
        await asyncio.sleep(0)
        return self._outcome
