"""The pager and its messages: what stands beside the place in the list, and what is folded."""

from collections.abc import AsyncIterator

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.app_driver import screen_text
from tests.images import make_image
from vss_tui.keymap import Keymap
from vss_tui.messages import Severity, StatusMessage
from vss_tui.models.page import Page, Paging
from vss_tui.support.paths import style_sheet
from vss_tui.widgets.pager import Pager
from vss_tui.widgets.theme import TERMINAL

PLACE = "row 1 of 240 · page 1 of 5 ›"
REASON = "server error (500): database is down"
LONG = f"{REASON} · still showing the rows of 13:47 · r retries · {'more words ' * 40}"


class Stand(App[None]):
    """Holds a pager at the bottom."""

    CSS_PATH = style_sheet()
    CSS = "Screen { align-vertical: bottom; }"

    def __init__(self, pilot: Pilot[None] | None = None) -> None:
        super().__init__()
        self.register_theme(TERMINAL)
        self.theme = TERMINAL.name
        self.pager = Pager(Keymap({"messages": "M"}))
        self.pilot = pilot

    def compose(self) -> ComposeResult:
        yield self.pager

    async def lines(self, columns: int = 80, rows: int = 24) -> list[str]:
        assert self.pilot is not None
        await self.pilot.resize_terminal(columns, rows)
        await self.pilot.pause(0)
        return [line.strip() for line in screen_text(self) if line.strip()]


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    app = Stand()
    async with app.run_test(size=(80, 24)) as pilot:
        app.pilot = pilot
        images = tuple(make_image(number, f"{number}.iso") for number in range(50))
        app.pager.show_page(Page(images, Paging(1, 50, 5, 240, has_next=True)), "")
        yield app


@pytest.mark.parametrize(
    ("severity", "sign"),
    [
        (Severity.SUCCESS, "▐✓▌ "),
        (Severity.WARNING, "▐!▌ "),
        (Severity.ERROR, "▐✗▌ "),
        (Severity.INFORMATION, ""),
    ],
)
async def test_a_short_message_stands_beside_the_place_behind_its_sign(
    stand: Stand, severity: Severity, sign: str
) -> None:
    stand.pager.show_message(StatusMessage("copied: 11", severity))
    (line,) = await stand.lines()
    assert line.startswith(PLACE)
    assert line.endswith(f"  {sign}copied: 11")


async def test_a_long_one_is_folded_above_it(stand: Stand) -> None:
    text = f"{REASON} · still showing the rows of 13:47 · r retries"
    stand.pager.show_message(StatusMessage(text, Severity.ERROR))
    *folded, place = await stand.lines()
    assert place == PLACE
    assert " ".join(folded) == f"▐✗▌ {text}"


@pytest.mark.parametrize(("size", "most"), [((80, 24), 3), ((80, 15), 3), ((80, 14), 1)])
async def test_it_takes_three_lines_at_most_and_one_where_the_terminal_is_low(
    stand: Stand, size: tuple[int, int], most: int
) -> None:
    stand.pager.show_message(StatusMessage(LONG, Severity.ERROR))
    *folded, place = await stand.lines(*size)
    assert place == PLACE
    assert len(folded) == most
    assert folded[0].startswith(f"▐✗▌ {REASON}")
    assert folded[-1].endswith("… M shows all")


async def test_the_first_clause_is_never_cut(stand: Stand) -> None:
    stand.pager.show_message(StatusMessage(LONG, Severity.ERROR))
    *folded, _ = await stand.lines(40, 10)
    assert REASON in " ".join(folded)
    assert folded[-1].endswith("… M shows all")


async def test_what_is_said_of_the_rows_comes_back_after_a_message(stand: Stand) -> None:
    stand.pager.show_notice("retrying in 3 s", Severity.WARNING)
    stand.pager.show_message(StatusMessage("copied: 11", Severity.SUCCESS))
    assert "copied: 11" in (await stand.lines())[0]
    stand.pager.show_notice("retrying in 2 s", Severity.WARNING)
    assert "copied: 11" in (await stand.lines())[0]
    stand.pager.show_message(None)
    assert "▐!▌ retrying in 2 s" in (await stand.lines())[0]


async def test_a_failure_is_seen_at_once(stand: Stand) -> None:
    for _ in range(2):
        stand.pager.show_message(StatusMessage("copied: 11", Severity.SUCCESS))
        stand.pager.show_notice(REASON, Severity.ERROR)
        assert REASON in " ".join(await stand.lines())
        assert "copied" not in " ".join(await stand.lines())


async def test_the_age_of_stale_rows_stands_in_the_smallest_terminal_too(stand: Stand) -> None:
    stand.pager.show_age("13:47")
    assert (await stand.lines(40, 10))[-1] == f"{PLACE} ▐of 13:47▌"
    stand.pager.show_age("")
    assert (await stand.lines(40, 10))[-1] == PLACE
