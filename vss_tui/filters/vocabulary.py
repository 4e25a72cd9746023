"""The words of the filter language: which operators there are, and which go with which field."""

from collections.abc import Iterable, Mapping
from enum import Enum, auto
from types import MappingProxyType

from vss_tui.filters.clause import Operator
from vss_tui.filters.fields import Field


class Kind(Enum):
    """What a field's values are."""

    TEXT = auto()
    NUMBER = auto()
    FLAG = auto()
    DATE = auto()


KIND_OF: Mapping[Field, Kind] = MappingProxyType(
    {
        Field.ID: Kind.NUMBER,
        Field.NAME: Kind.TEXT,
        Field.PATH: Kind.TEXT,
        Field.DATA_STORE: Kind.TEXT,
        Field.PUBLIC: Kind.FLAG,
        Field.CREATED_ON: Kind.DATE,
        Field.UPDATED_ON: Kind.DATE,
    }
)

MATCHES = "~"
"""The symbol that, unlike the word ``like``, adds the wildcards by itself."""

OPERATOR_OF: Mapping[str, Operator] = MappingProxyType(
    {
        MATCHES: Operator.LIKE,
        "=": Operator.EQ,
        "==": Operator.EQ,
        "!=": Operator.NE,
        "<": Operator.LT,
        "<=": Operator.LE,
        ">": Operator.GT,
        ">=": Operator.GE,
        "like": Operator.LIKE,
        "in": Operator.IN,
    }
)
"""Every operator as it may be typed, words in lower case."""

OPERATORS_FOR: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Kind.TEXT: (MATCHES, "=", "!=", "like", "in"),
        Kind.NUMBER: ("=", "!=", "<", "<=", ">", ">=", "in"),
        Kind.FLAG: ("=", "!="),
        Kind.DATE: (">", ">=", "<", "<=", "=", "!=", "in"),
    }
)
"""The typed operators that go with a field of each kind, the usual one first."""

EXAMPLE_VALUE: Mapping[Kind, str] = MappingProxyType(
    {Kind.TEXT: "ubuntu", Kind.NUMBER: "7", Kind.FLAG: "yes", Kind.DATE: "2024-01-31"}
)

FLAG_VALUES: Mapping[str, str] = MappingProxyType(
    {
        "yes": "true",
        "no": "false",
        "true": "true",
        "false": "false",
        "on": "true",
        "off": "false",
        "1": "true",
        "0": "false",
    }
)
"""What may be typed for a flag, and what the service takes for it."""

LONGEST = 4000
"""Characters of an expression: what a request's address is sure to hold, and more than is typed."""

AND = "and"
REFUSED_WORDS = frozenset({"or", "not"})


def field_named(word: str) -> Field | None:
    """The field that ``word`` names, in any case; None for none."""
    try:
        return Field(word.lower())
    except ValueError:
        return None


def operator_named(word: str) -> Operator | None:
    """The operator that the API spells as ``word``, in any case; None for none."""
    try:
        return Operator(word.lower())
    except ValueError:
        return None


def supports(field: Field, operator: Operator) -> bool:
    """Whether the service can compare ``field`` by ``operator``."""
    return any(OPERATOR_OF[typed] is operator for typed in OPERATORS_FOR[KIND_OF[field]])


def operators_in_words(field: Field) -> str:
    """The operators of ``field`` for a sentence (``=, != or in``)."""
    return listed(OPERATORS_FOR[KIND_OF[field]], "or")


def listed(words: Iterable[str], last: str) -> str:
    """Join words for a sentence, with ``last`` before the last one (``id, name and path``)."""
    *most, final = words
    return f"{', '.join(most)} {last} {final}" if most else final
