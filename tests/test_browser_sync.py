"""Synchronising the personal images: one submission, and what the screen says until its end."""

import pytest

from tests.app_driver import SMALL, USUAL, run_browser
from tests.fake_clock import START, FakeClock
from tests.fake_service import FakeService
from tests.fake_service.faults import Barrier, CannedResponse
from vss_tui.demo.sync_service import Arrival, Departure, SyncPlan
from vss_tui.models.query import Library
from vss_tui.screens.initial_view import InitialView

PERSONAL = InitialView(tab=Library.PERSONAL)
WHOLE = "personal page=1 per_page=250 sort=id,asc"
PAGE = "personal page=1 per_page=50"
STATUS = "GET /v2/request/image_sync/57"
NEW = "ubuntu-24.04.2-autoinstall.iso"
STEPS = ((0, "SUBMITTED"), (2, "IN_PROGRESS"), (6, "PROCESSED"))


def served(*plans, clock=None):
    """A service whose next syncs go by ``plans``; and the clock of both sides."""
    clock = clock or FakeClock()
    service = FakeService(now=clock.now)
    service.syncs.plans[:] = plans
    return service, clock


async def wait_for_end(browser, clock):
    """Let the time pass until the sync has ended."""
    while "x stop" in browser.unwrapped or "submitting" in browser.unwrapped:
        await browser.wait_until(lambda: clock.pending or "x stop" not in browser.unwrapped)
        if clock.pending:
            clock.advance(clock.pending[0])
        await browser.wait_idle()


@pytest.mark.parametrize("by_mouse", [False, True], ids=["key", "button"])
async def test_a_press_submits_one_sync_after_reading_the_list(by_mouse):
    service, clock = served(SyncPlan(steps=STEPS))
    async with run_browser(service, clock=clock, initial_view=PERSONAL) as browser:
        await (browser.click("s sync ") if by_mouse else browser.press("s"))
        await browser.wait_for("sync request 57 submitted", "x stop")
        await browser.expect_requests(WHOLE, "PATCH personal")
        await browser.wait_until(lambda: clock.pending == [1.0])


async def test_two_presses_are_one_submission():
    service, clock = served(SyncPlan(steps=STEPS))
    barrier = Barrier()
    service.faults.add("PATCH", barrier=barrier)
    async with run_browser(service, clock=clock) as browser:
        await browser.press("s", "s")
        await browser.wait_until(barrier.reached.done)
        await browser.press("s")
        barrier.release()
        await browser.wait_for("sync request 57")
        await browser.press("s")
        await browser.wait_idle()
        assert len(service.requests_to("PATCH")) == 1


async def test_new_files_are_shown_marked_and_told():
    service, clock = served(SyncPlan((Arrival(f"uploads/{NEW}", 3),), STEPS))
    async with run_browser(service, clock=clock, initial_view=PERSONAL, size=USUAL) as browser:
        await browser.press("s")
        await browser.wait_until(lambda: clock.pending)
        before = browser.names
        await wait_for_end(browser, clock)
        await browser.wait_for(f"sync done: added {NEW}", "▐2 Personal 8▌", "s sync")
        assert browser.names == [*before, NEW]
        assert browser.new_names == [NEW]
        assert browser.line(NEW).startswith(" +")


async def test_a_file_shows_as_soon_as_it_is_there():
    service, clock = served(SyncPlan((Arrival(f"uploads/{NEW}", 1),), STEPS))
    async with run_browser(service, clock=clock, initial_view=PERSONAL) as browser:
        await browser.press("s")
        await browser.wait_until(lambda: clock.pending)
        clock.advance(1)
        await browser.wait_until(lambda: browser.new_names == [NEW])
        await browser.wait_for("x stop", f"added {NEW}")


async def test_the_first_of_two_files_does_not_end_it():
    arrivals = (Arrival("uploads/first.iso", 1), Arrival("uploads/second.iso", 5))
    service, clock = served(SyncPlan(arrivals, STEPS))
    async with run_browser(service, clock=clock, initial_view=PERSONAL) as browser:
        await browser.press("s")
        await browser.wait_until(lambda: clock.pending)
        await wait_for_end(browser, clock)
        await browser.wait_for("sync done: added first.iso, second.iso")
        assert browser.new_names == ["first.iso", "second.iso"]


