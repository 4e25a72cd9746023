"""Cases 95 to 108: what a terminal sends, at every time and place, does what its user asked for.

The installed command runs on a terminal, and gets the bytes themselves.
"""

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.command import INSTALLED
from tests.fake_service import FakeService
from tests.fake_service.serving import serve
from tests.faults.fault_injection import with_fault
from tests.terminal_emulator import FOCUS, MOUSE, TerminalEmulator

Environ = dict[str, str]
FIRST, SECOND = "CentOS-6.5-x86_64-bin-DVD1.iso", "ubuntu-14.04-desktop-amd64.iso"
ENTER, ESC, CTRL_C, CTRL_P = "\r", "\x1b", "\x03", "\x10"
PASTE_START, PASTE_END = "\x1b[200~", "\x1b[201~"
QUIET = 0.6
"""Seconds in which whatever is going to happen has happened."""
ESCDELAY = 0.05


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def environ(service: FakeService, clean_environment: Environ) -> Iterator[Environ]:
    """The environment of a user who has an endpoint and a token."""
    with serve(service) as url:
        yield {**clean_environment, "VSS_ENDPOINT": url, "VSS_API_TOKEN": service.token}


@pytest.fixture
def quick(environ: Environ) -> Environ:
    """The same with a short time in which an Esc may begin a sequence."""
    return {**environ, "ESCDELAY": str(round(1000 * ESCDELAY))}


def vss_tui(environ: Environ, *words: str, **how: Any) -> TerminalEmulator:
    return TerminalEmulator([INSTALLED, *words], environ, **how)


def opened(terminal: TerminalEmulator) -> None:
    """Wait until the rows are there and nothing more is drawn."""
    terminal.wait_for(FIRST)
    while terminal.settle(QUIET):
        pass


def typed(terminal: TerminalEmulator) -> str:
    """The word before the cursor."""
    before = terminal.cursor_line[: terminal.cursor[0]].strip()
    return before.rpartition(" ")[2].lstrip("/")


def is_typed(terminal: TerminalEmulator, word: str) -> bool:
    return typed(terminal) == word


def is_on_row(terminal: TerminalEmulator, row: int) -> bool:
    return terminal.cursor[1] == row


def in_filter(terminal: TerminalEmulator) -> None:
    opened(terminal)
    terminal.send("/x")
    terminal.wait_for(lambda: typed(terminal) == "x")
    terminal.send("\x7f")
    terminal.wait_for(lambda: typed(terminal) != "x")
    while terminal.settle(QUIET):
        pass


def in_palette(terminal: TerminalEmulator) -> None:
    opened(terminal)
    terminal.send(f"{CTRL_P}zz")
    terminal.wait_for(lambda: typed(terminal) == "zz")
    terminal.send("\x15")
    terminal.wait_for(lambda: typed(terminal) != "zz")


@dataclass(frozen=True)
class Place:
    """Where keys go: the command that is run, and the way there."""

    words: tuple[str, ...]
    enter: Callable[[TerminalEmulator], None]


TABLE, FILTER = Place((), opened), Place((), in_filter)
DIALOG, PICK = Place((), in_palette), Place(("pick",), opened)
INPUTS = pytest.mark.parametrize("place", [FILTER, DIALOG, PICK], ids=["filter", "dialog", "pick"])
ANYWHERE = pytest.mark.parametrize(
    "place", [TABLE, FILTER, DIALOG, PICK], ids=["table", "filter", "dialog", "pick"]
)


def submissions(service: FakeService) -> int:
    return len(service.requests_to("PATCH"))


# 95: keys before the first paint.


@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.25, 0.5])
def test_case_95_keys_before_the_first_paint(
    environ: Environ, service: FakeService, seconds: float
) -> None:
    with vss_tui(environ) as terminal:
        terminal.settle(seconds)
        terminal.send(f"/sles{ENTER}")
        terminal.wait_for(lambda: bool(service.requests_to("GET", "/v2/iso")[-1:]))
        terminal.wait_for(lambda: "like,%sles%" in str(service.requests))
        terminal.wait_for(lambda: FIRST not in terminal.text)
        terminal.send("q")
        assert terminal.wait_exit() == 0
    assert submissions(service) == 0


