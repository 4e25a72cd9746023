"""What the README says can be done is what the application does."""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.command import ROOT
from vss_tui import config
from vss_tui.actions import ACTIONS
from vss_tui.cli.commands import COMMANDS
from vss_tui.cli.exit_status import ExitStatus
from vss_tui.filters import FilterError, parse
from vss_tui.keymap import IDS, Keymap

README = (ROOT / "README.md").read_text(encoding="utf-8")
(SETTINGS,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)


def test_names_every_action_that_has_keys_in_the_order_of_the_help() -> None:
    listed = README.partition("`[keys]` takes these actions:")[2].partition(". A key is")[0]

    unbound = {each.id for each in ACTIONS if not each.keys}
    assert re.findall(r"`([^`]+)`", listed) == [id_ for id_ in IDS if id_ not in unbound]


def test_its_settings_are_all_used(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(SETTINGS)

    settings = config.load(config=file, environ={})

    assert settings.warnings == ()
    assert Keymap(settings.keys).problems == []
    assert settings.keys == tomllib.loads(SETTINGS)["keys"]
    assert settings.endpoint.value.name == "production"


@pytest.mark.parametrize("code", [code.value for code in ExitStatus] + [143, 129])
def test_explains_every_exit_code(code: int) -> None:
    table = README.partition("| exit code | means |")[2].partition("\n\n")[0]

    codes = [row.split("|")[1] for row in table.splitlines() if row.startswith("|")]
    assert any(str(code) in re.findall(r"\d+", cell) for cell in codes)


@pytest.mark.parametrize("name", COMMANDS)
def test_mentions_every_command(name: str) -> None:
    assert re.search(rf"`?vss-tui {name}\b|`{name}`", README)


def test_its_filters_compile_but_for_those_that_it_says_are_refused() -> None:
    table = README.partition("### The filter")[2].partition("\n\n!")[0]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    typed = [text for cell in rows for text in re.findall(r"`([^`]+)`", cell)]
    assert len(typed) > 10
    for text in typed:
        assert parse(text, datetime.now(UTC)).clauses, text
    signs = table.partition("no grouping: ")[2].partition(" are refused")[0]
    for sign in re.findall(r"`([^`]+)`", signs):
        expression = f"ubuntu{sign} server" if sign == "$" else f"{sign}ubuntu server"
        with pytest.raises(FilterError) as refused:
            parse(expression, datetime.now(UTC))
        assert expression[refused.value.start : refused.value.end] == sign
