"""Whatever is typed as a filter is sent well-formed or refused with a reason.

The service's side is the embedded service's own reading of the parameter, which shares nothing
with the filter language.
"""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from vss_tui.demo.filtering import parse_filter
from vss_tui.filters import (
    Clause,
    Filter,
    FilterError,
    Operator,
    complete,
    draft,
    join,
    only_folder,
    parse,
)
from vss_tui.filters.fields import NAMES, Field

TOKENS = (
    *NAMES,
    *Operator,
    *("~", "=", "==", "!=", "<", "<=", ">", ">=", "!", "=~", ",", ";", " ", "\t", "\n", "\xa0"),
    *("&&", "&", "(", ")", "|", "^", "$", "/", "[", "“", "”", "‘", "’", "«", "linux/", "[s] a/"),
    *("and", "or", "not", "AND", "nmae", "ids", "NAME", "Like"),
    *('"', "'", "%", "*", "_", "\\", "-", ".", "é", "光", "\x00", "\x1b", "\ud800"),
    *('"a b"', "'a;b'", '"%"', '"a,b"', '""', "ubuntu", "22.04", "Cent*7", "CentO%", "bob's"),
    *("7", "-1", "007", "99999999999999999999", "11, 14", "yes", "no", "true", "tru", "0"),
    *(
        "2024-01-01",
        "2024-02-30",
        "2024-01",
        "2024",
        "202",
        "9999",
        "2024-01-01 10:30",
        "10:30:05",
        "9999-12-31",
    ),
    *("30d", "12h", "2w", "1m", "1y", "0d", "99999999y", "name,like,", "id=in,", "public,eq,"),
)
ANY_CHARACTER = st.characters(categories=None, exclude_categories=())
RICH_TEXT = st.builds(
    str.join,
    st.sampled_from(["", " "]),
    st.lists(st.sampled_from(TOKENS) | st.text(ANY_CHARACTER, max_size=3), max_size=12),
)
VALUE = (
    st.sampled_from(["7", "11, 14", "a*", "yes", "true", "2024-01-01", "30d", "1h", "and", "bob's"])
    | st.sampled_from(
        ["(11, 14)", "(a), (b)", "a (b c)", "-1", "$1", "a|b", "AT&T", "a && b", "2024"]
    )
    | st.sampled_from(['"a b"', '"a;b"', "'a,b'", '"%"', "a\x1bb", "a\ud800", '"\n"', '" "'])
    | st.builds(
        "{0}{1}{0}".format, st.sampled_from(["", "'", '"', "’", "“"]), st.text(ANY_CHARACTER)
    )
)
CLAUSE = st.builds(
    "{0}{1}{2}{1}{3}".format,
    st.sampled_from([*NAMES, "name", "nmae", "Path", "size", "x name", "Updated"]),
    st.sampled_from(["", " "]),
    st.sampled_from(["~", "=", "!=", "<", ">=", " like ", " in ", ",eq,", ",in,", "=like,"]),
    VALUE,
)
USABLE_CLAUSE = st.sampled_from(
    [
        *("ubuntu", "ubuntu 22", "Cent*7", '"a*" b', "", "name like a_b%", 'path ~ "[a] b"'),
        *("name=a, b", "data_store != x", "id in 11, 14", "id>=7", "public = no", "NAME~x"),
        *("created_on = 2024-02-29", "updated_on > 3m", "updated_on=1h", "created_on < 2024-01-01"),
        *(
            "ubuntu linux/",
            "[s] a b/",
            "ubuntu id > 3",
            "“a b” c",
            "id in (1, 2)",
            "updated = 2024",
        ),
        *(
            "name,like,CentO%",
            "id,in,1, 2",
            "x name,eq,a",
            "name=in,a and b",
            "created_on,eq,2024-01-01 10:30",
        ),
    ]
)
CLAUSES = st.builds(
    str.join,
    st.sampled_from([" and ", ";", " ; ", " AND ", "&&"]),
    st.lists(USABLE_CLAUSE | CLAUSE, max_size=4) | st.lists(USABLE_CLAUSE, min_size=2, max_size=4),
)
TYPED = CLAUSES | CLAUSE | RICH_TEXT | st.text(ANY_CHARACTER)

