"""A synchronisation of the personal images: its request, its progress and its outcome."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple

from vss_tui.models.image import Image, whole_number
from vss_tui.support.safe_text import Untrusted


class SyncState(Enum):
    """What a request's status means for someone who waits."""

    RUNNING = auto()
    DONE = auto()
    FAILED = auto()


_DONE = frozenset({"processed"})
_FAILED = frozenset(
    {"error", "errorretry", "errorprocessed", "cancelled", "canceled", "refused", "missed"}
)


def state_of(status: str) -> SyncState:
    """Return what ``status`` means, in any spelling; an unknown one means: go on waiting."""
    folded = "".join(status.casefold().replace("_", " ").split())
    if folded in _DONE:
        return SyncState.DONE
    return SyncState.FAILED if folded in _FAILED else SyncState.RUNNING


@dataclass(frozen=True, slots=True)
class SyncRequest:
    """A sync request of the service (``/v2/request/image_sync/ID``).

    ``id`` is None where the service named no request: then only the list tells. ``attributes``
    keeps what the service sent. Texts are untrusted.
    """

    id: int | None = None
    status: str = ""
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    attributes: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)

    @property
    def state(self) -> SyncState:
        """What the status means."""
        return state_of(self.status)

    @classmethod
    def from_submission(cls, body: object) -> "SyncRequest":
        """Read the response to the PATCH; one without a request gives a request without an id."""
        data = _object(_object(body).get("data"))
        request = _object(data.get("request"))
        link = _object(data.get("_links")).get("request")
        number = whole_number(request.get("id"))
        if number is None and isinstance(link, str):
            number = whole_number(link.rstrip("/").rpartition("/")[2])
        status = request.get("status")
        return cls(number, _text(status), attributes=request)

    @classmethod
    def from_json(cls, body: object, earlier: "SyncRequest") -> "SyncRequest":
        """Read the response to a status request; what it lacks is taken from ``earlier``."""
        data = _object(_object(body).get("data"))
        status = data.get("status")
        message = _object(data.get("message"))
        return cls(
            id=earlier.id,
            status=_text(status) if isinstance(status, str) else earlier.status,
            errors=_texts(message.get("errors")),
            warnings=_texts(message.get("warnings")),
            attributes=data,
        )


class SyncOutcome(Enum):
    """How a sync ended."""

    NEW_FILES = auto()
    NOTHING_NEW = auto()
    FAILED = auto()
    TIMED_OUT = auto()


class SyncProgress(NamedTuple):
    """What is known of a running sync.

    ``submitted`` says whether the request has been sent. ``elapsed`` counts seconds since it was
    taken. ``warning`` says why the last poll failed, or is empty; polling goes on. ``outcome`` is
    None until the last one.
    """

    request: SyncRequest
    elapsed: float = 0.0
    added: tuple[Image, ...] = ()
    removed: tuple[Image, ...] = ()
    warning: str = ""
    outcome: SyncOutcome | None = None
    submitted: bool = False


def difference(
    before: Iterable[Image], after: Iterable[Image]
) -> tuple[tuple[Image, ...], tuple[Image, ...]]:
    """Return what came and what went between two readings of a list, by id: (added, removed)."""
    old = {image.key: image for image in before}
    new = {image.key: image for image in after}
    added = tuple(image for key, image in new.items() if key not in old)
    removed = tuple(image for key, image in old.items() if key not in new)
    return added, removed


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    """Return a text as it is; another value as JSON would write it, or "" for none."""
    if isinstance(value, str):
        return Untrusted(value)
    return Untrusted(json.dumps(value)) if value else ""


def _texts(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(_text(item) for item in items if _text(item))
