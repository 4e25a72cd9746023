"""Clauses evaluated on images at hand."""

from datetime import UTC, datetime

import pytest

from vss_tui.filters import highlights, parse, predicate
from vss_tui.models.image import Image

NOW = datetime(2024, 3, 31, 16, 30, tzinfo=UTC)
UBUNTU = Image(
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
    assert not predicate(parse(typed, NOW))(Image(None, "a.iso", created_on="yesterday"))


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
