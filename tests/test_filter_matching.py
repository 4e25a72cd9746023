"""Clauses evaluated on loaded images."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from tests.images import make_image
from vss_tui.demo.images import SERVICE_ZONE, Collection, StoredImage
from vss_tui.filters import Clause, Filter, Operator, highlights, parse, predicate
from vss_tui.filters.fields import KIND_OF, NAMES, Field, Kind
from vss_tui.models.image import Image

NOW = datetime(2024, 3, 31, 16, 30, tzinfo=UTC)
UBUNTU = make_image(
    id=7,
    name="Ubuntu-22.04.iso",
    path="[vss-ISOs] Linux/Ubuntu/Ubuntu-22.04.iso",
    data_store="vss-ISOs",
    public=True,
    created_on="2020-04-24 Fri 16:36:15 EDT",
    updated_on="2021-11-17 13:51:31 EST",
)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "UBUNTU",
        "ubuntu and 22",
        "name = UBUNTU-22.04.iso",
        "name like ubuntu%",
        "name ~ *.ISO",
        "name in x, ubuntu-22.04.iso",
        "path ~ [vss-isos] linux/",
        "data_store != x",
        "id = 7",
        "id != 8",
        "id in 6, 7",
        "id >= 7",
        "public = yes",
        "public != no",
        "created_on = 2020-04-24",
        "created_on <= 2020-04-24 16:36:15",
        "updated_on > 2021-11-17 13:51:30",
        "updated_on in 2021-11-17 13:51:31",
    ],
)
def test_passes(typed: str) -> None:
    assert predicate(parse(typed, NOW))(UBUNTU)


@pytest.mark.parametrize(
    "typed",
    [
        "debian",
        "ubuntu and debian",
        "name = ubuntu",
        "name != UBUNTU-22.04.iso",
        "name like ubuntu",
        "name ~ 22*ubuntu",
        "name ~ ubuntu_22*",
        "id > 7",
        "id in 8, 9",
        "public = no",
        "created_on < 2020-04-24",
        "updated_on >= 2021-11-17 13:51:32",
    ],
)
def test_does_not_pass(typed: str) -> None:
    assert not predicate(parse(typed, NOW))(UBUNTU)


@pytest.mark.parametrize(
    "typed", ["id != 8", "public != yes", "public = yes", "created_on > 2000-01-01"]
)
def test_what_an_image_lacks_passes_no_clause(typed: str) -> None:
    assert not predicate(parse(typed, NOW))(make_image(None, "a.iso", created_on="yesterday"))


@pytest.mark.parametrize(
    ("typed", "name", "marked"),
    [
        ("ubuntu", "Ubuntu-22.iso", "⟦Ubuntu⟧-22.iso"),
        ("22 and ubuntu", "Ubuntu-22.iso", "⟦Ubuntu⟧-⟦22⟧.iso"),
        ("ubu and untu", "Ubuntu-22.iso", "⟦Ubuntu⟧-22.iso"),
        ("name ~ u*2*.iso", "Ubuntu-22.iso", "⟦U⟧buntu-⟦2⟧2⟦.iso⟧"),
        ("name = ubuntu.iso", "Ubuntu.iso", "⟦Ubuntu.iso⟧"),
        ("name in a, b", "B", "⟦B⟧"),
        ("path ~ linux/ub", "Ubuntu-22.iso", "⟦Ub⟧untu-22.iso"),
        ("path ~ linux/*22*", "Ubuntu-22.iso", "Ubuntu-⟦22⟧.iso"),
        ("path ~ linux/", "Ubuntu-22.iso", "Ubuntu-22.iso"),
        ("name != x and id = 22", "Ubuntu-22.iso", "Ubuntu-22.iso"),
        ("strasse", "Straße-1.iso", "⟦Straße⟧-1.iso"),
        ("s", "ß", "⟦ß⟧"),
        ("debian", "Ubuntu.iso", "Ubuntu.iso"),
        ("", "Ubuntu.iso", "Ubuntu.iso"),
    ],
)
def test_the_matching_parts_of_a_name(typed: str, name: str, marked: str) -> None:
    shown = name
    for start, end in reversed(highlights(parse(typed, NOW), name)):
        shown = f"{shown[:start]}⟦{shown[start:end]}⟧{shown[end:]}"
    assert shown == marked


TEXTS = st.text(st.sampled_from("aAbBsSß %/_-.[]é光İ"), max_size=6)
TIMES = st.datetimes(datetime(2023, 12, 30), datetime(2024, 1, 3)).map(
    lambda time: time.replace(microsecond=0, tzinfo=SERVICE_ZONE)
)
STORED = st.builds(
    StoredImage, st.integers(0, 12), TEXTS, TEXTS, TEXTS, st.booleans(), TIMES, TIMES
)
VALUES = {
    Kind.TEXT: st.text(st.sampled_from("aAbsSß%%/_é光İ,"), min_size=1, max_size=5),
    Kind.NUMBER: st.integers(-1, 12).map(str),
    Kind.BOOLEAN: st.sampled_from(["true", "false"]),
    Kind.DATE: TIMES.flatmap(
        lambda time: st.sampled_from(["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]).map(
            time.strftime
        )
    ),
}


@st.composite
def clauses(draw: st.DrawFn) -> Clause:
    field = draw(st.sampled_from(Field))
    operator = draw(st.sampled_from([each for each in Operator if NAMES[field].supports(each)]))
    values = VALUES[KIND_OF[field]]
    if operator is not Operator.IN:
        return Clause(field, operator, draw(values))
    items = draw(st.lists(values.filter(lambda value: "," not in value), min_size=1, max_size=3))
    return Clause(field, operator, ",".join(items))


def sent(stored: StoredImage, weekday: str) -> Image:
    """The image as the service sends it, its times in one of two forms."""
    form = f"%Y-%m-%d {weekday}%H:%M:%S %Z"
    return Image.from_json(
        {
            **{str(field): getattr(stored, field) for field in Field},
            "name": stored.name or "-",
            "created_on": stored.created_on.strftime(form),
            "updated_on": stored.updated_on.strftime(form),
        }
    )


def without_case(stored: StoredImage) -> StoredImage:
    texts = {
        str(field): getattr(stored, field).casefold()
        for field in Field
        if KIND_OF[field] is Kind.TEXT
    }
    return replace(stored, **(texts | {"name": texts["name"] or "-"}))


@given(st.lists(STORED, max_size=5), st.lists(clauses(), max_size=3), st.sampled_from(["", "%a "]))
def test_images_pass_as_the_service_would_have_it(
    images: list[StoredImage], wanted: list[Clause], weekday: str
) -> None:
    # The service minds the case of all but "like": it is given texts and values without case.
    filter_ = ";".join(
        f"{clause.field},{clause.operator},{clause.value.casefold()}" for clause in wanted
    )
    passed = Collection(map(without_case, images)).select(filter_, "")
    passes = predicate(Filter("", tuple(wanted)))
    found = [passes(sent(stored, weekday)) for stored in images]
    assert [
        without_case(stored) for stored, passing in zip(images, found, strict=True) if passing
    ] == list(passed)
    event(f"{sum(found)} of {len(images)} pass {min(len(wanted), 2)} clauses")


@given(st.lists(clauses(), max_size=3), TEXTS)
def test_highlights_are_parts_of_the_name_in_order(wanted: list[Clause], name: str) -> None:
    spans = highlights(Filter("", tuple(wanted)), name)
    flat = [offset for span in spans for offset in span]
    assert flat == sorted(set(flat))
    assert not flat or 0 <= flat[0] < flat[-1] <= len(name)
