"""The filter: what is typed, what it compiles to, what is asked, and the filters used before."""

from datetime import UTC, datetime

import pytest

from tests.app_driver import SMALL, FakeClock, run_browser, screen_runs
from tests.fake_service import FakeOptions, FakeService
from tests.fake_service.faults import Barrier, CannedResponse
from vss_tui.filters import parse
from vss_tui.models.query import Library, Query
from vss_tui.screens.initial_view import InitialView
from vss_tui.view_state import ViewState

NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
PLAIN = ["public page=1 per_page=50", "public page=2 per_page=50"]


def filtered(parameter):
    return f"public page=1 per_page=50 filter={parameter}"


async def test_enter_applies_what_is_shown_compiled():
    clock = FakeClock(NOON)
    async with run_browser(FakeService(now=clock.now), clock=clock) as browser:
        for typed, parameter in {
            "ubuntu": "name,like,%ubuntu%",
            "ubuntu 22": "name,like,%ubuntu%;name,like,%22%",
            "name ~ Cent*7": "name,like,Cent%7",
            "id in 11, 14, 17": "id,in,11,14,17",
            "public = yes": "public,eq,true",
            "name ~ ubuntu and id > 100": "name,like,%ubuntu%;id,gt,100",
            "name,like,CentO%": "name,like,CentO%",
            "created > 30d": "created_on,gt,2026-01-31",
        }.items():
            await browser.press("slash", "end", "ctrl+u")
            await browser.type(typed)
            await browser.press("enter")
            await browser.wait_idle()
            assert filtered(parameter) in browser.requests()
            await browser.press("slash")
            assert browser.lines[-1].strip() == f"filter={parameter}"
            await browser.press("enter", "j")
            assert browser.filter_text == typed, "after Enter a key is the table's again"


async def test_the_rows_are_those_that_match():
    async with run_browser() as browser:
        await browser.filter_by("ubuntu 22")
        await browser.wait_until(lambda: "of 240" not in browser.pager)
        assert browser.names
        assert all("ubuntu" in name and "22" in name for name in browser.names)
        assert browser.cursor == browser.names[0]


async def test_what_is_typed_is_compiled_as_it_is_typed():
    seen = []
    async with run_browser() as browser:
        await browser.press("slash")
        for character in "id<99":
            await browser.press(character)
            seen.append(browser.lines[-1].strip())
    assert seen == [
        "filter=name,like,%i%",
        "… id needs an operator and a value: write id = 7",
        '… a value is missing after "<"',
        '… no loaded row matches "id<9": keep typing, or press Enter',
        "filter=id,lt,99",
    ]


async def test_errors_are_marked_at_their_place_and_worded():
    async with run_browser() as browser:
        await browser.press("slash")
        for typed, words, place in (
            ("nmae = x", 'unknown field "nmae": did you mean "name"?', "nmae"),
            ("id = seven", '"seven" is not a whole number', "seven"),
            ("name ~ a or b", 'the service has no "or"', "or"),
            ('name = "a; b.iso"', 'a value cannot contain ";"', ";"),
            ("public = maybe", '"maybe" is neither yes nor no', "maybe"),
        ):
            await browser.type(typed)
            assert words in browser.lines[-1]
            marked = [
                run.text
                for run in screen_runs(browser.app)
                if run.row == 1 and "underline" in run.style and "bold" in run.style
            ]
            assert "".join(marked).strip() == place
            await browser.press("ctrl+u")
            assert words not in browser.text


async def test_what_is_wrong_or_incomplete_is_not_applied():
    async with run_browser() as browser:
        await browser.press("slash")
        for typed, words in (
            ("nmae = x", 'unknown field "nmae"'),
            ("id >", 'a value is missing after ">"'),
            ("id in 11,", 'an item is missing after ","'),
        ):
            await browser.press("end", "ctrl+u")
            await browser.type(typed)
            await browser.press("enter")
            assert words in browser.lines[-1]
            assert browser.filter_text == typed
        assert browser.app.view_state.filters == ()


