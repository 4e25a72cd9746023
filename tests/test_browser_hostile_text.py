"""What the service sends is text: never markup, never a terminal sequence, wherever it shows."""

import re

from tests.app_driver import USUAL, run_browser, screen_runs
from tests.fake_service import FakeService
from tests.fake_service.edits import chained, with_rows, with_value
from tests.fake_service.faults import CannedResponse, Edit
from vss_tui.demo.accounts import Account
from vss_tui.demo.demo_service import utc_now
from vss_tui.demo.images import personal_image
from vss_tui.demo.sync_service import Arrival, SyncPlan
from vss_tui.models.query import Library
from vss_tui.screens.initial_view import InitialView
from vss_tui.support.safe_text import Untrusted, escape, width

VERBATIM = (
    "[vss-ISOs] x",
    "[red]red[/red]",
    "a[/]b",
    "[/foo]",
    "[$primary]",
    "[@click=app.quit]quit[/]",
    "back\\slash \\[b]",
    "{{curly}} %s $HOME",
    "漢字かな交じり.iso",
    "👩\u200d💻 emoji.iso",
    "e" + "\u0301" * 30 + ".iso",
)
MADE_VISIBLE = (
    "\x1b[2J\x1b[31m",
    "\x1b]52;c;aGk=\x07",
    "\x1b]0;title\x07",
    "\x1b]8;;https://evil.example\x1b\\link",
    "\x9b31m",
    "\x1b",
    "a\r\nb\tc\0d\x7f",
    "\u202egnp.exe",
    "zero\u200bwidth\ufeff",
    "\u2028line\u2029",
    "\ud800lone",
    "\U000e0041tag",
)
PAYLOADS = VERBATIM + MADE_VISIBLE


def rows(*names):
    """Rows that hold each of ``names`` in every field that is text."""
    return [
        {
            "id": number,
            "name": name,
            "path": f"[{name}] {name}/{name}",
            "data_store": name,
            "created_on": name,
            "updated_on": name,
            "odd": {name: [name]},
        }
        for number, name in enumerate(names)
    ]


def serving(*names):
    service = FakeService()
    edit = chained(with_rows(rows(*names)), with_value("meta.user", names[0]))
    service.faults.add("GET", "/v2/iso", Edit(edit), times=None)
    return service


def dangerous(text):
    """The characters of ``text`` that a terminal would not merely draw."""
    return [c for c in text if c != "\u200d" and not c.isprintable() and not c.isspace()]


async def test_rows_show_it_as_it_is_or_as_symbols():
    async with run_browser(serving(*PAYLOADS), size=(240, 60)) as browser:
        for name, row in zip(PAYLOADS, browser.rows, strict=True):
            assert row[browser.header.index("NAME") :].startswith(escape(name))
            assert row.count(escape(name)[:5]) >= 4, "in every column, cut where it is narrow"
        assert dangerous(browser.text) == []


async def test_rows_stay_aligned():
    async with run_browser(serving(*PAYLOADS, "plain.iso"), size=(180, 60)) as browser:
        first = browser.position("plain.iso")[1]
        ends = {run.row: run.column for run in screen_runs(browser.app) if run.text == "█"}
        rows = range(first - len(PAYLOADS), first)
        lines = [width(browser.lines[row]) for row in rows]
        assert {ends.get(row, 179) for row in rows} == {179}
        assert max(lines) <= 180


async def test_details_show_it_as_it_is_or_as_symbols():
    async with run_browser(serving(*PAYLOADS), size=(120, 30)) as browser:
        await browser.press("d")
        for number, name in enumerate(PAYLOADS):
            await browser.wait_until(lambda number=number: f" id i {number} " in browser.details)
            pane = "".join(browser.details.split())
            assert pane.count("".join(escape(name).split())) >= 6
            assert dangerous(browser.text) == []
            await browser.press("j")


async def test_a_click_on_it_only_moves_the_cursor():
    async with run_browser(serving("plain", "[@click=app.quit]quit[/]"), size=USUAL) as browser:
        await browser.press("d")
        await browser.click("[@click=app.quit]quit[/]")
        assert browser.cursor == "[@click=app.quit]quit[/]"
        x, y = browser.position("name ")
        await browser.pilot.click(offset=(x + 15, y))
        assert browser.app.is_running


