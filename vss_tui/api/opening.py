"""The HTTP client for one service set up: proxies, certificates, limits."""

import os
import ssl
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path

import httpx

from vss_tui import __version__
from vss_tui.api.asgi import ASGIApp
from vss_tui.api.errors import SetupError
from vss_tui.api.statuses import redirected
from vss_tui.models.endpoint import Endpoint

_CONNECT = 5.0
_KEPT_ALIVE = 60.0
"""Seconds that an idle connection is kept for the next page."""
_HEADERS = {
    "User-Agent": f"vss-tui/{__version__}",
    "Accept": "application/json",
    # A compressed answer can be far larger than what the body cap lets through.
    "Accept-Encoding": "identity",
}
_PROXIES = frozenset({"http_proxy", "https_proxy", "all_proxy"})


def open_client(
    endpoint: Endpoint, *, timeout: float, ca_file: Path | None, app: ASGIApp | None
) -> httpx.AsyncClient:
    """Make the HTTP client for ``endpoint``; no connection is made yet.

    Args:
        endpoint: The only service that will be asked.
        timeout: Seconds for one request; connecting, and waiting for a byte, get less.
        ca_file: Certificates (PEM) to trust besides the system's.
        app: An application in this process that answers instead of the network.

    Raises:
        SetupError: The endpoint, a proxy variable or a certificate file cannot be used.
    """
    try:
        httpx.URL(endpoint.url)
    except httpx.InvalidURL:
        raise SetupError(f"the endpoint {endpoint.url} is no valid address; check it") from None
    encrypted = endpoint.url.startswith("https:") and app is None

    async def refuse_redirect(response: httpx.Response) -> None:
        if response.has_redirect_location:
            raise redirected(response.headers["location"], endpoint)

    try:
        return httpx.AsyncClient(
            verify=_trust(ca_file) if encrypted else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            transport=None if app is None else httpx.ASGITransport(app, raise_app_exceptions=False),
            trust_env=not endpoint.on_loopback and app is None,
            timeout=_waits(timeout),
            limits=httpx.Limits(keepalive_expiry=_KEPT_ALIVE),
            follow_redirects=False,
            event_hooks={"response": [refuse_redirect]},
            # The token alone says who asks: a cookie would outlive a sign-out.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers=_HEADERS,
        )
    except (httpx.InvalidURL, ValueError, ImportError):
        raise _proxy_fault() from None


def _waits(timeout: float) -> httpx.Timeout:
    """How long to wait for a connection, and for a byte, where a request may take ``timeout``."""
    # Less than the deadline of the whole request: so a service that is silent (which may pass) is
    # told from one that sends too slowly.
    silence = timeout * 0.9
    return httpx.Timeout(silence, connect=min(_CONNECT, silence), pool=None)


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    """Trust what the system trusts, and what the user adds."""
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # OpenSSL passes over a file that it cannot read: the user would only hear that the service's
    # certificate is not trusted.
    for setting, file in (("SSL_CERT_FILE", os.environ.get("SSL_CERT_FILE")), ("ca_file", ca_file)):
        if file:
            try:
                context.load_verify_locations(cafile=file)
            except OSError:
                raise SetupError(
                    f"{setting} names {file}, which holds no readable certificates; correct it"
                ) from None
    return context


def _proxy_fault() -> SetupError:
    """Find the variable that httpx could not use; its value may hold a password."""
    for name, value in os.environ.items():
        if name.lower() in _PROXIES and value:
            address = value if "://" in value else f"http://{value}"
            if address.lower().startswith("socks"):
                return SetupError(
                    f"{name} names a SOCKS proxy, which vss-tui cannot use; unset it, or name an"
                    " http:// proxy"
                )
            try:
                httpx.Proxy(address)
            except (httpx.InvalidURL, ValueError):
                return SetupError(f"{name} holds no valid proxy address; correct or unset it")
    return SetupError("NO_PROXY holds an entry that is no valid host; correct or unset it")
