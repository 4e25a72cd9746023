"""The two collections of images that the service offers."""

from enum import StrEnum


class Library(StrEnum):
    """A collection of images; its value is what users type (``vss-tui ls personal``)."""

    PUBLIC = "public"
    PERSONAL = "personal"

    @property
    def resource(self) -> str:
        """The collection's path below the endpoint."""
        return "/v2/iso" if self is Library.PUBLIC else "/v2/user/image/iso"

    @property
    def other(self) -> "Library":
        return Library.PERSONAL if self is Library.PUBLIC else Library.PUBLIC
