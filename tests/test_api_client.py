"""The service's resources as calls: what is asked, and what becomes of every kind of answer."""

import asyncio
import json
import socket
import traceback
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fake_clock import START, FakeClock
from tests.fake_service import FakeService, create_app
from tests.fake_service.edits import (
    chained,
    deep_json,
    redirect,
    with_pages,
    with_rows,
    with_value,
    without,
)
from tests.fake_service.faults import JSON_TYPE, CannedResponse, Edit
from tests.fake_service.raw_server import (
    Script,
    drip,
    raw,
    raw_server,
    reset_mid_body,
    stall,
    whole,
)
from tests.fake_service.serving import serve
from tests.hypothesis_profiles import io_examples
from vss_tui.api import client as client_module
from vss_tui.api import errors
from vss_tui.api.client import MAX_CONCURRENT, Client
from vss_tui.api.error_mapping import error_for_status
from vss_tui.api.http import Transport
from vss_tui.api.response import Response, json_object
from vss_tui.api.retry import RetryPolicy, RetryWait
from vss_tui.api.sign_in import TokenProvider
from vss_tui.filters import parse
from vss_tui.filters.fields import Field
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.page import MalformedPage, Page
from vss_tui.models.query import Library, Query, SortKey
from vss_tui.models.sync_request import SyncRequest
from vss_tui.models.token import Token

PUBLIC, PERSONAL = Library.PUBLIC, Library.PERSONAL
LIST, PERSONAL_LIST = "/v2/iso", "/v2/user/image/iso"
HOST = "127.0.0.1"
CANARY = "canary-token"


@dataclass
class World:
    """A service and a client of it, on one clock that jumps."""

    service: FakeService
    client: Client
    clock: FakeClock


@pytest.fixture
async def world() -> AsyncIterator[World]:
    clock = FakeClock(START, auto_advance=True)
    service = FakeService(now=clock.now)
    client = client_of(service, clock)
    yield World(service, client, clock)
    await client.aclose()


def client_of(service: FakeService, clock: FakeClock) -> Client:
    transport = Transport(Endpoint.parse(f"http://{HOST}"), app=create_app(service), clock=clock)
    return Client(transport, TokenProvider(Token.parse(service.token)))


class TestLists:
    async def test_a_page_is_asked_for_by_its_number(self, world: World) -> None:
        page = await world.client.images(PUBLIC, Query(page=2, per_page=10))
        assert (page.paging.page, page.paging.total, len(page.images)) == (2, 240, 10)
        (asked,) = world.service.requests
        assert (asked.method, asked.path) == ("GET", LIST)
        assert asked.params == {"expand": "1", "page": "2", "per_page": "10"}
        assert asked.authorization == f"Bearer {world.service.token}"

    async def test_filter_and_order_go_along(self, world: World) -> None:
        query = Query(
            filter=parse("ubuntu; id in 1, 2", START),
            sort=(SortKey(Field.NAME, descending=True), SortKey(Field.ID)),
        )
        await world.client.images(PUBLIC, query)
        asked = world.service.requests[0].params
        assert asked["filter"] == "name,like,%ubuntu%;id,in,1,2"
        assert asked["sort"] == "name,desc;id,asc"

    async def test_references_can_be_had_instead(self, world: World) -> None:
        page = await world.client.images(PUBLIC, Query(per_page=2), expand=False)
        assert all(image.name.startswith(f"http://{HOST}/v2/iso/") for image in page.images)
        assert "expand" not in world.service.requests[0].params

    async def test_the_personal_list_has_an_address_of_its_own(self, world: World) -> None:
        await world.client.images(PERSONAL, Query())
        assert world.service.requests[0].path == PERSONAL_LIST

    async def test_a_refused_filter_brings_the_services_words(self, world: World) -> None:
        world.service.faults.add(
            "GET", LIST, CannedResponse.json(400, {"message": "no such field"})
        )
        with pytest.raises(errors.Rejected, match="no such field"):
            await world.client.images(PUBLIC, Query())
        assert len(world.service.requests) == 1


