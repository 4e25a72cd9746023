"""What is in force while a filter is being typed."""

from datetime import UTC, datetime

import pytest

from tests.images import make_image
from vss_tui.filters import Filter, draft, parse, predicate
from vss_tui.filters.drafting import Draft

NOW = datetime(2024, 3, 31, 16, 30, tzinfo=UTC)
ROWS = [
    make_image(
        id=number,
        name=name,
        path=f"[vss-ISOs] {folder}/{name}",
        data_store="vss-ISOs",
        public=True,
        created_on=f"{day} 13:51:31 EST",
        updated_on=f"{day} 13:51:31 EST",
    )
    for number, folder, name, day in [
        (17, "Linux/Ubuntu", "ubuntu-22.04-live-server-amd64.iso", "2022-04-21"),
        (71, "Linux/Ubuntu", "ubuntu-22.04-desktop-amd64.iso", "2022-04-21"),
        (728, "Linux/CentOS", "CentOS-7.0-1406-x86_64-Minimal.iso", "2024-02-03"),
        (730, "Windows", "SQL_Server_2019_(Developer).iso", "2023-11-30"),
    ]
]


def has_matches(condition: Filter) -> bool:
    return any(map(predicate(condition), ROWS))


def drafted(typed: str) -> Draft:
    return draft(typed, NOW, has_matches)


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "ubuntu", "ubuntu server ", "id in (17, 71)", "name = x.iso ; id > 3", "zzz"],
)
def test_what_is_finished_is_in_force(typed: str) -> None:
    assert drafted(typed) == Draft(parse(typed, NOW))


@pytest.mark.parametrize(
    ("typed", "in_force", "incomplete"),
    [
        ("ubuntu and", "ubuntu", 'a clause is missing after "and"'),
        ("ubuntu;", "ubuntu", 'a clause is missing after ";"'),
        ("ubuntu &&", "ubuntu", 'a clause is missing after "&&"'),
        ("ubuntu &", "ubuntu", 'something is missing after "&"'),
        ("ubuntu&", "ubuntu", 'something is missing after "&"'),
        ("ubuntu,", "ubuntu", 'something is missing after ","'),
        ("ubuntu" + ",\xa0" * 1500, "ubuntu", 'something is missing after ","'),
        ("ubuntu" + "," * 3000, "ubuntu", 'something is missing after ","'),
        ("ubuntu , &, ", "ubuntu", 'something is missing after ","'),
        ("id in 17,", "id in 17", 'something is missing after ","'),
        ("id in 17, ", "id in 17", 'something is missing after ","'),
        ("id,in,17,", "id,in,17", 'something is missing after ","'),
        ("id in (17,", "", 'a closing ")" is missing'),
        ("ubuntu id in (17", "ubuntu", 'a closing ")" is missing'),
        ("ubuntu (x6", "ubuntu", 'a closing ")" is missing'),
        ('ubuntu "live ser', "ubuntu", 'a closing " is missing'),
        ("ubuntu name = “a", "ubuntu", "a closing “ is missing"),
        ("ubuntu and name", "ubuntu", "name needs an operator and a value: write name ~ ubuntu"),
        ("ubuntu and name ~", "ubuntu", 'a value is missing after "~"'),
        ("ubuntu id >", "ubuntu", 'a value is missing after ">"'),
        ("ubuntu updated > 202", "ubuntu", "the date is not complete"),
        ("name ~ and ubuntu", "ubuntu", 'a value is missing after "~"'),
        ("ubuntu id !", "ubuntu", "the operator is not complete: write id = 7"),
        ("ubuntu updated!", "ubuntu", "the operator is not complete: write updated > 2024-01-31"),
        # These may become "android", "oracle" and "notes".
        ("and", "", 'a clause is missing before "and"'),
        ("ubuntu or", "ubuntu", 'the service has no "or"'),
        ("Not", "", 'the service has no "not"'),
        ("ubuntu and not", "ubuntu", 'a clause is missing after "and"'),
        ("public = y", "", "the value is not complete: write yes or no"),
    ],
)
def test_what_is_missing_waits_and_the_complete_part_is_in_force(
    typed: str, in_force: str, incomplete: str
) -> None:
    found = drafted(typed)
    assert found.filter == parse(in_force, NOW)
    assert found.incomplete.startswith(incomplete)
    assert found.error is None


