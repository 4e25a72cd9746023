"""A page of a list, out of whatever the service answers."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vss_tui.models.page import MAX_ROWS, MalformedPage, Page, Paging
from vss_tui.models.query import Query

ROWS = [{"id": number, "name": f"{number}.iso"} for number in (11, 14, 17)]
META = {
    "pages": {
        "page": 2,
        "pages": 12,
        "per_page": 10,
        "total": 113,
        "next_url": "https://vss.example/v2/iso?page=3",
        "prev_url": "https://vss.example/v2/iso?page=1",
    },
    "user": "josem",
}
SECOND = Query(page=2, per_page=10)


def paging(query: Query = SECOND, **told: object) -> Paging:
    return Paging.from_json({"pages": told}, query)


def test_holds_rows_place_and_user():
    page = Page.from_json({"data": ROWS, "meta": META}, SECOND)
    assert [image.name for image in page.images] == ["11.iso", "14.iso", "17.iso"]
    assert page.paging == Paging(2, 10, 12, 113, has_next=True, has_previous=True)
    assert page.user == "josem"


@pytest.mark.parametrize("body", [None, [], "x", 7, {}, {"data": None}, {"data": {}}], ids=repr)
def test_what_is_no_list_is_refused(body):
    with pytest.raises(MalformedPage):
        Page.from_json(body, SECOND)


def test_rows_that_are_no_images_are_counted():
    page = Page.from_json({"data": [None, ROWS[0], {"id": 3}, 5]}, SECOND)
    assert [image.id for image in page.images] == [11]
    assert page.unreadable == 3


def test_an_image_that_comes_twice_is_one_row():
    page = Page.from_json({"data": ROWS * 2}, SECOND)
    assert [image.id for image in page.images] == [11, 14, 17]


def test_rows_beyond_measure_are_dropped_and_counted():
    rows = [{"id": number, "name": "a"} for number in range(MAX_ROWS + 5)]
    page = Page.from_json({"data": rows}, SECOND)
    assert (len(page.images), page.dropped) == (MAX_ROWS, 5)


@pytest.mark.parametrize("meta", [None, {}, [], "x", {"pages": None}, {"pages": "x"}], ids=repr)
def test_without_paging_it_is_the_page_that_was_asked(meta):
    assert Paging.from_json(meta, SECOND) == Paging(
        2, 10, None, None, has_next=False, has_previous=True
    )


@pytest.mark.parametrize(
    ("told", "pages"),
    [
        ({"pages": 12}, 12),
        ({"pages": "12"}, 12),
        ({"pages": 0}, 1),
        ({"pages": -1}, None),
        ({"pages": None}, None),
        ({"pages": "x"}, None),
        ({"pages": True}, None),
        ({"pages": 10**30}, 10**9),
        ({"pages": -1, "total": 95}, 10),
        ({"total": 0}, 1),
        ({"total": 101, "per_page": 100}, 2),
    ],
)
def test_the_number_of_pages_is_clamped_or_counted(told, pages):
    assert paging(**told).pages == pages


@pytest.mark.parametrize(
    ("told", "page", "per_page"),
    [
        ({"page": 3, "pages": 5, "per_page": 25}, 3, 25),
        ({"page": 0, "per_page": 0}, 2, 10),
        ({"page": -1, "per_page": -1}, 2, 10),
        ({"page": "x", "per_page": None}, 2, 10),
        ({"page": 900, "pages": 5}, 5, 10),
    ],
)
def test_impossible_numbers_are_those_of_the_question(told, page, per_page):
    found = paging(**told)
    assert (found.page, found.per_page) == (page, per_page)


@pytest.mark.parametrize(
    ("told", "has_next"),
    [
        ({"page": 1, "pages": 2}, True),
        ({"page": 2, "pages": 2, "next_url": "https://vss.example/?page=3"}, False),
        ({"page": 2, "next_url": "https://vss.example/?page=3"}, True),
        ({"page": 2, "next_url": None}, False),
    ],
)
def test_there_is_a_next_page_where_the_numbers_say_so(told, has_next):
    assert paging(**told).has_next is has_next


@pytest.mark.parametrize(
    ("told", "past_end"),
    [({"page": 9, "pages": 5}, True), ({"page": 5, "pages": 5}, False), ({"page": 9}, False)],
)
def test_a_list_that_became_shorter_is_told(told, past_end):
    assert paging(Query(page=9), **told).past_end is past_end


def test_is_written_and_read_back():
    rows = [{**ROWS[0], "odd": [1, None, "\ud800"]}, *ROWS[1:]]
    page = Page.from_json({"data": rows, "meta": META}, SECOND)
    kept = json.loads(json.dumps(page.to_json()))
    again = Page.from_json(kept, SECOND)
    assert again == page
    assert again.images[0].attributes == rows[0]


def test_rows_without_an_id_are_all_kept_and_told_apart():
    rows = [{"name": "a"}, {"name": "a"}, {"name": "b", "path": "a"}, {"name": "a", "id": 7}] * 2
    page = Page.from_json({"data": rows, "meta": META}, SECOND)
    assert [image.name for image in page.images] == ["a", "a", "b", "a", "a", "a", "b"]
    assert len({image.key for image in page.images}) == 7
    assert Page.from_json(page.to_json(), SECOND) == page


def test_references_are_written_and_read_back():
    page = Page.from_json({"data": ["https://vss.example/v2/iso/11"], "meta": META}, SECOND)
    assert Page.from_json(page.to_json(), SECOND) == page


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
PAGES_KEYS = ("page", "pages", "per_page", "total", "next_url", "prev_url")
told = st.fixed_dictionaries({}, optional=dict.fromkeys(PAGES_KEYS, anything))


@given(told, st.integers(1, 50), st.integers(1, 250))
def test_any_metadata_gives_a_place_that_can_be_shown_generated(pages, page, per_page):
    place = Paging.from_json({"pages": pages}, Query(page=page, per_page=per_page))
    assert place.page >= 1
    assert place.per_page >= 1
    assert place.pages is None or place.pages >= 1
    assert place.total is None or place.total >= 0


@given(st.fixed_dictionaries({}, optional={"data": anything, "meta": anything}) | anything)
def test_any_answer_is_a_page_or_refused_generated(body):
    try:
        page = Page.from_json(body, Query())
    except MalformedPage:
        return
    assert len(page.images) + page.unreadable <= len(body["data"])
