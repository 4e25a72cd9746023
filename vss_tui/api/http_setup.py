"""The httpx client for one endpoint: its proxy, certificates and limits.

Proxies and their exceptions count as they do for ``requests``, on which ``vss-cli`` is built.
"""

import os
import re
import socket
import ssl
from collections.abc import Iterable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from vss_tui import __version__
from vss_tui.api.error_mapping import redirected
from vss_tui.api.errors import SetupError
from vss_tui.api.network import Backend, NetworkTransport
from vss_tui.models.endpoint import Endpoint

_CONNECT_TIMEOUT = 5.0
_SILENCE = 0.9
"""The part of a request's time that a service may be silent for: less than the whole, so that
silence, which may pass, is told from a response that comes too slowly."""
_MAX_CONNECTIONS = 100
_KEEP_ALIVE = 60.0
"""Seconds that an idle connection is held for the next page."""
_HEADERS = {
    "User-Agent": f"vss-tui/{__version__}",
    "Accept": "application/json",
    # A compressed body can be far larger than the cap on what is read.
    "Accept-Encoding": "identity",
}
_HOST = re.compile(r"[a-z0-9.:-]{1,253}")
_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def open_client(
    endpoint: Endpoint, transport: httpx.AsyncBaseTransport, timeout: float
) -> httpx.AsyncClient:
    """Make the client for ``endpoint``.

    Args:
        endpoint: The only service that will be asked.
        transport: What connects to it.
        timeout: Seconds for one request; connecting, and waiting for a byte, get less.

    Raises:
        SetupError: The endpoint cannot be used.
    """
    try:
        httpx.URL(endpoint.url)
    except httpx.InvalidURL:
        raise SetupError(f"invalid endpoint {endpoint.origin}; correct it") from None
    silence = timeout * _SILENCE

    async def check_redirect(response: httpx.Response) -> None:
        if response.has_redirect_location:
            _check_redirect(response, endpoint)

    return httpx.AsyncClient(
        transport=transport,
        trust_env=False,
        timeout=httpx.Timeout(silence, connect=min(_CONNECT_TIMEOUT, silence), pool=None),
        event_hooks={"response": [check_redirect]},
        # The token alone says who asks: a cookie would outlive a sign-out.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        headers=_HEADERS,
    )


def open_network(endpoint: Endpoint, ca_file: Path | None) -> NetworkTransport:
    """Make the connections to ``endpoint``; none is opened yet.

    Args:
        endpoint: The service.
        ca_file: The certificates (PEM) to trust, in place of others.

    Raises:
        SetupError: A proxy variable or a file of certificates cannot be used.
    """
    encrypted = endpoint.url.startswith("https:")
    context = _trust(ca_file) if encrypted else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    proxy = None if endpoint.on_loopback else _proxy(endpoint)
    pool = httpcore.ConnectionPool(
        ssl_context=context,
        proxy=None
        if proxy is None
        else httpcore.Proxy(
            httpcore.URL(
                scheme=proxy.raw_scheme, host=proxy.raw_host, port=proxy.port, target=b"/"
            ),
            auth=(proxy.username.encode(), proxy.password.encode()) if proxy.userinfo else None,
            ssl_context=context if proxy.scheme == "https" else None,
        ),
        max_connections=_MAX_CONNECTIONS,
        keepalive_expiry=_KEEP_ALIVE,
        network_backend=Backend(),
    )
    return NetworkTransport(pool)


def _check_redirect(response: httpx.Response, endpoint: Endpoint) -> None:
    """Let a GET be redirected within its origin, and nothing else.

    Raises:
        Redirected: It is not to be followed.
    """
    request, target = response.request, "to another address"
    try:
        url = request.url.join(response.headers["location"])
    except (httpx.InvalidURL, ValueError):
        raise redirected(response.status_code, target, endpoint) from None
    origin = (url.scheme, url.raw_host, url.port)
    if origin == (request.url.scheme, request.url.raw_host, request.url.port) and not url.userinfo:
        if request.method == "GET":
            return
        target = f"of a {request.method} request"
    elif _HOST.fullmatch(url.host):
        host = f"[{url.host}]" if ":" in url.host else url.host
        target = f"to {url.scheme}://{host}" + (f":{url.port}" if url.port else "")
    raise redirected(response.status_code, target, endpoint)


