"""Cases 42 to 53: texts that do harm where they reach a terminal as they are."""

import asyncio
import json
import os
import re
import shlex
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from wcwidth import wcswidth

from tests.app_driver import ENDPOINT, AppDriver, build_app, connect, run_browser
from tests.command import Command
from tests.fake_service import FakeService
from tests.fake_service.edits import with_rows
from tests.fake_service.faults import CannedResponse, Edit
from tests.fake_service.serving import serve
from tests.faults.expectations import FEW, PUBLIC, run_app
from tests.faults.payloads import CONTROL, FORMAT, MARKUP, PAYLOADS, UNSEEN, symbols
from tests.faults.recording_terminal import RecordingTerminal, is_hostile
from tests.faults.render_paths import RENDER_PATHS, RenderScene, pasted, row
from vss_tui.demo.images import SERVICE_ZONE, StoredImage

NOT_WHOLE = ("other_endpoints", "pastes", "type_of_the_body", "users_own_keys")
"""Ways that show the beginning of a long text only, or leave out what is hostile."""


def lists(service: FakeService, *images: Mapping[str, object]) -> None:
    """Let every reading of the public list bring these images."""
    service.faults.add("GET", PUBLIC, Edit(with_rows(images)), times=None)


def named(*names: str) -> FakeService:
    """A service whose public images have these names, and these words in every other field."""
    service = FakeService(images=1)
    lists(service, *(row(number, name) for number, name in enumerate(names)))
    return service


@pytest.mark.parametrize("way", RENDER_PATHS)
async def test_no_hostile_byte_reaches_the_terminal(way: str, tmp_path: Path) -> None:
    scene = RenderScene(list(PAYLOADS.values()), tmp_path)
    await RENDER_PATHS[way](scene)
    assert scene.terminal.hostile == []
    if way not in NOT_WHOLE:
        # A long line is folded: the blanks at its ends are the screen's.
        shown = unspaced("\n".join([scene.terminal.text, *scene.screens]))
        assert [text for text in scene.texts if unspaced(symbols(text)) not in shown] == []


@pytest.mark.parametrize("way", ["table", "details", "notice", "copies", "sync_running", "login"])
async def test_case_42_markup_is_shown_as_it_is_written(way: str, tmp_path: Path) -> None:
    scene = RenderScene(list(MARKUP.values()), tmp_path)
    await RENDER_PATHS[way](scene)
    shown = unspaced("\n".join([scene.terminal.text, *scene.screens]))
    assert [text for text in MARKUP.values() if unspaced(text) not in shown] == []


def unspaced(text: str) -> str:
    """Leave spaces, line ends and the frames of dialogs out."""
    return "".join(text.replace("│", "").split())


async def test_case_43_an_action_that_waits_for_a_click() -> None:
    action = MARKUP["action"]
    async with run_browser(named("a.iso", action)) as browser:
        await browser.click(action)
        assert browser.cursor == action
        await browser.press("d", "y")
        await browser.wait_for(f"copied: {action}")
        await browser.click(f"copied: {action}")
        for row in range(browser.details_region.y, browser.details_region.bottom):
            await browser.pilot.click(offset=(browser.details_region.x + 20, row))
            await browser.wait_idle()
        assert browser.app.is_running
        assert browser.cursor == action


async def test_case_44_sequences_that_control_the_terminal(
    clean_environment: dict[str, str],
) -> None:
    service, terminal = named(*CONTROL.values()), RecordingTerminal()
    async with run_app(
        build_app(connect({ENDPOINT: service})), service, terminal=terminal, size=(250, 40)
    ) as browser:
        await browser.wait_until(lambda: "a\\u{1b}" in terminal.text)
        await browser.wait_idle()
        assert [text for text in CONTROL.values() if symbols(text) not in browser.text] == []
        await browser.press("d", "y")
        await browser.wait_idle()
    assert terminal.hostile == []
    with serve(service) as url:
        command = Command(clean_environment).signed_in(url, service)
        listed = await asyncio.to_thread(command.on_terminal, "ls", columns=400)
        service.faults.clear()
        refusal = CannedResponse.json(400, {"message": CONTROL["OSC 52"]})
        service.faults.add("GET", PUBLIC, refusal)
        refused = await asyncio.to_thread(command.run, "ls")
    assert [text for text in CONTROL.values() if symbols(text) not in listed.out] == []
    assert symbols(CONTROL["OSC 52"]) in refused.err
    assert re.search(r"[^\n -~–…]", re.sub(r"\x1b\[[\d;]*m", "", listed.out + refused.err)) is None


async def test_case_45_line_ends_and_tabs_in_a_name() -> None:
    names = [CONTROL[key] for key in ("CR LF", "TAB VT FF", "NUL DEL", "NEL", "BEL BS")]
    async with run_browser(named(*names, "last.iso")) as browser:
        assert browser.names == [*map(symbols, names), "last.iso"]
        await browser.press("y")
        await browser.wait_for(f"copied: {symbols(names[0])}")


