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

from tests.app_driver import ENDPOINT, SteppedClock, browsing
from tests.command import Command
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
    assert_rows_kept,
    browsing_at,
    lists_asked,
    recovers,
    retries,
    says,
    stops,
)
from tests.faults.fault_proxy import Gateway, gateway
from tests.faults.loop_time import LoopTime
from tests.faults.recording import Recording
from tests.terminal_emulator import TerminalEmulator
from vss_tui.demo import DemoService
from vss_tui.demo.edits import redirect

REMOTE = "https://cloud.example.test"
TOKEN = "aaa.bbb.canary"


@pytest.fixture
def service() -> DemoService:
    return DemoService(images=FEW)


@pytest.fixture
async def line(service: DemoService) -> AsyncIterator[Gateway]:
    async with gateway(service) as opened:
        yield opened


@pytest.fixture
def command(clean_environment: dict[str, str]) -> Command:
    return Command({**clean_environment, "VSS_TOKEN": TOKEN})


class Connecting:
    """In the place of the event loop's way to connect, which it counts the uses of."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, blackhole: bool = False) -> None:
        self.count = 0
        self._read = 0
        self._blackhole = blackhole
        loop = asyncio.get_running_loop()
        self._connect = loop.create_connection
        monkeypatch.setattr(loop, "create_connection", self)

    async def __call__(self, *arguments: Any, **options: Any) -> Any:
        self.count += 1
        if self._blackhole:
            await asyncio.Event().wait()
        return await self._connect(*arguments, **options)

    def tries(self) -> range:
        """The numbers of the tries since this was called last."""
        found = range(self._read, self.count)
        self._read = self.count
        return found


async def test_case_01_the_name_is_not_known(
    service: DemoService, line: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []

    def unknown(host: object, *_: object, **__: object) -> None:
        looked_up.append(str(host))
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    def tries() -> list[str]:
        found = looked_up.copy()
        looked_up.clear()
        return found

    clock = SteppedClock()
    line.closing = True
    url = line.url.replace("127.0.0.1", "localhost")
    async with browsing_at(url, service, clock=clock) as browser:
        line.asked()
        with monkeypatch.context() as patch:
            patch.setattr(socket, "getaddrinfo", unknown)
            cause = f"cannot reach localhost:{line.server.port}: its name is not known"
            await retries(browser, clock, tries, cause)
        assert line.asked() == []
        await recovers(browser)


async def test_case_02_nothing_listens(
    service: DemoService, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SteppedClock()
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(gateway(service))
        async with browsing_at(line.url, service, clock=clock) as browser:
            await stack.aclose()
            connecting = Connecting(monkeypatch)
            await retries(browser, clock, connecting.tries, "nothing listens there")
            await stops(browser, clock, connecting.tries)


async def test_case_03_connecting_leads_nowhere(
    service: DemoService, line: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, time_of_loop, begun = SteppedClock(), LoopTime(monkeypatch), 0
    line.closing = True
    async with browsing_at(line.url, service, clock=clock) as browser:
        line.asked()
        connecting = Connecting(monkeypatch, blackhole=True)

        async def five_seconds() -> None:
            nonlocal begun
            begun += 1
            await browser.until(lambda: connecting.count == begun)
            time_of_loop.advance(4)
            await browser.pilot.pause()
            assert not clock.pauses
            time_of_loop.advance(1.5)

        cause = "no connection to 127.0.0.1"
        await retries(browser, clock, connecting.tries, cause, failing=five_seconds)
        assert line.asked() == []
    # No connection comes about here, so that nothing but work can delay the first paint.
    terminal, start = Recording(), time.process_time()
    async with browsing_at(line.url, service, terminal=terminal, settled=False) as browser:
        await browser.until(lambda: "Asking the service" in terminal.text)
        assert time.process_time() - start <= 1


async def test_case_04_nothing_comes_back(
    service: DemoService, line: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, time_of_loop, begun = SteppedClock(), LoopTime(monkeypatch), 0
    async with browsing_at(line.url, service, clock=clock) as browser:
        before = len(line.server.requests)
        line.fault = stall()

        async def half_a_minute() -> None:
            nonlocal begun
            begun += 1
            await browser.until(lambda: len(line.server.requests) == before + begun)
            time_of_loop.advance(28)

        cause = f"127.0.0.1:{line.server.port} does not answer"
        await retries(browser, clock, line.asked, cause, failing=half_a_minute)
        line.fault = None
        await recovers(browser)


async def test_case_05_a_byte_now_and_then(
    service: DemoService, line: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    time_of_loop, sent, more = LoopTime(monkeypatch), 0, asyncio.Semaphore()

    async def drip(connection: Connection) -> None:
        nonlocal sent
        await connection.send(head(200, content_type="application/json", content_length="999"))
        while True:
            await more.acquire()
            await connection.send(b" ")
            sent += 1

    async with browsing_at(line.url, service) as browser:
        rows = browser.names
        line.asked()
        line.fault = drip
        await browser.press("r")
        for number in range(1, 5):
            await browser.until(lambda number=number: sent == number)
            time_of_loop.advance(6)
            more.release()
        await browser.until(lambda: sent == 5)
        assert "tries again" not in browser.text
        time_of_loop.advance(7)
        await says(browser, "took more than 30 seconds", "r tries again")
        assert browser.names == rows
        assert line.asked() == [f"GET {PUBLIC}"]
        line.fault = None
        await recovers(browser)


async def test_case_06_the_connection_is_reset_amid_the_body(
    service: DemoService, line: Gateway
) -> None:
    clock = SteppedClock()
    async with browsing_at(line.url, service, clock=clock) as browser:
        line.fault = reset_mid_body()
        await retries(browser, clock, line.asked, "the connection to 127.0.0.1", "broke off")


async def test_case_07_the_body_is_shorter_than_its_length(
    service: DemoService, line: Gateway
) -> None:
    clock = SteppedClock()
    async with browsing_at(line.url, service, clock=clock) as browser:
        line.fault = short_body()
        await retries(browser, clock, line.asked, "the connection to 127.0.0.1", "broke off")


@pytest.mark.parametrize(
    ("authority", "certificate", "cause"),
    [
        ("stranger", {}, "trusts nobody who vouches for its certificate"),
        ("friend", {"days": -1}, "its certificate has expired"),
        ("friend", {"address": "127.0.0.2"}, "its certificate belongs to another name"),
    ],
    ids=["untrusted", "expired", "another name"],
)
async def test_case_08_a_certificate_that_is_not_to_be_trusted(
    authority: str, certificate: dict[str, Any], cause: str, tmp_path: Path, service: DemoService
) -> None:
    authorities = {name: Authority(tmp_path, name) for name in ("friend", "stranger")}
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authorities["friend"].certify(context)
    async with gateway(service, tls=context) as line:
        line.closing = True
        ca_file = authorities["friend"].file
        async with browsing_at(line.url, service, ca_file=ca_file) as browser:
            authorities[authority].certify(context, **certificate)
            line.asked()
            await assert_rows_kept(browser, "cannot trust 127.0.0.1", cause)
            assert line.asked() == []


async def test_case_09_a_captive_portal_answers(service: DemoService) -> None:
    async with raw_server(whole()) as portal, browsing(service) as browser:
        location = f"http://localhost:{portal.port}/login?next=vss"
        service.faults.add("GET", PUBLIC, redirect(location))
        asked = lists_asked(service)
        await assert_rows_kept(
            browser, "unexpected answer from vss.example: it points to localhost"
        )
        assert len(asked()) == 1
        assert portal.requests == []
        await recovers(browser)


@pytest.mark.parametrize("fault", ["dead", "407"])
async def test_case_10_the_proxy_is_dead_or_wants_a_password(
    fault: str, service: DemoService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browsing(service, cache=tmp_path):
        pass
    async with AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(raw_server(whole(b"", 407)))
        if fault == "dead":
            await stack.aclose()
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:canary@127.0.0.1:{proxy.port}")
        async with browsing_at(ENDPOINT.url, service, cache=tmp_path) as browser:
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


async def test_case_13_an_idle_connection_was_closed(service: DemoService, line: Gateway) -> None:
    closed = asyncio.Event()

    async def answer_and_close(connection: Connection) -> None:
        line.fault = None
        await line.answer(connection)
        connection.writer.close()
        await connection.writer.wait_closed()
        closed.set()
        raise ConnectionError

    async with browsing_at(line.url, service) as browser:
        for _ in range(3):
            closed.clear()
            line.fault = answer_and_close
            line.asked()
            await recovers(browser)
            await closed.wait()
            assert line.asked() == [f"GET {PUBLIC}"]
            assert "tries again" not in browser.text
