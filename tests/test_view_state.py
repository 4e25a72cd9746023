"""What lasts from run to run."""

import json
import os

import pytest

from vss_tui.filters.fields import Field
from vss_tui.models.query import Library, SortKey
from vss_tui.view_state import ViewState, ViewStateFile

EVERYTHING = ViewState(
    tab=Library.PERSONAL,
    per_page=25,
    sort={
        Library.PUBLIC: (SortKey(Field.NAME, descending=True), SortKey(Field.ID)),
        Library.PERSONAL: (),
    },
    details=True,
    theme="nord",
    filters=("ubuntu", "name ~ Cent*7 and id > 100"),
)


@pytest.fixture
def state_file(tmp_path):
    return ViewStateFile(tmp_path / "state")


@pytest.fixture
def file(tmp_path):
    folder = tmp_path / "state"
    folder.mkdir()
    return folder / "browser.json"


def test_comes_back_as_it_was(state_file):
    state_file.save(EVERYTHING)
    assert state_file.load() == EVERYTHING


def test_the_first_run_starts_with_the_defaults(state_file):
    assert state_file.load() == ViewState(Library.PUBLIC, 50, {}, False, "", ())


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"null", b"[]", b"7", b"\xff\xfe", b"[" * 100_000, b" " * 300_000],
    ids=lambda content: repr(content[:20]),
)
def test_what_cannot_be_read_counts_as_nothing_and_is_set_aside(state_file, file, content):
    file.write_bytes(content)
    assert state_file.load() == ViewState()
    assert state_file.warning == (
        "saved view ignored: the file is corrupt (it will be kept as browser.json.unused)"
    )
    state_file.save(EVERYTHING)
    assert file.with_name("browser.json.unused").read_bytes() == content
    assert state_file.load() == EVERYTHING
    assert state_file.warning == ""


@pytest.mark.skipif(os.name != "posix", reason="links are those of POSIX")
def test_a_link_in_its_place_is_not_used(state_file, file, tmp_path):
    (tmp_path / "elsewhere").write_bytes(b"{}")
    file.symlink_to(tmp_path / "elsewhere")
    assert state_file.load() == ViewState()
    assert "is a link" in state_file.warning
    state_file.save(EVERYTHING)
    assert (tmp_path / "elsewhere").read_bytes() == b"{}"
    assert state_file.load() == EVERYTHING


@pytest.mark.parametrize(
    "content",
    [
        {"tab": "other"},
        {"tab": ["public"]},
        {"tab": None},
        {"per_page": 0},
        {"per_page": 251},
        {"per_page": -1},
        {"per_page": "50"},
        {"per_page": 25.0},
        {"per_page": True},
        {"details": 1},
        {"details": "yes"},
        {"theme": 7},
        {"filters": "ubuntu"},
        {"filters": {"a": 1}},
        {"filters": [1, None, ["x"]]},
        {"unknown": "key"},
    ],
    ids=json.dumps,
)
def test_a_value_of_an_odd_type_is_left_out(state_file, file, content):
    file.write_text(json.dumps(content))
    assert repr(state_file.load()) == repr(ViewState())


@pytest.mark.parametrize(
    ("sort", "kept"),
    [
        ({"public": ["name,desc"]}, (SortKey(Field.NAME, descending=True),)),
        ({"public": ["nonsense"]}, ()),
        ({"public": [7]}, ()),
        ({"public": "name"}, ()),
        ({"elsewhere": ["name"]}, ()),
        ([], ()),
        ("name", ()),
    ],
    ids=str,
)
def test_an_order_that_nobody_knows_is_left_out(state_file, file, sort, kept):
    file.write_text(json.dumps({"sort": sort, "per_page": 25}))
    found = state_file.load()
    assert found.sort.get(Library.PUBLIC, ()) == kept
    assert found.per_page == 25


@pytest.mark.parametrize(
    ("before", "used", "after"),
    [
        ((), "ubuntu", ("ubuntu",)),
        (("a", "b"), "c", ("a", "b", "c")),
        (("a", "b", "c"), "a", ("b", "c", "a")),
        (("a",), "", ("a",)),
        (("a",), "  ", ("a",)),
        (("a",), "x" * 1001, ("a",)),
    ],
)
def test_a_filter_is_remembered_once_and_as_the_last(before, used, after):
    assert ViewState(filters=before).with_filter(used).filters == after


def test_two_hundred_filters_are_remembered():
    remembered = ViewState()
    for number in range(250):
        remembered = remembered.with_filter(f"id = {number}")
    assert remembered.filters == tuple(f"id = {number}" for number in range(50, 250))


def test_filters_of_two_instances_come_together(state_file):
    state_file.save(ViewState(filters=("shared",)))
    first = state_file.load().with_filter("of the first")
    second = state_file.load().with_filter("of the second")
    state_file.save(first)
    state_file.save(second)
    assert state_file.load().filters == ("of the first", "shared", "of the second")


def test_a_lone_surrogate_is_kept(state_file):
    state_file.save(ViewState(filters=("\ud800",)))
    assert state_file.load().filters == ("\ud800",)


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_only_its_user_can_read_it(state_file, tmp_path):
    state_file.save(EVERYTHING)
    assert (tmp_path / "state" / "browser.json").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "state").write_bytes(b"a file in its place")
    with pytest.raises(OSError, match=r".+"):
        ViewStateFile(tmp_path / "state").save(EVERYTHING)
    assert ViewStateFile(tmp_path / "state").load() == ViewState()
