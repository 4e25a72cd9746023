"""The table of commands, from which keys, palette and help are made."""

from collections import Counter

import pytest

from tests.app_driver import run_browser
from vss_tui import messages
from vss_tui.actions import (
    ACTIONS,
    BY_ID,
    bindings,
    keys_in_force,
    shared_keys,
    unknown,
    unknown_keys,
)


def test_no_two_commands_share_a_name_a_title_or_a_key():
    for parts in (
        [command.id for command in ACTIONS],
        [command.title for command in ACTIONS],
        [key for command in ACTIONS for key in command.keys.split(",") if key],
    ):
        assert [part for part, times in Counter(parts).items() if times > 1] == []


@pytest.mark.parametrize("command", ACTIONS, ids=lambda command: command.id)
def test_each_command_makes_a_message_of_its_own(command):
    first, second = command.intent(), command.intent()
    assert isinstance(first, messages.Message)
    assert first is not second


def test_each_command_with_a_key_has_a_binding_that_runs_it():
    found = {binding.id: (binding.key, binding.action) for binding in bindings()}
    assert found == {
        command.id: (command.keys, f"command('{command.id}')")
        for command in ACTIONS
        if command.keys
    }


@pytest.mark.parametrize(
    ("command", "remapped", "keys"),
    [
        ("next-page", {}, ("]", "n")),
        ("next-page", {"next-page": "f5, ctrl+n"}, ("f5", "ctrl+n")),
        ("next-page", {"previous-page": "f5"}, ("]", "n")),
        ("next-page", {"next-page": ""}, ("]", "n")),
        ("next-page", {"next-page": " , "}, ("]", "n")),
        ("sign-in", {}, ()),
        ("sign-in", {"sign-in": "L"}, ("L",)),
        ("quit", {}, ("q", "Ctrl+C")),
    ],
)
def test_keys_are_named_as_people_read_them(command, remapped, keys):
    assert keys_in_force(BY_ID[command], remapped) == keys


def test_names_that_have_no_keys_are_told():
    assert unknown(["sync", "snyc", "quit", "", "older-filter"]) == ["snyc", ""]


async def test_whatever_a_widget_binds_by_name_is_known():
    async with run_browser() as browser:
        widgets = browser.app.screen.walk_children()
        bound = {
            binding.id
            for widget in widgets
            for bindings in widget._bindings.key_to_bindings.values()
            for binding in bindings
            if binding.id
        }
    assert unknown(sorted(bound)) == []
    assert bound >= {"older-filter", "stop-waiting"}


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("n,ctrl+right,f5, slash", []),
        ("+,shift+tab,question_mark,comma,é", []),
        ("nosuchkey,q", ["nosuchkey"]),
        ("ctrl+nosuchkey", ["ctrl+nosuchkey"]),
    ],
)
def test_keys_that_no_keyboard_has_are_told(keys, told):
    assert unknown_keys(keys) == told


@pytest.mark.parametrize(
    ("remapped", "shared"),
    [
        ({}, {}),
        ({"sync": "S", "next-page": "n,right"}, {}),
        ({"sync": "r"}, {"r": ["sync", "refresh"]}),
        ({"sync": "r, f5", "refresh": "f5"}, {"f5": ["sync", "refresh"]}),
        ({"sync": "q"}, {"q": ["sync", "quit"]}),
    ],
)
def test_keys_of_two_commands_are_told(remapped, shared):
    assert shared_keys(remapped) == shared
