"""The fields that the service filters and sorts by, and the operators that go with each."""

from collections.abc import Iterable, Mapping
from enum import Enum, StrEnum, auto
from types import MappingProxyType


class Field(StrEnum):
    """A field's name as the API spells it (``filter`` and ``sort`` parameters of the lists)."""

    ID = "id"
    NAME = "name"
    PATH = "path"
    DATA_STORE = "data_store"
    PUBLIC = "public"
    CREATED_ON = "created_on"
    UPDATED_ON = "updated_on"


class Operator(StrEnum):
    """A comparison, as the API's ``filter`` parameter spells it."""

    EQ = "eq"
    NE = "ne"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    LIKE = "like"
    IN = "in"


class Kind(Enum):
    """What a field's values are."""

    TEXT = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    DATE = auto()


KIND_OF: Mapping[Field, Kind] = MappingProxyType(
    {
        Field.ID: Kind.NUMBER,
        Field.NAME: Kind.TEXT,
        Field.PATH: Kind.TEXT,
        Field.DATA_STORE: Kind.TEXT,
        Field.PUBLIC: Kind.BOOLEAN,
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
        Kind.BOOLEAN: ("=", "!="),
        Kind.DATE: (">", ">=", "<", "<=", "=", "!=", "in"),
    }
)
"""The typed operators that go with a field of each kind, the usual one first."""

EXAMPLE_VALUE: Mapping[Kind, str] = MappingProxyType(
    {Kind.TEXT: "ubuntu", Kind.NUMBER: "7", Kind.BOOLEAN: "yes", Kind.DATE: "2024-01-31"}
)

BOOLEAN_VALUES: Mapping[str, str] = MappingProxyType(
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
"""What may be typed for a boolean, and what the service takes for it."""

LONGEST = 4000
"""Characters of an expression: what a request's address is sure to hold, and more than is typed."""

AND = "and"
REFUSED_WORDS = frozenset({"or", "not"})


def field_named(word: str) -> Field | None:
    """Return the field that ``word`` names, in any case, or None."""
    try:
        return Field(word.lower())
    except ValueError:
        return None


def operator_named(word: str) -> Operator | None:
    """Return the operator that the API spells as ``word``, in any case, or None."""
    try:
        return Operator(word.lower())
    except ValueError:
        return None


def supports(field: Field, operator: Operator) -> bool:
    """Tell whether the service can compare ``field`` by ``operator``."""
    return any(OPERATOR_OF[typed] is operator for typed in OPERATORS_FOR[KIND_OF[field]])


def operators_in_words(field: Field) -> str:
    """Write the operators of ``field`` for a sentence (``=, != or in``)."""
    return listed(OPERATORS_FOR[KIND_OF[field]], "or")


def listed(words: Iterable[str], last: str) -> str:
    """Join words for a sentence, with ``last`` before the last one (``id, name and path``)."""
    *most, final = words
    return f"{', '.join(most)} {last} {final}" if most else final
