"""Syncs of a personal store: what a request brings, and when."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from uuid import NAMESPACE_URL, uuid5

from vss_tui.demo.filtering import parse_filter, parse_sort, select
from vss_tui.demo.images import SERVICE_ZONE, Collection, personal_image

FIELDS = ("id", "status", "type", "task_id", "created_on", "updated_on", "user")
"""What lists of sync requests can be filtered and sorted by."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that is in the personal list from ``at`` on; ``path`` is below the user's folder."""

    path: str
    at: float


@dataclass(frozen=True, slots=True)
class Departure:
    """An image that is gone from the personal list from ``at`` on."""

    path: str
    at: float


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What one sync request does.

    Every ``at`` counts seconds of the service's clock since the submission; with ``by_polls`` it
    counts the polls of the request (or, without a ``link`` to it, of the personal list).

    Attributes:
        changes: The files that come and go.
        steps: The statuses, each with its start; the first starts at 0.
        errors: ``message.errors`` from the start of the last status.
        warnings: ``message.warnings``, likewise.
        link: Whether the response to the submission names the request.
        by_polls: See above.
    """

    changes: tuple[Arrival | Departure, ...] = ()
    steps: tuple[tuple[float, str], ...] = ((0, "SUBMITTED"), (1, "IN_PROGRESS"), (4, "PROCESSED"))
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    link: bool = True
    by_polls: bool = False


NOTHING_NEW = SyncPlan()
FIRST_PLANS = (
    SyncPlan((Arrival("uploads/ubuntu-24.04.2-autoinstall.iso", 3),)),
    SyncPlan(
        (
            Arrival("uploads/FreeBSD-14.2-RELEASE-amd64-custom.iso", 2),
            Arrival("teaching/csc369/xv6-lab-2025.iso", 5),
        ),
        ((0, "SUBMITTED"), (1, "IN_PROGRESS"), (6, "PROCESSED")),
    ),
)
"""The first syncs; after them there is nothing new."""


@dataclass(frozen=True, slots=True)
class SyncRequestState:
    """A sync request as it stands at a moment; its times are in the service's zone."""

    id: int
    user: str
    status: str
    task_id: str
    created_on: datetime
    updated_on: datetime
    added: tuple[str, ...]
    deleted: tuple[str, ...]
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    type: str = "image_sync"


@dataclass(slots=True)
class SyncJob:
    """A sync request that is being carried out."""

    id: int
    user: str
    plan: SyncPlan
    submitted: datetime
    images: Collection = field(repr=False)
    polls: int = 0
    added: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    @property
    def task_id(self) -> str:
        """The id of the task behind the request."""
        return str(uuid5(NAMESPACE_URL, f"/v2/request/image_sync/{self.id}"))

    def elapsed(self, now: datetime) -> float:
        """Return the seconds, or polls, since the submission."""
        return self.polls if self.plan.by_polls else (now - self.submitted).total_seconds()

    def state(self, now: datetime) -> SyncRequestState:
        """Return the request as it stands at ``now``."""
        plan, elapsed = self.plan, self.elapsed(now)
        step = max(i for i, (at, _) in enumerate(plan.steps) if i == 0 or at <= elapsed)
        began, status = plan.steps[step]
        ended = step == len(plan.steps) - 1
        updated = now if plan.by_polls else self.submitted + timedelta(seconds=began)
        return SyncRequestState(
            id=self.id,
            user=self.user,
            status=status,
            task_id=self.task_id,
            created_on=self.submitted.astimezone(SERVICE_ZONE),
            updated_on=updated.astimezone(SERVICE_ZONE),
            added=tuple(self.added),
            deleted=tuple(self.deleted),
            errors=plan.errors if ended else (),
            warnings=plan.warnings if ended else (),
        )


class SyncService:
    """Takes sync requests and carries them out as time passes.

    Args:
        now: The clock, with a zone.
        ids: The ids of new images.

    Attributes:
        plans: What the next requests do, the next one first.
        jobs: All requests by their ids.
    """

    def __init__(self, now: Callable[[], datetime], ids: Iterator[int]) -> None:
        self.plans: list[SyncPlan] = list(FIRST_PLANS)
        self.jobs: dict[int, SyncJob] = {}
        self._now = now
        self._image_ids = ids
        self._job_ids = count(57)

    def submit(self, user: str, images: Collection) -> SyncJob:
        """Take a request of ``user`` to synchronise ``images``."""
        plan = self.plans.pop(0) if self.plans else NOTHING_NEW
        job = SyncJob(next(self._job_ids), user, plan, self._now(), images)
        self.jobs[job.id] = job
        return job

    def select(self, user: str, filter_: str, sort: str) -> Sequence[SyncRequestState]:
        """Return the requests of ``user`` for a list's ``filter`` and ``sort`` parameters.

        Raises:
            ParameterError: One of them is refused.
        """
        clauses, order = parse_filter(filter_, FIELDS), parse_sort(sort, FIELDS)
        self.apply_due(user)
        states = [job.state(self._now()) for job in self._jobs_of(user)]
        return select(states, clauses, order, like_ignores_case=True)

    def poll_request(self, number: int, user: str) -> SyncRequestState | None:
        """Return a request of ``user`` as it stands now, or None."""
        job = self.jobs.get(number)
        if job is None or job.user != user:
            return None
        if job.plan.link:
            job.polls += 1
        self.apply_due(user)
        return job.state(self._now())

    def poll_list(self, user: str) -> None:
        """Bring the personal list of ``user`` up to date before it is read."""
        for job in self._jobs_of(user):
            if not job.plan.link:
                job.polls += 1
        self.apply_due(user)

    def apply_due(self, user: str) -> None:
        """Make the changes that are due in the store of ``user``."""
        now = self._now()
        for job in self._jobs_of(user):
            elapsed = job.elapsed(now)
            for change in job.plan.changes:
                if change.at <= elapsed and change.path not in job.added + job.deleted:
                    self._apply(job, change, now)

    def _jobs_of(self, user: str) -> list[SyncJob]:
        return [job for job in self.jobs.values() if job.user == user]

    def _apply(self, job: SyncJob, change: Arrival | Departure, now: datetime) -> None:
        if isinstance(change, Departure):
            job.images.remove(change.path)
            job.deleted.append(change.path)
            return
        came = now if job.plan.by_polls else job.submitted + timedelta(seconds=change.at)
        image = personal_image(next(self._image_ids), job.user, change.path, came)
        job.images.add(image)
        job.added.append(change.path)
