"""An answer of the service, and what its body says."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vss_tui.api.errors import UnexpectedResponse
from vss_tui.models.endpoint import Endpoint
from vss_tui.support.safe_text import shortened
from vss_tui.support.secret import Secret

_WORDS = 200
"""Characters of the service's own words that a message takes in."""
_TYPE = 40


@dataclass(frozen=True, slots=True)
class Response:
    """One whole answer: status, headers (names in lower case) and body as it came."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def media_type(self) -> str:
        """The body's type as the service names it (``application/json``); empty where not."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()[:_TYPE]

    @property
    def is_html(self) -> bool:
        """Whether the body is a page for a browser: no answer of this service is."""
        return "html" in self.media_type or self.body.lstrip()[:1] == b"<"

    @property
    def words(self) -> str:
        """What the body says went wrong (its ``message``, else its ``error``), whole; or empty."""
        try:
            body = json.loads(self.body)
        except (ValueError, RecursionError):
            return ""
        told = body if isinstance(body, dict) else {}
        texts = (told.get(key) for key in ("message", "error"))
        return next((text.strip() for text in texts if isinstance(text, str) and text.strip()), "")

    def quoted(self, hidden: Iterable[Secret] = ()) -> str:
        """The service's own words for a message: short as shown, and without the ``hidden``."""
        words = self.words
        for secret in hidden:
            if secret:
                words = words.replace(secret.reveal(), "…")
        return shortened(words, _WORDS)


def host_label(endpoint: Endpoint) -> str:
    """The endpoint's host, with its port where it has one of its own, to name in a message."""
    return endpoint.origin.partition("://")[2]


def unexpected_response(
    answer: Response, endpoint: Endpoint, why: str = "", *, retryable: bool = False
) -> UnexpectedResponse:
    """Make the error for an answer that is not what the service sends; ``why`` says how."""
    what = f"unexpected answer ({answer.status}, {answer.media_type or 'no type'})"
    told = f": {why}" if why else ""
    return UnexpectedResponse(
        f"{what} from {host_label(endpoint)}{told}; check the endpoint, or try again later",
        retryable=retryable,
    )


def json_object(answer: Response, endpoint: Endpoint) -> dict[str, object]:
    """Read the body, which must be a JSON object; numbers that are none become None.

    Raises:
        UnexpectedResponse: It is anything else. Retryable where it seems to have been cut off.
    """
    if answer.is_html:
        raise unexpected_response(answer, endpoint, "a web page")
    try:
        body = json.loads(answer.body, parse_float=_finite, parse_constant=_no_number)
    except RecursionError:
        raise unexpected_response(answer, endpoint, "it is nested too deeply") from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        cut_off = answer.body.lstrip()[:1] in (b"", b"{")
        raise unexpected_response(
            answer, endpoint, "it is no whole JSON", retryable=cut_off
        ) from None
    except ValueError:
        raise unexpected_response(answer, endpoint, "it holds a number beyond measure") from None
    if not isinstance(body, dict):
        raise unexpected_response(answer, endpoint, "it is no JSON object")
    return body


def _finite(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


def _no_number(_name: str) -> None:
    """Stand in for ``NaN`` and ``Infinity``, which JSON does not have and Python accepts."""
