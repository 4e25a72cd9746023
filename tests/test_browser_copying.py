"""Copying to the user's own clipboard, and saying what was copied."""

from tests.app_driver import run_browser
from tests.fake_service import FakeService
from tests.fake_service.edits import with_rows
from tests.fake_service.faults import Edit
from vss_tui.models.query import Library
from vss_tui.screens.initial_view import InitialView

PERSONAL = InitialView(tab=Library.PERSONAL)
PATH = "[vssUser-xfers] demo/[old] ubuntu-16.04-preseed.iso"


async def test_keys_copy_and_show_what_was_copied():
    async with run_browser(initial_view=PERSONAL) as browser:
        await browser.press("G")
        for key, text in (
            ("y", "[old] ubuntu-16.04-preseed.iso"),
            ("Y", PATH),
            ("i", "241"),
            ("v", f"--iso '{PATH}'"),
            ("V", f"iso: '{PATH}'"),
        ):
            await browser.press(key)
            await browser.wait_for(f"copied: {text}")
            assert (key, browser.app.clipboard) == (key, text)
        await browser.expect_requests()


async def test_what_an_image_lacks_is_said_and_not_copied():
    service = FakeService()
    service.faults.add("GET", "/v2/iso", Edit(with_rows([{"name": "bare.iso"}])))
    async with run_browser(service) as browser:
        for key, lacking in (("Y", "path"), ("i", "id"), ("v", "path"), ("V", "path")):
            await browser.press(key)
            await browser.wait_for(f"▐!▌ bare.iso has no {lacking}; copy its name instead")
        assert browser.app.clipboard == ""


async def test_a_hostile_path_is_copied_as_one_clean_line():
    service = FakeService()
    row = {"id": 1, "name": "a", "path": "[s] a\x1b]0;x\x07\r\nrm -rf ~\u202e.iso"}
    service.faults.add("GET", "/v2/iso", Edit(with_rows([row])))
    async with run_browser(service) as browser:
        for key in ("Y", "v", "V"):
            await browser.press(key)
            await browser.wait_for("copied: ")
            assert browser.app.clipboard.isprintable()


async def test_nothing_is_copied_where_there_is_no_image():
    service = FakeService(images=0)
    async with run_browser(service) as browser:
        await browser.press(*"yYivV")
        assert browser.app.clipboard == ""
        assert "copied" not in browser.text
