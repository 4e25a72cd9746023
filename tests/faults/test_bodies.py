"""Cases 25 to 41: an answer with the wrong body."""

import asyncio
import json
import subprocess
import sys
from typing import Any

import pytest

from tests.app_driver import AppDriver, FakeClock, run_browser
from tests.command import ROOT, Command
from tests.fake_service import FakeService
from tests.fake_service.edits import (
    Change,
    chained,
    deep_json,
    gzip_bomb,
    repeated,
    with_pages,
    with_rows,
    with_value,
    without,
)
from tests.fake_service.faults import JSON_TYPE, CannedResponse, Edit
from tests.fake_service.raw_server import head, raw, raw_server, whole
from tests.fake_service.serving import serve
from tests.faults.expectations import (
    FEW,
    PUBLIC,
    assert_recovers,
    assert_retries,
    assert_rows_kept,
    assert_unexpected_response,
    list_requests,
    run_app_at,
)
from tests.faults.fault_proxy import fault_proxy
from vss_tui.models.query import Library, Query
from vss_tui.screens.initial_view import InitialView

NAME = "ubuntu.iso"
GOOD = {"data": [{"id": 7, "name": NAME}], "meta": {"pages": {"page": 1, "pages": 1, "total": 1}}}


@pytest.fixture
def service() -> FakeService:
    return FakeService(images=FEW)


def answers(service: FakeService, body: bytes | object, media_type: str = JSON_TYPE) -> None:
    """CannedResponse the next reading of the list with ``body``: bytes, or a value as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    service.faults.add("GET", PUBLIC, CannedResponse(200, content, (("Content-Type", media_type),)))


def edits(service: FakeService, *changes: Change) -> None:
    """Change the next reading of the list."""
    service.faults.add("GET", PUBLIC, Edit(chained(*changes)))


async def asks_again(browser: AppDriver) -> None:
    """Press ``r`` and wait for what comes of it."""
    await browser.press("r")
    await browser.wait_idle()


async def test_case_25_a_web_page(service: FakeService) -> None:
    async with run_browser(service) as browser:
        service.faults.add(
            "GET", PUBLIC, CannedResponse.html(200, "<h1>Welcome to the campus Wi-Fi</h1>")
        )
        asked = list_requests(service)
        await assert_unexpected_response(browser, 200, "text/html", "a web page")
        assert "Welcome" not in browser.text
        assert len(asked()) == 1
        await assert_recovers(browser)


@pytest.mark.parametrize("body", [b"", b'{"data": [{"id": 11, "na'], ids=["empty", "truncated"])
async def test_case_26_json_that_is_cut_off(body: bytes, service: FakeService) -> None:
    clock = FakeClock()
    async with run_browser(service, clock=clock) as browser:
        fault = CannedResponse(200, body, (("Content-Type", JSON_TYPE),))
        service.faults.add("GET", PUBLIC, fault, times=None)
        cause = "unexpected answer (200, application/json) from vss.example: invalid JSON"
        await assert_retries(browser, clock, list_requests(service), cause)


async def test_case_27_json_that_is_no_object(service: FakeService) -> None:
    async with run_browser(service) as browser:
        for body in (None, [], [GOOD], "data", 7, True):
            answers(service, body)
            asked = list_requests(service)
            await assert_unexpected_response(browser, 200, JSON_TYPE, "not a JSON object")
            assert len(asked()) == 1
            await assert_recovers(browser)


async def test_case_28_no_list_in_the_answer(service: FakeService) -> None:
    async with run_browser(service) as browser:
        values: tuple[object, ...] = (None, {}, {"0": {}}, "rows", 0)
        for change in (without("data"), *(with_value("data", value) for value in values)):
            edits(service, change)
            asked = list_requests(service)
            await assert_unexpected_response(browser, 200, JSON_TYPE, "no list of images")
            assert len(asked()) == 1
            await assert_recovers(browser)


async def test_case_29_a_row_that_is_no_image(service: FakeService) -> None:
    async with run_browser(service) as browser:
        rows: tuple[object, ...] = (None, 7, [], "", {}, {"id": 7})
        for row in (*rows, {"name": None}, {"name": ""}, {"name": {}}):
            edits(service, with_rows([row, {"id": 7, "name": NAME}]))
            await asks_again(browser)
            assert browser.names == [NAME]
            assert "1 unreadable" in browser.pager


async def test_case_30_json_nested_without_end(service: FakeService) -> None:
    async with run_browser(service) as browser:
        for body in (deep_json().body, b'{"data": [' + deep_json().body + b"]}"):
            answers(service, body)
            await assert_unexpected_response(browser, 200, JSON_TYPE, "nested too deeply")
            await assert_recovers(browser)


async def test_case_31_numbers_that_are_none(service: FakeService) -> None:
    async with run_browser(service) as browser:
        for number in ("NaN", "-Infinity", "1e999"):
            body = f'{{"data": [{{"id": {number}, "name": "{NAME}", "created_on": {number}}}]}}'
            answers(service, body.encode())
            await asks_again(browser)
            assert browser.names == [NAME]
            assert (browser.column("id"), browser.column("created")) == (["–"], ["–"])
        await assert_recovers(browser)
        answers(service, b'{"data": [{"id": %s, "name": "a.iso"}]}' % (b"7" * 5_000))
        await assert_unexpected_response(browser, 200, JSON_TYPE, "number out of range")


async def test_case_32_json_written_oddly(service: FakeService) -> None:
    good = json.dumps(GOOD)
    twice = '{"data": [], "data": [{"id": 1, "id": 7, "name": "x", "name": "ubuntu.iso"}]}'
    async with run_browser(service) as browser:
        for body, media_type in (
            (twice.encode(), JSON_TYPE),
            (good.encode("utf-8-sig"), JSON_TYPE),
            (good.encode("utf-16"), JSON_TYPE),
            (good.encode("utf-32"), JSON_TYPE),
            (good.encode(), "application/json; charset=klingon"),
            (good.encode(), 'application/json; charset="'),
            (good.encode(), "text/plain"),
        ):
            answers(service, body, media_type)
            await asks_again(browser)
            assert (browser.names, browser.column("id")) == ([NAME], ["7"])
        answers(service, b'\xff{"data": []}')
        await assert_unexpected_response(browser, 200, JSON_TYPE, "invalid JSON")


MEMORY = """
import asyncio, resource, sys
from vss_tui.api.sign_in import TokenProvider
from vss_tui.api.client import Client
from vss_tui.api.errors import UnexpectedResponse
from vss_tui.api.http import Transport
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.query import Library
from vss_tui.models.query import Query
from vss_tui.models.token import Token

