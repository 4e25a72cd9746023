"""What the filter suggests while it is typed."""

from datetime import UTC, datetime

import pytest

from vss_tui.filters import complete, parse, words

NOW = datetime(2024, 3, 31, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("n", "name"),
        ("na", "name"),
        ("  na", "  name"),
        ("p", "path"),
        ("pu", "public"),
        ("d", "data_store"),
        ("c", "created"),
        ("u", "updated"),
        ("f", "folder"),
        ("s", "store"),
        ("created_", "created_on"),
        ("ubuntu pu", "ubuntu public"),
        ("ubuntu 22 up", "ubuntu 22 updated"),
        ("ubuntu&&na", "ubuntu&&name"),
        ("ubuntu and na", "ubuntu and name"),
        ("name ~ x;i", "name ~ x;id"),
        ("name,like,x; up", "name,like,x; updated"),
    ],
)
def test_a_field_completes_at_the_beginning_of_a_clause(typed: str, completed: str) -> None:
    assert complete(typed) == completed


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("name l", "name like"),
        ("name i", "name in"),
        ("path li", "path like"),
        ("id i", "id in"),
        ("id !", "id !="),
        ("name ", "name ~"),
        ("id  ", "id  ="),
        ("created_on ", "created_on >"),
        ("ubuntu and data_store l", "ubuntu and data_store like"),
        ("name,l", "name,like,"),
        ("updated ", "updated >"),
        ("windows store l", "windows store like"),
        ("folder ", "folder ~"),
        ("ubuntu id ", "ubuntu id ="),
        ("created,g", "created,gt,"),
        ("ubuntu name,l", "ubuntu name,like,"),
        ("folder,", "folder,like,"),
        ("id,g", "id,gt,"),
        ("id,like", None),
        ("name,like", "name,like,"),
    ],
)
def test_an_operator_completes_behind_a_field_that_it_goes_with(
    typed: str, completed: str | None
) -> None:
    assert complete(typed) == completed


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("ubuntu a", "ubuntu and"),
        ("ubuntu 22 an", "ubuntu 22 and"),
        ("name ~ ubuntu an", "name ~ ubuntu and"),
        ('name = "a" a', 'name = "a" and'),
        ("id in 1, 2 a", "id in 1, 2 and"),
        ("public = y", "public = yes"),
        ("public != n", "public != no"),
        ("public=of", "public=off"),
        ("ubuntu &", "ubuntu &&"),
        ("updated a", "updated and"),
        ("id in (11, 14", "id in (11, 14)"),
        ("id in (11 ", "id in (11 )"),
        ('name in ("a b"', 'name in ("a b")'),
        ("x id in(11", "x id in(11)"),
    ],
)
def test_keywords_and_flags_complete_where_they_may_stand(typed: str, completed: str) -> None:
    assert complete(typed) == completed


@pytest.mark.parametrize(
    ("typed", "completed"),
    [("NA", "NAme"), ("Name L", "Name Like"), ("ubuntu A", "ubuntu And")],
)
def test_what_was_typed_keeps_its_case(typed: str, completed: str) -> None:
    assert complete(typed) == completed


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "ubuntu",
        "ubuntu ",
        "name",
        "updated",
        "created_on",
        "ubuntu s",
        "ubuntu updated",
        "id in (",
        "id in (11,",
        "id in (11) ",
        "name = a (b",
        "(na",
        "id l",
        "public i",
        "name ~",
        "name ~ ",
        "name ~ na",
        "name ~ a",
        "name like a",
        "name,like,a",
        "name,like,x an",
        "id in 1, a",
        "nothing l",
        "ubuntu and",
        '"na',
        '"na"',
        '"a"an',
        "not na",
        "x" * 5000,
        f"{'x' * 5000} a",
    ],
)
def test_nothing_completes_elsewhere(typed: str) -> None:
    assert complete(typed) is None


def test_the_words_for_a_shell_begin_every_field_and_need_a_value_only() -> None:
    assert {"name~", "id>=", "data_store=", "public!=", "created_on>", "updated_on<"} < set(words())
    assert "id~" not in words()
    assert {"store=", "created>", "folder~"} < set(words())
    assert "folder=" not in words()
    dates = dict.fromkeys(("created", "created_on", "updated", "updated_on"), "1h")
    values = {"id": "7", "public": "yes", **dates}
    for word in words():
        value = values.get(word.rstrip("~!<>="), "x")
        assert parse(word + value, NOW).parameter, word
