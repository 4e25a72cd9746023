"""Moving within the page, by key and by mouse."""

from tests.app_driver import USUAL, run_browser
from tests.fake_service.faults import Barrier
from vss_tui.demo.demo_service import utc_now
from vss_tui.demo.images import personal_image
from vss_tui.models.query import Library, Query
from vss_tui.screens.initial_view import InitialView

PERSONAL = InitialView(tab=Library.PERSONAL)
ROWS_AT_USUAL = 19


async def test_keys_move_the_cursor_within_the_page():
    async with run_browser(size=USUAL) as browser:
        for keys, row in (
            ("j", 1),
            ("down", 1),
            ("j k", 0),
            ("down up", 0),
            ("k", 0),
            ("up", 0),
            ("G", 49),
            ("end", 49),
            ("G j", 49),
            ("G g", 0),
            ("end home", 0),
            ("pagedown", 18),
            ("pagedown pagedown", 36),
            ("pagedown pageup", 0),
            ("G pageup", 31),
            ("pageup", 0),
            ("space", 18),
            ("ctrl+f ctrl+f", 36),
            ("ctrl+f ctrl+b", 0),
            ("ctrl+d", 9),
            ("ctrl+d ctrl+d ctrl+u", 9),
            ("G ctrl+u", 40),
            ("G ctrl+d", 49),
            ("ctrl+u", 0),
        ):
            await browser.press("g", *keys.split())
            image = browser.service.public.images[row]
            under = browser.column("id")[browser.names.index(browser.cursor)]
            assert (keys, under) == (keys, str(image.id))
            assert len(browser.rows) == ROWS_AT_USUAL
        await browser.expect_requests()


async def test_rows_scroll_only_where_the_cursor_would_leave():
    async with run_browser(size=USUAL) as browser:
        top = browser.names[0]
        await browser.press(*"j" * (ROWS_AT_USUAL - 1))
        assert browser.names[0] == top
        await browser.press("j")
        assert browser.names[0] != top
        second = browser.names[0]
        await browser.press(*"k" * (ROWS_AT_USUAL - 1))
        assert (browser.names[0], browser.cursor) == (second, second)


async def test_one_click_moves_the_cursor_and_does_nothing_else():
    async with run_browser() as browser:
        await browser.click("dban-2.3.0_i586.iso")
        assert browser.cursor == "dban-2.3.0_i586.iso"
        assert "path: " not in browser.text
        await browser.expect_requests()


async def test_a_click_below_the_rows_moves_nothing():
    async with run_browser(initial_view=PERSONAL) as browser:
        before = browser.cursor
        x, y = browser.position(browser.names[-1])
        await browser.pilot.click(offset=(x, y + 3))
        assert browser.cursor == before


async def test_the_wheel_moves_the_cursor():
    async with run_browser(size=USUAL) as browser:
        names = browser.names
        await browser.wheel(names[0])
        assert browser.cursor == names[3]
        await browser.wheel(names[0])
        assert browser.cursor == names[6]
        await browser.wheel(names[0], down=False)
        assert browser.cursor == names[3]
        for _ in range(3):
            await browser.wheel(names[0], down=False)
        assert browser.cursor == names[0]
        await browser.expect_requests()


async def test_the_cursor_stays_on_its_image_when_the_page_is_asked_again():
    async with run_browser(initial_view=PERSONAL) as browser:
        await browser.press("j", "j")
        held = browser.cursor
        images = browser.service.personal.images
        new = personal_image(1000, "demo", "uploads/new.iso", utc_now())
        browser.service.personal.replace([new, *images])
        await browser.press("r")
        await browser.wait_until(lambda: "new.iso" in browser.names)
        assert browser.cursor == held
        assert browser.names.index(held) == 3


async def test_the_cursor_keeps_its_row_where_its_image_is_gone():
    async with run_browser(initial_view=PERSONAL) as browser:
        await browser.press("j", "j")
        after = browser.names[3]
        images = browser.service.personal.images
        browser.service.personal.replace([*images[:2], *images[3:]])
        await browser.press("r")
        await browser.wait_until(lambda: browser.cursor == after)
        assert browser.names.index(after) == 2


async def test_the_cursor_stays_on_the_last_row_where_rows_are_gone():
    async with run_browser(initial_view=PERSONAL) as browser:
        await browser.press("G")
        browser.service.personal.replace(browser.service.personal.images[:2])
        await browser.press("r")
        await browser.wait_until(lambda: len(browser.names) == 2)
        assert browser.cursor == browser.names[1]


async def test_another_page_starts_on_its_first_row():
    async with run_browser(
        initial_view=InitialView(queries={Library.PUBLIC: Query(per_page=10)})
    ) as browser:
        await browser.press("G", "n")
        await browser.wait_until(lambda: "page 2 of 24" in browser.pager)
        assert browser.cursor == browser.names[0]


async def test_a_resize_keeps_the_cursor_in_sight():
    async with run_browser() as browser:
        await browser.press("G")
        held = browser.cursor[:20]
        for size in ((80, 24), (60, 12), (200, 60), (120, 40)):
            await browser.resize(*size)
            await browser.wait_until(lambda: browser.cursor.startswith(held))


async def test_a_resize_while_a_page_is_checked_keeps_the_cursors_row():
    async with run_browser() as browser:
        await browser.press(*"jjjjj")
        held, barrier = browser.cursor, Barrier()
        browser.service.faults.add("GET", barrier=barrier)
        await browser.press("r")
        await browser.wait_until(barrier.reached.done)
        await browser.resize(80, 24)
        browser.app.theme = "nord"
        barrier.release()
        await browser.wait_idle()
        assert browser.cursor == held
        assert len(browser.names) == ROWS_AT_USUAL


async def test_moving_while_a_page_is_checked_is_not_undone():
    async with run_browser() as browser:
        barrier = Barrier()
        browser.service.faults.add("GET", barrier=barrier)
        await browser.press("r", "j", "j")
        held = browser.cursor
        barrier.release()
        await browser.wait_idle()
        assert browser.cursor == held == browser.names[2]
