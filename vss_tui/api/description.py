"""What the service itself says of a resource."""

import json
from dataclasses import dataclass

from vss_tui.api.response import Response
from vss_tui.models.library import Library


@dataclass(frozen=True, slots=True)
class Description:
    """The answer to OPTIONS.

    ``methods`` come from its ``Allow`` header. ``body`` is its JSON, None where it is none;
    ``text`` is its body as it came.
    """

    library: Library
    methods: tuple[str, ...]
    body: object
    text: str

    @classmethod
    def from_answer(cls, library: Library, answer: Response) -> "Description":
        """Read an answer; the shape of its body is not known, so anything goes."""
        try:
            body: object = json.loads(answer.body)
        except (ValueError, RecursionError):
            body = None
        methods = (method.strip().upper() for method in answer.headers.get("allow", "").split(","))
        return cls(
            library=library,
            methods=tuple(method for method in methods if method),
            body=body,
            text=answer.body.decode("utf-8", "replace"),
        )
