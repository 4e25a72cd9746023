"""The table of README.md: which test is which case's.

``python -m tests.faults.table`` writes the names of the tests into it.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent
README = FOLDER / "README.md"
_TEST = re.compile(r"test_case_(\d+)_\w+")
_ROW = re.compile(r"\| (\d+) \| (.+) \| (.+) \| (.*)\|")


def found_tests(folder: Path = FOLDER) -> dict[int, list[str]]:
    """Find the tests of each case, by its number, as ``file::test``."""
    found: dict[int, list[str]] = {}
    for file in sorted(folder.glob("test_*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                name = _TEST.fullmatch(node.name)
                if name:
                    found.setdefault(int(name[1]), []).append(f"{file.name}::{node.name}")
    return found


def cases_in(text: str) -> dict[int, list[str]]:
    """Read the tests of each case out of the table."""
    rows = (_ROW.fullmatch(line) for line in text.splitlines())
    return {int(row[1]): re.findall(r"`([^`]+)`", row[4]) for row in rows if row}


def written_anew(text: str, tests: dict[int, list[str]]) -> str:
    """The same text with these tests in its table."""
    return "".join(_lines(text, tests))


def _lines(text: str, tests: dict[int, list[str]]) -> Iterator[str]:
    for line in text.splitlines():
        row = _ROW.fullmatch(line)
        if row:
            names = ", ".join(f"`{test}`" for test in tests.get(int(row[1]), []))
            yield f"| {row[1]} | {row[2]} | {row[3]} | {names} |\n"
        else:
            yield f"{line}\n"


if __name__ == "__main__":
    README.write_text(
        written_anew(README.read_text(encoding="utf-8"), found_tests()), encoding="utf-8"
    )
