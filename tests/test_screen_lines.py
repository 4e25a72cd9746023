"""Lines that stand on the screen already are not sent again."""

import pytest

from vss_tui.terminal.screen_lines import ScreenLines

FIRST = "\x1b[1;1H\x1b[1mhead\x1b[0m\n\x1b[2;1Hrow one\n\x1b[3;1Hrow two\x1b[1;4H"


@pytest.fixture
def screen() -> ScreenLines:
    return ScreenLines()


class TestWhatIsSent:
    def test_the_first_paint_is_sent_whole_without_line_ends(self, screen: ScreenLines) -> None:
        assert screen.changed(FIRST) == FIRST.replace("\n", "")

    def test_the_second_one_sends_the_cursor_only(self, screen: ScreenLines) -> None:
        screen.changed(FIRST)
        assert screen.changed(FIRST) == "\x1b[1;4H"

    def test_a_line_that_has_changed_is_sent(self, screen: ScreenLines) -> None:
        screen.changed(FIRST)
        assert screen.changed(FIRST.replace("one", "ONE")) == "\x1b[2;1Hrow ONE\x1b[1;4H"

    def test_a_line_that_was_written_into_meanwhile_is_sent(self, screen: ScreenLines) -> None:
        screen.changed(FIRST)
        assert screen.changed("\x1b[2;5HONE") == "\x1b[2;5HONE"
        assert screen.changed(FIRST) == "\x1b[2;1Hrow one\x1b[1;4H"

    @pytest.mark.parametrize("data", ["", "\x1b[?25l", "\x1b]52;c;QQ==\x07", "\x1b[?2026h"])
    def test_what_moves_nowhere_is_sent_as_it_is(self, screen: ScreenLines, data: str) -> None:
        screen.changed(FIRST)
        assert [screen.changed(data), screen.changed(data)] == [data, data]

    def test_everything_is_sent_once_nothing_is_known(self, screen: ScreenLines) -> None:
        screen.changed(FIRST)
        screen.forget()
        assert screen.changed(FIRST) == FIRST.replace("\n", "")

    def test_lines_of_a_first_frame_are_known(self, screen: ScreenLines) -> None:
        screen.restore(["\x1b[1mhead\x1b[0m", "row one", "another"])
        assert screen.changed(FIRST) == "\x1b[3;1Hrow two\x1b[1;4H"


class TestWhatStandsThere:
    def test_whole_lines(self, screen: ScreenLines) -> None:
        screen.changed(FIRST)
        assert screen.whole(3) == ["\x1b[1mhead\x1b[0m", "row one", "row two"]

    def test_a_line_that_was_never_written(self, screen: ScreenLines) -> None:
        screen.changed(FIRST)
        assert screen.whole(4) is None

    def test_a_line_of_which_a_part_was_written_last(self, screen: ScreenLines) -> None:
        screen.changed(FIRST + "\x1b[2;5HONE")
        assert screen.whole(3) is None
