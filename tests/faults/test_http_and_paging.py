"""Cases 119 to 124, 155 and 157: HTTP that is read with tolerance, and lists that are whole."""

import asyncio
import json
import subprocess
import sys
import time
from typing import Any

import pytest

from tests.app_driver import LARGE, run_browser
from tests.command import ROOT, Command
from tests.fake_service import FakeService, PastEnd
from tests.fake_service.edits import redirect
from tests.fake_service.faults import JSON_TYPE, CannedResponse, Edit
from tests.fake_service.raw_server import Connection, head, raw_server, whole
from tests.fake_service.serving import serve
from tests.faults.expectations import (
    FEW,
    PERSONAL,
    PUBLIC,
    SIGN_IN,
    assert_recovers,
    assert_rows_kept,
    assert_unexpected_response,
    list_requests,
    run_app_at,
)
from tests.faults.fault_proxy import fault_proxy
from vss_tui.api import response
from vss_tui.demo.accounts import unsigned_token
from vss_tui.demo.sync_service import SyncPlan

STALE = b'{"data": [{"id": 666, "name": "evil.iso"}]}'


@pytest.fixture
def command(clean_environment: dict[str, str]) -> Command:
    return Command(clean_environment)


@pytest.fixture
def service() -> FakeService:
    return FakeService(images=FEW)


@pytest.mark.parametrize(
    ("coding", "read"),
    [
        *((coding, True) for coding in ("", "utf-8", "none", "identity", "identity, identity")),
        *((coding, True) for coding in ("IDENTITY", "UTF-8,identity", "binary", ",", "8bit")),
        *((coding, False) for coding in ("gzip", "GZIP", "identity, gzip", "x-gzip", "br", "zstd")),
    ],
)
async def test_case_119_a_content_encoding_that_is_none(
    coding: str, read: bool, service: FakeService
) -> None:
    async with fault_proxy(service) as proxy, run_app_at(proxy.url, service) as browser:
        body = b'{"data": [{"id": 1, "name": "read.iso"}]}'
        proxy.fault = whole(body, content_encoding=coding)
        if read:
            await assert_recovers(browser)
            assert browser.names == ["read.iso"]
        else:
            await assert_unexpected_response(browser, 200, JSON_TYPE, "compressed")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["/v2/iso/?page=1", "{url}/v2/iso/", "iso/", "//{host}/v2/x"])
async def test_case_120_a_redirect_within_the_origin_is_followed(
    status: int, location: str, service: FakeService
) -> None:
    rows = b'{"data": [{"id": 1, "name": "moved.iso"}]}'
    async with raw_server(whole()) as server, fault_proxy(service) as proxy:

        async def move(connection: Connection) -> None:
            proxy.fault = whole(rows)
            host = f"127.0.0.1:{proxy.server.port}"
            target = location.format(url=proxy.url, host=host)
            await whole(b"", status, location=target)(connection)

        async with run_app_at(proxy.url, service) as browser:
            proxy.requests()
            proxy.fault = move
            await assert_recovers(browser)
            assert browser.names == ["moved.iso"]
            first, second = proxy.server.requests[-2:]
        assert first.startswith(b"GET /v2/iso?")
        assert second.startswith(b"GET /v2/")
        assert f"bearer {service.token}".lower().encode() in second.lower()
        assert server.requests == []


async def test_case_120_five_redirects_are_followed_and_no_more(service: FakeService) -> None:
    async with fault_proxy(service) as proxy, run_app_at(proxy.url, service) as browser:
        proxy.requests()
        proxy.fault = whole(b"", 308, location="/v2/iso")
        await assert_rows_kept(browser, "unexpected answer (308)", "a redirect more than 5 times")
        assert len(proxy.requests()) == 6


@pytest.mark.parametrize("location", ["/v2/user/image/iso/", "https://vss.example/v2"])
async def test_case_120_a_submission_is_not_repeated_elsewhere(
    location: str, service: FakeService
) -> None:
    service.faults.add("PATCH", PERSONAL, redirect(location, 308))
    async with run_browser(service) as browser:
        await browser.press("s")
        await browser.wait_for("unexpected answer (308)", "a redirect of a PATCH request, not")
    assert len(service.requests_to("PATCH")) == 1


