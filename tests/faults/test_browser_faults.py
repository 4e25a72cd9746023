"""Cases 103 to 141 that happen in the browser: held keys, turns, a sync, hints and focus."""

import asyncio

import pytest

from tests.app_driver import LARGE, SMALL, USUAL, AppDriver, FakeClock, run_browser
from tests.fake_service import FakeOptions, FakeService, PastEnd
from tests.fake_service.edits import with_row_values
from tests.fake_service.faults import Barrier, CannedResponse, Edit
from tests.faults.expectations import FEW, PERSONAL, PUBLIC
from vss_tui.demo.demo_service import utc_now
from vss_tui.demo.images import personal_image
from vss_tui.demo.sync_service import SyncPlan
from vss_tui.models.query import Library, Query
from vss_tui.screens.initial_view import InitialView
from vss_tui.widgets.image_table import ImageTable

STEPS = ((0, "SUBMITTED"), (2, "IN_PROGRESS"), (6, "PROCESSED"))
REFUSED = CannedResponse.json(403, {"message": "no store"})


async def reached(barrier: Barrier) -> None:
    """Wait until the service holds a response back."""
    await asyncio.wrap_future(barrier.reached)


async def ended(browser: AppDriver) -> None:
    await browser.wait_until(lambda: not browser.app.is_running)


async def test_case_103_a_double_click_on_a_button_that_changes() -> None:
    service, clock = FakeService(images=FEW), FakeClock()
    service.syncs.plans[:] = [SyncPlan(steps=STEPS)]
    service.now = clock.now
    async with run_browser(service, clock=clock) as browser:
        await browser.click("s sync", times=2)
        await browser.wait_for("sync request 57")
        await browser.wait_until(lambda: clock.pending)
        assert "stopped" not in browser.text
        assert len(service.requests_to("PATCH", "*")) == 1
        clock.advance(1)
        await browser.wait_until(lambda: service.requests_to("GET", "/v2/request/*"))


async def test_case_107_a_held_refresh_key() -> None:
    service, first, second = FakeService(), Barrier(), Barrier()
    async with run_browser(service) as browser:
        service.faults.add("GET", PUBLIC, barrier=first)
        await browser.press("r")
        await reached(first)
        service.faults.add("GET", PUBLIC, barrier=second)
        await browser.press_burst(*["r", "f5"] * 10)
        assert len(browser.requests()) == 1, "one is under way"
        first.release()
        await reached(second)
        await browser.press_burst(*["r"] * 10)
        second.release()
        await browser.wait_idle()
        pages = [request for request in browser.requests() if "page=1 " in request]
        assert len(pages) == 2, "one waits at most"


@pytest.mark.parametrize("past_end", [PastEnd.EMPTY, PastEnd.NOT_FOUND])
async def test_case_121_a_page_past_the_end_of_a_list_that_shrank(past_end: PastEnd) -> None:
    service = FakeService(options=FakeOptions(past_end=past_end))
    view = InitialView(queries={Library.PUBLIC: Query(page=3)})
    async with run_browser(service, initial_view=view) as browser:
        service.public.replace(service.public.images[:70])
        await browser.press("right_curly_bracket")
        await browser.wait_until(lambda: "page 2 of 2" in browser.pager)
        await browser.wait_idle()
        assert len(browser.names) == 20
        assert browser.position(service.public.images[69].name)


async def test_case_122_a_page_number_that_the_service_clips() -> None:
    service = FakeService(options=FakeOptions(past_end=PastEnd.LAST_PAGE))
    view = InitialView(queries={Library.PUBLIC: Query(page=3)})
    async with run_browser(service, initial_view=view) as browser:
        service.public.replace(service.public.images[:70])
        await browser.press("right_curly_bracket")
        await browser.wait_until(lambda: "page 2 of 2" in browser.pager)
        await browser.press("left_square_bracket")
        await browser.wait_until(lambda: "page 1 of 2" in browser.pager)


