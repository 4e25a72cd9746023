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
from vss_tui.support.paths import style_sheet
from vss_tui.support.safe_text import width
from vss_tui.widgets.image_table import ImageTable
from vss_tui.widgets.theme import TERMINAL


def images(*names):
    return tuple(make_image(number, name) for number, name in enumerate(names))


NAMES = tuple(f"image-{number:02}.iso" for number in range(30))
IMAGES = images(*NAMES)


class Stand(App[None]):
    """Holds a table, and the messages that it posts."""

    CSS_PATH = style_sheet()

    def __init__(self):
        super().__init__()
        self.register_theme(TERMINAL)
        self.theme = TERMINAL.name
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
    assert stand.lines[0].split() == ["ID", "NAME", "FOLDER", "CREATED", "UPDATED"]
    assert [line[2:].split()[1] for line in stand.lines[1:]] == list(NAMES[:10])
    assert stand.table.image == IMAGES[0]


async def test_a_line_has_no_more_runs_than_it_has_styles(stand):
    stand.table.focus()
    await stand.pilot.pause(0)
    runs = {y: [run.text.strip() for run in screen_runs(stand) if run.row == y] for y in range(3)}
    # The header; the cursor's sign and its row; a row's id and name, and what is secondary of it.
    assert {y: len([text for text in texts if text]) for y, texts in runs.items()} == {
        0: 5,
        1: 2 + 1,
        2: 2 + 1,
    }


async def test_the_cursor_is_told_by_a_sign_and_not_by_colour_alone(stand):
    stand.table.move(Move.DOWN)
    await stand.pilot.pause(0)
    assert [line[0] for line in stand.lines[1:4]] == [" ", "▌", " "]


async def test_new_images_are_told_by_a_sign(stand):
    stand.table.mark_new({IMAGES[0].key, IMAGES[2].key})
    await stand.pilot.pause(0)
    assert [line[:2] for line in stand.lines[1:5]] == ["▌+", "  ", " +", "  "]


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
    (under,) = [line for line in stand.lines if line.startswith("▌")]
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
    assert stand.lines[7].startswith("▌")


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
    assert stand.lines[3].startswith("▌")


async def test_another_page_starts_at_its_first_row(stand):
    stand.table.move(Move.BOTTOM)
    stand.table.show_page(IMAGES[10:], (), keep_cursor=False)
    await stand.pilot.pause(0)
    assert stand.table.image == IMAGES[10]
    assert stand.lines[1].startswith("▌")


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
    assert stand.lines[0].split()[:3] == ["ID", "NAME", arrow]
    stand.table.show_sort(())
    await stand.pilot.pause(0)
    assert stand.lines[0].split()[:3] == ["ID", "NAME", "FOLDER"]


@pytest.mark.parametrize(
    ("x", "field"),
    [(2, Field.ID), (3, Field.ID), (6, Field.NAME), (17, Field.NAME), (20, Field.PATH)],
)
async def test_a_click_on_a_title_asks_for_its_order(stand, x, field):
    await stand.pilot.click(offset=(x, 0))
    assert [event.field for event in stand.posted] == [field]


@pytest.mark.parametrize("x", [0, 1, 4, 5, 58, 59])
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
    assert {width(line) for line in stand.lines[1:4]} == {width(stand.lines[1])}


async def test_what_is_missing_is_a_dash(stand):
    await stand.pilot.resize_terminal(160, 8)
    stand.table.show_page((make_image(None, "bare.iso"),), (), keep_cursor=False)
    await stand.pilot.pause(0)
    assert stand.lines[1].split() == ["▌", "–", "bare.iso", "–", "–", "–"]


@pytest.mark.parametrize("size", [(60, 5), (30, 3), (20, 2), (60, 1), (200, 50)], ids=str)
async def test_a_resize_keeps_the_cursor_in_sight(stand, size):
    for _ in range(25):
        stand.table.move(Move.DOWN)
    await stand.pilot.resize_terminal(*size)
    assert stand.table.image == IMAGES[25]
    assert size[1] == 1 or any(line.startswith("▌") for line in stand.lines)


def dated(*days, path="[s] Linux/a.iso", store="s"):
    return tuple(
        make_image(number, f"{number}.iso", path, data_store=store, created_on=day, updated_on=day)
        for number, day in enumerate(days)
    )


DAY = "2024-03-01 Fri 10:00:00 EST"