def _proxy(endpoint: Endpoint) -> httpx.URL | None:
    """Return the proxy that the environment names for ``endpoint``, as ``requests`` chooses it.

    Raises:
        SetupError: It cannot be used; the text does not repeat it, for it may hold a password.
    """
    exceptions = _proxy_exceptions()
    parts, proxies = urlsplit(endpoint.url), getproxies()
    keys = (f"{parts.scheme}://{endpoint.host}", parts.scheme, f"all://{endpoint.host}", "all")
    key = next((key for key in keys if key in proxies), None)
    if key is None or _is_excepted(endpoint.host, parts.port, exceptions):
        return None
    address = proxies[key] if "://" in proxies[key] else f"http://{proxies[key]}"
    names = (name for name, value in os.environ.items() if value == proxies[key])
    variable = next((name for name in names if name.lower() == f"{key}_proxy"), "the proxy setting")
    if address.lower().startswith("socks"):
        raise SetupError(
            f"{variable} names a SOCKS proxy, which vss-tui cannot use; unset it, or name an"
            " http:// proxy"
        )
    try:
        proxy = httpx.URL(address)
        usable = proxy.scheme in ("http", "https") and proxy.host and urlsplit(address).port != 0
    except (httpx.InvalidURL, ValueError):
        usable = False
    if not usable:
        raise SetupError(f"{variable} holds no valid proxy address; correct or unset it")
    return proxy


def _proxy_exceptions() -> list[str]:
    value = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    exceptions = [entry for entry in value.replace(" ", "").split(",") if entry]
    for entry in exceptions:
        port = entry.rpartition("://")[2].partition(":")[2]
        # A second colon is that of an IPv6 address.
        if port and ":" not in port and not (port.isdecimal() and int(port) < 2**16):
            raise SetupError("NO_PROXY holds an entry that is no valid host; correct or unset it")
    return exceptions


def _is_excepted(host: str, port: int | None, exceptions: Iterable[str]) -> bool:
    if _is_ipv4(host):
        if any(entry == host or _in_network(host, entry) for entry in exceptions):
            return True
    else:
        for name in (host, f"{host}:{port}") if port else (host,):
            if any(f".{name}".endswith(f".{entry.lstrip('.')}") for entry in exceptions):
                return True
    return bool(proxy_bypass(host))


def _is_ipv4(text: str) -> bool:
    try:
        socket.inet_aton(text)
    except OSError:
        return False
    return True


def _in_network(host: str, network: str) -> bool:
    """Return whether an IPv4 address is in a network such as ``10.0.0.0/8``."""
    address, _, bits = network.partition("/")
    if not (bits.isdigit() and 1 <= int(bits) <= 32 and _is_ipv4(address)):
        return False
    numbers = (int.from_bytes(socket.inet_aton(text)) for text in (host, address))
    return len({number >> (32 - int(bits)) for number in numbers}) == 1


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    """Trust the certificates that are set first: the user's, or else those of the system.

    Raises:
        SetupError: A file or folder of certificates cannot be read.
    """
    named = {"ca_file": str(ca_file or ""), **{name: os.environ.get(name, "") for name in _BUNDLES}}
    chosen = next(((name, path) for name, path in named.items() if path), None)
    openssl = [(name, os.environ.get(name, "")) for name in ("SSL_CERT_FILE", "SSL_CERT_DIR")]
    sources = [chosen] if chosen else [(name, path) for name, path in openssl if path]
    if not sources:
        import truststore

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for name, path in sources:
        folders = [folder for folder in path.split(os.pathsep) if Path(folder).is_dir()]
        try:
            if folders:
                context.load_verify_locations(capath=os.pathsep.join(folders))
            else:
                # OpenSSL passes over a file that it cannot read: the user would only hear that the
                # service's certificate is not trusted.
                context.load_verify_locations(cafile=path)
        except (OSError, ValueError):
            raise SetupError(
                f"{name} names {path}, which holds no readable certificates; correct it"
            ) from None
    return context
