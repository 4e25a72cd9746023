"""An image, as the service describes it."""

from typing import Any

import pytest

from tests.images import make_image
from vss_tui.models.image import Image, UnreadableImage, short_time
from vss_tui.support.safe_text import Untrusted

ROW = {
    "created_on": "2017-11-17 13:51:31 EST",
    "data_store": "vssUser-xfers",
    "id": 223,
    "name": "ud.iso",
    "path": "[vssUser-xfers] josem/config-drive/ud.iso",
    "public": False,
    "updated_on": "2018-01-02 Tue 03:04:05 EST",
}


def test_holds_what_the_service_sent():
    image = Image.from_json(ROW)
    assert image == make_image(
        id=223,
        name="ud.iso",
        path="[vssUser-xfers] josem/config-drive/ud.iso",
        data_store="vssUser-xfers",
        public=False,
        created_on="2017-11-17 13:51:31 EST",
        updated_on="2018-01-02 Tue 03:04:05 EST",
    )
    assert (image.created, image.updated) == ("2017-11-17 13:51", "2018-01-02 03:04")


def test_keeps_keys_that_nobody_knows_yet():
    image = Image.from_json({**ROW, "_links": {"self": "x"}, "size": 3})
    assert image.attributes["size"] == 3
    assert image.attributes["_links"] == {"self": "x"}


def test_texts_are_untrusted_and_the_row_is_exact():
    row = {**ROW, "name": "\x1b[2J", "tags": ["\x1b", {"\x07": 7}]}
    image = Image.from_json(row)
    tags: Any = image.attributes["tags"]
    texts = (image.name, image.path, image.data_store, image.created_on, image.updated_on)
    assert all(isinstance(text, Untrusted) for text in (*texts, image.folder))
    assert f"{image.name} {tags[0]}" == "\\u{1b}[2J \\u{1b}"
    assert [f"{key}" for key in tags[1]] == ["\\u{7}"]
    assert image.attributes == image.row == image.to_json() == row
    assert type(image.row["name"]) is str
    assert isinstance(Image.from_json("https://vss.example/v2/iso/17").name, Untrusted)


def test_deeply_nested_attributes_are_read():
    value: object = "x"
    for _ in range(900):
        value = [value]
    assert Image.from_json({**ROW, "deep": value}).attributes["deep"]


@pytest.mark.parametrize(
    "row",
    [None, 7, "", [], {}, {"id": 7}, {"name": ""}, {"name": None}, {"name": ["a"]}],
    ids=repr,
)
def test_a_row_without_a_name_is_no_image(row):
    with pytest.raises(UnreadableImage):
        Image.from_json(row)


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        ("id", "17", 17),
        ("id", "x", None),
        ("id", True, None),
        ("id", 1.5, None),
        ("id", "٣", None),
        ("id", "9" * 5000, None),
        ("name", 22.04, "22.04"),
        ("path", None, ""),
        ("path", ["a"], ""),
        ("data_store", {}, ""),
        ("public", "yes", None),
        ("public", 1, None),
        ("created_on", 0, "0"),
        ("updated_on", False, ""),
    ],
)
def test_a_value_of_an_odd_type_is_raw_or_empty(field, value, read):
    image = Image.from_json({**ROW, field: value})
    assert getattr(image, field) == read
    assert image.attributes[field] == value


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://vss.example/v2/iso/17", 17),
        ("https://vss.example/v2/iso/17/", 17),
        ("https://vss.example/v2/iso/abc", None),
        ("17", 17),
    ],
)
def test_a_reference_names_an_image_too(url, number):
    image = Image.from_json(url)
    assert (image.id, image.name) == (number, url)


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ({"id": 7, "name": "a", "path": "p"}, 7),
        ({"id": 0, "name": "a"}, 0),
        ({"name": "a", "path": "[s] p/a"}, ("[s] p/a", 0)),
        ({"name": "a"}, ("a", 0)),
    ],
)
def test_is_told_from_others_by_the_best_it_has(row, key):
    assert Image.from_json(row).key == key


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("[vss-ISOs] Linux/Ubuntu/a.iso", "Linux/Ubuntu"),
        ("[vss-ISOs] a.iso", ""),
        ("[vss-ISOs] Linux/[old] x/a.iso", "Linux/[old] x"),
        ("[vss-ISOs]Linux/a.iso", "Linux"),
        ("Linux/Ubuntu/a.iso", "Linux/Ubuntu"),
        ("odd] Linux/a.iso", "odd] Linux"),
        ("", ""),
    ],
)
def test_its_folder_is_the_path_within_the_store(path, folder):
    assert make_image(1, "a.iso", path).folder == folder


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("2017-11-17 13:51:31 EST", "2017-11-17 13:51"),
        ("2020-04-24 Fri 16:36:15 EDT", "2020-04-24 16:36"),
        ("2017-11-17T13:51:31Z", "2017-11-17 13:51"),
        ("2017-11-17 13:51", "2017-11-17 13:51"),
        ("2017-11-17", "2017-11-17"),
        ("yesterday", "yesterday"),
        ("", ""),
    ],
)
def test_a_time_is_short_where_its_form_is_known(text, short):
    assert short_time(text) == short
