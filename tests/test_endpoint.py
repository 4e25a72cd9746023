"""The address of a service."""

import re

import pytest

from vss_tui.models.endpoint import DEFAULT_URL, Endpoint, EndpointError, is_loopback


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        (DEFAULT_URL, "https://cloud-api.eis.utoronto.ca"),
        ("cloud-api.eis.utoronto.ca", "https://cloud-api.eis.utoronto.ca"),
        (" https://Vss.Example/ ", "https://vss.example"),
        ("HTTPS://vss.example", "https://vss.example"),
        ("https://vss.example/v2", "https://vss.example"),
        ("https://vss.example/v2/", "https://vss.example"),
        ("https://vss.example/api/v2/", "https://vss.example/api"),
        ("https://vss.example/api//", "https://vss.example/api"),
        ("https://vss.example:443", "https://vss.example"),
        ("https://vss.example:8443/", "https://vss.example:8443"),
        ("http://127.0.0.1:8777", "http://127.0.0.1:8777"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:80", "http://[::1]"),
        ("vss.example:8443", "https://vss.example:8443"),
    ],
)
def test_an_address_is_normalised(typed, url):
    assert Endpoint.parse(typed).url == url


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", "https://"),
        ("https://", "https://"),
        ("ftp://vss.example", "ftp://vss.example"),
        ("javascript:alert(1)", "https://javascript"),
        ("https://vss.example:port", "https://vss.example"),
        ("https://vss.example:99999", "https://vss.example:99999"),
        ("https://vss.example:0", "https://vss.example:0"),
        ("https://[::1", "https://[::1"),
        ("https://a b.example", "https://a b.example"),
        ("https://a\x1b[2Jb", "https://a\\u{1b}[2Jb"),
        ("https://me:s3cret@h:x/s3cret?s3cret", "https://h"),
        ("me:s3cret@h:x", "https://h"),
        ("https://me:s3cret", "https://me"),
        (f"https://{'x' * 200} ", f"https://{'x' * 91}…"),
    ],
)
def test_what_is_no_address_is_refused_with_scheme_and_host(typed, shown):
    if len(typed) > 200:
        typed += "%"
    with pytest.raises(EndpointError) as refused:
        Endpoint.parse(typed)
    assert str(refused.value) == (
        f'"{shown}" is not a valid address; write https://HOST or https://HOST:PORT'
    )


@pytest.mark.parametrize("typed", ["https://HOST", "https://HOST:PORT"])
def test_the_form_that_is_advised_is_taken(typed):
    assert Endpoint.parse(typed.replace("HOST", "vss.example").replace("PORT", "8443"))


@pytest.mark.parametrize(
    ("typed", "reason", "advised"),
    [
        ("https://vss.example?x=s3cret", "ends before ? and #", "https://vss.example"),
        ("https://h/?token=s3cret", "ends before ? and #", "https://h"),
        ("https://vss.example/api/v2#s3cret", "ends before ? and #", "https://vss.example/api"),
        ("http://[::1]:8080/?s3cret", "ends before ? and #", "http://[::1]:8080"),
        ("https://me:s3cret@vss.example", "takes no user and password", "https://vss.example"),
        ("s3cret@[2001:db8::1]:8443", "takes no user and", "https://[2001:db8::1]:8443"),
        ("http://s3cret@vss.example/?s3cret", "takes no user and", "https://vss.example"),
        ("http://vss.example", "in clear text", "https://vss.example"),
        ("http://127.0.0.1.example", "in clear text", "https://127.0.0.1.example"),
        ("http://[2001:db8::1]:8443", "in clear text", "https://[2001:db8::1]:8443"),
        ("http://[2001:DB8::1]:80/api/", "in clear text", "https://[2001:db8::1]/api"),
    ],
)
def test_case_130_the_address_that_is_advised_is_taken(typed, reason, advised):
    with pytest.raises(EndpointError, match=re.escape(reason)) as refused:
        Endpoint.parse(typed)
    assert "s3cret" not in str(refused.value)
    written = re.search("; write ([^ ,]+)", str(refused.value))
    assert written is not None
    assert written[1] == advised
    assert Endpoint.parse(written[1]).url == advised


@pytest.mark.parametrize(
    ("url", "given", "name"),
    [
        ("https://vss.example", "", "vss.example"),
        ("https://vss.example:8443/api", "", "vss.example:8443"),
        ("https://vss.example", "lab", "lab"),
    ],
)
def test_it_is_called_by_its_name_or_its_host(url, given, name):
    assert Endpoint.parse(url, given).name == name


def test_its_token_goes_to_its_origin_alone():
    endpoint = Endpoint.parse("https://vss.example:8443/api")
    assert (endpoint.origin, endpoint.host) == ("https://vss.example:8443", "vss.example")


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("128.0.0.1", False),
        ("localhost.example", False),
        ("0.0.0.0", False),
        ("", False),
    ],
)
def test_this_machine_is_known_by_its_names(host, here):
    assert is_loopback(host) is here


def test_a_service_on_this_machine_is_told():
    assert Endpoint.parse("http://[::1]:8777").on_loopback
    assert not Endpoint.parse("https://vss.example").on_loopback
