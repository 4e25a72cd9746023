"""Cases 1 to 13: the way to the service is broken."""

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.app_driver import ENDPOINT, FakeClock, run_browser
from tests.command import Command
from tests.fake_service import FakeService
from tests.fake_service.edits import redirect
from tests.fake_service.raw_server import (
    Connection,
    head,
    raw_server,
    reset_mid_body,
    short_body,
    stall,
    whole,
)
from tests.faults.certificates import Authority
from tests.faults.expectations import (
    FEW,
    PUBLIC,
    assert_recovers,
    assert_retries,
    assert_retry_stops,
    assert_rows_kept,
    list_requests,
    run_app_at,
)
from tests.faults.fault_proxy import FaultProxy, fault_proxy
from tests.faults.loop_time import LoopTime
from tests.faults.recording_terminal import RecordingTerminal
from tests.terminal_emulator import TerminalEmulator
from vss_tui.api import http_setup

REMOTE = "https://cloud.example.test"
TOKEN = "aaa.bbb.canary"


@pytest.fixture
def service() -> FakeService:
    return FakeService(images=FEW)


@pytest.fixture
async def proxy(service: FakeService) -> AsyncIterator[FaultProxy]:
    async with fault_proxy(service) as opened:
        yield opened


@pytest.fixture
def command(clean_environment: dict[str, str]) -> Command:
    return Command({**clean_environment, "VSS_TOKEN": TOKEN})


