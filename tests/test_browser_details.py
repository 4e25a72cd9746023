"""The details pane: every attribute of the image under the cursor."""

import pytest

from tests.app_driver import LARGE, USUAL, browsing
from vss_tui.demo import DemoService
from vss_tui.demo.edits import with_row_values
from vss_tui.demo.faults import Edit
from vss_tui.models.library import Library
from vss_tui.screens.initial_view import InitialView

PERSONAL = InitialView(tab=Library.PERSONAL)
LONG = "x" * 4000


@pytest.mark.parametrize("size", [LARGE, USUAL])
async def test_d_and_enter_show_and_hide_them(size):
    async with browsing(opening=PERSONAL, size=size) as browser:
        for key in ("d", "d", "enter", "enter", "d", "enter"):
            before = bool(browser.details)
            await browser.press(key)
            await browser.until(lambda before=before: bool(browser.details) is not before)
        await browser.expect_requests()


async def test_they_hold_every_attribute_and_the_whole_path():
    async with browsing(opening=PERSONAL) as browser:
        image = browser.service.personal.images[0]
        await browser.press("d")
        await browser.until(lambda: browser.details)
        # A value that is wider than the pane is folded.
        assert browser.details.replace(" ", "") == (
            f"path: {image.path}"
            f"name: {image.name}"
            "created_on: 2024-02-12 09:41:07 EST"
            f"data_store: {image.data_store}"
            f"id: {image.id}"
            "public: false"
            "updated_on: 2024-02-12 09:41:07 EST"
        ).replace(" ", "")


async def test_they_follow_the_cursor():
    async with browsing(opening=PERSONAL) as browser:
        await browser.press("d")
        for key, row in (("j", 1), ("j", 2), ("G", 6), ("g", 0)):
            await browser.press(key)
            await browser.shows(f"id: {browser.service.personal.images[row].id}")


async def test_a_double_click_shows_them():
    async with browsing(opening=PERSONAL) as browser:
        await browser.click("minix-3.4.0.iso", times=2)
        await browser.until(lambda: "demo/teaching/csc369/minix-3.4.0.iso" in browser.details)
        assert browser.cursor == "minix-3.4.0.iso"


async def test_they_are_of_both_tabs():
    async with browsing() as browser:
        await browser.press("d")
        await browser.shows("path: [vss-ISOs]")
        await browser.press("2")
        await browser.shows("path: [vssUser-xfers]")
        await browser.press("d", "1")
        await browser.hides("path: ")


async def test_they_follow_the_page():
    async with browsing(size=USUAL) as browser:
        await browser.press("d", "n")
        await browser.shows(f"id: {browser.service.public.images[50].id}")


async def test_without_an_image_they_say_so():
    async with browsing() as browser:
        await browser.press("d")
        await browser.filter_by("nothing like it")
        await browser.shows("no image under the cursor")


async def test_they_show_what_nobody_knows_yet():
    service = DemoService()
    values = {"checksum": "sha256:00ff", "_links": {"self": "https://x"}, "size": 7, "notes": None}
    service.faults.add("GET", "/v2/iso", Edit(with_row_values(**values)))
    async with browsing(service) as browser:
        await browser.press("d")
        await browser.shows(
            "checksum: sha256:00ff", '_links: {"self": "https://x"}', "size: 7", "notes: null"
        )


async def test_a_long_value_is_cut_in_the_row_and_whole_in_the_details():
    service = DemoService()
    service.faults.add("GET", "/v2/iso", Edit(with_row_values(name=f"{LONG}end", path="")))
    async with browsing(service, size=(120, 130)) as browser:
        assert browser.cursor.endswith("x…")
        await browser.press("d")
        await browser.shows("end")
        pane = [line.partition("│")[2] for line in browser.lines]
        assert "".join(pane).count("x") >= 4000


async def test_they_leave_room_for_rows():
    async with browsing(opening=PERSONAL, size=USUAL) as browser:
        await browser.press("d")
        for height in (10, 13, 17, 18, 24):
            await browser.resize(80, height)
            await browser.press("g")
            await browser.until(lambda: browser.details.startswith("path: [vssUser-xfers]"))
            assert browser.cursor == browser.names[0]
            await browser.press("j")
            assert browser.cursor == "debian-12.5.0-amd64-netinst-preseed.iso"
            assert browser.pager.startswith("page 1 of 1")


async def test_an_endless_value_is_cut_and_its_length_told():
    service = DemoService()
    service.faults.add("GET", "/v2/iso", Edit(with_row_values(name="字" * 1_000_000, path="")))
    async with browsing(service) as browser:
        assert "字…" in browser.rows[0].replace(" ", "")
        await browser.press("d")
        await browser.shows("字字字")
        browser.app.screen.query_one("#public DetailsPane").scroll_end(animate=False)
        await browser.shows("(1000000 characters; vss-tui ls -o json")
