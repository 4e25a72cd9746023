"""What every request passes on its way in, and every answer on its way out."""

import asyncio
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request as HttpRequest
from starlette.responses import StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vss_tui.demo.faults import Answer, Drip, Edit, Fault
from vss_tui.demo.log import Request
from vss_tui.demo.store import DemoService

_WITHOUT_BODY = (204, 304)


class Gate:
    """An ASGI application round another: logs requests, takes its time, and lets faults happen.

    Args:
        app: Gives the good answers.
        service: Holds the log, the latency and the faults.
    """

    def __init__(self, app: ASGIApp, service: DemoService) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        http = HttpRequest(scope, receive)
        body = await http.body()
        request = Request(
            method=http.method,
            path=http.url.path,
            query=tuple(parse_qsl(http.url.query, keep_blank_values=True)),
            headers=dict(http.headers),
            body=body,
            time=self._service.now(),
        )
        self._service.requests.append(request)
        fault = self._service.faults.take(request) or Fault()
        await asyncio.sleep(self._service.latency)
        await fault.wait()
        await self._answer(fault, body, scope, receive, send)

    async def _answer(
        self, fault: Fault, body: bytes, scope: Scope, receive: Receive, send: Send
    ) -> None:
        effect = fault.effect
        if effect is None or isinstance(effect, Edit) or fault.acts:
            good = await self._good_answer(body, scope)
            effect = effect.apply(good) if isinstance(effect, Edit) else effect or good
        if isinstance(effect, Drip):
            response = StreamingResponse(effect.stream(), effect.status, dict(effect.headers))
            await response(scope, receive, send)
        else:
            await _send(effect, send)

    async def _good_answer(self, body: bytes, scope: Scope) -> Answer:
        allowance = self._service.allow(scope["path"])
        if not allowance.granted:
            wait = {"Retry-After": str(allowance.wait)} if self._service.options.retry_after else {}
            refusal = {"error": "Too Many Requests", "message": "Rate limit exceeded"}
            return Answer.json(429, refusal, {**allowance.headers, **wait})
        answer = await self._call(body, scope)
        return answer.with_headers(allowance.headers)

    async def _call(self, body: bytes, scope: Scope) -> Answer:
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
        return Answer(start["status"], b"".join(parts), headers)


async def _send(answer: Answer, send: Send) -> None:
    names = {name.lower() for name, _ in answer.headers}
    headers = list(answer.headers)
    if "content-length" not in names and answer.status not in _WITHOUT_BODY:
        headers.append(("Content-Length", str(len(answer.body))))
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    await send({"type": "http.response.body", "body": answer.body})
