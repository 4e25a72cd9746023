"""What a terminal sends is cut into characters, sequences and pastes, whole or in pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vss_tui.terminal.escape_parser import (
    META_DELAY,
    PASTE_TIMEOUT,
    Csi,
    EscapeParser,
    LegacyMouse,
    Pasted,
    Ss3,
    Token,
)

DELAY = 0.4
SLOW = META_DELAY * 2
"""Seconds between two keys that are typed."""


def parse(*reads: bytes, pause: float = SLOW) -> list[Token]:
    """Parse what was read piece by piece with a pause before each, then wait for ever."""
    parser, now, tokens = EscapeParser(DELAY), 0.0, list[Token]()
    for data in reads:
        now += pause
        tokens += parser.expire(now)
        tokens += parser.feed(data, now)
    while parser.deadline is not None:
        tokens += parser.expire(parser.deadline)
    return tokens


WHOLE = {
    b"aB9~": ["a", "B", "9", "~"],
    "éж€🐧".encode(): ["é", "ж", "€", "🐧"],
    b"\r\n\t\x7f\x03\x00": ["\r", "\n", "\t", "\x7f", "\x03", "\x00"],
    b"\x1b[A": [Csi("", "", "A")],
    b"\x1b[1;5A": [Csi("1;5", "", "A")],
    b"\x1b[<0;10;5M": [Csi("<0;10;5", "", "M")],
    b"\x1b[?2026;2$y": [Csi("?2026;2", "$", "y")],
    b"\x1b[5$": [Csi("5", "", "$")],
    b"\x1b[[A": [Csi("[", "", "A")],
    b"\x1bOA\x1bO5P": [Ss3("", "A"), Ss3("5", "P")],
    b"\x1b\x1b[A\x1b\x1bOA": [Csi("", "", "A", alt=True), Ss3("", "A", alt=True)],
    b"\x1b[M \xa0\xff": [LegacyMouse(0, 0x80, 0xDF)],
    b"\x9b1;5A": [Csi("1;5", "", "A")],
    b"\xc2\x9bA": [Csi("", "", "A")],
}


@pytest.mark.parametrize(("data", "tokens"), WHOLE.items())
def test_whole(data: bytes, tokens: list[Token]) -> None:
    assert parse(data) == tokens


@pytest.mark.parametrize("text", ["", "0", "11;rgb:1e1e/1e1e/1e1e", "é\x9c;q\r"])
@pytest.mark.parametrize("kind", ["]", "P", "_", "^", "X"])
def test_strings_are_nothing(kind: str, text: str) -> None:
    assert parse(f"\x1b{kind}{text}\x1b\\q".encode()) == ["q"]
    eight_bit = bytes([ord(kind) + 0x40]) + text.replace("\x9c", "").encode()
    assert parse(eight_bit + b"\x9cq") == ["q"]
    if kind == "]":
        assert parse(f"\x1b]{text}\x07q".encode()) == ["q"]


TYPED = {
    (b"\x1b",): ["\x1b"],
    (b"\x1bt",): ["\x1b", "t"],
    (b"\x1b", b"t"): ["\x1b", "t"],
    (b"\x1b", b"\x1b[B"): ["\x1b", Csi("", "", "B")],
    (b"\x1b", b"[A"): [Csi("", "", "A")],
    (b"\x1b", b"\x1b"): ["\x1b", "\x1b"],
    (b"\x1b\x1b",): ["\x1b", "\x1b"],
    (b"\x1b\x1bt",): ["\x1b", "\x1b", "t"],
    (b"\x1b\r",): ["\x1b", "\r"],
    (b"\x1b", "é".encode()): ["\x1b", "é"],
    (b"\x1bXq",): ["\x1b", "X", "q"],
    (b"\x1b^", "é".encode(), b"\x1b"): ["\x1b", "^", "é", "\x1b"],
    (b"\x1bX\x1b[A",): ["\x1b", "X", Csi("", "", "A")],
}


@pytest.mark.parametrize(("reads", "tokens"), TYPED.items())
def test_escape_and_the_next_key(reads: tuple[bytes, ...], tokens: list[Token]) -> None:
    assert parse(*reads) == tokens


@pytest.mark.parametrize("key", "[]P_O^X")
@pytest.mark.parametrize("apart", [True, False])
def test_an_introducer_that_nothing_follows_was_typed(key: str, apart: bool) -> None:
    reads = (b"\x1b", key.encode()) if apart else (b"\x1b" + key.encode(),)
    assert parse(*reads) == ["\x1b", key]


CUT = [
    *(b"\x1b[1", b"\x1b[<0;5", b"\x1b[?2026;2$", b"\x1b[M", b"\x1b[M a", b"\x1b[[", b"\x1bO5"),
    *(b"\x1b]11;rgb", b"\x1bP1$r", b"\x1b_G", b"\x9b", b"\x9d0", b"\xc3", b"\xf0\x9f\x90"),
]


@pytest.mark.parametrize("cut", CUT)
def test_a_sequence_that_stops_is_dropped(cut: bytes) -> None:
    assert parse(cut, b"q", pause=DELAY) == ["q"]
    assert parse(cut) == []


@pytest.mark.parametrize("cut", [*CUT, b"\x1b[", b"\x1bO", b"\x1b]", b"\x1bP", b"\x1b_"])
def test_a_sequence_that_another_interrupts_is_dropped(cut: bytes) -> None:
    assert parse(cut + b"\x1b[B") == [Csi("", "", "B")]


def test_a_long_sequence_is_passed_over_whole() -> None:
    assert parse(b"\x1b[" + b"1;" * 5000 + b"Aq") == ["q"]
    assert parse(b"\x1b]" + b"1;" * 500_000 + b"\x07q") == ["q"]


@pytest.mark.parametrize("junk", [b"\xff\xfe\xc0", b"\xc3q"[:1], b"\xed\xa0\x80", b"\xf5\x80"])
def test_bytes_that_are_no_text(junk: bytes) -> None:
    assert parse(junk + b"q") == ["q"]


PASTES = {
    b"ubuntu": "ubuntu",
    "é🐧".encode(): "é🐧",
    b"\x1b[31mubuntu-quick-setup.iso\x1b[0m ": "ubuntu-quick-setup.iso ",
    b"s3cret\r": "s3cret",
    b"s3cret\n": "s3cret",
    b"s3cret\r\n\r\n": "s3cret",
    b"a\nb\n": "a\nb",
    b"a\x03b": "a\x03b",
    b"\x1b]0;title\x07a\x1bP1$r0m\x1b\\b\x1bc\x1b(Bc\x1b": "abc",
    b"\x1b[200~a": "a",
    b"\x00a\xffb\xc2\x9b1mc": "abc",
}


@pytest.mark.parametrize(("data", "text"), PASTES.items())
def test_paste(data: bytes, text: str) -> None:
    assert parse(b"x\x1b[200~" + data + b"\x1b[201~y") == ["x", Pasted(text), "y"]


@pytest.mark.parametrize("data", [b"", b"\r\n", b"\x1b[31m", b"\xff"])
def test_a_paste_without_text_is_nothing(data: bytes) -> None:
    assert parse(b"\x1b[200~" + data + b"\x1b[201~q") == ["q"]


def test_a_paste_without_an_end_is_given_up() -> None:
    assert parse(b"\x1b[200~ubu", b"ntu\x1b[20", pause=PASTE_TIMEOUT - 0.1) == [Pasted("ubuntu")]
    assert parse(b"\x1b[200~ubuntu", b"q", b"\x1b[201~", pause=PASTE_TIMEOUT) == [
        Pasted("ubuntu"),
        "q",
        Csi("201", "", "~"),
    ]


def test_hostile_pastes_take_no_longer() -> None:
    """A regular expression that looks for an end from each start would take minutes."""
    for piece in (b"\x1b]", b"\x1b[", b"\x1bP1", b"\x9b1", b"\x1b[20"):
        assert len(parse(b"\x1b[200~" + piece * 200_000 + b"\x1b[201~q")) <= 2


_PIECES = st.sampled_from(
    [*WHOLE, *CUT, b"\x1b", b"[", b"]", b"\\", b"O", b"\x07", b"\x1b[200~", b"\x1b[201~", b"q"]
)


@given(st.lists(_PIECES | st.binary(max_size=6), max_size=20), st.data())
def test_where_it_is_cut_by_reading_makes_no_difference(
    pieces: list[bytes], data: st.DataObject
) -> None:
    whole = b"".join(pieces)
    places = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    reads = [
        whole[start:end] for start, end in zip([0, *places], [*places, len(whole)], strict=True)
    ]
    assert parse(*reads, pause=0) == parse(whole)


@given(st.lists(st.binary(max_size=40), max_size=10))
def test_after_any_bytes_the_keyboard_works(reads: list[bytes]) -> None:
    parser, now = EscapeParser(DELAY), 0.0
    for data in reads:
        parser.feed(data, now)
        now += 0.01
    while parser.deadline is not None:
        now = parser.deadline
        parser.expire(now)
    assert parser.feed(b"q\x1b[A", now) == ["q", Csi("", "", "A")]


_NO_KEYS = st.one_of(
    st.from_regex(rb"\x1b\[\?[0-9;]{0,9}[a-zA-Z]", fullmatch=True),
    st.from_regex(rb"\x1b\][^\x00-\x1f\x7f-\xff]{0,30}(\x07|\x1b\\)", fullmatch=True),
    st.from_regex(rb"\x1b[P_][^\x00-\x1f\x7f-\xff]{0,30}\x1b\\", fullmatch=True),
)


@given(st.lists(_NO_KEYS | st.sampled_from([b"q", b"/", b"\r", "é".encode()]), max_size=20))
def test_keys_between_sequences_are_exactly_the_keys(pieces: list[bytes]) -> None:
    keys = [piece.decode() for piece in pieces if len(piece) < 3]
    assert [token for token in parse(b"".join(pieces)) if isinstance(token, str)] == keys
