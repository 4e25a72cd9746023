"""Print the lowest allowed version of every dependency, as constraints for pip."""

import re
import tomllib
from pathlib import Path

_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)(?:\[[\w,-]+\])?>=(?P<lowest>[\w.]+)")


def main() -> None:
    """Print a line for each dependency with a lower bound."""
    pyproject = Path(__file__).parent.parent / "pyproject.toml"
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    for requirement in sorted(
        {*project["dependencies"], *(each for one in extras for each in one)}
    ):
        found = _REQUIREMENT.match(requirement)
        if found:
            print(f"{found['name']}=={found['lowest']}")  # noqa: T201


if __name__ == "__main__":
    main()
