"""The table of actions, from which keys, palette and help are made, and the user's own keys."""

from collections import Counter

import pytest
from textual.message import Message

from tests.app_driver import run_browser
from vss_tui.actions import ACTIONS, FILTER_ACTIONS, bindings
from vss_tui.keymap import IDS, Keymap


def test_no_two_actions_share_an_id_a_title_or_a_key():
    for parts in (
        IDS,
        [action.title for action in (*ACTIONS, *FILTER_ACTIONS)],
        *(
            [key for action in actions for key in action.keys.split(",") if key]
            for actions in (ACTIONS, FILTER_ACTIONS)
        ),
    ):
        assert [part for part, times in Counter(parts).items() if times > 1] == []


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
async def test_each_action_makes_a_message_of_its_own_or_runs_one_that_exists(action):
    if callable(action.intent):
        first, second = action.intent(), action.intent()
        assert isinstance(first, Message)
        assert first is not second
    else:
        async with run_browser() as browser:
            target = browser.app if action.intent.startswith("app.") else browser.app.screen
            name = action.intent.removeprefix("app.")
            assert hasattr(target, f"action_{name}")


def test_each_action_with_a_key_has_a_binding_that_runs_it():
    found = {binding.id: (binding.key, binding.action) for binding in bindings()}
    assert found == {
        action.id: (action.keys, f"run('{action.id}')") for action in ACTIONS if action.keys
    }


@pytest.mark.parametrize(
    ("action", "own", "labels"),
    [
        ("next-page", {}, ("]", "n", "→")),
        ("next-page", {"next-page": "f5, ctrl+n"}, ("F5", "Ctrl+N")),
        ("next-page", {"previous-page": "f6"}, ("]", "n", "→")),
        ("next-page", {"next-page": ""}, ("]", "n", "→")),
        ("next-page", {"next-page": " , "}, ("]", "n", "→")),
        ("sign-in", {}, ()),
        ("sign-in", {"sign-in": "L"}, ("L",)),
        ("sign-in", {"sign-in": "é,comma,pagedown,shift+tab"}, ("é", ",", "PgDn", "Shift+Tab")),
        ("quit", {}, ("q", "Ctrl+C")),
        # A key that the user gives is taken from the action that has it by default.
        ("next-page", {"sync": "n"}, ("]", "→")),
        ("refresh", {"sync": "r", "refresh": "f5"}, ("F5",)),
        ("filter", {"sync": "/"}, ()),
        ("filter", {"sync": "slash"}, ()),
        ("sync", {"sync": "Ctrl+B"}, ("Ctrl+B",)),
        # What cannot be bound leaves the default.
        ("sync", {"sync": "!!"}, ("s",)),
        ("quit", {"quit": "q q"}, ("q", "Ctrl+C")),
        ("sync", {"sync": "alt+s,S"}, ("S",)),
        ("refresh", {"sync": "f5", "refresh": "f5"}, ("r",)),
    ],
)
def test_the_keys_in_force(action, own, labels):
    assert Keymap(own).labels(action) == labels


@pytest.mark.parametrize(
    ("own", "problems"),
    [
        ({}, []),
        ({"sync": "S", "next-page": "n,right", "older-filter": "ctrl+y"}, []),
        ({"sync": "q", "quit": "Q"}, []),
        ({"sync": "+,shift+tab,question_mark,comma,é,ctrl+right,alt+up,space,ctrl+]"}, []),
        ({"quit": "ctrl+x", "newer-filter": "ctrl+x"}, []),
        ({"snyc": "S"}, ['[keys] has no action "snyc": did you mean "sync"?']),
        ({"": "S"}, ['[keys] has no action ""']),
        (
            {"sync": "r, f6", "refresh": "f6"},
            ['[keys] gives "F6" to sync and refresh: give each a key of its own'],
        ),
        (
            {"sync": "!!", "quit": "q q"},
            [
                f'[keys] {name}: "{key}" cannot be used: write a character,'
                " or a name such as f5, ctrl+r, slash or pagedown"
                for name, key in (("sync", "!!"), ("quit", "q q"))
            ],
        ),
    ],
)
def test_case_115_every_problem_is_told(own, problems):
    assert Keymap(own).problems == problems


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("nosuchkey", "write a character"),
        ("ctrl+nosuchkey", "write a character"),
        ("hyper+x", "write a character"),
        ("return", "write a character"),
        ("ctrl++", "write a character"),
        ("alt+x", "a terminal sends Esc and the character for it"),
        ("alt+slash", "a terminal sends Esc and the character for it"),
        ("ctrl+alt+x", "a terminal sends Esc and the character for it"),
        ("ctrl+h", "a terminal sends it for Backspace"),
        ("ctrl+i", "a terminal sends it for Tab"),
        ("ctrl+j", "a terminal sends it for Enter"),
        ("Ctrl+M", "a terminal sends it for Enter"),
        ("ctrl+c", "it always quits"),
        ("shift+a", "write the character that it makes"),
        ("ctrl+1", "no terminal sends it"),
        ("ctrl+shift+a", "no terminal sends it"),
    ],
)
def test_case_115_a_key_that_cannot_be_bound_leaves_the_default_and_says_why(key, reason):
    keymap = Keymap({"sync": key})
    assert keymap.labels("sync") == ("s",)
    (problem,) = keymap.problems
    assert problem.startswith(f'[keys] sync: "{key}" cannot be used: {reason}')


def test_case_115_a_character_is_no_key_of_the_filter():
    keymap = Keymap({"leave-filter": "q,space"})
    assert keymap.labels("leave-filter") == ("Esc",)
    assert [problem.partition("used: ")[2] for problem in keymap.problems] == [
        "it is typed into the filter"
    ] * 2


async def test_case_115_the_keys_in_force_act():
    keys = {"sync": "!!", "top": "j", "bottom": "slash", "quit": "q q"}
    async with run_browser(keys=keys) as browser:
        await browser.press("down", "down", "slash")
        assert browser.cursor == browser.names[-1]
        await browser.press("j")
        assert browser.cursor == browser.names[0]
        await browser.press("q")
        await browser.wait_until(lambda: not browser.app.is_running)
    assert browser.service.requests_to("PATCH", "*") == []


async def test_whatever_a_widget_binds_by_id_can_be_remapped():
    async with run_browser() as browser:
        widgets = browser.app.screen.walk_children(with_self=True)
        bound = {
            binding.id
            for widget in widgets
            for bindings in widget._bindings.key_to_bindings.values()
            for binding in bindings
            if binding.id
        }
    unbound = {action.id for action in ACTIONS if not action.keys}
    assert bound == set(IDS) - unbound
