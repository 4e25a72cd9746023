"""Canaries: a token, a password and a one-time password that must show nowhere."""

import base64
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import user_folders
from tests.app_driver import USUAL, run_browser
from tests.command import INSTALLED, Command
from tests.fake_service import FakeService
from tests.fake_service.edits import redirect, with_pages, with_value
from tests.fake_service.faults import CannedResponse, Edit
from tests.fake_service.raw_server import raw_server, whole
from tests.fake_service.serving import serve
from tests.faults.fault_injection import with_fault
from tests.login_steps import (
    DIALOG,
    SEND_CODE,
    SIGN_IN,
    enter_password,
    log_in,
    wait_in_dialog,
    wait_logged_in,
)
from tests.terminal_emulator import TerminalEmulator
from vss_tui.demo.accounts import Account, unsigned_token

USER, PASSWORD, CODE = "carol", "c4nary-w0rd", "c4nary-c0de"
SET = {"VSS_USER": USER, "VSS_USER_PASS": PASSWORD, "VSS_USER_OTP": CODE}
BASIC = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
PUBLIC, PERSONAL = "/v2/iso", "/v2/user/image/iso"

LOSING_PASSWORDS = """
import base64
encode = base64.b64encode
def failing(data, *more):
    if b":" in data:
        raise LookupError(data)
    return encode(data, *more)
base64.b64encode = failing
"""
"""An error that nobody expects, with the password in its words and in the variables about it."""
TMUX = """#!/bin/sh
{ env; cat; } > "$HOME/tmux.txt"
"""
"""A program in the place of tmux, which tells what it was given."""


@pytest.fixture
def tokens() -> list[str]:
    """Every token that the service has issued."""
    return []


@pytest.fixture
def service(tokens: list[str]) -> FakeService:
    service = FakeService(images=120)
    service.add_account(Account(USER, PASSWORD, code=CODE))
    issue = service.tokens.issue

    def issuing(user: str, life: float, *, mfa: bool = False) -> tuple[str, int]:
        token, expiry = issue(user, life, mfa=mfa)
        tokens.append(token)
        return token, expiry

    service.tokens.issue = issuing  # type: ignore[method-assign]
    return service


@dataclass
class Traces:
    """Everything that calls of the command have left where others may read it, by its place."""

    environment: dict[str, str]
    found: dict[str, bytes] = field(default_factory=dict)

    def run(self, *words: str, **variables: str) -> int:
        """Run a call to its end."""
        process = Command({**self.environment, **variables}).start(*words)
        self.note_arguments(process.pid, words)
        out, err = process.communicate(timeout=60)
        self._note(f"{words} wrote", out + err)
        return process.returncode

    @contextmanager
    def on_terminal(self, *words: str, **variables: str) -> Iterator[TerminalEmulator]:
        """Run a call on a terminal."""
        environment = {**self.environment, **variables}
        with TerminalEmulator([INSTALLED, *words], environ=environment) as terminal:
            yield terminal
            self._note(f"{words} drew", terminal.raw)

    def note_arguments(self, process: int, words: tuple[str, ...]) -> None:
        """Note how a process was called, which all users of a machine can read."""
        asked = ["ps", "-ww", "-o", "args=", "-p", str(process)]
        told = subprocess.run(asked, capture_output=True, check=False)
        self._note(f"{words} was called", told.stdout)

    def note_files(self, folder: Path) -> None:
        """Note names and contents of all files below a folder."""
        for path in folder.rglob("*"):
            self._note(f"the name of {path}", os.fsencode(path.name))
            if path.is_file():
                self._note(str(path), path.read_bytes())

    def places_of(self, *secrets: str) -> list[str]:
        """The places where one of the secrets is."""
        return sorted(
            place
            for place, content in self.found.items()
            if any(secret.encode() in content for secret in secrets)
        )

    def _note(self, place: str, content: bytes) -> None:
        self.found[place] = self.found.get(place, b"") + content


@pytest.fixture
def traces(clean_environment: dict[str, str], service: FakeService, home: Path) -> Iterator[Traces]:
    with serve(service) as url:
        logged = {
            "TEXTUAL_LOG": str(home / "textual.log"),
            "TEXTUAL_SCREENSHOT": "1",
            "TEXTUAL_SCREENSHOT_LOCATION": str(home),
        }
        programs = home / "bin"
        programs.mkdir()
        (programs / "tmux").write_text(TMUX)
        (programs / "tmux").chmod(0o755)
        path = f"{programs}{os.pathsep}{clean_environment['PATH']}"
        environment = {**clean_environment, **logged, "PATH": path, "TMUX": "/socket,1,0"}
        yield Traces({**environment, "VSS_ENDPOINT": url})


def browses(traces: Traces) -> None:
    """Sign in within the browser, copy, filter, synchronise, and leave."""
    unused = {"VSS_API_USER_PASS": PASSWORD, "VSS_API_USER_OTP": CODE}
    with traces.on_terminal(**unused) as terminal:
        terminal.wait_for("Sign in to")
        terminal.send(f"{USER}\r{PASSWORD}\r")
        terminal.wait_for("has been sent to you")
        traces.note_arguments(terminal.process.pid, ("browser",))
        terminal.send(f"{CODE}\r")
        terminal.wait_for("page 1 of 3")
        terminal.send("y")
        terminal.wait_for("copied: ")
        terminal.send(f"/\x1b[200~{unsigned_token({'sub': CODE})}\x1b[201~\r")
        terminal.wait_for("token")
        terminal.send("\x1b")
        terminal.send("/ubuntu\r")
        terminal.wait_for("ubuntu")
        terminal.send("2s")
        terminal.wait_for("sync request")
        terminal.send("q")
        assert terminal.wait_exit() == 0


