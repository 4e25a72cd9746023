"""What people type as a filter, and what the service is asked for it."""

from datetime import UTC, datetime

import pytest

from vss_tui.filters import (
    NO_FILTER,
    Clause,
    FilterError,
    IncompleteFilter,
    Operator,
    join,
    only_folder,
    parse,
)
from vss_tui.filters.fields import Field
from vss_tui.support.safe_text import Untrusted

NOW = datetime(2024, 3, 31, 16, 30, 15, 999, tzinfo=UTC)
"""The same day, half past noon, in Toronto."""


def parameter(expression: str, now: datetime = NOW) -> str:
    return parse(expression, now).parameter


def refused(expression: str) -> FilterError:
    with pytest.raises(FilterError) as caught:
        parse(expression, NOW)
    return caught.value


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("ubuntu", "name,like,%ubuntu%"),
        ("ubuntu server", "name,like,%ubuntu%;name,like,%server%"),
        ('"ubuntu 22"', "name,like,%ubuntu 22%"),
        ("ubuntu*22", "name,like,%ubuntu%22%"),
        ("Cent*", "name,like,%Cent%"),
        ("linux/ubuntu", "path,like,%linux/ubuntu%"),
        ("linux/*server", "path,like,%linux/%server%"),
        ("[vss-ISOs] Linux/a.iso", "path,like,%[vss-ISOs] Linux/a.iso%"),
        ("ubuntu and id > 100", "name,like,%ubuntu%;id,gt,100"),
        ("ubuntu id > 100", "name,like,%ubuntu%;id,gt,100"),
        ("ubuntu ; id > 100", "name,like,%ubuntu%;id,gt,100"),
        ("ubuntu && id > 100", "name,like,%ubuntu%;id,gt,100"),
        ("name ~ ubuntu 22", "name,like,%ubuntu 22%"),
        ("name ~ Cent*7", "name,like,Cent%7"),
        ("name ~ Cent%7", "name,like,Cent%7"),
        ("name like CentO%", "name,like,CentO%"),
        ("name = a.iso", "name,eq,a.iso"),
        ("id != 7", "id,ne,7"),
        ("id >= 100", "id,ge,100"),
        ("id in 11, 14, 17", "id,in,11,14,17"),
        ("id in (11, 14)", "id,in,11,14"),
        ("updated >= 2024-01-01", "updated_on,ge,2024-01-01"),
        ("created > 30d", "created_on,gt,2024-03-01"),
        ("updated >= 2024", "updated_on,ge,2024-01-01"),
        ("updated = 2024-06", "updated_on,ge,2024-06-01;updated_on,lt,2024-07-01"),
        ("updated > 2024-06-05", "updated_on,ge,2024-06-06"),
        ("public = yes", "public,eq,true"),
        ("name,like,CentO%", "name,like,CentO%"),
        ("name=like,Cent%", "name,like,Cent%"),
    ],
)
def test_what_is_typed_most(typed: str, sent: str) -> None:
    assert parameter(typed) == sent


