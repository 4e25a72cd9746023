"""The service's resources as calls: lists of images, the sync, descriptions.

A call sends its request with the user's token, waits where the rate limit is reached, tries again
as the policy says, and has the token renewed where it is refused.
"""

from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import TypeVar

from vss_tui.api import errors
from vss_tui.api.error_mapping import error_for_status
from vss_tui.api.http import Transport
from vss_tui.api.response import Response, host_label, json_object, unexpected_response
from vss_tui.api.retry import DEFAULT, NO_RETRY, OnWait, RateLimit, RetryPolicy, retry
from vss_tui.api.sign_in import TokenProvider
from vss_tui.models.image import Image
from vss_tui.models.page import Description, MalformedPage, Page
from vss_tui.models.query import Library, Query
from vss_tui.models.sync_request import SyncRequest
from vss_tui.models.token import Token
from vss_tui.support.secret import Secret

T = TypeVar("T")

MAX_CONCURRENT = 4
"""Pages that are asked for at a time, and so the most that are in memory."""
MAX_PAGES = 4000
"""A million images of 250 a page; a list that is longer is not one of images."""
_SUBMIT = "PATCH"
_SUCCESS = {"GET": (200, 203), "OPTIONS": (200, 203, 204), _SUBMIT: (200, 201, 202, 204)}
_LOST_AT_GATEWAY = (502, 504)
_SYNC_STATUS = "/v2/request/image_sync"
# By id, so that what is added meanwhile comes last and pushes no image over a page's end.
_ALL_IMAGES = Query().for_all_pages()


class Client:
    """The service, as a user with a token sees it.

    Each call that reads takes ``on_wait``, which is told of every pause before it begins.

    Args:
        transport: The connections to the service; closed with the client.
        tokens: The user's token.
        policy: How often to try.
        rate_limit: The service's rate limit, where it is shared with another client.
    """

    def __init__(
        self,
        transport: Transport,
        tokens: TokenProvider,
        *,
        policy: RetryPolicy = DEFAULT,
        rate_limit: RateLimit | None = None,
    ) -> None:
        self.transport = transport
        self.tokens = tokens
        self.rate_limit = rate_limit or RateLimit(transport.clock)
        self._policy = policy

    def without_retries(self) -> "Client":
        """Return a client of the same service, over the same connections, that tries once."""
        return Client(self.transport, self.tokens, policy=NO_RETRY, rate_limit=self.rate_limit)

    async def images(
        self, library: Library, query: Query, *, expand: bool = True, on_wait: OnWait | None = None
    ) -> Page:
        """Return the page that ``query`` asks for; of references where not expanded.

        A page past the end of the list is empty, however the service says so.

        Raises:
            ServiceError: It cannot be fetched.
        """

        def read(response: Response) -> Page:
            try:
                return Page.from_json(self._json(response), query)
            except MalformedPage as error:
                raise unexpected_response(response, self.transport.endpoint, str(error)) from None

        params = {
            "expand": "1" if expand else "",
            "per_page": str(query.per_page),
            "page": str(query.page),
            "filter": query.filter.parameter,
            "sort": query.sort_parameter,
        }
        params = {name: value for name, value in params.items() if value}
        try:
            return await self._call("GET", library.resource, read, on_wait=on_wait, params=params)
        except errors.NotFound:
            if query.page == 1:
                raise
            # It may be the endpoint that is wrong: then there is no first page either.
            first = await self.images(library, query.with_page(1), expand=expand, on_wait=on_wait)
            if first.paging.pages is None or first.paging.pages < query.page:
                return first.empty_page(query.page)
            raise

    async def all_images(
        self, library: Library, on_wait: OnWait | None = None
    ) -> tuple[Image, ...]:
        """Return all images of a library; an incomplete list is read again once.

        Raises:
            PaginationError: It was incomplete again.
            ServiceError: A page cannot be fetched.
        """

        async def fetch(number: int) -> Page:
            return await self.images(library, _ALL_IMAGES.with_page(number), on_wait=on_wait)

        incomplete: list[Image] | None = None
        while True:
            images: list[Image] = []
            try:
                async with aclosing(iter_pages(fetch)) as pages:
                    async for page in pages:
                        images.extend(page.images)
            except errors.PaginationError:
                if incomplete is None:
                    incomplete = images
                    continue
                # The same twice: it is the service's total that is wrong.
                if images != incomplete:
                    raise
            return tuple(images)

    async def describe(self, library: Library, on_wait: OnWait | None = None) -> Description:
        """Ask what the service says of a library (OPTIONS); no token is needed, and none sent.

        Raises:
            ServiceError: It says nothing.
        """

        def read(response: Response) -> Description:
            if response.is_html:
                raise unexpected_response(response, self.transport.endpoint, "a web page")
            allow = response.headers.get("allow", "")
            return Description.from_response(library, allow, response.body)

        return await self._call("OPTIONS", library.resource, read, on_wait=on_wait)

    async def submit_sync(self, on_sent: Callable[[], object] | None = None) -> SyncRequest:
        """Submit a synchronisation of the personal images (PATCH), at most once.

        The result has no id where the service names no request. ``on_sent`` is called, in any
        thread, when the request has been sent.

        Raises:
            MaybeSubmitted: It was sent, and no response came.
            ServiceError: It was not submitted.
        """

        def read(response: Response) -> SyncRequest:
            try:
                return SyncRequest.from_submission(self._json(response))
            except errors.UnexpectedResponse:
                # These statuses say by themselves that the request was taken.
                if response.status in (202, 204):
                    return SyncRequest()
                raise

        return await self._call(_SUBMIT, Library.PERSONAL.resource, read, on_sent=on_sent)

    async def sync_status(self, request: SyncRequest, on_wait: OnWait | None = None) -> SyncRequest:
        """Return the present state of ``request``, which must have an id.

        Raises:
            NotFound: The service does not know it.
            ServiceError: The service cannot be asked.
        """
        if request.id is None:
            raise ValueError("a sync request without an id cannot be asked for")

        def read(response: Response) -> SyncRequest:
            return SyncRequest.from_json(self._json(response), request)

        return await self._call("GET", f"{_SYNC_STATUS}/{request.id}", read, on_wait=on_wait)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.transport.aclose()

    def _json(self, response: Response) -> dict[str, object]:
        return json_object(response, self.transport.endpoint)

    async def _call(
        self,
        method: str,
        path: str,
        read: Callable[[Response], T],
        *,
        on_wait: OnWait | None = None,
        params: Mapping[str, str] | None = None,
        on_sent: Callable[[], object] | None = None,
    ) -> T:
        """Send a request and return what ``read`` makes of its response.

        A refused token is renewed and the request repeated: with each token that was stored, and
        once with one that was issued for it. OPTIONS goes without a token; PATCH, which submits,
        waits for no rate limit, and is repeated only where it was not sent.
        """
        token, issued = None if method == "OPTIONS" else await self.tokens.get(), False

        async def attempt() -> T:
            """Send the request once."""
            if method != _SUBMIT:
                await self.rate_limit.wait(on_wait)
            bearer = None if token is None else Secret(f"Bearer {token.secret.reveal()}")
            try:
                response = await self.transport.send(
                    method, path, params=params, authorization=bearer, on_sent=on_sent
                )
            except (errors.Unreachable, errors.TimedOut, errors.UnexpectedResponse) as error:
                if method == _SUBMIT and error.sent:
                    raise self._maybe_submitted() from None
                raise
            if response.status not in _SUCCESS[method]:
                raise self._error(response, method, token)
            self.rate_limit.update(response)
            return read(response)

        clock, idempotent = self.transport.clock, method != _SUBMIT
        while True:
            try:
                return await retry(attempt, self._policy, clock, on_wait, idempotent=idempotent)
            except errors.Unauthorized as error:
                if issued or token is None:
                    raise
                token = await self.tokens.renew(token, error.reason)
                issued = self.tokens.was_issued(token)

    def _error(self, response: Response, method: str, token: Token | None) -> errors.ServiceError:
        if method == _SUBMIT and response.status in _LOST_AT_GATEWAY:
            return self._maybe_submitted()
        hidden = () if token is None else (token.secret,)
        now = self.transport.clock.now()
        return error_for_status(response, self.transport.endpoint, now, hidden)

    def _maybe_submitted(self) -> errors.MaybeSubmitted:
        return errors.MaybeSubmitted(
            f"the sync may have been submitted: no response from"
            f" {host_label(self.transport.endpoint)}; look at your personal images before you try"
            " again"
        )


