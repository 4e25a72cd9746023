"""Cases 138, 144, 151 and 156: what an image's name or a typed filter may do.

``SHELL_NAMES=10000`` tries that many names in sh, bash, zsh and fish; without it sh and bash are
tried with fewer.
"""

import asyncio
import os
import random
import subprocess
from pathlib import Path

import pexpect
import pytest

from tests.app_driver import run_browser
from tests.command import Command
from tests.fake_service import FakeService
from tests.fake_service.edits import with_rows
from tests.fake_service.faults import Edit
from tests.fake_service.serving import serve
from tests.faults.expectations import PUBLIC
from vss_tui.models.copy_format import shell_quoted

NAMES = int(os.environ.get("SHELL_NAMES", "300"))
"""Names tried in each shell."""
SHELLS = {
    "sh": ["sh"],
    "bash": ["bash", "--norc", "--noprofile"],
    "zsh": ["zsh", "-f"],
    "fish": ["fish", "--no-config"],
}
TRIED = list(SHELLS) if "SHELL_NAMES" in os.environ else ["sh", "bash"]
KNOWN = [
    "ubuntu-24.04 it\\'\"; touch OWNED; #s.iso",
    *("=ls", "~root", "a!b !! !$ !echo ^x^y", "'", "\\", "\\\\", "''", "-x", "a\\", "\\'a"),
    *("$HOME `x` $(y)", "*?[a]{b,c}", "!'!\\!", "%x", "a\\n\\t", "é光", "#", "@(x)", " a  b "),
    "[vss-ISOs] it's \\!x/\u200bübel.iso",
]
ALPHABET = "ab 01'\"\\!$`;#&|<>(){}[]*?~=^%@-_,:+./\téÀ光\u2019"


def names(seed: int, number: int) -> list[str]:
    chance = random.Random(seed)
    generated = ["".join(chance.choices(ALPHABET, k=chance.randint(1, 16))) for _ in range(number)]
    return [*KNOWN, *generated]


def in_home(home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm"}


@pytest.mark.parametrize("shell", TRIED)
def test_case_144_a_shell_reads_any_name_back(shell: str, tmp_path: Path) -> None:
    tried = names(NAMES, NAMES)
    script = "".join(f"printf '%s\\0' --iso {shell_quoted(name)}\n" for name in tried)
    ended = subprocess.run(
        SHELLS[shell],
        input=script.encode(),
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env=in_home(tmp_path),
        timeout=120,
    )
    assert ended.stderr == b""
    assert ended.stdout.decode().split("\0")[:-1] == [
        word for name in tried for word in ("--iso", name)
    ]
    assert not (tmp_path / "OWNED").exists()


@pytest.mark.parametrize("shell", TRIED)
def test_case_144_a_prompt_with_history_reads_any_name_back(shell: str, tmp_path: Path) -> None:
    # A tab asks a prompt for a completion; no copied text has one.
    tried = [name for name in names(1, 30 if shell in ("sh", "bash") else 200) if "\t" not in name]
    read = tmp_path / "read"
    command, *options = SHELLS[shell]
    prompt = pexpect.spawn(
        command, [*options, "-i"], env=in_home(tmp_path), cwd=tmp_path, timeout=30, encoding="utf-8"
    )
    prompt.sendline("true before; echo REA''DY")
    prompt.expect("READY")
    if shell in ("bash", "zsh"):
        prompt.sendline("""echo "<!!>" 'EXPAN'DED""")
        prompt.expect("<true before.*> EXPANDED")
    for name in tried:
        prompt.send(f"printf '%s\\0' {shell_quoted(name)} >> read; echo NE''XT\r")
        prompt.expect("NEXT")
    prompt.sendline("exit")
    prompt.expect(pexpect.EOF)
    assert read.read_text(encoding="utf-8").split("\0")[:-1] == tried


def listing(*rows: object) -> FakeService:
    service = FakeService(images=1)
    service.faults.add("GET", PUBLIC, Edit(with_rows(rows)), times=None)
    return service


async def test_case_138_rows_without_id_and_with_equal_names(
    clean_environment: dict[str, str],
) -> None:
    rows = [{"name": "same.iso"}, {"name": "same.iso"}, {"name": "b.iso", "path": "[s] same.iso"}]
    async with run_browser(listing(*rows)) as browser:
        assert browser.names == ["same.iso", "same.iso", "b.iso"]
        await browser.press("j", "r")
        await browser.wait_idle()
        await browser.press("j")
        assert browser.cursor == "b.iso", "it was on the second of the two"
    # Over pages nobody knows whether such a row is a new one: the list is not whole.
    service = FakeService(images=300)
    service.faults.add("GET", PUBLIC, Edit(with_rows(rows)), times=None)
    with serve(service) as url:
        command = Command(clean_environment).signed_in(url, service)
        ended = await asyncio.to_thread(command.run, "ls", "--all", "-o", "name")
    assert ended.out.split() == ["same.iso", "same.iso", "b.iso"]
    assert (ended.code, "received 3 of 300 images" in ended.err) == (1, True)


TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJqb3NlbSJ9.c2lnbmF0dXJl"


@pytest.mark.parametrize("typed", [TOKEN, f'name = "{TOKEN}"', f"ubuntu and name,eq,{TOKEN}"])
async def test_case_151_a_token_pasted_into_the_filter(
    typed: str, clean_environment: dict[str, str]
) -> None:
    async with run_browser() as browser:
        await browser.press("slash")
        await browser.type(typed)
        assert "that looks like a token" in browser.text
        await browser.press("enter")
        await browser.wait_idle()
        await browser.expect_requests()
        assert browser.app.view_state.filters == ()
    ended = await asyncio.to_thread(Command(clean_environment).run, "--demo", "ls", "-f", typed)
    assert ended.code == 2
    assert "that looks like a token" in ended.err
    assert "eyJ" not in ended.out + ended.err


async def test_case_156_a_name_of_more_than_8_kb_is_not_copied() -> None:
    name = "x" * 9_000
    async with run_browser(listing({"id": 7, "name": name, "path": f"[s] {name}"})) as browser:
        for key in "yYvV":
            await browser.press(key)
            await browser.wait_for("not copied: the")
        await browser.press("i")
        await browser.wait_for("7")
