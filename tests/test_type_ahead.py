"""Keys that come together, as over a slow link: each goes where the one before it leads."""

import asyncio

import pytest
from textual import events

from tests.app_driver import run_browser
from tests.command import INSTALLED
from tests.terminal_emulator import TerminalEmulator

ENTER = "\r"


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (f"/sles{ENTER}", ["No image matches sles"]),
        (f"2/minix{ENTER}N", ["row 1 of 1", "NAME ↑"]),
        (f":3{ENTER}n", ["page 4 of 5"]),
        ("?jjq]]", ["page 3 of 5"]),
    ],
)
def test_at_a_terminal(clean_environment: dict[str, str], keys: str, shown: list[str]) -> None:
    command = [INSTALLED, "--demo"]
    with TerminalEmulator(command, clean_environment) as terminal:
        terminal.wait_for("page 1 of 5")
        terminal.send(keys)
        terminal.wait_for(lambda: all(text in terminal.text for text in shown))
        terminal.send("q")
        assert terminal.wait_exit() == 0


async def test_a_word_to_filter_by_is_no_row_of_commands() -> None:
    """Of these letters, one starts a sync, one turns the page, and one would quit."""
    async with run_browser() as browser:
        await browser.press_burst("slash", *"sn2q")
        await browser.wait_for("filter=name,like,%sn2q%")
        await browser.press("enter")
        await browser.expect_requests("public page=1 per_page=50 filter=name,like,%sn2q%")


async def test_what_is_pasted_comes_in_its_turn() -> None:
    async with run_browser() as browser:
        browser.app.post_message(events.Key("slash", "/"))
        browser.app.post_message(events.Paste("ubuntu"))
        await browser.press_burst("2", "2", "enter", "N")
        await browser.wait_for("NAME ↑")
        await browser.wait_until(lambda: "filter=name,like,%ubuntu22%" in browser.requests()[-1])


async def test_keys_go_on_where_messages_never_cease() -> None:
    async with run_browser() as browser:

        async def chatter() -> None:
            while True:
                browser.app.call_later(lambda: None)
                await asyncio.sleep(0)

        chattering = asyncio.create_task(chatter())
        for _ in range(3):
            browser.app.post_message(events.Key("n", "n"))
        await browser.wait_until(lambda: "page 4 of 5" in browser.pager)
        chattering.cancel()
