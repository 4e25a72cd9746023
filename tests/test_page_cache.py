"""Pages kept on disk from run to run."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest

from vss_tui.filters import parse
from vss_tui.filters.fields import Field
from vss_tui.models.library import Library
from vss_tui.models.page import Page
from vss_tui.models.query import Query, SortKey
from vss_tui.page_cache import CachedPage, PageCache

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FIRST = Query()
PAGE = Page.from_json(
    {
        "data": [
            {"id": 11, "name": "a.iso", "path": "[vss-ISOs] a.iso", "odd": {"x": [1, None]}},
            {"id": 14, "name": "b\ud800\x1b.iso"},
        ],
        "meta": {"pages": {"page": 1, "pages": 5, "per_page": 50, "total": 240}, "user": "josem"},
    },
    FIRST,
)
KEPT = CachedPage(PAGE, NOON)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache" / "vss-tui"


@pytest.fixture
def store(folder):
    return PageCache(folder, "josem at https://vss.example")


@pytest.fixture
def file(store, folder):
    """The file of the one page that is kept."""
    store.keep(Library.PUBLIC, FIRST, KEPT)
    (path,) = folder.iterdir()
    return path


def test_is_found_as_it_was_kept(store):
    store.keep(Library.PUBLIC, FIRST, KEPT)
    found = store.find(Library.PUBLIC, FIRST, NOON)
    assert found == KEPT
    assert found.page.images[0].attributes == PAGE.images[0].attributes


def test_none_is_found_where_none_was_kept(store):
    assert store.find(Library.PUBLIC, FIRST, NOON) is None


@pytest.mark.parametrize(
    ("library", "query"),
    [
        (Library.PERSONAL, FIRST),
        (Library.PUBLIC, Query(page=2)),
        (Library.PUBLIC, Query(per_page=10)),
        (Library.PUBLIC, Query(sort=(SortKey(Field.NAME),))),
        (Library.PUBLIC, Query(parse("ubuntu", NOON))),
    ],
    ids=["library", "page", "page size", "order", "filter"],
)
def test_another_question_has_another_answer(store, library, query):
    store.keep(Library.PUBLIC, FIRST, KEPT)
    assert store.find(library, query, NOON) is None


@pytest.mark.parametrize(
    "owner", ["mary at https://vss.example", "josem at https://other.example", ""]
)
def test_another_owner_finds_nothing(store, folder, owner):
    store.keep(Library.PUBLIC, FIRST, KEPT)
    assert PageCache(folder, owner).find(Library.PUBLIC, FIRST, NOON) is None


def test_file_names_tell_neither_owner_nor_question(store, folder):
    query = Query(parse("confidential", NOON))
    store.keep(Library.PUBLIC, query, KEPT)
    (path,) = folder.iterdir()
    assert not {"josem", "vss.example", "confidential"} & set(path.name.split("-"))
    assert path.name.replace("-", "").removesuffix(".json").isalnum()


@pytest.mark.parametrize(
    ("age", "found"),
    [
        (timedelta(), True),
        (timedelta(days=13), True),
        (timedelta(days=14), False),
        (timedelta(seconds=-1), False),
    ],
)
def test_is_used_for_a_fortnight(store, age, found):
    store.keep(Library.PUBLIC, FIRST, KEPT)
    assert (store.find(Library.PUBLIC, FIRST, NOON + age) is not None) is found


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b'{"schema": 0}',
        b'{"schema": 1}',
        b'{"schema": 1, "fetched": "2026-03-02T12:00:00+00:00"}',
        b'{"schema": 1, "fetched": "noon", "answer": {"data": []}}',
        b'{"schema": 1, "fetched": "2026-03-02T12:00:00", "answer": {"data": []}}',
        b'{"schema": 1, "fetched": 5, "answer": {"data": []}}',
        b'{"schema": 1, "fetched": "2026-03-02T12:00:00+00:00", "answer": {"data": {}}}',
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b"\0" * 100,
    ],
    ids=lambda content: repr(content[:70]),
)
def test_what_cannot_be_read_is_discarded(store, file, content):
    file.write_bytes(content)
    assert store.find(Library.PUBLIC, FIRST, NOON) is None
    store.keep(Library.PUBLIC, FIRST, KEPT)
    assert store.find(Library.PUBLIC, FIRST, NOON) == KEPT


def test_an_older_schema_is_discarded(store, file):
    file.write_text(json.dumps({**json.loads(file.read_text()), "schema": 0}))
    assert store.find(Library.PUBLIC, FIRST, NOON) is None


@pytest.mark.skipif(os.name != "posix", reason="modes and links are those of POSIX")
def test_a_link_in_its_place_is_refused(store, file, tmp_path):
    content = file.read_bytes()
    file.unlink()
    (tmp_path / "elsewhere").write_bytes(content)
    file.symlink_to(tmp_path / "elsewhere")
    assert store.find(Library.PUBLIC, FIRST, NOON) is None


@pytest.mark.skipif(os.name != "posix", reason="modes and links are those of POSIX")
def test_only_its_user_can_read_it(file):
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_oldest_pages_are_let_go(store, folder):
    for number in range(1, 31):
        store.keep(Library.PUBLIC, Query(page=number), KEPT)
        newest = max(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    found = [n for n in range(1, 31) if store.find(Library.PUBLIC, Query(page=n), NOON) is not None]
    assert found == list(range(7, 31))


def test_a_page_beyond_measure_is_not_kept(store, folder):
    rows = [{"id": 1, "name": "x" * 3_000_000}]
    huge = CachedPage(Page.from_json({"data": rows}, FIRST), NOON)
    store.keep(Library.PUBLIC, FIRST, huge)
    assert not folder.exists()


def test_forgetting_removes_the_owners_pages_and_no_others(store, folder):
    other = PageCache(folder, "mary at https://vss.example")
    for each in (store, other):
        each.keep(Library.PUBLIC, FIRST, KEPT)
        each.keep(Library.PERSONAL, FIRST, KEPT)
    store.forget()
    assert store.find(Library.PUBLIC, FIRST, NOON) is None
    assert store.find(Library.PERSONAL, FIRST, NOON) is None
    assert other.find(Library.PUBLIC, FIRST, NOON) == KEPT


def test_forgetting_nothing_is_no_error(store):
    store.forget()


def test_a_folder_that_cannot_be_written_is_told(store, folder):
    folder.parent.mkdir()
    folder.write_bytes(b"a file in its place")
    with pytest.raises(OSError, match=r".+"):
        store.keep(Library.PUBLIC, FIRST, KEPT)
    assert store.find(Library.PUBLIC, FIRST, NOON) is None
