"""Any answer at all, from the client to what is drawn: nothing uncaught, and nothing hostile.

How many are tried is set by the profile: ``HYPOTHESIS_PROFILE=thorough`` tries the most.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.screen import ModalScreen

from tests.app_driver import ENDPOINT, AppDriver, build_app, connect
from tests.fake_clock import START, FakeClock
from tests.fake_service import FakeService
from tests.fake_service.faults import CannedResponse
from tests.faults.expectations import run_app
from tests.faults.recording_terminal import RecordingTerminal, is_hostile
from tests.hypothesis_profiles import io_examples, screen_examples
from vss_tui.api import errors
from vss_tui.api.client import Client
from vss_tui.api.http import Transport
from vss_tui.api.retry import RetryWait
from vss_tui.api.sign_in import TokenProvider, request_token, send_one_time_password
from vss_tui.keymap import Keymap
from vss_tui.models.columns import COLUMNS
from vss_tui.models.page import Description, Page
from vss_tui.models.query import Library, Query
from vss_tui.models.sync_request import SyncOutcome, SyncProgress, SyncRequest
from vss_tui.models.token import Token
from vss_tui.output import outline
from vss_tui.page_cache import CachedPage, PageCache
from vss_tui.support.safe_text import escape, fitted, width
from vss_tui.support.secret import Secret
from vss_tui.widgets import bar_content
from vss_tui.widgets.bar import Span

T = TypeVar("T")

_TOLD = ("page", "pages", "per_page", "total", "next_url", "prev_url")
_LONGEST_WAIT = 120.0

ANY_TEXT = st.text(st.characters(), max_size=40)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {"name": ANY_TEXT | ANY_JSON},
        optional=dict.fromkeys(("id", "path", "data_store", "created_on", "public"), ANY_JSON),
    )
    | ANY_JSON,
    max_size=5,
)
PAGES = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(_TOLD, st.integers() | ANY_TEXT | ANY_JSON)
)
LISTS = st.fixed_dictionaries(
    {"data": ROWS | ANY_JSON},
    optional={"meta": st.fixed_dictionaries({"pages": PAGES, "user": ANY_JSON}) | ANY_JSON},
)
SYNCS = st.fixed_dictionaries(
    {
        "data": st.fixed_dictionaries(
            {},
            optional={
                "request": st.fixed_dictionaries({}, optional={"id": ANY_JSON, "status": ANY_JSON}),
                "status": ANY_TEXT | ANY_JSON,
                "message": st.fixed_dictionaries({"errors": ANY_JSON}) | ANY_JSON,
                "_links": st.fixed_dictionaries({"request": ANY_JSON}) | ANY_JSON,
            },
        )
    }
)
WORDS = st.fixed_dictionaries({}, optional={"message": ANY_JSON, "error": ANY_JSON})
TOKENS = st.fixed_dictionaries({}, optional=dict.fromkeys(("token", "exp", "duration"), ANY_JSON))
BODIES = st.binary(max_size=60) | (LISTS | SYNCS | WORDS | TOKENS | ANY_JSON).map(
    lambda value: json.dumps(value).encode()
)
WAITS = (
    st.integers().map(str)
    | st.floats().map(str)
    | st.datetimes().map(format_datetime)
    | st.text(st.characters(max_codepoint=255), max_size=20)
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Content-Type": st.just("application/json") | st.text(st.characters(max_codepoint=255)),
        "Retry-After": WAITS,
        "X-RateLimit-Remaining": st.just("0") | WAITS,
        "X-RateLimit-Reset": WAITS,
        "Date": WAITS,
        "Allow": st.text(st.characters(max_codepoint=255)),
        "Location": st.text(st.characters(max_codepoint=255)),
        "Content-Encoding": st.sampled_from(["identity", "gzip", "klingon"]),
    },
)
STATUSES = st.sampled_from([200, 200, 200, 202, 204, 301, 304, 400, 401, 404, 429, 500, 503])


def answer_of(status: int, headers: dict[str, str], body: bytes) -> CannedResponse:
    return CannedResponse(status, body, tuple(headers.items()))


ANSWERS = st.builds(answer_of, STATUSES | st.integers(200, 599), HEADERS, BODIES)


class CannedServer:
    """A service that gives one answer to everything, and clients of it.

    Attributes:
        answer: What it answers.
        transport: The way to it.
    """

    def __init__(self) -> None:
        self.answer = CannedResponse()
        self.transport = Transport(ENDPOINT, app=self, clock=FakeClock(START, auto_advance=True))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        raw = [
            (name.lower().encode(), value.encode("latin-1")) for name, value in self.answer.headers
        ]
        start = {"type": "http.response.start", "status": self.answer.status, "headers": raw}
        await send(start)
        await send({"type": "http.response.body", "body": self.answer.body})

    def answering(self, answer: CannedResponse) -> Client:
        """A new client that gets this answer."""
        self.answer = answer
        return Client(self.transport, TokenProvider(Token.parse("any")))


@pytest.fixture
async def server() -> AsyncIterator[CannedServer]:
    """The service of all examples of a test: to set up a transport takes a while."""
    opened = CannedServer()
    yield opened
    await opened.transport.aclose()


def texts_of(page: Page) -> Iterable[str]:
    """Everything of a page that is drawn, as the widgets draw it."""
    for image in page.images:
        for column in COLUMNS:
            cell = fitted(escape(column.value(image)), column.preferred)
            assert width(cell) == column.preferred
            yield cell
        yield outline(dict(image.attributes)).replace("\n", "")
    place = bar_content.place(page, 0, "", 120)
    identity = bar_content.identity("lab", page.user, None, START)[0]
    tabs = bar_content.tabs(Library.PUBLIC, {Library.PUBLIC: page.paging.total})
    yield from drawn([*place, *identity, *tabs])


def drawn(spans: Iterable[Span]) -> Iterable[str]:
    return (escape(span.text) for span in spans)


async def outcome(asking: Awaitable[T]) -> T | errors.ServiceError:
    """What comes of a request; an error has a sentence that can be shown."""
    try:
        return await asking
    except errors.ServiceError as error:
        found = error
    assert found.message
    assert len(escape(found.message)) < 500
    assert_harmless([escape(found.message)])
    return found


def assert_harmless(texts: Iterable[str]) -> None:
    assert [text for text in texts if any(map(is_hostile, text))] == []


@io_examples
@given(answer=ANSWERS)
async def test_any_answer_to_a_list_is_a_page_or_an_error_with_a_sentence(
    answer: CannedResponse, server: CannedServer
) -> None:
    waits: list[RetryWait] = []
    asking = server.answering(answer).images(Library.PUBLIC, Query(), on_wait=waits.append)
    page = await outcome(asking)
    if isinstance(page, Page):
        assert_harmless(texts_of(page))
    assert all(0 <= wait.seconds <= _LONGEST_WAIT for wait in waits)
    # Those after no try come of a rate limit that is used up.
    assert [wait.attempt for wait in waits if wait.attempt] in ([], [1], [1, 2])


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """A good answer, of which a value is another one or gone, or some bytes are."""
    body: Any = json.loads(GOOD)
    if draw(st.booleans()):
        start = draw(st.integers(0, len(GOOD)))
        end = draw(st.integers(start, min(len(GOOD), start + 20)))
        return GOOD[:start] + draw(st.binary(max_size=4)) + GOOD[end:]
    holder: Any = body
    place: Any = None
    while isinstance(holder, dict | list) and holder:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        place = draw(st.sampled_from(keys))
        if not isinstance(holder[place], dict | list) or draw(st.booleans()):
            break
        holder = holder[place]
    if isinstance(holder, dict) and draw(st.booleans()):
        holder.pop(place)
    elif isinstance(holder, dict | list) and holder:
        holder[place] = draw(ANY_JSON)
    return json.dumps(body).encode()


GOOD = json.dumps(
    {
        "_links": {"self": "https://vss.example/v2/iso"},
        "data": [
            {
                "created_on": "2017-11-17 13:51:31 EST",
                "data_store": "vss-ISOs",
                "id": number,
                "name": f"ubuntu-{number}.iso",
                "path": f"[vss-ISOs] Linux/ubuntu-{number}.iso",
                "public": True,
                "updated_on": "2020-04-24 Fri 16:36:15 EDT",
            }
            for number in (1, 2)
        ],
        "meta": {
            "count": 2,
            "pages": {
                "first_url": "https://vss.example/v2/iso?page=1",
                "next_url": None,
                "page": 1,
                "pages": 1,
                "per_page": 50,
                "total": 2,
            },
            "user": "josem",
        },
    }
).encode()


@io_examples
@given(body=mutations())
async def test_any_mutation_of_a_good_answer_is_a_page_or_a_bad_answer(
    body: bytes, server: CannedServer, tmp_path: Path
) -> None:
    client = server.answering(CannedResponse(200, body, (("Content-Type", "application/json"),)))
    page = await outcome(client.images(Library.PUBLIC, Query()))
    if not isinstance(page, Page):
        assert isinstance(page, errors.UnexpectedResponse)
        return
    assert_harmless(texts_of(page))
    store = PageCache(tmp_path, ENDPOINT, "me")
    store.put(Library.PUBLIC, Query(), CachedPage(page, START))
    kept = store.get(Library.PUBLIC, Query(), START)
    assert kept is not None
    assert [image.key for image in kept.page.images] == [image.key for image in page.images]


@io_examples
@given(pages=PAGES, asked=st.integers(1, 10_000))
async def test_any_paging_metadata_leads_to_a_page_that_can_be_asked_for(
    pages: dict[str, object], asked: int, server: CannedServer
) -> None:
    body = json.dumps({"data": [{"name": "a.iso"}], "meta": {"pages": pages}}).encode()
    page = await server.answering(CannedResponse(200, body)).images(
        Library.PUBLIC, Query(page=asked)
    )
    paging = page.paging
    assert paging.page >= 1
    assert not paging.has_next or paging.pages is None or paging.page < paging.pages
    if paging.past_end:
        assert paging.pages is not None
        assert paging.pages < asked
    assert_harmless(texts_of(page))


@io_examples
@given(names=st.lists(st.binary(min_size=1, max_size=30), min_size=1, max_size=5))
async def test_any_bytes_are_names_that_can_be_shown(
    names: list[bytes], server: CannedServer
) -> None:
    for decoded in (
        [name.decode("utf-8", "surrogateescape") for name in names],
        [name.decode("latin-1") for name in names],
        [name.decode("utf-16", "replace") for name in names],
    ):
        body = json.dumps({"data": [{"name": name, "path": name} for name in decoded]}).encode()
        page = await server.answering(CannedResponse(200, body)).images(Library.PUBLIC, Query())
        assert {image.name for image in page.images} <= set(decoded)
        assert_harmless(texts_of(page))


@io_examples
@given(answer=ANSWERS)
async def test_any_answer_to_a_sync_is_a_request_or_an_error(
    answer: CannedResponse, server: CannedServer
) -> None:
    client = server.answering(answer)
    request = SyncRequest(57)
    for ask in (client.submit_sync(), client.sync_status(request)):
        found = await outcome(ask)
        if isinstance(found, SyncRequest):
            told = (
                bar_content.sync_line(SyncProgress(found, outcome=end), Keymap())
                for end in (None, *SyncOutcome)
            )
            assert_harmless(map(escape, told))


@io_examples
@given(answer=ANSWERS)
async def test_any_answer_to_a_sign_in_is_a_token_or_an_error(
    answer: CannedResponse, server: CannedServer
) -> None:
    transport = server.answering(answer).transport
    password, code = Secret("canary-password"), Secret("canary-code")
    token = await outcome(request_token(transport, "me", password, code))
    if isinstance(token, Token):
        assert token.secret.reveal().isprintable()
        assert_harmless(drawn(bar_content.identity("lab", token.user, token.expires, START)[0]))
    else:
        assert "canary" not in token.message
    await outcome(send_one_time_password(transport, "me", password))


@io_examples
@given(answer=ANSWERS)
async def test_any_description_can_be_shown(answer: CannedResponse, server: CannedServer) -> None:
    found = await outcome(server.answering(answer).describe(Library.PUBLIC))
    if isinstance(found, Description):
        said = found.text if found.body is None else found.body
        assert_harmless([outline(said).replace("\n", ""), *map(escape, found.methods)])


@pytest.fixture
async def terminal() -> RecordingTerminal:
    return RecordingTerminal()


@pytest.fixture
async def browser(terminal: RecordingTerminal) -> AsyncIterator[AppDriver]:
    """A browser for all examples, of a service whose clock jumps over every pause."""
    service = FakeService(images=3)
    app = build_app(
        connect({ENDPOINT: service}, clock=FakeClock(auto_advance=True, start=datetime.now(UTC)))
    )
    async with run_app(app, service, terminal=terminal) as opened:
        await opened.wait_for("of 3")
        yield opened


@screen_examples
@given(answer=ANSWERS)
async def test_any_answer_leaves_the_browser_standing(
    answer: CannedResponse, browser: AppDriver, terminal: RecordingTerminal
) -> None:
    browser.service.faults.clear()
    browser.service.faults.add("GET", "*", answer, times=None)
    await browser.press("r")
    # Either all is done, or the person is asked to sign in and cancels.
    await browser.wait_until(
        lambda: (
            isinstance(browser.app.screen, ModalScreen)
            or all(worker.is_finished for worker in browser.app.workers)
        )
    )
    await browser.press("escape")
    await browser.wait_idle()
    assert browser.app.is_running
    assert terminal.hostile == []
