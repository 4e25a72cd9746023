"""Cases 81 to 94: things that happen at once, late, twice or for ever; odd settings."""

import asyncio
from collections.abc import Callable
from itertools import pairwise

import pytest
from textual import events

from tests.app_driver import ENDPOINT, AppDriver, build_app, connect, run_browser
from tests.command import Command
from tests.fake_clock import START, FakeClock
from tests.fake_service import FakeService
from tests.fake_service.faults import Barrier, CannedResponse
from tests.fake_service.raw_server import stall
from tests.fake_service.received_request import ReceivedRequest
from tests.faults.expectations import (
    FEW,
    PERSONAL,
    PUBLIC,
    SIGN_IN,
    log_in_again,
    run_app,
    run_app_at,
)
from tests.faults.fault_proxy import fault_proxy
from tests.faults.loop_time import LoopTime
from vss_tui.config import load
from vss_tui.config.settings import TIMEOUT
from vss_tui.demo.sync_service import Arrival, SyncPlan
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.query import Library, Query

STATUS = "/v2/request/image_sync/57"
NEW = "uploads/new.iso"
HOUR = 3600.0


def is_page(number: int) -> Callable[[ReceivedRequest], bool]:
    """Whether a request asks for the page of this number."""
    return lambda request: request.params.get("page") == str(number)


async def held(barrier: Barrier) -> None:
    """Wait until the service holds an answer back."""
    await asyncio.wrap_future(barrier.reached)


async def test_case_81_a_page_answers_after_the_next_one() -> None:
    service, barrier = FakeService(images=60), Barrier()
    async with run_browser(service) as browser:
        service.faults.add("GET", PUBLIC, barrier=barrier, when=is_page(1))
        await browser.press("r")
        await held(barrier)
        await browser.press("n")
        await browser.wait_for("page 2 of 2")
        rows = browser.names
        barrier.release()
        await browser.wait_idle()
        assert "page 2 of 2" in browser.pager
        assert browser.names == rows


async def test_case_82_ten_fast_keystrokes() -> None:
    async with run_browser() as browser:
        await browser.press("slash")
        for key in "ubuntu 22.":
            browser.app.post_message(events.Key(key, key))
        await browser.wait_until(lambda: "name,like,%ubuntu%;name,like,%22.%" in browser.text)
        await browser.wait_until(
            lambda: browser.service.requests_to("GET", PUBLIC)[-1].params.get("filter")
        )
        await browser.wait_idle()
        assert browser.names
        assert all("22." in name for name in browser.names)
        asked = [line for line in browser.requests() if "filter=" in line]
        assert asked[-1].endswith("filter=name,like,%ubuntu%;name,like,%22.%")
        assert len(asked) <= 2


@pytest.mark.parametrize("way", ["another endpoint", "quit"])
async def test_case_83_an_answer_for_a_screen_that_is_gone(way: str) -> None:
    service, barrier = FakeService(images=FEW), Barrier()
    other = FakeService(images=3)
    others = {Endpoint("other", "https://other.example"): other}
    async with run_browser(service, others=others) as browser:
        service.faults.add("GET", PUBLIC, barrier=barrier)
        await browser.press("r")
        await held(barrier)
        if way == "quit":
            await browser.press("q")
            barrier.release()
            await browser.wait_until(lambda: not browser.app.is_running)
            assert browser.app.return_code == 0
            return
        await browser.press("e", "down", "enter")
        await browser.wait_for("Sign in to other")
        await browser.type("demo")
        await browser.press("enter")
        await browser.type("demo")
        await browser.press("enter")
        await browser.wait_for("of 3 ·")
        barrier.release()
        await browser.wait_idle()
        assert len(browser.names) == 3
        assert "retries" not in browser.text


async def test_case_84_the_sync_key_twice() -> None:
    service = FakeService(images=FEW)
    async with run_browser(service, clock=FakeClock()) as browser:
        await browser.press("s", "s")
        await browser.press("1", "s", "2", "s")
        await browser.wait_for("sync request 57")
        await browser.press("s")
        assert len(service.requests_to("PATCH")) == 1


