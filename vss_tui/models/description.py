"""What the service itself says of a library."""

import json
from dataclasses import dataclass

from vss_tui.models.library import Library


@dataclass(frozen=True, slots=True)
class Description:
    """The response to OPTIONS.

    Attributes:
        library: The library.
        methods: Those of the ``Allow`` header.
        body: The body's JSON, whose shape is not known; None where it is none.
        text: The body as it came.
    """

    library: Library
    methods: tuple[str, ...]
    body: object
    text: str

    @classmethod
    def from_response(cls, library: Library, allow: str, content: bytes) -> "Description":
        """Read a response by its ``Allow`` header and its body, which may be anything."""
        try:
            body: object = json.loads(content)
        except (ValueError, RecursionError):
            body = None
        methods = (word.strip().upper() for word in allow.split(","))
        return cls(
            library=library,
            methods=tuple(method for method in methods if method),
            body=body,
            text=content.decode("utf-8", "replace"),
        )
