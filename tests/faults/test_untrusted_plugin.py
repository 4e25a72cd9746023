"""mypy's plugin finds every way in which an untrusted text goes on as it is."""

import re
import subprocess
import sys
from pathlib import Path

import vss_tui

ROOT = Path(vss_tui.__file__).parent.parent
HEAD = """
import io, sys
from rich.text import Text
from textual.app import App
from textual.content import Content
from textual.widgets import Input, Label, Static
from vss_tui.models.image import Image
from vss_tui.support.safe_text import Untrusted, escape

def check(
    name: Untrusted, names: list[Untrusted], maybe: Untrusted | None, image: Image,
    app: App[None], static: Static, text: Text,
) -> None:
"""
FOUND = """
", ".join(names)
", ".join(each for each in names)
", ".join([each.strip() for each in names])
", ".join([name, "a"])
", ".join(("a", name))
", ".join(name.split())
", ".join({name: 1})
"".join(f"{each}" if each else each for each in names)
sys.stdout.write(name)
sys.stderr.write("a" + name)
sys.stderr.write(name + "a")
io.StringIO().writelines(names)
name.encode()
name[1:].encode()
Text(name)
Text(image.name)
Text(image.folder.upper())
text.append(name.partition("/")[0])
Text.assemble("a", (name, "bold"))
Content(name)
Static(name, markup=False)
Static(content=maybe or "", markup=False)
Label(image.path, markup=False)
Input(value=name)
static.update(name)
app.notify(name, markup=False)
"""
PASSED = """
", ".join(map(escape, names))
", ".join(each.raw for each in names)
", ".join(f"{each}" for each in names)
name.join(names)
sys.stdout.write(f"{name}")
sys.stdout.write(escape(name))
name.raw.encode()
Text(escape(name))
Text(str(image.name))
text.append(f"{name}")
Static(f"{name}", markup=False)
app.notify(escape(name), markup=False)
"""


def test_what_goes_on_as_it_is_is_found_and_nothing_else(tmp_path: Path) -> None:
    lines = [line for line in (FOUND + PASSED).splitlines() if line]
    module = tmp_path / "module.py"
    module.write_text(HEAD + "".join(f"    {line}\n" for line in lines), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", tmp_path / "cache", module],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    first = HEAD.count("\n") + 1
    numbers = re.findall(r"module\.py:(\d+): error: \S+ takes an Untrusted text", done.stdout)
    found = [lines[int(number) - first] for number in dict.fromkeys(numbers)]
    assert found == FOUND.split("\n")[1:-1], done.stdout + done.stderr
    assert done.stdout.count("error:") == len(numbers), done.stdout
