"""The query of a list."""

import pytest

from vss_tui.demo.demo_service import utc_now
from vss_tui.filters import NO_FILTER, parse
from vss_tui.filters.fields import Field
from vss_tui.models.query import Query, SortError, SortKey

NAME, NAME_DOWN = SortKey(Field.NAME), SortKey(Field.NAME, descending=True)
UBUNTU = parse("ubuntu", utc_now())


def test_asks_for_fifty_images_unless_told():
    assert Query() == Query(NO_FILTER, (), 1, 50)


@pytest.mark.parametrize(
    ("text", "parameter"),
    [
        ("name", "name,asc"),
        ("name,desc", "name,desc"),
        ("name=desc", "name,desc"),
        ("name , DESC", "name,desc"),
        (" Created_On ", "created_on,asc"),
        ("updated,desc", "updated_on,desc"),
        ("Created=desc", "created_on,desc"),
        ("store", "data_store,asc"),
        ("folder", "path,asc"),
        ("id,asc", "id,asc"),
        ("id,", "id,asc"),
    ],
)
def test_an_order_is_read_in_each_of_its_forms(text, parameter):
    assert SortKey.parse(text).parameter == parameter


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nmae", 'cannot sort by "nmae": did you mean "name"?'),
        ("zzz", 'cannot sort by "zzz": use id, name, path, folder, store'),
        ("store,up", 'sort direction "up" is not known; use asc or desc'),
        ("updatd", 'did you mean "updated"?'),
        ("", 'cannot sort by ""'),
        ("name,up", 'sort direction "up" is not known; use asc or desc'),
        ("name,asc,desc", "is not known; use asc or desc"),
    ],
)
def test_an_unknown_order_is_refused_in_words(text, words):
    with pytest.raises(SortError) as refused:
        SortKey.parse(text)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("field", "first", "second"),
    [
        *((field, "asc", "desc") for field in (Field.NAME, Field.PATH, Field.ID)),
        *((field, "desc", "asc") for field in (Field.CREATED_ON, Field.UPDATED_ON)),
    ],
)
def test_a_sort_goes_both_ways_then_away_dates_newest_first(field, first, second):
    query = Query(page=4)
    seen = []
    for _ in range(4):
        query = query.with_next_sort(field)
        seen.append(query.sort_parameter)
    assert seen == [f"{field},{first}", f"{field},{second}", "", f"{field},{first}"]


@pytest.mark.parametrize("sort", [(), (NAME,), (NAME_DOWN,), (SortKey(Field.ID), NAME)])
def test_a_sort_that_is_set_does_not_cycle(sort):
    query = Query(sort=sort, page=4).with_next_sort(Field.NAME, cycle=False)
    assert query == Query(sort=(NAME,), page=4 if sort == (NAME,) else 1)


@pytest.mark.parametrize("before", [(SortKey(Field.ID),), (NAME, SortKey(Field.ID)), ()])
def test_another_order_begins_upwards(before):
    assert Query(sort=before).with_next_sort(Field.NAME).sort == (NAME,)


def test_the_first_key_counts_most():
    assert Query(sort=(NAME_DOWN, SortKey(Field.ID))).sort_parameter == "name,desc;id,asc"


@pytest.mark.parametrize(
    "change",
    [
        lambda query: query.filtered(UBUNTU),
        lambda query: query.sorted_by(NAME),
        lambda query: query.with_next_sort(Field.ID),
        lambda query: query.with_page_size(25),
        lambda query: query.with_next_page_size(1),
    ],
    ids=["filter", "order", "order's cycle", "page size", "next page size"],
)
def test_any_change_but_the_pages_returns_to_the_first_page(change):
    assert change(Query(page=7)).page == 1


def test_a_turned_page_keeps_all_else():
    query = Query(UBUNTU, (NAME,), 3, 25)
    assert query.with_page(9) == Query(UBUNTU, (NAME,), 9, 25)


@pytest.mark.parametrize(("asked", "page"), [(1, 1), (0, 1), (-5, 1), (12, 12)])
def test_there_is_no_page_before_the_first(asked, page):
    assert Query().with_page(asked).page == page


@pytest.mark.parametrize(
    ("size", "step", "next_size"),
    [
        (10, 1, 25),
        (25, 1, 50),
        (50, 1, 100),
        (100, 1, 250),
        (250, 1, 250),
        (250, -1, 100),
        (50, -1, 25),
        (10, -1, 10),
        (30, 1, 50),
        (30, -1, 25),
        (3, -1, 3),
    ],
)
def test_page_sizes_go_by_steps(size, step, next_size):
    assert Query(per_page=size).with_next_page_size(step).per_page == next_size


@pytest.mark.parametrize(("size", "kept"), [(0, 1), (-3, 1), (77, 77), (250, 250), (500, 250)])
def test_a_page_size_is_one_that_the_service_takes(size, kept):
    assert Query().with_page_size(size).per_page == kept


@pytest.mark.parametrize(
    ("sort", "parameter"),
    [
        ((), "id,asc"),
        ((NAME,), "name,asc;id,asc"),
        ((NAME_DOWN, SortKey(Field.ID, descending=True)), "name,desc;id,desc"),
    ],
)
def test_all_pages_are_read_in_an_order_without_ties(sort, parameter):
    query = Query(UBUNTU, sort, 3, 25).for_all_pages()
    assert (query.filter, query.page, query.per_page) == (UBUNTU, 1, 250)
    assert query.sort_parameter == parameter