class Connecting:
    """Counts the tries to connect; those into a black hole take as long as they may, at once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, blackhole: bool = False) -> None:
        self.count = 0
        self.timeouts: set[float] = set()
        self._read = 0
        self._blackhole = blackhole
        self._connect = socket.create_connection
        monkeypatch.setattr(socket, "create_connection", self)

    def __call__(self, address: tuple[str, int], timeout: float, **options: Any) -> socket.socket:
        self.count += 1
        self.timeouts.add(timeout)
        if self._blackhole:
            raise TimeoutError
        return self._connect(address, timeout, **options)

    def tries(self) -> range:
        """The numbers of the tries since this was called last."""
        found = range(self._read, self.count)
        self._read = self.count
        return found


async def test_case_01_the_name_is_not_known(
    service: FakeService, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []

    def unknown(host: object, *_: object, **__: object) -> None:
        looked_up.append(str(host))
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    def tries() -> list[str]:
        found = looked_up.copy()
        looked_up.clear()
        return found

    clock = FakeClock()
    proxy.close_connections = True
    url = proxy.url.replace("127.0.0.1", "localhost")
    async with run_app_at(url, service, clock=clock) as browser:
        proxy.requests()
        with monkeypatch.context() as patch:
            patch.setattr(socket, "getaddrinfo", unknown)
            cause = f"host name not found: localhost:{proxy.server.port}"
            await assert_retries(browser, clock, tries, cause)
        assert proxy.requests() == []
        await assert_recovers(browser)


async def test_case_02_nothing_listens(
    service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FakeClock()
    async with AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(fault_proxy(service))
        async with run_app_at(proxy.url, service, clock=clock) as browser:
            await stack.aclose()
            connecting = Connecting(monkeypatch)
            await assert_retries(browser, clock, connecting.tries, "connection refused: ")
            await assert_retry_stops(browser, clock, connecting.tries)


async def test_case_03_connecting_leads_nowhere(
    service: FakeService, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FakeClock()
    proxy.close_connections = True
    async with run_app_at(proxy.url, service, clock=clock) as browser:
        proxy.requests()
        connecting = Connecting(monkeypatch, blackhole=True)
        await assert_retries(browser, clock, connecting.tries, "no connection to 127.0.0.1")
        assert connecting.timeouts == {5}
        assert proxy.requests() == []
    # No connection comes about here, so that nothing but work can delay the first paint.
    terminal, start = RecordingTerminal(), time.process_time()
    async with run_app_at(proxy.url, service, terminal=terminal, wait=False) as browser:
        await browser.wait_until(lambda: "Asking the service" in terminal.text)
        assert time.process_time() - start <= 1


async def test_case_04_nothing_comes_back(
    service: FakeService, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FakeClock()
    monkeypatch.setattr(http_setup, "_SILENCE", 0.3 / 30)
    async with run_app_at(proxy.url, service, clock=clock) as browser:
        proxy.fault = stall()
        cause = f"no response from 127.0.0.1:{proxy.server.port}"
        await assert_retries(browser, clock, proxy.requests, cause)
        proxy.fault = None
        await assert_recovers(browser)


async def test_case_05_a_byte_now_and_then(
    service: FakeService, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    time_of_loop, sent, more = LoopTime(monkeypatch), 0, asyncio.Semaphore()

    async def drip(connection: Connection) -> None:
        nonlocal sent
        await connection.send(head(200, content_type="application/json", content_length="999"))
        while True:
            await more.acquire()
            await connection.send(b" ")
            sent += 1

    async with run_app_at(proxy.url, service) as browser:
        rows = browser.names
        proxy.requests()
        proxy.fault = drip
        await browser.press("r")
        for number in range(1, 5):
            await browser.wait_until(lambda number=number: sent == number)
            time_of_loop.advance(6)
            more.release()
        await browser.wait_until(lambda: sent == 5)
        assert "retries" not in browser.text
        time_of_loop.advance(7)
        await browser.wait_for("no complete response from ", "within 30 seconds", "r retries")
        assert browser.names == rows
        assert proxy.requests() == [f"GET {PUBLIC}"]
        proxy.fault = None
        await assert_recovers(browser)


async def test_case_06_the_connection_is_reset_amid_the_body(
    service: FakeService, proxy: FaultProxy
) -> None:
    clock = FakeClock()
    async with run_app_at(proxy.url, service, clock=clock) as browser:
        proxy.fault = reset_mid_body()
        await assert_retries(browser, clock, proxy.requests, "connection lost: 127.0.0.1")


async def test_case_07_the_body_is_shorter_than_its_length(
    service: FakeService, proxy: FaultProxy
) -> None:
    clock = FakeClock()
    async with run_app_at(proxy.url, service, clock=clock) as browser:
        proxy.fault = short_body()
        await assert_retries(browser, clock, proxy.requests, "connection lost: 127.0.0.1")


@pytest.mark.parametrize(
    ("authority", "certificate", "cause"),
    [
        ("stranger", {}, "certificate signed by an unknown authority"),
        ("friend", {"days": -1}, "certificate expired"),
        ("friend", {"address": "127.0.0.2"}, "certificate for another host name"),
    ],
    ids=["untrusted", "expired", "another name"],
)
async def test_case_08_a_certificate_that_is_not_to_be_trusted(
    authority: str, certificate: dict[str, Any], cause: str, tmp_path: Path, service: FakeService
) -> None:
    authorities = {name: Authority(tmp_path, name) for name in ("friend", "stranger")}
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authorities["friend"].certify(context)
    async with fault_proxy(service, tls=context) as proxy:
        proxy.close_connections = True
        ca_file = authorities["friend"].file
        async with run_app_at(proxy.url, service, ca_file=ca_file) as browser:
            authorities[authority].certify(context, **certificate)
            proxy.requests()
            await assert_rows_kept(browser, cause, "127.0.0.1")
            assert proxy.requests() == []


async def test_case_09_a_captive_portal_answers(service: FakeService) -> None:
    async with raw_server(whole()) as portal, run_browser(service) as browser:
        location = f"http://localhost:{portal.port}/login?next=vss"
        service.faults.add("GET", PUBLIC, redirect(location))
        asked = list_requests(service)
        await assert_rows_kept(
            browser,
            f"unexpected answer (302) from vss.example: a redirect to http://localhost:{portal.port}",
        )
        assert len(asked()) == 1
        assert portal.requests == []
        await assert_recovers(browser)


@pytest.mark.parametrize("fault", ["dead", "407"])
async def test_case_10_the_proxy_is_dead_or_wants_a_password(
    fault: str, service: FakeService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run_browser(service, cache=tmp_path):
        pass
    async with AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(raw_server(whole(b"", 407)))
        if fault == "dead":
            await stack.aclose()
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:canary@127.0.0.1:{proxy.port}")
        async with run_app_at(ENDPOINT.url, service, cache=tmp_path) as browser:
            what = "cannot be reached" if fault == "dead" else "refuses the connection"
            asked = len(proxy.requests)
            await assert_rows_kept(browser, f"the proxy 127.0.0.1 {what}", "HTTPS_PROXY")
            assert len(proxy.requests) - asked == (0 if fault == "dead" else 1)
            assert "canary" not in browser.text
    assert service.token.encode() not in b"".join(proxy.requests)


UNUSABLE = pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("NO_PROXY", "http://canary:notaport"),
        ("ALL_PROXY", "socks5://me:canary@127.0.0.1:1080"),
        ("SSL_CERT_FILE", "/nowhere/certificates.pem"),
    ],
)


@UNUSABLE
def test_case_11_a_variable_that_cannot_be_used(
    variable: str, value: str, command: Command
) -> None:
    ended = command.with_variables(**{variable: value}).run("ls", "--endpoint", REMOTE)
    assert ended.code == 2
    assert variable in ended.err
    assert ended.err.count("\n") == 1
    assert "canary" not in ended.err
    assert ended.out == ""


@UNUSABLE
def test_case_11_a_variable_that_the_browser_cannot_use(
    variable: str, value: str, command: Command
) -> None:
    command = command.with_variables(**{variable: value})
    words = [*command.words, "--endpoint", REMOTE]
    with TerminalEmulator(words, {**command.environment, "TERM": "xterm-256color"}) as terminal:
        assert terminal.wait_exit() == 2
        assert terminal.problems == []
        assert terminal.text.startswith("vss-tui: ")
        assert variable in terminal.text
        assert "canary" not in terminal.text


@pytest.mark.parametrize("source", ["--endpoint", "VSS_ENDPOINT"])
async def test_case_12_an_address_without_encryption(source: str, command: Command) -> None:
    plain = "http://cloud.example.test"
    async with raw_server(whole()) as proxy:
        command = command.with_variables(HTTP_PROXY=proxy.url)
        if source == "--endpoint":
            ended = await asyncio.to_thread(command.run, "ls", "--endpoint", plain)
        else:
            command = command.with_variables(VSS_ENDPOINT=plain)
            ended = await asyncio.to_thread(command.run, "ls")
    assert ended.code == 2
    assert "would send your token in clear text; write https://cloud.example.test" in ended.err
    assert TOKEN not in ended.err
    assert proxy.requests == []


async def test_case_13_an_idle_connection_was_closed(
    service: FakeService, proxy: FaultProxy
) -> None:
    closed = asyncio.Event()

    async def answer_and_close(connection: Connection) -> None:
        proxy.fault = None
        await proxy.handle(connection)
        connection.writer.close()
        await connection.writer.wait_closed()
        closed.set()
        raise ConnectionError

    async with run_app_at(proxy.url, service) as browser:
        for _ in range(3):
            closed.clear()
            proxy.fault = answer_and_close
            proxy.requests()
            await assert_recovers(browser)
            await closed.wait()
            assert proxy.requests() == [f"GET {PUBLIC}"]
            assert "retries" not in browser.text
