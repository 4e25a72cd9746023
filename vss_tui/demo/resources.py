"""The service's resources, as an ASGI application."""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from vss_tui.demo.accounts import Account, TokenError, basic_credentials
from vss_tui.demo.demo_service import DemoService
from vss_tui.demo.filtering import ParameterError
from vss_tui.demo.images import SERVICE_ZONE, Collection
from vss_tui.demo.response_builder import (
    PERSONAL,
    PUBLIC,
    SYNC_REQUESTS,
    Body,
    PageParams,
    ResponseBuilder,
    description,
    written_time,
)


def create_app(service: DemoService) -> ASGIApp:
    """Make the ASGI application of ``service``."""
    lists, login = ListResources(service), LoginResources(service)
    routes = [
        Route(PUBLIC, lists.public, methods=["GET", "OPTIONS"]),
        Route(PUBLIC + "/{number:int}", lists.image),
        Route(PERSONAL, lists.personal, methods=["GET", "OPTIONS", "PATCH"]),
        Route(PERSONAL + "/{number:int}", lists.image),
        Route(SYNC_REQUESTS, lists.sync_requests),
        Route(SYNC_REQUESTS + "/{number:int}", lists.sync_request),
        Route("/auth/request-token", login.request_token, methods=["POST"]),
        Route("/tf/request-token", login.request_code, methods=["POST"]),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: _error_response})
    app.router.redirect_slashes = False

    async def delayed(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(service.latency)
        await app(scope, receive, send)

    return delayed


class ListResources:
    """The resources below ``/v2``; all but ``OPTIONS`` require a token."""

    def __init__(self, service: DemoService) -> None:
        self._service = service

    async def public(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return _described("ISO images that everybody may use", ["GET", "OPTIONS"])
        account = self._account(request)
        return self._images(request, self._service.public, account)

    async def personal(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            text = "ISO images in your own store; PATCH synchronises the list with the store"
            return _described(text, ["GET", "OPTIONS", "PATCH"])
        account = self._account(request)
        if request.method == "PATCH":
            job = self._service.syncs.submit(account.name, account.images)
            return _json(self._builder(request, account).submission(job), 202)
        self._service.syncs.poll_list(account.name)
        return self._images(request, account.images, account)

    async def image(self, request: Request) -> Response:
        account = self._account(request)
        self._service.syncs.apply_due(account.name)
        resource = request.url.path.rpartition("/")[0]
        images = self._service.public if resource == PUBLIC else account.images
        image = images.get(request.path_params["number"])
        if image is None:
            raise HTTPException(404, "No such image")
        builder = self._builder(request, account)
        return _json(builder.single(resource, image.id, builder.image_row(image)))

    async def sync_requests(self, request: Request) -> Response:
        account = self._account(request)
        try:
            page = PageParams.parse(request.query_params)
            found = self._service.syncs.select(account.name, page.filter, page.sort)
        except ParameterError as error:
            raise HTTPException(400, str(error)) from None
        builder = self._builder(request, account)
        return _json(builder.page(SYNC_REQUESTS, found, page, builder.sync_request_row))

    async def sync_request(self, request: Request) -> Response:
        account = self._account(request)
        found = self._service.syncs.poll_request(request.path_params["number"], account.name)
        if found is None:
            raise HTTPException(404, "No such request")
        builder = self._builder(request, account)
        return _json(builder.single(SYNC_REQUESTS, found.id, builder.sync_request_row(found)))

    def _account(self, request: Request) -> Account:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise HTTPException(401, "Missing access token")
        try:
            return self._service.accounts[self._service.tokens.user_of(token)]
        except (TokenError, KeyError) as error:
            raise HTTPException(401, str(error)) from None

    def _images(self, request: Request, images: Collection, account: Account) -> Response:
        ignore_case = self._service.options.like_ignores_case
        try:
            page = PageParams.parse(request.query_params)
            found = images.select(page.filter, page.sort, like_ignores_case=ignore_case)
        except ParameterError as error:
            raise HTTPException(400, str(error)) from None
        builder = self._builder(request, account)
        return _json(builder.page(request.url.path, found, page, builder.image_row))

    def _builder(self, request: Request, account: Account) -> ResponseBuilder:
        base = str(request.base_url).rstrip("/")
        return ResponseBuilder(base, account.name)


class LoginResources:
    """The resources that take user and password."""

    def __init__(self, service: DemoService) -> None:
        self._service = service

    async def request_token(self, request: Request) -> Response:
        account = self._account(request)
        if account.must_enable_mfa:
            raise HTTPException(400, "TotpEnforcement: Must enable TOTP before requesting a token")
        if account.code is not None and await _one_time_password(request) != account.code:
            raise HTTPException(400, "InvalidParameterValue: otp is missing or wrong")
        options = self._service.options
        mfa = account.code is not None
        token, expiry = self._service.tokens.issue(account.name, options.token_life, mfa=mfa)
        body: Body = {
            "duration": int(options.token_life),
            "exp": expiry,
            "exp_date": written_time(datetime.fromtimestamp(expiry, SERVICE_ZONE)),
            "token": token,
            "type": "ACCESS",
        }
        return _json(body)

    async def request_code(self, request: Request) -> Response:
        account = self._account(request)
        if account.code is None:
            raise HTTPException(400, "TOTP is not enabled for this account")
        return _json({"message": "A one-time password has been sent"})

    def _account(self, request: Request) -> Account:
        given = basic_credentials(request.headers.get("authorization", ""))
        account = self._service.accounts.get(given[0]) if given else None
        if given is None or account is None or account.password != given[1]:
            raise HTTPException(401, "Wrong user or password")
        return account


async def _one_time_password(request: Request) -> object:
    text = await request.body()
    try:
        body = json.loads(text) if text else {}
    except ValueError:
        raise HTTPException(400, "The request's body is not JSON") from None
    return body.get("otp") if isinstance(body, dict) else None


def _described(text: str, methods: list[str]) -> Response:
    return _json(description(text, methods), headers={"Allow": ", ".join(methods)})


def _json(body: Body, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    # Starlette's JSONResponse cannot encode lone surrogates, which names may hold.
    return Response(json.dumps(body), status, headers, "application/json")


async def _error_response(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    body: Body = {"error": HTTPStatus(error.status_code).phrase, "message": error.detail}
    return _json(body, error.status_code, error.headers)
