"""A token, and what may be read of it without its key."""

import base64
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vss_tui.models.token import MalformedToken, Token

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def jwt(claims: object) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"eyJhbGciOiJIUzI1NiJ9.{payload}.c2lnbmF0dXJl"


def test_says_when_it_ends_and_whose_it_is():
    token = Token.parse(jwt({"exp": NOON.timestamp(), "sub": "josem"}))
    assert (token.expires, token.user) == (NOON, "josem")


@pytest.mark.parametrize("blanks", ["{}\n", " {} ", "\t{}\r\n"])
def test_blanks_round_it_are_dropped(blanks):
    assert Token.parse(blanks.format("abc.def")).secret.reveal() == "abc.def"


@pytest.mark.parametrize("text", ["", "  ", "s3c ret", "s3c\rret", "s3c\nret", "s3crét", "s3c\0"])
def test_what_cannot_be_sent_is_refused_and_not_repeated(text):
    with pytest.raises(MalformedToken) as refused:
        Token.parse(text)
    assert "s3c" not in str(refused.value)
    assert "malformed" in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "opaque",
        "a.b",
        "a.b.c.d",
        "a.!!!.c",
        "a.YWJj.c",
        jwt([1]),
        jwt("x"),
        jwt({}),
        jwt({"exp": "soon"}),
        jwt({"exp": True}),
        jwt({"exp": 1e300}),
        jwt({"exp": None}),
    ],
)
def test_one_that_says_nothing_is_left_to_the_service(text):
    token = Token.parse(text)
    assert (token.expires, token.user) == (None, "")
    assert token.secret.reveal() == text
    assert token.life(NOON) is None


@pytest.mark.parametrize(
    ("claims", "user"),
    [
        ({"user": "a", "sub": "b"}, "a"),
        ({"username": "a"}, "a"),
        ({"sub": "a"}, "a"),
        ({"identity": "a"}, "a"),
        ({"user": "", "sub": 7, "identity": "a"}, "a"),
        ({"sub": 7}, ""),
    ],
)
def test_names_its_user_in_one_of_several_claims(claims, user):
    assert Token.parse(jwt(claims)).user == user


@pytest.mark.parametrize("minutes", [90, 0, -10])
def test_its_life_is_what_is_left(minutes):
    token = Token.parse(jwt({"exp": (NOON + timedelta(minutes=minutes)).timestamp()}))
    assert token.life(NOON) == minutes * 60


def test_it_is_not_seen_where_it_is_printed():
    assert "s3cret" not in repr(Token.parse("s3cret")) + str(Token.parse("s3cret"))


@pytest.mark.parametrize(
    "seconds",
    [253402300799, 253402300798.9, 253402214400, -62135596800, -62135510400, 1e18, -1e18, 10**40],
)
@pytest.mark.parametrize("hours", [-23, 0, 23])
def test_case_152_an_end_beyond_the_calendar_is_unknown(seconds, hours):
    expires = Token.parse(jwt({"exp": seconds})).expires
    if expires is not None:
        expires.astimezone(timezone(timedelta(hours=hours)))
    assert expires is None


@given(st.text(max_size=40))
def test_any_text_is_a_token_or_malformed_generated(text):
    try:
        token = Token.parse(text)
    except MalformedToken:
        return
    assert token.secret.reveal() == text.strip()


@given(st.binary(max_size=40))
def test_any_claims_are_read_without_harm_generated(payload):
    text = f"a.{base64.urlsafe_b64encode(payload).decode()}.c"
    assert Token.parse(text).secret.reveal() == text
