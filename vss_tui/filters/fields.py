"""The fields that the service filters and sorts by, and the operators that go with each."""

from collections.abc import Iterable, Mapping
from enum import Enum, StrEnum, auto
from types import MappingProxyType
from typing import NamedTuple


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


class FieldName(NamedTuple):
    """A name that is typed for a field, and the typed operators that go with it."""

    text: str
    field: Field
    operators: tuple[str, ...]

    def supports(self, operator: Operator) -> bool:
        """Tell whether the service can compare the field by ``operator``."""
        return any(OPERATOR_OF[typed] is operator for typed in self.operators)


TITLES: Mapping[str, Field] = MappingProxyType(
    {
        "folder": Field.PATH,
        "store": Field.DATA_STORE,
        "created": Field.CREATED_ON,
        "updated": Field.UPDATED_ON,
    }
)
"""The columns' titles that are no fields of the API, and the fields that they name."""

NAMES: Mapping[str, FieldName] = MappingProxyType(
    {
        name: FieldName(
            name, field, (MATCHES, "like") if name == "folder" else OPERATORS_FOR[KIND_OF[field]]
        )
        for name, field in (*((field.value, field) for field in Field), *TITLES.items())
    }
)
"""Every name of a field, in lower case. A folder is a part of the path: no path equals it."""

COMMON_NAMES = ("id", "name", "path", "folder", "store", "public", "created", "updated")
"""The names that are suggested: of two for a field, the shorter."""

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


def field_named(word: str) -> Field | None:
    """Return the field that ``word``, its name or its column's title, names in any case."""
    name = NAMES.get(word.lower())
    return name.field if name else None


def operator_named(word: str) -> Operator | None:
    """Return the operator that the API spells as ``word``, in any case, or None."""
    try:
        return Operator(word.lower())
    except ValueError:
        return None


def listed(words: Iterable[str], last: str) -> str:
    """Join words for a sentence, with ``last`` before the last one (``id, name and path``)."""
    *most, final = words
    return f"{', '.join(most)} {last} {final}" if most else final
