"""The address of a service."""

import re
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from vss_tui.support.safe_text import shortened
from vss_tui.support.secret import find_jwt

DEFAULT_URL = "https://cloud-api.eis.utoronto.ca"


class EndpointError(ValueError):
    """An address that cannot be used; its text says why, for the user."""


class Endpoint(NamedTuple):
    """A service's base address: scheme, host, port and path, without a slash at the end."""

    name: str
    url: str

    @classmethod
    def parse(cls, url: str, name: str = "") -> "Endpoint":
        """Return the endpoint of an address that a user gave, checked and normalised.

        Args:
            url: The address; ``https://`` may be left out. A ``/v2`` at the end is dropped.
            name: What the user calls it; the host where empty.

        Raises:
            EndpointError: It is no http(s) address, carries a user or query, or is ``http://`` to
                a host other than this machine.
        """
        text = url.strip()
        if find_jwt(text):
            raise EndpointError("the endpoint looks like a token; write https://HOST")
        if "://" not in text:
            text = f"https://{text}"
        try:
            parts = urlsplit(text)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            raise _invalid(text) from None
        scheme = parts.scheme.lower()
        if scheme not in ("https", "http") or not _is_host(host) or port == 0:
            raise _invalid(text)
        shown_host = f"[{host}]" if ":" in host else host
        default_port = {"https": 443, "http": 80}[scheme]
        authority = shown_host if port in (None, default_port) else f"{shown_host}:{port}"
        path = parts.path.rstrip("/").removesuffix("/v2").rstrip("/")
        advice = f"write https://{authority}{path}"
        if scheme == "http" and is_loopback(host):
            advice = f"write http://{authority}{path}"
        if "@" in parts.netloc:
            raise EndpointError(
                f"the address of an endpoint takes no user and password; {advice}, and use"
                " vss-tui login"
            )
        if parts.query or parts.fragment:
            raise EndpointError(f"the address of an endpoint ends before ? and #; {advice}")
        if scheme == "http" and not is_loopback(host):
            raise EndpointError(f"http://{authority} would send your token in clear text; {advice}")
        return cls(name or authority, f"{scheme}://{authority}{path}")

    @property
    def host(self) -> str:
        """The host's name, without port."""
        return urlsplit(self.url).hostname or ""

    @property
    def origin(self) -> str:
        """Scheme, host and port: the only place that this endpoint's token may go to."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def on_loopback(self) -> bool:
        """Whether the service runs on this machine."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Return whether ``host`` is this machine (``localhost``, ``127.0.0.0/8`` or ``::1``)."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_host(host: str) -> bool:
    return bool(host) and not any(c.isspace() or ord(c) < 33 for c in host) and "%" not in host


def _invalid(text: str) -> EndpointError:
    """Return the error for what is no address, without the parts of it that may be secret."""
    scheme, _, rest = text.partition("://")
    authority = re.split(r"[/?#\\]", rest, maxsplit=1)[0].rpartition("@")[2]
    host, _, port = authority.rpartition(":")
    shown = authority if not host or port.isdecimal() or port.endswith("]") else host
    return EndpointError(
        f'"{shortened(f"{scheme}://{shown}", 100)}" is not a valid address; write https://HOST or'
        " https://HOST:PORT"
    )