@pytest.mark.parametrize("seconds", [0.0, 0.2, 0.4])
def test_case_95_left_before_the_first_paint(
    environ: Environ, service: FakeService, seconds: float
) -> None:
    with vss_tui(environ) as terminal:
        terminal.settle(seconds)
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert terminal.problems == []
    assert submissions(service) == 0


@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.25, 0.5])
def test_case_95_keys_before_the_first_paint_of_pick(
    environ: Environ, service: FakeService, seconds: float
) -> None:
    first = next(image.name for image in service.public.images if "sus" in image.name.lower())
    with vss_tui(environ, "pick") as terminal:
        terminal.settle(seconds)
        terminal.send(f"sus{ENTER}")
        assert terminal.wait_exit() == 0
        assert terminal.problems == []
        assert terminal.text.strip().endswith(first)
    assert submissions(service) == 0


def test_case_95_enter_before_raw_mode(environ: Environ) -> None:
    """The terminal's line discipline makes a line feed of it, which is no Ctrl+J."""
    with vss_tui(environ) as terminal:
        terminal.send(f":2{ENTER}")
        terminal.wait_for("page 2 of 5")


# 96: answers of the terminal.

ANSWERS = [
    *(
        "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
        "\x1b]10;rgb:qq/qq/qq\x07",
        "\x1b[?62;22c",
        "\x1b[>0;1;0c",
    ),
    *(
        "\x1b[1;1R",
        "\x1b[0n",
        "\x1b[?2026;2$y",
        "\x1b[?1004;0$y",
        "\x1b[8;24;80t",
        "\x1b[48;9;9;9;9t",
    ),
    *(
        "\x1bP>|tmux 3.4\x1b\\",
        "\x1b_Gi=31;OK\x1b\\",
        "\x1b[?997;1n",
        "\x1b[?1u",
        "\x1b[I",
        "\x1b[O",
    ),
    *("\x1b[57441;2u", "\x1b[113;1:3u", "\x9b?62c", "\x1b^pq\x1b\\", "\x1bXs\x1b\\"),
]


@ANYWHERE
def test_case_96_answers_of_the_terminal_are_no_keys(
    environ: Environ, service: FakeService, place: Place
) -> None:
    with vss_tui(environ, *place.words) as terminal:
        place.enter(terminal)
        before, asked = terminal.text, len(service.requests)
        for answer in ANSWERS:
            terminal.send(answer)
        terminal.settle(1)
        assert terminal.text == before
        assert len(service.requests) == asked


WHOLE = [answer.encode() for answer in ANSWERS]
CUT = [
    b"\x1b[1;",
    b"\x1b[<0;3",
    b"\x1b]11;rgb:1e",
    b"\x1bP1+r",
    b"\x1b_G",
    b"\x1b[M q",
    b"\xe2\x82",
]


def noise(seed: int, keys: Sequence[str]) -> Iterator[tuple[bytes, str]]:
    """Sequences that are no keys, whole and cut, with keys in between: each, and its key."""
    choose = random.Random(seed)
    for key in keys:
        yield b"".join(choose.choices(WHOLE, k=choose.randrange(4))), ""
        if choose.random() < 0.3:
            yield choose.choice(CUT), ""
        yield key.encode(), key


def send_noise(terminal: TerminalEmulator, seed: int, keys: Sequence[str]) -> None:
    for data, _ in noise(seed, keys):
        terminal.send(data)
        if data in CUT:
            # Here it stops; a key that came earlier would belong to it.
            terminal.settle(ESCDELAY * 4)