def names_like(*patterns: str) -> str:
    return ";".join(f"name,like,{pattern}" for pattern in patterns)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("ubuntu 22", names_like("%ubuntu%", "%22%")),
        ("  ubuntu \t 22 ", names_like("%ubuntu%", "%22%")),
        ("22.04-live_server", "name,like,%22.04-live_server%"),
        ("2024", "name,like,%2024%"),
        ("a,b", "name,like,%a,b%"),
        ("rock,  roll", names_like("%rock,%", "%roll%")),
        ("bob's", "name,like,%bob's%"),
        ("bob’s", "name,like,%bob’s%"),
        ("like", "name,like,%like%"),
        ("in", "name,like,%in%"),
        ("ubuntu in use", names_like("%ubuntu%", "%in%", "%use%")),
        ("in(x)", "name,like,%in(x)%"),
        ("ubuntu name", names_like("%ubuntu%", "%name%")),
        ("names", "name,like,%names%"),
        ("android", "name,like,%android%"),
        ("wow!", "name,like,%wow!%"),
        ("a-b a^b a$b", names_like("%a-b%", "%a^b%", "%a$b%")),
        ("(x64) foo(1).iso", names_like("%(x64)%", "%foo(1).iso%")),
        ("AT&T", "name,like,%AT&T%"),
        ("AT&", "name,like,%AT&%"),
        ('"&"', "name,like,%&%"),
        ("Ünïcode 光", names_like("%Ünïcode%", "%光%")),
        # Titles of columns are fields only with an operator behind them.
        ("updated", "name,like,%updated%"),
        ("windows updated", names_like("%windows%", "%updated%")),
        ("updated 2024 store", names_like("%updated%", "%2024%", "%store%")),
        ("folder", "name,like,%folder%"),
    ],
)
def test_bare_words_search_the_name_in_any_order(typed: str, sent: str) -> None:
    assert parameter(typed) == sent


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("ubuntu linux/", "name,like,%ubuntu%;path,like,%linux/%"),
        ('"Linux/Red Hat"', "path,like,%Linux/Red Hat%"),
        ("/", "path,like,%/%"),
        ("01/02/2024", "path,like,%01/02/2024%"),
        ("[vss-ISOs]", "path,like,%[vss-ISOs]%"),
        ("  [vss-ISOs]  Linux  ", "path,like,%[vss-ISOs]  Linux%"),
        ("[s] it's/*.iso", "path,like,%[s] it's/%.iso%"),
        ("[s] a, b/", "path,like,%[s] a, b/%"),
        ("[s] Linux/ and id > 3", "path,like,%[s] Linux/%;id,gt,3"),
        ("[s] Linux/ id > 3", "path,like,%[s] Linux/%;id,gt,3"),
        ("ubuntu [s] Linux/ 22", "name,like,%ubuntu%;path,like,%[s] Linux/ 22%"),
        ('"[s]"', "name,like,%[s]%"),
        ('"[s] a/b"', "path,like,%[s] a/b%"),
        ("x[1]", "name,like,%x[1]%"),
    ],
)
def test_a_word_with_a_slash_is_about_the_path(typed: str, sent: str) -> None:
    assert parameter(typed) == sent


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("Cent*7", "name,like,%Cent%7%"),
        ("Cent%7", "name,like,%Cent%7%"),
        ("*.iso", "name,like,%.iso%"),
        ("*", "name,like,%"),
        ("a**b", "name,like,%a%b%"),
        ("a* *b", names_like("%a%", "%b%")),
        ("name ~ Cent*7", "name,like,Cent%7"),
        ("name ~ a_b", "name,like,%a_b%"),
        ("folder ~ Linux/*", "path,like,Linux/%"),
        ("name like Cent*", "name,like,Cent*"),
        ("name like a_b", "name,like,a_b"),
        ("name = Cent*7", "name,eq,Cent*7"),
        ("name = 100%", "name,eq,100%"),
        ("name in a*, b%", "name,in,a*,b%"),
    ],
)
def test_wildcards_count_where_the_language_has_them(typed: str, sent: str) -> None:
    assert parameter(typed) == sent


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("name ~ ubuntu", "name,like,%ubuntu%"),
        ("name~ubuntu", "name,like,%ubuntu%"),
        ("name ~ ubuntu 22", "name,like,%ubuntu 22%"),
        ("path ~ [vss-ISOs] Linux/", "path,like,%[vss-ISOs] Linux/%"),
        ("data_store ~ vss", "data_store,like,%vss%"),
        ("name like CentO%", "name,like,CentO%"),
        ("name like ubuntu", "name,like,ubuntu"),
        ("name = a.iso", "name,eq,a.iso"),
        ("name == a.iso", "name,eq,a.iso"),
        ("name=a, b.iso", "name,eq,a, b.iso"),
        ("name != a.iso", "name,ne,a.iso"),
        ("name!=a.iso", "name,ne,a.iso"),
        ("name = x=y", "name,eq,x=y"),
        ("name = ~x", "name,eq,~x"),
        ("name = like", "name,eq,like"),
        ("name in a.iso, b c.iso", "name,in,a.iso,b c.iso"),
        ("name in a.iso", "name,in,a.iso"),
        ("id = 7", "id,eq,7"),
        ("id == 7", "id,eq,7"),
        ("id != 7", "id,ne,7"),
        ("id >= 100", "id,ge,100"),
        ("id<7", "id,lt,7"),
        ("id > 7", "id,gt,7"),
        ("id <= 7", "id,le,7"),
        ("id > -1", "id,gt,-1"),
        ("id in 11, 14, 17", "id,in,11,14,17"),
        ("id in 11,14 ,17", "id,in,11,14,17"),
        ("public = yes", "public,eq,true"),
        ("public = No", "public,eq,false"),
        ("public = true", "public,eq,true"),
        ("public = FALSE", "public,eq,false"),
        ("public = on", "public,eq,true"),
        ("public = off", "public,eq,false"),
        ("public = 1", "public,eq,true"),
        ("public = 0", "public,eq,false"),
        ("public != yes", "public,ne,true"),
        ("updated_on >= 2024-01-01", "updated_on,ge,2024-01-01"),
        ("created_on < 2024-01-01 10:30", "created_on,lt,2024-01-01 10:30"),
        ("created_on >= 2024-01-01  10:30:05", "created_on,ge,2024-01-01 10:30:05"),
        ("store = vss-ISOs", "data_store,eq,vss-ISOs"),
        ("store in a, b", "data_store,in,a,b"),
        ("STORE~x", "data_store,like,%x%"),
        ("folder ~ Linux/Red Hat", "path,like,%Linux/Red Hat%"),
        ("folder like %/Linux/%", "path,like,%/Linux/%"),
        ("id in (11)", "id,in,11"),
        ("id in(11,14)", "id,in,11,14"),
        ("id in ( 11 , 14 ) ", "id,in,11,14"),
        ('name in ("salt and pepper", b)', "name,in,salt and pepper,b"),
        ("name in (a), (b)", "name,in,(a),(b)"),
        ("name in (a).iso, b", "name,in,(a).iso,b"),
        ("name = (a)", "name,eq,(a)"),
        ("name = Windows (Server 2019).iso", "name,eq,Windows (Server 2019).iso"),
        ("name = Dungeons & Dragons", "name,eq,Dungeons & Dragons"),
        ("name = a-b", "name,eq,a-b"),
        ("NAME ~ x", "name,like,%x%"),
        ("Name LIKE x", "name,like,x"),
        ("Id In 1", "id,in,1"),
    ],
)
def test_comparisons(typed: str, sent: str) -> None:
    assert parameter(typed) == sent


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("name ~ ubuntu and id > 100", "name,like,%ubuntu%;id,gt,100"),
        ("name ~ ubuntu ; id > 100", "name,like,%ubuntu%;id,gt,100"),
        ("name ~ ubuntu;id>100", "name,like,%ubuntu%;id,gt,100"),
        ("ubuntu AND server", "name,like,%ubuntu%;name,like,%server%"),
        ("ubuntu&&server", "name,like,%ubuntu%;name,like,%server%"),
        ("id=1&&id=2", "id,eq,1;id,eq,2"),
        ("id in 1, 2 && public=no", "id,in,1,2;public,eq,false"),
        ("x updated > 2023", "name,like,%x%;updated_on,ge,2024-01-01"),
        ("x y id in 3 and z", "name,like,%x%;name,like,%y%;id,in,3;name,like,%z%"),
        ("x name,eq,a and b", "name,like,%x%;name,eq,a and b"),
        ("x name=like,a%;y", "name,like,%x%;name,like,a%;name,like,%y%"),
        ("id in 1, 2 and public=no", "id,in,1,2;public,eq,false"),
        ('name = "a"and id=3', "name,eq,a;id,eq,3"),
        ("name ~ sand and land", "name,like,%sand%;name,like,%land%"),
        ("name ~ a\nand id > 3", "name,like,%a%;id,gt,3"),
        ("name,like,Cent% ; ubuntu", "name,like,Cent%;name,like,%ubuntu%"),
    ],
)
def test_clauses_part_at_and_and_semicolons(typed: str, sent: str) -> None:
    assert parameter(typed) == sent


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("name,like,CentO%", "name,like,CentO%"),
        ("name,like,CentO%;id,gt,100", "name,like,CentO%;id,gt,100"),
        ("name,eq,a,b", "name,eq,a,b"),
        ("name,eq,salt and pepper", "name,eq,salt and pepper"),
        ("name,eq,this or that", "name,eq,this or that"),
        ('name,eq,"a"', 'name,eq,"a"'),
        ("name,eq,bob's 'x", "name,eq,bob's 'x"),
        ("name,like,a*", "name,like,a*"),
        ("name,in,a, b", "name,in,a, b"),
        (" name , like , Cent% ", "name,like,Cent%"),
        ("NAME,Like,Cent%", "name,like,Cent%"),
        ("id,in,11,14", "id,in,11,14"),
        ("id,in,11, 14", "id,in,11,14"),
        ("public,eq,true", "public,eq,true"),
        ("created_on,ge,2024-01-01", "created_on,ge,2024-01-01"),
        ("created_on,eq,2024-01-01", "created_on,eq,2024-01-01"),
        ("created_on,ne,2024-01-01 10:30:00", "created_on,ne,2024-01-01 10:30:00"),
        ("name=like,Cent%", "name,like,Cent%"),
        ("name = like,Cent%", "name,like,Cent%"),
        ("id=in,11,14", "id,in,11,14"),
        ("name=like,a;id=gt,3", "name,like,a;id,gt,3"),
        ("store,eq,x", "data_store,eq,x"),
        ("folder,like,%/x/%", "path,like,%/x/%"),
        ("updated=ge,2024-01-01", "updated_on,ge,2024-01-01"),
        ("Created,lt,2024-01-01", "created_on,lt,2024-01-01"),
        ("name,eq,Update and like", "name,eq,Update and like"),
        ("name,eq,a && b", "name,eq,a && b"),
        ("name,eq,!a|-b$", "name,eq,!a|-b$"),
        ("name,eq,(a", "name,eq,(a"),
        ("id,in,11, 14 ; x", "id,in,11,14;name,like,%x%"),
        ("name=other,a", "name,eq,other,a"),
        ('name = "like,a"', "name,eq,like,a"),
    ],
)
def test_the_forms_of_the_api_and_of_vss_cli_are_taken_verbatim(typed: str, sent: str) -> None:
    assert parameter(typed) == sent


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ('name = "a.iso"', "name,eq,a.iso"),
        ("name = 'a.iso'", "name,eq,a.iso"),
        ('name = " a "', "name,eq, a "),
        ('name = "a and b"', "name,eq,a and b"),
        ('name ~ "a or not b"', "name,like,%a or not b%"),
        ('name ~ "a*b"', "name,like,%a*b%"),
        ('name like "a*b"', "name,like,a*b"),
        ('name = "100%"', "name,eq,100%"),
        ('name = "bob\'s"', "name,eq,bob's"),
        ('name = "a\\"', "name,eq,a\\"),
        ('name in "a b", c', "name,in,a b,c"),
        ('name = "a" and id = "7"', "name,eq,a;id,eq,7"),
        ('"ubuntu 22"', "name,like,%ubuntu 22%"),
        ('"a*" b', names_like("%a*%", "%b%")),
        ('"name" x', names_like("%name%", "%x%")),
        ('"or"', "name,like,%or%"),
        ('"-x" "(a" "b|c" "d$"', names_like("%-x%", "%(a%", "%b|c%", "%d$%")),
        ('name = "!a"', "name,eq,!a"),
        ('created_on >= "2024-01-01"', "created_on,ge,2024-01-01"),
        ('id in "11", "14"', "id,in,11,14"),
        ('public = "yes"', "public,eq,true"),
    ],
)
def test_quotes_make_text_literal(typed: str, sent: str) -> None:
    assert parameter(typed) == sent


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("“ubuntu 22”", "name,like,%ubuntu 22%"),
        ("„ubuntu 22“", "name,like,%ubuntu 22%"),
        ("«ubuntu 22»", "name,like,%ubuntu 22%"),
        ('"ubuntu 22”', "name,like,%ubuntu 22%"),
        ("‘ubuntu 22’", "name,like,%ubuntu 22%"),
        ("’ubuntu 22’", "name,like,%ubuntu 22%"),
        ("name = “a and b” and id > 3", "name,eq,a and b;id,gt,3"),
        ("name=‘a b’", "name,eq,a b"),
        ("“bob’s”", "name,like,%bob’s%"),
    ],
)
def test_typographic_quotes_count_as_quotes(typed: str, sent: str) -> None:
    assert parameter(typed) == sent


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("created_on > 1d", "2024-03-30"),
        ("created_on > 30d", "2024-03-01"),
        ("created_on > 2w", "2024-03-17"),
        ("created_on > 1m", "2024-02-29"),
        ("created_on > 2m", "2024-01-31"),
        ("created_on > 4M", "2023-11-30"),
        ("created_on > 15m", "2022-12-31"),
        ("created_on > 1y", "2023-03-31"),
        ("created_on > 12h", "2024-03-31 00:30:15"),
        ("created_on > 0001h", "2024-03-31 11:30:15"),
    ],
)
def test_dates_are_counted_back_from_now(typed: str, sent: str) -> None:
    assert parameter(typed) == f"created_on,gt,{sent}"


