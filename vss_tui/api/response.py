"""A response of the service, and what its body says."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vss_tui.api.errors import UnexpectedResponse
from vss_tui.models.endpoint import Endpoint
from vss_tui.support.safe_text import Untrusted, shortened
from vss_tui.support.secret import Secret

_QUOTED = 200
"""Characters of the service's own words that a message takes in."""
_MEDIA_TYPE = 40
_SIZES = {b"[": 96, b"{": 216, b'"': 32, b",": 40}
"""Bytes that CPython takes for a list, an object, half a text and a number."""
_FOUR_BYTES = re.compile(rb"[\xf0-\xff]")
"""What begins a character beyond the first 65,536 in UTF-8; it is in UTF-16 and -32 as well."""
_MAX_MEMORY = 40 * 1024 * 1024
"""Bytes that a response may take as values, so that reading it takes less than 64 MB in all."""


@dataclass(frozen=True, slots=True)
class Response:
    """A whole response: status, headers (names in lower case) and body as it came."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def media_type(self) -> str:
        """The body's type as the service names it (``application/json``), or ""."""
        media_type = self.headers.get("content-type", "").partition(";")[0]
        return media_type.strip().lower()[:_MEDIA_TYPE]

    @property
    def is_html(self) -> bool:
        """Whether the body is a web page, which this service never sends."""
        return "html" in self.media_type or self.body.lstrip()[:1] == b"<"

    @property
    def error_text(self) -> str:
        """The body's ``message``, else its ``error``, whole and untrusted; or ""."""
        try:
            body = json.loads(self.body)
        except (ValueError, RecursionError):
            return ""
        fields = body if isinstance(body, dict) else {}
        texts = (fields.get(key) for key in ("message", "error"))
        text = next((text for text in texts if isinstance(text, str) and text.strip()), "")
        return Untrusted(text.strip())

    def quoted(self, hidden: Iterable[Secret] = ()) -> str:
        """Return ``error_text`` for a message: safe to show, short, without the ``hidden``."""
        text = self.error_text
        for secret in hidden:
            if secret:
                text = text.replace(secret.reveal(), "…")
        return shortened(text, _QUOTED)


def host_label(endpoint: Endpoint) -> str:
    """Return the host that a message names, with its port where that is not the default."""
    return endpoint.origin.partition("://")[2]


def unexpected_response(
    response: Response, endpoint: Endpoint, reason: str = "", *, retryable: bool = False
) -> UnexpectedResponse:
    """Make the error for a response that is not what the service sends."""
    what = f"unexpected answer ({response.status}, {response.media_type or 'no type'})"
    because = f": {reason}" if reason else ""
    return UnexpectedResponse(
        f"{what} from {host_label(endpoint)}{because}; check the endpoint, or try again later",
        retryable=retryable,
    )


def json_object(response: Response, endpoint: Endpoint) -> dict[str, object]:
    """Read the body as a JSON object; ``NaN`` and infinities become None.

    Raises:
        UnexpectedResponse: It is none; retryable where it seems to have been cut off.
    """
    if response.is_html:
        raise unexpected_response(response, endpoint, "a web page")
    if _memory(response.body) > _MAX_MEMORY:
        raise unexpected_response(response, endpoint, "too large for a list of images")
    try:
        body = json.loads(response.body, parse_float=_finite, parse_constant=_no_number)
    except RecursionError:
        raise unexpected_response(response, endpoint, "JSON nested too deeply") from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        cut_off = response.body.lstrip()[:1] in (b"", b"{")
        raise unexpected_response(response, endpoint, "invalid JSON", retryable=cut_off) from None
    except ValueError:
        raise unexpected_response(response, endpoint, "number out of range") from None
    if not isinstance(body, dict):
        raise unexpected_response(response, endpoint, "not a JSON object")
    return body


def _memory(body: bytes) -> int:
    """Return about how many bytes the values of ``body`` take at most, by the marks in it."""
    marks = sum(size * body.count(mark) for mark, size in _SIZES.items())
    # Each character of a text takes as many bytes as its widest one: first in the whole body, then
    # in single values, where escapes count too.
    width = 1 if body.isascii() else 4 if _FOUR_BYTES.search(body) else 2
    return marks + (width + (4 if b"\\u" in body else width)) * len(body)


def _finite(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


def _no_number(_name: str) -> None:
    """Stand in for ``NaN`` and ``Infinity``, which JSON does not have and Python accepts."""