NOWS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
NOW = datetime(2024, 3, 31, 16, 30, tzinfo=UTC)

SENDABLE = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters=";")
VALUES = st.text(SENDABLE, min_size=1)
TEXT_FIELDS = st.sampled_from([Field.NAME, Field.PATH, Field.DATA_STORE])
DATE_FIELDS = st.sampled_from([Field.CREATED_ON, Field.UPDATED_ON])
SYMBOLS = {
    "=": Operator.EQ,
    "!=": Operator.NE,
    "<": Operator.LT,
    "<=": Operator.LE,
    ">": Operator.GT,
    ">=": Operator.GE,
}
SPACES = st.sampled_from(["", " ", "  "])
QUOTES_LIKE = {'"': '"“”„‟«»', "'": "'‘’‚‛"}


def as_sent(found: Filter) -> list[tuple[str, str, str]]:
    return [(str(clause.field), str(clause.operator), clause.value) for clause in found.clauses]


def outcome(typed: str, now: datetime = NOW) -> Filter | FilterError:
    try:
        return parse(typed, now)
    except FilterError as error:
        return error


def check_sent_or_refused(typed: str, now: datetime = NOW) -> None:
    found = outcome(typed, now)
    if isinstance(found, FilterError):
        event(f"refused as {type(found).__name__}")
        assert found.message.isprintable()
        assert len(found.message) > 10
        assert found.expression == typed
        assert 0 <= found.start <= found.end <= len(typed)
    else:
        event(f"compiled to {min(len(found.clauses), 3)} clauses")
        found.parameter.encode()
        assert parse_filter(found.parameter) == as_sent(found)
        assert bool(found.clauses) == bool(typed.strip())


@given(TYPED, NOWS)
def test_the_service_reads_back_what_was_compiled_or_the_user_is_told_why(
    typed: str, now: datetime
) -> None:
    check_sent_or_refused(typed, now)


@given(
    TEXT_FIELDS,
    st.sampled_from([" ~ ", "=", "!=", " like ", " in ", " in x, ", ",in,", ",eq,", "=like,"]),
    st.sampled_from(["", "'", '"']),
    st.text(st.sampled_from("ab ;,%*'\"\n\x1b\ud800\udcff"), max_size=4),
)
def test_the_service_reads_back_any_value_or_the_user_is_told_why(
    field: Field, operator: str, quote: str, value: str
) -> None:
    check_sent_or_refused(f"{field}{operator}{quote}{value}{quote}")


@given(TYPED)
def test_what_was_kept_of_an_expression_compiles_to_the_same_again(typed: str) -> None:
    found = outcome(typed)
    if isinstance(found, Filter):
        assert outcome(found.expression) == found


@given(st.lists(CLAUSES | RICH_TEXT, max_size=3))
def test_joined_expressions_compile_as_each_alone_and_as_typed_in_one_line(
    typed: list[str],
) -> None:
    alone = [outcome(text) for text in typed]
    wrong = [found for found in alone if isinstance(found, FilterError)]
    if wrong:
        with pytest.raises(FilterError) as caught:
            join(typed, NOW)
        assert (caught.value.message, caught.value.expression) == (
            wrong[0].message,
            wrong[0].expression,
        )
    else:
        joined = join(typed, NOW)
        assert as_sent(joined) == [
            clause for found in alone if isinstance(found, Filter) for clause in as_sent(found)
        ]
        assert outcome(joined.expression) == joined


@given(TYPED)
def test_a_completion_begins_with_what_was_typed(typed: str) -> None:
    completed = complete(typed)
    assert completed is None or (completed.startswith(typed) and len(completed) > len(typed))


@given(TEXT_FIELDS, st.sampled_from(["=", "!="]), SPACES, VALUES, st.sampled_from("\"'"))
def test_any_quoted_text_is_compared_as_it_stands(
    field: Field, symbol: str, space: str, value: str, quote: str
) -> None:
    assume(not set(value) & set(QUOTES_LIKE[quote]))
    found = parse(f"{field}{space}{symbol}{space}{quote}{value}{quote}", NOW)
    assert found.clauses == (Clause(field, SYMBOLS[symbol], value),)


