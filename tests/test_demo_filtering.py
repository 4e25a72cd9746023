"""How the embedded service reads ``filter`` and ``sort``, and what they let through."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vss_tui.demo.filtering import ParameterError, parse_filter, parse_sort
from vss_tui.demo.images import SERVICE_ZONE, Collection, StoredImage

FILTERS = [
    ("", []),
    ("name,like,%ubuntu%", [("name", "like", "%ubuntu%")]),
    ("name,eq,a,b.iso", [("name", "eq", "a,b.iso")]),
    ("id,in,11,14,17", [("id", "in", "11,14,17")]),
    ("id,ge,100", [("id", "ge", "100")]),
    ("id,eq,-1", [("id", "eq", "-1")]),
    ("public,ne,true", [("public", "ne", "true")]),
    ("created_on,ge,2024-01-01", [("created_on", "ge", "2024-01-01")]),
    ("updated_on,lt,2024-01-01 13:05", [("updated_on", "lt", "2024-01-01 13:05")]),
    ("updated_on,lt,2024-01-01 13:05:59", [("updated_on", "lt", "2024-01-01 13:05:59")]),
    ("path,like,[vss%;id,gt,7", [("path", "like", "[vss%"), ("id", "gt", "7")]),
    ("data_store,eq,x", [("data_store", "eq", "x")]),
    ("name,eq, a ", [("name", "eq", " a ")]),
]

BAD_FILTERS = [
    ("name", "malformed filter: name"),
    ("name,like", "malformed filter: name,like"),
    ("name=like,x", "malformed filter: name=like,x"),
    (";", "malformed filter: "),
    ("id,eq,1;", "malformed filter: "),
    ("nmae,eq,x", "unknown field: nmae"),
    ("Name,eq,x", "unknown field: Name"),
    (" name,eq,x", "unknown field:  name"),
    ("name,has,x", "unknown operator: has"),
    ("name,LIKE,x", "unknown operator: LIKE"),
    ("name,eq,", "missing value: name,eq,"),
    ("id,in,1,,2", "missing value for id"),
    ("name,in,a,", "missing value for name"),
    ("id,eq,x", "invalid value for id: x"),
    ("id,eq,1.5", "invalid value for id: 1.5"),
    ("id,eq,١", "invalid value for id: ١"),
    ("id,eq,9223372036854775808", "invalid value for id: 9223372036854775808"),
    ("id,in,1, 2", "invalid value for id:  2"),
    ("id,like,1%", "operator like does not apply to id"),
    ("created_on,like,2024%", "operator like does not apply to created_on"),
    ("public,gt,true", "operator gt does not apply to public"),
    ("public,eq,yes", "invalid value for public: yes"),
    ("created_on,ge,2024-13-01", "invalid value for a time: 2024-13-01"),
    ("created_on,ge,30d", "invalid value for a time: 30d"),
]


@pytest.mark.parametrize(("parameter", "clauses"), FILTERS)
def test_filter_is_read(parameter: str, clauses: list[tuple[str, str, str]]) -> None:
    assert parse_filter(parameter) == clauses


@pytest.mark.parametrize(("parameter", "message"), BAD_FILTERS)
def test_filter_is_refused(parameter: str, message: str) -> None:
    with pytest.raises(ParameterError) as refusal:
        parse_filter(parameter)
    assert str(refusal.value) == message


@given(st.text(max_size=40) | st.from_regex(r"(id|name|public),(eq|in|like),.*", fullmatch=True))
def test_any_filter_is_read_or_refused(parameter: str) -> None:
    try:
        clauses = parse_filter(parameter)
    except ParameterError:
        return
    assert ";".join(",".join(clause) for clause in clauses) == parameter


@pytest.mark.parametrize(
    ("parameter", "order"),
    [
        ("", []),
        ("name,asc", [("name", "asc")]),
        ("path,desc;id,asc", [("path", "desc"), ("id", "asc")]),
    ],
)
def test_sort_is_read(parameter: str, order: list[tuple[str, str]]) -> None:
    assert parse_sort(parameter) == order


@pytest.mark.parametrize(
    ("parameter", "message"),
    [
        ("name", "malformed sort: name"),
        ("name,asc;", "malformed sort: "),
        ("size,asc", "unknown field: size"),
        ("name,up", "unknown direction: up"),
        ("name,asc,id", "unknown direction: asc,id"),
    ],
)
def test_sort_is_refused(parameter: str, message: str) -> None:
    with pytest.raises(ParameterError) as refusal:
        parse_sort(parameter)
    assert str(refusal.value) == message


def image(number: int, name: str, created: datetime, *, public: bool = True) -> StoredImage:
    local = created.replace(tzinfo=SERVICE_ZONE)
    return StoredImage(number, name, f"[s] d/{name}", "s", public, local, local)


IMAGES = Collection(
    [
        image(1, "Ubuntu.iso", datetime(2024, 1, 1)),
        image(2, "ubuntu-22.iso", datetime(2024, 1, 1, 13, 5), public=False),
        image(3, "CentOS-7.iso", datetime(2024, 1, 2)),
        image(4, "a,b.iso", datetime(2023, 12, 31, 23, 59, 59)),
        image(5, "ab_ab.iso", datetime(2022, 6, 1)),
    ]
)


@pytest.mark.parametrize(
    ("parameter", "ids"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("name,like,%ubuntu%", [1, 2]),
        ("name,like,CentO%", [3]),
        ("name,like,%7.iso", [3]),
        ("name,like,%.ISO", [1, 2, 3, 4, 5]),
        ("name,like,c%s%7%o", [3]),
        ("name,like,ubuntu", []),
        ("name,like,ubuntu.iso", [1]),
        ("name,like,%", [1, 2, 3, 4, 5]),
        ("name,like,%%%", [1, 2, 3, 4, 5]),
        ("name,like,ab%ab%ab%", []),
        ("name,like,ab_ab%", [5]),
        ("name,like,ab.ab%", []),
        ("name,eq,a,b.iso", [4]),
        ("name,eq,ubuntu.iso", []),
        ("name,ne,a,b.iso", [1, 2, 3, 5]),
        ("name,lt,a", [1, 3]),
        ("name,in,Ubuntu.iso,CentOS-7.iso", [1, 3]),
        ("path,like,[s] d/u%", [1, 2]),
        ("id,in,1,3,99", [1, 3]),
        ("id,gt,3", [4, 5]),
        ("id,le,2", [1, 2]),
        ("public,eq,false", [2]),
        ("public,ne,false;id,lt,4", [1, 3]),
        ("created_on,eq,2024-01-01", [1]),
        ("created_on,ge,2024-01-01;created_on,lt,2024-01-02", [1, 2]),
        ("created_on,gt,2024-01-01 13:04", [2, 3]),
        ("updated_on,in,2024-01-01 13:05:00,2024-01-02", [2, 3]),
    ],
)
def test_filter_lets_through(parameter: str, ids: list[int]) -> None:
    assert [found.id for found in IMAGES.select(parameter, "")] == ids


def test_like_can_mind_the_case() -> None:
    found = IMAGES.select("name,like,%ubuntu%", "", like_ignores_case=False)
    assert [image.id for image in found] == [2]


@pytest.mark.parametrize(
    ("parameter", "ids"),
    [
        ("name,asc", [3, 1, 4, 5, 2]),
        ("name,desc", [2, 5, 4, 1, 3]),
        ("created_on,asc", [5, 4, 1, 2, 3]),
        ("data_store,desc", [1, 2, 3, 4, 5]),
        ("public,asc;id,desc", [2, 5, 4, 3, 1]),
    ],
)
def test_sort_orders(parameter: str, ids: list[int]) -> None:
    assert [found.id for found in IMAGES.select("", parameter)] == ids
