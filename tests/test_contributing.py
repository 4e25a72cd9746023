"""CONTRIBUTING.md mentions nothing that is not there."""

import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CODE = list(dict.fromkeys(re.findall(r"`([^`\n]+)`", TEXT)))
_PATH = re.compile(r"[\w.]+(/[\w.]*)+|\w+\.(py|md|tcss)|pyproject.toml")
_DOTTED = re.compile(r"[a-z_]+(\.\w+)+")
_MODULE = re.compile(r"python -m ([\w.]+)")
_VARIABLE = re.compile(r"\b([A-Z][A-Z_]+)=")
_OPTION = re.compile(r"(?<!\w)--[\w-]+")
_TOOLS = {"mypy", "lint-imports", "-n"}


def paths() -> list[str]:
    return [code for code in CODE if _PATH.fullmatch(code)]


def names() -> list[str]:
    dotted = (code for code in CODE if _DOTTED.fullmatch(code) and not _PATH.fullmatch(code))
    return [code for code in dotted if not code.endswith(".toml")]


@cache
def sources() -> str:
    folders = (ROOT / "vss_tui", ROOT / "tests")
    files = (
        *(file for folder in folders for file in folder.rglob("*.py")),
        ROOT / "pyproject.toml",
    )
    return "\n".join(file.read_text(encoding="utf-8") for file in files if file != Path(__file__))


def resolved(dotted: str) -> Iterator[object]:
    """Yield what a dotted name stands for: a module of the package or of the tests, or its part."""
    parts = dotted.split(".")
    for prefix in ("vss_tui.", ""):
        for count in range(len(parts), 0, -1):
            try:
                found: object = importlib.import_module(prefix + ".".join(parts[:count]))
            except ImportError:
                continue
            try:
                for part in parts[count:]:
                    found = _part(found, part)
            except AttributeError:
                continue
            yield found


def _part(owner: object, name: str) -> object:
    # A field of a dataclass without a default is in its annotations only.
    annotated = getattr(owner, "__annotations__", {})
    return annotated[name] if name in annotated else getattr(owner, name)


@pytest.mark.parametrize("path", paths())
def test_every_path_exists(path: str) -> None:
    assert any((folder / path).exists() for folder in (ROOT, ROOT / "vss_tui"))


@pytest.mark.parametrize("name", names())
def test_every_name_exists(name: str) -> None:
    assert list(resolved(name)), name


def test_every_module_that_is_run_exists() -> None:
    for module in set(_MODULE.findall(TEXT)) - {"pytest", "venv"}:
        folder = ROOT / module.replace(".", "/")
        assert (folder / "__main__.py").exists() or folder.with_suffix(".py").exists(), module


def test_every_variable_and_option_exists() -> None:
    known = ("--check", "--port", "--dist", "--snapshot-update", "--all")
    for word in {*_VARIABLE.findall(TEXT), *_OPTION.findall(TEXT)} - set(known):
        assert word in sources(), word


def test_what_else_is_code_is_in_the_code() -> None:
    others = [
        code
        for code in CODE
        if code not in {*paths(), *names(), *_TOOLS} and " " not in code and "…" not in code
    ]
    for code in others:
        assert code.strip(".") in sources() or (ROOT / code).exists(), code