def largest():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

async def main(url, token):
    client = Client(Transport(Endpoint.parse(url)), TokenProvider(Token.parse(token)))
    await client.images(Library.PUBLIC, Query())
    before = largest()
    try:
        await client.images(Library.PUBLIC, Query())
    except UnexpectedResponse as error:
        print(largest() - before, error.message)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_case_33_a_small_body_that_unpacks_to_300_mb(service: FakeService) -> None:
    bomb = gzip_bomb()
    assert len(bomb.body) < 400_000
    async with run_browser(service) as browser:
        service.faults.add("GET", PUBLIC, bomb)
        await assert_unexpected_response(browser, 200, JSON_TYPE, "compressed")
    service.faults.add("GET", PUBLIC, bomb, skip=1)
    with serve(service) as url:
        more, message = await asyncio.to_thread(memory_taken, url, service.token)
    assert more < 64 * 1024 * 1024
    assert "unexpected answer" in message


def memory_taken(url: str, token: str) -> tuple[int, str]:
    """Bytes that a process takes for the answer to its second reading, and the error it meets."""
    command = [sys.executable, "-c", MEMORY, url, token]
    ended = subprocess.run(command, capture_output=True, check=True, cwd=ROOT, text=True)
    more, _, message = ended.stdout.partition(" ")
    return int(more) * (1 if sys.platform == "darwin" else 1024), message


@pytest.mark.parametrize("fault", ["gzip", "header"])
async def test_case_34_broken_below_the_body(fault: str, service: FakeService) -> None:
    async with fault_proxy(service) as proxy, run_app_at(proxy.url, service) as browser:
        proxy.requests()
        if fault == "gzip":
            proxy.fault = whole(b"\x1f\x8bjunk", content_encoding="gzip")
            await assert_unexpected_response(browser, 200, JSON_TYPE, "compressed")
        else:
            proxy.fault = raw(head(200, x_long="x" * 200_000))
            await assert_rows_kept(browser, "unexpected answer (unreadable HTTP) from 127.0.0.1")
        assert proxy.requests() == [f"GET {PUBLIC}"]


async def test_case_35_no_word_on_the_pages(service: FakeService) -> None:
    async with run_browser(service) as browser:
        for change in (
            without("meta"),
            with_value("meta", None),
            with_value("meta", []),
            with_value("meta", {}),
            without("meta.pages"),
            with_value("meta.pages", "many"),
        ):
            edits(service, change)
            browser.requests()
            await asks_again(browser)
            assert len(browser.names) == FEW
            assert browser.pager.startswith("row 1, total unknown · page 1 of ?")
            assert browser.requests() == ["public page=1 per_page=50"]
            await browser.press("n")
            await browser.wait_idle()
            assert browser.requests() == []


