"""The httpx client for one endpoint: its proxies, certificates and limits."""

import os
import ssl
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path

import httpx

from vss_tui import __version__
from vss_tui.api.error_mapping import redirected
from vss_tui.api.errors import SetupError
from vss_tui.api.http import ASGIApp
from vss_tui.models.endpoint import Endpoint

_CONNECT_TIMEOUT = 5.0
_KEEP_ALIVE = 60.0
"""Seconds that an idle connection is held for the next page."""
_HEADERS = {
    "User-Agent": f"vss-tui/{__version__}",
    "Accept": "application/json",
    # A compressed body can be far larger than the cap on what is read.
    "Accept-Encoding": "identity",
}
_PROXIES = frozenset({"http_proxy", "https_proxy", "all_proxy"})


def open_client(
    endpoint: Endpoint, *, timeout: float, ca_file: Path | None, app: ASGIApp | None
) -> httpx.AsyncClient:
    """Make the client for ``endpoint``; no connection is made yet.

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
        raise SetupError(f"invalid endpoint {endpoint.url}; correct it") from None
    encrypted = endpoint.url.startswith("https:") and app is None
    # Less than the deadline of the whole request: so a service that is silent (which may pass) is
    # told from one that sends too slowly.
    silence = timeout * 0.9

    async def refuse_redirect(response: httpx.Response) -> None:
        if response.has_redirect_location:
            raise redirected(response.headers["location"], endpoint)

    try:
        return httpx.AsyncClient(
            verify=_trust(ca_file) if encrypted else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            transport=None if app is None else httpx.ASGITransport(app, raise_app_exceptions=False),
            trust_env=not endpoint.on_loopback and app is None,
            timeout=httpx.Timeout(silence, connect=min(_CONNECT_TIMEOUT, silence), pool=None),
            limits=httpx.Limits(keepalive_expiry=_KEEP_ALIVE),
            follow_redirects=False,
            event_hooks={"response": [refuse_redirect]},
            # The token alone says who asks: a cookie would outlive a sign-out.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers=_HEADERS,
        )
    except (httpx.InvalidURL, ValueError, ImportError):
        raise _proxy_error() from None


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


def _proxy_error() -> SetupError:
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
