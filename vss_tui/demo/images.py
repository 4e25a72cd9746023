"""The service's images: their stores, and the images that it starts with."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, islice
from zoneinfo import ZoneInfo

from vss_tui.demo.filtering import parse_filter, parse_sort, select
from vss_tui.demo.release_names import RELEASES

SERVICE_ZONE = ZoneInfo("America/Toronto")
PUBLIC_STORE = "vss-ISOs"
PERSONAL_STORE = "vssUser-xfers"

# Public and personal ids never meet: they differ modulo three.
_FIRST_PUBLIC_ID = 11
_FIRST_PERSONAL_ID = 223
_ID_STEP = 3
_MAX_SELECTIONS = 32

_PERSONAL = (
    "config-drive/501219a5-44b6-4f0e-9d1c-7a2f60c4b1e8-ud.iso",
    "preseed/debian-12.5.0-amd64-netinst-preseed.iso",
    "teaching/csc369/xv6-lab-2024.iso",
    "teaching/csc369/minix-3.4.0.iso",
    "golden/Rocky-9.4-x86_64-kickstart.iso",
    "Windows PE/winpe-amd64-drivers.iso",
    "[old] ubuntu-16.04-preseed.iso",
)


@dataclass(frozen=True, slots=True)
class StoredImage:
    """One image of a store; its times are in the service's zone."""

    id: int
    name: str
    path: str
    data_store: str
    public: bool
    created_on: datetime
    updated_on: datetime


class Collection:
    """The images of a store, in the order of their ids.

    Selections are cached, so that turning pages costs the same in a large store as in a small one.

    Args:
        images: What it holds at first.
    """

    def __init__(self, images: Iterable[StoredImage] = ()) -> None:
        self._images = list(images)
        self._selections: dict[tuple[str, str, bool], Sequence[StoredImage]] = {}

    @property
    def images(self) -> Sequence[StoredImage]:
        """All of them."""
        return tuple(self._images)

    def get(self, number: int) -> StoredImage | None:
        """Return the image with the id ``number``, or None."""
        return next((image for image in self._images if image.id == number), None)

    def add(self, *images: StoredImage) -> None:
        """Append ``images``."""
        self.replace([*self._images, *images])

    def remove(self, path: str) -> None:
        """Remove the images whose path ends in a slash and ``path``."""
        self.replace(image for image in self._images if not image.path.endswith(f"/{path}"))

    def replace(self, images: Iterable[StoredImage]) -> None:
        """Hold ``images`` and nothing else."""
        self._images = list(images)
        self._selections.clear()

    def select(
        self, filter_: str, sort: str, *, like_ignores_case: bool = True
    ) -> Sequence[StoredImage]:
        """Return the images for a list's ``filter`` and ``sort`` parameters.

        Raises:
            ParameterError: One of them is refused.
        """
        key = (filter_, sort, like_ignores_case)
        if key not in self._selections:
            clauses, order = parse_filter(filter_), parse_sort(sort)
            if len(self._selections) == _MAX_SELECTIONS:
                self._selections.clear()
            self._selections[key] = select(
                self._images, clauses, order, like_ignores_case=like_ignores_case
            )
        return self._selections[key]


def public_images(number: int) -> list[StoredImage]:
    """Make the first ``number`` images of the public store, in the order of their ids.

    The first 240 have the names of real releases, the rest are numbered builds of them.
    """
    return [
        StoredImage(
            id=_FIRST_PUBLIC_ID + _ID_STEP * index,
            name=name,
            path=f"[{PUBLIC_STORE}] {folder}/{name}",
            data_store=PUBLIC_STORE,
            public=True,
            created_on=created,
            # One image in five has been replaced since it was first put there.
            updated_on=created + timedelta(days=index % 90, hours=7) if index % 5 == 0 else created,
        )
        for index, (folder, name, created) in enumerate(islice(_published(), number))
    ]


def personal_image(
    id_: int, user: str, path: str, created: datetime, updated: datetime | None = None
) -> StoredImage:
    """Make an image of a user's own store; ``path`` is below the folder of the user's name."""
    return StoredImage(
        id=id_,
        name=path.rpartition("/")[2],
        path=f"[{PERSONAL_STORE}] {user}/{path}",
        data_store=PERSONAL_STORE,
        public=False,
        created_on=created.astimezone(SERVICE_ZONE),
        updated_on=(updated or created).astimezone(SERVICE_ZONE),
    )


def personal_ids() -> Iterator[int]:
    """Return an endless iterator of the ids of personal images."""
    return count(_FIRST_PERSONAL_ID, _ID_STEP)


def first_personal_images(user: str, ids: Iterator[int]) -> list[StoredImage]:
    """Make the handful of images that each account starts with, in the order of their ids."""
    first = datetime(2024, 2, 12, 9, 41, 7, tzinfo=SERVICE_ZONE)
    images = []
    for index, path in enumerate(_PERSONAL):
        created = first + timedelta(days=37 * index, minutes=83 * index, seconds=19 * index)
        updated = created + timedelta(days=3) if index % 3 == 2 else created
        images.append(personal_image(next(ids), user, path, created, updated))
    return images


def _published() -> Iterator[tuple[str, str, datetime]]:
    releases = sorted(_releases(), key=lambda release: release[2])
    yield from releases
    start = releases[-1][2]
    for number in count(1):
        folder, name, _ = releases[number % len(releases)]
        stem, dot, suffix = name.rpartition(".")
        build = f"{stem}-build{number:06}{dot}{suffix}"
        yield f"{folder}/Builds", build, start + timedelta(minutes=2 * number)


def _releases() -> Iterator[tuple[str, str, datetime]]:
    index = 0
    for line in RELEASES.splitlines():
        if not line.startswith(" "):
            folder, _, pattern = line.rpartition("/")
            continue
        for release in line.split():
            version, _, month = release.partition("@")
            yield folder, pattern.replace("*", version), _moment(month, index)
            index += 1


def _moment(month: str, index: int) -> datetime:
    start = datetime.strptime(month, "%Y-%m").replace(tzinfo=SERVICE_ZONE)
    return start + timedelta(
        days=index * 7 % 27, hours=8 + index % 10, minutes=index * 13 % 60, seconds=index % 60
    )