@pytest.mark.parametrize("fault", ["silence", "504"])
async def test_case_85_no_answer_to_the_sync(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    service, time_of_loop = FakeService(images=FEW), LoopTime(monkeypatch)
    async with fault_proxy(service) as proxy, run_app_at(proxy.url, service) as browser:
        proxy.requests()
        if fault == "silence":
            proxy.method, proxy.fault = "PATCH", stall()
        else:
            service.faults.add("PATCH", PERSONAL, CannedResponse(504), acts=True)
        await browser.press("s")
        await browser.wait_until(lambda: proxy.server.requests[-1].startswith(b"PATCH"))
        time_of_loop.advance(31)
        await browser.wait_for("the sync may have been submitted", "look at your personal images")
        await browser.press("2", "r")
        await browser.wait_idle()
        assert proxy.requests().count(f"PATCH {PERSONAL}") == 1


@pytest.mark.parametrize("fault", ["a status that nobody knows", "404", "no end"])
async def test_case_86_a_sync_that_comes_to_no_end(fault: str) -> None:
    clock = FakeClock(START, auto_advance=True)
    service = FakeService(images=FEW, now=clock.now)
    status = "BREWING" if fault.startswith("a status") else "IN_PROGRESS"
    service.syncs.plans = [SyncPlan(steps=((0, status),))]
    if fault == "404":
        service.faults.add("GET", STATUS, CannedResponse.json(404, {}), times=None)
    async with run_browser(service, clock=clock) as browser:
        await browser.press("s")
        await browser.wait_until(lambda: clock.monotonic() >= 600)
        await browser.wait_for("sync (request 57) not finished after 10 min", "r refreshes")
        assert clock.monotonic() == pytest.approx(600)
        assert len(service.requests_to("GET", STATUS)) <= 75
        assert len(service.requests_to("PATCH")) == 1


async def passing(browser: AppDriver, clock: FakeClock, until: str) -> None:
    """Let time pass, from one sleeper's end to the next, until a text is on the screen."""
    while True:
        await browser.wait_until(lambda: clock.pending or until in browser.text)
        if not clock.pending:
            return
        clock.advance(clock.pending[0])
        await browser.pilot.pause()


async def test_case_87_five_refusals_at_once() -> None:
    service = FakeService(images=250)
    connection = connect({ENDPOINT: service})
    async with run_app(build_app(connection), service) as browser:
        await browser.wait_for("of 250")
        await browser.wait_idle()
        service.revoke_tokens()
        service.requests.clear()
        asking = [
            asyncio.create_task(connection.client.images(Library.PUBLIC, Query(page=page)))
            for page in range(1, 6)
        ]
        await browser.wait_until(lambda: len(service.requests_to("GET", PUBLIC)) == 5)
        await browser.wait_for("Sign in to lab")
        screens = [type(screen).__name__ for screen in browser.app.screen_stack]
        assert screens.count("LoginDialog") == 1
        await log_in_again(browser)
        pages = await asyncio.gather(*asking)
        assert [page.paging.page for page in pages] == [1, 2, 3, 4, 5]
        assert len(service.requests_to("POST", SIGN_IN)) == 1
        assert "LoginDialog" not in [type(screen).__name__ for screen in browser.app.screen_stack]


async def test_case_88_a_sync_ends_while_something_else_is_shown() -> None:
    clock = FakeClock()
    service = FakeService(images=FEW, now=clock.now)
    service.syncs.plans = [SyncPlan((Arrival(NEW, 3),))]
    async with run_browser(service, clock=clock) as browser:
        await browser.press("s", "question_mark")
        await browser.wait_for("Esc closes")
        await passing(browser, clock, until="sync done")
        await browser.press("escape")
        await browser.wait_for("sync done: added new.iso")
        assert "▐1 Public" in browser.text
        await browser.wait_for("2 Personal 8")
        await browser.press("2")
        await browser.wait_idle()
        assert browser.new_names == ["new.iso"]


async def test_case_89_a_key_after_25_hours() -> None:
    clock = FakeClock()
    service = FakeService(images=FEW, now=clock.now)
    async with run_browser(service, clock=clock) as browser:
        rows = browser.names
        clock.advance(25 * HOUR)
        await browser.press("j", "r")
        await log_in_again(browser)
        assert browser.names == rows
        assert browser.cursor == rows[1]
        assert "retries" not in browser.text


async def test_case_90_the_service_is_down_for_long_during_a_sync() -> None:
    clock = FakeClock()
    service = FakeService(images=FEW, now=clock.now)
    service.syncs.plans = [SyncPlan((Arrival(NEW, 30),), ((0, "SUBMITTED"), (40, "PROCESSED")))]
    async with run_browser(service, clock=clock) as browser:
        await browser.press("2")
        await browser.wait_idle()
        rows, began = browser.names, clock.now()

        def elapsed() -> float:
            return (clock.now() - began).total_seconds()

        down = CannedResponse.json(503, {"message": "maintenance"})
        service.faults.add("*", "*", down, times=None, when=lambda _: 5 <= elapsed() < 580)
        await browser.press("s")
        while elapsed() < 580:
            await browser.wait_until(lambda: clock.pending)
            assert browser.names == rows
            clock.advance(clock.pending[0])
            await browser.pilot.pause()
        await passing(browser, clock, until="sync done: added new.iso")
        await browser.wait_idle()
        assert browser.new_names == ["new.iso"]
        times = [
            request.time for request in service.requests if request.time and request.time > began
        ]
        times = [time for time in times if 5 <= (time - began).total_seconds() < 580]
        assert len(times) > 20
        assert min((after - before).total_seconds() for before, after in pairwise(times)) >= 20


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("https://cloud.example.test/", "https://cloud.example.test"),
        ("https://cloud.example.test///", "https://cloud.example.test"),
        ("https://cloud.example.test/v2/", "https://cloud.example.test"),
        ("https://cloud.example.test/vss/", "https://cloud.example.test/vss"),
        ("  HTTPS://Cloud.Example.Test:443 ", "https://cloud.example.test"),
        ("cloud.example.test:8443", "https://cloud.example.test:8443"),
        ("http://[::1]:8777/", "http://[::1]:8777"),
    ],
)
def test_case_91_a_base_address_written_another_way(given: str, used: str) -> None:
    assert load(endpoint=given, environ={}).endpoint.value.url == used


