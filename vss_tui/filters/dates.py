"""Dates in a filter: written out, or counted back from now, in the service's zone."""

import re
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from typing import NamedTuple

from vss_tui.filters.clause import quoted
from vss_tui.filters.lexer import Span

ZONE = "America/Toronto"
"""The zone of the times that the service keeps and compares."""

_DATE = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:\s+([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?)?)?"
)
_DATE_BEGUN = re.compile(
    r"[0-9]{1,4}"
    r"(?:-[0-9]{0,2}(?:-[0-9]{0,2}(?:\s+[0-9]{0,2}(?::[0-9]{0,2}(?::[0-9]{0,2})?)?)?)?)?"
)
_COUNTED_BACK = re.compile(r"([0-9]+)([hdwmy])", re.IGNORECASE)
_YEAR, _DAY, _MINUTE, _SECOND = 1, 3, 5, 6
"""How many numbers name a period of this length."""
_STEP = {_DAY: timedelta(days=1), _MINUTE: timedelta(minutes=1), _SECOND: timedelta(seconds=1)}
_DAYS_IN = {"d": 1, "w": 7}
_MONTHS_IN = {"m": 1, "y": 12}


class Period(NamedTuple):
    """The year, month, day, minute or second that a date names, in the service's zone.

    Attributes:
        begin: Its first second.
        numbers: How many numbers name it, from 1 for a year to 6 for a second.
        counted_back: Whether it was counted back from now.
    """

    begin: datetime
    numbers: int
    counted_back: bool = False

    @property
    def is_second(self) -> bool:
        """Whether it is no longer than the service's times are exact."""
        return self.numbers == _SECOND

    @property
    def value(self) -> str:
        """Its first moment as the API takes it: ``YYYY-MM-DD``, with ``HH:MM`` or ``HH:MM:SS``."""
        if self.numbers <= _DAY:
            return self.begin.date().isoformat()
        return self.begin.isoformat(sep=" ", timespec="seconds" if self.is_second else "minutes")

    def following(self) -> "Period":
        """Return the period after this one.

        Raises:
            OverflowError: It lies beyond the calendar's last year, 9999.
        """
        if self.numbers in _STEP:
            return Period(self.begin + _STEP[self.numbers], self.numbers)
        months = self.begin.year * 12 + self.begin.month - 1 + (12 if self.numbers == _YEAR else 1)
        if months // 12 > MAXYEAR:
            raise OverflowError
        return Period(datetime(months // 12, months % 12 + 1, 1), self.numbers)


def whole_date(span: Span) -> str:
    """Check a date of the API's own form, to the day at least, and return it.

    Raises:
        FilterError: It is not written as ``YYYY-MM-DD[ HH:MM[:SS]]``, or does not exist.
    """
    advice = "write it as 2024-01-31 or 2024-01-31 13:45"
    period = _written(span, advice)
    if period.numbers < _DAY:
        raise span.incomplete(f"the date is not complete: {advice}")
    return period.value


def period(span: Span, now: datetime) -> Period:
    """Read a date that is written out, or counted back from ``now`` (``30d``).

    Hours are hours gone by and give date and time; days, weeks, months and years follow the
    calendar and give a date. Where a month is too short, its last day counts.

    Args:
        span: What was typed.
        now: The present time, with a zone.

    Raises:
        FilterError: It is neither, does not exist, or lies before the calendar's first year.
    """
    match = _COUNTED_BACK.fullmatch(span.text)
    if match is None:
        return _written(span, "write 2024, 2024-01-31, or 30d to count back")
    unit = match[2].lower()
    if not match[1].strip("0"):
        raise span.error(f"{quoted(span.text)} is not a date: use at least 1{unit}")
    try:
        return _counted_back(int(match[1]), unit, now)
    except (OverflowError, ValueError):
        raise span.error("too far in the past: use a smaller number") from None


def _written(span: Span, advice: str) -> Period:
    match = _DATE.fullmatch(span.text)
    if match is None:
        if _DATE_BEGUN.fullmatch(span.text):
            raise span.incomplete(f"the date is not complete: {advice}")
        raise span.error(f"{quoted(span.text)} is not a date: {advice}")
    numbers = [int(number) for number in match.groups() if number]
    year, month, day, hour, minute, second = (*numbers, *(0, 1, 1, 0, 0, 0)[len(numbers) :])
    try:
        begin = datetime.combine(date(year, month, day), time(hour, minute, second))
    except ValueError:
        what = "date" if len(numbers) <= _DAY else "date and time"
        raise span.error(f"{quoted(span.text)} is not a valid {what}: correct it") from None
    return Period(begin, len(numbers))


def _counted_back(count: int, unit: str, now: datetime) -> Period:
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(ZONE)
    if unit == "h":
        # Subtracting in the zone itself would go by the wall clock, an hour off across a change.
        past = (now.astimezone(UTC) - timedelta(hours=count)).astimezone(zone)
        return Period(past.replace(microsecond=0, tzinfo=None), _SECOND, counted_back=True)
    today = now.astimezone(zone).date()
    if unit in _DAYS_IN:
        day = today - timedelta(days=count * _DAYS_IN[unit])
    else:
        day = _months_before(today, count * _MONTHS_IN[unit])
    return Period(datetime.combine(day, time()), _DAY, counted_back=True)


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first = date(year, month + 1, 1)
    # Four days past the 28th is in the next month, whatever this one's length.
    next_first = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return first.replace(day=min(day.day, (next_first - timedelta(days=1)).day))