@pytest.mark.parametrize("page", ["page", "pages", "per_page", "total"])
async def test_case_36_page_numbers_that_are_none(page: str, service: FakeService) -> None:
    async with run_browser(service) as browser:
        values: tuple[object, ...] = (None, "x", 0, -1, 1.5, True, [], 10**30)
        for value in values:
            edits(service, with_pages(**{page: value}))
            await asks_again(browser)
            assert len(browser.names) == FEW
            assert browser.pager.startswith("row 1")
            assert "page 1 of " in browser.pager
            assert "-" not in browser.pager


async def test_case_37_a_next_page_that_leads_round_in_circles(
    clean_environment: dict[str, str],
) -> None:
    service = FakeService(images=30)
    round_ = with_pages(next_url="https://vss.example/v2/iso?page=1")
    service.faults.add("GET", PUBLIC, Edit(round_), times=None)
    tens = InitialView(queries={Library.PUBLIC: Query(per_page=10)})
    async with run_browser(service, initial_view=tens) as browser:
        for _ in range(5):
            await browser.press("n")
            await browser.wait_idle()
        assert "page 3 of 3" in browser.pager
    assert [request.params["page"] for request in service.requests_to("GET", PUBLIC)] == [
        "1",
        "2",
        "3",
    ]
    # The same where only that address says that there is more, and each page is the first one.
    service.faults.clear()
    same = {**GOOD, "meta": {"pages": {"next_url": "https://vss.example/v2/iso?page=1"}}}
    service.faults.add("GET", PUBLIC, CannedResponse.json(200, same), times=None)
    service.requests.clear()
    with serve(service) as url:
        command = Command(clean_environment).signed_in(url, service)
        ended = await asyncio.to_thread(command.run, "ls", "--all", "-o", "name")
    assert ended.out == f"{NAME}\n"
    assert len(service.requests_to("GET", PUBLIC)) == 2


@pytest.mark.parametrize(
    "next_url",
    [
        "http://localhost:{port}/v2/iso?page=2",
        "https://localhost:{port}/v2/iso?page=2",
        "//localhost:{port}/v2/iso?page=2",
        "http://user:canary@localhost:{port}/v2/iso?page=2",
        "https://vss.example@localhost:{port}/v2/iso?page=2",
        "javascript:alert(1)",
        "file:///etc/passwd",
    ],
)
async def test_case_38_a_next_page_elsewhere(next_url: str) -> None:
    service = FakeService(images=60)
    async with raw_server(whole()) as elsewhere:
        links = {"next_url": next_url.format(port=elsewhere.port)}
        links |= {"prev_url": links["next_url"], "last_url": links["next_url"]}
        service.faults.add("GET", "*", Edit(with_pages(**links)), times=None)
        async with run_browser(service) as browser:
            await browser.press("n")
            await browser.wait_idle()
            assert "page 2 of 2" in browser.pager
        assert elsewhere.requests == []


async def test_case_39_the_list_becomes_shorter() -> None:
    service = FakeService(images=120)
    async with run_browser(service) as browser:
        # The second page has been read ahead when the list becomes shorter.
        service.public.replace(service.public.images[:60])
        await browser.press("right_curly_bracket")
        await browser.wait_idle()
        assert "row 51 of 60 · ‹ page 2 of 2" in browser.pager
        assert len(browser.names) == 10
        assert browser.requests() == ["public page=3 per_page=50", "public page=2 per_page=50"]
        service.public.replace(service.public.images[:7])
        await asks_again(browser)
        assert "row 1 of 7 · page 1 of 1" in browser.pager
        assert browser.requests() == ["public page=2 per_page=50", "public page=1 per_page=50"]


async def test_case_40_the_same_image_twice(
    service: FakeService, clean_environment: dict[str, str]
) -> None:
    async with run_browser(service) as browser:
        edits(service, repeated(3))
        await asks_again(browser)
        assert len(browser.names) == FEW
    # An image that was added meanwhile pushes the last one of a page to the next.
    service = FakeService(images=260)
    pushed = {"id": service.public.images[249].id, "name": "pushed.iso"}

    def push(body: Any) -> object:
        body["data"].insert(0, pushed)
        return body

    service.faults.add("GET", PUBLIC, Edit(push), when=lambda each: each.params["page"] == "2")
    with serve(service) as url:
        command = Command(clean_environment).signed_in(url, service)
        ended = await asyncio.to_thread(command.run, "ls", "--all", "-o", "id")
    assert ended.out.split() == [str(image.id) for image in service.public.images]


async def test_case_41_ten_thousand_rows(service: FakeService) -> None:
    async with run_browser(service) as browser:
        rows = [{"id": number, "name": f"image-{number}.iso"} for number in range(10_000)]
        edits(service, with_rows(rows))
        await asks_again(browser)
        assert "9000 rows omitted" in browser.pager
        await browser.press("G")
        assert browser.cursor == "image-999.iso"
