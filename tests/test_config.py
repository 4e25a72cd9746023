"""Settings: the order of their sources, and what is wrong with each."""

import os
import subprocess
import sys
from contextlib import suppress
from itertools import combinations, combinations_with_replacement
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.hypothesis_profiles import io_examples
from tests.vss_cli_files import auth, write_config, write_text
from vss_tui import config
from vss_tui.config import DEMO_ENDPOINT, ConfigError, Settings
from vss_tui.models.endpoint import DEFAULT_URL, Endpoint


@pytest.fixture
def own_file(home: Path) -> Path:
    path = home / ".config" / "vss-tui" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


def load(environ: dict[str, str] | None = None, **options: object) -> Settings:
    return config.load(environ=environ or {}, **options)  # type: ignore[arg-type]


def entry(name: str, url: str, **more: object) -> dict[str, object]:
    return {"name": name, "url": url, **more}


class TestEndpoint:
    """Command line, environment, config.toml, config.yaml, default: the first that is set."""

    SOURCES = ("--endpoint", "VSS_ENDPOINT", "config.toml", "config.yaml", "default")

    @pytest.mark.parametrize("first", range(5))
    @pytest.mark.parametrize("with_next", [True, False])
    def test_order(self, own_file: Path, home: Path, first: int, with_next: bool) -> None:
        """Each source goes before every one behind it, and before any single one."""
        urls = [f"https://s{number}.test" for number in range(4)]
        given = [first] if not with_next else list(range(first, 4))
        if 2 in given:
            own_file.write_text(f'endpoint = "{urls[2]}"')
        if 3 in given:
            write_config(home, entry("mine", urls[3]), default_endpoint_name="mine")
        found = load(
            {"VSS_ENDPOINT": urls[1]} if 1 in given else {},
            endpoint=urls[0] if 0 in given else None,
        ).endpoint
        assert found.value.url == [*urls, DEFAULT_URL][first]
        assert Path(found.source).name == self.SOURCES[first]

    @pytest.mark.parametrize(("nearer", "farther"), combinations(range(4), 2))
    def test_each_pair(self, own_file: Path, home: Path, nearer: int, farther: int) -> None:
        urls = {number: f"https://s{number}.test" for number in (nearer, farther)}
        if 2 in urls:
            own_file.write_text(f'endpoint = "{urls[2]}"')
        if 3 in urls:
            write_config(home, entry("mine", urls[3]), default_endpoint_name="mine")
        environ = {"VSS_ENDPOINT": urls[1]} if 1 in urls else {}
        assert load(environ, endpoint=urls.get(0)).endpoint.value.url == urls[nearer]

    @pytest.mark.parametrize("source", ["option", "variable", "file"])
    def test_takes_names_of_both_files(self, own_file: Path, home: Path, source: str) -> None:
        write_config(home, entry("theirs", "https://theirs.test"))
        ours = '[[endpoints]]\nname = "ours"\nurl = "https://ours.test"\n'
        for name in ("ours", "theirs"):
            own_file.write_text((f'endpoint = "{name}"\n' if source == "file" else "") + ours)
            found = load(
                {"VSS_ENDPOINT": name} if source == "variable" else {},
                endpoint=name if source == "option" else None,
            )
            assert found.endpoint.value == Endpoint(name, f"https://{name}.test")

    @pytest.mark.parametrize("source", ["--endpoint", "VSS_ENDPOINT", "config.toml: endpoint"])
    def test_unknown_name_lists_the_known(self, own_file: Path, home: Path, source: str) -> None:
        write_config(home, entry("theirs", "https://theirs.test"))
        if source.startswith("config"):
            own_file.write_text('endpoint = "nowhere"')
        with pytest.raises(ConfigError) as error:
            load(
                {"VSS_ENDPOINT": "nowhere"} if source.startswith("VSS") else {},
                endpoint="nowhere" if source.startswith("--") else None,
            )
        assert source in str(error.value)
        assert '"nowhere" is not a configured endpoint' in str(error.value)
        assert "theirs, cloud-api" in str(error.value)

    @pytest.mark.parametrize(
        ("typed", "url"),
        [
            ("https://h.test", "https://h.test"),
            ("h.test", "https://h.test"),
            ("https://H.test/", "https://h.test"),
            ("https://h.test/v2/", "https://h.test"),
            ("https://h.test/base/", "https://h.test/base"),
            ("h.test:8443", "https://h.test:8443"),
            ("  https://h.test  ", "https://h.test"),
            ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
            ("http://localhost:8000", "http://localhost:8000"),
        ],
    )
    def test_case_91_addresses(self, typed: str, url: str) -> None:
        assert load(endpoint=typed).endpoint.value.url == url

    @pytest.mark.parametrize(
        "typed",
        [
            "http://h.test",
            "https://user:c4nary@h.test",
            "https://h.test:99999",
            "https://h.test:x",
            "https://",
            "ftp://h.test",
            "https://h.test?x=1",
            "",
        ],
    )
    def test_case_12_and_91_refused(self, typed: str) -> None:
        with pytest.raises(ConfigError) as error:
            load(endpoint=typed)
        assert "--endpoint" in str(error.value)
        assert "c4nary" not in str(error.value)

    def test_address_of_a_configured_endpoint_gets_its_name(self, home: Path) -> None:
        write_config(home, entry("theirs", "https://theirs.test/"))
        assert load(endpoint="https://theirs.test/v2").endpoint.value.name == "theirs"

    def test_address_alone_is_one_to_choose_from(self) -> None:
        settings = load(endpoint="https://h.test")
        assert [known.name for known in settings.endpoints] == ["h.test", "cloud-api"]

    def test_choosing_an_entry_with_a_refused_address_says_why(
        self, own_file: Path, home: Path
    ) -> None:
        own_file.write_text('[[endpoints]]\nname = "ours"\nurl = "http://far.test"\n')
        write_config(home, entry("theirs", "http://far.test"))
        for name in ("ours", "theirs"):
            with pytest.raises(ConfigError, match=r"clear text; write https://far\.test"):
                load(endpoint=name)
        assert len(load().warnings) == 2

    def test_name_with_a_refused_address_is_no_other_files_name(
        self, own_file: Path, home: Path
    ) -> None:
        """A mistake in the nearer file does not lead to the farther file's address."""
        own_file.write_text('[[endpoints]]\nname = "prod"\nurl = "http://far.test"\n')
        write_config(home, entry("prod", "https://other.test"))
        with pytest.raises(ConfigError, match="clear text"):
            load(endpoint="prod")

    def test_our_entry_goes_before_theirs_of_that_name(self, own_file: Path, home: Path) -> None:
        own_file.write_text('[[endpoints]]\nname = "prod"\nurl = "https://ours.test"\n')
        write_config(home, entry("prod", "https://theirs.test"))
        assert load(endpoint="prod").endpoint.value.url == "https://ours.test"

    def test_default_has_vss_clis_name(self) -> None:
        assert load().endpoint.value == Endpoint("cloud-api", DEFAULT_URL)
        assert load(endpoint="cloud-api").endpoint.value.url == DEFAULT_URL

    def test_unknown_default_of_vss_cli_is_named_and_passed_over(self, home: Path) -> None:
        """As vss-cli itself does: its own fallback is the entry called cloud-api."""
        write_config(home, entry("cloud-api", "https://c.test"), default_endpoint_name="gone")
        settings = load()
        assert settings.endpoint.value.url == "https://c.test"
        assert 'general.default_endpoint_name is "gone"' in settings.warnings[0]

    def test_entry_without_name_goes_by_the_first_part_of_its_host(self, home: Path) -> None:
        write_config(home, {"url": "https://vss-api.eis.test"})
        assert load(endpoint="vss-api").endpoint.value.url == "https://vss-api.eis.test"

    def test_demo_takes_no_other(self, own_file: Path, home: Path) -> None:
        """A mistake elsewhere does not keep anybody from the demo, and nothing is read for it."""
        own_file.write_text('endpoint = "nowhere"\ntimeout = 7')
        write_text(home, "[", mode=0o644)
        settings = load({"VSS_ENDPOINT": "nowhere"}, demo=True)
        assert settings.endpoints == (DEMO_ENDPOINT,) == (settings.endpoint.value,)
        assert settings.timeout.value == 7
        assert settings.warnings == ()