@INPUTS
def test_case_96_exactly_the_keys_between_sequences_are_typed(
    quick: Environ, service: FakeService, place: Place
) -> None:
    with vss_tui(quick, *place.words) as terminal:
        place.enter(terminal)
        for seed in range(6):
            word = f"w{seed}xq"
            send_noise(terminal, seed, word)
            terminal.wait_for(partial(is_typed, terminal, word))
            terminal.send("\x15")
    assert submissions(service) == 0


def test_case_96_exactly_the_keys_between_sequences_move(quick: Environ) -> None:
    with vss_tui(quick) as terminal:
        opened(terminal)
        top = terminal.cursor[1]
        for seed in range(6):
            send_noise(terminal, seed, "jjkj")
            terminal.wait_for(partial(is_on_row, terminal, top + 2 * (seed + 1)))
        terminal.settle(QUIET)
        assert terminal.cursor[1] == top + 12


def test_case_96_after_any_bytes_the_keyboard_works(quick: Environ) -> None:
    leaving = b"\x03\x1aqQ\x04"
    with vss_tui(quick, "--no-cache") as terminal:
        opened(terminal)
        for seed in range(12):
            data = random.Random(seed).randbytes(200)
            terminal.send(bytes(byte for byte in data if byte not in leaving))
            terminal.settle(0.1)
        # A paste may have begun, and dialogs may be open.
        terminal.send(PASTE_END)
        for _ in range(6):
            terminal.send(ESC)
            terminal.settle(ESCDELAY * 3)
        terminal.send("1g")
        terminal.settle(QUIET)
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert terminal.problems == []


# 97 to 99: pastes.

HOSTILE = f"{PASTE_START} \x1b[31mubuntu-quick-setup.iso \x1b[0m{PASTE_END}"


def test_case_97_a_paste_is_no_row_of_commands(environ: Environ, service: FakeService) -> None:
    with vss_tui(environ) as terminal:
        opened(terminal)
        before, asked = terminal.text, len(service.requests)
        terminal.send(HOSTILE)
        terminal.send(f"{PASTE_START}sq]{ENTER}{CTRL_C}{ESC}q{PASTE_END}")
        terminal.settle(1)
        assert terminal.text == before
        assert len(service.requests) == asked


@pytest.mark.parametrize("place", [FILTER, PICK], ids=["filter", "pick"])
def test_case_97_a_paste_into_the_filter_is_its_text(environ: Environ, place: Place) -> None:
    with vss_tui(environ, *place.words) as terminal:
        place.enter(terminal)
        terminal.send(HOSTILE)
        terminal.wait_for(lambda: typed(terminal) == "ubuntu-quick-setup.iso")


@INPUTS
def test_case_98_a_paste_without_its_end(environ: Environ, place: Place) -> None:
    with vss_tui(environ, *place.words) as terminal:
        place.enter(terminal)
        terminal.send(f"{PASTE_START}ubuntu")
        terminal.wait_for(lambda: "ubuntu" in terminal.cursor_line)
        terminal.send("-22")
        terminal.wait_for(lambda: "ubuntu-22" in terminal.cursor_line)
        terminal.send(PASTE_START)
        terminal.send(f"{CTRL_C}x")
        terminal.settle(QUIET)
        assert terminal.process.poll() is None
        terminal.settle(2.5)
        terminal.send(CTRL_C)
        assert terminal.wait_exit() == (130 if place.words else 0)


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_case_99_a_line_end_at_the_end_of_a_paste(
    environ: Environ, service: FakeService, end: str
) -> None:
    del environ["VSS_API_TOKEN"]
    with vss_tui(environ) as terminal:
        terminal.wait_for("assword")
        terminal.send("\x15demo\t")
        terminal.send(f"{PASTE_START}demo{end}{PASTE_END}{ENTER}")
        opened(terminal)
        terminal.send(":")
        terminal.send(f"{PASTE_START}3{end}{PASTE_END}{ENTER}")
        terminal.wait_for("page 3 of 5")


