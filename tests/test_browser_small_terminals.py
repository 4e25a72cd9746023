"""Sizes of the terminal, from one cell to very many."""

import re

import pytest

from tests.app_driver import LARGE, SMALL, USUAL, run_browser
from tests.fake_service.faults import Barrier

TOO_SMALL = "vss-tui needs a terminal of 40x10 or more"


async def test_each_size_shows_the_columns_it_has_room_for():
    async with run_browser() as browser:
        for size, titles in (
            ((180, 50), "ID NAME FOLDER CREATED UPDATED"),
            (LARGE, "ID NAME FOLDER CREATED UPDATED"),
            (USUAL, "ID NAME FOLDER UPDATED"),
            ((60, 20), "ID NAME FOLDER"),
            (SMALL, "ID NAME"),
        ):
            await browser.resize(*size)
            await browser.wait_until(lambda titles=titles: browser.header.split() == titles.split())
            assert "page 1 of 5" in browser.pager
            assert browser.cursor == "CentOS-6.5-x86_64-bin-DVD1.iso"
            assert len(browser.names) == size[1] - 5
            assert len(browser.lines) == size[1]
            assert max(len(line) for line in browser.lines) <= size[0]
            assert "s sync" in browser.text


async def test_the_smallest_terminal_shows_names_and_pager_and_works():
    async with run_browser(size=SMALL) as browser:
        assert len(browser.names) == 5
        assert {"? keys", "q quit"} <= set(re.findall(r"\S \w+", browser.footer))
        await browser.press("n")
        await browser.wait_until(lambda: "page 2 of 5" in browser.pager)
        assert browser.pager == "row 51 of 240 · ‹ page 2 of 5 ›"
        await browser.click("›")
        await browser.wait_until(lambda: "page 3 of 5" in browser.pager)
        await browser.press("2", "G")
        assert browser.cursor == "[old] ubuntu-16.04-preseed.iso"


@pytest.mark.parametrize("size", [(39, 10), (20, 5)], ids=str)
async def test_a_smaller_one_says_so_and_nothing_else(size):
    async with run_browser(size=size) as browser:
        assert browser.unwrapped == TOO_SMALL
        await browser.press("j", "n", "d", "s", "slash", "escape")
        assert browser.unwrapped == TOO_SMALL
        await browser.resize(*USUAL)
        await browser.wait_until(lambda: browser.names)
        for narrow_or_low in ((40, 9), (39, 24), (80, 9)):
            await browser.resize(*narrow_or_low)
            await browser.wait_until(lambda: browser.unwrapped == TOO_SMALL)


async def test_the_tiniest_ones_do_no_harm():
    async with run_browser(size=(1, 1)) as browser:
        for size in ((1, 1), (2, 1), (1, 5), (3, 3)):
            await browser.resize(*size)
            await browser.press("j", "n", "question_mark", "escape")
        await browser.resize(*LARGE)
        await browser.wait_until(lambda: len(browser.names) > 30)


async def test_a_storm_of_sizes_ends_with_the_last():
    async with run_browser() as browser:
        for size in ((1, 1), (200, 60), (20, 5), (40, 10), (0, 0), (39, 9), (80, 24)):
            await browser.resize(*size)
        await browser.wait_until(
            lambda: browser.header.split() == ["ID", "NAME", "FOLDER", "UPDATED"]
        )
        assert len(browser.lines) == 24
        assert browser.cursor == browser.names[0]
        await browser.expect_requests()


async def test_the_hint_goes_when_the_terminal_grows_while_rows_come():
    async with run_browser(size=(20, 5)) as browser:
        barrier = Barrier()
        browser.service.faults.add("GET", barrier=barrier)
        await browser.press("r")
        await browser.wait_until(barrier.reached.done)
        await browser.resize(*LARGE)
        await browser.wait_until(lambda: browser.names)
        assert TOO_SMALL not in browser.text
        barrier.release()
        await browser.wait_idle()
        assert browser.cursor == browser.names[0]


@pytest.mark.parametrize("size", [USUAL, SMALL], ids=str)
async def test_every_dialog_fits(size):
    async with run_browser(size=size) as browser:
        for key, title in (("question_mark", "Keys"), ("m", "Messages")):
            await browser.press(key)
            await browser.wait_for(title, "╭", "╮", "╰", "╯")
            await browser.press("escape")
            await browser.wait_gone(title)
        await browser.press("colon")
        await browser.wait_for("go to page", "Enter goes to page 1 to 5")
        await browser.press("3", "enter")
        await browser.wait_until(lambda: "page 3 of 5" in browser.pager)
