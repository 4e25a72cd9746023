"""The table of images, by itself."""

import pytest
from textual.app import App
from textual.message import Message
from textual.pilot import Pilot

from tests.app_driver import screen_runs, screen_text
from tests.images import make_image
from vss_tui.filters.fields import Field
from vss_tui.messages import Choose, CursorMoved, Move, SortBy
from vss_tui.models.query import SortKey
from vss_tui.support.safe_text import width
from vss_tui.widgets.image_table import ImageTable


def images(*names):
    return tuple(make_image(number, name) for number, name in enumerate(names))


NAMES = tuple(f"image-{number:02}.iso" for number in range(30))
IMAGES = images(*NAMES)


class Stand(App[None]):
    """Holds a table, and the messages that it posts."""

    CSS = "ImageTable { height: 1fr; } .image-table--cursor { text-style: reverse; }"

    def __init__(self):
        super().__init__()
        self.table = ImageTable()
        self.posted: list[Message] = []
        self.pilot: Pilot[None]

    def compose(self):
        yield self.table

    def on_sort_by(self, event: SortBy) -> None:
        self.posted.append(event)

    def on_choose(self, event: Choose) -> None:
        self.posted.append(event)

    def on_cursor_moved(self, event: CursorMoved) -> None:
        self.posted.append(event)

    @property
    def lines(self):
        return screen_text(self)


@pytest.fixture
async def stand():
    app = Stand()
    async with app.run_test(size=(60, 11)) as pilot:
        app.pilot = pilot
        app.table.show_page(IMAGES, (), keep_cursor=False)
        await pilot.pause(0)
        app.posted.clear()
        yield app


async def test_shows_a_header_and_as_many_rows_as_fit(stand):
    assert stand.lines[0].split() == ["id", "name"]
    assert [line[2:].split()[1] for line in stand.lines[1:]] == list(NAMES[:10])
    assert stand.table.image == IMAGES[0]


async def test_each_line_is_one_run_of_one_style(stand):
    by_row = [run.row for run in screen_runs(stand)]
    assert by_row == list(range(11))


async def test_the_cursor_is_told_by_a_sign_and_not_by_colour_alone(stand):
    stand.table.move(Move.DOWN)
    await stand.pilot.pause(0)
    assert [line[0] for line in stand.lines[1:4]] == [" ", ">", " "]


async def test_new_images_are_told_by_a_sign(stand):
    stand.table.mark_new({IMAGES[0].key, IMAGES[2].key})
    await stand.pilot.pause(0)
    assert [line[:2] for line in stand.lines[1:5]] == [">+", "  ", " +", "  "]


@pytest.mark.parametrize(
    ("moves", "row"),
    [
        ([Move.DOWN], 1),
        ([Move.UP], 0),
        ([Move.DOWN, Move.DOWN, Move.UP], 1),
        ([Move.PAGE_DOWN], 9),
        ([Move.PAGE_DOWN, Move.PAGE_DOWN], 18),
        ([Move.PAGE_DOWN] * 5, 29),
        ([Move.BOTTOM], 29),
        ([Move.BOTTOM, Move.DOWN], 29),
        ([Move.BOTTOM, Move.PAGE_UP], 20),
        ([Move.BOTTOM, Move.TOP], 0),
    ],
)
async def test_moves_keep_the_cursor_within_the_page_and_in_sight(stand, moves, row):
    for move in moves:
        stand.table.move(move)
    await stand.pilot.pause(0)
    assert stand.table.image == IMAGES[row]
    (under,) = [line for line in stand.lines if line.startswith(">")]
    assert NAMES[row] in under


async def test_each_move_says_where_the_cursor_stands(stand):
    stand.table.move(Move.DOWN)
    stand.table.move(Move.UP)
    stand.table.move(Move.UP)
    await stand.pilot.pause(0)
    assert [event.image for event in stand.posted] == [IMAGES[1], IMAGES[0]]


@pytest.mark.parametrize(("row", "at_end"), [(0, False), (28, False), (29, True)])
async def test_tells_the_last_row(stand, row, at_end):
    for _ in range(row):
        stand.table.move(Move.DOWN)
    assert stand.table.at_end is at_end


async def test_a_refill_keeps_the_cursor_on_its_image(stand):
    for _ in range(5):
        stand.table.move(Move.DOWN)
    stand.table.show_page((make_image(99, "new.iso"), *IMAGES[:10]), (), keep_cursor=True)
    await stand.pilot.pause(0)
    assert stand.table.image == IMAGES[5]
    assert stand.lines[7].startswith(">")


async def test_a_refill_keeps_the_row_where_the_image_is_gone(stand):
    for _ in range(5):
        stand.table.move(Move.DOWN)
    stand.table.show_page((*IMAGES[:5], *IMAGES[6:]), (), keep_cursor=True)
    assert stand.table.image == IMAGES[6]