# 100: Esc and a quick next key.


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.15, 0.3])
def test_case_100_esc_and_a_quick_next_key(
    environ: Environ, service: FakeService, seconds: float
) -> None:
    personal = service.personal.images[1].name

    def press(key: str) -> None:
        terminal.send(ESC)
        if seconds:
            terminal.settle(seconds)
        terminal.send(key)

    with vss_tui(environ) as terminal:
        opened(terminal)
        terminal.send("/zz")
        terminal.wait_for(lambda: typed(terminal) == "zz")
        press("t")
        terminal.wait_for(personal)
        terminal.send("?")
        terminal.wait_for(lambda: personal not in terminal.text)
        press("1")
        terminal.wait_for(lambda: "zz" in terminal.text or FIRST in terminal.text)
        terminal.send("?")
        terminal.wait_for(lambda: not {FIRST, "zz"} & set(terminal.text.split()))
        press("q")
        assert terminal.wait_exit() == 0
    assert submissions(service) == 0


@pytest.mark.parametrize("key", "[]PO_")
def test_case_100_esc_and_a_key_that_could_begin_a_sequence(quick: Environ, key: str) -> None:
    with vss_tui(quick) as terminal:
        opened(terminal)
        terminal.send(CTRL_P)
        terminal.wait_for(lambda: FIRST not in terminal.text or "Search" in terminal.text)
        terminal.send(ESC)
        terminal.settle(ESCDELAY / 5)
        # The key is not for the palette any more: it is typed into the filter.
        terminal.send(key)
        terminal.settle(ESCDELAY * 3)
        terminal.send(f"/{key}x")
        terminal.wait_for(lambda: typed(terminal) == f"{key}x")


# 101 to 106: mouse, keyboard protocols, cursor, focus.


def click(text: str, terminal: TerminalEmulator, button: int = 0) -> str:
    """What a terminal sends for a click on the line with ``text``."""
    row = next(number for number, line in enumerate(terminal.lines, 1) if text in line)
    place = f"{button};{12};{row}"
    return f"\x1b[<{place}M\x1b[<{place}m"


@pytest.mark.parametrize("button", [1, 2, 128, 129])
def test_case_101_other_mouse_buttons(environ: Environ, tmp_path: Path, button: int) -> None:
    with vss_tui(environ, "pick") as terminal:
        opened(terminal)
        before = terminal.text
        terminal.send(click(SECOND, terminal, button) * 2)
        terminal.settle(QUIET)
        assert terminal.process.poll() is None
        assert terminal.text == before
        terminal.send(click(SECOND, terminal) * 2)
        assert terminal.wait_exit() == 0
        assert terminal.text.strip() == SECOND


@pytest.mark.parametrize(
    "ctrl_c", ["\x1b[1089;5u", "\x1b[1089::99;5u", "\x1b[99;5u", "\x1b[27;5;99~"]
)
def test_case_102_ctrl_c_of_an_enhanced_keyboard(environ: Environ, ctrl_c: str) -> None:
    with vss_tui(environ) as terminal:
        opened(terminal)
        assert b"\x1b[>" not in terminal.raw
        terminal.send(ctrl_c)
        assert terminal.wait_exit() == 0
    with vss_tui(environ, "pick") as terminal:
        opened(terminal)
        terminal.send(ctrl_c)
        assert terminal.wait_exit() == 130


def test_case_102_keys_of_an_enhanced_keyboard(environ: Environ) -> None:
    with vss_tui(environ) as terminal:
        opened(terminal)
        terminal.send("\x1b[93u")
        terminal.wait_for("page 2 of 5")
        terminal.send("\x1b[91:123;2u")
        terminal.wait_for("page 1 of 5")
        terminal.send("\x1b[47;1u\x1b[1089u\x1b[97;2u\x1b[57402u")
        terminal.wait_for(lambda: typed(terminal) == "сA3")


_SHELL = """
stty -echo; {command}; printf 'left '; stty -icanon min 0 time 3; head -c 100 | od -c | head -3
"""


