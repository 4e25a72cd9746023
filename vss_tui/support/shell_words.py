"""The word at the cursor of a shell's command line."""

from typing import NamedTuple

_BLANKS = " \t"
_OPERATORS = ";|&<>\n"
_MAX_DEPTH = 50
"""Commands substituted within each other; deeper ones are read as text."""


class Word(NamedTuple):
    """A word: where it stands in its line, its text without quotes, and the word before it."""

    start: int
    end: int
    text: str = ""
    previous: str = ""


def word_at(line: str, cursor: int, *, fish: bool = False) -> Word:
    """Return the word that the cursor touches, or an empty one where it touches none.

    A quote that is not closed reaches to the end of the line. The words of a command that is
    substituted within a word are words of their own.

    Args:
        line: The command line.
        cursor: The number of characters before the cursor.
        fish: Whether it is a line of fish, rather than of bash or zsh.
    """
    scanner = _Scanner(line, cursor, fish=fish)
    scanner.scan_command(0, "")
    return scanner.found or Word(cursor, cursor)


class _Scanner:
    """Scans a line from left to right.

    Attributes:
        found: The word at the cursor, once it has been passed.
    """

    def __init__(self, line: str, cursor: int, *, fish: bool) -> None:
        self.found: Word | None = None
        self._line = line
        self._cursor = cursor
        self._fish = fish
        self._depth = 0

    def scan_command(self, start: int, end: str) -> int:
        """Scan the words of a command up to ``end``, and return the place behind it."""
        at, parentheses = start, 0
        previous = before_cursor = ""
        touched: Word | None = None
        while at < len(self._line):
            character = self._line[at]
            if character == end and not parentheses:
                break
            if character in _BLANKS:
                at += 1
            elif self._ends_word(character, end):
                parentheses += {"(": 1, ")": -min(parentheses, 1)}.get(character, 0)
                previous = ""
                at += 1
            else:
                word = self._scan_word(at, end, previous)
                at, previous = word.end, word.text
                if word.start <= self._cursor <= word.end:
                    touched = touched or word
            if at <= self._cursor:
                before_cursor = previous
        if self.found is None and start <= self._cursor <= at:
            self.found = touched or Word(self._cursor, self._cursor, "", before_cursor)
        return min(at + 1, len(self._line))

    def _scan_word(self, start: int, end: str, previous: str) -> Word:
        at = start
        text: list[str] = []
        while at < len(self._line) and not self._ends_word(self._line[at], end):
            at = self._scan_part(at, text)
        return Word(start, at, "".join(text), previous)

    def _ends_word(self, character: str, end: str) -> bool:
        if character in (end, ")") or character in _BLANKS or character in _OPERATORS:
            return True
        return character == "(" and not self._fish

    def _scan_part(self, at: int, text: list[str]) -> int:
        """Add the text of a character, or of a quoted or substituted part, and return its end."""
        line = self._line
        pair = line[at : at + 2]
        match line[at]:
            case "\\":
                text.append(pair[1:].replace("\n", ""))
                return at + len(pair)
            case "'":
                return self._scan_quoted(at + 1, "'", "\\'" if self._fish else "", text)
            case '"':
                return self._scan_quoted(at + 1, '"', '\\"$' if self._fish else '\\"$`\n', text)
            case "$" if pair == "$'" and not self._fish:
                return self._scan_quoted(at + 2, "'", "\\'", text)
            case "$" if pair == '$"' and not self._fish:
                return at + 1
        return self._scan_substitution(at, text) or self._scan_character(at, text)

    def _scan_quoted(self, at: int, quote: str, escaped: str, text: list[str]) -> int:
        line = self._line
        while at < len(line):
            if line[at] == quote:
                return at + 1
            if escaped and line[at] == "\\" and line[at + 1 : at + 2] in (*escaped,):
                text.append(line[at + 1].replace("\n", ""))
                at += 2
            elif quote == '"':
                found = line[at] != "(" and self._scan_substitution(at, text)
                at = found or self._scan_character(at, text)
            else:
                at = self._scan_character(at, text)
        return at

    def _scan_substitution(self, at: int, text: list[str]) -> int:
        """Scan a command that is substituted, if one begins here, and return its end, else 0."""
        rest = self._line[at : at + 2]
        if rest == "$(":
            start, end = at + 2, ")"
        elif rest[0] == "(" and self._fish:
            start, end = at + 1, ")"
        elif rest[0] == "`" and not self._fish:
            start, end = at + 1, "`"
        else:
            return 0
        if self._depth == _MAX_DEPTH:
            return 0
        self._depth += 1
        stop = self.scan_command(start, end)
        self._depth -= 1
        text.append(self._line[at:stop])
        return stop

    def _scan_character(self, at: int, text: list[str]) -> int:
        text.append(self._line[at])
        return at + 1