async def test_case_124_good_json_of_a_203(service: FakeService) -> None:
    async with run_browser(service) as browser:
        body = {"data": [{"id": 1, "name": "changed-by-a-proxy.iso"}]}
        service.faults.add("GET", PUBLIC, CannedResponse.json(203, body))
        await assert_recovers(browser)
        assert browser.names == ["changed-by-a-proxy.iso"]
        service.faults.add("GET", PUBLIC, CannedResponse.html(203, "<h1>Welcome</h1>"))
        await assert_unexpected_response(browser, 203, "text/html", "a web page")


async def test_case_124_the_network_wants_a_sign_in(service: FakeService) -> None:
    async with run_browser(service) as browser:
        service.faults.add("GET", PUBLIC, CannedResponse.html(511, "<h1>Welcome</h1>"), times=None)
        asked = list_requests(service)
        await assert_rows_kept(browser, "the network wants a sign-in (511)")
        assert len(asked()) == 1


async def test_case_121_a_page_past_the_end_is_not_found(command: Command) -> None:
    service = FakeService(images=120)
    service.options.past_end = PastEnd.NOT_FOUND
    async with run_browser(service) as browser:
        service.public.replace(service.public.images[:60])
        await browser.press("right_curly_bracket")
        await browser.wait_idle()
        assert "page 2 of 2" in browser.pager
        assert len(browser.names) == 10
        assert "not found" not in browser.text
    with serve(service) as url:
        asked = command.signed_in(url, service)
        ended = await asyncio.to_thread(asked.run, "ls", "--page", "99", "-o", "name")
    assert (ended.code, ended.out) == (0, "")


async def test_case_121_a_wrong_endpoint_is_not_found(command: Command) -> None:
    service = FakeService(images=120)
    service.faults.add("GET", PUBLIC, CannedResponse.json(404, {}), times=None)
    with serve(service) as url:
        asked = command.signed_in(url, service)
        ended = await asyncio.to_thread(asked.run, "ls", "--page", "2", "-o", "name")
    assert (ended.code, ended.out) == (1, "")
    assert f"not found (404); check the endpoint: {url}" in ended.err


async def test_case_122_the_service_clips_the_number_of_a_page() -> None:
    service = FakeService(images=250)
    service.options.past_end = PastEnd.LAST_PAGE
    async with run_browser(service) as browser:
        await browser.press("right_curly_bracket")
        await browser.wait_idle()
        assert "page 5 of 5" in browser.pager
        service.public.replace(service.public.images[:150])
        await browser.press("r")
        await browser.wait_idle()
        assert "page 3 of 3" in browser.pager
        browser.requests()
        await browser.press("left_square_bracket")
        await browser.wait_idle()
        assert "page 2 of 3" in browser.pager
        assert "public page=2 per_page=50" in browser.requests()


@pytest.mark.parametrize("sort", [(), ("-s", "data_store"), ("-s", "name,desc", "-s", "path")])
async def test_case_123_ties_are_in_the_order_of_their_ids(
    sort: tuple[str, ...], command: Command
) -> None:
    service = FakeService(images=520)
    with serve(service) as url:
        asked = command.signed_in(url, service)
        ended = await asyncio.to_thread(asked.run, "ls", "--all", "-o", "id", *sort)
    assert ended.code == 0
    assert len(set(ended.out.split())) == 520
    keys = [key if "," in key else f"{key},asc" for key in sort[1::2]]
    assert {request.params["sort"] for request in service.requests} == {";".join([*keys, "id,asc"])}


@pytest.mark.parametrize("change", ["added", "removed", "lost", "repeated"])
async def test_case_123_a_list_that_did_not_come_whole(change: str, command: Command) -> None:
    service = FakeService(images=520)

    def change_body(body: Any) -> object:
        rows, total = body["data"], 520
        if change == "lost":
            rows.pop()
        elif change == "repeated":
            rows[0] = {"id": service.public.images[0].id, "name": "again.iso"}
        else:
            total += 1 if change == "added" else -1
        body["meta"]["pages"]["total"] = total
        return body

    service.faults.add(
        "GET", PUBLIC, Edit(change_body), when=lambda request: request.params["page"] == "2"
    )
    with serve(service) as url:
        asked = command.signed_in(url, service)
        ended = await asyncio.to_thread(asked.run, "ls", "--all", "-o", "json")
    assert ended.code == 1
    assert len(json.loads(ended.out)) == (519 if change in ("lost", "repeated") else 520)
    reasons = {"added": "from 520 images to 521", "removed": "from 520 images to 519"}
    assert reasons.get(change, "received 519 of 520 images") in ended.err


