"""Signing in within the browser: the dialog, the end of a token, another user."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from rich.pretty import pretty_repr
from textual.message import Message

from tests import user_folders
from tests.app_driver import (
    ENDPOINT,
    SMALL,
    TIMEOUT,
    USUAL,
    AppDriver,
    FakeClock,
    build_app,
    connect,
    run_browser,
)
from tests.fake_service import FakeOptions, FakeService
from tests.fake_service.faults import Barrier, CannedResponse
from tests.login_steps import (
    ALICE,
    BOB,
    DIALOG,
    SEND_CODE,
    SIGN_IN,
    add_accounts,
    enter_password,
    log_in,
    login_attempts,
    wait_in_dialog,
    wait_logged_in,
)
from vss_tui.demo.accounts import DEMO, MFA, MFA_CODE, MUST_ENABLE_MFA, Account
from vss_tui.models.query import Library, Query
from vss_tui.page_cache import PageCache

FEW = 12
"""Images that fit on one page, so that nothing is read ahead."""
USER, PASSWORD = DEMO
LISTS = ["public page=1 per_page=50", "personal page=1 per_page=50"]
NOBODY: dict[str, str] = {}
SET = {"VSS_USER": USER, "VSS_USER_PASS": PASSWORD}
NOON = datetime(2026, 2, 3, 17, 0, tzinfo=UTC)


@pytest.fixture
def service() -> FakeService:
    return add_accounts(FakeService(images=FEW), ALICE, BOB)


looking = partial(run_browser, size=USUAL)


@asynccontextmanager
async def nobody(service: FakeService, **given: Any) -> AsyncIterator[AppDriver]:
    """A browser that knows of no user: its dialog is shown at the start."""
    given = {"size": USUAL, **given}
    async with run_browser(service, environ=NOBODY, wait=False, **given) as browser:
        await browser.wait_for(DIALOG)
        yield browser


@dataclass
class View:
    """How the lists are looked at."""

    rows: Sequence[str]
    cursor: str
    pager: str
    filter: str

    @classmethod
    def of(cls, browser: AppDriver) -> "View":
        # Beside the place stand messages, beside the filter counts: both change with a sync.
        place, _, _ = browser.pager.partition("  ")
        condition, _, _ = browser.line("filter").strip().partition("  ")
        return cls(browser.rows, browser.cursor, place, condition)


@asynccontextmanager
async def refused(service: FakeService, **given: Any) -> AsyncIterator[AppDriver]:
    """A browser whose dialog is shown: its token was refused when it asked again."""
    async with looking(service, **given) as browser:
        service.revoke_tokens()
        await browser.press("r")
        await browser.wait_for(DIALOG)
        browser.requests()
        yield browser


class TestDialog:
    async def test_asks_at_the_start_and_says_why(self, service: FakeService) -> None:
        async with nobody(service) as browser:
            await wait_in_dialog(browser, DIALOG, "not signed in")
            assert browser.requests() == []
            await log_in(browser, *DEMO)
            await wait_logged_in(browser)
            assert len(browser.names) == FEW
            assert browser.requests() == [f"POST {SIGN_IN}", *LISTS]

    @pytest.mark.parametrize(
        "keys",
        [
            (*USER, "enter", *PASSWORD, "enter"),
            (*USER, "tab", *PASSWORD, "enter"),
            ("tab", *PASSWORD, "shift+tab", *USER, "enter", "enter"),
            (*USER, "enter", "enter", *PASSWORD, "enter"),
        ],
        ids=["enter", "tab", "password first", "enter twice"],
    )
    async def test_each_key_goes_where_it_belongs(
        self, service: FakeService, keys: tuple[str, ...]
    ) -> None:
        async with nobody(service) as browser:
            await browser.press_burst(*keys)
            await wait_logged_in(browser)
            assert login_attempts(service) == [DEMO]

    @pytest.mark.parametrize("key", ["enter", "tab"])
    async def test_a_field_that_is_busy_gets_no_key_of_the_next(
        self, service: FakeService, key: str
    ) -> None:
        service.add_account(Account("u", "p"))
        async with nobody(service) as browser:
            free = asyncio.Event()
            browser.app.screen.query_one("#user").call_later(free.wait)
            typing = asyncio.ensure_future(browser.press_burst("u", key, "p", "enter"))
            async with asyncio.timeout(TIMEOUT):
                for busy in (True, False):
                    while browser.app.type_ahead.busy is not busy:  # noqa: ASYNC110 - no event
                        await asyncio.sleep(0)
            free.set()
            await typing
            await wait_logged_in(browser)
            assert login_attempts(service) == [("u", "p")]

    async def test_what_was_left_out_is_asked_for(self, service: FakeService) -> None:
        async with nobody(service) as browser:
            await browser.press("tab", *PASSWORD, "enter")
            assert service.requests == []
            await browser.press(*USER, "enter", "enter")
            await wait_logged_in(browser)
            assert login_attempts(service) == [DEMO]

    async def test_nothing_typed_sends_nothing(self, service: FakeService) -> None:
        async with nobody(service) as browser:
            await browser.press("enter", "enter", "enter", "enter")
            assert service.requests == []

    async def test_offers_the_user_who_is_known(self, service: FakeService) -> None:
        async with looking(service, environ={"VSS_USER": USER}, wait=False) as browser:
            await enter_password(browser, PASSWORD)
            await wait_logged_in(browser)
            assert login_attempts(service) == [DEMO]

    async def test_offers_the_user_whom_the_service_names(self, service: FakeService) -> None:
        """A token may tell nothing of its user; a page does."""
        async with refused(service) as browser:
            await enter_password(browser, PASSWORD)
            await wait_logged_in(browser)
            assert login_attempts(service) == [DEMO]

    async def test_a_second_enter_sends_nothing_more(self, service: FakeService) -> None:
        barrier = Barrier()
        service.faults.add("POST", SIGN_IN, barrier=barrier)
        async with nobody(service) as browser:
            await log_in(browser, *DEMO)
            await browser.wait_for("signing in…")
            await browser.press("enter", "enter")
            barrier.release()
            await wait_logged_in(browser)
            assert login_attempts(service) == [DEMO]

    async def test_a_wrong_password_is_cleared_and_not_tried_again(
        self, service: FakeService
    ) -> None:
        async with refused(service) as browser:
            await enter_password(browser, "wr0ng")
            await wait_in_dialog(browser, "wrong user name or password")
            assert "•••••" not in browser.text
            await browser.press("enter", "enter")
            assert login_attempts(service) == [(USER, "wr0ng")]
            await enter_password(browser, PASSWORD)
            await wait_logged_in(browser)
            assert login_attempts(service) == [(USER, "wr0ng"), DEMO]

    async def test_too_many_tries_say_when_to_come_back(self) -> None:
        clock = FakeClock(NOON)
        service = FakeService(images=FEW, now=clock.now, options=FakeOptions(login_limit=0))
        async with refused(service, clock=clock) as browser:
            await enter_password(browser, PASSWORD)
            await wait_in_dialog(browser, "rate limit reached; try again in 60 seconds")
            assert "••••" not in browser.text
            clock.advance(120)
            await browser.flush_messages()
            assert browser.requests() == [f"POST {SIGN_IN}"]

    async def test_what_was_typed_stays_where_the_service_does_not_answer(
        self, service: FakeService
    ) -> None:
        service.faults.add("POST", SIGN_IN, CannedResponse(408))
        async with refused(service) as browser:
            await enter_password(browser, PASSWORD)
            await wait_in_dialog(browser, "request timed out (408); try again")
            await browser.press("enter")
            await wait_logged_in(browser)
            assert login_attempts(service) == [DEMO, DEMO]

    async def test_a_dismissed_dialog_leaves_the_reason_and_comes_back_when_asked(
        self, service: FakeService
    ) -> None:
        async with refused(service) as browser:
            await browser.press("escape")
            await browser.wait_gone(DIALOG)
            await browser.wait_for("r retries", "token refused (401)")
            await browser.wait_idle()
            assert browser.requests() == []
            assert len(browser.names) == FEW
            await browser.press("r")
            await browser.wait_for(DIALOG)
            assert browser.requests() == LISTS[:1]

    async def test_dismissed_at_the_start(self, service: FakeService) -> None:
        async with nobody(service) as browser:
            await browser.press("escape")
            await browser.wait_for("You are not signed in.", "r signs in.")
            assert service.requests == []
            await browser.press("r")
            await log_in(browser, *DEMO)
            await wait_logged_in(browser)
            assert len(browser.names) == FEW

    @pytest.mark.parametrize("size", [SMALL, USUAL])
    async def test_every_field_is_seen_on_a_small_terminal(
        self, service: FakeService, size: tuple[int, int]
    ) -> None:
        async with nobody(service, size=size) as browser:
            await log_in(browser, *MFA)
            await wait_in_dialog(
                browser, DIALOG, "demo-mfa", "••••", "one-time password", "type it here."
            )

    async def test_leaving_from_the_dialog(self, service: FakeService) -> None:
        async with refused(service) as browser:
            await browser.press("ctrl+c")
            await browser.wait_until(lambda: not browser.app.is_running)
        assert browser.app.return_code == 0


class TestOneTimePassword:
    async def test_is_sent_for_when_the_service_asks(self, service: FakeService) -> None:
        async with nobody(service) as browser:
            await log_in(browser, *MFA)
            await wait_in_dialog(browser, "A one-time password has been sent to you")
            assert browser.requests() == [f"POST {SIGN_IN}", f"POST {SEND_CODE}"]
            await enter_password(browser, MFA_CODE)
            await wait_logged_in(browser)
            assert browser.requests() == [f"POST {SIGN_IN}", *LISTS]

    async def test_a_wrong_one_can_be_given_anew(self, service: FakeService) -> None:
        async with nobody(service) as browser:
            await log_in(browser, *MFA)
            await wait_in_dialog(browser, "has been sent to you")
            await enter_password(browser, "000000")
            await wait_in_dialog(browser, "one-time password wrong or expired")
            await enter_password(browser, MFA_CODE)
            await wait_logged_in(browser)
            assert len(service.requests_to("POST", SEND_CODE)) == 1

    async def test_enter_alone_has_another_sent(self, service: FakeService) -> None:
        async with nobody(service) as browser:
            await log_in(browser, *MFA)
            await wait_in_dialog(browser, "has been sent to you")
            browser.requests()
            await browser.press("enter")
            await browser.wait_until(lambda: service.requests[-1].path == SEND_CODE)
            assert browser.requests() == [f"POST {SEND_CODE}"]

    async def test_that_of_an_authenticator_does_where_none_can_be_sent(
        self, service: FakeService
    ) -> None:
        refusal = CannedResponse.json(400, {"message": "an authenticator is set up"})
        service.faults.add("POST", SEND_CODE, refusal)
        async with nobody(service) as browser:
            await log_in(browser, *MFA)
            await wait_in_dialog(
                browser, "no one-time password was sent", "an authenticator is set up"
            )
            await enter_password(browser, MFA_CODE)
            await wait_logged_in(browser)
            assert browser.names

    async def test_is_not_sent_for_another_user(self, service: FakeService) -> None:
        async with nobody(service) as browser:
            await log_in(browser, *MFA)
            await wait_in_dialog(browser, "has been sent to you")
            await browser.press_burst("tab", *USER, "enter", "enter", *MFA_CODE, "enter")
            await wait_logged_in(browser)
            assert login_attempts(service)[-1] == DEMO
            assert MFA_CODE.encode() not in service.requests_to("POST", SIGN_IN)[-1].body

    async def test_an_account_that_must_first_be_set_up(self, service: FakeService) -> None:
        async with nobody(service) as browser:
            await log_in(browser, *MUST_ENABLE_MFA)
            await wait_in_dialog(browser, "must be set up for one-time passwords first", "web site")
            assert service.requests_to("POST", SEND_CODE) == []


class TestEndOfToken:
    @pytest.mark.parametrize("library", list(Library))
    async def test_the_list_is_as_it_was(self, library: Library) -> None:
        service = FakeService()
        async with looking(service) as browser:
            if library is Library.PERSONAL:
                await browser.press("2", "minus", "minus")
                await browser.wait_idle()
            await browser.filter_by("id > 3")
            await browser.press("N", *("n" if library is Library.PUBLIC else ""), "j", "j")
            await browser.wait_idle()
            before = View.of(browser)
            service.revoke_tokens()
            browser.requests()
            await browser.press("r")
            await enter_password(browser, PASSWORD)
            await wait_logged_in(browser)
            assert View.of(browser) == before
            question, again = [each for each in browser.requests() if each.startswith(library)][:2]
            assert question == again

    async def test_an_interrupted_page_turn_goes_on(self) -> None:
        service = FakeService()
        async with looking(service) as browser:
            service.revoke_tokens()
            await browser.press("right_curly_bracket")
            await enter_password(browser, PASSWORD)
            await wait_logged_in(browser)
            assert "page 5 of 5" in browser.pager

    async def test_a_token_is_taken_silently_where_a_password_is_set(
        self, service: FakeService
    ) -> None:
        environ = {**SET, "VSS_TOKEN": service.token}
        async with looking(service, environ=environ) as browser:
            service.revoke_tokens()
            await browser.press("r")
            await browser.expect_requests(LISTS[0], f"POST {SIGN_IN}", LISTS[0])
            assert DIALOG not in browser.text

    async def test_tokens_that_were_kept_are_tried_before_anybody_is_asked(
        self, service: FakeService
    ) -> None:
        environ = {"VSS_TOKEN": service.issue_token(), "VSS_API_TOKEN": service.issue_token()}
        service.revoke_tokens()
        async with looking(service, environ=environ, wait=False) as browser:
            await browser.wait_for(DIALOG)
            assert browser.requests() == [LISTS[0], LISTS[0]]
            await enter_password(browser, PASSWORD)
            await wait_logged_in(browser)
            assert browser.requests() == [f"POST {SIGN_IN}", *LISTS]

    async def test_a_token_that_is_refused_at_once_is_not_asked_for_again(
        self, service: FakeService
    ) -> None:
        async with refused(service) as browser:
            service.faults.add("GET", "*", CannedResponse.json(401, {"message": "no"}), times=None)
            await enter_password(browser, PASSWORD)
            await browser.wait_for("r retries")
            await browser.wait_idle()
            assert DIALOG not in browser.text
            assert browser.requests() == [f"POST {SIGN_IN}", LISTS[0]]

    async def test_requests_refused_together_ask_once(self, service: FakeService) -> None:
        barrier = Barrier()
        async with looking(service) as browser:
            service.revoke_tokens()
            service.faults.add("GET", "*", barrier=barrier, times=2)
            await browser.press("r", "2", "r")
            await browser.wait_until(barrier.reached.done)
            assert browser.requests() == LISTS
            barrier.release()
            await enter_password(browser, PASSWORD)
            await wait_logged_in(browser)
            assert sorted(browser.requests()) == sorted([f"POST {SIGN_IN}", *LISTS])

    async def test_a_running_sync_goes_on(self) -> None:
        clock = FakeClock(NOON)
        service = FakeService(images=FEW, now=clock.now)
        async with looking(service, clock=clock) as browser:
            await browser.filter_by("id > 10")
            await browser.press("j", "s")
            await browser.wait_until(lambda: clock.pending)
            before = View.of(browser)
            service.revoke_tokens()
            clock.advance(1)
            await enter_password(browser, PASSWORD)
            await browser.wait_gone(DIALOG)
            await browser.wait_until(lambda: _after_a_second(browser, clock, "sync done: added"))
            assert View.of(browser) == before
            assert len(service.requests_to("PATCH")) == 1
            assert len(login_attempts(service)) == 1

    async def test_a_refused_submission_is_made_once_more(self, service: FakeService) -> None:
        environ = {"VSS_TOKEN": service.issue_token(life=7200)}
        async with looking(service, environ=environ) as browser:
            service.faults.add("PATCH", "*", CannedResponse.json(401, {"message": "expired"}))
            await browser.press("s")
            await enter_password(browser, PASSWORD)
            await browser.wait_gone(DIALOG)
            await browser.wait_for("sync request 57")
            assert len(service.requests_to("PATCH")) == 2
            assert "24 h left" in browser.lines[0]

    async def test_a_sync_without_a_sign_in_says_so(self, service: FakeService) -> None:
        async with looking(service) as browser:
            service.revoke_tokens()
            await browser.press("s")
            await browser.wait_for(DIALOG)
            await browser.press("escape")
            await browser.wait_for("sync: token refused (401)")
            assert service.requests_to("PATCH") == []


def _after_a_second(browser: AppDriver, clock: FakeClock, text: str) -> bool:
    clock.advance(1)
    return text in browser.text


class TestTokenLife:
    async def test_the_header_shows_it(self) -> None:
        clock = FakeClock(NOON)
        service = FakeService(images=FEW, now=clock.now)
        async with looking(service, clock=clock) as browser:
            assert "demo@lab · 24 h left" in browser.lines[0]
            clock.advance(21 * 3600)
            await browser.press("r")
            await browser.wait_idle()
            assert "3 h left" in browser.lines[0]
            clock.advance(4 * 3600)
            await browser.press("r")
            await enter_password(browser, PASSWORD)
            await wait_logged_in(browser)
            assert "24 h left" in browser.lines[0]

    async def test_a_login_is_asked_before_it_ends(self) -> None:
        clock = FakeClock(NOON)
        service = FakeService(images=FEW, now=clock.now)
        environ = {"VSS_TOKEN": service.issue_token(life=300)}
        async with looking(service, clock=clock, environ=environ) as browser:
            clock.advance(200)
            await browser.press("r")
            await wait_in_dialog(browser, DIALOG, "your sign-in is about to end")
            assert browser.requests() == []
            await enter_password(browser, PASSWORD)
            await wait_logged_in(browser)
            assert browser.requests() == [f"POST {SIGN_IN}", LISTS[0]]
            assert "24 h left" in browser.lines[0]

    async def test_who_declines_goes_on_until_it_ends(self) -> None:
        clock = FakeClock(NOON)
        service = FakeService(images=FEW, now=clock.now)
        environ = {"VSS_TOKEN": service.issue_token(life=300)}
        async with looking(service, clock=clock, environ=environ) as browser:
            clock.advance(200)
            await browser.press("r")
            await browser.wait_for(DIALOG)
            await browser.press("escape")
            await browser.expect_requests(LISTS[0])
            assert "! 2 min left" in browser.lines[0]
            await browser.press("r")
            await browser.expect_requests(LISTS[0])
            assert DIALOG not in browser.text
            clock.advance(200)
            await browser.press("r")
            await wait_in_dialog(browser, DIALOG, "token refused (401)")

    async def test_it_is_renewed_silently_where_a_password_is_set(self) -> None:
        clock = FakeClock(NOON)
        service = FakeService(images=FEW, now=clock.now, options=FakeOptions(token_life=300))
        async with looking(service, clock=clock, environ=SET) as browser:
            service.options.token_life = 86_400
            clock.advance(200)
            await browser.press("r")
            await browser.expect_requests(f"POST {SIGN_IN}", LISTS[0])
            assert DIALOG not in browser.text
            assert "24 h left" in browser.lines[0]


class TestAnotherUser:
    @pytest.fixture
    def cache(self, tmp_path: Path) -> Path:
        return tmp_path / "cache"

    @asynccontextmanager
    async def alice(self, service: FakeService, cache: Path) -> AsyncIterator[AppDriver]:
        """Alice looks at her personal images."""
        environ = {"VSS_TOKEN": service.issue_token("alice")}
        async with looking(service, environ=environ, cache=cache) as browser:
            await browser.press("2")
            await browser.wait_for("alice.iso")
            await browser.wait_idle()
            yield browser

    def pages(self, cache: Path, user: str) -> bool:
        """Whether the first personal page of a user is kept."""
        store = PageCache(cache, ENDPOINT, user)
        return store.get(Library.PERSONAL, Query(), datetime.now(UTC)) is not None

    async def test_at_a_refused_token(self, service: FakeService, cache: Path) -> None:
        async with self.alice(service, cache) as browser:
            assert self.pages(cache, "alice")
            service.revoke_tokens()
            barrier = Barrier()
            service.faults.add("GET", "*", barrier=barrier, skip=1, times=None)
            await browser.press("r")
            await log_in(browser, *BOB, instead=True)
            await browser.wait_gone(DIALOG)
            await browser.wait_until(barrier.reached.done)
            assert "alice" not in browser.text
            barrier.release()
            await browser.wait_for("bob.iso", "bob@lab")
            await browser.wait_idle()
            assert "alice" not in browser.text
        assert self.pages(cache, "bob")
        assert not self.pages(cache, "alice")
        assert len(login_attempts(service)) == 1

    async def test_from_the_palette(self, service: FakeService, cache: Path) -> None:
        async with self.alice(service, cache) as browser:
            await self.sign_in_again(browser)
            await log_in(browser, *BOB, instead=True)
            await browser.wait_for("bob.iso", "bob@lab")
            await browser.wait_idle()
            assert "alice" not in browser.text
        assert not self.pages(cache, "alice")

    async def test_the_same_one_from_the_palette_loses_nothing(
        self, service: FakeService, cache: Path
    ) -> None:
        async with self.alice(service, cache) as browser:
            await browser.filter_by("alice")
            before = View.of(browser)
            await self.sign_in_again(browser)
            await enter_password(browser, ALICE[1])
            await wait_logged_in(browser)
            assert View.of(browser) == before
        assert self.pages(cache, "alice")

    async def test_an_answer_for_the_one_before_is_dropped(
        self, service: FakeService, cache: Path
    ) -> None:
        barrier = Barrier()
        async with self.alice(service, cache) as browser:
            service.faults.add("GET", Library.PERSONAL.resource, barrier=barrier)
            await browser.press("r")
            await self.sign_in_again(browser)
            await log_in(browser, *BOB, instead=True)
            await browser.wait_for("bob.iso")
            barrier.release()
            await browser.wait_idle()
            assert "alice" not in browser.text
        assert not self.pages(cache, "alice")

    async def test_a_sync_of_the_one_before_is_not_followed(self, cache: Path) -> None:
        clock = FakeClock(NOON)
        service = add_accounts(FakeService(images=FEW, now=clock.now), ALICE, BOB)
        environ = {"VSS_TOKEN": service.issue_token("alice")}
        async with looking(service, clock=clock, environ=environ) as browser:
            await browser.press("s")
            await browser.wait_until(lambda: clock.pending)
            service.revoke_tokens()
            await browser.press("r")
            await log_in(browser, *BOB, instead=True)
            await browser.wait_gone(DIALOG)
            await browser.wait_for("bob@lab")
            await browser.wait_idle()
            asked = len(service.requests)
            clock.advance(60)
            await browser.wait_idle()
            assert len(service.requests) == asked
            assert "sync request" not in browser.text

    async def test_a_password_that_is_set_for_the_one_does_not_serve_the_other(
        self, service: FakeService, cache: Path
    ) -> None:
        environ = {"VSS_USER": ALICE[0], "VSS_USER_PASS": ALICE[1]}
        async with looking(service, environ=environ, cache=cache) as browser:
            await self.sign_in_again(browser)
            await log_in(browser, *BOB, instead=True)
            await browser.wait_for("bob@lab")
            await browser.wait_idle()
            service.revoke_tokens()
            await browser.press("r")
            await enter_password(browser, BOB[1])
            await wait_logged_in(browser)
            assert login_attempts(service) == [ALICE, BOB, BOB]

    async def test_pages_are_kept_for_who_signed_in_first(
        self, service: FakeService, cache: Path
    ) -> None:
        async with nobody(service, cache=cache) as browser:
            await log_in(browser, *BOB)
            await wait_logged_in(browser)
        assert self.pages(cache, "bob")

    async def sign_in_again(self, browser: AppDriver) -> None:
        await browser.press("ctrl+p")
        await browser.wait_for("what to do")
        await browser.type("sign in again")
        await browser.wait_for("Sign in again")
        await browser.press("enter")
        await browser.wait_for(DIALOG)


class TestSecrets:
    async def test_a_password_is_not_copied_or_cut(self, service: FakeService) -> None:
        async with refused(service) as browser:
            await browser.type(PASSWORD)
            await browser.press("ctrl+shift+a", "ctrl+x", "ctrl+shift+a", "super+c", "super+x")
            assert browser.app.clipboard == ""
            await browser.press("enter")
            await wait_logged_in(browser)
            assert login_attempts(service) == [DEMO]

    async def test_no_widget_or_message_tells_it(self, service: FakeService) -> None:
        told: list[str] = []

        def hear(message: Message) -> None:
            told.append(repr(message) + pretty_repr(message))

        app = build_app(connect({ENDPOINT: service}, environ=NOBODY))
        async with app.run_test(size=USUAL, message_hook=hear) as pilot:
            browser = AppDriver(app, pilot, service)
            await browser.wait_for(DIALOG)
            await browser.press_burst(*MFA[0], "tab", *"c4nary-word", "tab", "tab")
            told += [repr(each) + pretty_repr(each) for each in app.screen.walk_children()]
            await browser.press("enter", "enter")
            await wait_in_dialog(browser, "wrong user name")
        assert len(login_attempts(service)) == 1
        assert "c4nary" not in "".join(told)

    async def test_what_cannot_be_kept_is_told(self, service: FakeService, home: Path) -> None:
        (home / ".local").mkdir()
        (home / ".local" / "state").write_text("in the way")
        async with nobody(service) as browser:
            await log_in(browser, *DEMO)
            await wait_logged_in(browser)
            await browser.wait_for("the token cannot be stored")
        assert not user_folders.state_dir().is_dir()
