"""``vss-tui init``: completion and a key for the shell, and what that key inserts."""

import argparse
import os
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from vss_tui import filters
from vss_tui.cli.commands import Shell
from vss_tui.cli.exit_status import ExitStatus, UsageError
from vss_tui.cli.output import Stdout
from vss_tui.filters import FilterError
from vss_tui.models.copy_format import shell_quoted
from vss_tui.models.image import Image
from vss_tui.support.safe_text import clean, escape
from vss_tui.support.shell_words import word_at

BEFORE, AFTER = "_VSS_TUI_BEFORE", "_VSS_TUI_AFTER"
"""The variables in which a shell hands over its line before and after the cursor."""
_OPTION = "--iso"
_UNQUOTABLE = re.compile('[%;"“”„‟«»\x00-\x1f\x7f]+')
"""What cannot be within double quotes of the filter language, or means something there."""
_TAKEN = {
    "c": "interrupts",
    "h": "is Backspace on a terminal",
    "i": "is Tab on a terminal",
    "j": "is Enter on a terminal",
    "m": "is Enter on a terminal",
    "q": "resumes the terminal's output",
    "s": "stops the terminal's output",
    "z": "suspends",
}


_EMACS = {Shell.BASH: "emacs", Shell.ZSH: "emacs", Shell.FISH: ""}
_EVERY_KEYMAP = {
    Shell.BASH: "emacs vi-insert vi-command",
    Shell.ZSH: "emacs viins vicmd",
    Shell.FISH: "default insert",
}


class Key(NamedTuple):
    """A letter or digit with Alt, Ctrl or both."""

    character: str
    alt: bool
    ctrl: bool

    def sequence(self, shell: Shell) -> str:
        """Return what the key sends, as the shell's ``bind`` or ``bindkey`` spells it."""
        escape, control = {
            Shell.BASH: (r"\e", r"\C-"),
            Shell.ZSH: ("^[", "^"),
            Shell.FISH: (r"\e", r"\c"),
        }[shell]
        character = self.character.upper() if shell is Shell.ZSH and self.ctrl else self.character
        return f"{escape if self.alt else ''}{control if self.ctrl else ''}{character}"


DEFAULT_KEY = Key("i", alt=True, ctrl=False)


def parse_key(text: str) -> Key:
    """Parse ``alt-i``, ``ctrl-o``, ``ctrl-alt-p``; ``+`` joins as well.

    Raises:
        UsageError: It is no such key, or one that a program cannot have.
    """
    *modifiers, character = re.split(r"[-+]", text.strip().lower())
    alt = bool({"alt", "meta", "option"} & set(modifiers))
    ctrl = bool({"ctrl", "control"} & set(modifiers))
    valid = character.isascii() and character.isalnum() and len(character) == 1
    if not valid or len(modifiers) != alt + ctrl or not modifiers or (ctrl and character.isdigit()):
        raise UsageError(
            f'--key takes a key such as alt-i, ctrl-o or ctrl-alt-p, not "{text}"', "init"
        )
    if ctrl and not alt and character in _TAKEN:
        reason = _TAKEN[character]
        raise UsageError(f"--key: ctrl-{character} {reason}; choose another key", "init")
    return Key(character, alt, ctrl)


def run(args: argparse.Namespace) -> int:
    """Print a shell's script and return the exit status."""
    if args.shell is None:
        raise UsageError("init needs the name of a shell: bash, zsh or fish", "init")
    if args.key and args.no_key:
        raise UsageError("--key and --no-key cannot be combined: leave one out", "init")
    script = _completion(args.shell)
    if not args.no_key:
        script += _key(args.shell, parse_key(args.key) if args.key else None)
    Stdout().write(script)
    return ExitStatus.DONE


def _completion(shell: Shell) -> str:
    if shell is Shell.ZSH:
        return _script("completion.zsh")
    from argcomplete.shell_integration import shellcode

    return f"{shellcode(['vss-tui'], use_defaults=False, shell=shell).strip()}\n"


def _key(shell: Shell, key: Key | None) -> str:
    sequence = (key or DEFAULT_KEY).sequence(shell)
    return (
        _script(f"key.{shell}")
        .replace("@KEY@", sequence if shell is Shell.FISH else shell_quoted(sequence))
        .replace("@MAPS@", _EVERY_KEYMAP[shell] if key else _EMACS[shell])
    )


def _script(name: str) -> str:
    return Path(__file__).with_name("shell").joinpath(name).read_text(encoding="utf-8")


class Line:
    """The command line of a shell, handed over in the environment by the key.

    Attributes:
        filter: The filter that finds what the word at the cursor says.
    """

    def __init__(self, shell: Shell) -> None:
        before, after = (os.environ.pop(name, "") for name in (BEFORE, AFTER))
        if shell is Shell.FISH:  # which gives each with a newline, and the second whole
            before = before.removesuffix("\n")
            after = after.removesuffix("\n").removeprefix(before)
        line, cursor = before + after, len(before)
        word = word_at(line, cursor, fish=shell is Shell.FISH)
        text, (start, end) = word.text, (word.start, word.end)
        lead = trail = ""
        self._only_path = word.previous == _OPTION
        if line.startswith(f"{_OPTION}=", start) and cursor > start + len(_OPTION):
            start += len(f"{_OPTION}=")
            text = text.removeprefix(f"{_OPTION}=")
            self._only_path = True
        elif text.startswith("-"):  # an option stays
            before_it = cursor == start
            self._only_path |= text == _OPTION and not before_it
            start = end = start if before_it else end
            lead, trail = ("", " ") if before_it else (" ", "")
            text = ""
        self.filter = _filter_for(text)
        self._before, self._after = line[:start] + lead, trail + line[end:]

    def with_image(self, image: Image) -> str:
        """Return the command that puts an image into the line, for the shell to evaluate."""
        if not image.path:
            return message(f"{image.name} has no path")
        path = shell_quoted(clean(image.path))
        option = path if self._only_path else f"{_OPTION} {path}"
        before, after = shell_quoted(self._before + option), shell_quoted(self._after)
        return f"__vss_tui_set_line {before} {after}\n"


def message(text: str) -> str:
    """Return the command that shows a message, for the shell to evaluate."""
    return f"__vss_tui_message {shell_quoted(escape(text))}\n"


def _filter_for(text: str) -> str:
    """Write what the filter language reads as ``text``, or as its longest part that it can say."""
    text = max(_UNQUOTABLE.split(text), key=len).strip()
    now = datetime.now(UTC)
    for expression in (text, f'"{text}"'):
        with suppress(FilterError):
            if filters.parse(expression, now).clauses == filters.parse(f'"{text}"', now).clauses:
                return expression
    return ""
