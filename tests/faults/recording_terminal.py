"""A terminal that records what is written to it."""

import re
import unicodedata
from base64 import b64decode

from textual.drivers.headless_driver import HeadlessDriver

_DRAWING = re.compile(
    r"\x1b\[[\d;]*[Hm]"  # places and styles
    r"|\x1b\[\?2026[hl]"  # a frame's beginning and end
    r"|\x1b\]22;[a-z]+\x07"  # the shape of the mouse's pointer
    r"|\n"
)
"""What drawing itself takes."""
_BELL = "\x07"
"""What the toolkit rings when a field takes no such character."""
_COPYING = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
_JOINER = "\u200d"
_DRAWN_AS_NOTHING = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\ufe01\ufe0e\uffa0"
)
"""Some of Unicode's Default_Ignorable_Code_Point that are letters or marks, and a blank symbol."""


class RecordingTerminal:
    """Everything that an application writes to its terminal.

    Attributes:
        driver: The driver to run the application with; it is not headless, so that it draws.
    """

    def __init__(self) -> None:
        self._written: list[str] = []
        written = self._written

        class RecordingDriver(HeadlessDriver):
            is_headless = False

            def write(self, data: str) -> None:
                if data != _BELL:
                    written.append(data)

        self.driver = RecordingDriver

    @property
    def text(self) -> str:
        """What was written, without what drawing itself takes and copying (see ``copied``)."""
        return _DRAWING.sub("", _COPYING.sub("", "".join(self._written)))

    @property
    def copied(self) -> list[str]:
        """The texts that were put on the terminal's clipboard."""
        return [b64decode(text).decode() for text in _COPYING.findall("".join(self._written))]

    @property
    def hostile(self) -> list[str]:
        """The numbers of the characters in ``text`` that a terminal might not take for text."""
        return sorted({f"{ord(each):#x}" for each in self.text if is_hostile(each)})


def is_hostile(character: str) -> bool:
    """Whether a terminal might take a character for something else than text."""
    # Said anew here, and not asked of the application: it is what the tests hold that to.
    if character in (_JOINER, " "):
        return False
    hidden = ("Cc", "Cf", "Cn", "Cs", "Zl", "Zp", "Zs")
    return unicodedata.category(character) in hidden or character in _DRAWN_AS_NOTHING