@pytest.mark.parametrize(
    ("now", "typed", "sent"),
    [
        # It is still the 31st in Toronto.
        (datetime(2024, 2, 1, 3, 0, tzinfo=UTC), "id > 1; updated_on > 1d", "2024-01-30"),
        # The clocks went forward at two: three hours before 4:30 it was half past midnight.
        (
            datetime(2024, 3, 10, 8, 30, tzinfo=UTC),
            "id > 1; updated_on > 3h",
            "2024-03-10 00:30:00",
        ),
        (datetime(2024, 2, 29, 12, 0, tzinfo=UTC), "id > 1; updated_on > 1y", "2023-02-28"),
        (datetime(2024, 12, 31, 12, 0, tzinfo=UTC), "id > 1; updated_on > 1m", "2024-11-30"),
        (datetime(2024, 1, 1, 12, 0, tzinfo=UTC), "id > 1; updated_on > 1m", "2023-12-01"),
    ],
)
def test_now_is_read_in_the_zone_of_the_service(now: datetime, typed: str, sent: str) -> None:
    assert parameter(typed, now) == f"id,gt,1;updated_on,gt,{sent}"


@pytest.mark.parametrize(
    ("named", "first", "following"),
    [
        ("2024", "2024-01-01", "2025-01-01"),
        ("2024-06", "2024-06-01", "2024-07-01"),
        ("2024-12", "2024-12-01", "2025-01-01"),
        ("2024-02-28", "2024-02-28", "2024-02-29"),
        ("2024-12-31", "2024-12-31", "2025-01-01"),
        ("2024-01-01 23:59", "2024-01-01 23:59", "2024-01-02 00:00"),
        ("2024-01-01 23:59:59", "2024-01-01 23:59:59", "2024-01-02 00:00:00"),
    ],
)
def test_a_date_names_its_whole_year_month_day_minute_or_second(
    named: str, first: str, following: str
) -> None:
    for typed in (f"updated = {named}", f"updated=={named}", f'updated_on = "{named}"'):
        assert parameter(typed) == f"updated_on,ge,{first};updated_on,lt,{following}"
    assert parameter(f"updated > {named}") == f"updated_on,ge,{following}"
    assert parameter(f"updated <= {named}") == f"updated_on,lt,{following}"
    assert parameter(f"updated >= {named}") == f"updated_on,ge,{first}"
    assert parameter(f"updated < {named}") == f"updated_on,lt,{first}"


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("created > 1d", "created_on,gt,2024-03-30"),
        ("created >= 1d", "created_on,ge,2024-03-30"),
        ("created < 1d", "created_on,lt,2024-03-30"),
        ("created <= 1d", "created_on,le,2024-03-30"),
        ("created = 1d", "created_on,ge,2024-03-30;created_on,lt,2024-03-31"),
        ("created = 1m", "created_on,ge,2024-02-29;created_on,lt,2024-03-01"),
        ("created > 12h", "created_on,gt,2024-03-31 00:30:15"),
        ("created = 12h", "created_on,eq,2024-03-31 00:30:15"),
        ("created != 12h", "created_on,ne,2024-03-31 00:30:15"),
        ("updated != 2024-01-01 23:59:59", "updated_on,ne,2024-01-01 23:59:59"),
        (
            "updated in 2024-01-01 10:00:00, 2024-01-02 10:00:00",
            "updated_on,in,2024-01-01 10:00:00,2024-01-02 10:00:00",
        ),
    ],
)
def test_a_date_counted_back_is_a_moment_and_only_equals_names_its_day(
    typed: str, sent: str
) -> None:
    assert parameter(typed) == sent


