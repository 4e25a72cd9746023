"""The keys in force: the defaults of the actions, and the user's own over them."""

import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from types import MappingProxyType

from textual.keys import KEY_NAME_REPLACEMENTS, REPLACED_KEYS, Keys

from vss_tui.actions import ACTIONS, BY_ID, FILTER_ACTIONS, Action
from vss_tui.support.suggestions import closest_match

_NO_KEY = "unbound"
"""A key that no keyboard has: Textual cannot take the last key of a binding away."""
_MODIFIERS = frozenset(("ctrl", "shift", "alt", "super"))
_NAMED_KEYS = frozenset(key.value for key in Keys if key.value.isalnum()) - {"return"}
_CONTROL_KEYS = frozenset(key.value for key in Keys if not key.value[-1].isdigit())
_TERMINAL_KEYS = MappingProxyType(
    {"ctrl+h": "Backspace", "ctrl+i": "Tab", "ctrl+j": "Enter", "ctrl+m": "Enter"}
)
_FILTER_KEYS = frozenset(
    ("enter", "escape", "left", "right", "home", "end", "ctrl+u", "ctrl+d", "backspace", "delete")
)
_LABELS = MappingProxyType(
    {
        "up": "↑",
        "down": "↓",
        "left": "←",
        "right": "→",
        "escape": "Esc",
        "pageup": "PgUp",
        "pagedown": "PgDn",
    }
)


IDS = tuple(action.id for action in (*ACTIONS, *FILTER_ACTIONS))
"""What ``[keys]`` takes."""