def crashes(traces: Traces, folder: Path) -> None:
    """Meet an unexpected error while a password is sent, in the browser and in a call."""
    fault = with_fault(traces.environment, folder, LOSING_PASSWORDS)
    with traces.on_terminal(PYTHONPATH=fault["PYTHONPATH"]) as terminal:
        terminal.wait_for("Sign in to")
        terminal.send(f"{USER}\r{PASSWORD}\r")
        assert terminal.wait_exit() == 1
        assert "unexpected error (LookupError)" in terminal.text
    assert traces.run("ls", **{**SET, "PYTHONPATH": fault["PYTHONPATH"]}) == 1


def logs_in(traces: Traces) -> None:
    with traces.on_terminal("login") as terminal:
        terminal.wait_for("User")
        terminal.send(f"{USER}\n")
        terminal.wait_for("Password:")
        terminal.send(f"{PASSWORD}\n")
        terminal.wait_for("One-time password:")
        terminal.send(f"{CODE}\n")
        assert terminal.wait_exit() == 0


def test_nothing_shows_but_in_the_token_store(
    traces: Traces, service: FakeService, tokens: list[str], home: Path, tmp_path: Path
) -> None:
    crashes(traces, tmp_path / "fault")
    browses(traces)
    for call in (("ls", "personal"), ("config",), ("describe",), ("sync", "--wait", "0")):
        assert traces.run(*call) == 0
    service.faults.add(
        "GET", PERSONAL, CannedResponse.json(400, {"message": f"no {tokens[-1]} here"})
    )
    assert traces.run("ls", "personal") == 1
    service.revoke_tokens()
    echo = CannedResponse.json(400, {"message": f"no {PASSWORD} with {CODE}, {BASIC}"})
    service.faults.add("POST", SIGN_IN, echo)
    assert traces.run("ls", **SET) == 1
    assert traces.run("config", **SET, VSS_TOKEN=tokens[-1]) == 0
    logs_in(traces)
    traces.note_files(home)
    assert (home / "tmux.txt").read_bytes()
    assert b"ubuntu" in (user_folders.state_dir() / "filters.json").read_bytes()
    assert [path for path in user_folders.cache_dir().rglob("*") if path.is_file()]
    (store,) = (user_folders.state_dir() / "sign-ins").iterdir()
    assert traces.places_of(PASSWORD, CODE, BASIC) == []
    assert traces.places_of(*tokens, *(token.rpartition(".")[2] for token in tokens)) == [
        str(store)
    ]
    assert (user_folders.state_dir() / "crash.txt").exists()

    assert traces.run("logout") == 0
    left = Traces({})
    left.note_files(home)
    assert left.places_of(PASSWORD, CODE, BASIC, *tokens) == []
    assert [path for path in user_folders.cache_dir().rglob("*") if path.is_file()] == []


async def test_no_picture_of_the_screen_shows_one(service: FakeService) -> None:
    pictures: list[str] = []
    async with run_browser(service, environ={}, size=USUAL, wait=False) as browser:
        await browser.wait_for(DIALOG)
        await browser.press_burst(*USER, "enter", *PASSWORD)
        pictures.append(browser.app.export_screenshot())
        await browser.press("enter")
        await wait_in_dialog(browser, "has been sent to you")
        await browser.type(CODE)
        pictures.append(browser.app.export_screenshot())
        await browser.press("enter")
        await wait_logged_in(browser)
        pictures.append(browser.app.export_screenshot())
    assert "•" * len(CODE) in pictures[1]
    for secret in (PASSWORD, CODE):
        assert secret not in "".join(pictures)


async def test_nothing_goes_to_another_origin(service: FakeService) -> None:
    """Wherever the service points: in a redirect, as the next page, as the request of a sync."""
    async with raw_server(whole()) as stranger:
        elsewhere = f"{stranger.url}{PUBLIC}?page=2"
        pages = with_pages(next_url=elsewhere, last_url=elsewhere, first_url=elsewhere)
        service.faults.add("GET", PUBLIC, Edit(pages), times=3)
        link = with_value("data._links.request", f"{stranger.url}/v2/request/image_sync/57")
        service.faults.add("PATCH", "*", Edit(link))
        environ = {"VSS_TOKEN": service.token}
        async with run_browser(service, environ=environ, size=USUAL) as browser:
            await browser.press("n", "s")
            await browser.wait_for("page 2 of 3", "sync request 57")
            await browser.wait_until(lambda: service.requests_to("GET", "/v2/request/*"))
            service.faults.add("*", "*", redirect(stranger.url, 307), times=None)
            for tab in ("1", "2"):
                await browser.press(tab, "r")
                await browser.wait_for("a redirect to", "127.0.0.1")
            service.faults.clear()
            service.revoke_tokens()
            service.faults.add("POST", "*", redirect(f"{stranger.url}{SIGN_IN}", 307), times=2)
            await browser.press("r")
            await enter_password(browser, "demo")
            await wait_in_dialog(browser, DIALOG, "a redirect to", "127.0.0.1")
            await log_in(browser, USER, PASSWORD, instead=True)
            await browser.wait_until(lambda: len(service.requests_to("POST", SIGN_IN)) == 2)
            await wait_in_dialog(browser, DIALOG, "a redirect to", "127.0.0.1")
            service.faults.add("POST", SEND_CODE, redirect(stranger.url, 308))
            await enter_password(browser, PASSWORD)
            await wait_in_dialog(
                browser, "no one-time password was sent", "a redirect to", "127.0.0.1"
            )
        assert stranger.requests == []