def place_and_text(marked: str) -> tuple[int, int, str]:
    """Take the brackets ``⟦⟧`` out of a text: where they stood, and the text without them."""
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    return start, end, marked.replace("⟦", "").replace("⟧", "")


FIELDS = "use id, name, path, folder, store, public, created or updated"
QUOTES = "or quote the word"
SIGN = "or quote the sign"
NO_OR = f'the service has no "or": use "in" for several values, {QUOTES}'
NO_NOT = f'the service has no "not": use != to leave out a value, {QUOTES}'
NO_BANG = f'the service has no "!": use != to leave out a value, {SIGN}'
NO_MINUS = f'the service has no "-": use != to leave out a value, {SIGN}'
NO_PIPE = f'the service has no "|": use "in" for several values, {SIGN}'
NO_GROUPS = f"there is no grouping: write one clause after the other, {SIGN}"
SINGLE_AND = 'a single "&": use && or and, or put it in quotes'
USE_SEMICOLON = 'in the API\'s own form this is text: write ";" to begin a clause'
QUOTE_FIELD = "or quote the word"
NO_PERCENT = 'a quoted pattern cannot contain "%": leave out the quotes, or use ='
NO_SEMICOLON = 'a value cannot contain ";": use ~ with * in its place'
NO_COMMA = 'an item of "in" cannot contain ",": use = for this value'
NUMBER_OPERATORS = "use =, !=, <, <=, >, >= or in"
TEXT_OPERATORS = "use ~, =, !=, like or in"
COUNT_OR_WRITE = "write 2024, 2024-01-31, or 30d to count back"
WRITE = "write it as 2024-01-31 or 2024-01-31 13:45"


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("⟦nmae⟧ = x", 'unknown field "nmae": did you mean "name"?'),
        ("⟦nmae⟧ in x", 'unknown field "nmae": did you mean "name"?'),
        ("⟦nam⟧ like x", 'unknown field "nam": did you mean "name"?'),
        ("⟦ids⟧ in 3", 'unknown field "ids": did you mean "id"?'),
        ("⟦di⟧=3", f'unknown field "di": {FIELDS}'),
        ("id > 3 and ⟦pth⟧ ~ x", 'unknown field "pth": did you mean "path"?'),
        ("⟦creatd⟧ > 3d", 'unknown field "creatd": did you mean "created"?'),
        ("⟦stor⟧ ~ x", 'unknown field "stor": did you mean "store"?'),
        ("ubuntu ⟦nmae⟧ = x", 'unknown field "nmae": did you mean "name"?'),
        ("ubuntu ⟦nmae⟧ in x", 'unknown field "nmae": did you mean "name"?'),
        ("⟦date⟧ in 2024", 'unknown field "date": did you mean "updated"?'),
        ("ubuntu ⟦server⟧ = x", f'unknown field "server": {FIELDS}'),
        ("⟦size⟧ > 3", f'unknown field "size": {FIELDS}'),
        ("⟦nmae⟧,like,x", 'unknown field "nmae": did you mean "name"?'),
        ("⟦nmae⟧=like,x", 'unknown field "nmae": did you mean "name"?'),
        ("⟦n\x1bme⟧ = x", 'unknown field "n\\u{1b}me": did you mean "name"?'),
        (f"⟦{'x' * 50}⟧ = 1", f'unknown field "{"x" * 39}…": {FIELDS}'),
        ("name,⟦liek⟧,x", 'unknown operator "liek": did you mean "like"?'),
        (
            "name,⟦between⟧,x",
            'unknown operator "between": use eq, ne, lt, le, gt, ge, like or in',
        ),
        ("name,⟦like⟧ x", '"," is missing after "like": write it as name,like,Cent%'),
        ("name ⟦=~⟧ x", f'unknown operator "=~": {TEXT_OPERATORS}'),
        ("id ⟦<>⟧ 7", f'unknown operator "<>": {NUMBER_OPERATORS}'),
        ("name ⟦!~⟧ x", f'unknown operator "!~": {TEXT_OPERATORS}'),
        ("folder ⟦=>⟧ x", 'unknown operator "=>": use ~ or like'),
        ("created,⟦liek⟧,x", 'unknown operator "liek": did you mean "like"?'),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(marked: str, message: str) -> None:
    start, end, typed = place_and_text(marked)
    error = refused(typed)
    assert (error.message, error.start, error.end) == (message, start, end)


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("name ⟦>⟧ x", f'">" does not go with name: {TEXT_OPERATORS}'),
        ("path ⟦<=⟧ x", f'"<=" does not go with path: {TEXT_OPERATORS}'),
        ("data_store ⟦<⟧ x", f'"<" does not go with data_store: {TEXT_OPERATORS}'),
        ("id ⟦~⟧ 3", f'"~" does not go with id: {NUMBER_OPERATORS}'),
        ("id ⟦like⟧ 3", f'"like" does not go with id: {NUMBER_OPERATORS}'),
        ("public ⟦like⟧ x", '"like" does not go with public: use = or !='),
        ("public ⟦>⟧ yes", '">" does not go with public: use = or !='),
        ("public ⟦in⟧ yes", '"in" does not go with public: use = or !='),
        (
            "created_on ⟦~⟧ 2024",
            '"~" does not go with created_on: use >, >=, <, <=, =, != or in',
        ),
        ("folder ⟦=⟧ x", '"=" does not go with folder: use ~ or like, or path'),
        ("folder ⟦in⟧ x", '"in" does not go with folder: use ~ or like, or path'),
        ("folder,⟦eq⟧,x", '"eq" does not go with folder: use ~ or like, or path'),
        ("store ⟦>⟧ x", f'">" does not go with store: {TEXT_OPERATORS}'),
        ("updated ⟦like⟧ x", '"like" does not go with updated: use >, >=, <, <=, =, != or in'),
        ("name,⟦gt⟧,x", f'"gt" does not go with name: {TEXT_OPERATORS}'),
        ("id=⟦like⟧,3", f'"like" does not go with id: {NUMBER_OPERATORS}'),
    ],
)
def test_operators_that_the_field_does_not_know_are_refused(marked: str, message: str) -> None:
    start, end, typed = place_and_text(marked)
    error = refused(typed)
    assert (error.message, error.start, error.end) == (message, start, end)


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("id = ⟦seven⟧", '"seven" is not a whole number: write digits only'),
        ("id = ⟦1.5⟧", '"1.5" is not a whole number: write digits only'),
        ("id = ⟦٣⟧", '"٣" is not a whole number: write digits only'),
        ("id = ⟦1, 2⟧", '"1, 2" is not a whole number: use "in" for several'),
        ("id in 1, ⟦x⟧, 3", '"x" is not a whole number: write digits only'),
        ("id in ⟦1 2⟧", '"1 2" is not a whole number: write digits only'),
        ("id = ⟦9999999999999999999⟧", "this number is too large: 18 digits at most"),
        ("id,eq,⟦x⟧", '"x" is not a whole number: write digits only'),
        ("id,in,1,⟦x⟧", '"x" is not a whole number: write digits only'),
        ("public = ⟦maybe⟧", '"maybe" is neither yes nor no: write one'),
        ("public,eq,⟦yes⟧", '"yes" is neither true nor false: write one'),
        ("created_on > ⟦2024-02-30⟧", '"2024-02-30" is not a valid date: correct it'),
        ("created_on > ⟦2023-02-29⟧", '"2023-02-29" is not a valid date: correct it'),
        ("created_on > ⟦0000-01-01⟧", '"0000-01-01" is not a valid date: correct it'),
        (
            "created_on > ⟦2024-01-01 24:00⟧",
            '"2024-01-01 24:00" is not a valid date and time: correct it',
        ),
        ("created_on > ⟦yesterday⟧", f'"yesterday" is not a date: {COUNT_OR_WRITE}'),
        ("created_on > ⟦01/02/2024⟧", f'"01/02/2024" is not a date: {COUNT_OR_WRITE}'),
        ("created_on > ⟦-3d⟧", f'"-3d" is not a date: {COUNT_OR_WRITE}'),
        ("created_on > ⟦٣d⟧", f'"٣d" is not a date: {COUNT_OR_WRITE}'),
        ("created_on,gt,⟦30d⟧", f'"30d" is not a date: {WRITE}'),
        ("created_on > ⟦0d⟧", '"0d" is not a date: use at least 1d'),
        ("created_on > ⟦000Y⟧", '"000Y" is not a date: use at least 1y'),
        (
            "created_on > ⟦99999999y⟧",
            "too far in the past: use a smaller number",
        ),
        ("created_on > ⟦2025y⟧", "too far in the past: use a smaller number"),
        ("created_on > ⟦99999999999999h⟧", "too far in the past: use a smaller number"),
        ("created_on > ⟦999999999w⟧", "too far in the past: use a smaller number"),
        (
            f"created_on > ⟦{'9' * 3000}m⟧",
            "too far in the past: use a smaller number",
        ),
        (
            "created_on = ⟦9999-12-31⟧",
            "date out of range: use >= or <",
        ),
        ("created_on > ⟦9999⟧", "date out of range: use >= or <"),
        ("created_on <= ⟦9999-12⟧", "date out of range: use >= or <"),
        ("created > ⟦2024-13⟧", '"2024-13" is not a valid date: correct it'),
        ("created > ⟦0000⟧", '"0000" is not a valid date: correct it'),
        ("created > ⟦20245⟧", f'"20245" is not a date: {COUNT_OR_WRITE}'),
        (
            "created_on != ⟦2024-01-01⟧",
            "!= does not work with a date: use < or >",
        ),
        (
            "created_on in ⟦2024-01-01⟧",
            '"in" takes times to the second: use = for a whole day, month or year',
        ),
    ],
)
def test_values_of_another_type_are_refused(marked: str, message: str) -> None:
    start, end, typed = place_and_text(marked)
    error = refused(typed)
    assert (error.message, error.start, error.end) == (message, start, end)


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ('name = "a⟦;⟧ b.iso"', NO_SEMICOLON),
        ('"a⟦;⟧b"', NO_SEMICOLON),
        ('name in x, "a⟦;⟧b"', NO_SEMICOLON),
        ('name in "a⟦,⟧b", c', NO_COMMA),
        ("name in 'a⟦,⟧b'", NO_COMMA),
        ('name ~ "50⟦%⟧"', NO_PERCENT),
        ('name like "50⟦%⟧"', NO_PERCENT),
        ('ubuntu "50⟦%⟧"', NO_PERCENT),
        ("name = a⟦\t⟧b", "a value cannot hold the character U+0009: leave it out"),
        ('"a⟦\n⟧b"', "a value cannot hold the character U+000A: leave it out"),
        ("ub⟦\x1b⟧untu", "a value cannot hold the character U+001B: leave it out"),
        ("name ~ ⟦\x7f⟧", "a value cannot hold the character U+007F: leave it out"),
        ("name in a, ⟦\x9b⟧", "a value cannot hold the character U+009B: leave it out"),
        ("name,eq,a⟦\x00⟧", "a value cannot hold the character U+0000: leave it out"),
        ("ub⟦\ud800⟧untu", "a value cannot hold the character U+D800: leave it out"),
        ("name,eq,⟦\udcff⟧", "a value cannot hold the character U+DCFF: leave it out"),
        ('name = ⟦""⟧', "the value between the quotes is empty: write one"),
        ("ubuntu ⟦''⟧", "the value between the quotes is empty: write one"),
    ],
)
def test_values_that_the_service_cannot_be_given_are_refused(marked: str, message: str) -> None:
    start, end, typed = place_and_text(marked)
    error = refused(typed)
    assert (error.message, error.start, error.end) == (message, start, end)


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("ubuntu ⟦or⟧ debian", NO_OR),
        ("name ~ ubuntu ⟦OR⟧ debian", NO_OR),
        ("name = ⟦or⟧", NO_OR),
        ("⟦or⟧", NO_OR),
        ("⟦not⟧ ubuntu", NO_NOT),
        ("id ⟦Not⟧ in 3", NO_NOT),
        ("ubuntu and ⟦not⟧;x", NO_NOT),
        ("⟦!⟧ubuntu", NO_BANG),
        ("ubuntu ⟦!⟧server", NO_BANG),
        ("name = ⟦!⟧x", NO_BANG),
        ("⟦-⟧server", NO_MINUS),
        ("ubuntu ⟦-⟧server", NO_MINUS),
        ("name ~ ubuntu ⟦-⟧server", NO_MINUS),
        ("name = ⟦-⟧x.iso", NO_MINUS),
        ("name in a, ⟦-⟧b", NO_MINUS),
        ("[s] Linux ⟦-⟧ old/", NO_MINUS),
        ("⟦^⟧ubuntu", f'the service has no "^": write "name ~ ubuntu*", {SIGN}'),
        ("x ⟦^⟧", f'the service has no "^": write "name ~ ubuntu*", {SIGN}'),
        ("store ~ ⟦^⟧a", f'the service has no "^": write "store ~ a*", {SIGN}'),
        ("ubuntu iso⟦$⟧", f'the service has no "$": write "name ~ *iso", {SIGN}'),
        ("name = iso⟦$⟧", f'the service has no "$": write "name ~ *iso", {SIGN}'),
        ("ubuntu⟦|⟧debian", NO_PIPE),
        ("ubuntu ⟦|⟧| debian", NO_PIPE),
        ("name = a⟦|⟧b", NO_PIPE),
        ("id in 3⟦|⟧4", NO_PIPE),
        ("⟦(⟧ubuntu server", NO_GROUPS),
        ("⟦(⟧name ~ ubuntu) and id > 3", NO_GROUPS),
        ("id > 3 and ⟦(⟧name = a) and x", NO_GROUPS),
        ("name ~ ⟦(⟧ubuntu and id > 3", NO_GROUPS),
        ("ubuntu ⟦&⟧ debian", SINGLE_AND),
        ("ubuntu &&⟦&⟧ debian", SINGLE_AND),
        ("ubuntu &&⟦&&⟧ debian", 'a clause is missing before "&&"'),
        ("id in ⟦()⟧", "an item is missing between the parentheses"),
        ("id in ⟦(1) 2⟧", '"(1) 2" is not a whole number: write digits only'),
        ("name,like,a ⟦and⟧ id > 3", USE_SEMICOLON),
        ("name,like,a ⟦AND⟧ id,gt,3", USE_SEMICOLON),
        ("name,like,a ⟦&&⟧ updated in 3", USE_SEMICOLON),
        ("name,like,a⟦&&⟧store~x", USE_SEMICOLON),
        ("id,gt,3 ⟦and⟧ ubuntu", USE_SEMICOLON),
        ("updated,ge,2024-01-01 ⟦&&⟧ ubuntu", USE_SEMICOLON),
        ("⟦and⟧ ubuntu", 'a clause is missing before "and"'),
        ("ubuntu;⟦;⟧ debian", 'a clause is missing before ";"'),
        ("ubuntu and ⟦;⟧ debian", 'a clause is missing before ";"'),
        (" ⟦;⟧", 'a clause is missing before ";"'),
        ("⟦=⟧ x", 'a field is missing before "="'),
        ("⟦~⟧", 'a field is missing before "~"'),
        (
            "name ⟦ubuntu⟧",
            f'an operator is missing after "name": write name ~ ubuntu, {QUOTE_FIELD}',
        ),
        (
            "id ⟦17⟧",
            f'an operator is missing after "id": write id = 7, {QUOTE_FIELD}',
        ),
        ("name ~ ubuntu ⟦updated⟧ > 3d", '"and" is missing before "updated"'),
        ("id > 7 ⟦ubuntu⟧", '"and" is missing before "ubuntu"'),
        ("updated > 30d ⟦ubuntu⟧ server", '"and" is missing before "ubuntu"'),
        ("updated > 2024-06-05 10:00 ⟦x⟧", '"and" is missing before "x"'),
        ("public = yes ⟦x⟧", '"and" is missing before "x"'),
        ("name = a ⟦name⟧,eq,b", '"and" is missing before "name"'),
        ("name = a ⟦folder⟧ ~ b", '"and" is missing before "folder"'),
        ("name ~ ubuntu ⟦id⟧ > 3", '"and" is missing before "id"'),
        ('name = "a" ⟦id⟧ in 3', '"and" is missing before "id"'),
        (
            "⟦name⟧ id > 3",
            f'an operator is missing after "name": write name ~ ubuntu, {QUOTE_FIELD}',
        ),
        ('"name" ⟦=⟧ x', 'unexpected "=": put it in quotes'),
        ('name = "a" ⟦b c⟧', 'only "and", "&&" or ";" may follow a quoted value'),
        ('name = ⟦"a"⟧b', "put the whole value in quotes, or none of it"),
        ('⟦"a"⟧b', "put the whole value in quotes, or none of it"),
        ('name = a ⟦"b"⟧ c', "put the whole value in quotes, or none of it"),
        ("id in 1,⟦,⟧ 2", 'an item is missing before ","'),
        ("id in ⟦,⟧ 2", 'an item is missing before ","'),
        ("name,in,a,⟦ ⟧,b", 'an item is missing before ","'),
        (f"{'a' * 4000}⟦bc⟧", "a filter has 4000 characters at most: shorten it"),
    ],
)
def test_what_the_language_does_not_have_is_refused(marked: str, message: str) -> None:
    start, end, typed = place_and_text(marked)
    error = refused(typed)
    assert (error.message, error.start, error.end) == (message, start, end)


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("⟦name⟧", "name needs an operator and a value: write name ~ ubuntu"),
        ("⟦id⟧ ", "id needs an operator and a value: write id = 7"),
        ("⟦public⟧", "public needs an operator and a value: write public = yes"),
        ("ubuntu and ⟦id⟧", "id needs an operator and a value: write id = 7"),
        ("name ⟦~⟧", 'a value is missing after "~"'),
        ("name ⟦like⟧ ", 'a value is missing after "like"'),
        ("id ⟦in⟧", 'a value is missing after "in"'),
        ("name ⟦=⟧ and id = 3", 'a value is missing after "="'),
        ("name ⟦=⟧ and", 'a value is missing after "="'),
        ("name ⟦l⟧", "the operator is not complete: write name ~ ubuntu"),
        ("ubuntu id ⟦!⟧", "the operator is not complete: write id = 7"),
        ("⟦id!⟧ ", "the operator is not complete: write id = 7"),
        ("updated ⟦!⟧", "the operator is not complete: write updated > 2024-01-31"),
        ("id ⟦!⟧", "the operator is not complete: write id = 7"),
        ("ubuntu ⟦and⟧", 'a clause is missing after "and"'),
        ("ubuntu ⟦AND⟧ ", 'a clause is missing after "AND"'),
        ("ubuntu⟦;⟧", 'a clause is missing after ";"'),
        ("ubuntu⟦&&⟧ ", 'a clause is missing after "&&"'),
        ("ubuntu ⟦&⟧", SINGLE_AND),
        ("⟦&⟧ ", SINGLE_AND),
        ("ubuntu id ⟦>⟧", 'a value is missing after ">"'),
        ("updated ⟦in⟧", 'a value is missing after "in"'),
        ("⟦(⟧ubuntu", 'a closing ")" is missing'),
        ("name = Foo ⟦(⟧bar ", 'a closing ")" is missing'),
        ("id in ⟦(⟧", 'a closing ")" is missing'),
        ("id in ⟦(⟧11, 14", 'a closing ")" is missing'),
        ("name in ⟦(⟧a, b and id > 3", 'a closing ")" is missing'),
        ("⟦“a and b⟧", "a closing “ is missing"),
        ("x ⟦‘a⟧", "a closing ‘ is missing"),
        ("name,like,a⟦;⟧", 'a clause is missing after ";"'),
        ("id in 1⟦,⟧", 'an item is missing after ","'),
        ("id in 1, 2⟦,⟧ and id > 3", 'an item is missing after ","'),
        ("id,in,1,⟦⟧", 'an item is missing after ","'),
        ("name⟦,⟧", "an operator and a value are missing: write it as name,like,Cent%"),
        ("name,⟦li⟧", "the clause is not complete: write it as name,like,Cent%"),
        ("name,⟦like⟧", "the clause is not complete: write it as name,like,Cent%"),
        ("name,⟦like⟧,", 'a value is missing after "like"'),
        ("name=⟦like⟧, ;x", 'a value is missing after "like"'),
        ('name = ⟦"a and b⟧', 'a closing " is missing'),
        ("⟦'a; b⟧", "a closing ' is missing"),
        ("public = ⟦y⟧", "the value is not complete: write yes or no"),
        ("public = ⟦Tru⟧", "the value is not complete: write yes or no"),
        ("created_on > ⟦30⟧", f"the date is not complete: {COUNT_OR_WRITE}"),
        ("created_on > ⟦202⟧", f"the date is not complete: {COUNT_OR_WRITE}"),
        ("created_on > ⟦2024-⟧", f"the date is not complete: {COUNT_OR_WRITE}"),
        ("created_on > ⟦2024-0⟧", f"the date is not complete: {COUNT_OR_WRITE}"),
        ("created_on > ⟦2024-01-01 1⟧", f"the date is not complete: {COUNT_OR_WRITE}"),
        ("created_on > ⟦2024-01-01 10:⟧", f"the date is not complete: {COUNT_OR_WRITE}"),
        ("created_on,gt,⟦2024⟧", f"the date is not complete: {WRITE}"),
        ("created,gt,⟦2024-06⟧", f"the date is not complete: {WRITE}"),
    ],
)
def test_what_is_not_finished_says_what_is_missing(marked: str, message: str) -> None:
    start, end, typed = place_and_text(marked)
    error = refused(typed)
    assert isinstance(error, IncompleteFilter)
    assert (error.message, error.start, error.end) == (message, start, end)