async def test_case_46_characters_that_turn_or_hide_others() -> None:
    names = list(FORMAT.values())
    async with run_browser(named(*names, "last.iso"), size=(160, 40)) as browser:
        assert browser.names == [*map(symbols, names), "last.iso"]
        assert_aligned(browser)


async def test_case_148_characters_that_cannot_be_seen(
    clean_environment: dict[str, str],
) -> None:
    names = [*UNSEEN.values(), " edges.iso  ", "❤\ufe0f.iso"]
    shown = [*map(symbols, UNSEEN.values()), r"\u{20}edges.iso\u{20}\u{20}", "❤\ufe0f.iso"]
    service = named(*names, "last.iso")
    async with run_browser(service, size=(160, 40)) as browser:
        assert browser.names == [*shown, "last.iso"]
        assert_aligned(browser)
        await browser.press("y")
        await browser.wait_for(f"copied: {shown[0]}")
    with serve(service) as url:
        command = Command(clean_environment).signed_in(url, service)
        listed = await asyncio.to_thread(command.on_terminal, "ls", "-o", "name")
        exact = await asyncio.to_thread(command.run, "ls", "-o", "json")
    assert listed.out.splitlines() == [*shown, "last.iso"]
    assert [row["name"] for row in json.loads(exact.out)] == [*names, "last.iso"]


async def test_case_47_characters_of_other_widths() -> None:
    names = [
        "ubuntu.iso",
        "日本語ディスク.iso",
        "ｆｕｌｌ.iso",
        "각각.iso",
        "👩‍👩‍👧‍👦👍🏽🇨🇦.iso",
        "e" + "\u0301" * 30 + ".iso",
        "日本語" * 40,
    ]
    service = FakeService(images=1)
    lists(service, *({"name": name, "path": f"[vss-ISOs] Linux/{name}"} for name in names))
    async with run_browser(service) as browser:
        assert [name for name in names[:-1] if name not in browser.text] == []
        assert len(browser.rows) == len(names)
        assert_aligned(browser)


def assert_aligned(browser: AppDriver) -> None:
    """Every row's folder begins in the same column of the terminal, that of its title."""
    header = browser.header.lower()
    start, title = header.index("folder"), header.index("created")
    assert browser.rows
    for line in browser.rows:
        places = {wcswidth(line[:index]) for index in range(len(line))}
        assert {start, title} <= places
        before = next(line[:i] for i in range(len(line)) if wcswidth(line[:i]) == start)
        assert before.endswith("  ")


async def test_case_48_a_name_of_4000_characters() -> None:
    name = "".join(f"{number:04}" for number in range(1000))
    service = FakeService(images=1)
    lists(service, {"id": 7, "name": name})
    async with run_browser(service, size=(120, 150)) as browser:
        assert browser.names[0].endswith("…")
        assert name.startswith(browser.names[0][:-1])
        await browser.press("d")
        await browser.wait_until(lambda: name in unspaced(browser.details))


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_case_49_half_of_a_character(
    tmp_path: Path, clean_environment: dict[str, str]
) -> None:
    surrogate = FORMAT["surrogate"]
    service = named(surrogate)
    async with run_browser(service, cache=tmp_path) as browser:
        assert browser.names == [symbols(surrogate)]
        await browser.press("slash")
        await pasted(browser, "ubu\ud800ntu")
        await browser.press("enter")
        await browser.wait_idle()
        assert browser.requests() == ["public page=1 per_page=50 filter=name,like,%ubuntu%"]
    assert files_in(tmp_path)
    service.faults.clear()
    service.faults.add("GET", "*", CannedResponse(403), times=None)
    async with run_browser(service, cache=tmp_path) as browser:
        assert browser.names == [symbols(surrogate)]
        assert "rows of" in browser.text
    refused = Command(clean_environment).run("ls", "--demo", "-f", os.fsdecode(b"ubu\xffntu"))
    assert refused.code == 2
    assert "cannot hold the character U+DCFF" in refused.err


ODD_VALUES = (
    ("id", "7", "id", "7"),
    ("id", [7], "id", "–"),
    ("id", None, "id", "–"),
    ("id", True, "id", "–"),
    ("name", 7, "name", "7"),
    ("path", {"a": 1}, "folder", "–"),
    ("path", "no store/a.iso", "folder", "no store"),
    ("created_on", 1_700_000_000, "created", "1700000000"),
    ("created_on", "yesterday", "created", "yesterday"),
    ("created_on", "2024-99-99 25:61:61 EST", "created", "2024-99-99 25:61"),
    ("updated_on", False, "updated", "–"),
    ("updated_on", "", "updated", "–"),
    ("public", "perhaps", "updated", "–"),
    # A column without any value is not shown.
    ("data_store", "s", "store", "s"),
    ("data_store", ["a"], "store", "–"),
)
"""Field, value, the column that shows it and what it shows."""


