"""What is copied of an image, such as an option of ``vss-cli`` and a line of a deployment file."""

import re
from enum import Enum

from vss_tui.models.image import Image
from vss_tui.support.safe_text import clean


class NothingToCopy(ValueError):
    """An image lacks what was to be copied; the text says what, for the user."""


class CopyFormat(Enum):
    """What to copy of an image; the value names it for users."""

    NAME = "name"
    PATH = "path"
    ID = "id"
    OPTION = "--iso option"
    DEPLOYMENT = "iso line"


def text(image: Image, form: CopyFormat) -> str:
    """Write an image in a form, on one line that controls no terminal it is pasted into.

    ``OPTION`` is an option of ``vss-cli`` quoted for a shell, ``DEPLOYMENT`` a line of its
    deployment file quoted for YAML. Both use the path: ``vss-cli`` takes a name as a substring.

    Raises:
        NothingToCopy: The service gave the image no such value.
    """
    if form is CopyFormat.NAME:
        return clean(image.name)
    if form is CopyFormat.ID:
        if image.id is None:
            raise NothingToCopy(f"{image.name} has no id; y copies its name")
        return str(image.id)
    if not image.path:
        raise NothingToCopy(f"{image.name} has no path; y copies its name")
    if form is CopyFormat.OPTION:
        return f"--iso {shell_quoted(clean(image.path))}"
    return (
        f"iso: {_yaml_quoted(image.path)}" if form is CopyFormat.DEPLOYMENT else clean(image.path)
    )


def shell_quoted(text: str) -> str:
    r"""Quote a word in the one form that sh, bash, zsh and fish read alike.

    In single quotes fish takes a backslash before a quote or a backslash for an escape, and other
    shells take none, so each run of backslashes and single quotes is in double quotes.
    """
    parts = re.split(r"([\\']+)", text)
    quoted = [f"'{part}'" for part in parts]
    quoted[1::2] = ['"{}"'.format(part.replace("\\", r"\\")) for part in parts[1::2]]
    return "".join(part for part in quoted if part != "''") or "''"


def _yaml_quoted(value: str) -> str:
    import yaml

    plain = value.isprintable()
    style = "'" if plain else '"'
    written = yaml.safe_dump(value, default_style=style, allow_unicode=plain, width=2**31)
    return str(written).rstrip("\n")