@pytest.mark.parametrize("sent", [False, True], ids=["before", "after"])
async def test_case_131_a_sync_stopped_before_or_after_it_was_submitted(sent: bool) -> None:
    service, barrier = FakeService(images=FEW), Barrier()
    async with run_browser(service, clock=FakeClock()) as browser:
        service.faults.add("PATCH" if sent else "GET", PERSONAL, barrier=barrier)
        await browser.press("s")
        await reached(barrier)
        await browser.press("x")
        if sent:
            await browser.wait_for("stopped waiting: the sync continues on the server")
        else:
            await browser.wait_for("sync stopped before it was submitted: nothing was sent")
        barrier.release()
        await browser.wait_idle()
        assert len(service.requests_to("PATCH", "*")) == int(sent)
        await browser.press("q")
        await ended(browser)
    assert browser.app.exit_notice == ""


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
async def test_case_132_leaving_before_the_sync_is_submitted(key: str) -> None:
    service, barrier = FakeService(images=FEW), Barrier()
    async with run_browser(service, clock=FakeClock()) as browser:
        service.faults.add("GET", PERSONAL, barrier=barrier)
        await browser.press("s")
        await reached(barrier)
        assert service.requests_to("PATCH", "*") == []
        await browser.press(key)
        await ended(browser)
        barrier.release()
    assert len(service.requests_to("PATCH", "*")) == 1
    assert browser.app.exit_notice == ""


async def test_case_132_leaving_after_the_sync_was_submitted() -> None:
    service, barrier = FakeService(images=FEW), Barrier()
    async with run_browser(service, clock=FakeClock()) as browser:
        service.faults.add("PATCH", PERSONAL, barrier=barrier)
        await browser.press("s")
        await reached(barrier)
        await browser.press("q")
        await ended(browser)
        barrier.release()
    assert len(service.requests_to("PATCH", "*")) == 1
    assert browser.app.exit_notice == ""


async def test_case_132_a_sync_that_is_refused_on_the_way_out() -> None:
    service, barrier = FakeService(images=FEW), Barrier()
    async with run_browser(service, clock=FakeClock()) as browser:
        service.faults.add("GET", PERSONAL, barrier=barrier)
        service.faults.add("PATCH", PERSONAL, REFUSED)
        await browser.press("s")
        await reached(barrier)
        await browser.press("q")
        await ended(browser)
        barrier.release()
    assert "no store" in browser.app.exit_notice


async def test_case_132_a_signal_or_a_second_key_leaves_at_once_and_says_so() -> None:
    for again in (False, True):
        service, reading, submitting = FakeService(images=FEW), Barrier(), Barrier()
        async with run_browser(service, clock=FakeClock()) as browser:
            service.faults.add("GET", PERSONAL, barrier=reading)
            service.faults.add("PATCH", PERSONAL, barrier=submitting)
            await browser.press("s")
            await reached(reading)
            if again:
                await browser.press("q")
                await reached(submitting)
                await browser.press("q")
            else:
                browser.app.exit(None, 143)
            await ended(browser)
            reading.release()
            submitting.release()
        said = "may not have been submitted" if again else "was not submitted"
        assert said in browser.app.exit_notice


async def test_case_133_a_sync_stopped_while_it_is_polled() -> None:
    service, clock = FakeService(images=FEW), FakeClock()
    service.now = clock.now
    service.syncs.plans[:] = [SyncPlan(steps=STEPS)]
    async with run_browser(service, clock=clock) as browser:
        await browser.press("s")
        await browser.wait_until(lambda: clock.pending)
        barrier = Barrier()
        service.faults.add("GET", "/v2/request/*", barrier=barrier)
        clock.advance(1)
        await reached(barrier)
        await browser.press("x")
        await browser.wait_for("stopped waiting")
        await browser.wait_until(lambda: "s sync" in browser.lines[-1])
        assert "x stop" not in browser.text
        barrier.release()
        await browser.wait_idle()
        assert "x stop" not in browser.text


async def test_case_134_the_focus_after_a_sync_that_is_refused() -> None:
    service = FakeService(images=FEW)
    service.faults.add("PATCH", PERSONAL, REFUSED)
    async with run_browser(service) as browser:
        await browser.filter_by("ubuntu")
        await browser.press("s")
        await browser.wait_for("no store")
        await browser.press("escape")
        await browser.wait_until(lambda: f"row 1 of {FEW}" in browser.pager)
        assert browser.filter_text == ""


