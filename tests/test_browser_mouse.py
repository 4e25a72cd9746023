"""What can be clicked besides rows, headers, tabs, the pager and the sync button."""

from tests.app_driver import LARGE, run_browser


async def test_each_key_of_the_last_line_can_be_clicked():
    async with run_browser() as browser:
        await browser.click("t tab")
        await browser.wait_for("▐2 Personal 7▌")
        await browser.click("t tab")
        await browser.wait_for("▐1 Public 240▌")
        await browser.click("Enter details")
        await browser.wait_until(lambda: browser.details)
        await browser.click("Enter details")
        await browser.wait_until(lambda: not browser.details)
        await browser.expect_requests()
        await browser.click("r refresh")
        await browser.expect_requests(*(f"public page={number} per_page=50" for number in (1, 2)))
        await browser.click("y copy")
        await browser.wait_for("copied: CentOS-6.5-x86_64-bin-DVD1.iso")
        await browser.click("/ filter")
        await browser.type("ubuntu")
        await browser.wait_for("filter=name,like,%ubuntu%")
        await browser.press("escape")
        await browser.click("? keys")
        await browser.wait_for("every command by name")
        await browser.press("escape")
        await browser.wait_gone("every command by name")
        await browser.click("q quit")
        await browser.wait_until(lambda: not browser.app.is_running)


async def test_a_click_into_the_filter_bar_types_there_and_one_on_a_row_returns():
    async with run_browser() as browser:
        await browser.click("words to find")
        await browser.type("ubuntu")
        await browser.expect_requests("public page=1 per_page=50 filter=name,like,%ubuntu%")
        await browser.click(browser.names[2])
        assert browser.cursor == browser.names[2]
        await browser.press("j")
        assert browser.cursor == browser.names[3]


async def test_a_click_where_nothing_stands_does_nothing():
    async with run_browser() as browser:
        before = browser.text
        columns, rows = LARGE
        for place in ((columns - 1, 0), (60, rows - 2), (2, rows - 2)):
            await browser.pilot.click(offset=place)
        await browser.flush_messages()
        assert browser.text == before
        await browser.expect_requests()
