"""The table of README.md: which file tests which case.

``python -m tests.faults.table`` writes the names of the files into it.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent
README = FOLDER / "README.md"
_TEST = re.compile(r"test_case_(\d+b?)_\w+")
_ROW = re.compile(r"\| (\d+b?) \| (.+) \| (.+) \| (.*)\|")


def found_tests(folder: Path = FOLDER) -> dict[str, list[str]]:
    """Return the files with tests of each case, by its number."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.glob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                name = _TEST.fullmatch(node.name)
                files = found.setdefault(str(name[1]).lstrip("0"), []) if name else []
                if name and file.name not in files:
                    files.append(file.name)
    return found


def cases_in(text: str) -> dict[str, list[str]]:
    """Return the files of each case that the table names."""
    rows = (_ROW.fullmatch(line) for line in text.splitlines())
    return {row[1]: re.findall(r"`([^`]+)`", row[4]) for row in rows if row}


def updated(text: str, tests: dict[str, list[str]]) -> str:
    """Return ``text`` with these files in its table."""
    return "".join(_lines(text, tests))


def _lines(text: str, tests: dict[str, list[str]]) -> Iterator[str]:
    for line in text.splitlines():
        row = _ROW.fullmatch(line)
        if row:
            names = ", ".join(f"`{test}`" for test in tests.get(row[1], []))
            yield f"| {row[1]} | {row[2]} | {row[3]} | {names} |\n"
        else:
            yield f"{line}\n"


if __name__ == "__main__":
    README.write_text(updated(README.read_text(encoding="utf-8"), found_tests()), encoding="utf-8")