async def test_a_shorter_refill_keeps_the_cursor_on_its_last_row(stand):
    stand.table.move(Move.BOTTOM)
    stand.table.show_page(IMAGES[:3], (), keep_cursor=True)
    await stand.pilot.pause(0)
    assert stand.table.image == IMAGES[2]
    assert stand.lines[3].startswith(">")


async def test_another_page_starts_at_its_first_row(stand):
    stand.table.move(Move.BOTTOM)
    stand.table.show_page(IMAGES[10:], (), keep_cursor=False)
    await stand.pilot.pause(0)
    assert stand.table.image == IMAGES[10]
    assert stand.lines[1].startswith(">")


async def test_a_refill_with_the_same_rows_shows_changed_attributes(stand):
    changed = tuple(make_image(i.id, i.name, row={"size": 7}) for i in IMAGES)
    stand.table.show_page(changed, (), keep_cursor=True)
    assert stand.table.image.attributes == {"size": 7}


async def test_a_note_stands_in_place_of_rows(stand):
    stand.table.show_note("No image matches [red]x[/red]", "Esc clears the filter.")
    await stand.pilot.pause(0)
    assert stand.lines[2:5] == ["  No image matches [red]x[/red]", "  Esc clears the filter.", ""]
    assert stand.table.image is None
    stand.table.move(Move.DOWN)
    assert stand.table.image is None
    assert [event.image for event in stand.posted] == [None]


async def test_rows_come_back_after_a_note(stand):
    stand.table.show_note("nothing")
    stand.table.show_page(IMAGES, (), keep_cursor=True)
    await stand.pilot.pause(0)
    assert stand.table.image == IMAGES[0]
    assert "nothing" not in "".join(stand.lines)


@pytest.mark.parametrize(
    ("key", "arrow"),
    [(SortKey(Field.NAME), "↑"), (SortKey(Field.NAME, descending=True), "↓")],
)
async def test_the_header_shows_the_order(stand, key, arrow):
    stand.table.show_sort((key,))
    await stand.pilot.pause(0)
    assert stand.lines[0].split() == ["id", "name", arrow]
    stand.table.show_sort(())
    await stand.pilot.pause(0)
    assert stand.lines[0].split() == ["id", "name"]


@pytest.mark.parametrize(
    ("x", "field"), [(2, Field.ID), (7, Field.ID), (10, Field.NAME), (59, Field.NAME)]
)
async def test_a_click_on_a_title_asks_for_its_order(stand, x, field):
    await stand.pilot.click(offset=(x, 0))
    assert [event.field for event in stand.posted] == [field]


@pytest.mark.parametrize("x", [0, 1, 8, 9])
async def test_a_click_beside_a_title_asks_for_nothing(stand, x):
    await stand.pilot.click(offset=(x, 0))
    assert stand.posted == []


async def test_a_click_moves_the_cursor_and_a_second_one_chooses(stand):
    await stand.pilot.click(offset=(12, 4))
    assert stand.table.image == IMAGES[3]
    assert not any(isinstance(event, Choose) for event in stand.posted)
    await stand.pilot.double_click(offset=(12, 6))
    assert stand.table.image == IMAGES[5]
    assert sum(isinstance(event, Choose) for event in stand.posted) == 1


async def test_a_click_below_the_last_row_does_nothing(stand):
    stand.table.show_page(IMAGES[:2], (), keep_cursor=False)
    stand.posted.clear()
    await stand.pilot.double_click(offset=(12, 8))
    assert stand.table.image == IMAGES[0]
    assert not any(isinstance(event, Choose) for event in stand.posted)


@pytest.mark.parametrize("name", ["漢字" * 40, "👩\u200d💻" * 30, "e\u0301" * 80, "\x1b" * 20])
async def test_columns_stay_aligned_whatever_a_name_is(stand, name):
    rows = tuple(make_image(n, name, f"[s] {folder}/x") for n, folder in enumerate("ab"))
    await stand.pilot.resize_terminal(90, 8)
    stand.table.show_page((*rows, make_image(7, "plain.iso", "[s] c/x")), (), keep_cursor=False)
    await stand.pilot.pause(0)
    cells = [
        line.partition(f"  {each}")[0] for line, each in zip(stand.lines[1:4], "abc", strict=True)
    ]
    assert len({width(cell) for cell in cells}) == 1
    assert {width(run.text) for run in screen_runs(stand)} == {90}


async def test_what_is_missing_is_a_dash(stand):
    await stand.pilot.resize_terminal(160, 8)
    stand.table.show_page((make_image(None, "bare.iso"),), (), keep_cursor=False)
    await stand.pilot.pause(0)
    assert stand.lines[1].split() == [">", "–", "bare.iso", "–", "–", "–", "–"]


@pytest.mark.parametrize("size", [(60, 5), (30, 3), (20, 2), (60, 1), (200, 50)], ids=str)
async def test_a_resize_keeps_the_cursor_in_sight(stand, size):
    for _ in range(25):
        stand.table.move(Move.DOWN)
    await stand.pilot.resize_terminal(*size)
    assert stand.table.image == IMAGES[25]
    assert size[1] == 1 or any(line.startswith(">") for line in stand.lines)