@pytest.mark.parametrize("answering", [True, False])
def test_case_104_mouse_reports_while_leaving(environ: Environ, answering: bool) -> None:
    """What comes until the terminal has answered, and for 200 ms at most, is nobody's."""
    script = _SHELL.format(command=f"{sys.executable} -m vss_tui")
    with TerminalEmulator(["sh", "-c", script], environ, answering=answering) as terminal:
        opened(terminal)
        assert terminal.modes & MOUSE == {1000, 1002, 1006}

        def left() -> bool:
            if b"?1000l" in terminal.raw and b"?1049l" not in terminal.raw:
                terminal.send("\x1b[<35;4;5M")
            return "left" in terminal.text

        terminal.send("q")
        terminal.send("\x1b[<35;4;5M" * 50)
        terminal.wait_for(left)
        assert terminal.wait_exit() == 0
        assert terminal.text.strip() == "left 0000000"
        # One query after the first paint, and the last one where that was answered.
        assert terminal.raw.count(b"\x1b[c") == (2 if answering else 1)


def test_case_105_the_cursor_is_where_the_user_is(environ: Environ) -> None:
    with vss_tui(environ) as terminal:
        opened(terminal)
        assert FIRST in terminal.cursor_line
        terminal.send("j")
        terminal.wait_for(lambda: SECOND in terminal.cursor_line)
        terminal.send("/ubuntu")
        terminal.wait_for(lambda: "ubuntu" in terminal.cursor_line)
        terminal.wait_for(lambda: terminal.cursor_line[: terminal.cursor[0]].endswith("ubuntu"))
        column, row = terminal.cursor
        terminal.send("\x1b[D\x1b[D")
        terminal.wait_for(lambda: terminal.cursor == (column - 2, row))
        terminal.send(ESC)
        terminal.wait_for(lambda: SECOND in terminal.cursor_line)


def test_case_106_a_change_of_the_focus_draws_nothing(environ: Environ) -> None:
    with vss_tui(environ) as terminal:
        opened(terminal)
        assert FOCUS not in terminal.modes
        terminal.send("\x1b[O")
        assert terminal.settle(QUIET) == b""
        terminal.send("\x1b[I")
        assert terminal.settle(QUIET) == b""
        terminal.send("j")
        terminal.wait_for(lambda: SECOND in terminal.cursor_line)


# 108: Ctrl+C while starting.

INTERRUPT = """
import os, signal, sys
number, seen = int(os.environ["INTERRUPT_AT_IMPORT"]), 0

def interrupt(event, arguments):
    global seen
    if event == "import" and (seen or arguments[0] == "vss_tui.cli"):
        seen += 1
        if seen == number:
            os.kill(os.getpid(), signal.SIGINT)

sys.addaudithook(interrupt)
"""
"""Code that interrupts its own process at the Nth import, from the first one of the command on."""


@pytest.mark.parametrize("number", [3, 4, 10, 60, 150])
@pytest.mark.parametrize(
    ("words", "code"), [([], 0), (["pick"], 130), (["-f", "pick"], 0), (["ls"], -2)]
)
def test_case_108_ctrl_c_while_starting(
    environ: Environ, tmp_path: Path, words: Sequence[str], code: int, number: int
) -> None:
    counted = {**environ, "INTERRUPT_AT_IMPORT": str(number)}
    with vss_tui(with_fault(counted, tmp_path / "fault", INTERRUPT), *words) as terminal:
        assert terminal.wait_exit() == code
        assert terminal.problems == []
        assert terminal.text.strip() in {"", "^C"}


@pytest.mark.parametrize("milliseconds", range(150, 1000, 120))
def test_case_108_ctrl_c_at_any_time(environ: Environ, milliseconds: int) -> None:
    with vss_tui(environ, "pick") as terminal:
        terminal.settle(milliseconds / 1000)
        terminal.send(CTRL_C)
        assert terminal.wait_exit() == 130
        assert terminal.problems == []
        assert terminal.text.strip() in {"", "^C"}
