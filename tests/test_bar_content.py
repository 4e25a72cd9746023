"""What stands in the lines round the table."""

from datetime import UTC, datetime, timedelta

import pytest

from vss_tui.filters import parse
from vss_tui.filters.fields import Field
from vss_tui.keymap import Keymap
from vss_tui.messages import Severity, ShowTab, Turn, TurnPage
from vss_tui.models.image import Image
from vss_tui.models.page import Page, Paging
from vss_tui.models.query import Library, Query, SortKey
from vss_tui.models.sync_request import SyncOutcome, SyncProgress, SyncRequest
from vss_tui.widgets import bar_content

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FILTERED = Query(parse("ubuntu", NOW))
NEWEST = SortKey(Field.UPDATED_ON, descending=True)


def plain(spans):
    return "".join(span.text for span in spans)


def images(*names):
    return tuple(Image(number, name) for number, name in enumerate(names))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (86_400, "24 h left"),
        (2 * 3600, "2 h left"),
        (5400, "2 h left"),
        (5399, "90 min left"),
        (600, "10 min left"),
        (1, "1 min left"),
        (0, "login expired"),
        (-86_400, "login expired"),
    ],
)
def test_a_tokens_life_is_told_to_the_hour_then_to_the_minute(seconds, words):
    assert bar_content.token_life(seconds) == words


@pytest.mark.parametrize(
    ("user", "life", "line"),
    [
        ("josem", timedelta(hours=3), "josem@lab · 3 h left"),
        ("josem", None, "josem@lab"),
        ("", None, "lab"),
    ],
)
def test_the_header_tells_what_is_known(user, life, line):
    expires = None if life is None else NOW + life
    fullest = bar_content.identity("lab", user, expires, NOW)[0]
    assert plain(fullest).strip() == line


@pytest.mark.parametrize(
    ("shown", "totals", "line"),
    [
        (Library.PUBLIC, {}, "▐1 Public▌ 2 Personal "),
        (
            Library.PUBLIC,
            {Library.PUBLIC: 240, Library.PERSONAL: 7},
            "▐1 Public 240▌ 2 Personal 7 ",
        ),
        (Library.PERSONAL, {Library.PERSONAL: 0}, " 1 Public ▐2 Personal 0▌"),
        (Library.PERSONAL, {Library.PUBLIC: None}, " 1 Public ▐2 Personal▌"),
    ],
)
def test_the_tab_that_is_shown_is_a_badge(shown, totals, line):
    assert plain(bar_content.tabs(shown, totals)) == line


def test_a_click_on_a_tab_shows_it():
    intents = [span.intent() for span in bar_content.tabs(Library.PUBLIC, {}) if span.intent]
    tabs = [intent.library for intent in intents if isinstance(intent, ShowTab)]
    assert tabs == [*[Library.PUBLIC] * 3, Library.PERSONAL]


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        (80, " vss-tui  ▐1 Public 240▌ 2 Personal 7              josem@production · 24 h left "),
        (60, " vss-tui  ▐1 Public 240▌ 2 Personal 7             24 h left "),
        (40, " ▐1 Public 240▌ 2 Personal 7  24 h left "),
        (36, " ▐1 Public 240▌ 2 Personal 7        "),
    ],
)
def test_the_first_line_lets_go_of_what_matters_least(cells, line):
    tabs = bar_content.tabs(Library.PUBLIC, {Library.PUBLIC: 240, Library.PERSONAL: 7})
    identity = bar_content.identity("production", "josem", NOW + timedelta(hours=24), NOW)
    top = bar_content.top(tabs, identity, "vss-tui", cells)
    assert plain(top.laid_out(cells)) == line


@pytest.mark.parametrize(
    ("total", "whole", "query", "line"),
    [
        pytest.param(240, 240, Query(), "", id="nothing to say"),
        pytest.param(19, 240, FILTERED, "19 of 240", id="filtered"),
        pytest.param(19, None, FILTERED, "19 found", id="filtered from the start"),
        pytest.param(None, 240, FILTERED, "", id="of unknown number"),
        pytest.param(240, 240, Query(sort=(NEWEST,)), "newest first", id="sorted"),
        pytest.param(
            0, 240, FILTERED._replace(sort=(NEWEST,)), "0 of 240 · newest first", id="both"
        ),
        pytest.param(
            9,
            9,
            Query(sort=(SortKey(Field.PATH), SortKey(Field.ID, descending=True))),
            "folder A–Z, then highest id first",
            id="by two fields",
        ),
    ],
)
def test_the_filters_line_tells_how_many_match_and_in_which_order(total, whole, query, line):
    assert plain(bar_content.matches(total, whole, query)).strip() == line


@pytest.mark.parametrize("field", list(Field))
def test_each_order_has_words_of_its_own(field):
    up, down = (
        plain(bar_content.matches(9, 9, Query(sort=(SortKey(field, descending),))))
        for descending in (False, True)
    )
    assert up != down
    assert "None" not in up + down


PAGE = Page(images(*"abcdefghij"), Paging(2, 10, 24, 240, has_next=True, has_previous=True))