class TestWholeLists:
    async def test_come_in_pages_of_250(self) -> None:
        clock = FakeClock(START, auto_advance=True)
        service = FakeService(images=600, now=clock.now)
        client = client_of(service, clock)
        assert len(await client.all_images(PUBLIC)) == 600
        await client.aclose()
        pages = [(asked.params["page"], asked.params["per_page"]) for asked in service.requests]
        assert pages == [("1", "250"), ("2", "250"), ("3", "250")]

    async def test_an_image_on_two_pages_counts_once(self, world: World) -> None:
        rows = [{"id": 1, "name": "a.iso"}, {"id": 2, "name": "b.iso"}]
        for number, part in enumerate((rows, rows[1:]), 1):
            paging = with_pages(page=number, pages=2, total=2)
            world.service.faults.add("GET", LIST, Edit(chained(with_rows(part), paging)))
        images = await world.client.all_images(PUBLIC)
        assert [image.name for image in images] == ["a.iso", "b.iso"]

    async def test_a_list_that_changed_meanwhile_is_read_again_once(self, world: World) -> None:
        rows = [{"id": 1, "name": "a.iso"}, {"id": 2, "name": "b.iso"}]
        for part in (rows[:1], rows):
            edit = chained(with_rows(part), with_pages(page=1, pages=1, total=2))
            world.service.faults.add("GET", LIST, Edit(edit))
        images = await world.client.all_images(PUBLIC)
        assert [image.name for image in images] == ["a.iso", "b.iso"]
        assert len(world.service.requests) == 2

    async def test_a_list_that_changes_all_the_time_is_none(self, world: World) -> None:
        ids = count()

        def another(body: object) -> object:
            row = {"id": next(ids), "name": "a"}
            return with_pages(page=1, pages=1, total=2)(with_rows([row])(body))

        world.service.faults.add("GET", LIST, Edit(another), times=None)
        with pytest.raises(errors.PaginationError, match="received 1 of 2 images"):
            await world.client.all_images(PUBLIC)
        assert len(world.service.requests) == 2

    @pytest.mark.parametrize(
        ("paging", "requests"),
        [
            ({"pages": 10**9, "total": 10**12}, 2 + 2 * MAX_CONCURRENT),
            ({"pages": None, "total": None, "next_url": f"http://{HOST}/v2/iso?page=1"}, 2),
            ({"pages": None, "total": None, "next_url": None}, 2),
            ({"next_url": "https://elsewhere.example.test/v2/iso"}, 2),
            ({"next_url": "javascript:alert(1)"}, 2),
        ],
    )
    async def test_a_service_that_always_names_a_next_page_is_not_believed(
        self, paging: dict[str, object], requests: int, world: World
    ) -> None:
        same = Edit(lambda body: with_pages(**paging)(with_rows([{"id": 1, "name": "a"}])(body)))
        world.service.faults.add("GET", LIST, same, times=None)
        assert len(await world.client.all_images(PUBLIC)) == 1
        assert len(world.service.requests) <= requests
        assert {asked.path for asked in world.service.requests} == {LIST}

    async def test_without_paging_pages_are_asked_for_until_one_brings_nothing(self) -> None:
        clock = FakeClock(START, auto_advance=True)
        service = FakeService(images=600, now=clock.now)
        service.faults.add("GET", LIST, Edit(without("meta")), times=None)
        client = client_of(service, clock)
        assert len(await client.all_images(PUBLIC)) == 600
        await client.aclose()
        assert [asked.params["page"] for asked in service.requests] == ["1", "2", "3", "4"]

    async def test_a_list_without_end_is_none(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(client_module, "MAX_PAGES", 20)

        ids = count()

        def another(body: object) -> object:
            row = {"id": next(ids), "name": "a"}
            return with_pages(pages=10**12)(with_rows([row])(body))

        endless = Edit(another)
        world.service.faults.add("GET", LIST, endless, times=None)
        with pytest.raises(errors.PaginationError, match="more than 20 pages"):
            await world.client.all_images(PUBLIC)
        assert len(world.service.requests) <= 2 * (20 + MAX_CONCURRENT)


STATUSES: list[tuple[int, type[errors.ServiceError], int, str]] = [
    (204, errors.UnexpectedResponse, 1, "unexpected answer (204, no type) from 127.0.0.1"),
    (202, errors.UnexpectedResponse, 1, "unexpected answer (202, no type)"),
    (304, errors.UnexpectedResponse, 1, "unexpected answer (304, no type)"),
    (300, errors.UnexpectedResponse, 1, "unexpected answer (300, no type)"),
    (400, errors.Rejected, 1, "request refused (400)"),
    (403, errors.Forbidden, 1, "not allowed (403)"),
    (404, errors.NotFound, 1, "not found (404); check the endpoint: http://127.0.0.1"),
    (405, errors.Rejected, 1, "request refused (405)"),
    (407, errors.ProxyFailed, 1, "proxy"),
    (408, errors.TimedOut, 3, "request timed out"),
    (418, errors.Rejected, 1, "request refused (418)"),
    (429, errors.RateLimited, 3, "rate limit reached; try again in a while"),
    (500, errors.ServerError, 3, "server error (500)"),
    (501, errors.ServerError, 1, "server error (501)"),
    (502, errors.ServerError, 3, "server error (502)"),
    (503, errors.ServerError, 3, "server error (503)"),
    (504, errors.ServerError, 3, "server error (504)"),
    (600, errors.UnexpectedResponse, 1, "unexpected answer (600, no type)"),
    (999, errors.UnexpectedResponse, 1, "unexpected answer (999, no type)"),
]

BODIES: dict[str, tuple[CannedResponse | Edit, int]] = {
    "a web page": (CannedResponse.html(200, "<h1>Welcome</h1>"), 1),
    "a web page of no type": (CannedResponse(200, b"\n <!doctype html>"), 1),
    "nothing": (CannedResponse(200), 3),
    "blanks": (CannedResponse(200, b" \n"), 3),
    "JSON cut off": (CannedResponse.text(200, '{"data": [{"id": 1, "na', JSON_TYPE), 3),
    "JSON cut off within a character": (CannedResponse(200, b'{"data": [{"name": "\xc3'), 3),
    "a word": (CannedResponse.text(200, "OK", "text/plain"), 1),
    "null": (Edit(lambda _: None), 1),
    "a list": (Edit(lambda _: []), 1),
    "a string": (Edit(lambda _: "[]"), 1),
    "no data": (Edit(without("data")), 1),
    "data null": (Edit(with_value("data", None)), 1),
    "data an object": (Edit(with_value("data", {})), 1),
    "lists 100,000 deep": (deep_json(), 1),
    "objects 100,000 deep": (CannedResponse(200, b'{"a":' * 100_000), 1),
    "a number of 5,000 digits": (CannedResponse(200, b'{"data": [' + b"9" * 5000 + b"]}"), 1),
    "bytes that are no text": (CannedResponse(200, b"\xff\xfe\xfd"), 1),
}


class TestWhatComesInstead:
    @pytest.mark.parametrize(("status", "error", "requests", "words"), STATUSES)
    async def test_of_another_status(
        self,
        status: int,
        error: type[errors.ServiceError],
        requests: int,
        words: str,
        world: World,
    ) -> None:
        world.service.faults.add("GET", LIST, CannedResponse(status), times=None)
        with pytest.raises(errors.ServiceError) as caught:
            await world.client.images(PUBLIC, Query())
        assert type(caught.value) is error
        assert words in caught.value.message
        assert len(world.service.requests) == requests

    @pytest.mark.parametrize("name", BODIES)
    async def test_of_another_body(self, name: str, world: World) -> None:
        effect, requests = BODIES[name]
        world.service.faults.add("GET", LIST, effect, times=None)
        with pytest.raises(errors.UnexpectedResponse, match=r"unexpected answer \(200, "):
            await world.client.images(PUBLIC, Query())
        assert len(world.service.requests) == requests

    async def test_a_portal_is_named_and_not_asked(self, world: World) -> None:
        world.service.faults.add("GET", LIST, redirect("https://portal.example.test/login"))
        with pytest.raises(
            errors.Redirected, match=r"a redirect to https://portal\.example\.test, not"
        ):
            await world.client.images(PUBLIC, Query())
        assert len(world.service.requests) == 1

    @pytest.mark.parametrize("status", [502, 503])
    async def test_a_proxys_web_page_is_not_shown(self, status: int, world: World) -> None:
        page = CannedResponse(status, b"<h1>secret innards</h1>")
        world.service.faults.add("GET", LIST, page, times=None)
        with pytest.raises(errors.ServerError) as caught:
            await world.client.images(PUBLIC, Query())
        assert "innards" not in caught.value.message

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ({"message": "the message", "error": "the error"}, ": the message;"),
            ({"message": "", "error": "the error"}, ": the error;"),
            ({"message": {"a": 1}, "error": 7}, "(400);"),
            ({"message": "x" * 500}, f": {'x' * 199}…;"),
            ([], "(400);"),
            (None, "(400);"),
        ],
    )
    async def test_the_services_words_are_told_in_short(
        self, body: object, words: str, world: World
    ) -> None:
        world.service.faults.add("GET", LIST, CannedResponse.json(400, body))
        with pytest.raises(errors.Rejected) as caught:
            await world.client.images(PUBLIC, Query())
        assert words in caught.value.message

    @pytest.mark.parametrize(
        ("body", "names"),
        [
            (b'\xef\xbb\xbf{"data": [{"id": 1, "name": "bom"}]}', ["bom"]),
            ('{"data": [{"id": 1, "name": "sixteen"}]}'.encode("utf-16"), ["sixteen"]),
            (b'{"data": [], "data": [{"id": 1, "name": "twice"}]}', ["twice"]),
            (b'{"data": [{"id": 1, "name": "\\ud800"}]}', ["\ud800"]),
            (b'{"data": [{"id": 1, "name": "x", "size": NaN}]}', ["x"]),
            (b'{"data": [{"id": -Infinity, "name": "x", "size": 1e999}]}', ["x"]),
            (b'{"data": [null, {"id": 2}, {"id": 1, "name": "x"}]}', ["x"]),
        ],
    )
    async def test_what_can_be_read_is_read(
        self, body: bytes, names: list[str], world: World
    ) -> None:
        headers = (("Content-Type", "application/json; charset=bogus"),)
        world.service.faults.add("GET", LIST, CannedResponse(200, body, headers))
        page = await world.client.images(PUBLIC, Query())
        assert [image.name for image in page.images] == names
        odd = {value for image in page.images for value in image.attributes.values()}
        assert not odd & {float("inf"), float("-inf")}

    async def test_10_000_rows_are_no_trouble(self, world: World) -> None:
        rows = [{"id": number, "name": f"{number}.iso"} for number in range(10_000)]
        world.service.faults.add("GET", LIST, Edit(with_rows(rows)))
        page = await world.client.images(PUBLIC, Query())
        assert (len(page.images), page.dropped) == (1000, 9000)


