"""Faults between a client and the service.

A ``Fault`` says which requests it affects and what becomes of the response::

    service.faults.add("GET", "/v2/iso", CannedResponse.json(503, {"error": "down"}), times=2)
    service.faults.add("*", "/v2/*", CannedResponse.html(502, "<h1>Bad Gateway</h1>"), times=None)
    service.faults.add("GET", "/v2/iso", Edit(without("meta")))
    service.faults.add("PATCH", "*", CannedResponse(504), acts=True)
    service.faults.add("GET", "*", delay=3.0, when=lambda request: request.params["page"] == "2")

``edits`` has functions that make edits and responses.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

from tests.fake_service.received_request import ReceivedRequest

Headers = tuple[tuple[str, str], ...]
JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class CannedResponse:
    """A whole response: status, body and headers, sent as they are.

    ``Content-Length`` is added where ``headers`` has none; nothing else is.
    """

    status: int = 200
    body: bytes = b""
    headers: Headers = ()

    @classmethod
    def json(
        cls, status: int, value: object, headers: Mapping[str, str] | None = None
    ) -> "CannedResponse":
        """Return a response with ``value`` as JSON; ``NaN`` and lone surrogates can be in it."""
        return cls.text(status, json.dumps(value), JSON_TYPE, headers)

    @classmethod
    def html(
        cls, status: int, text: str, headers: Mapping[str, str] | None = None
    ) -> "CannedResponse":
        """Return a response with a web page, as a proxy before the service sends it."""
        return cls.text(status, text, "text/html; charset=utf-8", headers)

    @classmethod
    def text(
        cls, status: int, text: str, media_type: str, headers: Mapping[str, str] | None = None
    ) -> "CannedResponse":
        """Return a response with any text, sent as UTF-8."""
        return cls(status, text.encode(), (("Content-Type", media_type), *(headers or {}).items()))

    def with_headers(self, headers: Mapping[str, str]) -> "CannedResponse":
        """Return the same response with ``headers`` in place of those of the same names."""
        replaced = {name.lower() for name in headers}
        kept = [(name, value) for name, value in self.headers if name.lower() not in replaced]
        return replace(self, headers=(*kept, *headers.items()))


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the good response.

    Attributes:
        change: Takes the response's JSON body, and returns what to send in its place.
        headers: Sent in place of those of the same names.
        status: Sent in place of the good one.
    """

    change: Callable[[object], object] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None

    def apply(self, good: CannedResponse) -> CannedResponse:
        """Return the response to send in place of the good one."""
        body = good.body
        if self.change is not None:
            body = json.dumps(self.change(json.loads(good.body))).encode()
        edited = replace(good, status=self.status or good.status, body=body)
        return edited.with_headers(self.headers)


@dataclass(frozen=True, slots=True)
class SlowBody:
    """A response that comes piece by piece, and for ever unless ``pieces`` says how many.

    ``pause`` is in seconds, between one piece and the next.
    """

    piece: bytes = b" "
    pause: float = 0.3
    pieces: int | None = None
    status: int = 200
    headers: Headers = (("Content-Type", JSON_TYPE),)

    async def stream(self) -> AsyncIterator[bytes]:
        """Yield the pieces, each after its pause."""
        sent = 0
        while self.pieces is None or sent < self.pieces:
            yield self.piece
            sent += 1
            await asyncio.sleep(self.pause)


class Barrier:
    """Keeps requests waiting until it is released, from any thread.

    Attributes:
        reached: Done once a request waits: ``await asyncio.wrap_future(…)``, or its ``result`` in
            another thread.
    """

    def __init__(self) -> None:
        self.reached: Future[None] = Future()
        self._released: Future[None] = Future()

    def release(self) -> None:
        """Let the requests go on, and all later ones at once."""
        if not self._released.done():
            self._released.set_result(None)

    async def wait(self) -> None:
        """Wait for the release."""
        if not self.reached.done():
            self.reached.set_result(None)
        # Without the shield, a client that gives up would release the others.
        await asyncio.shield(asyncio.wrap_future(self._released))


Effect = CannedResponse | Edit | SlowBody


@dataclass(slots=True)
class Fault:
    """What becomes of the responses to some requests.

    Attributes:
        method: The requests' method; ``*`` stands for any.
        path: The requests' path; a ``*`` in it stands for anything.
        effect: What is sent: a response, an edit, or a slow body; None for the good response.
        times: How many requests it affects; None for all.
        skip: How many such requests pass before.
        when: Narrows down which requests it affects.
        delay: Seconds to wait before the response.
        barrier: Holds the response back until it is released.
        acts: Whether the service does what was requested, though ``effect`` hides its response.
    """

    method: str = "*"
    path: str = "*"
    effect: Effect | None = None
    times: int | None = 1
    skip: int = 0
    when: Callable[[ReceivedRequest], bool] | None = None
    delay: float = 0.0
    barrier: Barrier | None = None
    acts: bool = False

    def affects(self, request: ReceivedRequest) -> bool:
        """Return whether ``request`` is affected."""
        return request.matches(self.method, self.path) and (self.when is None or self.when(request))

    async def wait(self) -> None:
        """Wait until the response may be sent."""
        await asyncio.sleep(self.delay)
        if self.barrier is not None:
            await self.barrier.wait()


class Faults:
    """The faults in force; the first that was added and affects a request has it."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(
        self,
        method: str = "*",
        path: str = "*",
        effect: Effect | None = None,
        *,
        times: int | None = 1,
        skip: int = 0,
        when: Callable[[ReceivedRequest], bool] | None = None,
        delay: float = 0.0,
        barrier: Barrier | None = None,
        acts: bool = False,
    ) -> Fault:
        """Add a fault; see ``Fault`` for what its parts mean."""
        fault = Fault(method, path, effect, times, skip, when, delay, barrier, acts)
        self._faults.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        """Remove one."""
        self._faults.remove(fault)

    def clear(self) -> None:
        """Remove all."""
        self._faults.clear()

    def take(self, request: ReceivedRequest) -> Fault | None:
        """Return the fault that affects ``request``, and count it; None for none."""
        for fault in list(self._faults):
            if fault.times == 0 or not fault.affects(request):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            if fault.times is not None:
                fault.times -= 1
            return fault
        return None