async def test_a_removal_is_shown():
    gone = "teaching/csc369/minix-3.4.0.iso"
    service, clock = served(SyncPlan((Departure(gone, 1),), STEPS))
    async with run_browser(service, clock=clock, initial_view=PERSONAL) as browser:
        await browser.press("s")
        await browser.wait_until(lambda: clock.pending)
        await wait_for_end(browser, clock)
        await browser.wait_for("nothing new · removed minix-3.4.0.iso", "▐2 Personal 6▌")
        assert "minix-3.4.0.iso" not in browser.names


async def test_nothing_new_is_said():
    service, clock = served(SyncPlan(steps=STEPS))
    async with run_browser(service, clock=clock, initial_view=PERSONAL) as browser:
        await browser.press("s")
        await browser.wait_until(lambda: clock.pending)
        await wait_for_end(browser, clock)
        await browser.wait_for("sync done: nothing new", "s sync")
        assert browser.new_names == []


async def test_a_failed_request_says_the_services_words():
    failed = ((0, "SUBMITTED"), (1, "ERROR"))
    plan = SyncPlan(steps=failed, errors=("[red]store[/red] is full", "ask the staff"))
    service, clock = served(plan)
    async with run_browser(service, clock=clock, initial_view=PERSONAL) as browser:
        await browser.press("s")
        await browser.wait_until(lambda: clock.pending)
        await wait_for_end(browser, clock)
        await browser.wait_for(
            "sync failed (request 57): [red]store[/red] is full; ask the staff", "s sync"
        )


async def test_a_time_limit_ends_it_and_says_how_to_look_again():
    endless = SyncPlan(steps=((0, "SUBMITTED"), (1, "IN_PROGRESS")))
    service, clock = served(endless, clock=FakeClock(START, auto_advance=True))
    async with run_browser(service, clock=clock, initial_view=PERSONAL) as browser:
        await browser.press("s")
        await browser.wait_for("sync (request 57) not finished after 10 min", "r refreshes")
        assert sum(clock.slept) == pytest.approx(600)
        assert max(clock.slept) == 10
        assert clock.slept[0] == 1


@pytest.mark.parametrize("by_mouse", [False, True], ids=["key", "button"])
async def test_x_stops_the_waiting(by_mouse):
    service, clock = served(SyncPlan(steps=STEPS))
    async with run_browser(service, clock=clock, initial_view=PERSONAL) as browser:
        await browser.press("s")
        await browser.wait_until(lambda: clock.pending)
        await (browser.click("x stop") if by_mouse else browser.press("x"))
        await browser.wait_for("stopped waiting: the sync continues on the server", "r refreshes")
        browser.requests()
        clock.advance(60)
        await browser.expect_requests()
        assert "s sync" in browser.lines[-1]
        await browser.press("j")
        assert browser.cursor == browser.names[1]


async def test_escape_in_the_table_clears_the_filter_and_not_the_sync():
    service, clock = served(SyncPlan(steps=STEPS))
    async with run_browser(service, clock=clock, initial_view=PERSONAL) as browser:
        await browser.filter_by("iso")
        await browser.press("s")
        await browser.wait_until(lambda: clock.pending)
        await browser.press("escape")
        await browser.wait_until(lambda: browser.filter_text == "")
        await browser.wait_for("x stop")


async def test_browsing_goes_on_meanwhile():
    service, clock = served(SyncPlan((Arrival(f"uploads/{NEW}", 3),), STEPS))
    async with run_browser(service, clock=clock) as browser:
        await browser.press("s")
        await browser.wait_until(lambda: clock.pending)
        await browser.press("n")
        await browser.wait_until(lambda: "page 2 of 5" in browser.pager)
        await browser.filter_by("ubuntu")
        await browser.press("j", "d")
        assert browser.cursor == browser.names[1]
        await wait_for_end(browser, clock)
        await browser.wait_for(f"sync done: added {NEW}", "2 Personal 8")
        assert browser.filter_text == "ubuntu"
        assert browser.cursor == browser.names[1]
        await browser.press("2")
        await browser.wait_until(lambda: browser.new_names == [NEW])


async def test_it_ends_behind_a_dialog():
    service, clock = served(SyncPlan((Arrival(f"uploads/{NEW}", 1),), STEPS))
    async with run_browser(service, clock=clock) as browser:
        await browser.press("s")
        await browser.wait_until(lambda: clock.pending)
        await browser.press("question_mark")
        await browser.wait_for("Keys", "filter the list")
        for _ in range(6):
            await browser.wait_until(lambda: clock.pending)
            clock.advance(clock.pending[0])
            await browser.wait_idle()
            if service.syncs.jobs[57].elapsed(clock.now()) > 6:
                break
        await browser.press("escape")
        await browser.wait_for(f"sync done: added {NEW}", "2 Personal 8")


