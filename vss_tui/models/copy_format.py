"""What is copied of an image, such as an option of ``vss-cli`` or a line of a deployment file."""

import re
from enum import Enum

from vss_tui.models.image import Image
from vss_tui.support.safe_text import clean, shortened

MAX_BYTES = 8192
"""More than any path, and less than what terminals take amiss or spend seconds on."""
_SHELL_RUNS = re.compile(r"[\\']+|[^\\']+")


class NothingToCopy(ValueError):
    """An image lacks what was to be copied, or has too much of it; the text says so to the user."""


class CopyFormat(Enum):
    """What to copy of an image; the value names it for users."""

    NAME = "name"
    PATH = "path"
    ID = "id"
    OPTION = "--iso option"
    DEPLOYMENT = "iso line"


def text(image: Image, form: CopyFormat) -> str:
    """Write an image in a form, on one line that controls no terminal it is pasted into.

    ``OPTION`` is an option of ``vss-cli`` quoted for shells, ``DEPLOYMENT`` a line of its
    deployment file quoted for YAML. Both use the path: ``vss-cli`` takes a name as a substring.

    Raises:
        NothingToCopy: The service gave the image no such value, or one longer than ``MAX_BYTES``.
    """
    if form is CopyFormat.ID:
        value, named = "" if image.id is None else str(image.id), "id"
    elif form is CopyFormat.NAME:
        value, named = str.__str__(image.name), "name"
    else:
        value, named = str.__str__(image.path), "path"
    if not value:
        raise NothingToCopy(f"{shortened(image.name, 60)} has no {named}; copy its name instead")
    _refuse_long(value, named)
    copied = _written(value, form)
    # What was made visible in it takes more room than it did.
    _refuse_long(copied, named)
    return copied


def shell_quoted(value: str) -> str:
    r"""Quote ``value`` so that sh, bash, zsh and fish read it back, also at a prompt.

    It stands in single quotes, in which only fish reads ``\``; each run of ``\`` and ``'`` stands
    in double ones, in which none of them makes anything else of these two.
    """
    runs = _SHELL_RUNS.findall(value) or [""]
    return "".join(
        '"{}"'.format(run.replace("\\", "\\\\")) if run[:1] in ("\\", "'") else f"'{run}'"
        for run in runs
    )


def _written(value: str, form: CopyFormat) -> str:
    match form:
        case CopyFormat.OPTION:
            return f"--iso {shell_quoted(clean(value))}"
        case CopyFormat.DEPLOYMENT:
            return f"iso: {_yaml_quoted(value)}"
        case _:
            return clean(value)


def _refuse_long(value: str, named: str) -> None:
    size = len(value.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise NothingToCopy(f"not copied: the {named} has {size:,} bytes, more than {MAX_BYTES:,}")


def _yaml_quoted(value: str) -> str:
    import yaml

    plain = value.isprintable()
    style = "'" if plain else '"'
    written = yaml.safe_dump(value, default_style=style, allow_unicode=plain, width=2**31)
    return str(written).rstrip("\n")
