"""The fake service records requests, limits their rate and breaks the contract to order."""

import asyncio
import json
import time
import zlib
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.fake_clock import START, FakeClock
from tests.fake_service import FakeService, PastEnd, create_app
from tests.fake_service.edits import (
    Change,
    chained,
    gzip_bomb,
    redirect,
    repeated,
    with_pages,
    with_row_values,
    with_rows,
    with_value,
    without,
)
from tests.fake_service.faults import Barrier, CannedResponse, Edit, SlowBody
from tests.fake_service.serving import serve
from vss_tui.demo.accounts import DEMO

PUBLIC = "/v2/iso"
PERSONAL = "/v2/user/image/iso"
TOKEN = "/auth/request-token"
ROW_KEYS = {"created_on", "data_store", "id", "name", "path", "public", "updated_on"}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(START)


@pytest.fixture
def service(clock: FakeClock) -> FakeService:
    return FakeService(now=clock.now)


@pytest.fixture
async def client(service: FakeService) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a good token, in the same process as the service."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app(service)),
        base_url="http://vss.test",
        headers={"Authorization": f"Bearer {service.token}"},
    ) as client:
        yield client


async def names(client: httpx.AsyncClient, resource: str, **params: str) -> list[str]:
    answer = await client.get(resource, params={"expand": "1", "per_page": "250", **params})
    return [row["name"] for row in answer.json()["data"]]


class TestRateLimits:
    async def test_every_answer_says_what_is_left(
        self, client: httpx.AsyncClient, service: FakeService, clock: FakeClock
    ) -> None:
        service.options.rate_limit = 2
        answers = [await client.get(path) for path in (PUBLIC, "/nowhere", PUBLIC)]

        assert [answer.status_code for answer in answers] == [200, 404, 429]
        assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
        assert answers[2].headers["X-RateLimit-Limit"] == "2"
        assert answers[2].headers["X-RateLimit-Reset"] == str(int(clock.now().timestamp()) + 60)
        assert answers[2].headers["Retry-After"] == "60"

    async def test_after_the_reset_all_is_as_before(
        self, client: httpx.AsyncClient, service: FakeService, clock: FakeClock
    ) -> None:
        service.options.rate_limit = 1
        service.options.retry_after = False
        await client.get(PUBLIC)
        refused = await client.get(PUBLIC)
        assert refused.status_code == 429
        assert "Retry-After" not in refused.headers
        clock.advance(60)
        assert (await client.get(PUBLIC)).status_code == 200

    async def test_a_sixth_login_in_a_minute_is_refused_whatever_the_password(
        self, client: httpx.AsyncClient
    ) -> None:
        wrong = [await client.post(TOKEN, auth=("demo", "x")) for _ in range(5)]
        assert [answer.status_code for answer in wrong] == [401] * 5
        assert (await client.post(TOKEN, auth=DEMO)).status_code == 429
        assert (await client.get(PUBLIC)).status_code == 200


class TestRequests:
    async def test_they_are_recorded(
        self, client: httpx.AsyncClient, service: FakeService, clock: FakeClock
    ) -> None:
        await client.get(PUBLIC, params={"filter": "name,like,%a%;id,gt,1", "sort": ""})
        await client.post(TOKEN, auth=DEMO, json={"otp": None}, headers={"User-Agent": "me/1"})

        listed, login = service.requests
        assert (listed.method, listed.path) == ("GET", PUBLIC)
        assert listed.query == (("filter", "name,like,%a%;id,gt,1"), ("sort", ""))
        assert listed.params == {"filter": "name,like,%a%;id,gt,1", "sort": ""}
        assert listed.authorization == f"Bearer {service.token}"
        assert listed.time == clock.now()
        assert login.json() == {"otp": None}
        assert login.user_agent == "me/1"
        assert service.requests_to("POST") == service.requests_to("*", "/auth/*") == [login]


