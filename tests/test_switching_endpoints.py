"""Switching to another endpoint: user, token and kept pages follow; nothing is carried over."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.app_driver import ENDPOINT, USUAL, AppDriver, FakeClock, run_browser
from tests.fake_service import FakeService
from tests.fake_service.faults import Barrier, CannedResponse
from tests.login_steps import ALICE, BOB, add_accounts, dialog_text, login_attempts, wait_in_dialog
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.query import Library, Query
from vss_tui.page_cache import PageCache

ANNEX = Endpoint("annex", "https://annex.example")
HERE, THERE = 12, 7
"""Public images of the two services; no page of either has another after it."""
LISTS = ["public page=1 per_page=50", "personal page=1 per_page=50"]
ASK_THERE = "Sign in to annex"
NOON = datetime(2026, 2, 3, 17, 0, tzinfo=UTC)


@pytest.fixture
def lab() -> FakeService:
    return add_accounts(FakeService(images=HERE), ALICE)


@pytest.fixture
def annex() -> FakeService:
    return add_accounts(FakeService(images=THERE), BOB)


@asynccontextmanager
async def at_the_lab(
    lab: FakeService, annex: FakeService, **given: Any
) -> AsyncIterator[AppDriver]:
    """Alice is at the lab, and the annex is in her settings."""
    environ = {"VSS_TOKEN": lab.issue_token("alice")}
    others = {ANNEX: annex}
    async with run_browser(lab, size=USUAL, environ=environ, others=others, **given) as browser:
        yield browser


async def choose_annex(browser: AppDriver) -> None:
    await browser.press("e")
    await browser.wait_for("Switch to an endpoint")
    await browser.press("j", "enter")
    await browser.wait_for(ASK_THERE)


async def go_to_annex(browser: AppDriver) -> None:
    """Switch, and sign in as bob."""
    await choose_annex(browser)
    await browser.press_burst(*BOB[0], "enter", *BOB[1], "enter")
    await browser.wait_gone(ASK_THERE)
    await browser.wait_idle()


def paths(service: FakeService) -> list[str]:
    return [f"{request.method} {request.path}" for request in service.requests]


class TestChoosing:
    async def test_the_present_one_is_marked(self, lab: FakeService, annex: FakeService) -> None:
        async with at_the_lab(lab, annex) as browser:
            await browser.press("e")
            await browser.wait_for("Switch to an endpoint")
            assert "● lab https://vss.example annex https://annex.example" in dialog_text(browser)

    async def test_from_the_palette(self, lab: FakeService, annex: FakeService) -> None:
        async with at_the_lab(lab, annex) as browser:
            await browser.press("ctrl+p")
            await browser.wait_for("what to do")
            await browser.type("another endpoint")
            await browser.wait_for("Switch to another endpoint")
            await browser.press("enter")
            await browser.wait_for("Switch to an endpoint")


class TestFollowing:
    async def test_lists_totals_header_and_token(
        self, lab: FakeService, annex: FakeService
    ) -> None:
        annex.options.token_life = 7200
        async with at_the_lab(lab, annex) as browser:
            await go_to_annex(browser)
            assert "bob@annex · 2 h left" in browser.lines[0]
            assert f"▐1 Public {THERE}▌ 2 Personal 1" in browser.text
            await browser.press("2")
            await browser.wait_for("bob.iso")
            assert "alice" not in browser.text
            assert "lab" not in browser.lines[0]

    async def test_each_service_gets_its_own_token_and_password(
        self, lab: FakeService, annex: FakeService
    ) -> None:
        environ = {"VSS_USER": ALICE[0], "VSS_USER_PASS": ALICE[1]}
        async with run_browser(lab, environ=environ, others={ANNEX: annex}) as browser:
            await go_to_annex(browser)
            await browser.press("e")
            await browser.wait_for("Switch to an endpoint")
            await browser.press("k", "enter")
            await browser.wait_for(f"Public {HERE}")
            await browser.wait_idle()
        assert set(login_attempts(lab)) == {ALICE}
        assert login_attempts(annex) == [BOB]
        tokens = [
            {each.authorization for each in service.requests if each.method == "GET"}
            for service in (lab, annex)
        ]
        assert not tokens[0] & tokens[1]

    async def test_back_again(self, lab: FakeService, annex: FakeService) -> None:
        async with at_the_lab(lab, annex) as browser:
            await go_to_annex(browser)
            browser.requests()
            await browser.press("e")
            await browser.wait_for("Switch to an endpoint")
            await browser.press("k", "enter")
            await browser.wait_for("alice@lab", f"Public {HERE}")
            await browser.wait_idle()
            assert browser.requests() == LISTS
            assert len(browser.names) == HERE

    async def test_an_endpoint_that_nobody_signs_in_to(
        self, lab: FakeService, annex: FakeService
    ) -> None:
        async with at_the_lab(lab, annex) as browser:
            await choose_annex(browser)
            await browser.press("escape")
            await browser.wait_for("You are not signed in.", "r signs in.")
            assert browser.names == []
            assert annex.requests == []


class TestNothingIsCarriedOver:
    async def test_pages_are_kept_apart(
        self, lab: FakeService, annex: FakeService, tmp_path: Path
    ) -> None:
        barrier = Barrier()
        annex.faults.add("GET", "*", barrier=barrier, times=None)
        async with at_the_lab(lab, annex, cache=tmp_path) as browser:
            names = browser.names
            await choose_annex(browser)
            assert not set(names) & set(browser.text.split())
            await browser.press_burst(*BOB[0], "enter", *BOB[1], "enter")
            await browser.wait_until(barrier.reached.done)
            assert browser.names == []
            barrier.release()
            await browser.wait_for(f"Public {THERE}")
            await browser.wait_idle()
        now = datetime.now(UTC)
        for endpoint, user, total in ((ENDPOINT, "alice", HERE), (ANNEX, "bob", THERE)):
            store = PageCache(tmp_path, endpoint, user)
            kept = store.get(Library.PUBLIC, Query(), now)
            assert kept is not None
            assert kept.page.paging.total == total

    async def test_a_late_refusal_asks_for_no_sign_in(
        self, lab: FakeService, annex: FakeService
    ) -> None:
        async with at_the_lab(lab, annex) as browser:
            barrier = Barrier()
            lab.faults.add("GET", "*", CannedResponse.json(401, {}), barrier=barrier)
            await browser.press("r")
            await go_to_annex(browser)
            asked = paths(lab)
            barrier.release()
            await browser.wait_idle()
            assert "Sign in to" not in browser.text
            assert paths(lab) == asked

    async def test_a_sync_is_followed_no_further(self) -> None:
        clock = FakeClock(NOON)
        lab = add_accounts(FakeService(images=HERE, now=clock.now), ALICE)
        annex = add_accounts(FakeService(images=THERE, now=clock.now), BOB)
        async with at_the_lab(lab, annex, clock=clock) as browser:
            await browser.press("s")
            await browser.wait_until(lambda: clock.pending)
            await go_to_annex(browser)
            asked = paths(lab)
            clock.advance(60)
            await browser.wait_idle()
            assert paths(lab) == asked
            assert "sync request" not in browser.text

    async def test_a_login_asked_over_the_choice_is_given_up_with_it(
        self, lab: FakeService, annex: FakeService
    ) -> None:
        """A refusal that comes while the person chooses puts the login dialog on top."""
        async with at_the_lab(lab, annex) as browser:
            barrier = Barrier()
            lab.revoke_tokens()
            lab.faults.add("GET", "*", barrier=barrier)
            await browser.press("r", "e")
            await browser.wait_for("Switch to an endpoint")
            barrier.release()
            await browser.wait_for("Sign in to lab")
            await browser.press("escape")
            await browser.wait_for("Switch to an endpoint")
            await browser.press("j", "enter")
            await wait_in_dialog(browser, ASK_THERE, "not signed in")
            await browser.press_burst(*BOB[0], "enter", *BOB[1], "enter")
            await browser.wait_gone(ASK_THERE)
            await browser.wait_idle()
            assert len(browser.names) == THERE
            assert "r retries" not in browser.text
