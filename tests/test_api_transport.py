"""Every way in which a request can come to nothing, on real connections."""

import asyncio
import errno
import gzip
import resource
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.fake_service import FakeService
from tests.fake_service.edits import gzip_bomb
from tests.fake_service.raw_server import (
    Connection,
    RawServer,
    Script,
    drip,
    head,
    raw,
    raw_server,
    reset_mid_body,
    short_body,
    stall,
    whole,
)
from tests.fake_service.serving import serve
from vss_tui import __version__
from vss_tui.api import errors, http_setup, network
from vss_tui.api.http import Transport
from vss_tui.api.http_setup import open_client
from vss_tui.api.response import Response
from vss_tui.models.endpoint import Endpoint
from vss_tui.support.secret import Secret

REMOTE = Endpoint.parse("https://cloud.example.test", "the service")
MEGABYTE = 1024 * 1024


async def ask(url: str, method: str = "GET", **options: Any) -> Response:
    transport = Transport(Endpoint.parse(url), **{"timeout": 5.0, **options})
    try:
        return await transport.send(method, "/v2/iso")
    finally:
        await transport.aclose()


async def fails(url: str, method: str = "GET", **options: Any) -> errors.ServiceError:
    with pytest.raises(errors.ServiceError) as caught:
        await ask(url, method, **options)
    return caught.value