class TestTimeout:
    SOURCES = ("--timeout", "VSS_TIMEOUT", "VSS_API_TIMEOUT", "config.toml", "config.yaml")

    @pytest.mark.parametrize(("nearer", "farther"), combinations_with_replacement(range(5), 2))
    def test_each_pair(self, own_file: Path, home: Path, nearer: int, farther: int) -> None:
        chosen = {self.SOURCES[number]: number + 11 for number in (nearer, farther)}
        if "config.toml" in chosen:
            own_file.write_text(f"timeout = {chosen['config.toml']}")
        if "config.yaml" in chosen:
            write_config(home, timeout=chosen["config.yaml"])
        environ = {k: str(v) for k, v in chosen.items() if k.startswith("VSS")}
        found = load(environ, timeout=chosen.get("--timeout")).timeout
        assert found.value == nearer + 11
        assert Path(found.source).name == self.SOURCES[nearer]

    def test_default(self) -> None:
        assert load().timeout == config.Setting(30.0, "default")

    @pytest.mark.parametrize("variable", ["VSS_TIMEOUT", "VSS_API_TIMEOUT"])
    @pytest.mark.parametrize("text", ["abc", "-1", "0", "nan", "inf", "1e999"])
    def test_case_92(self, variable: str, text: str) -> None:
        settings = load({variable: text})
        assert settings.timeout == config.Setting(30.0, "default")
        (warning,) = settings.warnings
        assert f'{variable} is "{text}"' in warning
        assert "a number of seconds above 0, such as 30" in warning

    def test_case_92_good(self) -> None:
        settings = load({"VSS_API_TIMEOUT": "30"})
        assert settings.timeout == config.Setting(30.0, "VSS_API_TIMEOUT")
        assert settings.warnings == ()

    @pytest.mark.parametrize("number", [0, -1, float("nan"), float("inf")])
    def test_option_refused(self, number: float) -> None:
        with pytest.raises(ConfigError, match="--timeout"):
            load(timeout=number)