async def test_the_cursor_keeps_its_row_when_files_come():
    service, clock = served(SyncPlan((Arrival(f"uploads/{NEW}", 1),), STEPS))
    async with run_browser(service, clock=clock, initial_view=PERSONAL) as browser:
        await browser.press("j", "j", "s")
        held = browser.cursor
        await browser.wait_until(lambda: clock.pending)
        await wait_for_end(browser, clock)
        assert browser.cursor == held


async def test_the_list_is_watched_where_no_request_is_named():
    plan = SyncPlan((Arrival(f"uploads/{NEW}", 3),), STEPS, link=False, by_polls=True)
    service, clock = served(plan)
    async with run_browser(service, clock=clock, initial_view=PERSONAL) as browser:
        await browser.press("s")
        await browser.wait_until(lambda: clock.pending)
        await wait_for_end(browser, clock)
        await browser.wait_for(f"sync done: added {NEW}")
        assert service.requests_to("GET", "/v2/request/*") == []


async def test_a_look_that_fails_is_said_and_the_next_one_counts():
    service, clock = served(SyncPlan((Arrival(f"uploads/{NEW}", 1),), STEPS))
    async with run_browser(service, clock=clock, initial_view=PERSONAL) as browser:
        await browser.press("s")
        await browser.wait_until(lambda: clock.pending)
        down = CannedResponse.json(503, {"message": "maintenance"})
        service.faults.add("GET", "/v2/request/*", down)
        clock.advance(1)
        await browser.wait_for("maintenance", "x stop")
        await wait_for_end(browser, clock)
        await browser.wait_for(f"sync done: added {NEW}")
        assert "maintenance" not in browser.text


async def test_what_is_tried_again_before_it_is_submitted_is_said():
    service, clock = served(SyncPlan((Arrival(f"uploads/{NEW}", 1),), STEPS))
    async with run_browser(service, clock=clock, initial_view=PERSONAL) as browser:
        service.faults.add(
            "GET", "/v2/user/image/iso", CannedResponse.json(503, {"message": "maintenance"})
        )
        await browser.press("s")
        await browser.wait_for("sync: ", "maintenance", "retrying in")
        await wait_for_end(browser, clock)
        await browser.wait_for(f"sync done: added {NEW}")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            CannedResponse.json(403, {"message": "no store"}),
            ["sync: ", "not allowed", "no store"],
        ),
        (CannedResponse(504), ["sync: ", "may have been submitted"]),
    ],
    ids=["refused", "no answer"],
)
async def test_a_submission_that_comes_to_nothing_says_so_and_is_not_repeated(answer, words):
    service, clock = served()
    service.faults.add("PATCH", "*", answer)
    async with run_browser(service, clock=clock, size=(200, 24)) as browser:
        await browser.press("s")
        await browser.wait_for(*words)
        await browser.wait_for("s sync")
        assert len(service.requests_to("PATCH")) == 1
        await browser.press("s")
        await browser.wait_for("sync request 57")


async def test_another_sync_may_follow_the_first():
    service, clock = served(
        SyncPlan((Arrival("uploads/first.iso", 1),), STEPS),
        SyncPlan((Arrival("uploads/second.iso", 1),), STEPS),
    )
    async with run_browser(service, clock=clock, initial_view=PERSONAL) as browser:
        for name in ("first.iso", "second.iso"):
            await browser.press("s")
            await browser.wait_until(lambda: clock.pending)
            await wait_for_end(browser, clock)
            await browser.wait_for(f"sync done: added {name}")
            assert browser.new_names == [name]


async def test_leaving_asks_nothing():
    service, clock = served(SyncPlan(steps=STEPS))
    async with run_browser(service, clock=clock) as browser:
        await browser.press("s")
        await browser.wait_until(lambda: clock.pending)
        await browser.press("q")
        await browser.wait_until(lambda: not browser.app.is_running)


async def test_the_smallest_terminal_shows_how_it_goes():
    service, clock = served(SyncPlan((Arrival("new.iso", 1),), STEPS))
    async with run_browser(service, clock=clock, initial_view=PERSONAL, size=SMALL) as browser:
        await browser.press("s")
        await browser.wait_until(lambda: clock.pending)
        await browser.wait_for("x stop")
        await wait_for_end(browser, clock)
        await browser.wait_for("sync done: added new.iso")
