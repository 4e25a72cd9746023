"""A filter as the service takes it: conditions that must all hold."""

from dataclasses import dataclass

from vss_tui.filters.fields import Field, Operator


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition: a field, a comparison, and the value to compare with, as it is sent."""

    field: Field
    operator: Operator
    value: str

    @property
    def parameter(self) -> str:
        """The condition as the API takes it (``name,like,%ubuntu%``)."""
        return f"{self.field},{self.operator},{self.value}"


@dataclass(frozen=True, slots=True)
class Filter:
    """What was typed, without outer spaces, and the conditions that it compiles to."""

    expression: str
    clauses: tuple[Clause, ...]

    @property
    def parameter(self) -> str:
        """The API's ``filter`` parameter; empty where every image passes."""
        return ";".join(clause.parameter for clause in self.clauses)


NO_FILTER = Filter("", ())
"""The filter that every image passes."""
