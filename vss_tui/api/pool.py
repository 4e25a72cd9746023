"""The pool of connections to one service: a request goes out, a whole answer or an error comes."""

import asyncio
from collections.abc import Callable, Mapping

import httpx

from vss_tui.api.error_mapping import RequestTrace, map_httpx_error
from vss_tui.api.errors import TimedOut, UnexpectedResponse
from vss_tui.api.response import Response, host_label, unexpected_response
from vss_tui.models.endpoint import Endpoint
from vss_tui.support.secret import Secret

LARGEST_BODY = 16 * 1024 * 1024
"""Bytes of an answer that are read; 250 images take about 100 KB."""


class HttpExchange:
    """Connections to ``endpoint``, made by ``client``.

    Args:
        endpoint: The only service that is asked.
        client: Set up for the endpoint, following no redirects.
        timeout: Seconds for one request, from the first step to the last byte.
        local: Whether an application in this process answers.
    """

    def __init__(
        self, endpoint: Endpoint, client: httpx.AsyncClient, *, timeout: float, local: bool
    ) -> None:
        self._endpoint = endpoint
        self._client = client
        self._timeout = timeout
        self._local = local

    async def exchange(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        content: Secret | None,
        authorization: Secret | None,
        *,
        on_sent: Callable[[], None],
    ) -> Response:
        """Send one request and read its whole answer; ``on_sent`` hears when it has been sent.

        Raises:
            ServiceError: There is none that can be read, or it points elsewhere.
        """
        trail = RequestTrace(on_sent, sent=self._local)
        if self._local:
            on_sent()
        try:
            async with asyncio.timeout(self._timeout):
                request = self._request(method, path, params, content, authorization)
                request.extensions["trace"] = trail
                return await self._answer(request, trail)
        except TimeoutError:
            raise TimedOut(
                f"{host_label(self._endpoint)} took more than {self._timeout:g} seconds; try again,"
                " or allow more with --timeout",
                retryable=not trail.sent,
                sent=trail.sent,
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            raise map_httpx_error(error, self._endpoint, trail) from None

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    def _request(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        content: Secret | None,
        authorization: Secret | None,
    ) -> httpx.Request:
        headers = {}
        if authorization is not None:
            headers["Authorization"] = authorization.reveal()
        if content is not None:
            headers["Content-Type"] = "application/json"
        return self._client.build_request(
            method,
            f"{self._endpoint.url}{path}",
            params=params,
            content=None if content is None else content.reveal().encode(),
            headers=headers,
        )

    async def _answer(self, request: httpx.Request, trail: RequestTrace) -> Response:
        response = await self._client.send(request, stream=True)
        try:
            trail.answered = True
            headers = {name.lower(): value for name, value in response.headers.items()}
            answer = Response(response.status_code, headers)
            if headers.get("content-encoding", "identity").strip().lower() != "identity":
                return self._compressed(answer)
            return Response(answer.status, headers, await self._body(response, answer))
        finally:
            await response.aclose()

    def _compressed(self, answer: Response) -> Response:
        """Refuse a body that would have to be unpacked; an error's status says enough."""
        if answer.status < 300:
            raise self._refused(answer, "it is compressed, though that was ruled out")
        return answer

    async def _body(self, response: httpx.Response, answer: Response) -> bytes:
        body = bytearray()
        async for piece in response.aiter_raw():
            body += piece
            if len(body) > LARGEST_BODY:
                raise self._refused(answer, f"it is larger than {LARGEST_BODY >> 20} MB")
        return bytes(body)

    def _refused(self, answer: Response, why: str) -> UnexpectedResponse:
        return unexpected_response(answer, self._endpoint, why)