async def test_case_136_the_details_of_an_image_that_changed() -> None:
    service = FakeService(images=FEW)
    async with run_browser(service) as browser:
        await browser.press("d")
        await browser.wait_until(lambda: browser.details)
        for note in ("first note", "second note"):
            service.faults.add("GET", PUBLIC, Edit(with_row_values(note=note)))
            await browser.press("r")
            await browser.wait_until(lambda note=note: note in browser.details)


async def test_case_139_hints_name_the_key_in_force() -> None:
    keys = {"sync": "S", "refresh": "f6", "escape": "ctrl+x", "stop-waiting": "X"}
    service = FakeService()
    service.personal.replace([])
    async with run_browser(service, keys=keys) as browser:
        await browser.press("2")
        await browser.wait_for("press S to synchronise")
        await browser.press("1")
        await browser.filter_by("name = none.iso")
        await browser.wait_for("Ctrl+X clears the filter")
        service.faults.add("GET", PUBLIC, REFUSED)
        await browser.press("f6")
        await browser.wait_for("F6 retries")
        await browser.press("S")
        await browser.wait_for("X stop")


@pytest.mark.parametrize(
    ("keys", "page"),
    [
        (["right_curly_bracket"], "page 2 of 2"),
        (["n"], "page 2 of 2"),
        (["n", "n", "n"], "page 2 of 2"),
        (["n", "p"], "page 1 of 2"),
        (["right_curly_bracket", "left_curly_bracket"], "page 1 of 2"),
    ],
)
async def test_case_140_a_turn_while_another_list_is_on_its_way(keys: list[str], page: str) -> None:
    service, barrier = FakeService(), Barrier()
    view = InitialView(queries={Library.PUBLIC: Query(per_page=25)})
    matching = [image for image in service.public.images if "ubuntu" in image.name]
    assert 25 < len(matching) <= 50
    async with run_browser(service, initial_view=view) as browser:
        service.faults.add("GET", PUBLIC, barrier=barrier)
        await browser.press("slash")
        await browser.type("ubuntu")
        await browser.press("enter")
        await reached(barrier)
        await browser.press(*keys)
        barrier.release()
        await browser.wait_until(lambda: page in browser.pager)
        await browser.wait_idle()
        assert page in browser.pager
        assert all("filter=" in request for request in browser.requests())
        assert not [each for each in browser.requests() if "page=3" in each or "page=10" in each]


async def test_case_135_the_filter_left_by_a_click() -> None:
    async with run_browser() as browser:
        await browser.filter_by("ubuntu")
        browser.requests()
        await browser.press("slash")
        await browser.type("|")
        await browser.wait_for("ubuntu|")
        await browser.click(browser.names[2])
        await browser.wait_gone("ubuntu|")
        assert browser.line("ubuntu") == browser.lines[1]
        assert isinstance(browser.app.focused, ImageTable)
        assert browser.requests() == []


@pytest.mark.parametrize("size", [SMALL, USUAL, LARGE], ids=["40x10", "80x24", "120x40"])
async def test_case_137_long_ids_are_whole(size: tuple[int, int]) -> None:
    service = FakeService()
    service.public.add(personal_image(123456789012, "demo", "a.iso", utc_now()))
    async with run_browser(service, size=size) as browser:
        await browser.filter_by("id > 100000")
        assert browser.column("id") == ["123456789012"]


async def test_case_141_a_long_refusal_can_be_read_to_its_end() -> None:
    reason = " ".join(f"word{number}" for number in range(16))
    async with run_browser(size=USUAL) as browser:
        browser.service.faults.add("GET", "*", CannedResponse.json(403, {"message": reason}))
        await browser.press("r")
        await browser.wait_for("not allowed (403): word0", "word15")
        await browser.press("m")
        await browser.wait_for("Esc closes")
        assert reason in browser.unwrapped