@pytest.mark.parametrize("typed", ["nmae = x", "ubuntu or debian", "id = x", "created_on > 0d"])
def test_what_is_wrong_is_not_taken_for_unfinished(typed: str) -> None:
    assert not isinstance(refused(typed), IncompleteFilter)


def test_an_error_reads_as_its_sentence_and_keeps_what_was_typed() -> None:
    error = refused(" nmae = x")
    assert str(error) == error.message
    assert error.expression == " nmae = x"


@pytest.mark.parametrize("blank", ["", "   ", "\n"])
def test_a_blank_filter_is_none(blank: str) -> None:
    assert parse(blank, NOW) == NO_FILTER
    assert NO_FILTER.parameter == ""


def test_a_filter_keeps_what_was_typed_beside_its_clauses() -> None:
    found = parse("  name ~ ubuntu and id > 100 ", NOW)
    assert found.expression == "name ~ ubuntu and id > 100"
    assert found.clauses == (
        Clause(Field.NAME, Operator.LIKE, "%ubuntu%"),
        Clause(Field.ID, Operator.GT, "100"),
    )


def test_joined_expressions_must_all_hold() -> None:
    found = join(["ubuntu", " ", "name,eq,salt and pepper ", "id > 3"], NOW)
    assert found.expression == "ubuntu ; name,eq,salt and pepper ; id > 3"
    assert found.parameter == "name,like,%ubuntu%;name,eq,salt and pepper;id,gt,3"