@pytest.mark.parametrize(
    ("cells", "titles"),
    [
        (200, "ID NAME FOLDER STORE CREATED UPDATED"),
        (57, "ID NAME FOLDER STORE CREATED UPDATED"),
        (56, "ID NAME FOLDER CREATED UPDATED"),
        (44, "ID NAME FOLDER UPDATED"),
        (32, "ID NAME FOLDER"),
        (20, "ID NAME"),
        (12, "NAME"),
    ],
)
async def test_the_least_useful_columns_go_first_and_the_name_stays(stand, cells, titles):
    await stand.pilot.resize_terminal(cells, 8)
    images = (*dated(DAY), *dated(DAY, store="other-store"))
    stand.table.show_page(images, (), keep_cursor=False)
    await stand.pilot.pause(0)
    assert stand.lines[0].split() == titles.split()


@pytest.mark.parametrize("field", [Field.CREATED_ON, Field.UPDATED_ON, Field.PATH, Field.ID])
async def test_the_sorted_column_never_goes(stand, field):
    await stand.pilot.resize_terminal(40, 8)
    stand.table.show_page(dated(DAY), (SortKey(field),), keep_cursor=False)
    await stand.pilot.pause(0)
    assert stand.lines[0].count("↑") == 1
    assert "NAME" in stand.lines[0]


async def test_the_store_is_shown_where_the_page_has_more_than_one(stand):
    await stand.pilot.resize_terminal(120, 8)
    stand.table.show_page(dated(DAY, DAY), (), keep_cursor=False)
    await stand.pilot.pause(0)
    assert "STORE" not in stand.lines[0]
    stand.table.show_page((*dated(DAY), make_image(9, "b", data_store="t")), (), keep_cursor=False)
    await stand.pilot.pause(0)
    assert "STORE" in stand.lines[0]


@pytest.mark.parametrize(("cells", "time"), [(55, "2024-03-01"), (100, "2024-03-01 10:00")])
async def test_times_are_days_where_there_is_no_room_for_the_minute(stand, cells, time):
    await stand.pilot.resize_terminal(cells, 8)
    stand.table.show_page(dated(DAY), (), keep_cursor=False)
    await stand.pilot.pause(0)
    assert stand.lines[1].rstrip().endswith(f"  {time}")


async def test_ids_are_whole_and_end_below_their_title(stand):
    stand.table.show_page(
        (make_image(7, "a"), make_image(12_345_678_901, "b")), (), keep_cursor=False
    )
    await stand.pilot.pause(0)
    assert [line[2:13] for line in stand.lines[:3]] == [
        "         ID",
        "          7",
        "12345678901",
    ]


async def test_columns_stay_while_rows_go_and_come_back(stand):
    stand.table.show_page(
        (make_image(1, "a"), make_image(2, "long-name" * 3)), (), keep_cursor=False
    )
    await stand.pilot.pause(0)
    before = stand.lines[0]
    stand.table.show_page((make_image(1, "a"),), (), keep_cursor=True)
    await stand.pilot.pause(0)
    assert stand.lines[0] == before
    stand.table.show_page((make_image(3, "b"),), (), keep_cursor=True)
    await stand.pilot.pause(0)
    assert stand.lines[0] != before


async def test_what_matches_is_marked_in_the_names(stand):
    stand.table.highlight = lambda name: [(0, 5), (6, 8)]
    stand.table.show_page(IMAGES[:3], (), keep_cursor=False)
    await stand.pilot.pause(0)
    marked = [run.text for run in screen_runs(stand) if run.row == 2 and "bold" in run.style]
    assert marked == ["image", "01"]


def scrollbar(stand):
    return "".join(line.ljust(60)[59] for line in stand.lines[1:])


async def test_a_scrollbar_shows_which_rows_are_in_sight(stand):
    assert scrollbar(stand) == "███│││││││"
    stand.table.move(Move.BOTTOM)
    await stand.pilot.pause(0)
    assert scrollbar(stand) == "│││││││███"


async def test_there_is_no_scrollbar_where_all_rows_are_in_sight(stand):
    stand.table.show_page(IMAGES[:10], (), keep_cursor=False)
    await stand.pilot.pause(0)
    assert scrollbar(stand).strip() == ""


async def test_the_terminals_cursor_follows_the_row(stand):
    stand.table.focus()
    for move, y in ((Move.DOWN, 2), (Move.BOTTOM, 10), (Move.TOP, 1)):
        stand.table.move(move)
        assert stand.table.cursor_screen_offset == (0, y)


async def test_a_note_is_folded_between_words(stand):
    await stand.pilot.resize_terminal(24, 8)
    stand.table.show_note("No image matches so many words", "Esc clears the filter.")
    await stand.pilot.pause(0)
    assert [line.strip() for line in stand.lines[2:6]] == [
        "No image matches so",
        "many words",
        "Esc clears the",
        "filter.",
    ]
