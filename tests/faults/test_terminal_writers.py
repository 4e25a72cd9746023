"""Few modules write to the terminal, and none of those that draw takes the exact text."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import vss_tui

PACKAGE = Path(vss_tui.__file__).parent
STREAMS = ("stdout", "stderr", "__stdout__", "__stderr__")
WRITERS: Mapping[str, str] = {
    "cli/output.py": "escapes what it prints, and its results are made by output/",
    "cli/login.py": "prompts in a fixed form round a user name that it escapes",
    "terminal/app_runner.py": "turns Textual's own stray output away",
    "terminal/first_frame.py": "writes bytes that were escaped when they were drawn",
    "terminal/tty.py": "writes modes and what Textual has drawn",
    "demo/__main__.py": "prints its own URL",
}
"""Modules that may use the streams or ``os.write``, and why that is harmless."""
DRAWING = ("widgets", "panes", "screens", "cli", "app.py", "output/text_table.py")
"""What shows texts to people, and so has no use for the exact one."""


def writes(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that use a standard stream, ``print`` or ``os.write``."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="sys"), attr=name) if name in STREAMS:
                yield node.lineno
            case ast.Attribute(value=ast.Name(id="os"), attr="write" | "writev"):
                yield node.lineno
            case ast.Name(id="print"):
                yield node.lineno


def takes_exact_text(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that take the exact text of an ``Untrusted`` one."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr="raw"):
                yield node.lineno
            case ast.Attribute(value=ast.Name(id="str"), attr="__str__" | "__format__"):
                yield node.lineno


def modules(*places: str) -> list[Path]:
    paths = [PACKAGE / place for place in places]
    return sorted(
        file for path in paths for file in (path.rglob("*.py") if path.is_dir() else [path])
    )


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_only_these_modules_write() -> None:
    found = {str(path.relative_to(PACKAGE)) for path in modules(".") if any(writes(parsed(path)))}
    assert found == set(WRITERS)


@pytest.mark.parametrize("path", modules(*DRAWING), ids=lambda path: path.stem)
def test_what_draws_takes_no_exact_text(path: Path) -> None:
    assert list(takes_exact_text(parsed(path))) == []


@pytest.mark.parametrize(
    "code", ["sys.stdout.write(name)", "print(name)", "os.write(1, data)", "out = sys.stderr"]
)
def test_a_writer_is_found(code: str) -> None:
    assert list(writes(ast.parse(code))) == [1]


@pytest.mark.parametrize("code", ["name.raw", "str.__str__(name)", "map(str.__str__, names)"])
def test_exact_text_is_found(code: str) -> None:
    assert list(takes_exact_text(ast.parse(code))) == [1]
