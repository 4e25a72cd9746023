"""The help, the palette and the user's own keys."""

import re

import pytest

from tests.app_driver import SMALL, USUAL, run_browser
from tests.fake_clock import FakeClock
from tests.fake_service import FakeService
from tests.fake_service.faults import Barrier, CannedResponse
from vss_tui.actions import ACTIONS
from vss_tui.keymap import Keymap

TALL = (120, 70)


async def test_the_help_names_every_key():
    async with run_browser(size=TALL) as browser:
        await browser.press("question_mark")
        await browser.wait_for("Find", "Take", "Move", "Do", "Filters")
        words = set(browser.text.split())
        assert {Keymap().label(action.id) for action in ACTIONS if action.keys} <= words


async def test_the_help_is_left_by_a_key_and_the_list_is_as_before():
    async with run_browser() as browser:
        for row, key in enumerate(("escape", "q", "question_mark", "enter"), start=1):
            await browser.press("j", "question_mark")
            await browser.wait_for("every command by name")
            await browser.press(key)
            await browser.wait_gone("every command by name")
            assert browser.cursor == browser.names[row]


async def test_the_help_fits_the_usual_terminal():
    async with run_browser(size=USUAL) as browser:
        await browser.press("question_mark")
        await browser.wait_for("filter the list", "a and id > 9", "a row", "terminal, nord, …")


async def test_the_help_scrolls_on_a_small_one():
    async with run_browser(size=SMALL) as browser:
        await browser.press("question_mark")
        await browser.wait_for("filter the list")
        await browser.press("G")
        await browser.wait_for("terminal, nord, …")
        await browser.press("g")
        await browser.wait_for("filter the list")
        for _ in range(6):
            await browser.press("pagedown")
        await browser.wait_for("terminal, nord, …")


async def test_the_users_own_keys_work_and_are_shown():
    keys = {"next-page": "f5,ctrl+n", "sync": "S", "details": "x", "help": "f1"}
    async with run_browser(size=TALL, keys=keys) as browser:
        assert "S sync" in browser.footer
        await browser.press("f5")
        await browser.wait_until(lambda: "page 2 of 5" in browser.pager)
        await browser.press("ctrl+n")
        await browser.wait_until(lambda: "page 3 of 5" in browser.pager)
        await browser.press("n", "right_square_bracket", "s", "d")
        assert "page 3 of 5" in browser.pager
        assert browser.service.requests_to("PATCH") == []
        assert browser.details == ""
        await browser.press("x")
        await browser.wait_until(lambda: browser.details)
        await browser.press("f1")
        await browser.wait_for("F5 [ next, previous page", "Enter x details")


async def test_a_key_given_to_another_action_is_its_alone():
    async with run_browser(keys={"refresh": "n", "next-page": "f5"}) as browser:
        await browser.press("n")
        await browser.wait_until(lambda: browser.service.requests[-1].params["page"] == "2")
        await browser.wait_idle()
        assert browser.requests()[0] == "public page=1 per_page=50"
        assert "page 1 of 5" in browser.pager


async def test_the_palette_runs_an_action_by_its_title():
    async with run_browser() as browser:
        await browser.press("ctrl+p")
        await browser.wait_until(lambda: len(browser.app.screen_stack) == 3)
        await browser.type("your personal images")
        await browser.wait_for("Show your personal images")
        await browser.press("enter")
        await browser.wait_until(lambda: len(browser.app.screen_stack) == 2)
        await browser.wait_for("▐2 Personal 7▌")


async def test_the_palette_offers_every_action_with_its_keys():
    async with run_browser(size=(120, 160)) as browser:
        await browser.press("ctrl+p")
        await browser.wait_for(*(action.title for action in ACTIONS))
        assert "] n" in browser.text


async def test_the_palette_shows_the_users_own_keys():
    async with run_browser(size=(120, 160), keys={"next-page": "f5"}) as browser:
        await browser.press("ctrl+p")
        await browser.wait_for("Next page")
        assert "F5" in browser.text


async def test_the_palette_sets_a_sort_and_does_not_cycle():
    async with run_browser() as browser:
        for _ in range(2):
            await run_by_palette(browser, "Sort by time of update")
            await browser.wait_until(lambda: "UPDATED ↓" in browser.header)
        await browser.expect_requests(
            *(f"public page={page} per_page=50 sort=updated_on,desc" for page in (1, 2))
        )