async def test_case_50_values_of_other_types() -> None:
    service = FakeService(images=1)
    lists(service, *({"name": f"{n}.iso", f: v} for n, (f, v, *_) in enumerate(ODD_VALUES)))
    async with run_browser(service, size=(220, 40)) as browser:
        for number, (field, value, title, shown) in enumerate(ODD_VALUES):
            assert (field, value, browser.column(title)[number]) == (field, value, shown)
        await browser.press("d", "j")
        await browser.wait_until(lambda: "id [7]" in browser.details)
        await browser.press("G")
        await browser.wait_until(lambda: 'store ["a"]' in browser.details)


async def test_case_51_a_search_for_signs_with_a_meaning() -> None:
    names = ["a,b.iso", "100%.iso", "it's.iso", 'say "hi".iso', "a;b.iso", "plain.iso"]
    service, day = FakeService(images=0), datetime(2024, 1, 1, tzinfo=SERVICE_ZONE)
    service.public.replace(
        StoredImage(number, name, f"[vss-ISOs] {name}", "vss-ISOs", True, day, day)
        for number, name in enumerate(names)
    )
    async with run_browser(service) as browser:
        for typed, found in (
            ("a,b", ["a,b.iso"]),
            ("name = a,b.iso", ["a,b.iso"]),
            ('name = "a,b.iso"', ["a,b.iso"]),
            ('name = "100%.iso"', ["100%.iso"]),
            ('name = "it\'s.iso"', ["it's.iso"]),
            ("name = 'say \"hi\".iso'", ['say "hi".iso']),
            ("a*b.iso", ["a,b.iso", "a;b.iso"]),
        ):
            await searched(browser, typed)
            await browser.wait_idle()
            assert (typed, browser.names) == (typed, found)
            await browser.press("escape")
            await browser.wait_idle()
        browser.requests()
        for typed, words in (
            ('name = "a;b.iso"', 'a value cannot contain ";"'),
            ('name ~ "100%"', 'a quoted pattern cannot contain "%"'),
            ('name = "a', 'a closing " is missing'),
        ):
            await searched(browser, typed)
            await browser.wait_for(f"▐✗▌ {words}")
            await browser.press("escape")
            await browser.wait_idle()
        assert browser.requests() == []


async def searched(browser: AppDriver, text: str) -> None:
    """Paste a filter, and press Enter."""
    await browser.press("slash")
    await pasted(browser, text)
    await browser.press("enter")


async def test_case_52_a_hostile_message_of_an_error(tmp_path: Path) -> None:
    service, terminal = FakeService(images=FEW), RecordingTerminal()
    async with run_app(
        build_app(connect({ENDPOINT: service})), service, terminal=terminal
    ) as browser:
        await browser.wait_for(f"of {FEW}")
        await browser.wait_idle()
        for words in ("\x1b]52;c;Y2FuYXJ5\x07 " * 200, "\x1b" * 200, "[/foo]" * 1000):
            service.faults.add("GET", PUBLIC, CannedResponse.json(400, {"message": words}))
            await browser.press("r")
            await browser.wait_for("request refused (400):")
            await browser.wait_idle()
            assert len(browser.names) == FEW
            told = browser.unwrapped.partition("(400): ")[2].partition("…")[0]
            # A word that is longer than the line is folded: the screen's blanks are not its own.
            shown = told.replace(" ", "")
            assert symbols(words.replace(" ", "")).startswith(shown[:20])
            assert 100 < len(shown) <= 200
    assert terminal.hostile == []


async def test_case_53_a_hostile_path_is_copied() -> None:
    path = "[vss-ISOs] Linux/a\r\nrm -rf ~\n\x1b]52;c;Y2FuYXJ5\x07\u202e'$(reboot)`.iso"
    service, terminal = FakeService(images=1), RecordingTerminal()
    lists(service, {"id": 7, "name": path, "path": path})
    async with run_app(
        build_app(connect({ENDPOINT: service})), service, terminal=terminal
    ) as browser:
        await browser.wait_until(lambda: service.requests)
        await browser.wait_idle()
        await browser.press("y", "Y", "v", "V")
        await browser.wait_until(lambda: len(terminal.copied) == 4)
    name, whole, option, deployment = terminal.copied
    assert [text for text in terminal.copied if any(map(is_hostile, text))] == []
    assert (name, whole) == (symbols(path), symbols(path))
    assert shlex.split(option) == ["--iso", symbols(path)]
    assert yaml.safe_load(deployment) == {"iso": path}
    assert terminal.hostile == []