async def test_a_filter_applies_by_itself_and_typing_goes_on():
    async with run_browser() as browser:
        await browser.press("slash")
        await browser.type("ubuntu")
        await browser.expect_requests(filtered("name,like,%ubuntu%"))
        await browser.type(" 22")
        await browser.expect_requests(filtered("name,like,%ubuntu%;name,like,%22%"))
        assert browser.filter_text == "ubuntu 22"


async def test_an_older_response_is_never_shown_over_a_newer_filters():
    async with run_browser() as browser:
        slow = Barrier()
        browser.service.faults.add(
            "GET", barrier=slow, when=lambda request: "ubuntu" in request.params.get("filter", "")
        )
        await browser.press("slash")
        await browser.press_burst(*"ubuntu", "enter")
        await browser.wait_until(slow.reached.done)
        await browser.press("slash", "ctrl+u")
        await browser.press_burst(*"CentOS", "enter")
        await browser.wait_until(lambda: "of these" not in browser.text)
        newest = browser.names
        slow.release()
        await browser.wait_idle()
        assert browser.names == newest
        assert all(name.startswith("CentOS") for name in newest)


async def test_rows_at_hand_that_match_stay_while_a_filter_is_asked():
    async with run_browser() as browser:
        before, barrier = browser.names, Barrier()
        browser.service.faults.add("GET", barrier=barrier)
        await browser.press("slash")
        await browser.press_burst(*"ubuntu", "enter")
        await browser.wait_until(lambda: "asking…" in browser.pager)
        assert [name for name in before if "ubuntu" in name] == [
            name for name in browser.names if name in before
        ]
        barrier.release()
        await browser.wait_until(lambda: "asking…" not in browser.pager)
        assert len(browser.names) > len([name for name in before if "ubuntu" in name])


async def test_what_escape_left_comes_back_with_alt_up():
    async with run_browser() as browser:
        await browser.press("slash")
        await browser.press_burst(*"half a tho", "escape")
        assert browser.filter_text == ""
        await browser.press("slash", "alt+up")
        assert browser.filter_text == "half a tho"


async def test_escape_in_the_table_clears_the_filter_and_alt_up_brings_it_back():
    async with run_browser() as browser:
        await browser.filter_by("ubuntu 22")
        browser.requests()
        await browser.press("escape")
        await browser.wait_until(lambda: "of 240" in browser.pager)
        assert browser.filter_text == ""
        await browser.expect_requests(*PLAIN[:1])
        await browser.press("slash", "alt+up")
        assert browser.filter_text == "ubuntu 22"
        await browser.press("enter")
        await browser.wait_until(lambda: "of 240" not in browser.pager)


async def test_escape_without_a_filter_does_nothing():
    async with run_browser() as browser:
        await browser.press("escape", "escape")
        await browser.expect_requests()
        assert browser.app.is_running
        assert browser.pager.startswith("row 1 of 240 · page 1 of 5")


async def test_an_emptied_bar_clears_the_filter():
    async with run_browser() as browser:
        await browser.filter_by("ubuntu")
        await browser.press("slash", "ctrl+u", "enter")
        await browser.wait_until(lambda: "of 240" in browser.pager)


async def test_the_same_filter_is_not_asked_again():
    async with run_browser() as browser:
        await browser.filter_by("ubuntu")
        browser.requests()
        await browser.press("slash", "enter")
        await browser.expect_requests()


async def test_the_same_images_in_other_words_keep_page_and_words_and_are_not_asked_again():
    async with run_browser() as browser:
        await browser.filter_by("id > 0")
        await browser.press("n")
        await browser.wait_until(lambda: "page 2 of" in browser.pager)
        await browser.wait_idle()
        browser.requests()
        await browser.filter_by("id,gt,0")
        assert "page 2 of" in browser.pager
        await browser.expect_requests()
        await browser.press("N")
        await browser.wait_idle()
        assert browser.filter_text == "id,gt,0"


async def test_alt_up_and_alt_down_go_through_the_filters_used_before():
    view_state = ViewState(filters=("first", "second", "third"))
    async with run_browser(view_state=view_state) as browser:
        await browser.press("slash")
        await browser.type("mine")
        seen = []
        for key in (*["alt+up"] * 4, *["alt+down"] * 4):
            await browser.press(key)
            seen.append(browser.filter_text)
    assert seen == ["third", "second", "first", "first", "second", "third", "mine", "mine"]


