"""The clause that only the images of one folder pass."""

from datetime import datetime

from vss_tui.filters.clause import Clause
from vss_tui.filters.fields import Field, Operator
from vss_tui.filters.filter_error import FilterError, quoted
from vss_tui.filters.parser import combined, parse, parts


def toggle(expression: str, path: str, now: datetime) -> str:
    """Add the clause for the folder of ``path``, or take it away where it is there.

    Raises:
        FilterError: The path has no folder, or one that the service has no way to say.
    """
    found = parts(expression, now)
    clause = Clause(Field.PATH, Operator.LIKE, f"{_folder(path, expression)}%")
    others = [part for part in found if part.clauses != (clause,)]
    if len(others) < len(found):
        return combined(others).expression
    clauses = tuple(each for part in found for each in part.clauses)
    # A folder may hold what the language reads as its own, as "Salt and Pepper" does; an API form
    # before it takes "and" for text.
    candidates = [
        f"{expression}{joiner}{typed}" if clauses else typed
        for typed in (f"path like {clause.value}", clause.parameter)
        for joiner in (" and ", " ; ")
    ]
    for candidate in candidates:
        try:
            if parse(candidate, now).clauses == (*clauses, clause):
                return candidate
        except FilterError as error:
            reason = error
    raise reason


def _folder(path: str, expression: str) -> str:
    # The path is untrusted: joined into a text as it is, it would be escaped.
    plain = str.__str__(path)
    folder = plain[: plain.rfind("/") + 1] or "".join(plain.partition("] ")[:2])
    if folder in ("", plain):
        raise FilterError("this image's path names no folder", 0, 0, expression)
    for sign in ";%":
        if sign in folder:
            message = f"the service has no way to say {quoted(sign)} in a folder's name"
            raise FilterError(message, 0, 0, expression)
    return folder
