"""Cases 14 to 24: the service answers, and says no."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from tests.app_driver import AppDriver, FakeClock, run_browser
from tests.fake_clock import START
from tests.fake_service import FakeService
from tests.fake_service.edits import redirect
from tests.fake_service.faults import CannedResponse, Edit
from tests.fake_service.raw_server import raw_server, whole
from tests.faults.expectations import (
    FEW,
    PERSONAL,
    PUBLIC,
    SEND_CODE,
    SIGN_IN,
    assert_recovers,
    assert_retries,
    assert_retry_stops,
    assert_rows_kept,
    assert_unexpected_response,
    list_requests,
    log_in_again,
    wait_for_countdown,
)
from vss_tui.demo.accounts import MFA, MFA_CODE

MINUTE = 60


@pytest.fixture
def service() -> FakeService:
    return FakeService(images=FEW)


async def test_case_14_the_token_is_refused_amid_the_work() -> None:
    service = FakeService(images=120)
    async with run_browser(service) as browser:
        await browser.filter_by("id > 20")
        await browser.press("n", "j", "j")
        await browser.wait_idle()
        pager, cursor, rows = browser.pager, browser.cursor, browser.names
        assert "page 2 of" in pager
        service.revoke_tokens()
        browser.requests()
        await browser.press("r")
        await log_in_again(browser, "token refused (401): Token is unknown or has been")
        assert (browser.pager, browser.cursor, browser.names) == (pager, cursor, rows)
        assert "/ id > 20 " in browser.text
        asked = "public page=2 per_page=50 filter=id,gt,20"
        assert browser.requests()[:3] == [asked, f"POST {SIGN_IN}", asked]
        assert len(service.requests_to("POST")) == 1


async def test_case_15_it_is_forbidden(service: FakeService) -> None:
    async with run_browser(service) as browser:
        service.faults.add("GET", PUBLIC, CannedResponse.json(403, {"message": "students only"}))
        asked = list_requests(service)
        await assert_rows_kept(browser, "not allowed (403): students only")
        assert len(asked()) == 1
        assert "Sign in" not in browser.text
        await assert_recovers(browser)


async def test_case_16_there_is_no_such_place(service: FakeService) -> None:
    async with run_browser(service) as browser:
        service.faults.add("GET", PUBLIC, CannedResponse.json(404, {}))
        asked = list_requests(service)
        await assert_rows_kept(browser, "not found (404); check the endpoint: https://vss.example")
        assert len(asked()) == 1
        await assert_recovers(browser)


async def test_case_17_too_many_requests(service: FakeService) -> None:
    clock = FakeClock()
    async with run_browser(service, clock=clock) as browser:
        rows, asked = browser.names, list_requests(service)
        service.faults.add("GET", PUBLIC, CannedResponse.json(429, {}, {"Retry-After": "2"}))
        await browser.press("r")
        assert await wait_for_countdown(browser, clock) == 2
        await browser.wait_for("rate limit reached", "retrying in 1 s")
        assert browser.names == rows
        clock.advance(2)
        await browser.wait_gone("retries", "retrying", "asking…")
        assert browser.names == rows
        assert len(asked()) == 2


def written(seconds: float) -> str:
    """A time of day, as HTTP writes it, this long after ``START``."""
    return format_datetime(START + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("retry_after", "shortest", "longest"),
    [
        (written(30), 30, 30),
        (written(-86_400), 1, 1),
        ("-5", 1, 1),
        ("0", 1, 1),
        ("120", 120, 120),
        ("soon", 1, 4),
    ],
)
async def test_case_18_a_retry_after_that_makes_little_sense(
    retry_after: str, shortest: float, longest: float, service: FakeService
) -> None:
    clock = FakeClock(START)
    async with run_browser(service, clock=clock) as browser:
        service.faults.add(
            "GET", PUBLIC, CannedResponse.json(429, {}, {"Retry-After": retry_after})
        )
        await browser.press("r")
        assert shortest <= await wait_for_countdown(browser, clock) <= longest


@pytest.mark.parametrize(
    ("retry_after", "told"), [("1000000000", "7 days"), (written(86_400), "24 hours")]
)
async def test_case_18_a_retry_after_that_nobody_waits_for(
    retry_after: str, told: str, service: FakeService
) -> None:
    async with run_browser(service, clock=FakeClock(START)) as browser:
        service.faults.add(
            "GET", PUBLIC, CannedResponse.json(429, {}, {"Retry-After": retry_after})
        )
        asked = list_requests(service)
        await assert_rows_kept(browser, f"rate limit reached; try again in {told}")
        assert len(asked()) == 1


async def test_case_19_the_last_request_of_the_allowance(service: FakeService) -> None:
    clock = FakeClock(START)
    async with run_browser(service, clock=clock) as browser:
        used_up = {
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": str(int(START.timestamp()) + 40),
        }
        service.faults.add("GET", PUBLIC, Edit(headers=used_up))
        await assert_recovers(browser)
        asked = list_requests(service)
        await browser.press("r")
        assert await wait_for_countdown(browser, clock) == 40
        await browser.wait_for("rate limit reached; the next request goes in 40 seconds")
        assert len(asked()) == 0
        clock.advance(40)
        await browser.wait_gone("retrying")
        assert len(asked()) == 1


@pytest.mark.parametrize(
    ("reset", "waited"),
    [
        (str(int(START.timestamp()) + 40), 40),
        (str(int(START.timestamp()) - 40), 1),
        ("40", 40),
        ("-7", 1),
        ("soon", 1),
        ("999999999999", 120),
        ("86400", 120),
    ],
)
async def test_case_20_a_reset_time_that_makes_little_sense(
    reset: str, waited: float, service: FakeService
) -> None:
    clock = FakeClock(START)
    async with run_browser(service, clock=clock) as browser:
        used_up = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}
        service.faults.add("GET", PUBLIC, Edit(headers=used_up))
        await assert_recovers(browser)
        await browser.press("r")
        assert await wait_for_countdown(browser, clock) == waited


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_case_21_the_service_fails(status: int, service: FakeService) -> None:
    clock = FakeClock()
    async with run_browser(service, clock=clock) as browser:
        fault = CannedResponse.json(status, {"message": "the disk is full"})
        service.faults.add("GET", PUBLIC, fault, times=None)
        asked, cause = (
            list_requests(service),
            f"server error ({status}): the disk is full",
        )
        await assert_retries(browser, clock, asked, cause)
        await assert_retry_stops(browser, clock, asked)
        service.faults.clear()
        await assert_recovers(browser)


async def test_case_22_a_gateway_fails_with_a_web_page(service: FakeService) -> None:
    clock = FakeClock()
    async with run_browser(service, clock=clock) as browser:
        page = CannedResponse(502, b"<html><h1>Bad Gateway</h1><script>alert(1)</script></html>")
        service.faults.add("GET", PUBLIC, page, times=None)
        await assert_retries(browser, clock, list_requests(service), "server error (502)")
        assert not any(word in browser.text for word in ("<", "Bad Gateway", "script"))


@pytest.mark.parametrize("request_", ["sync", "sign-in"])
async def test_case_23_a_submission_is_redirected(request_: str, service: FakeService) -> None:
    async with raw_server(whole()) as elsewhere, run_browser(service) as browser:
        location = f"http://localhost:{elsewhere.port}/"
        refusal = "unexpected answer (307) from vss.example: a redirect to http://localhost"
        if request_ == "sync":
            service.faults.add("PATCH", PERSONAL, redirect(location, 307))
            await browser.press("s")
            await browser.wait_for(refusal)
            assert len(service.requests_to("PATCH")) == 1
        else:
            service.faults.add("POST", SIGN_IN, redirect(location, 307), skip=1)
            await type_a_code(browser)
            await browser.wait_for(
                "unexpected answer (307) from vss.example: a redirect to", "localhost"
            )
            codes = [request.json() for request in service.requests_to("POST", SIGN_IN)]
            assert codes == [{"otp": None}, {"otp": MFA_CODE}]
            assert "Sign in to lab" in browser.text
        assert elsewhere.requests == []


async def type_a_code(browser: AppDriver) -> None:
    """Sign in as somebody who needs a one-time password, up to the Enter that sends it."""
    browser.service.revoke_tokens()
    await browser.press("r")
    await browser.wait_for("Sign in to lab")
    await browser.press("shift+tab", *["backspace"] * len("demo"))
    await browser.type(MFA[0])
    await browser.press("tab")
    await browser.type(MFA[1])
    await browser.press("enter")
    await browser.wait_until(lambda: browser.service.requests_to("POST", SEND_CODE))
    await browser.wait_for("A one-time password has been sent to you")
    await browser.type(MFA_CODE)
    await browser.press("enter")


@pytest.mark.parametrize("status", [204, 304])
async def test_case_24_no_content(status: int, service: FakeService) -> None:
    async with run_browser(service) as browser:
        service.faults.add("GET", PUBLIC, CannedResponse(status))
        asked = list_requests(service)
        await assert_unexpected_response(browser, status, "no type")
        assert len(asked()) == 1
        await assert_recovers(browser)