class TestTryingAgain:
    async def test_rows_come_after_a_failure(self, world: World) -> None:
        world.service.faults.add("GET", LIST, CannedResponse(503))
        heard: list[RetryWait] = []
        page = await world.client.images(PUBLIC, Query(), on_wait=heard.append)
        assert page.images
        (waiting,) = heard
        assert "(503)" in waiting.error.message
        assert (waiting.seconds, waiting.attempt) == (world.clock.slept[0], 1)

    async def test_a_429_counts_down_what_it_says(self, world: World) -> None:
        world.service.faults.add("GET", LIST, CannedResponse.json(429, {}, {"Retry-After": "2"}))
        heard: list[RetryWait] = []
        assert (await world.client.images(PUBLIC, Query(), on_wait=heard.append)).images
        assert [waiting.seconds for waiting in heard] == world.clock.slept == [2]

    async def test_with_nothing_remaining_the_next_request_waits(self, world: World) -> None:
        headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "30"}
        world.service.faults.add("GET", LIST, Edit(headers=headers))
        heard: list[RetryWait] = []
        await world.client.images(PUBLIC, Query(), on_wait=heard.append)
        assert (heard, world.clock.slept) == ([], [])
        await world.client.images(PUBLIC, Query(), on_wait=heard.append)
        (waiting,) = heard
        assert (waiting.seconds, waiting.attempt) == (30, 0)
        assert "30 seconds" in waiting.error.message
        assert world.clock.slept == [30]

    async def test_a_limit_of_the_service_is_never_overrun(self, world: World) -> None:
        world.service.options.rate_limit = 3
        for _ in range(10):
            await world.client.images(PUBLIC, Query())
        assert len(world.service.requests) == 10

    async def test_without_retries_one_try_is_made(self, world: World) -> None:
        world.service.faults.add("GET", LIST, CannedResponse(503), times=None)
        with pytest.raises(errors.ServerError):
            await world.client.without_retries().images(PUBLIC, Query())
        assert len(world.service.requests) == 1

    @pytest.mark.parametrize("broken", [reset_mid_body(), raw(b""), stall()])
    async def test_a_broken_answer_is_asked_for_again(self, broken: Script) -> None:
        async with raw_server(broken, whole(b'{"data": [{"id": 1, "name": "x"}]}')) as server:
            client = lonely_client(server.url)
            page = await client.images(PUBLIC, Query())
            await client.aclose()
        assert [image.name for image in page.images] == ["x"]
        assert len(server.requests) == 2

    async def test_an_answer_that_comes_too_slowly_is_not(self) -> None:
        async with raw_server(drip(0.05)) as server:
            client = lonely_client(server.url)
            with pytest.raises(errors.TimedOut):
                await client.images(PUBLIC, Query())
            await client.aclose()
        assert len(server.requests) == 1


