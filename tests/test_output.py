"""Listings for standard output, as text."""

import csv
import io
import json
from collections.abc import Callable
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults.payloads import PAYLOADS
from tests.faults.recording_terminal import is_hostile
from vss_tui.filters.fields import Field
from vss_tui.models.image import Image
from vss_tui.output import Output, json_text, open_listing, outline
from vss_tui.support.safe_text import width


def image(number: int = 7, name: str = "a.iso", **values: object) -> Image:
    row = {
        "id": number,
        "name": name,
        "path": f"[vss-ISOs] Linux/{name}",
        "data_store": "vss-ISOs",
        "public": True,
        "created_on": "2017-11-17 13:51:31 EST",
        "updated_on": "2020-04-24 Fri 16:36:15 EDT",
    }
    return Image.from_json({**row, **values})


def printed(output: Output, *pages: list[Image], terminal: int | None = None) -> str:
    listing = open_listing(output, terminal)
    return "".join([listing.page(page) for page in pages] + [listing.end()])


class TestOneValueALine:
    @pytest.mark.parametrize(
        ("output", "expected"),
        [
            (Output.NAME, "a.iso\nb c.iso\n"),
            (Output.PATH, "[vss-ISOs] Linux/a.iso\n[vss-ISOs] Linux/b c.iso\n"),
            (Output.ID, "7\n8\n"),
        ],
    )
    def test_prints_that_value_of_each_image(self, output: Output, expected: str) -> None:
        assert printed(output, [image(7)], [image(8, "b c.iso")]) == expected

    def test_prints_references_as_they_came(self) -> None:
        reference = "https://service.example/v2/iso/7"

        assert printed(Output.URL, [Image.from_json(reference)]) == f"{reference}\n"

    def test_leaves_the_line_of_a_missing_value_empty(self) -> None:
        assert printed(Output.PATH, [image(path=None)]) == "\n"

    @pytest.mark.parametrize("terminal", [None, 80])
    def test_is_one_line_that_controls_no_terminal(self, terminal: int | None) -> None:
        text = printed(Output.NAME, [image(name="a\nb\x1b[2J.iso")], terminal=terminal)

        assert text == "a\\u{a}b\\u{1b}[2J.iso\n"

    def test_keeps_what_is_only_invisible_where_no_terminal_shows_it(self) -> None:
        name = "می\u200cخواهم.iso"

        assert printed(Output.NAME, [image(name=name)]) == f"{name}\n"
        assert "\\u{200c}" in printed(Output.NAME, [image(name=name)], terminal=80)


class TestJson:
    def test_is_one_array_with_all_attributes_as_sent(self) -> None:
        images = [image(7), image(8, size=3, _links={"self": "x"}), image(9, name="ü\x1b\ud800")]

        assert json.loads(printed(Output.JSON, images[:2], images[2:])) == [
            one.row for one in images
        ]

    def test_is_an_empty_array_where_there_is_no_image(self) -> None:
        assert printed(Output.JSON, []) == "[]\n"

    def test_of_lines_is_an_object_a_line(self) -> None:
        images = [image(7), image(8, name="a\nb")]

        lines = printed(Output.NDJSON, images).splitlines()

        assert [json.loads(line) for line in lines] == [one.row for one in images]

    @pytest.mark.parametrize("output", [Output.JSON, Output.NDJSON])
    def test_is_ascii_without_control_characters(self, output: Output) -> None:
        text = printed(output, [image(name="\x1b]52;c;x\x07\x9b\x7f\u202eü漢\ud800")])

        assert text.isascii()
        assert text.replace("\n", "").isprintable()

    def test_says_null_for_numbers_that_json_has_not(self) -> None:
        sent = [image(size=float("inf"), nested={"a": [float("nan"), 1.5]})]

        (row,) = json.loads(printed(Output.JSON, sent))

        assert (row["size"], row["nested"]) == (None, {"a": [None, 1.5]})


