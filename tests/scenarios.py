"""The scenarios of pictures and snapshot tests: the browser's main states, and the way there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from textual.pilot import Pilot

from tests.app_driver import ENDPOINT, AppDriver, FakeClock, build_app, connect
from tests.fake_service import FakeService
from tests.fake_service.faults import CannedResponse
from vss_tui.app import VssApp
from vss_tui.models.image import Image

_NOON = datetime(2026, 2, 3, 17, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Scenario:
    """A state of the browser: what the service does, and what the user does."""

    name: str
    steps: Callable[[AppDriver], Awaitable[None]]
    prepare: Callable[[FakeService], None] = lambda service: None
    picking: bool = False


def set_up(scenario: Scenario) -> tuple[VssApp, FakeService]:
    """Set up an application and its service, on a clock that stands still."""
    clock = FakeClock(_NOON)
    service = FakeService(now=clock.now)
    scenario.prepare(service)
    connection = connect({ENDPOINT: service}, clock=clock)
    return build_app(connection, picking=scenario.picking), service


async def _public(browser: AppDriver) -> None:
    await browser.press("j", "j")
    await browser.wait_idle()


async def _filtered(browser: AppDriver) -> None:
    await browser.filter_by("ubuntu 22 and updated_on >= 2023-01-01")


async def _filter_error(browser: AppDriver) -> None:
    await browser.press("slash")
    await browser.type('name ~ ubuntu and nmae = "a.iso"')
    await browser.wait_for("did you mean")
    await browser.wait_idle()


async def _sorted(browser: AppDriver) -> None:
    await browser.press("U")
    await browser.wait_for("UPDATED ↓")
    await browser.wait_idle()


async def _newest(browser: AppDriver) -> None:
    await browser.filter_by("ubuntu server")
    await browser.press("U")
    await browser.wait_for("19 of 240 · newest first")
    await browser.press("j", "v")
    await browser.wait_for("copied: --iso")
    await browser.wait_idle()


async def _typing(browser: AppDriver) -> None:
    await browser.press("slash")
    await browser.type("ubuntu server")
    await browser.wait_for("filter=name,like,%ubuntu%;name,like,%server%")
    await browser.wait_debounce()
    await browser.wait_for("19 of 240")
    await browser.wait_idle()


async def _pick(browser: AppDriver) -> None:
    await browser.type("cent*7 minimal")
    await browser.wait_debounce()
    await browser.wait_for(" of 240")
    await browser.press("down")
    await browser.wait_idle()


async def _page_prompt(browser: AppDriver) -> None:
    await browser.press("colon", "3")
    await browser.wait_for("Enter goes to page 1 to 5")


async def _help(browser: AppDriver) -> None:
    await browser.press("question_mark")
    await browser.wait_for("every command by name")


async def _palette(browser: AppDriver) -> None:
    await browser.press("ctrl+p")
    await browser.wait_for("Show the public images")
    await browser.type("copy")
    await browser.wait_gone("Show the public images")
    await browser.wait_for("Copy the path")


async def _messages(browser: AppDriver) -> None:
    await browser.press("v", "i", "r")
    await browser.wait_for("r retries")
    await browser.press("m")
    await browser.wait_for("Messages", "copied: 11")


async def _last_page(browser: AppDriver) -> None:
    await browser.press("right_curly_bracket")
    await browser.wait_for("page 5 of 5")
    await browser.wait_idle()


async def _personal(browser: AppDriver) -> None:
    await browser.press("2")
    await browser.wait_for("▐2 Personal")
    await browser.wait_idle()


async def _details(browser: AppDriver) -> None:
    await browser.press("d", "j", "j")
    await browser.wait_for("vss-ISOs")
    await browser.wait_idle()


async def _sync_running(browser: AppDriver) -> None:
    await _personal(browser)
    await browser.press("s")
    await browser.wait_for("sync request")
    await browser.wait_idle()


async def _sync_done(browser: AppDriver) -> None:
    await _sync_running(browser)
    clock = browser.service.now.__self__  # type: ignore[attr-defined]
    while "sync done" not in browser.text:
        clock.advance(1)
        await browser.pilot.pause()
    await browser.wait_idle()


async def _empty(browser: AppDriver) -> None:
    await _personal(browser)
    await browser.wait_for("no images here yet")
    await browser.wait_idle()


async def _no_match(browser: AppDriver) -> None:
    await browser.filter_by("name = solaris-8.iso")
    await browser.wait_for("No image matches")
    await browser.wait_idle()


async def _error(browser: AppDriver) -> None:
    await browser.press("r")
    await browser.wait_for("r retries")
    await browser.wait_idle()


async def _login(browser: AppDriver) -> None:
    browser.service.revoke_tokens()
    await browser.press("r")
    await browser.wait_for("Sign in to")


def _nothing_uploaded(service: FakeService) -> None:
    service.personal.replace([])


def _failing_later(service: FakeService) -> None:
    refused = CannedResponse.json(
        403, {"error": "Forbidden", "message": "VSS maintenance until 14:00"}
    )
    service.faults.add("GET", "/v2/iso", refused, times=None, skip=2)


SCENARIOS = (
    Scenario("public-list", _public),
    Scenario("filter", _filtered),
    Scenario("newest", _newest),
    Scenario("typing", _typing),
    Scenario("pick", _pick, picking=True),
    Scenario("page-prompt", _page_prompt),
    Scenario("help", _help),
    Scenario("palette", _palette),
    Scenario("messages", _messages, _failing_later),
    Scenario("filter-error", _filter_error),
    Scenario("sorted", _sorted),
    Scenario("last-page", _last_page),
    Scenario("personal-list", _personal),
    Scenario("details", _details),
    Scenario("sync-running", _sync_running),
    Scenario("sync-done", _sync_done),
    Scenario("empty", _empty, _nothing_uploaded),
    Scenario("no-match", _no_match),
    Scenario("error", _error, _failing_later),
    Scenario("login", _login),
)
"""Every state that has a picture."""

SIZES = {"narrow": (80, 24), "wide": (120, 40)}
"""The sizes of terminal, in columns and rows, that each state is shown in."""


async def play(scenario: Scenario, app: VssApp, service: FakeService, pilot: Pilot[Image]) -> None:
    """Bring a running application into a scenario."""
    browser = AppDriver(app, pilot, service)
    await browser.wait_until(lambda: service.requests)
    await browser.wait_idle()
    await scenario.steps(browser)
