"""Dates in a filter: written out, or counted back from now, in the service's zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from vss_tui.filters.filter_error import quoted
from vss_tui.filters.lexer import Span

ZONE = "America/Toronto"
"""The zone of the times that the service keeps and compares."""

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:\s+([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?")
_DATE_BEGUN = re.compile(
    r"[0-9]{1,4}"
    r"(?:-[0-9]{0,2}(?:-[0-9]{0,2}(?:\s+[0-9]{0,2}(?::[0-9]{0,2}(?::[0-9]{0,2})?)?)?)?)?"
)
_COUNTED_BACK = re.compile(r"([0-9]+)([hdwmy])", re.IGNORECASE)
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_INSTANT = timedelta()
_DAYS_IN = {"d": 1, "w": 7}
_MONTHS_IN = {"m": 1, "y": 12}


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in the service's zone.

    Attributes:
        begin: The time, or the first second of what was given.
        length: How long what was given lasts: a day, a minute, or nothing for a time to the second.
    """

    begin: datetime
    length: timedelta

    @property
    def value(self) -> str:
        """The time as the API takes it: ``YYYY-MM-DD``, with ``HH:MM`` or ``HH:MM:SS``."""
        if self.length == _DAY:
            return self.begin.date().isoformat()
        return self.begin.isoformat(sep=" ", timespec="minutes" if self.length else "seconds")

    def following(self) -> "Moment":
        """Return the day or minute after this one.

        Raises:
            OverflowError: It lies beyond the calendar's last year, 9999.
        """
        return Moment(self.begin + self.length, self.length)


def written(span: Span, advice: str = "write it as 2024-01-31 or 2024-01-31 13:45") -> Moment:
    """Read a date that is written out.

    Args:
        span: What was typed.
        advice: What to tell a user whose text is no date.

    Raises:
        FilterError: It is not written as ``YYYY-MM-DD[ HH:MM[:SS]]``, or does not exist.
    """
    match = _DATE.fullmatch(span.text)
    if match is None:
        if _DATE_BEGUN.fullmatch(span.text):
            raise span.incomplete(f"the date is not complete: {advice}")
        raise span.error(f"{quoted(span.text)} is not a date: {advice}")
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    length = _DAY if match[4] is None else _MINUTE if match[6] is None else _INSTANT
    try:
        return Moment(datetime.combine(date(year, month, day), time(hour, minute, second)), length)
    except ValueError:
        wrong = "the date" if length == _DAY else "the date and the time"
        raise span.error(f"there is no {quoted(span.text)}: check {wrong}") from None


def counted_back_or_written(span: Span, now: datetime) -> Moment:
    """Read a date that is counted back from ``now`` (``30d``), or written out.

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
        return written(span, "write it as 2024-01-31, or as 30d (h, d, w, m or y) to count back")
    unit = match[2].lower()
    if not match[1].strip("0"):
        raise span.error(f"a date is counted back by 1 at least: write 1{unit}")
    try:
        return _counted_back(int(match[1]), unit, now)
    except (OverflowError, ValueError):
        raise span.error("this reaches back too far: write a smaller number") from None


def _counted_back(count: int, unit: str, now: datetime) -> Moment:
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(ZONE)
    if unit == "h":
        # Subtracting in the zone itself would go by the wall clock, an hour off across a change.
        past = (now.astimezone(UTC) - timedelta(hours=count)).astimezone(zone)
        return Moment(past.replace(microsecond=0, tzinfo=None), _INSTANT)
    today = now.astimezone(zone).date()
    if unit in _DAYS_IN:
        day = today - timedelta(days=count * _DAYS_IN[unit])
    else:
        day = _months_before(today, count * _MONTHS_IN[unit])
    return Moment(datetime.combine(day, time()), _DAY)


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first = date(year, month + 1, 1)
    # Four days past the 28th is in the next month, whatever this one's length.
    next_first = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return first.replace(day=min(day.day, (next_first - timedelta(days=1)).day))
