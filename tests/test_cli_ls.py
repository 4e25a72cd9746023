"""``vss-tui ls`` as a process, against the embedded service on loopback."""

import asyncio
import csv
import fcntl
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from tests.command import INSTALLED, ROOT, Command, pending_bytes
from tests.fake_service import FakeService
from tests.fake_service.edits import with_pages, with_row_values, with_rows, without
from tests.fake_service.faults import Barrier, CannedResponse, Edit
from tests.fake_service.raw_server import Script, drip, raw_server, stall
from tests.fake_service.serving import serve
from vss_tui.demo.accounts import DEMO

LIST = "/v2/iso"
ESCAPES = "\x1b]52;c;eA==\x07\x1b[2J\x9b\r\n\u202e"


@pytest.fixture
def service() -> FakeService:
    return FakeService(images=240)


@pytest.fixture
def url(service: FakeService) -> Iterator[str]:
    with serve(service) as address:
        yield address


@pytest.fixture
def command(clean_environment: dict[str, str], url: str, service: FakeService) -> Command:
    return Command(clean_environment).signed_in(url, service)


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, at most so long that something must be wrong."""
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


LONGEST_WRITE = 4096
"""Bytes that a pipe takes at once or not at all."""


def page(number: int) -> dict[str, str]:
    return {"page": str(number), "per_page": "250", "expand": "1"}


def _measured(environment: dict[str, str], *words: str) -> list[bytes]:
    """Run it, and give the lines it wrote and the most memory it had, in kilobytes.

    A small process starts it: one that is forked from the tests counts their memory as its own.
    """
    code = (
        "import resource, subprocess, sys\n"
        "lines = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE).stdout.count(b'\\n')\n"
        "most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "print(lines, most if sys.platform == 'linux' else most // 1024)\n"
    )
    line = [sys.executable, "-c", code, INSTALLED, *words]
    return subprocess.run(
        line, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True, timeout=120
    ).stdout.split()


TWO_ROWS = (
    {
        "id": 7,
        "name": "a b.iso",
        "path": '[vss-ISOs] Linux/é, "x"/a b.iso',
        "data_store": "vss-ISOs",
        "public": True,
        "created_on": "2024-03-01 Fri 10:00:00 EST",
        "updated_on": "2024-03-02 11:30 EST",
        "size": [1],
    },
    {"id": 123, "name": "long-name.iso", "path": "[s] long-name.iso"},
)
PRINTED = {
    "table": """\
 ID  NAME           FOLDER        STORE     CREATED           UPDATED
  7  a b.iso        Linux/é, "x"  vss-ISOs  2024-03-01 10:00  2024-03-02 11:30
123  long-name.iso  -             -         -                 -
""",
    "json": """\
[
  {"id": 7, "name": "a b.iso", "path": "[vss-ISOs] Linux/\\u00e9, \\"x\\"/a b.iso", \
"data_store": "vss-ISOs", "public": true, "created_on": "2024-03-01 Fri 10:00:00 EST", \
"updated_on": "2024-03-02 11:30 EST", "size": [1]},
  {"id": 123, "name": "long-name.iso", "path": "[s] long-name.iso"}
]
""",
    "ndjson": """\
{"id": 7, "name": "a b.iso", "path": "[vss-ISOs] Linux/\\u00e9, \\"x\\"/a b.iso", \
"data_store": "vss-ISOs", "public": true, "created_on": "2024-03-01 Fri 10:00:00 EST", \
"updated_on": "2024-03-02 11:30 EST", "size": [1]}
{"id": 123, "name": "long-name.iso", "path": "[s] long-name.iso"}
""",
    "csv": """\
