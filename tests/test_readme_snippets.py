"""What the README says to type is typed here, with a ``vss-cli`` that records its arguments."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.command import INSTALLED, ROOT
from tests.fake_service import FakeService
from tests.fake_service.serving import serve
from tests.terminal_emulator import TerminalEmulator
from vss_tui.demo.sync_service import Arrival, SyncPlan

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS: list[str] = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
(DEPLOYMENT,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
CENTOS = "[vss-ISOs] Linux/CentOS/CentOS-7.0-1406-x86_64-Minimal.iso"
STAND_IN = f"""#!{sys.executable}
import json, os, sys
with open(os.environ["RECORD"], "a") as record:
    print(json.dumps(sys.argv[1:]), file=record)
"""
DONE_AT_ONCE = ((0, "SUBMITTED"), (1, "PROCESSED"))


def block(first: str) -> str:
    """The snippet whose first line begins so."""
    (found,) = [each for each in BLOCKS if each.startswith(first)]
    return found


class User:
    """Somebody at a terminal, in an empty folder, who follows the README."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment = environment
        self.folder = folder

    def types(self, snippet: str, *, columns: int = 200) -> TerminalEmulator:
        command = ("bash", "--norc", "-c", snippet)
        return TerminalEmulator(command, self.environment, columns=columns, folder=self.folder)

    def runs(self, snippet: str) -> int:
        with self.types(snippet) as terminal:
            return terminal.wait_exit()

    @property
    def calls(self) -> list[list[str]]:
        """What ``vss-cli`` was called with."""
        record = Path(self.environment["RECORD"])
        lines = record.read_text().splitlines() if record.exists() else []
        return [json.loads(line) for line in lines]


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def user(clean_environment: dict[str, str], service: FakeService, tmp_path: Path) -> Iterator[User]:
    commands, folder = tmp_path / "bin", tmp_path / "work"
    commands.mkdir()
    folder.mkdir()
    (commands / "vss-tui").symlink_to(INSTALLED)
    (commands / "vss-cli").write_text(STAND_IN)
    (commands / "vss-cli").chmod(0o755)
    with serve(service) as url:
        environment = {
            **clean_environment,
            "PATH": f"{commands}:/usr/bin:/bin",
            "RECORD": str(tmp_path / "record"),
            "VSS_ENDPOINT": url,
            "VSS_TOKEN": service.token,
        }
        yield User(environment, folder)


def test_each_snippet_is_tried_here() -> None:
    tried = Path(__file__).read_text(encoding="utf-8")
    beginnings = re.findall(r'block\("(.+?)"\)', tried.replace('\\"', '"'))

    assert [each for each in BLOCKS if not any(map(each.startswith, beginnings))] == []


def test_finding(user: User, service: FakeService) -> None:
    with user.types(block("vss-tui ls -f 'ubuntu server' -s")) as terminal:
        assert terminal.wait_exit() == 0
        rows = terminal.text.strip().splitlines()

    newest = service.public.select("name,like,%ubuntu%;name,like,%server%", "updated_on,desc")
    assert [row.split()[1] for row in rows[1:6]] == [image.name for image in newest[:5]]


def test_picking_for_a_build(user: User) -> None:
    with user.types(block("iso=$(vss-tui pick ubuntu server")) as terminal:
        terminal.wait_for("live-server")
        terminal.send("\r")
        assert terminal.wait_exit() == 0

    (call,) = user.calls
    path = call[-2]
    assert call == [
        *("compute", "vm", "mk", "shell", "--memory", "4", "--cpu", "2", "--iso", path, "my-vm")
    ]
    assert path.startswith("[vss-ISOs] Linux/Ubuntu/ubuntu-")
    assert "server" in path


def test_nothing_is_built_where_nothing_is_picked(user: User) -> None:
    with user.types(block("iso=$(vss-tui pick ubuntu server")) as terminal:
        terminal.wait_for("live-server")
        terminal.send("\x03")
        assert terminal.wait_exit() == 130

    assert user.calls == []


def test_an_image_for_a_vm_that_is_there(user: User) -> None:
    assert user.runs(block("iso=$(vss-tui pick -1")) == 0

    assert user.calls == [["compute", "vm", "set", "my-vm", "cd", "up", "1", "-b", CENTOS]]


def test_a_deployment_file(user: User) -> None:
    (user.folder / "vm.yaml").write_text(DEPLOYMENT)

    assert user.runs(block("vss-cli compute vm mk from-file")) == 0

    assert yaml.safe_load(DEPLOYMENT) == {"machine": {"name": "my-vm", "iso": CENTOS}}
    assert user.calls == [["compute", "vm", "mk", "from-file", "vm.yaml"]]


class TestAnUpload:
    def test_is_found_and_built_from(self, user: User, service: FakeService) -> None:
        service.syncs.plans = [
            SyncPlan(changes=(Arrival("uploads/my.iso", 1),), steps=DONE_AT_ONCE, by_polls=True)
        ]

        assert user.runs(block("vss-tui sync --wait")) == 0

        (call,) = user.calls
        new = service.personal.images[-1]
        assert call[-3:] == ["--iso", new.path, "my-vm"]
        assert new.path.endswith("uploads/my.iso")

    def test_that_is_not_found_builds_nothing(self, user: User, service: FakeService) -> None:
        service.syncs.plans = [SyncPlan(changes=(), steps=DONE_AT_ONCE, by_polls=True)]

        assert user.runs(block("vss-tui sync --wait")) == 1
        assert user.calls == []

    def test_whose_sync_fails_builds_nothing(self, user: User, service: FakeService) -> None:
        service.syncs.plans = [
            SyncPlan(changes=(), steps=((0, "SUBMITTED"), (1, "ERROR")), by_polls=True)
        ]

        assert user.runs(block("vss-tui sync --wait")) == 1
        assert user.calls == []


def test_scripts(user: User, service: FakeService) -> None:
    service.syncs.plans = [SyncPlan(changes=(), steps=DONE_AT_ONCE, by_polls=True)]

    snippet = block("vss-tui ls -f 'ubuntu server' --fields")
    assert user.runs(f"set -e\n{snippet}") == 0

    assert (user.folder / "mine.csv").read_text().startswith("id,name,path,")
    assert json.loads((user.folder / "sync.json").read_text())["status"] == "PROCESSED"