@given(TEXT_FIELDS, VALUES)
def test_any_quoted_text_is_searched_literally_where_it_holds_no_wildcard(
    field: Field, value: str
) -> None:
    assume(not set(value) & set(QUOTES_LIKE['"']) and "%" not in value)
    found = parse(f'{field} ~ "{value}"', NOW)
    assert found.clauses == (Clause(field, Operator.LIKE, f"%{value}%"),)


@given(TEXT_FIELDS, st.sampled_from([Operator.EQ, Operator.NE, Operator.LIKE]), VALUES)
def test_the_form_of_the_api_is_itself(field: Field, operator: Operator, value: str) -> None:
    value = value.strip()
    assume(value)
    parameter = f"{field},{operator},{value}"
    assert parse(parameter, NOW).parameter == parameter


@given(
    st.sampled_from(sorted(SYMBOLS)),
    SPACES,
    st.integers(min_value=-(10**17), max_value=10**18 - 1),
)
def test_any_id_of_the_service_can_be_compared(symbol: str, space: str, number: int) -> None:
    found = parse(f"id{space}{symbol}{space}{number}", NOW)
    assert found.clauses == (Clause(Field.ID, SYMBOLS[symbol], str(number)),)


@given(DATE_FIELDS, st.dates(max_value=date(9999, 12, 30)))
def test_any_day_ends_where_the_next_begins(field: Field, day: date) -> None:
    first, following = day.isoformat(), (day + timedelta(days=1)).isoformat()
    assert parse(f"{field} = {first}", NOW).clauses == (
        Clause(field, Operator.GE, first),
        Clause(field, Operator.LT, following),
    )
    assert parse(f"{field} > {first}", NOW).clauses == (Clause(field, Operator.GE, following),)
    assert parse(f"{field} <= {first}", NOW).clauses == (Clause(field, Operator.LT, following),)


@given(
    DATE_FIELDS,
    NOWS,
    st.integers(min_value=1, max_value=10**9),
    st.sampled_from("hdwmy"),
    st.integers(min_value=-12, max_value=12),
)
def test_a_date_counted_back_lies_before_now_wherever_the_user_is(
    field: Field, now: datetime, count: int, unit: str, offset: int
) -> None:
    typed = f"{field} > {count}{unit}"
    found = outcome(typed, now)
    if isinstance(found, FilterError):
        assert count > 1900
        assert typed[found.start : found.end] == f"{count}{unit}"
    else:
        (clause,) = found.clauses
        assert clause.value <= now.isoformat(sep=" ")
        there = now.astimezone(timezone(timedelta(hours=offset)))
        assert parse(typed, there) == found


@given(TYPED, st.booleans())
def test_a_draft_is_the_complete_part_or_an_error(typed: str, passing: bool) -> None:
    found = draft(typed, NOW, lambda _: passing)
    assert (found.filter is None) == (found.error is not None)
    whole = outcome(typed)
    if found.filter is not None:
        assert outcome(found.filter.expression) == found.filter
        assert found.incomplete or found.filter == whole
    else:
        assert isinstance(whole, FilterError)


FOLDER = st.text(SENDABLE, max_size=12)


@given(CLAUSES, st.text(SENDABLE, min_size=1, max_size=6), FOLDER)
def test_the_clause_of_any_folder_is_added_and_taken_away(
    typed: str, store: str, folder: str
) -> None:
    before = outcome(typed)
    assume(isinstance(before, Filter))
    assert isinstance(before, Filter)
    path = f"[{store}] {folder}/a.iso"
    try:
        added = only_folder(before.expression, path, NOW)
    except FilterError:
        unsendable = any(sign in path for sign in ("%", " and ", "&&"))
        assert unsendable or len(before.expression) + len(path) > 3900
        return
    condition = parse(added, NOW)
    assert condition.clauses[-1] == Clause(Field.PATH, Operator.LIKE, f"[{store}] {folder}/%")
    assert condition.clauses[:-1] == before.clauses
    again = parse(only_folder(added, path, NOW), NOW)
    assert again.clauses == tuple(
        clause for clause in before.clauses if clause != condition.clauses[-1]
    )