async def iter_pages(
    fetch: Callable[[int], Awaitable[Page]], *, limit: int | None = None
) -> AsyncGenerator[Page, None]:
    """Yield the pages of a list in their order, each without the images that came before.

    Where the service does not say how many pages there are, it is asked for one after another
    until one has no new images.

    Args:
        fetch: Returns the page of a number, from 1.
        limit: How many images are wanted at most.

    Raises:
        PaginationError: The pages that were yielded are not the whole list, or may not be: its
            total changed meanwhile, fewer images arrived, or there are more than ``MAX_PAGES``.
        ServiceError: A page cannot be fetched.
    """
    import asyncio

    coming: deque[asyncio.Future[Page]] = deque()
    seen: set[object] = set()
    totals: list[int] = []
    last = omitted = 0
    try:
        for number in range(1, MAX_PAGES + 1):
            if not coming:
                last = number
                coming.append(asyncio.ensure_future(fetch(number)))
            page = await coming.popleft()
            wanted = None if limit is None else limit - len(seen)
            fresh = tuple(image for image in page.images if image.key not in seen)[:wanted]
            seen.update(image.key for image in fresh)
            omitted += page.unreadable + page.dropped
            if page.paging.total is not None and page.paging.total not in totals:
                totals.append(page.paging.total)
            yield page._replace(images=fresh)
            pages = page.paging.pages
            if len(seen) == limit or (number >= pages if pages is not None else not fresh):
                break
            if not fresh and not page.unreadable:
                raise errors.PaginationError(
                    f"page {number} of {pages} had no new images, so the rest of the list is"
                    " missing; try again, or ask for single pages with --page"
                )
            end = pages or 0
            if limit is not None:
                end = min(end, -(-limit // page.paging.per_page))
            while last < end and len(coming) < MAX_CONCURRENT:
                last += 1
                coming.append(asyncio.ensure_future(fetch(last)))
        else:
            raise errors.PaginationError(f"the list has more than {MAX_PAGES} pages; try a filter")
    finally:
        for task in coming:
            task.cancel()
        await asyncio.gather(*coming, return_exceptions=True)
    _check_complete(totals, len(seen) + omitted, limit)


def _check_complete(totals: list[int], received: int, limit: int | None) -> None:
    if len(totals) > 1:
        raise errors.PaginationError(
            f"the list changed while it was read, from {totals[0]} images to {totals[1]}, so some"
            " may be missing; try again"
        )
    expected = min(total for total in (*totals, limit) if total is not None) if totals else 0
    if received < expected:
        raise errors.PaginationError(f"received {received} of {expected} images; try again")
