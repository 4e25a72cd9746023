"""The details pane: every attribute of the image under the cursor."""

import pytest

from tests.app_driver import LARGE, USUAL, run_browser
from tests.fake_service import FakeService
from tests.fake_service.edits import with_row_values
from tests.fake_service.faults import Edit
from vss_tui.models.query import Library
from vss_tui.screens.initial_view import InitialView

PERSONAL = InitialView(tab=Library.PERSONAL)
LONG = "x" * 4000


@pytest.mark.parametrize("size", [LARGE, USUAL])
async def test_d_and_enter_show_and_hide_them(size):
    async with run_browser(initial_view=PERSONAL, size=size) as browser:
        for key in ("d", "d", "enter", "enter", "d", "enter"):
            before = bool(browser.details)
            await browser.press(key)
            await browser.wait_until(lambda before=before: bool(browser.details) is not before)
        await browser.expect_requests()


async def test_they_hold_every_attribute_and_the_whole_path():
    async with run_browser(initial_view=PERSONAL) as browser:
        image = browser.service.personal.images[0]
        await browser.press("d")
        # A value that is wider than the pane is folded.
        expected = (
            f"path Y {image.path}"
            f"option v --iso '{image.path}'"
            f"line V iso: '{image.path}'"
            f"id i {image.id}"
            f"store {image.data_store}"
            "updated 2024-02-12 09:41:07 EST"
            "created 2024-02-12 09:41:07 EST"
            "public false"
        ).replace(" ", "")
        await browser.wait_until(lambda: browser.details.replace(" ", "") == expected)


async def test_labels_and_values_stand_in_columns_and_a_folded_value_below_its_start():
    async with run_browser(initial_view=PERSONAL, size=LARGE) as browser:
        await browser.press("d")
        await browser.wait_until(lambda: browser.details)
        await browser.wait_idle()
        left, top = browser.position("path ")
        pane = [line[left:] for line in browser.lines[top:-2] if line[left:].strip()]
        labels = [line[:11].split() for line in pane]
        assert labels[:2] == [["path", "Y"], []]
        assert ["option", "v"] in labels
        assert {line[10] == " " != line[11] for line in pane} == {True}


async def test_short_values_stand_two_in_a_line_where_the_pane_is_wide():
    async with run_browser(initial_view=PERSONAL, size=USUAL) as browser:
        image = browser.service.personal.images[0]
        await browser.press("d")
        await browser.wait_for(
            f"id i {image.id} store {image.data_store}",
            "updated 2024-02-12 09:41:07 EST created 2024-02-12 09:41:07 EST",
        )


async def test_the_keys_that_copy_are_those_in_force():
    async with run_browser(keys={"copy-path": "c"}) as browser:
        await browser.press("d")
        await browser.wait_for("path c [vss-ISOs]")


async def test_they_follow_the_cursor():
    async with run_browser(initial_view=PERSONAL) as browser:
        await browser.press("d")
        for key, row in (("j", 1), ("j", 2), ("G", 6), ("g", 0)):
            await browser.press(key)
            await browser.wait_for(f"id i {browser.service.personal.images[row].id}")


async def test_a_double_click_shows_them():
    async with run_browser(initial_view=PERSONAL) as browser:
        await browser.click("minix-3.4.0.iso", times=2)
        await browser.wait_until(
            lambda: "csc369/minix-3.4.0.iso" in "".join(browser.details.split())
        )
        assert browser.cursor == "minix-3.4.0.iso"


async def test_they_are_of_both_tabs():
    async with run_browser() as browser:
        await browser.press("d")
        await browser.wait_for("path Y [vss-ISOs]")
        await browser.press("2")
        await browser.wait_for("path Y [vssUser-xfers]")
        await browser.press("d", "1")
        await browser.wait_gone("path Y ")


async def test_they_follow_the_page():
    async with run_browser(size=USUAL) as browser:
        await browser.press("d", "n")
        await browser.wait_for(f"id i {browser.service.public.images[50].id}")


async def test_without_an_image_they_say_so():
    async with run_browser() as browser:
        await browser.press("d")
        await browser.filter_by("nothing like it")
        await browser.wait_for("no image under the cursor")


async def test_they_show_what_nobody_knows_yet():
    service = FakeService()
    values = {"checksum": "sha256:00ff", "_links": {"self": "https://x"}, "size": 7, "notes": None}
    service.faults.add("GET", "/v2/iso", Edit(with_row_values(**values)))
    async with run_browser(service) as browser:
        await browser.press("d")
        await browser.wait_for(
            "checksum sha256:00ff", '_links {"self": "https://x"}', "size 7", "notes null"
        )


async def test_a_long_value_is_cut_in_the_row_and_whole_in_the_details():
    service = FakeService()
    service.faults.add("GET", "/v2/iso", Edit(with_row_values(name=f"{LONG}end", path="")))
    async with run_browser(service, size=(120, 130)) as browser:
        assert browser.cursor.endswith("x…")
        await browser.press("d")
        await browser.wait_for("end")
        pane = [line.partition("│")[2] for line in browser.lines]
        assert "".join(pane).count("x") >= 4000


async def test_they_leave_room_for_rows():
    async with run_browser(initial_view=PERSONAL, size=USUAL) as browser:
        await browser.press("d")
        for height in (10, 13, 17, 18, 24):
            await browser.resize(80, height)
            await browser.press("g")
            await browser.wait_until(lambda: browser.details.startswith("path Y [vssUser-xfers]"))
            assert browser.cursor == browser.names[0]
            await browser.press("j")
            assert browser.cursor == "debian-12.5.0-amd64-netinst-preseed.iso"
            assert "page 1 of 1" in browser.pager


async def test_an_endless_value_is_cut_and_its_length_told():
    service = FakeService()
    service.faults.add("GET", "/v2/iso", Edit(with_row_values(name="字" * 20_000, path="")))
    async with run_browser(service) as browser:
        assert "字…" in browser.rows[0].replace(" ", "")
        await browser.press("d")
        await browser.wait_for("字字字")
        browser.app.screen.query_one("#public DetailsPane").scroll_end(animate=False)
        await browser.wait_until(lambda: "(20000characters;" in browser.details.replace(" ", ""))
