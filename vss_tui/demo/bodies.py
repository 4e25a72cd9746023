"""The JSON bodies of the service's answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from vss_tui.demo.filtering import FIELDS, OPERATORS, ParameterError
from vss_tui.demo.images import SERVICE_ZONE, StoredImage
from vss_tui.demo.sync import SyncJob

Body = dict[str, object]

DEFAULT_PER_PAGE = 10
LARGEST_PER_PAGE = 250
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is asked for, and in which form.

    ``params`` are the parameters that the links to other pages repeat.
    """

    page: int
    per_page: int
    expand: bool
    params: Mapping[str, str]

    @classmethod
    def of(cls, params: Mapping[str, str]) -> "Window":
        """Read the query parameters of a list.

        Raises:
            ParameterError: ``page`` or ``per_page`` is no whole number from 1.
        """
        kept = {k: v for k, v in params.items() if v and k not in ("page", "per_page")}
        return cls(
            page=_whole_number(params, "page", 1),
            per_page=min(_whole_number(params, "per_page", DEFAULT_PER_PAGE), LARGEST_PER_PAGE),
            expand=params.get("expand", "").lower() in ("1", "true"),
            params=kept,
        )


class Scribe:
    """Writes bodies whose links lead back to where the request came to.

    Args:
        base: The service's address as the client knows it, without a slash at the end.
        user: Who asks.
        weekday: Whether times hold the day of the week.
    """

    def __init__(self, base: str, user: str, *, weekday: bool) -> None:
        self._base = base
        self._user = user
        self._weekday = weekday

    def page(self, resource: str, images: Sequence[StoredImage], window: Window) -> Body:
        """A page of a list; past the last one it is empty, and says so."""
        first = (window.page - 1) * window.per_page
        shown = images[first : first + window.per_page]
        url = f"{self._base}{resource}"
        return {
            "_links": self._links(resource),
            "data": [self._row(image) if window.expand else f"{url}/{image.id}" for image in shown],
            "meta": {
                "count": len(shown),
                "pages": _pages(url, len(images), window),
                **self._meta(),
            },
        }

    def image(self, resource: str, image: StoredImage) -> Body:
        """One image by itself."""
        links = {"self": f"{self._base}{resource}/{image.id}"}
        return {"_links": links, "data": self._row(image), "meta": self._meta()}

    def submission(self, job: SyncJob) -> Body:
        """The answer to a sync request."""
        data: Body = {"message": "Request has been accepted for processing", "status": 202}
        if job.plan.link:
            status = job.plan.steps[0][1]
            data["_links"] = {"request": self._request_url(job)}
            data["request"] = {"id": job.id, "status": status, "task_id": job.task_id}
        return {"data": data}

    def sync_request(self, job: SyncJob, now: datetime) -> Body:
        """A sync request as it stands."""
        step = job.step(now)
        ended = step == len(job.plan.steps) - 1
        data = {
            "id": job.id,
            "type": "image_sync",
            "status": job.plan.steps[step][1],
            "task_id": job.task_id,
            "created_on": self._time(job.submitted),
            "updated_on": self._time(job.updated(now)),
            "user": {"username": job.user},
            "added": list(job.added),
            "deleted": list(job.deleted),
            "message": {
                "errors": list(job.plan.errors) if ended else [],
                "warnings": list(job.plan.warnings) if ended else [],
            },
        }
        return {"_links": {"self": self._request_url(job)}, "data": data, "meta": self._meta()}

    def _row(self, image: StoredImage) -> Body:
        return {
            "created_on": self._time(image.created_on),
            "data_store": image.data_store,
            "id": image.id,
            "name": image.name,
            "path": image.path,
            "public": image.public,
            "updated_on": self._time(image.updated_on),
        }

    def _links(self, resource: str) -> Body:
        links: Body = {"self": f"{self._base}{resource}"}
        if resource.startswith("/v2/user/"):
            links["user"] = f"{self._base}{resource.rpartition('/')[0]}"
        return links

    def _meta(self) -> Body:
        return {"time": "0.00417s", "user": self._user}

    def _time(self, moment: datetime) -> str:
        return written_time(moment, weekday=self._weekday)

    def _request_url(self, job: SyncJob) -> str:
        return f"{self._base}/v2/request/image_sync/{job.id}"


def written_time(moment: datetime, *, weekday: bool) -> str:
    """A time as the service writes it: ``2017-11-17 13:51:31 EST``, or with ``Fri`` before 13."""
    local = moment.astimezone(SERVICE_ZONE)
    day = f" {_WEEKDAYS[local.weekday()]}" if weekday else ""
    return f"{local:%Y-%m-%d}{day} {local:%H:%M:%S %Z}"


def description(text: str, methods: Sequence[str]) -> Body:
    """What the service says of one of its lists."""
    operators = ", ".join(OPERATORS)
    parameters = {
        "expand": "1 for whole images; their addresses otherwise",
        "per_page": f"images on a page, {DEFAULT_PER_PAGE} unless told, {LARGEST_PER_PAGE} at most",
        "page": "which page, from 1",
        "filter": f"field,operator,value joined with ; (operators: {operators})",
        "sort": "field,asc or field,desc joined with ;",
    }
    return {
        "description": text,
        "methods": list(methods),
        "parameters": parameters,
        "fields": list(FIELDS),
    }


def _pages(url: str, total: int, window: Window) -> Body:
    pages = max(1, -(-total // window.per_page))

    def link(page: int) -> str:
        return f"{url}?{urlencode({**window.params, 'per_page': window.per_page, 'page': page})}"

    return {
        "first_url": link(1),
        "last_url": link(pages),
        "next_url": link(window.page + 1) if window.page < pages else None,
        "prev_url": link(min(window.page - 1, pages)) if window.page > 1 else None,
        "page": window.page,
        "pages": pages,
        "per_page": window.per_page,
        "total": total,
    }


def _whole_number(params: Mapping[str, str], name: str, default: int) -> int:
    text = params.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise ParameterError(f"invalid value for {name}: {text}")
    return int(text)
