"""No text is handed to the toolkit as it is: everything goes through ``escape`` or is our own."""

from pathlib import Path

import pytest

import vss_tui
from tests.faults.markup_lint import bare_texts

_PACKAGE = Path(vss_tui.__file__).parent
DRAWING = sorted(
    [
        *(
            file
            for floor in ("widgets", "panes", "screens")
            for file in (_PACKAGE / floor).glob("*.py")
        ),
        _PACKAGE / "app.py",
    ]
)


@pytest.mark.parametrize("module", DRAWING, ids=lambda path: path.stem)
def test_nothing_is_handed_over_bare(module: Path) -> None:
    assert bare_texts(module) == []


BARE = [
    "Static(fitted(name, 3), markup=False)",
    "parts = name.split()\n  Static(' '.join(parts), markup=False)",
    "name = name\n  Static(name, markup=False)",
    "Static(name)",
    "Static(name, markup=False)",
    "Static('a')",
    "Static(escape(name))",
    "Static(f'a {name}', markup=False)",
    "Static(self._name, markup=False)",
    "Static(content=name, markup=False)",
    "Label('a' + name, markup=False)",
    "Button(name.strip(), markup=False)",
    "Text(name)",
    "Content(f'{escape(name)} {name}')",
    "Text().append(name)",
    "text = Text()\n  text.append(name)",
    "Option(name)",
    "Option(escape(name))",
    "Input(name)",
    "Input(value=name)",
    "self.query_one('#x').update(name)",
    "self.notify(escape(name))",
    "self.border_title = escape(name)",
    "Hit(1, Content(escape(name)), run, help=escape(name))",
    "self.tooltip = name",
    "Static(', '.join(name), markup=False)",
    "Static(escape(name) if name else name, markup=False)",
]
SAFE = [
    "for text in texts:\n    Static(text, markup=False)",
    "Static(fitted(escape(name), 3), markup=False)",
    "Static(f'{number:%H:%M} {SIGNS[name]}', markup=False)",
    "line = escape(name)\n  line = f'{line} {line}'\n  Static(line, markup=False)",
    "Static('a', markup=False)",
    "Static(escape(name), markup=False)",
    "Static(f'a {escape(name)} {len(name)}', markup=False)",
    "Static(Text(escape(name)), markup=False)",
    "Static(number, markup=False)",
    "line = escape(name)\n  Static(line, markup=False)",
    "Static(', '.join(map(escape, name)), markup=False)",
    "Static(', '.join(escape(each) for each in name) or 'none', markup=False)",
    "Option(Content(escape(name)))",
    "text = Text()\n  text.append(escape(name))",
    "parts = []\n  parts.append(name)",
    "self.query_one('#x').update(escape(name))",
    "self.notify(escape(name), markup=False)",
    "self.border_title = Text(escape(name))",
    "Static(WORDS, markup=False)",
]


def checked(statement: str, folder: Path) -> list[str]:
    """What is found in a method that holds ``statement``."""
    head = "WORDS = 'a'\nSIGNS = {1: 'a'}\n"
    code = f"{head}def make(self, name: str, number: int, *texts: Text) -> None:\n  {statement}\n"
    module = folder / "module.py"
    module.write_text(code, encoding="utf-8")
    return bare_texts(module)


@pytest.mark.parametrize("statement", BARE)
def test_what_is_bare_is_found(statement: str, tmp_path: Path) -> None:
    assert checked(statement, tmp_path)


@pytest.mark.parametrize("statement", SAFE)
def test_what_is_safe_is_let_through(statement: str, tmp_path: Path) -> None:
    assert checked(statement, tmp_path) == []