async def test_case_123_a_sync_does_not_take_a_lost_row_for_a_removed_file(
    command: Command,
) -> None:
    service = FakeService(images=FEW)
    service.syncs.plans = [SyncPlan(steps=((0, "PROCESSED"),))]

    def lose(body: Any) -> object:
        body["data"].pop()
        return body

    service.faults.add("GET", PERSONAL, Edit(lose), skip=1)
    with serve(service) as url:
        asked = command.signed_in(url, service)
        ended = await asyncio.to_thread(asked.run, "sync", "-o", "json")
    assert ended.code == 0, ended.err
    result = json.loads(ended.out)
    assert (result["added"], result["removed"]) == ([], [])
    assert len(service.requests_to("GET", PERSONAL)) == 3


@pytest.mark.parametrize(
    "behind",
    [
        whole_response := head(200, content_type=JSON_TYPE, content_length=str(len(STALE))) + STALE,
        whole_response[:60],
        b"HTTP/1.1 200 OK\r\nX: ",
        b" ",
        b"\r\n",
    ],
    ids=["a response", "half a response", "half a head", "a blank", "a line end"],
)
@pytest.mark.parametrize("framing", ["length", "chunks", "none"])
async def test_case_157_bytes_behind_a_response(
    behind: bytes, framing: str, service: FakeService
) -> None:
    connections: set[object] = set()

    async def send_more(connection: Connection) -> None:
        proxy.fault = note
        connections.add(connection.writer)
        body = b'{"data": [{"id": 1, "name": "first.iso"}]}'
        if framing == "length":
            start = head(200, content_type=JSON_TYPE, content_length=str(len(body)))
        elif framing == "chunks":
            start = head(200, content_type=JSON_TYPE, transfer_encoding="chunked")
            body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        else:
            start, body = head(202, content_length="0"), b""
        await connection.send(start + body + behind)

    async def note(connection: Connection) -> None:
        connections.add(connection.writer)
        proxy.fault = None
        await proxy.handle(connection)

    async with fault_proxy(service) as proxy, run_app_at(proxy.url, service) as browser:
        rows = browser.names
        proxy.fault = send_more
        if framing == "none":
            await assert_rows_kept(browser, "unexpected answer (202, no type)")
        else:
            await assert_recovers(browser)
            assert browser.names == ["first.iso"]
        await assert_recovers(browser)
        assert browser.names == rows
        assert len(connections) == 2