id,name,path,data_store,public,created_on,updated_on
7,a b.iso,"[vss-ISOs] Linux/é, ""x""/a b.iso",vss-ISOs,true,\
2024-03-01 Fri 10:00:00 EST,2024-03-02 11:30 EST
123,long-name.iso,[s] long-name.iso,,,,
""",
    "name": "a b.iso\nlong-name.iso\n",
    "path": '[vss-ISOs] Linux/é, "x"/a b.iso\n[s] long-name.iso\n',
    "id": "7\n123\n",
}


class TestAPage:
    @pytest.mark.parametrize("output", PRINTED)
    def test_is_printed_to_the_byte(
        self, command: Command, service: FakeService, output: str
    ) -> None:
        both = Edit(lambda body: with_pages(pages=1, total=2)(with_rows(TWO_ROWS)(body)))
        service.faults.add("GET", LIST, both)

        ended = command.run("ls", "-o", output)

        assert (ended.code, ended.out, ended.err) == (0, PRINTED[output], "")

    def test_is_a_table_of_the_first_fifty_public_images(
        self, command: Command, service: FakeService
    ) -> None:
        ended = command.run("ls")

        lines = ended.out.splitlines()
        assert (ended.code, ended.err) == (0, "50 of 240\n")
        assert lines[0].split() == ["ID", "NAME", "FOLDER", "STORE", "CREATED", "UPDATED"]
        assert [line.split()[1] for line in lines[1:]] == [
            image.name for image in service.public.images[:50]
        ]
        assert [request.params for request in service.requests_to("GET")] == [
            {"page": "1", "per_page": "50", "expand": "1"}
        ]

    @pytest.mark.parametrize("output", ["name", "path", "id"])
    def test_prints_one_value_a_line(
        self, command: Command, service: FakeService, output: str
    ) -> None:
        ended = command.run("ls", "-o", output, "--per-page", "3", "--page", "2")

        images = service.public.images[3:6]
        assert ended.out == "".join(f"{getattr(image, output)}\n" for image in images)
        assert (ended.code, ended.err) == (0, "3 of 240\n")

    @pytest.mark.parametrize("output", ["json", "ndjson", "csv"])
    def test_prints_all_that_the_service_sent(
        self, command: Command, service: FakeService, output: str
    ) -> None:
        rows = [{"id": n, "name": f"{n}.iso", "path": "ü", "_links": {"a": [n]}} for n in (5, 3)]
        service.faults.add("GET", LIST, Edit(with_rows(rows)))

        ended = command.run("ls", "-o", output)

        match output:
            case "json":
                printed = json.loads(ended.out)
            case "ndjson":
                printed = [json.loads(line) for line in ended.out.splitlines()]
            case _:
                printed = [
                    {"id": int(row["id"]), "name": row["name"], "path": row["path"]}
                    for row in csv.DictReader(io.StringIO(ended.out))
                ]
                rows = [{key: row[key] for key in ("id", "name", "path")} for row in rows]
        assert (ended.code, printed) == (0, rows)

    def test_asks_without_expand_for_references(
        self, command: Command, service: FakeService, url: str
    ) -> None:
        ended = command.run("ls", "-o", "url", "--per-page", "2")

        ids = [image.id for image in service.public.images[:2]]
        assert ended.out == "".join(f"{url}/v2/iso/{number}\n" for number in ids)
        assert "expand" not in service.requests_to("GET", LIST)[0].params

    def test_past_the_end_is_nothing(self, command: Command) -> None:
        ended = command.run("ls", "--page", "99")

        assert (ended.code, ended.out, ended.err) == (0, "", "0 of 240\n")

    def test_of_an_empty_list_says_so(self, command: Command, service: FakeService) -> None:
        service.personal.replace([])

        ended = command.run("ls", "personal", "-o", "json")

        assert (ended.code, ended.out, ended.err) == (0, "[]\n", "no images\n")

    def test_without_meta_has_an_unknown_total(
        self, command: Command, service: FakeService
    ) -> None:
        service.faults.add("GET", LIST, Edit(without("meta")))

        ended = command.run("ls", "-o", "id")

        assert (ended.code, ended.err) == (0, "50, total unknown\n")
        assert len(service.requests_to("GET")) == 1

    def test_leaves_out_what_cannot_be_read_and_says_so(
        self, command: Command, service: FakeService
    ) -> None:
        service.faults.add("GET", LIST, Edit(with_rows([{"id": 1}, {"id": 2, "name": "a"}, 7])))

        ended = command.run("ls", "-o", "name")

        assert (ended.code, ended.out) == (0, "a\n")
        assert ended.err == "1 of 240\n2 unreadable rows omitted\n"


class TestAQuestion:
    @pytest.mark.parametrize("library", ["public", "personal"])
    def test_takes_filters_and_orders_for_either_list(
        self, command: Command, service: FakeService, library: str
    ) -> None:
        words = ("-f", "name ~ iso", "-f", "id,gt,3", "-f", "name=like,%-%", "-s", "name=desc;id")

        ended = command.run("ls", library, *words, "-o", "name")

        (request,) = service.requests_to("GET")
        names = [line for line in ended.out.splitlines() if line]
        assert ended.code == 0
        assert names == sorted(names, reverse=True) != []
        assert request.path == (LIST if library == "public" else "/v2/user/image/iso")
        assert request.params["filter"] == "name,like,%iso%;id,gt,3;name,like,%-%"
        assert request.params["sort"] == "name,desc;id,asc"

    @pytest.mark.parametrize(
        ("words", "error"),
        [
            (
                ("-f", "id > 3 and nmae ~ x"),
                """vss-tui: unknown field "nmae": did you mean "name"?
  id > 3 and nmae ~ x
             ^^^^