@pytest.mark.parametrize(
    "given",
    [
        "https://me:canary@cloud.example.test",
        "https://cloud.example.test:port",
        "https://cloud.example.test:99999",
        "https://cloud.example.test?x=1",
        "ftp://cloud.example.test",
        "https://",
        "https://[::1",
    ],
)
def test_case_91_a_base_address_that_cannot_be_used(
    given: str, clean_environment: dict[str, str]
) -> None:
    ended = Command(clean_environment).with_variables(VSS_ENDPOINT=given).run("ls")
    assert ended.code == 2
    assert "VSS_ENDPOINT" in ended.err
    assert "Traceback" not in ended.err
    assert "canary" not in ended.err


@pytest.mark.parametrize("variable", ["VSS_API_TIMEOUT", "VSS_TIMEOUT"])
async def test_case_92_a_timeout_in_the_environment(variable: str) -> None:
    used = load(environ={variable: "7.5"})
    assert (used.timeout.value, used.timeout.source) == (7.5, variable)
    assert used.warnings == ()
    for value in ("abc", "-1", "0", "nan", "inf", "1e999", "30s"):
        settings = load(environ={variable: value})
        assert settings.timeout.value == TIMEOUT.default
        (warning,) = settings.warnings
        assert f'{variable} is "{value}", which is not used' in warning
    async with run_browser(FakeService(images=FEW), notices=settings.warnings) as browser:
        await browser.wait_for(f'{variable} is "30s", which is not used')


async def test_case_93_a_sign_in_that_brings_no_token() -> None:
    service = FakeService(images=FEW)
    async with run_browser(service) as browser:
        service.revoke_tokens()
        await browser.press("r")
        await browser.wait_for("Sign in to lab")
        bodies: tuple[object, ...] = (
            {},
            {"token": None},
            {"token": []},
            {"token": ""},
            {"token": 7},
            [],
            None,
        )
        for number, body in enumerate(bodies):
            # So that each message differs from the one before.
            status = 200 + number % 2
            service.faults.add("POST", SIGN_IN, CannedResponse.json(status, body))
            await browser.type("demo")
            await browser.press("enter")
            await browser.wait_for(f"unexpected answer ({status}, application/json)")
            assert "Sign in to lab" in browser.text
        await log_in_again(browser)
        assert len(browser.names) == FEW


@pytest.mark.parametrize("event", ["resize", "theme"])
async def test_case_94_the_terminal_changes_while_rows_are_loaded(event: str) -> None:
    service, barrier = FakeService(images=FEW), Barrier()
    async with run_browser(service) as browser:
        await browser.press("j", "j", "j")
        # The narrower terminal shows less of it.
        cursor = browser.cursor[:20]
        service.faults.add("GET", PUBLIC, barrier=barrier)
        await browser.press("r")
        await held(barrier)
        if event == "resize":
            await browser.resize(80, 16)
        else:
            browser.app.theme = "textual-light"
            await browser.pilot.pause()
        assert browser.cursor.startswith(cursor)
        service.public.replace(service.public.images[1:])
        barrier.release()
        await browser.wait_idle()
        assert browser.cursor.startswith(cursor)
        assert "asking…" not in browser.text
        assert f"of {FEW - 1}" in browser.pager
