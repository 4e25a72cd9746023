"""Cases 112 and 153: the environment's certificates and proxies."""

import asyncio
import os
import ssl
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
import requests.utils
from hypothesis import example, given
from hypothesis import strategies as st

from tests.command import Command
from tests.fake_service.raw_server import raw_server, whole
from tests.faults.certificates import Authority
from vss_tui.api import http_setup
from vss_tui.api.errors import SetupError
from vss_tui.models.endpoint import Endpoint

TOKEN = "aaa.bbb.canary"
ROW = b'{"data": [{"id": 1, "name": "a.iso"}]}'


@pytest.fixture
def command(clean_environment: dict[str, str]) -> Command:
    return Command({**clean_environment, "VSS_TOKEN": TOKEN})


CERTIFICATES = ["ca_file", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"]


@pytest.mark.parametrize("chosen", range(len(CERTIFICATES)))
async def test_case_112_the_first_certificates_that_are_set_count(
    chosen: int, command: Command, tmp_path: Path
) -> None:
    friend, stranger = Authority(tmp_path, "friend"), Authority(tmp_path, "stranger")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    friend.certify(context)
    async with raw_server(whole(ROW), tls=context) as server:
        for named, code in ((friend, 0), (stranger, 1)):
            others = stranger if named is friend else friend
            files = {CERTIFICATES[chosen]: named.file}
            files |= dict.fromkeys(CERTIFICATES[chosen + 1 :], others.file)
            config = tmp_path / "config.toml"
            file = files.pop("ca_file", None)
            config.write_text(f'ca_file = "{file}"\n' if file else "")
            config.chmod(0o600)
            variables = {name: str(path) for name, path in files.items()}
            asked = command.with_variables(**variables)
            words = ("ls", "-o", "name", "--config", str(config), "--endpoint", server.url)
            ended = await asyncio.to_thread(asked.run, *words)
            assert (ended.code, ended.out) == (code, "a.iso\n" if code == 0 else ""), ended.err
            assert ("unknown authority" in ended.err) == (code == 1)


async def test_case_112_a_folder_of_certificates(command: Command, tmp_path: Path) -> None:
    friend, folder = Authority(tmp_path, "friend"), tmp_path / "certs"
    folder.mkdir()
    # OpenSSL finds them by the hash of their subject.
    (folder / f"{friend.subject_hash}.0").write_bytes(friend.file.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    friend.certify(context)
    async with raw_server(whole(ROW), tls=context) as server:
        for variable in ("REQUESTS_CA_BUNDLE", "SSL_CERT_DIR"):
            asked = command.with_variables(**{variable: str(folder)})
            ended = await asyncio.to_thread(asked.run, "ls", "--endpoint", server.url)
            assert ended.code == 0, ended.err


@pytest.mark.parametrize("variable", CERTIFICATES[1:])
def test_case_112_certificates_that_cannot_be_read(variable: str, command: Command) -> None:
    asked = command.with_variables(**{variable: "/nowhere/certificates.pem"})
    ended = asked.run("ls", "--endpoint", "https://cloud.example.test")
    assert ended.code == 2
    assert f"{variable} names /nowhere/certificates.pem" in ended.err


@pytest.mark.parametrize(
    ("variables", "goes_through"),
    [
        ({"HTTPS_PROXY": "PROXY"}, True),
        ({"https_proxy": "PROXY", "HTTPS_PROXY": "http://127.0.0.1:9"}, True),
        ({"ALL_PROXY": "PROXY"}, True),
        ({"HTTPS_PROXY": "PROXY", "ALL_PROXY": "socks5://127.0.0.1:9"}, True),
        ({"HTTPS_PROXY": "PROXY", "NO_PROXY": "cloud.example.test"}, False),
        ({"HTTPS_PROXY": "PROXY", "NO_PROXY": " .test , other"}, False),
        ({"HTTPS_PROXY": "PROXY", "NO_PROXY": "cloud.example.test:443"}, True),
        ({"HTTPS_PROXY": "PROXY", "NO_PROXY": "*"}, False),
        ({"HTTP_PROXY": "PROXY"}, False),
    ],
)
async def test_case_112_proxies_and_their_exceptions(
    variables: dict[str, str], goes_through: bool, command: Command
) -> None:
    async with raw_server(whole(b"", 407)) as proxy:
        named = {name: value.replace("PROXY", proxy.url) for name, value in variables.items()}
        asked = command.with_variables(**named)
        ended = await asyncio.to_thread(asked.run, "ls", "--endpoint", "https://cloud.example.test")
    assert ended.code == 1
    connects = [request.partition(b"\r\n")[0] for request in proxy.requests]
    assert connects == ([b"CONNECT cloud.example.test:443 HTTP/1.1"] * goes_through)
    assert TOKEN.encode() not in b"".join(proxy.requests)


HOSTS = ["cloud.example.test", "example.test", "10.1.2.3", "[2001:db8::1]"]
ENTRIES = st.one_of(
    st.sampled_from(["cloud.example.test", "example.test", ".test", "t", "CLOUD.example.test"]),
    st.sampled_from(["cloud.example.test:8443", ".test:8443", ":8443", "*.example.test", "*", ","]),
    st.sampled_from(["10.1.2.3", "10.0.0.0/8", "10.1.2.2/31", "10.1.2.0/33", "10/8", "0.0.0.0/0"]),
    st.sampled_from(["10.1.2.3:8443", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:8443"]),
    st.just("http://cloud.example.test"),
)
PROXIES = st.sampled_from(
    ["http://first:1", "second.test:2", "https://third:3", "http://me:p%40@x:4"]
)
NAMES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy", "HTTP_PROXY")


@given(
    host=st.sampled_from(HOSTS),
    port=st.sampled_from(["", ":8443"]),
    proxies=st.dictionaries(st.sampled_from(NAMES), PROXIES),
    exceptions=st.lists(ENTRIES, max_size=3).map(",".join),
    name=st.sampled_from(["no_proxy", "NO_PROXY"]),
)
@example(HOSTS[0], "", {"HTTPS_PROXY": "second.test:2"}, "ample.test", "NO_PROXY")
def test_case_112_proxies_are_chosen_as_requests_chooses_them(
    host: str, port: str, proxies: dict[str, str], exceptions: str, name: str
) -> None:
    endpoint = Endpoint.parse(f"https://{host}{port}")
    with patch.dict(os.environ, {**proxies, name: exceptions}, clear=True):
        chosen = http_setup._proxy(endpoint)
        url = f"{endpoint.url}/v2/iso"
        known = requests.utils.get_environ_proxies(url)
        expected = requests.utils.select_proxy(url, known)
    if expected is None:
        assert chosen is None
        return
    assert chosen is not None
    parts = urlsplit(requests.utils.prepend_scheme_if_needed(expected, "http"))
    assert (chosen.scheme, chosen.host, chosen.port) == (parts.scheme, parts.hostname, parts.port)
    expected_user = requests.utils.get_auth_from_url(parts.geturl())
    assert (chosen.username, chosen.password) == expected_user


@pytest.mark.parametrize("port", ["65536", "99999", "0", "-1", "notaport"])
@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "all_proxy"])
def test_case_153_a_proxys_port_that_is_none(
    variable: str, port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, f"http://me:canary@proxy.example.test:{port}")
    with pytest.raises(SetupError, match=variable) as caught:
        http_setup._proxy(Endpoint.parse("https://cloud.example.test"))
    assert "canary" not in caught.value.message


def test_case_153_a_proxys_port_beyond_65535(command: Command) -> None:
    asked = command.with_variables(HTTPS_PROXY="http://me:canary@proxy.example.test:99999")
    ended = asked.run("ls", "--endpoint", "https://cloud.example.test")
    assert ended.code == 2
    assert ended.err == ("vss-tui: HTTPS_PROXY holds no valid proxy address; correct or unset it\n")