def test_nothing_joined_is_no_filter() -> None:
    assert join([], NOW) == NO_FILTER


def test_an_error_among_joined_expressions_tells_the_place_in_its_own() -> None:
    with pytest.raises(FilterError) as caught:
        join(["ubuntu", "id = seven"], NOW)
    assert (caught.value.expression, caught.value.start, caught.value.end) == ("id = seven", 5, 10)


def test_an_expression_left_open_is_not_closed_by_the_next() -> None:
    with pytest.raises(IncompleteFilter):
        join(["ubuntu and", "id > 3"], NOW)


def test_what_is_wrong_is_said_before_what_is_missing() -> None:
    assert refused("name = and id = seven").message.startswith('"seven" is not a whole number')


@pytest.mark.parametrize(
    ("typed", "complete", "sent"),
    [
        ("ubuntu and", "ubuntu", "name,like,%ubuntu%"),
        ("ubuntu server id >", "ubuntu server", names_like("%ubuntu%", "%server%")),
        ('ubuntu "server 2', "ubuntu", "name,like,%ubuntu%"),
        ('"ubuntu 22" and name', '"ubuntu 22"', "name,like,%ubuntu 22%"),
        ("name = and x y;id in 3", "x y ; id in 3", f"{names_like('%x%', '%y%')};id,in,3"),
        ("name,eq,a and b;id", "name,eq,a and b", "name,eq,a and b"),
        ("id", "", ""),
    ],
)
def test_an_incomplete_filter_tells_what_is_complete_of_it(
    typed: str, complete: str, sent: str
) -> None:
    error = refused(typed)
    assert isinstance(error, IncompleteFilter)
    assert (error.complete.expression, error.complete.parameter) == (complete, sent)
    assert parse(error.complete.expression, NOW) == error.complete


TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJqb3NlbSJ9.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "typed",
    [
        TOKEN,
        f"ubuntu {TOKEN} server",
        f'name = "{TOKEN}"',
        f"name,like,{TOKEN}",
        f"Bearer:{TOKEN}",
        f"x.{TOKEN}.y",
        f"{'x' * 4000} {TOKEN}",
        TOKEN.rpartition(".")[0] + ".",
        "eyJhbGciOiJub25lIn0.e30.",
    ],
)
def test_a_token_is_refused_and_nowhere_repeated(typed: str) -> None:
    error = refused(typed)
    assert error.message.startswith("that looks like a token")
    assert not isinstance(error, IncompleteFilter)
    assert "eyJ" not in error.message + error.expression
    assert len(error.expression) == len(typed)
    assert error.expression[error.start : error.end].strip("•") == ""


@pytest.mark.parametrize("typed", ["ubuntu-24.04.3-live.iso", "a.eyJ.b", "x.e30", "v1.e2.3"])
def test_what_only_has_dots_is_no_token(typed: str) -> None:
    assert parameter(typed) == f"name,like,%{typed}%"


LINUX = "[vss-ISOs] Linux/a.iso"
UBUNTU = "[vss-ISOs] Linux/Ubuntu/a.iso"


@pytest.mark.parametrize(
    ("typed", "path", "result"),
    [
        ("", LINUX, "path like [vss-ISOs] Linux/%"),
        ("ubuntu id > 3", LINUX, "ubuntu id > 3 and path like [vss-ISOs] Linux/%"),
        ("", "[vss-ISOs] a.iso", "path like [vss-ISOs] %"),
        ("", "[s] Salt and Pepper/a.iso", "path,like,[s] Salt and Pepper/%"),
        ("", '[s] it\'s "odd"/a.iso', 'path,like,[s] it\'s "odd"/%'),
        ("x", "[s] -a | b/a.iso", "x and path,like,[s] -a | b/%"),
        ("name,like,a%", LINUX, "name,like,a% ; path like [vss-ISOs] Linux/%"),
        ("name,like,a%", "[s] a && b/c.iso", "name,like,a% ; path,like,[s] a && b/%"),
        # Again: it goes, wherever it stands and however it was written.
        ("path like [vss-ISOs] Linux/%", LINUX, ""),
        ("ubuntu and path like [vss-ISOs] Linux/%", LINUX, "ubuntu"),
        ("path,like,[vss-ISOs] Linux/%;ubuntu server", LINUX, "ubuntu server"),
        # That of a folder above makes way.
        ("x and path like [vss-ISOs] Linux/%", UBUNTU, "x and path like [vss-ISOs] Linux/Ubuntu/%"),
        ("path like [vss-ISOs] %", UBUNTU, "path like [vss-ISOs] Linux/Ubuntu/%"),
        # What only looks like one stays.
        (
            "path like [vss-ISOs] L%",
            LINUX,
            "path like [vss-ISOs] L% and path like [vss-ISOs] Linux/%",
        ),
        ("linux/", LINUX, "linux/ and path like [vss-ISOs] Linux/%"),
    ],
)
def test_the_clause_of_a_folder_is_added_or_taken_away(typed: str, path: str, result: str) -> None:
    assert only_folder(typed, Untrusted(path), NOW) == result
    assert type(only_folder(typed, Untrusted(path), NOW)) is str
    parse(result, NOW)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("[s] a;b/c.iso", 'cannot filter by this folder: its path contains ";"'),
        ("[s] 50%/c.iso", 'cannot filter by this folder: its path contains "%"'),
        ("a.iso", "this image's path names no folder"),
        ("", "this image's path names no folder"),
        (" a/b.iso", "cannot filter by this folder"),
        ("[s] a\nb/c.iso", "a value cannot hold the character U+000A: leave it out"),
        ("[s] a and id > 3/c.iso", "in the API's own form this is text"),
    ],
)
def test_a_folder_that_cannot_be_asked_for_is_refused(path: str, message: str) -> None:
    with pytest.raises(FilterError) as caught:
        only_folder("ubuntu", Untrusted(path), NOW)
    assert str(caught.value).startswith(message)
