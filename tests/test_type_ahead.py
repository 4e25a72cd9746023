"""Keys that come together, as over a slow link: each goes where the one before it leads."""

import pytest
from textual import events

from tests.driving import browsing
from tests.terminal_emulator import TerminalEmulator

ENTER = "\r"


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (f"/sles{ENTER}", ["[1 Public 0]", "filter=name,like,%sles%"]),
        (f"2/minix{ENTER}N", ["[2 Personal 1]", "filter=name,like,%minix%", "name ↑"]),
        (f":3{ENTER}n", ["page 4 of 5"]),
        ("?jjq]]", ["page 3 of 5"]),
    ],
)
def test_at_a_terminal(clean_environment: dict[str, str], keys: str, shown: list[str]) -> None:
    command = ["python", "-m", "vss_tui", "--demo"]
    with TerminalEmulator(command, clean_environment) as terminal:
        terminal.wait_for("page 1 of 5")
        terminal.send(keys)
        terminal.wait_for(lambda: all(text in terminal.text for text in shown))
        terminal.send("q")
        assert terminal.wait_exit() == 0


async def test_a_word_to_filter_by_is_no_row_of_commands() -> None:
    """Of these letters, one starts a sync, one turns the page, and one would quit."""
    async with browsing() as browser:
        await browser.type("/sn2q")
        await browser.shows("filter=name,like,%sn2q%")
        await browser.press("enter")
        await browser.asks("public page=1 per_page=50 filter=name,like,%sn2q%")


async def test_what_is_pasted_comes_in_its_turn() -> None:
    async with browsing() as browser:
        for text in ("ubuntu", " 22"):
            await browser.type("/")
            browser.app.post_message(events.Paste(text))
        await browser.shows("filter=name,like,%ubuntu%/ 22%")


async def test_keys_go_on_where_messages_never_cease() -> None:
    async with browsing() as browser:
        over = False

        def chatter() -> None:
            if not over:
                browser.app.call_later(chatter)

        chatter()
        for _ in range(3):
            browser.app.post_message(events.Key("n", "n"))
        await browser.until(lambda: "page 4 of 5" in browser.pager)
        over = True