@pytest.mark.parametrize("focus", [[], ["slash"], ["question_mark"], ["ctrl+p"], ["e"]])
async def test_inherited_keys_do_nothing(focus):
    async with run_browser() as browser:
        await browser.press(*focus)
        before = browser.lines
        await browser.press("ctrl+q", "ctrl+s", "ctrl+o")
        assert browser.app.is_running
        assert browser.lines == before


async def test_what_acts_on_the_list_is_in_the_table_of_actions():
    async with run_browser() as browser:
        acting = {active.binding.id for active in browser.app.screen.active_bindings.values()}
        assert acting - {None} == {action.id for action in ACTIONS if action.keys}
        nameless = [
            key
            for key, active in browser.app.screen.active_bindings.items()
            if active.binding.id is None
        ]
        assert nameless == ["ctrl+c"]


async def test_the_palette_is_left_by_escape():
    async with run_browser() as browser:
        await browser.press("ctrl+p")
        await browser.wait_until(lambda: len(browser.app.screen_stack) == 3)
        await browser.press("escape")
        await browser.wait_until(lambda: len(browser.app.screen_stack) == 2)
        await browser.press("j")
        assert browser.cursor == browser.names[1]


async def test_the_palette_takes_page_keys_before_its_list_is_drawn():
    async with run_browser() as browser:
        for keys in (["ctrl+p", "pageup"], ["y", "pageup", "pagedown"], ["o", "pagedown"]):
            await browser.press_burst(*keys)
        assert browser.app.is_running
        await browser.wait_for("│ yo ")


async def test_the_palette_does_not_open_over_a_dialog():
    async with run_browser() as browser:
        await browser.press("question_mark", "ctrl+p")
        await browser.wait_for("every command by name")
        assert "what to do" not in browser.text


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("theme", "Choose the colours"),
        ("colour", "Choose the colours"),
        ("color", "Choose the colours"),
        ("login", "Sign in again"),
        ("describe", "Show the API's description of this list"),
        ("clipboard", "Copy the name"),
        ("upload", "Synchronise your personal images"),
        ("server", "Switch to another endpoint"),
        ("exit", "Quit"),
    ],
)
async def test_the_palette_knows_the_words_of_users(word, title):
    async with run_browser() as browser:
        await browser.press("ctrl+p")
        await browser.wait_until(lambda: len(browser.app.screen_stack) == 3)
        await browser.type(word)
        await browser.wait_for(title)
        top = browser.position("what to do" if "what to do" in browser.text else word)[1]
        assert title in browser.lines[top + 2], "the first of all"


async def test_the_keys_of_the_palette_are_aligned():
    async with run_browser(size=USUAL) as browser:
        await browser.press("ctrl+p")
        await browser.wait_for("Show the public images")
        ends = {
            browser.line(title).rstrip(" │▄█▁").rindex(key)
            for title, key in (("Show the public", "1"), ("Filter the list", "/"), ("First", "{"))
        }
        assert len(ends) == 1


async def run_by_palette(browser, title):
    await browser.press("ctrl+p")
    await browser.wait_until(lambda: len(browser.app.screen_stack) == 3)
    await browser.type(title)
    await browser.wait_for(title)
    await browser.press("enter")


async def test_the_palette_reaches_the_application_too():
    async with run_browser() as browser:
        await run_by_palette(browser, "Quit")
        await browser.wait_until(lambda: not browser.app.is_running)


async def test_the_palette_chooses_the_colours():
    async with run_browser() as browser:
        await run_by_palette(browser, "Choose the colours")
        await browser.wait_for("nord")
        await browser.type("nord")
        await browser.wait_until(lambda: "gruvbox" not in browser.text)
        await browser.press("enter")
        await browser.wait_until(lambda: browser.app.theme == "nord")


async def test_describe_shows_what_the_service_says_of_the_list():
    async with run_browser() as browser:
        for tab, resource, words in (
            ("1", "/v2/iso", ["ISO images that everybody may use", "GET, OPTIONS"]),
            ("2", "/v2/user/image/iso", ["PATCH synchronises the list", "GET, OPTIONS, PATCH"]),
        ):
            await browser.press(tab)
            await run_by_palette(browser, "Show the API's description of this list")
            await browser.wait_for(*words)
            request = browser.service.requests_to("OPTIONS")[-1]
            assert (request.path, request.authorization) == (resource, "")
            await browser.press("escape")
            await browser.wait_gone(words[0])