async def test_messages_show_it():
    names = ("[@click=app.quit]q[/]", "\x1b]0;x\x07\x1b[2J", "[/foo]")
    async with run_browser(serving(*names)) as browser:
        for name in names:
            await browser.press("y")
            await browser.wait_for(f"copied: {escape(name)}")
            browser.service.faults.clear()
            browser.service.faults.add(
                "GET", "/v2/iso", CannedResponse.json(403, {"message": name})
            )
            await browser.press("r")
            await browser.wait_for(f": {escape(name)}", "r retries")
            await browser.click(f": {escape(name)}")
            assert dangerous(browser.text) == []
            await browser.press("j")
        assert browser.app.is_running


async def test_an_error_in_place_of_rows_shows_it_in_at_most_200_characters():
    service = FakeService()
    words = "\x1b[31m[red]" + "w" * 5000
    service.faults.add("GET", "/v2/iso", CannedResponse.json(403, {"message": words}))
    async with run_browser(service, size=(400, 24)) as browser:
        await browser.wait_for(r"\u{1b}[31m[red]www")
        assert browser.text.count("w") < 220
        assert dangerous(browser.text) == []


async def test_the_sync_line_shows_it():
    names = ("[red]x[", "\x1b[2J.iso", "\u202egnp.iso")
    service = FakeService()
    steps = ((0, "PROCESSED"),)
    service.syncs.plans[:] = [SyncPlan(tuple(Arrival(name, 0) for name in names), steps)]
    async with run_browser(service, initial_view=InitialView(tab=Library.PERSONAL)) as browser:
        await browser.press("s")
        await browser.wait_for(f"sync done: added {', '.join(escape(name) for name in names)}")
        assert dangerous(browser.text) == []


async def test_the_header_shows_user_and_service():
    service = FakeService()
    user = "[/foo]\x1b[2J"
    service.add_account(Account(user, "secret"))
    environ = {"VSS_TOKEN": service.issue_token(user)}
    async with run_browser(service, environ=environ) as browser:
        await browser.wait_for(f"{escape(user)}@lab · 24 h left")
        assert dangerous(browser.text) == []


async def test_what_the_service_says_of_itself_shows_it():
    service = FakeService()
    body = {"description": "[/foo] \x1b[2J \u202e", "methods": ["[@click=app.quit]x[/]"]}
    service.faults.add("OPTIONS", "*", CannedResponse.json(200, body))
    async with run_browser(service) as browser:
        await browser.press("ctrl+p")
        await browser.wait_until(lambda: len(browser.app.screen_stack) == 3)
        await browser.type("describe")
        await browser.wait_for("Show the API's description of this list")
        await browser.press("enter")
        await browser.wait_for("[/foo]", "[@click=app.quit]x[/]")
        assert re.search(r"\\u\{?0*1b", browser.text)
        assert dangerous(browser.text) == []


async def test_a_filter_that_holds_it_shows_it():
    async with run_browser() as browser:
        await browser.press("slash")
        await browser.type("/foo] '[@click=app.quit]x'")
        assert "/foo] '[@click=app.quit]x'" in browser.filter_text
        assert "filter=path,like,%/foo]%;name,like,%[@click=app.quit]x%" in browser.footer
        await browser.press("enter")
        await browser.wait_for("No image matches /foo] '[@click=app.quit]x'")


async def test_what_a_person_cannot_see_is_not_taken_into_the_filter():
    async with run_browser() as browser:
        await browser.press("slash")
        await browser.type("a\x1b\u202e\u200b\x9b")
        assert dangerous(browser.text) == []
        assert browser.footer in ("filter=name,like,%a%", "")


async def test_a_personal_list_of_one_brackets_and_blanks():
    service = FakeService()
    names = ("[vss-ISOs] x.iso", " leading blank.iso", "trailing blank .iso")
    service.personal.replace(
        personal_image(1000 + n, "demo", f"a/{name}", utc_now()) for n, name in enumerate(names)
    )
    async with run_browser(service, initial_view=InitialView(tab=Library.PERSONAL)) as browser:
        assert browser.names == [escape(Untrusted(name)) for name in names]