@pytest.mark.parametrize(
    ("page", "note", "line"),
    [
        pytest.param(
            PAGE, "", "row 14 of 240 · ‹ page 2 of 24 › · 10 per page", id="in the middle"
        ),
        pytest.param(
            Page(images(*"abcd"), Paging(1, 50, 1, 4)),
            "",
            "row 4 of 4 · page 1 of 1 · 50 per page",
            id="a single page",
        ),
        pytest.param(
            Page((), Paging(1, 50, 1, 0)),
            "",
            "no images · 50 per page",
            id="nothing",
        ),
        pytest.param(
            Page(images(*"abcd"), Paging(1, 50)),
            "",
            "row 4, total unknown · page 1 of ? · 50 per page",
            id="without paging",
        ),
        pytest.param(
            PAGE._replace(unreadable=1, dropped=9000),
            "",
            "row 14 of 240 · ‹ page 2 of 24 › · 10 per page · 1 unreadable · 9000 rows omitted",
            id="with rows that are not shown",
        ),
        pytest.param(
            PAGE,
            "asking…",
            "row 14 of 240 · ‹ page 2 of 24 › · 10 per page · asking…",
            id="while another is asked for",
        ),
        pytest.param(None, "asking…", "asking…", id="before the first"),
    ],
)
def test_the_pager_tells_where_the_cursor_stands(page, note, line):
    assert plain(bar_content.place(page, 3, note, 120)).strip() == line


@pytest.mark.parametrize(
    ("previous", "following", "turns"),
    [
        (True, True, [Turn.PREVIOUS, Turn.NEXT]),
        (False, True, [Turn.NEXT]),
        (True, False, [Turn.PREVIOUS]),
        (False, False, []),
    ],
)
def test_the_pager_offers_the_pages_there_are(previous, following, turns):
    paging = PAGE.paging._replace(has_previous=previous, has_next=following)
    spans = bar_content.place(PAGE._replace(paging=paging), 3, "", 120)
    intents = [span.intent() for span in spans if span.intent]
    assert [intent.turn for intent in intents if isinstance(intent, TurnPage)] == turns


REQUEST = SyncRequest(57, "IN_PROGRESS")
FAILED = SyncRequest(57, "ERROR", ("store is full", "ask the staff"))


@pytest.mark.parametrize(
    ("progress", "line", "severity"),
    [
        pytest.param(
            SyncProgress(REQUEST, 3.4),
            "sync request 57 in progress · 3 s",
            Severity.INFORMATION,
            id="running",
        ),
        pytest.param(
            SyncProgress(SyncRequest(), 3.4), "sync running · 3 s", Severity.INFORMATION, id="bare"
        ),
        pytest.param(
            SyncProgress(REQUEST, 61, added=images("a.iso")),
            "sync request 57 in progress · 61 s · added a.iso",
            Severity.INFORMATION,
            id="with a file",
        ),
        pytest.param(
            SyncProgress(REQUEST, 5, warning="no answer"),
            "sync request 57 in progress · 5 s · no answer",
            Severity.WARNING,
            id="in trouble",
        ),
        pytest.param(
            SyncProgress(
                REQUEST, 5, images("a.iso"), images("b.iso"), outcome=SyncOutcome.NEW_FILES
            ),
            "sync done: added a.iso, removed b.iso",
            Severity.SUCCESS,
            id="new files",
        ),
        pytest.param(
            SyncProgress(REQUEST, 5, images(*"abcd"), outcome=SyncOutcome.NEW_FILES),
            "sync done: added a, b and 2 more",
            Severity.SUCCESS,
            id="many files",
        ),
        pytest.param(
            SyncProgress(REQUEST, 5, outcome=SyncOutcome.NOTHING_NEW),
            "sync done: nothing new",
            Severity.SUCCESS,
            id="nothing new",
        ),
        pytest.param(
            SyncProgress(REQUEST, 5, removed=images("b.iso"), outcome=SyncOutcome.NOTHING_NEW),
            "sync done: nothing new · removed b.iso",
            Severity.SUCCESS,
            id="something gone",
        ),
        pytest.param(
            SyncProgress(FAILED, 5, outcome=SyncOutcome.FAILED),
            "sync failed (request 57): store is full; ask the staff",
            Severity.ERROR,
            id="failed",
        ),
        pytest.param(
            SyncProgress(
                SyncRequest(57, "REFUSED"), 5, images("a.iso"), outcome=SyncOutcome.FAILED
            ),
            "sync failed (request 57): its status is REFUSED · added a.iso",
            Severity.ERROR,
            id="failed without words",
        ),
        pytest.param(
            SyncProgress(REQUEST, 600, outcome=SyncOutcome.TIMED_OUT),
            "sync (request 57) not finished after 10 min: it continues on the server; r refreshes",
            Severity.WARNING,
            id="timed out",
        ),
    ],
)
def test_a_sync_is_told_in_a_line(progress, line, severity):
    assert bar_content.sync_line(progress, Keymap()) == line
    assert bar_content.sync_severity(progress) is severity


@pytest.mark.parametrize(
    ("own", "line"),
    [
        ({}, "s sync"),
        ({"sync": "ctrl+y,S"}, "Ctrl+Y sync"),
    ],
)
def test_the_keys_are_those_in_force(own, line):
    assert line in plain(bar_content.keys(Keymap(own), 120).left)


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        (80, "/ filter  Enter details  y copy  v --iso  s sync  U newest  ? keys  q quit"),
        (60, "/ filter  Enter details  y copy  s sync  ? keys  q quit"),
        (40, "/ filter  s sync  ? keys  q quit"),
        (16, "? keys  q quit"),
    ],
)
def test_the_keys_that_help_and_quit_stay_longest(cells, line):
    shown = bar_content.keys(Keymap(), cells)
    assert plain(shown.left).strip() == line
    assert len(plain(shown.left)) <= cells


def test_the_key_that_syncs_becomes_the_one_that_stops():
    assert "x stop" in plain(bar_content.keys(Keymap(), 80, syncing=True).left)
    assert "sync" not in plain(bar_content.keys(Keymap(), 80, syncing=True).left)
