"""How an image is named where a VM is built."""

import shlex
import unicodedata
from typing import Literal

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from tests.images import make_image
from vss_tui.models import copy_format
from vss_tui.models.copy_format import MAX_BYTES, CopyFormat, NothingToCopy, text
from vss_tui.models.image import Image
from vss_tui.support.safe_text import Untrusted

UBUNTU = make_image(7, "ubuntu.iso", "[vss-ISOs] Linux/Ubuntu/ubuntu.iso")


@pytest.mark.parametrize(
    ("form", "written"),
    [
        (CopyFormat.NAME, "ubuntu.iso"),
        (CopyFormat.PATH, "[vss-ISOs] Linux/Ubuntu/ubuntu.iso"),
        (CopyFormat.ID, "7"),
        (CopyFormat.OPTION, "--iso '[vss-ISOs] Linux/Ubuntu/ubuntu.iso'"),
        (CopyFormat.DEPLOYMENT, "iso: '[vss-ISOs] Linux/Ubuntu/ubuntu.iso'"),
    ],
)
def test_each_form(form, written):
    assert text(UBUNTU, form) == written


@pytest.mark.parametrize(
    ("value", "quoted"),
    [
        ("a.iso", "'a.iso'"),
        ("=ls", "'=ls'"),
        ("", "''"),
        ("it's", """'it'"'"'s'"""),
        ("\\", '"\\\\"'),
        (r"it\'s", r"""'it'"\\'"'s'"""),
        ("!$`x`", "'!$`x`'"),
    ],
)
def test_a_shell_reads_single_quotes_and_double_ones_round_what_they_cannot_hold(value, quoted):
    assert copy_format.shell_quoted(value) == quoted


@pytest.mark.parametrize("path", ["[s] it's/a.iso", '[s] "a"/$HOME `x`.iso', "[s] a: #b\\n.iso"])
def test_a_shell_and_yaml_read_the_path_back(path):
    image = Image.from_json({"name": "a.iso", "path": path})
    assert shlex.split(text(image, CopyFormat.OPTION)) == ["--iso", path]
    assert yaml.safe_load(text(image, CopyFormat.DEPLOYMENT)) == {"iso": path}


BREAKING: tuple[Literal["Cc", "Cs", "Zl", "Zp"], ...] = ("Cc", "Cs", "Zl", "Zp")
REORDERING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CLEAN = st.text(
    st.characters(exclude_categories=BREAKING, exclude_characters=REORDERING),
    min_size=1,
    max_size=300,
)


@given(CLEAN)
@example("[s] می\u200cخواهم.iso")
def test_a_shell_reads_any_path_back_generated(path):
    assert shlex.split(text(make_image(7, "a.iso", path), CopyFormat.OPTION)) == ["--iso", path]


@given(st.text(min_size=1, max_size=300).map(Untrusted))
def test_yaml_reads_any_path_back_generated(path):
    assert yaml.safe_load(text(make_image(7, "a.iso", path), CopyFormat.DEPLOYMENT)) == {
        "iso": path
    }


@given(st.text(min_size=1, max_size=80).map(Untrusted), st.sampled_from(CopyFormat))
def test_any_image_is_one_clean_line_generated(value, form):
    line = text(make_image(7, value, value), form)
    assert not any(unicodedata.category(each) in BREAKING or each in REORDERING for each in line)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (CopyFormat.ID, "a.iso has no id; copy its name instead"),
        (CopyFormat.PATH, "a.iso has no path; copy its name instead"),
        (CopyFormat.OPTION, "a.iso has no path; copy its name instead"),
        (CopyFormat.DEPLOYMENT, "a.iso has no path; copy its name instead"),
    ],
)
def test_what_an_image_lacks_is_said(form, words):
    with pytest.raises(NothingToCopy) as refused:
        text(make_image(None, "a.iso"), form)
    assert str(refused.value) == words


def test_what_is_only_invisible_is_copied_as_it_is():
    persian = "می\u200cخواهم.iso"
    assert text(make_image(7, persian, persian), CopyFormat.NAME) == persian


@pytest.mark.parametrize("form", [CopyFormat.NAME, CopyFormat.PATH, CopyFormat.OPTION])
def test_what_is_too_long_is_not_copied(form):
    long = Image.from_json({"name": "x" * (MAX_BYTES + 1), "path": "é" * (MAX_BYTES // 2 + 1)})
    with pytest.raises(NothingToCopy) as refused:
        text(long, form)
    assert str(refused.value).startswith(
        ("not copied: the name has 8,193 bytes", "not copied: the path")
    )


def test_what_becomes_too_long_when_it_is_made_visible_is_not_copied():
    with pytest.raises(NothingToCopy):
        text(make_image(7, "\x1b" * 2000), CopyFormat.NAME)


def test_what_is_as_long_as_allowed_is_copied():
    assert text(make_image(7, "x" * MAX_BYTES), CopyFormat.NAME) == "x" * MAX_BYTES


def test_a_message_repeats_a_long_name_in_part_only():
    with pytest.raises(NothingToCopy) as refused:
        text(Image.from_json({"name": "x" * 9000}), CopyFormat.PATH)
    assert len(str(refused.value)) < 100
