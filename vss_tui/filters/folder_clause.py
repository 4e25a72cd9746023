"""The clause that only the images of one folder pass."""

from datetime import datetime

from vss_tui.filters.clause import Clause
from vss_tui.filters.fields import Field, Operator
from vss_tui.filters.filter_error import FilterError, quoted
from vss_tui.filters.parser import compiled

_UNSENDABLE = ";%"


def toggle(expression: str, path: str, now: datetime) -> str:
    """Add the clause for the folder of ``path``, or take it away where it is there.

    Raises:
        FilterError: The service has no way to say this folder, or the expression is wrong.
    """
    folder = path[: path.rfind("/") + 1]
    refused = next((sign for sign in _UNSENDABLE if sign in folder), "")
    if refused:
        message = f"the service has no way to say {quoted(refused)} in a folder's name"
        raise FilterError(message, 0, 0, expression)
    clause = Clause(Field.PATH, Operator.LIKE, f"{folder}%")
    if clause in compiled(expression, now):
        return ""
    typed = f"path like {folder}%"
    return f"{expression} and {typed}" if expression.strip() else typed
