"""A value that must not be seen: shown nowhere, revealed on purpose only."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Secret:
    """A password, one-time password or token.

    Its ``repr`` and ``str`` hide the value, so that neither a traceback nor a log shows it.
    """

    _value: str = field(repr=False)

    def reveal(self) -> str:
        """Return the value itself: for the request that needs it and the store that keeps it."""
        return self._value

    def __str__(self) -> str:
        return "…"

    def __bool__(self) -> bool:
        return bool(self._value)
