"""A list of images that can be asked over and over."""

from collections.abc import Iterable, Sequence

from vss_tui.demo.filtering import parse_filter, parse_sort
from vss_tui.demo.images import StoredImage
from vss_tui.demo.selecting import select

_ANSWERS_KEPT = 32


class Collection:
    """Images in the order of their ids.

    What a filter and order give is kept, so that turning pages costs the same in a large
    collection as in a small one.

    Args:
        images: What it holds at first.
    """

    def __init__(self, images: Iterable[StoredImage] = ()) -> None:
        self._images = list(images)
        self._answers: dict[tuple[str, str, bool], Sequence[StoredImage]] = {}

    @property
    def images(self) -> Sequence[StoredImage]:
        """All of them."""
        return tuple(self._images)

    def get(self, number: int) -> StoredImage | None:
        """The image with the id ``number``; None where there is none."""
        return next((image for image in self._images if image.id == number), None)

    def add(self, *images: StoredImage) -> None:
        """Put ``images`` at the end."""
        self.replace([*self._images, *images])

    def remove(self, path: str) -> None:
        """Take the images away whose path ends in a slash and ``path``."""
        self.replace(image for image in self._images if not image.path.endswith(f"/{path}"))

    def replace(self, images: Iterable[StoredImage]) -> None:
        """Hold ``images`` and nothing else."""
        self._images = list(images)
        self._answers.clear()

    def select(
        self, filter_: str, sort: str, *, like_ignores_case: bool = True
    ) -> Sequence[StoredImage]:
        """Answer a list's ``filter`` and ``sort`` parameters.

        Raises:
            ParameterError: One of them is refused.
        """
        key = (filter_, sort, like_ignores_case)
        if key not in self._answers:
            clauses, order = parse_filter(filter_), parse_sort(sort)
            if len(self._answers) == _ANSWERS_KEPT:
                self._answers.clear()
            self._answers[key] = select(
                self._images, clauses, order, like_ignores_case=like_ignores_case
            )
        return self._answers[key]