async def test_a_description_that_cannot_be_had_says_so():
    service = FakeService()
    service.faults.add("OPTIONS", "*", CannedResponse.json(403, {"message": "[b]no[/b]"}))
    async with run_browser(service) as browser:
        await run_by_palette(browser, "Show the API's description of this list")
        await browser.wait_for("not allowed", "[b]no[/b]")


async def test_a_description_that_is_tried_again_says_so():
    clock = FakeClock()
    service = FakeService(now=clock.now)
    service.faults.add("OPTIONS", "*", CannedResponse.json(503, {"message": "maintenance"}))
    async with run_browser(service, clock=clock) as browser:
        await run_by_palette(browser, "Show the API's description of this list")
        await browser.wait_for("retrying in", "maintenance")
        clock.advance(60)
        await browser.wait_for("The service on its public images")


async def test_an_answer_after_the_end_is_dropped():
    service, barrier = FakeService(), Barrier()
    async with run_browser(service) as browser:
        service.faults.add("GET", barrier=barrier, times=None)
        await browser.press("r")
        await browser.wait_until(barrier.reached.done)
        await browser.press("q")
        await browser.wait_until(lambda: not browser.app.is_running)
        barrier.release()
    assert browser.app.return_code == 0


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
async def test_a_key_leaves(key):
    async with run_browser() as browser:
        await browser.press(key)
        await browser.wait_until(lambda: not browser.app.is_running)
    assert (browser.app.return_code, browser.app.return_value) == (0, None)


async def test_escape_never_leaves():
    async with run_browser() as browser:
        for _ in range(5):
            await browser.press("escape")
        assert browser.app.is_running
        assert browser.names


@pytest.mark.parametrize("how", ["enter", "double click"])
async def test_picking_ends_with_the_image(how):
    async with run_browser(picking=True) as browser:
        await browser.press("down")
        if how == "enter":
            await browser.press("enter")
        else:
            await browser.click(browser.cursor, times=2)
        await browser.wait_until(lambda: not browser.app.is_running)
    image = browser.app.return_value
    assert image is not None
    assert image.name == "ubuntu-14.04-desktop-amd64.iso"
    assert image.path == "[vss-ISOs] Linux/Ubuntu/ubuntu-14.04-desktop-amd64.iso"


async def test_picking_without_a_choice_ends_with_none():
    async with run_browser(picking=True) as browser:
        assert browser.lines[0].startswith(" PICK ")
        await browser.wait_for("Enter prints it", "Esc cancels", "Ctrl+P more")
        await browser.press("escape")
        await browser.wait_until(lambda: not browser.app.is_running)
    assert browser.app.return_value is None


async def test_picking_cannot_suspend_and_says_why():
    async with run_browser(picking=True) as browser:
        await browser.press("ctrl+z")
        await browser.wait_for("pick cannot suspend")


async def test_a_message_stands_until_the_first_key_after_five_seconds():
    clock = FakeClock()
    async with run_browser(FakeService(now=clock.now), clock=clock) as browser:
        await browser.press("i")
        await browser.wait_for("▐✓▌ copied: 11")
        clock.advance(4)
        await browser.press("j", "n")
        assert "copied: 11" in browser.text
        clock.advance(1)
        assert "copied: 11" in browser.text
        await browser.press("j")
        await browser.wait_gone("copied: 11")


async def test_m_lists_the_messages_whole_and_with_their_times():
    clock = FakeClock()
    async with run_browser(FakeService(now=clock.now), clock=clock, size=USUAL) as browser:
        await browser.press("m")
        await browser.wait_for("Messages", "no messages yet")
        await browser.press("escape", "i")
        clock.advance(61)
        await browser.press("Y", "m")
        await browser.wait_for("✓ copied: 11", "✓ copied: [vss-ISOs] Linux/CentOS")
        times = re.findall(r"\d\d:\d\d:\d\d", browser.text)
        assert len(times) == 2
        assert times[0] > times[1]
