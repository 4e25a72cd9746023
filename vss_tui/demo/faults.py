"""What can go wrong between a client and the service, made to order.

A ``Fault`` says which requests it meets and what becomes of the answer::

    service.faults.add("GET", "/v2/iso", Answer.json(503, {"error": "down"}), times=2)
    service.faults.add("*", "/v2/*", Answer.html(502, "<h1>Bad Gateway</h1>"), times=None)
    service.faults.add("GET", "/v2/iso", Edit(without("meta")))
    service.faults.add("PATCH", "*", Answer(504), acts=True)
    service.faults.add("GET", "*", delay=3.0, when=lambda request: request.params["page"] == "2")

The functions that make edits and answers are in ``vss_tui.demo.edits``.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

from vss_tui.demo.log import Request

Headers = tuple[tuple[str, str], ...]
JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: status, body and headers, sent as they are.

    ``Content-Length`` is added where ``headers`` has none; nothing else is.
    """

    status: int = 200
    body: bytes = b""
    headers: Headers = ()

    @classmethod
    def json(cls, status: int, value: object, headers: Mapping[str, str] | None = None) -> "Answer":
        """An answer with ``value`` as JSON; ``NaN`` and lone surrogates can be in it."""
        return cls.text(status, json.dumps(value), JSON_TYPE, headers)

    @classmethod
    def html(cls, status: int, text: str, headers: Mapping[str, str] | None = None) -> "Answer":
        """An answer with a web page, as a proxy in front of the service gives it."""
        return cls.text(status, text, "text/html; charset=utf-8", headers)

    @classmethod
    def text(
        cls, status: int, text: str, media_type: str, headers: Mapping[str, str] | None = None
    ) -> "Answer":
        """An answer with any text, sent as UTF-8."""
        return cls(status, text.encode(), (("Content-Type", media_type), *(headers or {}).items()))

    def with_headers(self, headers: Mapping[str, str]) -> "Answer":
        """The same answer, with ``headers`` in the place of those of the same names."""
        replaced = {name.lower() for name in headers}
        kept = [(name, value) for name, value in self.headers if name.lower() not in replaced]
        return replace(self, headers=(*kept, *headers.items()))


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the good answer.

    Attributes:
        change: Takes the answer's JSON body, and gives what to send in its place.
        headers: Sent in the place of those of the same names.
        status: Sent in the place of the good one.
    """

    change: Callable[[object], object] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None

    def apply(self, good: Answer) -> Answer:
        """Make the answer to send out of the good one."""
        body = good.body
        if self.change is not None:
            body = json.dumps(self.change(json.loads(good.body))).encode()
        edited = replace(good, status=self.status or good.status, body=body)
        return edited.with_headers(self.headers)


@dataclass(frozen=True, slots=True)
class Drip:
    """An answer that comes piece by piece, and for ever unless ``pieces`` says how many.

    ``pause`` is in seconds, between one piece and the next.
    """

    piece: bytes = b" "
    pause: float = 0.3
    pieces: int | None = None
    status: int = 200
    headers: Headers = (("Content-Type", JSON_TYPE),)

    async def stream(self) -> AsyncIterator[bytes]:
        """Give the pieces, each after its pause."""
        sent = 0
        while self.pieces is None or sent < self.pieces:
            yield self.piece
            sent += 1
            await asyncio.sleep(self.pause)


class Hold:
    """Keeps requests waiting until it is released, from any thread.

    Attributes:
        reached: Done once a request waits. Wait for it with ``await asyncio.wrap_future(…)``, or
            from another thread with its ``result``.
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


Effect = Answer | Edit | Drip


@dataclass(slots=True)
class Fault:
    """What becomes of the answers to some requests.

    Attributes:
        method: The requests' method; ``*`` stands for any.
        path: The requests' path; a ``*`` in it stands for anything.
        effect: What is sent: an answer, the good one changed, or drips; None for the good one.
        times: How many requests it meets; None for all.
        skip: How many such requests go by before.
        when: Tells further which requests it meets.
        delay: Seconds to wait before the answer.
        hold: Keeps the answer back until it is released.
        acts: Whether the service does what it was asked, though ``effect`` hides its answer.
    """

    method: str = "*"
    path: str = "*"
    effect: Effect | None = None
    times: int | None = 1
    skip: int = 0
    when: Callable[[Request], bool] | None = None
    delay: float = 0.0
    hold: Hold | None = None
    acts: bool = False

    def meets(self, request: Request) -> bool:
        """Tell whether ``request`` is one of those that it is for."""
        return request.matches(self.method, self.path) and (self.when is None or self.when(request))

    async def wait(self) -> None:
        """Wait as long as it keeps its request waiting."""
        await asyncio.sleep(self.delay)
        if self.hold is not None:
            await self.hold.wait()


class Faults:
    """The faults in force. The first that meets a request, in the order of adding, has it."""

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
        when: Callable[[Request], bool] | None = None,
        delay: float = 0.0,
        hold: Hold | None = None,
        acts: bool = False,
    ) -> Fault:
        """Put a fault in force; see ``Fault`` for what the parts mean."""
        fault = Fault(method, path, effect, times, skip, when, delay, hold, acts)
        self._faults.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        """Take one out of force."""
        self._faults.remove(fault)

    def clear(self) -> None:
        """Take all out of force."""
        self._faults.clear()

    def take(self, request: Request) -> Fault | None:
        """Give the fault that ``request`` meets, and count it; None for none."""
        for fault in list(self._faults):
            if fault.times == 0 or not fault.meets(request):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            if fault.times is not None:
                fault.times -= 1
            return fault
        return None