class TestMouse:
    @pytest.mark.parametrize(
        ("option", "file", "value", "source"),
        [
            (False, "mouse = true", False, "--no-mouse"),
            (None, "mouse = false", False, "config.toml"),
            (None, "", True, "default"),
        ],
    )
    def test_order(
        self, own_file: Path, option: bool | None, file: str, value: bool, source: str
    ) -> None:
        own_file.write_text(file)
        found = load(mouse=option).mouse
        assert (found.value, Path(found.source).name) == (value, source)


class TestOwnFile:
    def test_whole(self, own_file: Path) -> None:
        own_file.write_text(
            'endpoint = "b"\ntimeout = 2.5\nmouse = false\nca_file = "ca.pem"\n'
            '[[endpoints]]\nname = "a"\nurl = "https://a.test"\n'
            '[[endpoints]]\nname = "b"\nurl = "b.test"\n'
            '[keys]\nrefresh = "f5,r"\n'
        )
        settings = load()
        assert settings.warnings == ()
        assert [known.name for known in settings.endpoints] == ["a", "b", "cloud-api"]
        assert settings.endpoint.value.url == "https://b.test"
        assert settings.timeout.value == 2.5
        assert settings.mouse.value is False
        assert settings.ca_file.value == own_file.parent / "ca.pem"
        assert settings.keys == {"refresh": "f5,r"}

    def test_keys_may_stand_apart(self, own_file: Path) -> None:
        own_file.write_text('[keys]\nrefresh = " f5, ctrl+r,"\n')
        assert load().keys == {"refresh": "f5,ctrl+r"}

    def test_ca_file_of_the_home(self, own_file: Path, home: Path) -> None:
        own_file.write_text('ca_file = "~/ca.pem"')
        assert load().ca_file.value == home / "ca.pem"

    @pytest.mark.parametrize(
        ("line", "key", "expected"),
        [
            ('timeout = "30"', '"timeout"', "a number of seconds above 0"),
            ("timeout = -1", '"timeout"', "a number of seconds above 0"),
            ("timeout = true", '"timeout"', "a number of seconds above 0"),
            ("timeout = nan", '"timeout"', "a number of seconds above 0"),
            ('mouse = "no"', '"mouse"', "true or false"),
            ("ca_file = 3", '"ca_file"', "the path of a file"),
            ('ca_file = ""', '"ca_file"', "the path of a file"),
            ('ca_file = "~no-such-user/x"', '"ca_file"', "the path of a file"),
            ("keys = 3", '"keys"', "a table"),
            ("[keys]\nrefresh = 3", '"keys.refresh"', "text"),
            ('[keys]\nrefresh = ","', '"keys.refresh"', 'a comma is "comma"'),
            ('[keys]\nrefresh = " "', '"keys.refresh"', "text that names keys"),
            ("endpoints = 3", '"endpoints"', "[[endpoints]]"),
            ("endpoints = [3]", '"endpoints[1]"', "name and url"),
            ('[[endpoints]]\nname = "x"', '"endpoints[1]"', "name and url"),
            ('[[endpoints]]\nname = 3\nurl = "https://h.test"', '"endpoints[1]"', "name and url"),
            ('[[endpoints]]\nurl = "http://h.test"', '"endpoints[1]"', "https://h.test"),
        ],
    )
    def test_wrong_value_is_named_and_the_rest_used(
        self, own_file: Path, line: str, key: str, expected: str
    ) -> None:
        rest = '[[endpoints]]\nname = "good"\nurl = "https://good.test"\n'
        own_file.write_text(f"{line}\n{'' if line.startswith('endpoints') else rest}")
        settings = load()
        (warning,) = settings.warnings
        assert str(own_file) in warning
        assert key in warning
        assert expected in warning
        if not line.startswith("endpoints"):
            assert "good" in [known.name for known in settings.endpoints]

    @pytest.mark.parametrize(
        ("line", "unknown", "meant"),
        [
            ("timout = 3", '"timout"', '"timeout"'),
            ('moose = "x"', '"moose"', '"mouse"'),
            ('[key]\nrefresh = "r"', '"key"', '"keys"'),
            (
                "colour = 3",
                '"colour"',
                "use endpoint, timeout, mouse, ca_file, theme, endpoints, keys",
            ),
            (
                '[[endpoints]]\nnmae = "x"\nurl = "https://h.test"',
                '"endpoints[1].nmae"',
                '"name"',
            ),
        ],
    )
    def test_unknown_key_is_named_with_the_nearest(
        self, own_file: Path, line: str, unknown: str, meant: str
    ) -> None:
        own_file.write_text(f"mouse = false\n{line}")
        settings = load()
        (warning,) = settings.warnings
        assert unknown in warning
        assert meant in warning
        assert settings.mouse.value is False

    @pytest.mark.parametrize(
        ("content", "cause"),
        [
            (b"timeout = ", "not valid TOML"),
            (b"timeout = 1\ntimeout = 2", "not valid TOML"),
            (b"\xff\xfe", "UTF-8"),
            (b"x = " + b"[" * 5000, "nested too deeply"),
            (b"#" * 300_000, "larger than 256 KB"),
            (b"timeout = " + b"9" * 5000, "not valid TOML"),
        ],
    )
    def test_case_111_unusable_file_is_an_error_unless_the_endpoint_is_named(
        self, own_file: Path, content: bytes, cause: str
    ) -> None:
        own_file.write_bytes(content)
        with pytest.raises(ConfigError) as error:
            load()
        for settings in (load(endpoint="h.test"), load({"VSS_ENDPOINT": "h.test"})):
            (warning,) = settings.warnings
            assert str(own_file) in warning
            assert cause in warning
            assert str(error.value) == (
                f"{warning}; correct it, or name the endpoint with --endpoint or VSS_ENDPOINT"
            )
            assert settings.endpoint.value.url == "https://h.test"

    def test_byte_order_mark_is_no_fault(self, own_file: Path) -> None:
        own_file.write_bytes(b"\xef\xbb\xbftimeout = 3")
        assert load().timeout.value == 3

    @pytest.mark.parametrize("value", ["3", "[1]", "true"])
    def test_endpoint_of_the_wrong_type_is_an_error(self, own_file: Path, value: str) -> None:
        own_file.write_text(f"endpoint = {value}")
        with pytest.raises(ConfigError, match='"endpoint" must be text'):
            load()

    def test_named_file(self, tmp_path: Path, own_file: Path) -> None:
        own_file.write_text("timeout = 1")
        other = tmp_path / "other.toml"
        other.write_text("timeout = 2")
        assert load(config=other).timeout.value == 2

    def test_named_file_must_be_there(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=r"--config: there is no file "):
            load(config=tmp_path / "gone.toml")

    def test_named_file_must_be_readable(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="cannot be read: it is not a regular file"):
            load(config=tmp_path)

    @io_examples
    @given(
        st.one_of(
            st.binary(max_size=200),
            st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
            st.builds(
                "{} = {}".format,
                st.sampled_from(["endpoint", "timeout", "mouse", "ca_file", "keys", "endpoints"]),
                st.sampled_from(
                    [
                        '""',
                        "1",
                        "-1",
                        "inf",
                        "true",
                        "[]",
                        "{}",
                        "[{}]",
                        '[{url="x"}]',
                        "1979-05-27",
                    ]
                ),
            ).map(str.encode),
        )
    )
    def test_whatever_it_holds(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "any.toml"
        path.write_bytes(content)
        with suppress(ConfigError):
            assert load(config=path).timeout.value > 0


class TestVssCliFile:
    def test_one_that_works(self, home: Path) -> None:
        write_config(
            home,
            entry("cloud-api", DEFAULT_URL, auth=auth("me", "word"), token="t0ken"),
            entry("vss-api", "https://vss-api.test", auth=None, token=None),
            default_endpoint_name="cloud-api",
            timeout=60,
        )
        settings = load()
        assert settings.warnings == ()
        assert settings.timeout.value == 60
        found = settings.vss_cli_account(settings.endpoint.value)
        assert found is not None
        assert found.user == "me"
        assert found.password is not None
        assert found.password.reveal() == "word"
        assert found.token is not None
        assert found.token.reveal() == "t0ken"
        other = settings.vss_cli_account(Endpoint.parse("https://vss-api.test"))
        assert other is not None
        assert (other.user, other.password, other.token) == ("", None, None)

    @pytest.mark.parametrize("password", ["a:b", ":", "a:b:c:", "é", "pass word", "密碼"])
    def test_case_61_password_is_what_follows_the_first_colon(
        self, home: Path, password: str
    ) -> None:
        write_config(home, entry("cloud-api", DEFAULT_URL, auth=auth("me", password)))
        found = load().vss_cli[0]
        assert found.user == "me"
        assert found.password is not None
        assert found.password.reveal() == password

    def test_vss_config_names_it(self, tmp_path: Path, home: Path) -> None:
        write_config(home, timeout=1)
        other = write_config(tmp_path, timeout=2)
        assert load({"VSS_CONFIG": str(other)}).timeout.value == 2

    def test_vss_config_of_the_home(self, home: Path) -> None:
        write_config(home, timeout=5).rename(home / "mine.yaml")
        assert load({"VSS_CONFIG": "~/mine.yaml"}).timeout.value == 5

    def test_vss_config_that_is_not_there(self, tmp_path: Path) -> None:
        environ = {"VSS_CONFIG": str(tmp_path / "gone.yaml")}
        with pytest.raises(ConfigError, match="VSS_CONFIG: there is no file "):
            load(environ)
        (warning,) = load({**environ, "VSS_ENDPOINT": "h.test"}).warnings
        assert warning.startswith("VSS_CONFIG: there is no file ")

    @pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
    def test_others_can_read_it(self, home: Path, mode: int) -> None:
        path = write_config(home, timeout=3, mode=mode)
        settings = load()
        (warning,) = settings.warnings
        assert f"{path}: it can be read by other users" in warning
        assert f"chmod 600 {path}" in warning
        assert settings.timeout.value == 3

    @pytest.mark.parametrize("mode", [0o600, 0o400])
    def test_others_cannot_read_it(self, home: Path, mode: int) -> None:
        write_config(home, mode=mode)
        assert load().warnings == ()

    SECRET = "c4nary-w0rd"
    BOMB = "".join(f"a{n}: &a{n} {{<<: [{f'*a{n - 1}, ' * 9}]}}\n" for n in range(1, 10))

    @pytest.mark.parametrize(
        ("content", "cause"),
        [
            (f"endpoints: [{SECRET}", "not valid YAML"),
            (f"token: *{SECRET}", "not valid YAML at line 1"),
            (f"a: 1\nb: !!python/object/apply:os.system ['{SECRET}']", "at line 2"),
            (f"a: !{SECRET} x", "a tag or key that is not allowed at line 1"),
            (f"? [{SECRET}]\n: 1", "a tag or key that is not allowed at line 1"),
            ("x: " + "[" * 500, "nested too deeply"),
            # Where it is even deeper, the parser itself may give up first.
            ("x: " + "[" * 100_000, "is not used"),
            ("- " * 100_000, "nested too deeply"),
            ("a0: &a0 {x: 1}\n" + BOMB, "too many aliases"),
            ("general: {default_endpoint_name: 0x" + "f" * 5000 + "}", "must be text"),
            ("#" * 10_000_000, "larger than 256 KB"),
            (f"- {SECRET}", '"general" and "endpoints"'),
            (SECRET, '"general" and "endpoints"'),
            (b"a: 1\nb: \xff", "not valid YAML at line 2"),
            ("a: 1\nb: \x00", "not valid YAML at line 2"),
            ("a: 1\nb: 2024-99-99", "not valid YAML at line 2"),
            ("a: " + "9" * 5000, "not valid YAML at line 1"),
            ("general: 3", '"general" is not used'),
            ("general: {default_endpoint_name: [1]}", '"general.default_endpoint_name"'),
            ("endpoints: 3", '"endpoints" is not used'),
        ],
    )
    def test_case_62_unusable_file_is_an_error_unless_the_endpoint_is_named(
        self, home: Path, content: str | bytes, cause: str
    ) -> None:
        path = write_text(home, content)
        with pytest.raises(ConfigError) as error:
            load()
        for settings in (load(endpoint=DEFAULT_URL), load({"VSS_ENDPOINT": DEFAULT_URL})):
            (warning,) = settings.warnings
            assert str(error.value) == (
                f"{warning}; correct it, or name the endpoint with --endpoint or VSS_ENDPOINT"
            )
            assert str(path) in warning
            assert cause in warning
            assert "c4nary" not in warning
            assert settings.vss_cli_problems == (warning,)
            assert settings.endpoint.value.url == DEFAULT_URL

    @pytest.mark.parametrize(
        ("content", "cause"),
        [
            ("general: {timeout: -1}", '"general.timeout" is not used'),
            ("general: {timeout: soon}", '"general.timeout" is not used'),
            ("endpoints: [3]", '"endpoints[1]" is not used'),
            ("endpoints: [{name: x}]", '"endpoints[1]" is not used'),
            ("endpoints: [{url: 'http://h.test'}]", "write https://h.test"),
            ("endpoints: [{url: 'https://h.test', auth: 'c4nary!'}]", '"endpoints[1].auth"'),
            ("endpoints: [{url: 'https://h.test', auth: eA==}]", '"endpoints[1].auth"'),
            ("endpoints: [{url: 'https://h.test', auth: eDo=}]", '"endpoints[1].auth"'),
            ("endpoints: [{url: 'https://h.test', auth: /w==}]", '"endpoints[1].auth"'),
            ("endpoints: [{url: 'https://h.test', auth: [1]}]", '"endpoints[1].auth"'),
            ("endpoints: [{url: 'https://h.test', token: {a: 1}}]", '"endpoints[1].token"'),
        ],
    )
    def test_case_62_unusable_value_is_named(self, home: Path, content: str, cause: str) -> None:
        path = write_text(home, content)
        settings = load()
        (warning,) = settings.warnings
        assert str(path) in warning
        assert cause in warning
        assert "c4nary" not in warning
        assert settings.vss_cli_problems == (warning,)
        assert settings.endpoint.value.url == DEFAULT_URL

    @pytest.mark.parametrize(
        "content",
        [
            "endpoints: [{name: mine, url: 'http://h.test'}]",
            "endpoints: [{name: mine}]",
            "endpoints: [3]",
            "endpoints: [{url: 3.5}]",
        ],
    )
    def test_case_111_default_endpoint_that_an_unusable_entry_may_be(
        self, home: Path, content: str
    ) -> None:
        write_text(home, f"general: {{default_endpoint_name: mine}}\n{content}")
        with pytest.raises(ConfigError, match="mine"):
            load()
        assert load(endpoint="h.test").endpoint.value.url == "https://h.test"

    def test_one_bad_entry_leaves_the_others(self, home: Path) -> None:
        write_text(
            home,
            "endpoints: [3, {url: 'https://a.test', auth: '!'},"
            " {name: 2024, url: 'https://b.test', token: abc}]",
        )
        settings = load()
        assert len(settings.warnings) == 2
        assert [one.endpoint.name for one in settings.vss_cli] == ["a", "2024"]
        assert settings.vss_cli[1].token is not None

    @pytest.mark.parametrize("content", ["", "# nothing\n", "{}", "general:\nendpoints:\n"])
    def test_empty_is_no_fault(self, home: Path, content: str) -> None:
        write_text(home, content)
        assert load().warnings == ()

    def test_is_never_written(self, home: Path) -> None:
        path = write_config(home, entry("a", "https://a.test", auth=auth("me", "word")))
        path.chmod(0o400)
        before = path.read_bytes(), path.stat().st_mtime_ns
        load()
        assert (path.read_bytes(), path.stat().st_mtime_ns) == before

    @io_examples
    @given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
    def test_whatever_it_holds(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "any.yaml"
        path.write_bytes(content)
        with suppress(ConfigError):
            assert load({"VSS_CONFIG": str(path)}).timeout.value > 0

    scalars = st.sampled_from(["https://h.test", "", "x", 0, -1, 1.5, True, None, "YTpi", "é"])

    @io_examples
    @given(
        st.recursive(
            scalars,
            lambda inner: st.one_of(
                st.lists(inner, max_size=3),
                st.dictionaries(
                    st.sampled_from(
                        ["general", "endpoints", "name", "url", "auth", "token", "timeout"]
                    ),
                    inner,
                    max_size=4,
                ),
            ),
            max_leaves=12,
        )
    )
    def test_whatever_its_shape(self, tmp_path: Path, content: object) -> None:
        path = tmp_path / "any.yaml"
        path.write_text(yaml.safe_dump(content))
        with suppress(ConfigError):
            assert load({"VSS_CONFIG": str(path)}).timeout.value > 0


class TestEntryOfAnEndpoint:
    """Case 63: what vss-cli keeps goes to the origin that it was kept for."""

    @pytest.mark.parametrize(
        ("kept_for", "asked_for", "serves"),
        [
            ("https://h.test", "https://h.test", True),
            ("https://h.test/base", "https://h.test", True),
            ("https://h.test:443", "https://h.test", True),
            ("https://h.test", "https://h.test:8443", False),
            ("https://h.test", "https://other.test", False),
            ("https://h.test", "https://sub.h.test", False),
            ("http://127.0.0.1:1", "http://127.0.0.1:2", False),
            ("http://127.0.0.1:1", "https://127.0.0.1:1", False),
            ("http://127.0.0.1:1", "http://127.0.0.1:1", True),
        ],
    )
    def test_origin(self, home: Path, kept_for: str, asked_for: str, serves: bool) -> None:
        write_config(home, entry("same", kept_for, auth=auth("me", "word")))
        found = load().vss_cli_account(Endpoint.parse(asked_for, "same"))
        assert (found is not None) is serves

    def test_name_decides_between_two_of_one_origin(self, home: Path) -> None:
        write_config(
            home,
            entry("first", "https://h.test", auth=auth("one", "word")),
            entry("second", "https://h.test", auth=auth("two", "word")),
        )
        settings = load()
        for name, user in (("first", "one"), ("second", "two"), ("third", "one")):
            found = settings.vss_cli_account(Endpoint.parse("https://h.test", name))
            assert found is not None
            assert found.user == user


@pytest.mark.parametrize(
    ("file", "expected"), [(None, {"yaml": False, "tomllib": False}), ("{}", {"yaml": True})]
)
def test_parsers_are_imported_for_files_that_exist(
    home: Path, file: str | None, expected: dict[str, bool]
) -> None:
    if file is not None:
        write_text(home, file)
    code = (
        "import os, sys; from vss_tui import config; config.load(environ=os.environ);"
        "print({name: name in sys.modules for name in ('yaml', 'tomllib', 'keyring', 'httpx')})"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    ).stdout
    found = {"yaml": False, "tomllib": False, "keyring": False, "httpx": False, **expected}
    assert out.strip() == str(found)


def test_settings_show_no_secret(home: Path) -> None:
    write_config(
        home, entry("a", "https://a.test", auth=auth("me", "c4nary-word"), token="c4nary-token")
    )
    assert "c4nary" not in repr(load())


def test_user_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", no_home)
    assert load().endpoint.value.url == DEFAULT_URL
