"""The order of the rows: by key, by a click on a header, and how the header tells it."""

from dataclasses import replace

import pytest

from tests.app_driver import USUAL, run_browser
from tests.fake_service import FakeService
from tests.fake_service.faults import Barrier
from vss_tui.models.query import Library, Query
from vss_tui.screens.initial_view import InitialView

WIDE = (160, 24)
PERSONAL = InitialView(tab=Library.PERSONAL)


def ordered(order):
    return f"personal page=1 per_page=50{order and f' sort={order}'}"


@pytest.mark.parametrize("by_mouse", [False, True], ids=["key", "click"])
async def test_a_field_sorts_both_ways_then_not_dates_newest_first(by_mouse):
    async with run_browser(initial_view=PERSONAL, size=WIDE) as browser:
        unsorted = browser.names
        for key, field, title in (
            ("N", "name", "NAME"),
            ("P", "path", "FOLDER"),
            ("C", "created_on", "CREATED"),
            ("U", "updated_on", "UPDATED"),
            ("I", "id", "ID"),
        ):
            directions = [("↑", f"{field},asc"), ("↓", f"{field},desc")]
            if field.endswith("_on"):
                directions.reverse()
            for arrow, order in (*directions, ("", "")):
                if by_mouse:
                    await click_title(browser, title)
                else:
                    await browser.press(key)
                await browser.expect_requests(ordered(order))
                assert [each for each in "↑↓" if each in browser.header] == list(arrow)
                assert f"{title} {arrow}".strip() in browser.header
            assert browser.names == unsorted


async def click_title(browser, title):
    # The titles stand below the lines where the fields may be named, too.
    x = browser.header.index(f" {title}") + 1
    y = next(n for n, line in enumerate(browser.lines) if line == browser.header)
    await browser.pilot.click(offset=(x, y))


async def test_the_rows_come_in_the_order():
    async with run_browser(initial_view=PERSONAL) as browser:
        await browser.press("N")
        await browser.wait_until(lambda: browser.names == sorted(browser.names))
        assert browser.cursor == browser.names[0]
        await browser.press("N")
        await browser.wait_until(lambda: browser.names == sorted(browser.names, reverse=True))


async def test_another_field_takes_the_place_of_the_first():
    async with run_browser(initial_view=PERSONAL) as browser:
        await browser.press("N")
        await browser.expect_requests(ordered("name,asc"))
        await browser.press("I")
        await browser.expect_requests(ordered("id,asc"))
        assert "ID ↑" in browser.header
        assert "NAME ↑" not in browser.header


async def test_the_store_sorts_by_its_header():
    service = FakeService()
    first, second, *_ = service.personal.images
    service.personal.replace([first, replace(second, data_store="another")])
    async with run_browser(service, initial_view=PERSONAL, size=WIDE) as browser:
        await browser.click("STORE")
        await browser.expect_requests(ordered("data_store,asc"))


async def test_a_sort_returns_to_the_first_page_and_keeps_the_filter():
    opening = InitialView(queries={Library.PUBLIC: Query(per_page=10)})
    async with run_browser(initial_view=opening) as browser:
        await browser.filter_by("ubuntu")
        await browser.press("n")
        await browser.wait_idle()
        browser.requests()
        await browser.press("U")
        rest = "per_page=10 filter=name,like,%ubuntu% sort=updated_on,desc"
        await browser.expect_requests(f"public page=1 {rest}", f"public page=2 {rest}")


async def test_the_arrow_stands_in_the_header_as_soon_as_it_is_asked():
    async with run_browser() as browser:
        barrier, before = Barrier(), browser.names
        browser.service.faults.add("GET", barrier=barrier)
        await browser.press("N")
        await browser.wait_until(lambda: "NAME ↑" in browser.header)
        assert "asking…" in browser.pager
        assert browser.names == before
        barrier.release()
        await browser.wait_until(lambda: browser.names != before)


async def test_a_click_between_two_headers_sorts_nothing():
    async with run_browser(initial_view=PERSONAL) as browser:
        x, y = browser.position("name")
        await browser.pilot.click(offset=(x - 1, y))
        await browser.expect_requests()


async def test_the_order_is_told_where_its_column_is_not_shown():
    async with run_browser(initial_view=PERSONAL, size=USUAL) as browser:
        await browser.press("C")
        await browser.wait_for("newest created first")
