"""A value that must not be seen: shown nowhere, revealed on purpose only."""

import re
from dataclasses import dataclass, field

_DOTTED = re.compile(r"[\w.=-]{5,}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Secret:
    """A password, one-time password or token.

    Its ``repr`` and ``str`` hide the value, so that neither a traceback nor a log shows it.
    """

    _value: str = field(repr=False)

    def reveal(self) -> str:
        """Return the value itself, for the request that needs it and the store that holds it."""
        return self._value

    def __str__(self) -> str:
        return "…"

    def __bool__(self) -> bool:
        return bool(self._value)


def find_jwt(text: str) -> tuple[int, int] | None:
    """Return where ``text`` holds what parses as a JSON web token, as (start, end), or None."""
    for match in _DOTTED.finditer(text):
        if any(_is_json_object(part) for part in match[0].split(".")[1:-1]):
            return match.span()
    return None


def _is_json_object(part: str) -> bool:
    # In base64 the bracket and what follows it begin with an "e".
    if not part.startswith("e"):
        return False
    from base64 import urlsafe_b64decode
    from json import loads

    digits = part.rstrip("=")
    try:
        return isinstance(loads(urlsafe_b64decode(digits + "=" * (-len(digits) % 4))), dict)
    except (ValueError, RecursionError):
        return False