""",
            ),
            (
                ("-f", "ubuntu", "-f", "漢字 and \x1b[2J ~"),
                r"""vss-tui: unknown field "\u{1b}[2J": use id, name, path, folder, store, \
public, created or updated
  漢字 and \u{1b}[2J ~
           ^^^^^^^^^
""".replace("\\\n", ""),
            ),
            (
                ("-s", "nmae"),
                'vss-tui: cannot sort by "nmae": did you mean "name"?\n',
            ),
        ],
    )
    def test_that_cannot_be_asked_shows_its_place_and_asks_nothing(
        self, command: Command, service: FakeService, words: tuple[str, ...], error: str
    ) -> None:
        ended = command.run("ls", *words)

        assert (ended.code, ended.out) == (2, "")
        assert ended.err == f"{error}try: vss-tui ls --help\n"
        assert service.requests == []


class TestAllPages:
    def test_prints_every_image_in_order(
        self, clean_environment: dict[str, str], service: FakeService, url: str
    ) -> None:
        command = Command(clean_environment).signed_in(url, service)

        ended = command.run("ls", "--all", "-o", "id", "-s", "name,desc", "--per-page", "40")

        ids = [str(image.id) for image in service.public.select("", "name,desc")]
        assert ended.out.split() == ids
        assert (ended.code, ended.err) == (0, "")
        assert len(service.requests_to("GET")) == 6

    def test_come_as_they_arrive_a_few_at_a_time(self, clean_environment: dict[str, str]) -> None:
        service, barrier = FakeService(images=1400), Barrier()
        service.faults.add("GET", when=lambda asked: asked.params["page"] == "2", barrier=barrier)
        with serve(service) as url:
            process = (
                Command(clean_environment).signed_in(url, service).start("ls", "--all", "-o", "id")
            )
            assert process.stdout is not None
            first = [int(process.stdout.readline()) for _ in range(250)]
            until(lambda: len(service.requests_to("GET")) >= 5)
            barrier.release()
            rest, error = process.communicate(timeout=60)

        assert first + [int(line) for line in rest.split()] == [
            image.id for image in service.public.images
        ]
        assert (process.returncode, error) == (0, b"")
        assert service.requests_to("GET")[0].params == {**page(1), "sort": "id,asc"}
        assert sorted(request.params["page"] for request in service.requests_to("GET")) == list(
            "123456"
        )

    def test_without_meta_go_on_until_nothing_new_comes(
        self, clean_environment: dict[str, str]
    ) -> None:
        service = FakeService(images=300)
        service.faults.add("GET", LIST, Edit(without("meta")), times=None)
        with serve(service) as url:
            ended = (
                Command(clean_environment).signed_in(url, service).run("ls", "--all", "-o", "id")
            )

        assert (ended.code, ended.err) == (0, "")
        assert ended.out.split() == [str(image.id) for image in service.public.images]
        assert [request.params["page"] for request in service.requests_to("GET")] == ["1", "2", "3"]

    def test_that_repeat_end_in_a_plain_error(
        self, command: Command, service: FakeService, url: str
    ) -> None:
        rows = [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]
        loop = with_pages(pages=900, total=1800, next_url=f"{url}{LIST}?page=1")
        service.faults.add("GET", LIST, Edit(lambda body: loop(with_rows(rows)(body))), times=None)

        ended = command.run("ls", "--all", "-o", "name")

        assert (ended.code, ended.out) == (1, "a\nb\n")
        assert ended.err == (
            "vss-tui: page 2 of 900 had no new images, so the rest of the list is missing; try"
            " again, or ask for single pages with --page\n"
        )
        assert len(service.requests_to("GET")) <= 10

    def test_with_rows_that_cannot_be_read_do_not_end_before_the_last(
        self, command: Command, service: FakeService
    ) -> None:
        nameless = Edit(with_rows([{"id": 1}]))
        service.faults.add("GET", when=lambda asked: asked.params["page"] == "2", effect=nameless)

        ended = command.run("ls", "--all", "--per-page", "80", "-o", "id")

        images = service.public.images
        assert ended.out.split() == [str(image.id) for image in (*images[:80], *images[160:])]
        assert (ended.code, ended.err) == (
            1,
            "1 unreadable row omitted\nvss-tui: received 161 of 240 images; try again\n",
        )

    def test_of_more_rows_than_are_read_are_not_passed_off_as_all(
        self, command: Command, service: FakeService
    ) -> None:
        rows = [{"id": number, "name": "a"} for number in range(1, 1101)]
        many = with_pages(pages=1, total=1100, per_page=1100)
        service.faults.add("GET", LIST, Edit(lambda body: many(with_rows(rows)(body))))

        ended = command.run("ls", "--all", "-o", "id")

        assert (ended.code, ended.out.count("\n")) == (1, 1000)
        assert ended.err.startswith("1000 of 1100\n100 rows omitted: ")

    def test_are_sorted_by_id_where_the_given_keys_tie(
        self, command: Command, service: FakeService
    ) -> None:
        ended = command.run("ls", "--all", "-o", "id", "-s", "data_store,desc", "--per-page", "80")

        sort = "data_store,desc;id,asc"
        assert ended.out.split() == [str(image.id) for image in service.public.select("", sort)]
        assert {request.params["sort"] for request in service.requests_to("GET")} == {sort}

    def test_sorted_by_id_have_no_second_key_for_it(
        self, command: Command, service: FakeService
    ) -> None:
        command.run("ls", "--all", "-o", "id", "-s", "id,desc")

        assert [request.params["sort"] for request in service.requests_to()] == ["id,desc"]

    def test_of_a_list_that_changes_are_printed_and_said_to_be_incomplete(
        self, command: Command, service: FakeService
    ) -> None:
        grown = Edit(with_pages(pages=3, total=241, page=2))
        service.faults.add("GET", when=lambda asked: asked.params["page"] == "2", effect=grown)

        ended = command.run("ls", "--all", "-o", "id", "--per-page", "80")

        assert ended.out.split() == [str(image.id) for image in service.public.select("", "id,asc")]
        assert (ended.code, ended.err) == (
            1,
            (
                "vss-tui: the list changed while it was read, from 240 images to 241,"
                " so some may be missing; try again\n"
            ),
        )

    def test_of_which_one_came_twice_are_said_to_be_incomplete(
        self, command: Command, service: FakeService
    ) -> None:
        first = service.public.select("", "id,asc")[0]
        again = Edit(with_row_values(id=first.id))
        service.faults.add("GET", when=lambda asked: asked.params["page"] == "2", effect=again)

        ended = command.run("ls", "--all", "-o", "id", "--per-page", "80")

        assert (ended.code, len(set(ended.out.split()))) == (1, 239)
        assert ended.err == "vss-tui: received 239 of 240 images; try again\n"

    def test_of_a_large_list_stay_out_of_memory(self, clean_environment: dict[str, str]) -> None:
        service = FakeService(images=100_000)
        with serve(service) as url:
            environment = Command(clean_environment).signed_in(url, service).environment
            lines, kilobytes = map(int, _measured(environment, "ls", "--all", "-o", "json"))

        assert lines == 100_002
        assert kilobytes < 80_000


class TestALimit:
    @pytest.mark.parametrize(
        ("limit", "pages"),
        [("3", ["1"]), ("250", ["1"]), ("251", ["1", "2"]), ("700", ["1", "2", "3"])],
    )
    def test_reads_as_many_pages_as_it_needs(
        self, clean_environment: dict[str, str], limit: str, pages: list[str]
    ) -> None:
        service = FakeService(images=2000)
        with serve(service) as url:
            ended = (
                Command(clean_environment)
                .signed_in(url, service)
                .run("ls", "--limit", limit, "-o", "id")
            )

        images = service.public.select("", "id,asc")[: int(limit)]
        assert ended.out.split() == [str(image.id) for image in images]
        assert (ended.code, ended.err) == (0, f"{limit} of 2000\n")
        assert sorted(request.params["page"] for request in service.requests_to()) == pages

    def test_beyond_the_list_prints_it_all(self, command: Command, service: FakeService) -> None:
        ended = command.run("ls", "--limit", "999", "-o", "id", "--per-page", "100")

        assert (ended.code, ended.err, ended.out.count("\n")) == (0, "", 240)
        assert len(service.requests_to()) == 3

    def test_goes_with_smaller_pages(self, command: Command, service: FakeService) -> None:
        ended = command.run("ls", "--limit", "5", "--per-page", "2", "-o", "json")

        assert (ended.code, ended.err, len(json.loads(ended.out))) == (0, "5 of 240\n", 5)
        assert sorted(request.params["page"] for request in service.requests_to()) == list("123")

    @pytest.mark.parametrize("other", ["--all", "--limit=3"])
    def test_and_all_pages_are_no_single_page(self, command: Command, other: str) -> None:
        ended = command.run("ls", other, "--page", "2")

        name = other.partition("=")[0]
        assert (ended.code, ended.out) == (2, "")
        assert ended.err == (
            f"vss-tui: --page prints one page: leave out --page or {name}\ntry: vss-tui ls --help\n"
        )


FIELDS_PRINTED = {
    "table": """\
NAME           FOLDER        UPDATED_ON
a b.iso        Linux/é, "x"  2024-03-02 11:30
long-name.iso  -             -
""",
    "json": """\
[
  {"name": "a b.iso", "folder": "Linux/\\u00e9, \\"x\\"", "updated_on": "2024-03-02 11:30 EST"},
  {"name": "long-name.iso", "folder": "", "updated_on": null}
]
""",
    "ndjson": """\
{"name": "a b.iso", "folder": "Linux/\\u00e9, \\"x\\"", "updated_on": "2024-03-02 11:30 EST"}
{"name": "long-name.iso", "folder": "", "updated_on": null}
""",
    "csv": """\
name,folder,updated_on
a b.iso,"Linux/é, ""x""\",2024-03-02 11:30 EST
long-name.iso,,
""",
}


class TestFields:
    @pytest.mark.parametrize("output", FIELDS_PRINTED)
    def test_are_printed_to_the_byte_in_their_order(
        self, command: Command, service: FakeService, output: str
    ) -> None:
        both = Edit(lambda body: with_pages(pages=1, total=2)(with_rows(TWO_ROWS)(body)))
        service.faults.add("GET", LIST, both)

        ended = command.run("ls", "-o", output, "--fields", "Name, folder,Updated,name,UPDATED_ON")

        assert (ended.code, ended.out, ended.err) == (0, FIELDS_PRINTED[output], "")

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (("--fields", "name,nmae"), 'unknown field "nmae": did you mean "name"?'),
            (
                ("--fields", "zzz"),
                (
                    'unknown field "zzz"; use one of id, name, path, folder, store, public,'
                    " created, updated"
                ),
            ),
            (("--fields", " , "), "--fields takes names of fields, such as name,path,updated"),
            (
                ("--fields", "name", "-o", "id"),
                "--fields is for table, csv, json and ndjson, not for id",
            ),
        ],
    )
    def test_that_cannot_be_printed_are_wrong_usage(
        self, command: Command, service: FakeService, words: tuple[str, ...], message: str
    ) -> None:
        ended = command.run("ls", *words)

        assert (ended.code, ended.out, service.requests_to()) == (2, "", [])
        assert ended.err == f"vss-tui: {message}\ntry: vss-tui ls --help\n"

    def test_are_the_header_of_csv_without_rows(
        self, command: Command, service: FakeService
    ) -> None:
        service.personal.replace([])

        ended = command.run("ls", "personal", "-o", "csv", "--fields", "path,id")

        assert (ended.code, ended.out, ended.err) == (0, "path,id\n", "no images\n")


class TestOnATerminal:
    def test_tables_are_cut_to_its_width(self, command: Command) -> None:
        ended = command.on_terminal("ls", columns=80)

        lines = ended.out.splitlines()
        assert (ended.code, len(lines)) == (0, 51)
        assert max(map(len, lines)) <= 80
        assert lines[0].split() == ["ID", "NAME", "FOLDER", "UPDATED"]

    @pytest.mark.parametrize("output", ["table", "name", "csv", "json"])
    def test_no_hostile_byte_reaches_it(
        self, command: Command, service: FakeService, output: str
    ) -> None:
        hostile = with_row_values(name=f"a{ESCAPES}", path=ESCAPES, data_store=ESCAPES)
        service.faults.add("GET", LIST, Edit(hostile))

        ended = command.on_terminal("ls", "--per-page", "1", "-o", output, columns=200)

        assert ended.code == 0
        assert all(line.isprintable() for line in ended.out.split("\n"))
        assert "1b" in ended.out


class TestInAPipe:
    def test_a_value_is_one_line_that_controls_no_terminal(
        self, command: Command, service: FakeService
    ) -> None:
        service.faults.add("GET", LIST, Edit(with_row_values(name=f"a{ESCAPES}漢")))

        ended = command.with_variables(LC_ALL="C").run("ls", "-o", "name", "--per-page", "1")

        line = r"a\u{1b}]52;c;eA==\u{7}\u{1b}[2J\u{9b}\u{d}\u{a}\u{202e}漢"
        assert (ended.code, ended.out) == (0, f"{line}\n")

    def test_a_name_that_no_encoding_holds_does_not_end_the_listing(
        self, command: Command, service: FakeService
    ) -> None:
        service.faults.add("GET", LIST, Edit(with_row_values(name="a\ud800b")))

        ended = command.run("ls", "-o", "name", "--per-page", "2")

        assert ended.code == 0
        assert ended.out == f"a\\u{{d800}}b\n{service.public.images[1].name}\n"

    def test_tables_are_safe_and_whole(self, command: Command, service: FakeService) -> None:
        name = f"[red]{'x' * 4000}{ESCAPES}[/]"
        service.faults.add("GET", LIST, Edit(with_row_values(name=name)))

        ended = command.run("ls", "--per-page", "1")

        assert f" [red]{'x' * 4000}\\u{{1b}}]52;c;eA==\\u{{7}}" in ended.out
        assert all(line.isprintable() for line in ended.out.split("\n"))

    def test_a_reader_that_goes_away_is_no_failure(self, clean_environment: dict[str, str]) -> None:
        service, barrier = FakeService(images=1000), Barrier()
        service.faults.add("GET", when=lambda asked: asked.params["page"] == "2", barrier=barrier)
        with serve(service) as url:
            process = Command(clean_environment).signed_in(url, service).start("ls", "--all")
            assert process.stdout is not None
            header = process.stdout.readline()
            process.stdout.close()
            barrier.release()
            assert process.stderr is not None
            error = process.stderr.read()

        assert header.split()[:2] == [b"ID", b"NAME"]
        assert (process.wait(30), error) == (0, b"")

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device")  # noqa: PTH110
    def test_a_full_disk_is_told_in_a_sentence(self, command: Command) -> None:
        with open("/dev/full", "wb") as full:  # noqa: PTH123
            process = command.start("ls", stdout=full.fileno())
            _, error = process.communicate(timeout=60)

        assert process.returncode == 1
        assert error == b"vss-tui: cannot write to standard output: No space left on device\n"


class TestWithoutAnEventLoop:
    """One page is asked for without asyncio, whose import takes a tenth of the time."""

    def test_a_refused_token_is_renewed_by_a_password(
        self, command: Command, service: FakeService
    ) -> None:
        asked = command.with_variables(VSS_USER=DEMO[0], VSS_USER_PASS=DEMO[1])
        service.revoke_tokens()

        ended = asked.run("ls", "-o", "id", "--per-page", "1")

        assert (ended.code, ended.out) == (0, f"{service.public.images[0].id}\n")
        assert len(service.requests_to("POST", "/auth/request-token")) == 1

    def test_a_failure_that_passes_is_waited_for(
        self, command: Command, service: FakeService
    ) -> None:
        service.faults.add("GET", LIST, CannedResponse.json(503, {}, {"Retry-After": "1"}))

        ended = command.run("ls", "-o", "id", "--per-page", "1")

        assert (ended.code, ended.out) == (0, f"{service.public.images[0].id}\n")
        assert len(service.requests) == 2

    async def test_a_response_byte_by_byte_ends_at_the_deadline(self, command: Command) -> None:
        async with raw_server(drip(0.05)) as server:
            words = ("ls", "--endpoint", server.url, "--timeout", "1")
            ended = await asyncio.to_thread(command.run, *words)

        assert ended.code == 1
        assert "no complete response from 127.0.0.1" in ended.err
        assert len(server.requests) == 1

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    @pytest.mark.parametrize("script", [stall(), drip(0.05)])
    async def test_a_signal_ends_it_at_once(
        self, command: Command, number: int, script: Script
    ) -> None:
        async with raw_server(script) as server:
            process = command.start("ls", "--endpoint", server.url)
            await asyncio.to_thread(until, lambda: bool(server.requests))
            process.send_signal(number)
            out, error = await asyncio.to_thread(process.communicate, timeout=30)

        assert (process.returncode, out, error) == (-number, b"", b"")


class TestEndings:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_a_signal_ends_it_quietly(
        self, command: Command, service: FakeService, number: int
    ) -> None:
        barrier = Barrier()
        service.faults.add("GET", when=lambda asked: asked.params["page"] == "2", barrier=barrier)
        process = command.start("ls", "--all", "--per-page", "100", "-o", "id")
        barrier.reached.result(30)

        process.send_signal(number)
        out, error = process.communicate(timeout=30)

        assert (process.returncode, error) == (-number, b"")
        assert out.split() == [str(image.id).encode() for image in service.public.images[:100]]

    def test_a_signal_ends_it_though_nobody_reads_what_it_writes(
        self, clean_environment: dict[str, str]
    ) -> None:
        service = FakeService(images=1000)
        with serve(service) as url:
            process = (
                Command(clean_environment)
                .signed_in(url, service)
                .start("ls", "--all", "-o", "json", "--per-page", "100")
            )
            assert process.stdout is not None
            out = process.stdout.fileno()
            until(
                lambda: pending_bytes(out) >= fcntl.fcntl(out, fcntl.F_GETPIPE_SZ) - LONGEST_WRITE
            )

            process.send_signal(signal.SIGINT)

            assert process.wait(30) == -signal.SIGINT
        assert process.stderr is not None
        assert process.stderr.read() == b""

    def test_without_a_token_it_is_4(self, command: Command, service: FakeService) -> None:
        ended = command.without("VSS_TOKEN").run("ls")

        assert (ended.code, ended.out) == (4, "")
        assert ended.err == "vss-tui: not signed in; sign in with vss-tui login\n"
        assert service.requests == []

    def test_with_a_refused_token_it_is_4(self, command: Command, service: FakeService) -> None:
        service.revoke_tokens()

        ended = command.run("ls")

        assert (ended.code, ended.out) == (4, "")
        assert ended.err.startswith("vss-tui: ")
        assert ended.err.endswith("sign in with vss-tui login\n")

    @pytest.mark.parametrize(
        ("answer", "says"),
        [
            (CannedResponse.json(403, {"message": "no"}), "not allowed"),
            (CannedResponse.html(200, "<h1>Portal</h1>"), "unexpected answer"),
            (
                CannedResponse.json(400, {"message": f"<{ESCAPES}{'long' * 200}>"}),
                "\\u{1b}]52;c;eA==\\u{7}",
            ),
        ],
    )
    def test_with_an_answer_that_is_no_list_it_is_1(
        self, command: Command, service: FakeService, answer: CannedResponse, says: str
    ) -> None:
        service.faults.add("GET", LIST, answer)

        ended = command.run("ls")

        line, end = ended.err.split("\n")
        assert (ended.code, ended.out, end) == (1, "", "")
        assert line.startswith("vss-tui: ")
        assert line.isprintable()
        assert says in line
        assert len(line) < 400

    @pytest.mark.parametrize("endpoint", ["http://service.example", "https://a b", "ftp://x"])
    def test_with_a_bad_endpoint_it_is_2(self, command: Command, endpoint: str) -> None:
        ended = command.run("ls", "--endpoint", endpoint)

        assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
        assert ended.err.startswith("vss-tui: ")

    def test_in_the_demo_it_needs_no_account_and_no_network(
        self, clean_environment: dict[str, str]
    ) -> None:
        ended = Command(clean_environment).run("--demo", "ls", "personal", "-o", "name")

        assert (ended.code, ended.err) == (0, "")
        assert "[old] ubuntu-16.04-preseed.iso\n" in ended.out


def test_it_imports_nothing_that_it_does_not_need(command: Command) -> None:
    process = command.with_variables(PYTHONPROFILEIMPORTTIME="1").run("ls")

    imported = {
        line.rpartition("|")[2].strip().partition(".")[0] for line in process.err.split("\n")
    }
    unneeded = {"textual", "yaml", "keyring", "starlette", "asyncio", "argcomplete", "truststore"}
    assert "httpx" in imported
    assert imported & unneeded == set()
