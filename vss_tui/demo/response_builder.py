"""The JSON bodies of the service's responses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

from vss_tui.demo.filtering import FIELDS, OPERATORS, ParameterError
from vss_tui.demo.images import SERVICE_ZONE, StoredImage
from vss_tui.demo.sync_service import SyncJob, SyncRequestState

PUBLIC = "/v2/iso"
PERSONAL = "/v2/user/image/iso"
SYNC_REQUESTS = "/v2/request/image_sync"

DEFAULT_PER_PAGE = 10
MAX_PER_PAGE = 250

Body = dict[str, object]
Item = TypeVar("Item", StoredImage, SyncRequestState)


@dataclass(frozen=True, slots=True)
class PageParams:
    """The query parameters of a list; ``repeated`` are those that links to other pages repeat."""

    page: int
    per_page: int
    expand: bool
    filter: str
    sort: str
    repeated: Mapping[str, str]

    @classmethod
    def parse(cls, params: Mapping[str, str]) -> "PageParams":
        """Read the query parameters of a list.

        Raises:
            ParameterError: ``page`` or ``per_page`` is not a whole number from 1.
        """
        return cls(
            page=_whole_number(params, "page", 1),
            per_page=min(_whole_number(params, "per_page", DEFAULT_PER_PAGE), MAX_PER_PAGE),
            expand=params.get("expand", "").lower() in ("1", "true"),
            filter=params.get("filter", ""),
            sort=params.get("sort", ""),
            repeated={k: v for k, v in params.items() if v and k not in ("page", "per_page")},
        )


class ResponseBuilder:
    """Builds response bodies whose links lead back to where the request was sent.

    Args:
        base: The service's URL as the client knows it, without a slash at the end.
        user: The user who sent the request.
    """

    def __init__(self, base: str, user: str) -> None:
        self._base = base
        self._user = user

    def page(
        self, resource: str, items: Sequence[Item], params: PageParams, row: Callable[[Item], Body]
    ) -> Body:
        """Build a page of a list; a page past the last one is empty."""
        first = (params.page - 1) * params.per_page
        shown = items[first : first + params.per_page]
        url = f"{self._base}{resource}"
        links: Body = {"self": url}
        if resource == PERSONAL:
            links["user"] = url.rpartition("/")[0]
        return {
            "_links": links,
            "data": [row(item) if params.expand else f"{url}/{item.id}" for item in shown],
            "meta": {
                "count": len(shown),
                "pages": _pages(url, len(items), params),
                **self._meta(),
            },
        }

    def single(self, resource: str, number: int, row: Body) -> Body:
        """Build the body of one item of a list."""
        links = {"self": f"{self._base}{resource}/{number}"}
        return {"_links": links, "data": row, "meta": self._meta()}

    def submission(self, job: SyncJob) -> Body:
        """Build the response to the submission of a sync request."""
        data: Body = {"message": "Request has been accepted for processing", "status": 202}
        if job.plan.link:
            data["_links"] = {"request": f"{self._base}{SYNC_REQUESTS}/{job.id}"}
            status = job.plan.steps[0][1]
            data["request"] = {"id": job.id, "status": status, "task_id": job.task_id}
        return {"data": data}

    def image_row(self, image: StoredImage) -> Body:
        """Build one image."""
        return {
            "created_on": written_time(image.created_on),
            "data_store": image.data_store,
            "id": image.id,
            "name": image.name,
            "path": image.path,
            "public": image.public,
            "updated_on": written_time(image.updated_on),
        }

    def sync_request_row(self, request: SyncRequestState) -> Body:
        """Build one sync request."""
        return {
            "id": request.id,
            "type": request.type,
            "status": request.status,
            "task_id": request.task_id,
            "created_on": written_time(request.created_on),
            "updated_on": written_time(request.updated_on),
            "user": {"username": request.user},
            "added": list(request.added),
            "deleted": list(request.deleted),
            "message": {"errors": list(request.errors), "warnings": list(request.warnings)},
        }

    def _meta(self) -> Body:
        return {"time": "0.00417s", "user": self._user}


def written_time(moment: datetime) -> str:
    """Write a time as ``2017-11-17 13:51:31 EST``."""
    return f"{moment.astimezone(SERVICE_ZONE):%Y-%m-%d %H:%M:%S %Z}"


def description(text: str, methods: Sequence[str]) -> Body:
    """Build the response to OPTIONS of a list."""
    operators = ", ".join(OPERATORS)
    parameters = {
        "expand": "1 for whole images; their URLs otherwise",
        "per_page": f"images per page, {DEFAULT_PER_PAGE} by default, {MAX_PER_PAGE} at most",
        "page": "page number, from 1",
        "filter": f"field,operator,value joined with ; (operators: {operators})",
        "sort": "field,asc or field,desc joined with ;",
    }
    return {
        "description": text,
        "methods": list(methods),
        "parameters": parameters,
        "fields": list(FIELDS),
    }


def _pages(url: str, total: int, params: PageParams) -> Body:
    pages = max(1, -(-total // params.per_page))

    def link(page: int) -> str:
        return f"{url}?{urlencode({**params.repeated, 'per_page': params.per_page, 'page': page})}"

    return {
        "first_url": link(1),
        "last_url": link(pages),
        "next_url": link(params.page + 1) if params.page < pages else None,
        "prev_url": link(min(params.page - 1, pages)) if params.page > 1 else None,
        "page": params.page,
        "pages": pages,
        "per_page": params.per_page,
        "total": total,
    }


def _whole_number(params: Mapping[str, str], name: str, default: int) -> int:
    text = params.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise ParameterError(f"invalid value for {name}: {text}")
    return int(text)