class TestTheToken:
    async def test_a_refused_one_is_renewed_and_the_request_repeated(self, world: World) -> None:
        dialog = Dialog(world.service)
        world.client.tokens.prompt = dialog
        world.service.revoke_tokens()
        assert (await world.client.images(PUBLIC, Query(page=3))).paging.page == 3
        assert "token refused (401): Token is unknown or has been revoked" in dialog.reasons[0]
        assert [asked.params["page"] for asked in world.service.requests] == ["3", "3"]

    async def test_five_requests_refused_together_ask_once(self, world: World) -> None:
        dialog = Dialog(world.service)
        world.client.tokens.prompt = dialog
        world.service.revoke_tokens()
        pages = await asyncio.gather(
            *(world.client.images(PUBLIC, Query(page=page)) for page in range(1, 6))
        )
        assert [page.paging.page for page in pages] == [1, 2, 3, 4, 5]
        assert len(dialog.reasons) == 1

    async def test_a_renewed_one_that_is_refused_as_well_ends_it(self, world: World) -> None:
        dialog = Dialog(world.service)
        world.client.tokens.prompt = dialog
        world.service.faults.add("GET", LIST, CannedResponse(401), times=None)
        with pytest.raises(errors.Unauthorized, match="sign in again"):
            await world.client.images(PUBLIC, Query())
        assert (len(world.service.requests), len(dialog.reasons)) == (2, 1)

    async def test_with_nobody_to_ask_there_is_no_second_request(self, world: World) -> None:
        world.service.revoke_tokens()
        with pytest.raises(errors.NotAuthenticated, match="has been revoked"):
            await world.client.images(PUBLIC, Query())
        assert len(world.service.requests) == 1

    async def test_without_one_nothing_is_sent(self, world: World) -> None:
        client = Client(world.client.transport, TokenProvider())
        with pytest.raises(errors.NotAuthenticated):
            await client.images(PUBLIC, Query())
        assert world.service.requests == []

    async def test_a_403_asks_nobody(self, world: World) -> None:
        dialog = Dialog(world.service)
        world.client.tokens.prompt = dialog
        world.service.faults.add("GET", LIST, CannedResponse(403))
        with pytest.raises(errors.Forbidden):
            await world.client.images(PUBLIC, Query())
        assert dialog.reasons == []

    async def test_a_clock_that_is_off_is_the_services_affair(self, world: World) -> None:
        world.client.tokens.accept(Token.parse(world.service.issue_token(life=300)))
        off = Transport(
            world.client.transport.endpoint,
            app=create_app(world.service),
            clock=FakeClock(START.replace(hour=23), auto_advance=True),
        )
        client = Client(off, world.client.tokens)
        assert (await client.images(PUBLIC, Query())).images
        await client.aclose()

    @pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 429, 500, 302])
    async def test_is_in_no_message_though_the_service_repeats_it(
        self, status: int, world: World
    ) -> None:
        world.client.tokens.accept(Token.parse(CANARY))
        echo = CannedResponse.json(status, {"message": f"bad: Bearer {CANARY}"}, {"X-Echo": CANARY})
        world.service.faults.add("GET", LIST, echo, times=None)
        with pytest.raises(errors.ServiceError) as caught:
            await world.client.images(PUBLIC, Query())
        assert CANARY not in "".join(traceback.format_exception(caught.value))
        assert CANARY not in f"{caught.value!r}{world.client.tokens.current!r}"