class Keymap:
    """The keys in force.

    A key that the user gives to an action is taken from the action that has it by default. What
    cannot be bound leaves the default in force.

    Args:
        own: The user's keys (``[keys]`` of ``config.toml``): comma-separated, by action id.
        picking: Whether the filter keeps the focus: characters are typed then, and Enter and Esc
            pick and cancel.

    Attributes:
        picking: Whether the filter keeps the focus.
        problems: What is wrong with the user's keys, a sentence each.
    """

    def __init__(
        self, own: Mapping[str, str] = MappingProxyType({}), *, picking: bool = False
    ) -> None:
        self.picking = picking
        self.problems: list[str] = []
        self._keys: dict[str, tuple[str, ...]] = {}
        usable = self._usable(own)
        for actions in (ACTIONS, FILTER_ACTIONS):
            self._bind(actions, usable)
        if picking:
            for action in ACTIONS:
                keys = self._keys[action.id]
                self._keys[action.id] = tuple(key for key in keys if not _is_typed(key))

    def keys(self, action_id: str) -> tuple[str, ...]:
        """Return the keys of an action by Textual's names."""
        return self._keys[action_id]

    def labels(self, action_id: str) -> tuple[str, ...]:
        """Return the keys of an action as they are shown: ``]``, ``Ctrl+C``, ``PgDn``."""
        return tuple(map(label, self._keys[action_id]))

    def label(self, action_id: str) -> str:
        """Return the first of ``labels``, or "" where the action has no key."""
        return next(iter(self.labels(action_id)), "")

    @property
    def bindings(self) -> dict[str, str]:
        """The keymap for Textual: comma-separated keys by action id."""
        # Not those of the defaults: Textual applies the keymap anew at each key, to each widget.
        defaults = {action.id: tuple(_split(action.keys)) for action in (*ACTIONS, *FILTER_ACTIONS)}
        return {
            action_id: ",".join(keys) or _NO_KEY
            for action_id, keys in self._keys.items()
            if keys != defaults[action_id]
        }

    def _usable(self, own: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        """Return the keys that can be bound, and report the others."""
        usable: dict[str, tuple[str, ...]] = {}
        for name, typed in own.items():
            if name not in IDS:
                match = closest_match(name, IDS)
                hint = f': did you mean "{match}"?' if match else ""
                self.problems.append(f'[keys] has no action "{name}"{hint}')
                continue
            keys = []
            for key in _split(typed):
                if reason := _why_not(key, typing=name not in BY_ID):
                    self.problems.append(f'[keys] {name}: "{key}" cannot be used: {reason}')
                else:
                    keys.append(_normalised(key))
            usable[name] = tuple(dict.fromkeys(keys))
        return usable

    def _bind(self, actions: tuple[Action, ...], own: Mapping[str, tuple[str, ...]]) -> None:
        """Bind actions that act at the same place, so that each key has one of them."""
        taken: dict[str, str] = {}
        for action in actions:
            for key in own.get(action.id, ()):
                other = taken.setdefault(key, action.id)
                if other != action.id:
                    self.problems.append(
                        f'[keys] gives "{label(key)}" to {other} and {action.id}:'
                        " give each a key of its own"
                    )
        for action in actions:
            keys = tuple(key for key in own.get(action.id, ()) if taken[key] == action.id)
            defaults = (key for key in _split(action.keys) if key not in taken)
            self._keys[action.id] = keys or tuple(defaults)


def label(key: str) -> str:
    """Return a key of Textual's as it is shown: ``]``, ``Ctrl+C``, ``PgDn``."""
    modifiers, base = _parts(key)
    shown = _LABELS.get(base) or _character(base) or base
    if modifiers or len(shown) > 1:
        shown = shown[:1].upper() + shown[1:]
    return "+".join([*(modifier.title() for modifier in modifiers), shown])


def _is_typed(key: str) -> bool:
    """Return whether the filter takes a key for itself while it has the focus."""
    return key in _FILTER_KEYS or (key == "space" or bool(_character(key)))


def _split(keys: str) -> Iterator[str]:
    return (key for key in map(str.strip, keys.split(",")) if key)


def _parts(key: str) -> tuple[list[str], str]:
    """Return the modifiers, sorted as Textual does, and the key they go with."""
    modifiers, _, base = key.rpartition("+") if len(key) > 1 else ("", "", key)
    return sorted(modifiers.lower().split("+")) if modifiers else [], base


def _normalised(key: str) -> str:
    """Return a key by the name that Textual gives to it (``slash`` for ``/``)."""
    modifiers, base = _parts(key)
    character = _character(base)
    if character and not character.isalnum():
        base = unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")
        base = KEY_NAME_REPLACEMENTS.get(base, base)
    elif character:
        base = character.lower() if modifiers else character
    return "+".join([*modifiers, base])


def _character(name: str) -> str:
    """Return the character that a key's name stands for, or ""."""
    if len(name) == 1:
        return name
    original = REPLACED_KEYS.get(name, name)
    for unicode_name in (original.replace("_", " "), original.replace("_", "-")):
        with suppress(KeyError, UnicodeEncodeError):
            found = unicodedata.lookup(unicode_name)
            # The names of control characters are those of keys: tab, escape, backspace.
            return found if found.isprintable() and not found.isspace() else ""
    return ""


def _why_not(key: str, *, typing: bool) -> str:
    """Return why a key cannot be bound, or ""; ``typing``: characters go to an input."""
    modifiers, base = _parts(key)
    character, normal = _character(base), _normalised(key)
    reasons = {
        "write a character, or a name such as f5, ctrl+r, slash or pagedown": (
            not set(modifiers) <= _MODIFIERS or not (character or base in _NAMED_KEYS)
        ),
        f"a terminal sends it for {_TERMINAL_KEYS.get(normal)}": normal in _TERMINAL_KEYS,
        "it always quits": normal == "ctrl+c",
        "a terminal sends Esc and the character for it": character and "alt" in modifiers,
        "write the character that it makes": character and modifiers == ["shift"],
        "no terminal sends it": character and modifiers and normal not in _CONTROL_KEYS,
        "it is typed into the filter": typing and (character or base == "space") and not modifiers,
    }
    return next((reason for reason, applies in reasons.items() if applies), "")