@pytest.mark.parametrize(
    ("typed", "in_force", "waiting"),
    [
        ("ubuntu an", "ubuntu", "an"),
        ("ubuntu upd", "ubuntu", "upd"),
        ("ubuntu && upd", "ubuntu", "upd"),
        ("ubuntu;cre", "ubuntu", "cre"),
        ("na", "", "na"),
        ("ubuntu updated", "ubuntu", "updated"),
        ("ubuntu updated ", "ubuntu", "updated"),
        ("ubuntu name", "ubuntu", "name"),
        ("ubuntu name l", "ubuntu", "name l"),
        ("ubuntu store li", "ubuntu", "store li"),
        ("ubuntu created,g", "ubuntu", "created,g"),
        ("ubuntu updated an", "ubuntu", "updated an"),
        ("updated", "", "updated"),
        ("fol", "", "fol"),
        ("name ~ ubuntu an", "name ~ ubuntu", "an"),
        # A value that a loaded row begins with, and an order that may let rows in again.
        ("name = Cent", "", "name = Cent"),
        ("ubuntu name = ubuntu-22", "ubuntu", "name = ubuntu-22"),
        ("name ~ *.is", "", "name ~ *.is"),
        ("name like ubuntu", "", "name like ubuntu"),
        ("id = 72", "", "id = 72"),
        ("name=lik", "", "name=lik"),
        ("ubuntu store = like", "ubuntu", "store = like"),
        ("id in 1", "", "id in 1"),
        ("id < 1", "", "id < 1"),
        ("name,eq,Cent", "", "name,eq,Cent"),
        ("created > 2024", "", "created > 2024"),
        ("created > 3000", "", "created > 3000"),
        ("created < 2022", "", "created < 2022"),
    ],
)
def test_what_may_go_on_waits_where_it_would_leave_no_row(
    typed: str, in_force: str, waiting: str
) -> None:
    found = drafted(typed)
    assert found.filter == parse(in_force, NOW)
    assert found.incomplete == f'no loaded row matches "{waiting}": keep typing, or press Enter'


@pytest.mark.parametrize(
    "typed",
    [
        "ubuntu ser",
        "ubuntu de",
        "SQL s",
        "zzz",
        "ubuntu zz",
        "ubuntu upd ",
        'ubuntu "upd"',
        "name,like,%ubuntu% an",
        "name ~ an",
        'name = "Cent"',
        "id in (1)",
        "id = 9",
        "name = zzz",
        "id > 99999",
        "created > 2030-05-06",
        "created > 1d",
        "created >= 2025",
    ],
)
def test_nothing_else_waits(typed: str) -> None:
    assert drafted(typed) == Draft(parse(typed, NOW))


def test_where_no_row_is_at_hand_nothing_waits_for_one() -> None:
    for typed in ("ubuntu an", "updated", "name = x", "id < 1"):
        assert draft(typed, NOW, lambda _: False) == Draft(parse(typed, NOW))


@pytest.mark.parametrize("typed", ["nmae = x", "ubuntu or ", "id = x,", "-x &", "ubuntu | an"])
def test_what_is_wrong_is_told_and_nothing_is_in_force(typed: str) -> None:
    found = drafted(typed)
    assert (found.filter, found.incomplete) == (None, "")
    assert found.error is not None


def test_typing_never_empties_the_list_before_the_expression_is_finished() -> None:
    for expression in (
        "ubuntu and id > 20",
        "ubuntu server && updated < 2023",
        "name ~ *.iso and public = yes",
        "name like CentOS%",
        "sql and created >= 2023-11-30",
        "ubuntu name ~ desktop",
        "id in (17, 728)",
        'name = "SQL_Server_2019_(Developer).iso"',
        "name = CentOS-7.0-1406-x86_64-Minimal.iso",
        "ubuntu store = vss-ISOs",
        "[vss-ISOs] Linux/CentOS updated > 2024-01",
        "name,like,CentOS%;id,eq,728",
        "minimal",
    ):
        for end in range(len(expression) + 1):
            found = drafted(expression[:end])
            assert found.filter is not None, (expression[:end], found)
            assert has_matches(found.filter), (expression[:end], found)