class TestCsv:
    def test_has_the_fields_as_columns(self) -> None:
        rows = list(csv.DictReader(io.StringIO(printed(Output.CSV, [image(7)], [image(8)]))))

        assert [row["id"] for row in rows] == ["7", "8"]
        assert rows[0] == {
            "id": "7",
            "name": "a.iso",
            "path": "[vss-ISOs] Linux/a.iso",
            "data_store": "vss-ISOs",
            "public": "true",
            "created_on": "2017-11-17 13:51:31 EST",
            "updated_on": "2020-04-24 Fri 16:36:15 EDT",
        }

    def test_keeps_commas_quotes_and_newlines_in_their_cell(self) -> None:
        name = 'a, "b"\nc\x00.iso'

        (row,) = csv.DictReader(io.StringIO(printed(Output.CSV, [image(name=name)]), newline=""))

        assert row["name"] == name

    def test_shows_values_of_unexpected_types_as_they_are(self) -> None:
        sent = [image(created_on=[1, 2], updated_on=None, public="maybe")]

        (row,) = csv.DictReader(io.StringIO(printed(Output.CSV, sent)))

        assert (row["created_on"], row["updated_on"], row["public"]) == ("[1, 2]", "", "maybe")

    def test_is_made_safe_for_a_terminal(self) -> None:
        assert "\x1b" not in printed(Output.CSV, [image(name="\x1b[2J")], terminal=80)

    def test_has_its_header_where_there_is_no_image(self) -> None:
        header = "id,name,path,data_store,public,created_on,updated_on\n"

        assert printed(Output.CSV, []) == header
        assert printed(Output.CSV, [], []) == header

    @pytest.mark.parametrize(
        "name", ["a\rb", "\r", "\r\n", "a\n", '"', " a ", "é\x00", "\x85\u2028"]
    )
    def test_is_read_back_as_it_was(self, name: str) -> None:
        text = printed(Output.CSV, [image(name=name)], [image(path=name)])

        first, second = csv.DictReader(io.StringIO(text, newline=""))
        assert (first["name"], second["path"]) == (name, name)

    def test_of_one_empty_column_has_a_line_for_it(self) -> None:
        listing = open_listing(Output.CSV, fields=["path"])

        assert listing.page([image(path="")]) == 'path\n""\n'