class TestTheSync:
    async def test_is_submitted(self, world: World) -> None:
        request = await world.client.submit_sync()
        assert (request.id, request.status) == (57, "SUBMITTED")
        (asked,) = world.service.requests
        assert (asked.method, asked.path, asked.body) == ("PATCH", PERSONAL_LIST, b"")

    async def test_can_be_asked_after(self, world: World) -> None:
        request = await world.client.submit_sync()
        world.clock.advance(10)
        assert (await world.client.sync_status(request)).status == "PROCESSED"

    async def test_one_that_the_service_does_not_know_is_not_found(self, world: World) -> None:
        with pytest.raises(errors.NotFound):
            await world.client.sync_status(SyncRequest(99))

    async def test_one_without_an_id_cannot_be_asked_after(self, world: World) -> None:
        with pytest.raises(ValueError, match="without an id"):
            await world.client.sync_status(SyncRequest())
        assert world.service.requests == []

    async def test_is_repeated_with_a_new_token(self, world: World) -> None:
        world.client.tokens.prompt = Dialog(world.service)
        world.service.revoke_tokens()
        assert (await world.client.submit_sync()).id == 57

    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            (CannedResponse(500), errors.ServerError),
            (CannedResponse(503), errors.ServerError),
            (CannedResponse(502), errors.MaybeSubmitted),
            (CannedResponse(504), errors.MaybeSubmitted),
            (CannedResponse.json(429, {}, {"Retry-After": "2"}), errors.RateLimited),
            (CannedResponse.html(200, "<p>Welcome</p>"), errors.UnexpectedResponse),
            (redirect(f"http://{HOST}/v2/iso", 307), errors.Redirected),
        ],
    )
    async def test_is_sent_once_whatever_comes_back(
        self, answer: CannedResponse, error: type[errors.ServiceError], world: World
    ) -> None:
        world.service.faults.add("PATCH", "*", answer, times=None)
        with pytest.raises(error):
            await world.client.submit_sync()
        assert (len(world.service.requests), world.clock.slept) == (1, [])

    @pytest.mark.parametrize("broken", [stall(), reset_mid_body(), raw(b""), raw(b"junk\r\n\r\n")])
    async def test_may_have_been_submitted_where_no_answer_comes(self, broken: Script) -> None:
        async with raw_server(broken) as server:
            client = lonely_client(server.url)
            with pytest.raises(errors.MaybeSubmitted, match="may have been submitted"):
                await client.submit_sync()
            await client.aclose()
        assert len(server.requests) == 1

    async def test_is_tried_again_where_it_never_left(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        connect: Any = socket.create_connection
        refusals = iter([ConnectionRefusedError()])

        def refuse_first(*args: object, **options: object) -> object:
            for error in refusals:
                raise error
            return connect(*args, **options)

        monkeypatch.setattr(socket, "create_connection", refuse_first)
        async with raw_server(whole(b"", 202)) as server:
            client = lonely_client(server.url)
            assert (await client.submit_sync()).id is None
            await client.aclose()
        assert len(server.requests) == 1


class TestDescriptions:
    async def test_need_no_token_and_get_none(self, world: World) -> None:
        client = Client(world.client.transport, TokenProvider())
        described = await client.describe(PERSONAL)
        assert described.methods == ("GET", "OPTIONS", "PATCH")
        assert isinstance(described.body, dict)
        (asked,) = world.service.requests
        assert (asked.method, asked.path, asked.authorization) == ("OPTIONS", PERSONAL_LIST, "")

    async def test_a_known_token_stays_at_home(self, world: World) -> None:
        await world.client.describe(PUBLIC)
        assert world.service.requests[0].authorization == ""

    @pytest.mark.parametrize(
        ("answer", "body", "text"),
        [
            (CannedResponse.text(200, "GET: a list", "text/plain"), None, "GET: a list"),
            (CannedResponse.json(200, ["GET"]), ["GET"], '["GET"]'),
            (CannedResponse(204), None, ""),
            (CannedResponse(200, b"\xff"), None, "\ufffd"),
        ],
    )
    async def test_come_as_they_are(
        self, answer: CannedResponse, body: object, text: str, world: World
    ) -> None:
        world.service.faults.add("OPTIONS", LIST, answer)
        described = await world.client.describe(PUBLIC)
        assert (described.methods, described.body, described.text) == ((), body, text)

    async def test_a_web_page_is_none(self, world: World) -> None:
        world.service.faults.add("OPTIONS", LIST, CannedResponse.html(200, "<p>Welcome</p>"))
        with pytest.raises(errors.UnexpectedResponse):
            await world.client.describe(PUBLIC)

    async def test_are_tried_again(self, world: World) -> None:
        world.service.faults.add("OPTIONS", LIST, CannedResponse(503))
        assert (await world.client.describe(PUBLIC)).methods == ("GET", "OPTIONS")


class TestOverARealConnection:
    async def test_lists_sync_and_description_work(self) -> None:
        service = FakeService()
        with serve(service) as url:
            client = Client(
                Transport(Endpoint.parse(url)), TokenProvider(Token.parse(service.token))
            )
            assert (await client.images(PUBLIC, Query())).paging.total == 240
            assert (await client.submit_sync()).id == 57
            assert (await client.describe(PERSONAL)).methods == ("GET", "OPTIONS", "PATCH")
            await client.aclose()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
list_bodies = st.fixed_dictionaries(
    {}, optional={"data": json_values, "meta": json_values | st.just({"pages": {"page": 1}})}
)
body_bytes = st.binary() | list_bodies.map(lambda body: json.dumps(body).encode())


class TestAnythingThatComes:
    @io_examples
    @given(body=body_bytes, content_type=st.text())
    def test_is_a_page_or_a_bad_answer(self, body: bytes, content_type: str) -> None:
        answer = Response(200, {"content-type": content_type}, body)
        with suppress(errors.UnexpectedResponse, MalformedPage):
            Page.from_json(json_object(answer, ENDPOINT), Query())

    @io_examples
    @given(
        status=st.integers(100, 999),
        body=body_bytes
        | json_values.map(lambda value: json.dumps({"message": value, "error": value}).encode()),
    )
    def test_of_any_status_has_one_short_sentence(self, status: int, body: bytes) -> None:
        error = error_for_status(Response(status, {}, body), ENDPOINT, START)
        assert error.message
        assert len(error.message) < 400


ENDPOINT = Endpoint.parse("https://cloud.example.test")


def lonely_client(url: str) -> Client:
    """A client of a server that is no service: with any token, short of time, never waiting."""
    transport = Transport(
        Endpoint.parse(url), timeout=1.0, clock=FakeClock(START, auto_advance=True)
    )
    return Client(transport, TokenProvider(Token.parse("any")), policy=RetryPolicy())


class Dialog:
    """A user who signs in each time."""

    def __init__(self, service: FakeService) -> None:
        self.reasons: list[str] = []
        self._service = service

    async def __call__(self, reason: str) -> Token | None:
        self.reasons.append(reason)
        return Token.parse(self._service.token)