class TestOneRequest:
    async def test_says_who_asks_and_wants_plain_json(self) -> None:
        async with raw_server(whole()) as server:
            await ask(server.url)
        asked = server.requests[0].lower()
        assert f"user-agent: vss-tui/{__version__}\r\n".encode() in asked
        assert b"accept-encoding: identity\r\n" in asked
        assert b"accept: application/json\r\n" in asked
        assert b"authorization" not in asked

    async def test_goes_below_the_path_of_the_endpoint(self) -> None:
        async with raw_server(whole()) as server:
            await ask(f"{server.url}/vss/")
        assert server.requests[0].startswith(b"GET /vss/v2/iso HTTP/1.1\r\n")

    async def test_an_answer_is_given_whatever_its_status(self) -> None:
        async with raw_server(whole(b"down", 503, retry_after="2")) as server:
            answer = await ask(server.url)
        assert (answer.status, answer.body, answer.headers["retry-after"]) == (503, b"down", "2")

    async def test_several_use_one_connection(self) -> None:
        ports = set()

        async def note_port(connection: Connection) -> None:
            ports.add(connection.writer.get_extra_info("peername"))
            await whole()(connection)

        async with raw_server(note_port) as server:
            transport = Transport(Endpoint.parse(server.url))
            for _ in range(3):
                await transport.send("GET", "/v2/iso")
            await transport.aclose()
        assert len(ports) == 1

    async def test_a_connection_that_was_closed_while_idle_goes_unnoticed(self) -> None:
        closed = asyncio.Event()

        async def answer_and_close(connection: Connection) -> None:
            await whole()(connection)
            closed.set()
            raise ConnectionError

        async with raw_server(answer_and_close) as server:
            transport = Transport(Endpoint.parse(server.url))
            for _ in range(2):
                closed.clear()
                assert (await transport.send("PATCH", "/v2/user/image/iso")).status == 200
                await closed.wait()
            await transport.aclose()

    async def test_keeps_no_cookies(self) -> None:
        async with raw_server(whole(set_cookie="user=me; Path=/")) as server:
            transport = Transport(Endpoint.parse(server.url))
            for _ in range(2):
                await transport.send("GET", "/v2/iso")
            await transport.aclose()
        assert all(b"cookie" not in request.lower() for request in server.requests)

    async def test_an_application_in_the_same_process_can_answer(self) -> None:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            raise RuntimeError("a fault of the application")

        answer = await ask("http://127.0.0.1", app=app)
        assert answer.status == 500

    async def test_requests_that_come_together_share_one_pool(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened = []

        def slowly(*args: Any, **options: Any) -> Any:
            opened.append(args)
            time.sleep(0.02)
            return open_client(*args, **options)

        monkeypatch.setattr(http_setup, "open_client", slowly)
        async with raw_server(whole()) as server:
            transport = Transport(Endpoint.parse(server.url))
            await asyncio.gather(*(transport.send("GET", "/v2/iso") for _ in range(5)))
            await transport.aclose()
        assert len(opened) == 1

    async def test_can_be_closed_before_it_was_ever_used(self) -> None:
        await Transport(REMOTE).aclose()


BROKEN: dict[str, tuple[Script, type[errors.ServiceError], bool, str]] = {
    "reset mid-body": (reset_mid_body(), errors.Unreachable, True, "connection lost"),
    "body shorter than told": (short_body(), errors.Unreachable, True, "connection lost"),
    "closed without a word": (raw(b""), errors.Unreachable, True, "connection lost"),
    "silence": (stall(), errors.TimedOut, True, "no response from"),
    "a body byte by byte": (
        drip(0.05),
        errors.TimedOut,
        False,
        "no complete response from 127.0.0.1",
    ),
    "a head byte by byte": (
        drip(0.05, head_too=True),
        errors.TimedOut,
        False,
        "no complete response from 127.0.0.1",
    ),
    "no HTTP": (
        raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
        errors.UnexpectedResponse,
        False,
        "unreadable HTTP",
    ),
    "a 200 KB header": (
        raw(head(200, x_long="x" * 200_000)),
        errors.UnexpectedResponse,
        False,
        "unreadable HTTP",
    ),
    "invalid gzip": (
        whole(b"\x1f\x8bjunk", content_encoding="gzip"),
        errors.UnexpectedResponse,
        False,
        "compressed",
    ),
    "valid gzip": (
        whole(gzip.compress(b'{"data": []}'), content_encoding="gzip"),
        errors.UnexpectedResponse,
        False,
        "compressed",
    ),
    "an unknown coding": (
        whole(content_encoding="br"),
        errors.UnexpectedResponse,
        False,
        "compressed",
    ),
    "no end of bytes": (
        raw(head(200, content_type="application/json") + b" " * (17 * MEGABYTE)),
        errors.UnexpectedResponse,
        False,
        "larger than 16 MB",
    ),
}


class TestBrokenAnswers:
    @pytest.mark.parametrize("name", BROKEN)
    async def test_becomes_an_error_that_says_so(self, name: str) -> None:
        script, error, retryable, words = BROKEN[name]
        async with raw_server(script) as server:
            failure = await fails(server.url, timeout=1.0)
        assert type(failure) is error
        assert failure.retryable is retryable
        assert failure.sent
        assert words in failure.message
        assert "127.0.0.1" in failure.message

    async def test_an_error_counts_though_its_body_is_compressed(self) -> None:
        async with raw_server(whole(b"\x1f\x8bjunk", 503, content_encoding="gzip")) as server:
            answer = await ask(server.url)
        assert (answer.status, answer.body) == (503, b"")

    async def test_a_small_body_that_unpacks_to_300_mb_is_left_packed(self) -> None:
        service = FakeService(images=1)
        service.faults.add("GET", "/v2/iso", gzip_bomb())
        with serve(service) as url:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            failure = await fails(url)
            after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert isinstance(failure, errors.UnexpectedResponse)
        assert after - before < 64 * 1024

    async def test_what_is_cancelled_stays_cancelled(self) -> None:
        arrived = asyncio.Event()

        async def note_and_stall(connection: Connection) -> None:
            arrived.set()
            await connection.stall()

        async with raw_server(note_and_stall) as server:
            asking = asyncio.create_task(ask(server.url))
            await arrived.wait()
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking


class TestRedirects:
    @pytest.mark.parametrize("method", ["GET", "PATCH", "POST"])
    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    async def test_nothing_is_asked_where_an_answer_points(self, status: int, method: str) -> None:
        async with raw_server(whole()) as elsewhere:
            location = f"{elsewhere.url}/login"
            async with raw_server(whole(b"", status, location=location)) as server:
                failure = await fails(server.url, method)
        assert isinstance(failure, errors.Redirected)
        assert not failure.retryable
        assert elsewhere.requests == []
        assert len(server.requests) == 1

    @pytest.mark.parametrize(
        ("location", "named"),
        [
            ("https://portal.example.test/?u=1", "a redirect to https://portal.example.test, not"),
            ("https://portal.example.test:8/", "a redirect to https://portal.example.test:8, not"),
            ("//[2001:db8::1]/", "a redirect to http://[2001:db8::1], not"),
            ("http://user:pass@portal.example.test/", "to http://portal.example.test, not"),
            ("http://user:pass@127.0.0.1/", "to http://127.0.0.1, not"),
            ("https://127.0.0.1/", "to https://127.0.0.1, not"),
            ("http://[half", "another address"),
            ("https://p\x1b[2Jortal.example.test/", "another address"),
            ("https://p\xf6rtal.example.test/", "another address"),
            ("https://x:notaport/", "another address"),
            ("javascript:alert(1)", "another address"),
        ],
    )
    async def test_the_host_is_named_and_nothing_else(self, location: str, named: str) -> None:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            headers = [(b"location", location.encode("latin-1"))]
            await send({"type": "http.response.start", "status": 302, "headers": headers})
            await send({"type": "http.response.body"})

        failure = await fails("http://127.0.0.1", app=app)
        assert isinstance(failure, errors.Redirected)
        assert named in failure.message
        assert failure.message.isprintable()
        assert "pass" not in failure.message


class TestNoConnection:
    async def test_a_name_that_is_not_known(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def unknown(*_: object, **__: object) -> None:
            raise socket.gaierror(socket.EAI_NONAME, "canary")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        failure = await fails(REMOTE.url)
        assert isinstance(failure, errors.Unreachable)
        assert failure.message == (
            "host name not found: cloud.example.test; check the endpoint and your network"
        )
        assert failure.retryable
        assert not failure.sent

    async def test_a_name_that_can_be_none(self) -> None:
        failure = await fails(f"https://{'x' * 64}.example.test")
        assert isinstance(failure, errors.Unreachable)
        assert failure.message.startswith("host name not found: xxx")

    async def test_a_name_with_letters_beyond_ascii_is_no_proxy(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def unknown(*_: object, **__: object) -> None:
            raise socket.gaierror(socket.EAI_NONAME, "canary")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        failure = await fails("https://b\u00fccher.example.test")
        assert isinstance(failure, errors.Unreachable)
        assert "b\u00fccher.example.test" in failure.message

    async def test_nothing_listens(self, closed_port: int) -> None:
        failure = await fails(f"http://127.0.0.1:{closed_port}")
        assert isinstance(failure, errors.Unreachable)
        assert "connection refused" in failure.message
        assert failure.retryable
        assert not failure.sent

    async def test_no_way_leads_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def unroutable(*_: object, **__: object) -> None:
            raise OSError(errno.ENETUNREACH, "canary")

        monkeypatch.setattr(socket, "create_connection", unroutable)
        failure = await fails("http://127.0.0.1:9")
        assert isinstance(failure, errors.Unreachable)
        assert "no route to host" in failure.message
        assert not failure.sent

    async def test_a_connection_that_is_never_made(
        self, silent_port: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(http_setup, "_CONNECT_TIMEOUT", 0.2)
        failure = await fails(f"https://127.0.0.1:{silent_port}")
        assert isinstance(failure, errors.TimedOut)
        assert "no connection to" in failure.message
        assert failure.retryable
        assert not failure.sent

    async def test_a_request_that_cannot_be_written(self) -> None:
        transport = Transport(Endpoint.parse("http://127.0.0.1:9"))
        with pytest.raises(errors.Rejected, match="cannot be sent"):
            await transport.send("GET", "/v2/iso", params={"filter": "name,eq,\ud800"})
        await transport.aclose()

    async def test_an_illegal_header_is_not_repeated_in_the_message(self) -> None:
        async with raw_server(whole()) as server:
            transport = Transport(Endpoint.parse(server.url))
            with pytest.raises(errors.ServiceError) as caught:
                await transport.send("GET", "/v2/iso", authorization=Secret("Bearer cana\nry"))
            await transport.aclose()
        assert "cana" not in f"{caught.value.message}{caught.value!r}"
        assert server.requests == []


class TestAddresses:
    """A host with several addresses is reached by the first that answers."""

    BROKEN, REFUSING, GOOD = "127.0.0.9", "127.0.0.8", "127.0.0.1"

    @pytest.fixture
    def reached(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
        """The addresses that were connected to; one is a black hole, one refuses."""
        connect: Any = socket.create_connection
        reached: list[str] = []
        ended = threading.Event()

        def connect_to(address: tuple[str, int], *args: Any, **options: Any) -> socket.socket:
            reached.append(address[0])
            if address[0] == self.BROKEN:
                ended.wait(30)
                raise TimeoutError
            if address[0] == self.REFUSING:
                raise ConnectionRefusedError
            connection: socket.socket = connect(address, *args, **options)
            return connection

        monkeypatch.setattr(socket, "create_connection", connect_to)
        monkeypatch.setattr(network, "_HEAD_START", 0.01)
        yield reached
        ended.set()

    @pytest.mark.parametrize(
        ("addresses", "expected"),
        [
            ([GOOD], [GOOD]),
            ([GOOD, BROKEN], [GOOD]),
            ([BROKEN, GOOD], [BROKEN, GOOD]),
            ([REFUSING, GOOD], [REFUSING, GOOD]),
            ([BROKEN, REFUSING, GOOD], [BROKEN, REFUSING, GOOD]),
        ],
    )
    async def test_one_that_answers_is_enough(
        self,
        addresses: list[str],
        expected: list[str],
        reached: list[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(network, "_HEAD_START", 30 if addresses[0] == self.GOOD else 0.01)
        monkeypatch.setattr(network, "_addresses", lambda *_: addresses)
        async with raw_server(whole()) as server:
            assert (await ask(server.url)).status == 200
        assert reached == expected

    async def test_where_none_answers_the_last_error_counts(
        self, reached: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(network, "_addresses", lambda *_: [self.REFUSING] * 3)
        failure = await fails("http://127.0.0.1:9")
        assert "connection refused" in failure.message
        assert reached == [self.REFUSING] * 3

    def test_the_families_take_turns(self, monkeypatch: pytest.MonkeyPatch) -> None:
        sixth = [(socket.AF_INET6, 1, 6, "", (f"::{n}", 443, 0, 0)) for n in (1, 2, 3)]
        fourth = [(socket.AF_INET, 1, 6, "", ("10.0.0.1", 443))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: sixth + fourth)
        assert network._addresses("host", 443) == ["::1", "10.0.0.1", "::2", "::3"]


class TestCertificates:
    async def test_one_signed_by_the_users_own_authority_is_trusted(self, tmp_path: Path) -> None:
        async with tls_server(tmp_path) as (server, ca_file):
            answer = await ask(server.url, ca_file=ca_file)
        assert answer.status == 200

    async def test_so_does_ssl_cert_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with tls_server(tmp_path) as (server, ca_file):
            monkeypatch.setenv("SSL_CERT_FILE", str(ca_file))
            answer = await ask(server.url)
        assert answer.status == 200

    async def test_one_signed_by_nobody_is_refused(self, tmp_path: Path) -> None:
        async with tls_server(tmp_path) as (server, _):
            failure = await fails(server.url)
        assert isinstance(failure, errors.CertificateError)
        assert "ca_file" in failure.message
        assert not failure.retryable
        assert not failure.sent
        assert server.requests == []

    async def test_one_that_has_expired_is_refused(self, tmp_path: Path) -> None:
        async with tls_server(tmp_path, days=-1) as (server, ca_file):
            failure = await fails(server.url, ca_file=ca_file)
        assert isinstance(failure, errors.CertificateError)
        assert "expired" in failure.message
        assert server.requests == []

    async def test_one_of_another_name_is_refused(self, tmp_path: Path) -> None:
        async with tls_server(tmp_path, address="127.0.0.2") as (server, ca_file):
            failure = await fails(server.url, ca_file=ca_file)
        assert isinstance(failure, errors.CertificateError)
        assert "another host name" in failure.message
        assert server.requests == []

    async def test_a_handshake_that_is_cut_off_is_no_matter_of_trust(self) -> None:
        async with handshake_answered(b"") as url:
            failure = await fails(url)
        assert isinstance(failure, errors.Unreachable)
        assert (failure.retryable, failure.sent) == (True, False)

    async def test_an_earlier_refusal_does_not_colour_the_next_failure(
        self, tmp_path: Path, closed_port: int
    ) -> None:
        async with tls_server(tmp_path) as (untrusted, _), raw_server(raw(b"")) as mute:
            try:
                await ask(untrusted.url)
            except errors.CertificateError:
                refused = await fails(f"http://127.0.0.1:{closed_port}")
                closed = await fails(mute.url)
        assert isinstance(refused, errors.Unreachable)
        assert isinstance(closed, errors.Unreachable)

    async def test_a_server_without_tls_is_refused(self) -> None:
        async with handshake_answered(b"HTTP/1.1 400 Bad Request\r\n\r\n") as url:
            failure = await fails(url)
        assert isinstance(failure, errors.CertificateError)
        assert "no secure connection" in failure.message
        assert not failure.retryable


class TestSettingsOfTheMachine:
    @pytest.mark.parametrize(
        ("variable", "value"),
        [
            ("HTTPS_PROXY", "http://canary:canary@proxy:notaport"),
            ("https_proxy", "ftp://canary@proxy"),
            ("ALL_PROXY", "socks5://canary:canary@127.0.0.1:1080"),
            ("NO_PROXY", "http://canary:notaport"),
            ("no_proxy", "canary:99999"),
            ("HTTPS_PROXY", "http://canary@proxy:99999"),
            ("HTTPS_PROXY", "http://"),
            ("SSL_CERT_FILE", "/nowhere/certificates.pem"),
        ],
    )
    async def test_one_that_cannot_be_used_is_named(
        self, variable: str, value: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(variable, value)
        failure = await fails(REMOTE.url)
        assert isinstance(failure, errors.SetupError)
        assert variable.lower() in failure.message.lower()
        assert "canary" not in failure.message
        assert not failure.retryable

    @pytest.mark.parametrize("content", [None, b"", b"no certificate"])
    async def test_so_is_a_ca_file(self, content: bytes | None, tmp_path: Path) -> None:
        file = tmp_path / "ca.pem"
        if content is not None:
            file.write_bytes(content)
        failure = await fails(REMOTE.url, ca_file=file)
        assert isinstance(failure, errors.SetupError)
        assert failure.message.startswith(f"ca_file names {file}")

    async def test_an_endpoint_that_is_no_address_is_named(self) -> None:
        failure = await fails("https://xn--\u00e4.example.test")
        assert isinstance(failure, errors.SetupError)
        assert "endpoint" in failure.message

    @pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
    async def test_loopback_goes_through_no_proxy(
        self, variable: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with raw_server(whole()) as proxy, raw_server(whole()) as server:
            monkeypatch.setenv(variable, proxy.url)
            await ask(server.url)
        assert (len(proxy.requests), len(server.requests)) == (0, 1)


class TestProxies:
    async def test_one_that_wants_a_password(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async with raw_server(whole(b"", 407)) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", f"http://me:canary@127.0.0.1:{proxy.port}")
            failure = await fails(REMOTE.url)
        assert isinstance(failure, errors.ProxyFailed)
        assert "the proxy 127.0.0.1 refuses the connection" in failure.message
        assert "canary" not in f"{failure.message}{failure!r}"
        assert (failure.retryable, failure.sent) == (False, False)
        assert proxy.requests[0].startswith(b"CONNECT cloud.example.test:443 ")

    async def test_one_that_is_not_there(
        self, closed_port: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:canary@127.0.0.1:{closed_port}")
        failure = await fails(REMOTE.url)
        assert isinstance(failure, errors.ProxyFailed)
        assert "the proxy 127.0.0.1 cannot be reached" in failure.message
        assert "canary" not in f"{failure.message}{failure!r}"

    async def test_one_that_is_silent_has_sent_nothing_on(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with raw_server(stall()) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", proxy.url)
            failure = await fails(REMOTE.url, timeout=0.5)
        assert isinstance(failure, errors.TimedOut)
        assert not failure.sent

    async def test_a_name_that_goes_round_it(
        self, closed_port: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def unknown(*_: object, **__: object) -> None:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")

        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port}")
        monkeypatch.setenv("NO_PROXY", "example.test")
        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        failure = await fails(REMOTE.url)
        assert isinstance(failure, errors.Unreachable)


class TestWhatAnImportCosts:
    @pytest.mark.parametrize("module", ["errors", "sign_in", "client", "sync_poller", "http"])
    def test_httpx_is_imported_with_the_first_request(self, module: str) -> None:
        heavy = {"httpx", "httpcore", "anyio", "truststore", "certifi", "ssl"}
        code = f"import sys, vss_tui.api.{module}; print(*sys.modules, sep='\\n')"
        loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        assert not heavy & set(loaded.stdout.decode().split()) - loaded_by_asyncio()

    def test_a_loopback_service_needs_no_certificates(self) -> None:
        code = (
            "import asyncio, sys; from vss_tui.api.http import Transport;"
            "from vss_tui.models.endpoint import Endpoint;"
            "asyncio.run(Transport(Endpoint.parse('http://127.0.0.1:9')).wait_until_sent());"
            "print(*sys.modules, sep='\\n')"
        )
        loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        modules = loaded.stdout.decode().split()
        assert "httpx" in modules
        assert "truststore" not in modules


def loaded_by_asyncio() -> set[str]:
    code = "import asyncio, sys; print(*sys.modules, sep='\\n')"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    return set(loaded.stdout.decode().split())


@pytest.fixture
def closed_port() -> int:
    """A port of this machine at which nothing listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@pytest.fixture
async def silent_port() -> AsyncIterator[int]:
    """A port of this machine that takes connections and says nothing."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        yield sock.getsockname()[1]


@asynccontextmanager
async def handshake_answered(reply: bytes) -> AsyncIterator[str]:
    """A server that answers a handshake with ``reply`` and hangs up; gives its address."""
    ended = asyncio.Event()

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(reply)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        ended.set()

    listener = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with listener:
        yield f"https://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
        await ended.wait()


class tls_server:  # noqa: N801 - used as a function
    """A good answer behind a certificate of an authority of its own; gives server and CA file."""

    def __init__(self, folder: Path, *, address: str = "127.0.0.1", days: int = 1) -> None:
        self._ca_file, context = certificates(folder, address, days)
        self._serving = raw_server(whole(), tls=context)

    async def __aenter__(self) -> tuple[RawServer, Path]:
        return await self._serving.__aenter__(), self._ca_file

    async def __aexit__(self, *error: object) -> None:
        await self._serving.__aexit__(None, None, None)


def certificates(folder: Path, address: str, days: int) -> tuple[Path, ssl.SSLContext]:
    now = datetime.now(UTC)
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test Authority")])
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, address)])

    def signed(
        name: x509.Name, public: ec.EllipticCurvePublicKey, extra: x509.ExtensionType, days: int
    ) -> bytes:
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(authority)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=9))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(extra, critical=True)
            .sign(authority_key, hashes.SHA256())
        )
        return certificate.public_bytes(serialization.Encoding.PEM)

    ca_file = folder / "ca.pem"
    ca = x509.BasicConstraints(ca=True, path_length=0)
    ca_file.write_bytes(signed(authority, authority_key.public_key(), ca, 9))
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
    chain = folder / "server.pem"
    chain.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed(subject, key.public_key(), names, days)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return ca_file, context