class TestTable:
    def test_has_a_header_and_aligned_columns(self) -> None:
        text = printed(Output.TABLE, [image(7), image(1234, "longer-name.iso")])

        assert text.splitlines() == [
            "  ID  NAME             FOLDER  STORE     CREATED           UPDATED",
            "   7  a.iso            Linux   vss-ISOs  2017-11-17 13:51  2020-04-24 16:36",
            "1234  longer-name.iso  Linux   vss-ISOs  2017-11-17 13:51  2020-04-24 16:36",
        ]

    def test_is_nothing_where_there_is_no_image(self) -> None:
        assert printed(Output.TABLE, []) == ""

    def test_shows_a_dash_for_what_is_missing_and_a_strange_time_as_it_is(self) -> None:
        sent = [image(id=None, path=None, data_store={}, created_on="soon", updated_on=None)]

        assert printed(Output.TABLE, sent).splitlines()[1].split() == [
            "-", "a.iso", "-", "-", "soon", "-",
        ]  # fmt: skip

    def test_keeps_brackets_and_markup_verbatim(self) -> None:
        name = "[red]a[/]b [@click=app.quit] [$x] \\[.iso"

        assert name in printed(Output.TABLE, [image(name=name)])

    @pytest.mark.parametrize(
        "name",
        ["漢字のイメージ.iso", "family-👨‍👩‍👧.iso", "e" + "\u0301" * 30 + ".iso", "\x1b[2Jb\r\nc"],
    )
    @pytest.mark.parametrize("terminal", [None, 100])
    def test_aligns_by_display_width(self, name: str, terminal: int | None) -> None:
        images = [image(name=name), image(name="plain.iso")]

        lines = printed(Output.TABLE, images, terminal=terminal).splitlines()

        starts = [width(line[: line.index("Linux")]) for line in lines[1:]]
        assert len(lines) == 3
        assert starts[0] == starts[1] == lines[0].index("FOLDER")

    def test_is_never_cut_where_no_terminal_shows_it(self) -> None:
        name = "x" * 4000

        assert f" {name} " in printed(Output.TABLE, [image(name=name)])

    @pytest.mark.parametrize("terminal", [1, 5, 20, 40, 80, 100, 132, 200])
    def test_never_passes_the_width_of_a_terminal(self, terminal: int) -> None:
        pages = [[image(1), image(name="漢" * 100)], [image(10**9, "x" * 300, data_store="y" * 90)]]

        lines = printed(Output.TABLE, *pages, terminal=terminal).splitlines()

        assert max(width(line) for line in lines) <= terminal

    @pytest.mark.parametrize(
        ("terminal", "titles"),
        [
            (56, "ID NAME FOLDER STORE CREATED UPDATED"),
            (55, "ID NAME FOLDER CREATED UPDATED"),
            (45, "ID NAME FOLDER UPDATED"),
            (33, "ID NAME FOLDER"),
            (21, "ID NAME"),
            (13, "NAME"),
        ],
    )
    def test_lets_the_least_useful_columns_go_first(self, terminal: int, titles: str) -> None:
        text = printed(Output.TABLE, [image(name="a-name.iso")], terminal=terminal)

        assert text.splitlines()[0].split() == titles.split()

    @pytest.mark.parametrize(
        ("terminal", "created"), [(67, "2017-11-17"), (68, "2017-11-17 13:51")]
    )
    def test_shows_the_day_alone_where_there_is_no_room_for_the_minute(
        self, terminal: int, created: str
    ) -> None:
        text = printed(Output.TABLE, [image(name="a-name.iso")], terminal=terminal)

        assert f"  {created}  " in text.splitlines()[1]

    def test_shows_long_ids_whole(self) -> None:
        text = printed(Output.TABLE, [image(1234567890123)], terminal=40)

        assert text.splitlines()[1].startswith("1234567890123  ")

    def test_marks_what_is_cut(self) -> None:
        text = printed(Output.TABLE, [image(name="x" * 4000)], terminal=80)

        assert "xxx…" in text.splitlines()[1]

    def test_columns_grow_with_a_later_page(self) -> None:
        text = printed(Output.TABLE, [image(7)], [image(8, "a-longer-name.iso")])

        assert text.splitlines()[2].startswith(" 8  a-longer-name.iso  Linux")


class TestChosenFields:
    def chosen(self, *fields: str, terminal: int | None = None) -> list[str]:
        listing = open_listing(Output.TABLE, terminal, fields)
        return listing.page([image(name="x" * 50), image(8, public=None)]).splitlines()

    def test_are_columns_under_the_names_of_the_api(self) -> None:
        header, first, second = self.chosen(*Field, "folder")

        assert header.split() == [
            "ID", "NAME", "PATH", "DATA_STORE", "PUBLIC", "CREATED_ON", "UPDATED_ON", "FOLDER",
        ]  # fmt: skip
        assert f"  [vss-ISOs] Linux/{'x' * 50}  vss-ISOs    yes     2017-11-17 13:51 " in first
        assert "  vss-ISOs    -       2017-11-17 13:51 " in second

    @pytest.mark.parametrize("terminal", [12, 20, 40, 80, 200])
    def test_never_pass_the_width_of_a_terminal(self, terminal: int) -> None:
        lines = self.chosen(*Field, "folder", terminal=terminal)

        assert max(map(width, lines)) <= terminal

    def test_stay_where_their_values_can_be_cut(self) -> None:
        header, *_ = self.chosen("path", "data_store", "folder", "name", terminal=40)

        assert len(header.split()) == 4


class TestOutline:
    def test_lays_names_and_values_out(self) -> None:
        answer = {
            "description": "ISO images",
            "methods": ["GET", "OPTIONS"],
            "parameters": [{"name": "expand", "values": {"default": None, "largest": 1}}],
            "empty": {},
            "notes": "one\ntwo",
        }

        assert outline(answer).splitlines() == [
            "description: ISO images",
            "methods: GET, OPTIONS",
            "parameters:",
            "  -",
            "    name: expand",
            "    values:",
            "      default: -",
            "      largest: 1",
            "empty: {}",
            "notes:",
            "  one",
            "  two",
        ]

    @pytest.mark.parametrize(
        "answer", ["\x1b[2J\x9b", {"\x1b[2J": ["\x9b", {"a\r": "b\x07"}]}, ["\u202e"]]
    )
    def test_is_safe_to_show(self, answer: object) -> None:
        assert all(line.isprintable() for line in outline(answer).split("\n"))

    def test_bears_any_depth(self) -> None:
        answer: object = 1
        for _ in range(300):
            answer = [answer]

        assert outline(answer).rstrip().endswith("]]")