class TestPastTheEnd:
    @pytest.mark.parametrize(
        ("past_end", "status", "page"),
        [(PastEnd.EMPTY, 200, 99), (PastEnd.NOT_FOUND, 404, None), (PastEnd.LAST_PAGE, 200, 24)],
    )
    async def test_a_page_past_the_end(
        self,
        client: httpx.AsyncClient,
        service: FakeService,
        past_end: PastEnd,
        status: int,
        page: int | None,
    ) -> None:
        service.options.past_end = past_end
        answer = await client.get(PUBLIC, params={"page": 99, "sort": "name,asc"})
        assert answer.status_code == status
        if page is not None:
            assert answer.json()["meta"]["pages"]["page"] == page
        assert (await client.get(PUBLIC, params={"page": 24})).status_code == 200


class TestFaults:
    async def test_a_fault_meets_the_requests_it_is_for_so_many_times(
        self, client: httpx.AsyncClient, service: FakeService
    ) -> None:
        service.faults.add(
            "GET", "/v2/*", CannedResponse.html(502, "<h1>Bad Gateway</h1>"), times=2, skip=1
        )
        statuses = [(await client.get(PUBLIC)).status_code for _ in range(4)]
        assert statuses == [200, 502, 502, 200]
        assert (await client.options(PUBLIC)).status_code == 200

    async def test_a_fault_without_number_stays_until_removed(
        self, client: httpx.AsyncClient, service: FakeService
    ) -> None:
        fault = service.faults.add(effect=CannedResponse(503), times=None)
        assert {(await client.get(PUBLIC)).status_code for _ in range(3)} == {503}
        service.faults.remove(fault)
        assert (await client.get(PUBLIC)).status_code == 200

    async def test_a_fault_can_be_for_certain_questions(
        self, client: httpx.AsyncClient, service: FakeService
    ) -> None:
        service.faults.add(
            effect=CannedResponse(500), when=lambda request: request.params["page"] == "2"
        )
        assert (await client.get(PUBLIC, params={"page": 1})).status_code == 200
        assert (await client.get(PUBLIC, params={"page": 2})).status_code == 500

    @pytest.mark.parametrize(
        ("answer", "media_type", "body"),
        [
            (CannedResponse.json(500, {"error": "x"}), "application/json", b'{"error": "x"}'),
            (CannedResponse.json(200, float("nan")), "application/json", b"NaN"),
            (CannedResponse.html(502, "<p>"), "text/html; charset=utf-8", b"<p>"),
            (CannedResponse(502, b"<p>"), None, b"<p>"),
            (CannedResponse(204), None, b""),
            (
                CannedResponse(200, b"\xff{", (("Content-Type", "x; charset=y"),)),
                "x; charset=y",
                b"\xff{",
            ),
        ],
    )
    async def test_an_answer_is_sent_as_it_is(
        self,
        client: httpx.AsyncClient,
        service: FakeService,
        answer: CannedResponse,
        media_type: str | None,
        body: bytes,
    ) -> None:
        service.faults.add(effect=answer)
        sent = await client.get(PUBLIC)
        assert sent.status_code == answer.status
        assert sent.headers.get("Content-Type") == media_type
        assert sent.content == body

    async def test_a_redirect(self, client: httpx.AsyncClient, service: FakeService) -> None:
        service.faults.add(effect=redirect("http://portal.test/login"))
        answer = await client.get(PUBLIC)
        assert (answer.status_code, answer.headers["Location"]) == (302, "http://portal.test/login")

    @pytest.mark.parametrize(
        ("change", "key", "value"),
        [
            (with_pages(pages=-1, total="x"), "meta.pages.pages", -1),
            (with_pages(next_url="javascript:x"), "meta.pages.next_url", "javascript:x"),
            (with_value("meta.pages", None), "meta.pages", None),
            (with_value("data", {}), "data", {}),
            (with_rows([None, 1, {"id": 1}]), "data", [None, 1, {"id": 1}]),
            (chained(with_value("meta", None), with_rows([])), "meta", None),
        ],
    )
    async def test_an_edit_puts_values_in_the_good_answer(
        self,
        client: httpx.AsyncClient,
        service: FakeService,
        change: Change,
        key: str,
        value: object,
    ) -> None:
        service.faults.add(effect=Edit(change))
        found = (await client.get(PUBLIC)).json()
        for part in key.split("."):
            found = found[part]
        assert found == value

    async def test_edits_of_rows(self, client: httpx.AsyncClient, service: FakeService) -> None:
        hostile = with_row_values(name="\ud800\x1b[2J")
        service.faults.add(effect=Edit(chained(hostile, repeated(2), without("meta"))))
        body = (await client.get(PUBLIC, params={"expand": 1, "per_page": 1})).json()
        assert [row["name"] for row in body["data"]] == ["\ud800\x1b[2J"] * 2
        assert "meta" not in body

    async def test_an_edit_of_headers_and_status(
        self, client: httpx.AsyncClient, service: FakeService
    ) -> None:
        service.faults.add(effect=Edit(headers={"X-RateLimit-Remaining": "0"}, status=203))
        answer = await client.get(PUBLIC)
        assert answer.status_code == 203
        assert answer.headers.get_list("X-RateLimit-Remaining") == ["0"]
        assert len(answer.json()["data"]) == 10

    async def test_an_answer_hides_whether_the_service_acted(
        self, client: httpx.AsyncClient, service: FakeService
    ) -> None:
        service.faults.add("PATCH", effect=CannedResponse(504))
        service.faults.add("PATCH", effect=CannedResponse(504), acts=True)
        assert (await client.patch(PERSONAL)).status_code == 504
        assert not service.syncs.jobs
        assert (await client.patch(PERSONAL)).status_code == 504
        assert len(service.syncs.jobs) == 1

    async def test_answers_can_take_their_time(self, service: FakeService) -> None:
        service.latency = 0.02
        service.faults.add(delay=0.03)
        app = httpx.ASGITransport(create_app(service))
        async with httpx.AsyncClient(transport=app, base_url="http://vss.test") as client:
            start = time.monotonic()
            await client.options(PUBLIC)
        assert time.monotonic() - start >= 0.05

    async def test_held_requests_are_overtaken_until_released(
        self, client: httpx.AsyncClient, service: FakeService
    ) -> None:
        barrier = Barrier()
        service.faults.add(barrier=barrier)
        held = asyncio.create_task(client.get(PUBLIC, params={"page": 1}))
        await asyncio.wrap_future(barrier.reached)
        assert (await client.get(PUBLIC, params={"page": 2})).status_code == 200
        assert not held.done()
        barrier.release()
        assert (await held).json()["meta"]["pages"]["page"] == 1

    async def test_a_drip_that_ends(self, client: httpx.AsyncClient, service: FakeService) -> None:
        service.faults.add(effect=SlowBody(b"ab", pause=0, pieces=3))
        assert (await client.get(PUBLIC)).content == b"ababab"

    def test_a_gzip_bomb_is_small_until_it_is_unpacked(self) -> None:
        packed = gzip_bomb(3_000_000).body
        assert len(packed) < 10_000
        unpacked = zlib.decompress(packed, 16 + zlib.MAX_WBITS)
        assert len(unpacked) > 3_000_000
        assert json.loads(unpacked) == {"data": []}


class TestServing:
    def test_an_endless_drip_ends_with_the_server(self, service: FakeService) -> None:
        service.faults.add(effect=SlowBody(b"x", pause=0.001))
        with serve(service) as url, httpx.stream("GET", url + PUBLIC) as answer:
            pieces = answer.iter_raw()
            assert next(pieces) == b"x"
            assert next(pieces) == b"x"

    def test_a_body_may_be_shorter_than_it_says(self, service: FakeService) -> None:
        service.faults.add(effect=CannedResponse(200, b"{}", (("Content-Length", "100"),)))
        with serve(service) as url, pytest.raises(httpx.RemoteProtocolError):
            httpx.get(url + PUBLIC)

    def test_ipv6(self, service: FakeService) -> None:
        with serve(service, "::1") as url:
            assert url.startswith("http://[::1]:")
            assert httpx.options(url + PUBLIC).status_code == 200
