"""Synchronising a personal store: what a request brings, and when."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from uuid import NAMESPACE_URL, uuid5

from vss_tui.demo.collection import Collection
from vss_tui.demo.images import SERVICE_ZONE, personal_image


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that shows in the personal list from ``at`` on.

    ``path`` holds folders and file name below the person's own folder.
    """

    path: str
    at: float


@dataclass(frozen=True, slots=True)
class Departure:
    """An image that is gone from the personal list from ``at`` on."""

    path: str
    at: float


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """How one sync request goes.

    Every ``at`` counts seconds of the service's clock since the submission; with ``by_polls`` it
    counts the times that the request was asked for (or, without a ``link`` to it, the personal
    list) since then.

    Attributes:
        changes: What comes and goes.
        steps: The statuses, each with when it begins; the first begins at 0.
        errors: ``message.errors`` once the last status has begun.
        warnings: ``message.warnings``, likewise.
        link: Whether the answer to the submission names the request at all.
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
"""What the first syncs bring; after them there is nothing new."""


@dataclass(slots=True)
class SyncJob:
    """One sync request in the service's books."""

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

    def step(self, now: datetime) -> int:
        """The index of the plan's step that has begun last."""
        elapsed = self.elapsed(now)
        return max(i for i, (at, _) in enumerate(self.plan.steps) if i == 0 or at <= elapsed)

    def elapsed(self, now: datetime) -> float:
        """Seconds since the submission, or polls."""
        return self.polls if self.plan.by_polls else (now - self.submitted).total_seconds()

    def updated(self, now: datetime) -> datetime:
        """When its present status began."""
        if self.plan.by_polls:
            return now
        return self.submitted + timedelta(seconds=self.plan.steps[self.step(now)][0])


class SyncDesk:
    """Takes sync requests and carries them out as time passes.

    Args:
        now: The clock, with a zone.
        ids: Gives the ids of new images.
    """

    def __init__(self, now: Callable[[], datetime], ids: Iterator[int]) -> None:
        self.plans: list[SyncPlan] = list(FIRST_PLANS)
        """What the next requests bring, the next one first."""
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

    def look_at_request(self, number: int, user: str) -> SyncJob | None:
        """Give a request of ``user`` as it stands now; None where there is no such one."""
        job = self.jobs.get(number)
        if job is None or job.user != user:
            return None
        if job.plan.link:
            job.polls += 1
        self.carry_out(user)
        return job

    def look_at_list(self, user: str) -> None:
        """Bring the personal list of ``user`` up to now, before it is read."""
        for job in self._jobs_of(user):
            if not job.plan.link:
                job.polls += 1
        self.carry_out(user)

    def carry_out(self, user: str) -> None:
        """Do what is due in the store of ``user``."""
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
        image = personal_image(
            next(self._image_ids), job.user, change.path, came.astimezone(SERVICE_ZONE)
        )
        job.images.add(image)
        job.added.append(change.path)