async def test_filters_used_are_remembered_the_latest_last():
    async with run_browser(view_state=ViewState(filters=("old", "ubuntu"))) as browser:
        for expression in ("CentOS", "ubuntu"):
            await browser.press("slash", "ctrl+u")
            await browser.type(expression)
            await browser.press("enter")
        assert browser.app.view_state.filters == ("old", "CentOS", "ubuntu")


async def test_counted_dates_are_counted_anew_by_r():
    clock = FakeClock(NOON)
    service = FakeService(options=FakeOptions(token_life=10 * 86_400), now=clock.now)
    async with run_browser(service, clock=clock) as browser:
        await browser.filter_by("created_on > 30d")
        browser.requests()
        clock.advance(2 * 86_400)
        await browser.press("r")
        await browser.expect_requests(filtered("created_on,gt,2026-02-02"))


async def test_the_filter_to_open_with_stands_in_the_line():
    view = InitialView(queries={Library.PUBLIC: Query(parse("ubuntu 22", NOON))})
    async with run_browser(initial_view=view) as browser:
        assert browser.filter_text == "ubuntu 22"
        assert all("ubuntu" in name for name in browser.names)
        await browser.press("slash")
        assert browser.lines[-1].strip() == "filter=name,like,%ubuntu%;name,like,%22%"


async def test_no_match_says_so_and_how_to_go_on():
    async with run_browser() as browser:
        await browser.filter_by("no such image")
        await browser.wait_for("No image matches no such image", "Esc clears the filter.")
        assert "no images" in browser.pager
        await browser.press("escape")
        await browser.wait_until(lambda: browser.names)


async def test_a_filter_that_the_service_refuses_says_its_words():
    async with run_browser() as browser:
        refusal = CannedResponse.json(400, {"message": "no [b]such[/b] filter"})
        browser.service.faults.add("GET", "/v2/iso", refusal)
        await browser.press("slash")
        await browser.press_burst(*"ubuntu", "enter")
        await browser.wait_for("no [b]such[/b] filter", "r retries")
        assert all("ubuntu" in name for name in browser.names)
        await browser.press("r")
        await browser.wait_until(lambda: "of 240" not in browser.pager)
        await browser.wait_gone("no [b]such", "of these")


async def test_the_bar_works_in_the_smallest_terminal():
    async with run_browser(size=SMALL) as browser:
        await browser.filter_by("ubuntu 22")
        assert all("ubuntu" in name for name in browser.names)
        await browser.press("slash")
        await browser.type(" or a name that is longer than the terminal")
        assert 'the service has no "or"' in browser.lines[-1]


async def test_only_this_folder_and_again_all():
    async with run_browser() as browser:
        await browser.filter_by("ubuntu server")
        browser.requests()
        both = "name,like,%ubuntu%;name,like,%server%"
        await browser.press("f")
        folder = "path,like,[vss-ISOs] Linux/Ubuntu/%"
        await browser.expect_requests(filtered(f"{both};{folder}"))
        assert "[vss-ISOs] Linux/Ubuntu/" in browser.filter_text
        await browser.press("f")
        await browser.wait_idle()
        assert browser.filter_text == "ubuntu server"
        assert browser.requests()[0] == filtered(both)


@pytest.mark.parametrize("character", [";", "%"])
async def test_a_folder_that_cannot_be_said_is_named(character):
    async with run_browser() as browser:
        first, *_ = browser.service.public.images
        odd = first.__class__(**{**vars_of(first), "path": f"[vss-ISOs] a{character}b/c.iso"})
        browser.service.public.replace([odd])
        await browser.press("r")
        await browser.wait_until(lambda: "of 1 " in browser.pager)
        browser.requests()
        await browser.press("f")
        await browser.wait_until(lambda: f'"{character}"' in browser.text)
        await browser.expect_requests()


def vars_of(image):
    return {name: getattr(image, name) for name in image.__dataclass_fields__}
