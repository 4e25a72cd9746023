"""The address of a service."""

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
    ("typed", "words"),
    [
        ("", "is no web address; write https://HOST"),
        ("https://", "is no web address"),
        ("ftp://vss.example", "is no web address"),
        ("javascript:alert(1)", "write https://HOST"),
        ("https://vss.example:port", "is no valid address"),
        ("https://vss.example:99999", "is no valid address"),
        ("https://[::1", "is no valid address"),
        ("https://a b.example", "is no web address"),
        ("https://vss.example?x=1", "must end before ? and #"),
        ("https://vss.example#x", "must end before ? and #"),
        ("http://vss.example", "would send your token in clear text; write https://vss.example"),
        ("http://127.0.0.1.example", "in clear text"),
    ],
)
def test_what_is_no_address_is_refused_in_words(typed, words):
    with pytest.raises(EndpointError) as refused:
        Endpoint.parse(typed)
    assert words in str(refused.value)


@pytest.mark.parametrize("typed", ["https://me:s3cret@vss.example", "https://me:s3cret@h:x"])
def test_a_password_in_an_address_is_refused_and_not_repeated(typed):
    with pytest.raises(EndpointError) as refused:
        Endpoint.parse(typed)
    assert "s3cret" not in str(refused.value)


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
