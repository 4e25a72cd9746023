"""The service's resources, as calls: lists of images, the sync, descriptions."""

from contextlib import aclosing, suppress
from typing import TYPE_CHECKING

from vss_tui.api.errors import UnexpectedResponse
from vss_tui.api.pages import PaginationError, iter_pages
from vss_tui.api.rate_limit import RateLimit
from vss_tui.api.requester import Request, Requester
from vss_tui.api.response import Response, json_object, unexpected_response
from vss_tui.api.retry import DEFAULT, NO_RETRY, OnWait, RetryPolicy
from vss_tui.api.token_provider import TokenProvider
from vss_tui.api.transport import Transport
from vss_tui.filters.fields import Field
from vss_tui.models.image import Image
from vss_tui.models.library import Library
from vss_tui.models.page import MalformedPage, Page, whole_list
from vss_tui.models.query import Query, SortKey
from vss_tui.models.sync_request import SyncRequest

if TYPE_CHECKING:
    from vss_tui.api.description import Description

_SYNC = Request(
    "PATCH",
    Library.PERSONAL.resource,
    accepted=frozenset({200, 201, 202, 204}),
    repeatable=False,
)
_STATUS_PATH = "/v2/request/image_sync"
_BY_ID = Query(sort=(SortKey(Field.ID),))


class Client:
    """The service, as a user with a token sees it.

    Each reading call takes ``on_wait``, which hears of every pause before it begins, and raises a
    ``ServiceError`` where there is no answer to be had.

    Args:
        transport: The way to the service; closed with the client.
        session: The token.
        policy: How to try again.
        rate_limit: What is known of the service's rate limit, if that is shared with others.
    """

    def __init__(
        self,
        transport: Transport,
        session: TokenProvider,
        *,
        policy: RetryPolicy = DEFAULT,
        rate_limit: RateLimit | None = None,
    ) -> None:
        self.transport = transport
        self.session = session
        self.rate_limit = rate_limit or RateLimit(transport.clock)
        self._requester = Requester(transport, session, policy, self.rate_limit)

    def without_retries(self) -> "Client":
        """The same service, over the same connections, each request tried once."""
        return Client(self.transport, self.session, policy=NO_RETRY, rate_limit=self.rate_limit)

    async def images(
        self, library: Library, query: Query, *, expand: bool = True, on_wait: OnWait | None = None
    ) -> Page:
        """Read the page that ``query`` asks for; without ``expand``, references and no images."""

        def read(answer: Response) -> Page:
            try:
                return Page.from_json(self._body(answer), query)
            except MalformedPage as error:
                raise unexpected_response(answer, self.transport.endpoint, str(error)) from None

        request = Request("GET", library.resource, params=_parameters(query, expand=expand))
        return await self._requester.ask(request, read, on_wait)

    async def whole(self, library: Library, on_wait: OnWait | None = None) -> tuple[Image, ...]:
        """Read all images of a library, unfiltered, in pages as large as the service gives.

        A list that does not come to its end counts as far as it goes.
        """
        # By id, so that what is added meanwhile comes last and pushes no image over a page's end.
        query = whole_list(_BY_ID)

        async def ask(number: int) -> Page:
            return await self.images(library, query.turned_to(number), on_wait=on_wait)

        images: list[Image] = []
        async with aclosing(iter_pages(ask)) as pages:
            with suppress(PaginationError):
                async for page in pages:
                    images.extend(page.images)
        return tuple(images)

    async def describe(self, library: Library, on_wait: OnWait | None = None) -> "Description":
        """Ask what the service says of a library (OPTIONS); no token is needed, and none sent."""
        from vss_tui.api.description import Description

        def read(answer: Response) -> Description:
            if answer.is_html:
                raise unexpected_response(answer, self.transport.endpoint, "a web page")
            return Description.from_answer(library, answer)

        accepted = frozenset({200, 204})
        request = Request("OPTIONS", library.resource, accepted=accepted, signed=False)
        return await self._requester.ask(request, read, on_wait)

    async def submit_sync(self) -> SyncRequest:
        """Submit a synchronisation of the personal images (PATCH), at most once.

        The request that comes back has no id where the service names none.

        Raises:
            MaybeSubmitted: It was sent, and no answer came.
            ServiceError: It was not submitted.
        """

        def read(answer: Response) -> SyncRequest:
            try:
                return SyncRequest.from_submission(self._body(answer))
            except UnexpectedResponse:
                # These statuses say by themselves that the request was taken.
                if answer.status in (202, 204):
                    return SyncRequest()
                raise

        return await self._requester.ask(_SYNC, read)

    async def sync_status(self, request: SyncRequest, on_wait: OnWait | None = None) -> SyncRequest:
        """Ask how ``request`` stands, which must have an id.

        Raises:
            NotFound: The service does not know it.
            ServiceError: The service could not be asked.
        """
        if request.id is None:
            raise ValueError("a sync request without an id cannot be asked for")

        def read(answer: Response) -> SyncRequest:
            return SyncRequest.from_json(self._body(answer), request)

        status = Request("GET", f"{_STATUS_PATH}/{request.id}")
        return await self._requester.ask(status, read, on_wait)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.transport.aclose()

    def _body(self, answer: Response) -> dict[str, object]:
        return json_object(answer, self.transport.endpoint)


def _parameters(query: Query, *, expand: bool) -> dict[str, str]:
    """The query's parameters as the lists take them; an empty one is left out."""
    told = {
        "expand": "1" if expand else "",
        "per_page": str(query.per_page),
        "page": str(query.page),
        "filter": query.filter.parameter,
        "sort": query.sort_parameter,
    }
    return {name: value for name, value in told.items() if value}
