"""The service's resources, as an ASGI application."""

import json
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from vss_tui.demo.accounts import Account, basic_credentials
from vss_tui.demo.bodies import Body, Scribe, Window, description, written_time
from vss_tui.demo.collection import Collection
from vss_tui.demo.filtering import ParameterError
from vss_tui.demo.gate import Gate
from vss_tui.demo.images import SERVICE_ZONE
from vss_tui.demo.store import DemoService
from vss_tui.demo.tokens import TokenError

PUBLIC = "/v2/iso"
PERSONAL = "/v2/user/image/iso"
SYNC_REQUEST = "/v2/request/image_sync"


def create_app(service: DemoService) -> ASGIApp:
    """Make the ASGI application that answers for ``service``."""
    lists, sign_in = Lists(service), SignIn(service)
    routes = [
        Route(PUBLIC, lists.public, methods=["GET", "OPTIONS"]),
        Route(PUBLIC + "/{number:int}", lists.public_image),
        Route(PERSONAL, lists.personal, methods=["GET", "OPTIONS", "PATCH"]),
        Route(PERSONAL + "/{number:int}", lists.personal_image),
        Route(SYNC_REQUEST + "/{number:int}", lists.sync_request),
        Route("/auth/request-token", sign_in.request_token, methods=["POST"]),
        Route("/tf/request-token", sign_in.request_code, methods=["POST"]),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: _refusal})
    app.router.redirect_slashes = False
    return Gate(app, service)


class Lists:
    """The resources below ``/v2``; each wants a token, but for ``OPTIONS``.

    Args:
        service: Whose images they are.
    """

    def __init__(self, service: DemoService) -> None:
        self._service = service

    async def public(self, request: Request) -> Response:
        """The public list, and what it is."""
        if request.method == "OPTIONS":
            return _described("ISO images that everybody may use", ["GET", "OPTIONS"])
        account = self._account(request)
        return self._page(request, self._service.public, account)

    async def public_image(self, request: Request) -> Response:
        """One image of it."""
        account = self._account(request)
        return self._image(request, self._service.public, account)

    async def personal(self, request: Request) -> Response:
        """The personal list, what it is, and its synchronisation."""
        if request.method == "OPTIONS":
            text = "ISO images in your own store; PATCH synchronises the list with the store"
            return _described(text, ["GET", "OPTIONS", "PATCH"])
        account = self._account(request)
        if request.method == "PATCH":
            job = self._service.syncs.submit(account.name, account.images)
            return _json(self._scribe(request, account).submission(job), 202)
        self._service.syncs.look_at_list(account.name)
        return self._page(request, account.images, account)

    async def personal_image(self, request: Request) -> Response:
        """One image of it."""
        account = self._account(request)
        self._service.syncs.carry_out(account.name)
        return self._image(request, account.images, account)

    async def sync_request(self, request: Request) -> Response:
        """A synchronisation that was asked for."""
        account = self._account(request)
        job = self._service.syncs.look_at_request(request.path_params["number"], account.name)
        if job is None:
            raise HTTPException(404, "No such request")
        return _json(self._scribe(request, account).sync_request(job, self._service.now()))

    def _account(self, request: Request) -> Account:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise HTTPException(401, "Missing access token")
        try:
            return self._service.accounts[self._service.tokens.user_of(token)]
        except (TokenError, KeyError) as error:
            raise HTTPException(401, str(error)) from None

    def _page(self, request: Request, images: Collection, account: Account) -> Response:
        params = request.query_params
        try:
            window = Window.of(params)
            chosen = images.select(
                params.get("filter", ""),
                params.get("sort", ""),
                like_ignores_case=self._service.options.like_ignores_case,
            )
        except ParameterError as error:
            raise HTTPException(400, str(error)) from None
        return _json(self._scribe(request, account).page(request.url.path, chosen, window))

    def _image(self, request: Request, images: Collection, account: Account) -> Response:
        image = images.get(request.path_params["number"])
        if image is None:
            raise HTTPException(404, "No such image")
        resource = request.url.path.rpartition("/")[0]
        return _json(self._scribe(request, account).image(resource, image))

    def _scribe(self, request: Request, account: Account) -> Scribe:
        base = str(request.base_url).rstrip("/")
        return Scribe(base, account.name, weekday=self._service.options.weekday_in_times)


class SignIn:
    """The resources that take user and password.

    Args:
        service: Who knows the people.
    """

    def __init__(self, service: DemoService) -> None:
        self._service = service

    async def request_token(self, request: Request) -> Response:
        """A new token."""
        account = self._account(request)
        if account.must_enable_mfa:
            raise HTTPException(400, "TotpEnforcement: Must enable TOTP before requesting a token")
        if account.code is not None and await _code(request) != account.code:
            raise HTTPException(400, "InvalidParameterValue: otp is missing or wrong")
        life = self._service.options.token_life
        mfa = account.code is not None
        token, expiry = self._service.tokens.issue(account.name, life, mfa=mfa)
        ends = datetime.fromtimestamp(expiry, SERVICE_ZONE)
        weekday = self._service.options.weekday_in_times
        body: Body = {
            "duration": int(life),
            "exp": expiry,
            "exp_date": written_time(ends, weekday=weekday),
            "token": token,
            "type": "ACCESS",
        }
        return _json(body)

    async def request_code(self, request: Request) -> Response:
        """Send a one-time password."""
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


async def _code(request: Request) -> object:
    text = await request.body()
    try:
        body = json.loads(text) if text else {}
    except ValueError:
        raise HTTPException(400, "The request's body is no JSON") from None
    return body.get("otp") if isinstance(body, dict) else None


def _described(text: str, methods: list[str]) -> Response:
    return _json(description(text, methods), headers={"Allow": ", ".join(methods)})


def _json(body: Body, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    # Not Starlette's own JSON answer: names can hold what UTF-8 cannot, and then need escapes.
    return Response(json.dumps(body), status, headers, "application/json")


async def _refusal(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    body: Body = {"error": HTTPStatus(error.status_code).phrase, "message": error.detail}
    return _json(body, error.status_code, error.headers)