async def test_case_157_a_connection_without_more_is_used_again(service: FakeService) -> None:
    connections: set[object] = set()
    chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(STALE), STALE)

    async def send_chunks(connection: Connection) -> None:
        connections.add(connection.writer)
        await connection.send(head(200, content_type=JSON_TYPE, transfer_encoding="chunked"))
        for byte in chunks:
            await connection.send(bytes([byte]))

    async with fault_proxy(service) as proxy, run_app_at(proxy.url, service) as browser:
        proxy.fault = send_chunks
        for _ in range(3):
            await assert_recovers(browser)
        assert browser.names == ["evil.iso"]
        assert len(connections) == 1


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
@pytest.mark.parametrize("exp", [253402300799, 253402214400, -62135596800, 10**40])
async def test_case_152_an_end_beyond_the_calendar(
    exp: int, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        service = FakeService(images=FEW)
        async with run_browser(service) as browser:
            service.revoke_tokens()
            body = {"token": unsigned_token({"sub": "demo", "exp": exp}), "exp": exp}
            service.faults.add("POST", SIGN_IN, CannedResponse.json(200, body))
            await browser.press("r")
            await browser.wait_for("Sign in to lab")
            rows = {"data": [{"id": 1, "name": "a.iso"}]}
            service.faults.add("GET", "*", CannedResponse.json(200, rows), times=None)
            await browser.type("demo")
            await browser.press("enter")
            await browser.wait_gone("Sign in to lab")
            await browser.wait_idle()
            assert browser.names == ["a.iso"]
            assert " left" not in browser.lines[0]
    finally:
        monkeypatch.undo()
        time.tzset()


READING = """
import asyncio, resource, sys
from vss_tui.api.client import Client
from vss_tui.api.errors import UnexpectedResponse
from vss_tui.api.http import Transport
from vss_tui.api.sign_in import TokenProvider
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.query import Library, Query
from vss_tui.models.token import Token

def largest():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

async def main(url):
    client = Client(Transport(Endpoint.parse(url)), TokenProvider(Token.parse("any")))
    await client.images(Library.PUBLIC, Query())
    before = largest()
    try:
        outcome = len((await client.images(Library.PUBLIC, Query())).images)
    except UnexpectedResponse as error:
        outcome = error.message
    print(largest() - before, outcome)

asyncio.run(main(sys.argv[1]))
"""
MEGABYTE = 1024 * 1024
VALUES = {
    "lists": "[],",
    "nested lists": "[[[[[]]]]],",
    "objects": "{},",
    "objects of one": '{"":0},',
    "nested objects": '{"a":{"a":{}}},',
    "floats": "1.5,",
    "texts": '"",',
}


def nested(kind: str, size: int) -> bytes:
    """A list of one image that has so many bytes of other values."""
    values = VALUES[kind] * (size // len(VALUES[kind]))
    return b'{"data": [{"id": 1, "name": "a.iso", "x": [%b 0]}]}' % values.encode()


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("size", ["15 MB", "the most that is read"])
async def test_case_155_memory_that_a_response_takes(kind: str, size: str) -> None:
    body = nested(kind, 15 * MEGABYTE)
    if size != "15 MB":
        length = len(body)
        while response._memory(body) > response._MAX_MEMORY:
            length = length * 9 // 10
            body = nested(kind, length)
    async with raw_server(whole(), whole(body)) as server:
        command = [sys.executable, "-c", READING, server.url]
        ended = await asyncio.to_thread(
            subprocess.run, command, capture_output=True, check=True, cwd=ROOT, text=True
        )
    taken, _, outcome = ended.stdout.strip().partition(" ")
    assert int(taken) * (1 if sys.platform == "darwin" else 1024) < 64 * MEGABYTE
    assert (outcome == "1") == (size != "15 MB")
    assert ("too large for a list of images" in outcome) == (size == "15 MB")


async def test_case_155_values_that_are_too_large_are_left_out(
    service: FakeService, command: Command
) -> None:
    rows = [
        {"id": 1, "name": "a.iso", "notes": "x" * 70_000, "size": 5},
        {"id": 2, "name": "b.iso", "notes": [["x"] * 300] * 300, "size": 6},
        {"id": 3, "name": "y" * 70_000},
        {"id": 4, "name": "c.iso", **{f"key {number}": number for number in range(20_000)}},
    ]
    service.faults.add("GET", PUBLIC, CannedResponse.json(200, {"data": rows}), times=None)
    async with run_browser(service, size=LARGE) as browser:
        assert browser.names == ["a.iso", "b.iso", "c.iso"]
        await browser.wait_for("1 unreadable", "oversized values omitted")
    with serve(service) as url:
        asked = command.signed_in(url, service)
        ended = await asyncio.to_thread(asked.run, "ls", "-o", "json")
    first, second, third = json.loads(ended.out)
    assert (first, second) == (
        {"id": 1, "name": "a.iso", "size": 5},
        {"id": 2, "name": "b.iso", "size": 6},
    )
    assert 1000 < len(third) < 20_000
    assert "oversized values omitted" in ended.err


async def test_case_155_ten_thousand_whole_rows_are_read(service: FakeService) -> None:
    row = {
        "created_on": "2017-11-17 13:51:31 EST",
        "data_store": "vssUser-xfers",
        "name": "\u00fcbuntu-22.04.5-desktop-amd64.iso",
        "path": "[vssUser-xfers] josem/config-drive/\u00fcbuntu-22.04.5-desktop-amd64.iso",
        "public": False,
        "updated_on": "2017-11-17 13:51:31 EST",
        "_links": {"self": "https://vss.example/v2/iso/1", "vm": None},
    }
    rows = [{"id": number, **row} for number in range(10_000)]
    service.faults.add("GET", PUBLIC, CannedResponse.json(200, {"data": rows}))
    async with run_browser(service) as browser:
        await browser.wait_for("9000 rows omitted")
