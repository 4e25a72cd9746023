"""A request, as the service received it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """One request.

    ``query`` holds the decoded parameters in their order, ``headers`` the headers by their names
    in lower case, ``time`` the service's clock when it came.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    time: datetime | None = field(default=None, repr=False)

    @property
    def params(self) -> dict[str, str]:
        """The parameters by name; of one that is there twice, the last."""
        return dict(self.query)

    @property
    def authorization(self) -> str:
        """The header of that name; empty where there is none."""
        return self.headers.get("authorization", "")

    @property
    def user_agent(self) -> str:
        """The header of that name; empty where there is none."""
        return self.headers.get("user-agent", "")

    def json(self) -> object:
        """The body read as JSON; None where it is empty.

        Raises:
            ValueError: It is no JSON.
        """
        return json.loads(self.body) if self.body else None

    def matches(self, method: str, path: str) -> bool:
        """Tell whether this is a ``method`` request to ``path``; ``*`` in either stands for any."""
        return fnmatchcase(self.method, method) and fnmatchcase(self.path, path)
