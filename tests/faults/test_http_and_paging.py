"""Cases 119 to 124, 155 and 157: HTTP that is read with tolerance, and lists that are whole."""

import pytest

from tests.app_driver import run_browser
from tests.fake_service import FakeService
from tests.fake_service.edits import redirect
from tests.fake_service.faults import JSON_TYPE, CannedResponse
from tests.fake_service.raw_server import Connection, head, raw_server, whole
from tests.faults.expectations import (
    FEW,
    PERSONAL,
    PUBLIC,
    assert_recovers,
    assert_rows_kept,
    assert_unexpected_response,
    list_requests,
    run_app_at,
)
from tests.faults.fault_proxy import fault_proxy

STALE = b'{"data": [{"id": 666, "name": "evil.iso"}]}'


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
