"""The pages that are cached on disk from run to run."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest

from vss_tui.filters import parse
from vss_tui.filters.fields import Field
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.page import Page
from vss_tui.models.query import Library, Query, SortKey
from vss_tui.page_cache import CachedPage, PageCache

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FIRST = Query()
ENDPOINT = Endpoint.parse("https://vss.example", "lab")
OTHER = Endpoint.parse("https://other.example", "lab")
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
CACHED = CachedPage(PAGE, NOON)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache" / "vss-tui"


@pytest.fixture
def cache(folder):
    return PageCache(folder, ENDPOINT, "josem")


@pytest.fixture
def file(cache, folder):
    """The file of the one page that is cached."""
    cache.put(Library.PUBLIC, FIRST, CACHED)
    (path,) = folder.iterdir()
    return path


def test_a_page_comes_back_as_it_was_put(cache):
    cache.put(Library.PUBLIC, FIRST, CACHED)
    found = cache.get(Library.PUBLIC, FIRST, NOON)
    assert found == CACHED
    assert found.page.images[0].attributes == PAGE.images[0].attributes


def test_none_is_found_where_none_was_put(cache):
    assert cache.get(Library.PUBLIC, FIRST, NOON) is None


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
def test_another_query_has_another_page(cache, library, query):
    cache.put(Library.PUBLIC, FIRST, CACHED)
    assert cache.get(library, query, NOON) is None


@pytest.mark.parametrize(
    ("endpoint", "user"), [(ENDPOINT, "mary"), (OTHER, "josem"), (ENDPOINT, "")]
)
def test_another_user_or_endpoint_finds_nothing(cache, folder, endpoint, user):
    cache.put(Library.PUBLIC, FIRST, CACHED)
    assert PageCache(folder, endpoint, user).get(Library.PUBLIC, FIRST, NOON) is None


def test_file_names_tell_neither_user_nor_query(cache, folder):
    query = Query(parse("confidential", NOON))
    cache.put(Library.PUBLIC, query, CACHED)
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
def test_is_used_for_a_fortnight(cache, age, found):
    cache.put(Library.PUBLIC, FIRST, CACHED)
    assert (cache.get(Library.PUBLIC, FIRST, NOON + age) is not None) is found


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
def test_what_cannot_be_read_is_discarded(cache, file, content):
    file.write_bytes(content)
    assert cache.get(Library.PUBLIC, FIRST, NOON) is None
    cache.put(Library.PUBLIC, FIRST, CACHED)
    assert cache.get(Library.PUBLIC, FIRST, NOON) == CACHED


def test_an_older_schema_is_discarded(cache, file):
    file.write_text(json.dumps({**json.loads(file.read_text()), "schema": 0}))
    assert cache.get(Library.PUBLIC, FIRST, NOON) is None


@pytest.mark.skipif(os.name != "posix", reason="modes and links are those of POSIX")
def test_a_link_in_its_place_is_refused(cache, file, tmp_path):
    content = file.read_bytes()
    file.unlink()
    (tmp_path / "elsewhere").write_bytes(content)
    file.symlink_to(tmp_path / "elsewhere")
    assert cache.get(Library.PUBLIC, FIRST, NOON) is None


@pytest.mark.skipif(os.name != "posix", reason="modes and links are those of POSIX")
def test_only_its_user_can_read_it(file):
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_oldest_pages_are_evicted(cache, folder):
    for number in range(1, 31):
        cache.put(Library.PUBLIC, Query(page=number), CACHED)
        newest = max(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    found = [n for n in range(1, 31) if cache.get(Library.PUBLIC, Query(page=n), NOON) is not None]
    assert found == list(range(7, 31))


def test_a_huge_page_is_not_cached(cache, folder):
    rows = [{"id": number, "name": "x" * 30_000} for number in range(100)]
    huge = CachedPage(Page.from_json({"data": rows}, FIRST), NOON)
    cache.put(Library.PUBLIC, FIRST, huge)
    assert not folder.exists()


def test_clear_removes_the_users_pages_and_no_others(cache, folder):
    other = PageCache(folder, ENDPOINT, "mary")
    for each in (cache, other):
        each.put(Library.PUBLIC, FIRST, CACHED)
        each.put(Library.PERSONAL, FIRST, CACHED)
    cache.clear()
    assert cache.get(Library.PUBLIC, FIRST, NOON) is None
    assert cache.get(Library.PERSONAL, FIRST, NOON) is None
    assert other.get(Library.PUBLIC, FIRST, NOON) == CACHED


def test_clear_of_nothing_is_no_error(cache):
    cache.clear()


def test_a_folder_that_cannot_be_written_is_told(cache, folder):
    folder.parent.mkdir()
    folder.write_bytes(b"a file in its place")
    with pytest.raises(OSError, match=r".+"):
        cache.put(Library.PUBLIC, FIRST, CACHED)
    assert cache.get(Library.PUBLIC, FIRST, NOON) is None