def test_json_over_several_lines_is_the_value() -> None:
    value = {"added": [{"name": "ü\ud800"}], "size": float("inf")}

    assert json.loads(json_text(value)) == {"added": [{"name": "ü\ud800"}], "size": None}


TEXTS = st.one_of(
    st.text(st.characters(), min_size=1),
    st.lists(st.sampled_from(list(PAYLOADS.values())), min_size=1, max_size=3).map("".join),
    st.text(alphabet="a,\"'\r\n\t \x1b\x9b\u2028=\\[]é漢", min_size=1),
)
"""Any characters, half ones included, what a terminal obeys, and what formats quote by."""
ONE_VALUE = (Output.NAME, Output.PATH, Output.ID, Output.URL)


BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def controls_a_terminal(character: str) -> bool:
    """Whether a character is more than invisible."""
    return category(character) in ("Cc", "Cs", "Zl", "Zp") or character in BIDI


def is_line_without(hostile: Callable[[str], bool], text: str) -> bool:
    """Whether a text is one line, ended, without such characters."""
    return text.endswith("\n") and not any(map(hostile, text[:-1]))


def is_clean_line(text: str) -> bool:
    return is_line_without(is_hostile, text)


class TestGeneratedTexts:
    @pytest.mark.parametrize("terminal", [None, 80])
    @given(name=TEXTS, path=TEXTS, url=TEXTS)
    def test_one_value_a_line_is_one_clean_line(
        self, terminal: int | None, name: str, path: str, url: str
    ) -> None:
        one = image(name=name, path=path, url=url)
        for output in ONE_VALUE:
            line = printed(output, [one], terminal=terminal)
            # What is only invisible is part of the value where a script reads it.
            hostile = controls_a_terminal if terminal is None else is_hostile
            assert is_line_without(hostile, line)

    @given(name=TEXTS, path=TEXTS, store=TEXTS)
    def test_csv_is_exact(self, name: str, path: str, store: str) -> None:
        text = printed(Output.CSV, [image(name=name, path=path, data_store=store)])

        (row,) = csv.DictReader(io.StringIO(text, newline=""))
        assert (row["name"], row["path"], row["data_store"]) == (name, path, store)

    @given(name=TEXTS, key=TEXTS, value=TEXTS)
    def test_json_is_exact_and_harmless(self, name: str, key: str, value: str) -> None:
        one = Image.from_json({**image(name=name).row, f"_{key}": value})
        text, line = printed(Output.JSON, [one]), printed(Output.NDJSON, [one])

        assert json.loads(text) == [json.loads(line)] == [one.row]
        assert is_clean_line(line)
        assert is_clean_line(text.replace("\n", "") + "\n")

    @pytest.mark.parametrize("output", [Output.TABLE, Output.CSV])
    @given(name=TEXTS, path=TEXTS, store=TEXTS, created=TEXTS)
    def test_what_a_terminal_shows_is_clean(
        self, output: Output, name: str, path: str, store: str, created: str
    ) -> None:
        one = image(name=name, path=path, data_store=store, created_on=created)

        header, line = printed(output, [one], terminal=132).splitlines(keepends=True)

        assert is_clean_line(header)
        assert is_clean_line(line)

    @given(name=TEXTS, path=TEXTS, store=TEXTS)
    def test_a_table_in_a_pipe_is_clean(self, name: str, path: str, store: str) -> None:
        text = printed(Output.TABLE, [image(name=name, path=path, data_store=store)])

        assert text.count("\n") == 2
        assert is_clean_line(text.replace("\n", "") + "\n")

    @given(st.recursive(TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner)))
    def test_an_outline_is_clean(self, value: object) -> None:
        assert not any(map(is_hostile, outline(value).replace("\n", "")))
