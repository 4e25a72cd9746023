"""ASGI middleware: records requests, limits their rate, and lets faults happen."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request as HttpRequest
from starlette.responses import StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.fake_service.faults import CannedResponse, Edit, Fault, SlowBody
from tests.fake_service.received_request import ReceivedRequest
from tests.fake_service.service import FakeService, PastEnd
from vss_tui.demo.response_builder import PERSONAL, PUBLIC

_WITHOUT_BODY = (204, 304)


class FaultMiddleware:
    """Records the requests of an application, and replaces its responses where a fault says so.

    Args:
        app: The embedded service.
        service: Its state; holds the requests, the rate limits and the faults.
    """

    def __init__(self, app: ASGIApp, service: FakeService) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        http = HttpRequest(scope, receive)
        body = await http.body()
        request = ReceivedRequest(
            method=http.method,
            path=http.url.path,
            query=tuple(parse_qsl(http.url.query, keep_blank_values=True)),
            headers=dict(http.headers),
            body=body,
            time=self._service.now(),
        )
        self._service.requests.append(request)
        fault = self._service.faults.take(request) or Fault()
        await fault.wait()
        await self._respond(fault, body, scope, receive, send)

    async def _respond(
        self, fault: Fault, body: bytes, scope: Scope, receive: Receive, send: Send
    ) -> None:
        effect = fault.effect
        if effect is None or isinstance(effect, Edit) or fault.acts:
            good = await self._good_response(body, scope)
            effect = effect.apply(good) if isinstance(effect, Edit) else effect or good
        if isinstance(effect, SlowBody):
            response = StreamingResponse(effect.stream(), effect.status, dict(effect.headers))
            await response(scope, receive, send)
        else:
            await _send(effect, send)

    async def _good_response(self, body: bytes, scope: Scope) -> CannedResponse:
        limit = self._service.count_request(scope["path"])
        if not limit.granted:
            wait = {"Retry-After": str(limit.wait)} if self._service.options.retry_after else {}
            refusal = {"error": "Too Many Requests", "message": "Rate limit exceeded"}
            return CannedResponse.json(429, refusal, {**limit.headers, **wait})
        response = await self._past_end(body, scope, await self._call(body, scope))
        return response.with_headers(limit.headers)

    async def _past_end(
        self, body: bytes, scope: Scope, response: CannedResponse
    ) -> CannedResponse:
        """Return what the service's option says of a page past the end, else ``response``."""
        wanted = self._service.options.past_end
        listing = scope["method"] == "GET" and scope["path"] in (PUBLIC, PERSONAL)
        if wanted is PastEnd.EMPTY or not listing or response.status != 200:
            return response
        pages = json.loads(response.body)["meta"]["pages"]
        if pages["page"] <= pages["pages"]:
            return response
        if wanted is PastEnd.NOT_FOUND:
            return CannedResponse.json(404, {"error": "Not Found", "message": "No such page"})
        query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
        last = urlencode({**query, "page": pages["pages"]}).encode()
        return await self._call(body, {**scope, "query_string": last})

    async def _call(self, body: bytes, scope: Scope) -> CannedResponse:
        start: dict[str, Any] = {}
        parts: list[bytes] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            start.update(message)
            parts.append(message.get("body", b""))

        await self._app(scope, receive, send)
        headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in start["headers"]
            if name != b"content-length"
        )
        return CannedResponse(start["status"], b"".join(parts), headers)


async def _send(response: CannedResponse, send: Send) -> None:
    names = {name.lower() for name, _ in response.headers}
    headers = list(response.headers)
    if "content-length" not in names and response.status not in _WITHOUT_BODY:
        headers.append(("Content-Length", str(len(response.body))))
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": response.status, "headers": raw})
    await send({"type": "http.response.body", "body": response.body})
