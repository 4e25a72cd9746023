"""Tokens and passwords: the order of their places, and which of them count."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import combinations_with_replacement
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import keyrings, vss_cli_files
from tests.hypothesis_profiles import io_examples
from vss_tui.auth import (
    CredentialKind,
    Credentials,
    Stores,
    SystemKeyring,
    TokenStore,
    environment_one_time_password,
)
from vss_tui.config import VssCliAccount
from vss_tui.demo.accounts import unsigned_token
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.token import Token
from vss_tui.support.secret import Secret

ENDPOINT = Endpoint.parse("https://h.test", "there")
NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


@pytest.fixture
def memory() -> Iterator[keyrings.InMemory]:
    """A keyring that works."""
    backend = keyrings.InMemory()
    with keyrings.use(backend):
        yield backend


@pytest.fixture
def stores(tmp_path: Path, home: Path) -> Stores:
    keyring = SystemKeyring()
    encrypted = home / ".vss-cli" / "credentials.enc"
    return Stores(TokenStore(tmp_path / "state", keyring), keyring, encrypted)


def credentials(
    stores: Stores,
    environ: Mapping[str, str] | None = None,
    account: VssCliAccount | None = None,
    platform: str = "linux",
) -> Credentials:
    return Credentials(
        ENDPOINT,
        stores,
        environ=environ or {},
        account=account,
        now=lambda: NOW,
        platform=platform,
    )


def account(token: str = "", user: str = "", password: str = "") -> VssCliAccount:
    return VssCliAccount(
        ENDPOINT,
        "config.yaml",
        Secret(token) if token else None,
        user,
        Secret(password) if password else None,
    )


def jwt(lives: float, user: str = "me") -> str:
    return unsigned_token({"exp": (NOW + timedelta(seconds=lives)).timestamp(), "user": user})


class TestTokens:
    """VSS_TOKEN, VSS_API_TOKEN, the keyring or our file, config.yaml, the keychain."""

    PLACES = ("VSS_TOKEN", "VSS_API_TOKEN", "ours", "config.yaml", "keychain of vss-cli")

    @pytest.mark.parametrize("ours", ["keyring", "file"])
    @pytest.mark.parametrize(("nearer", "farther"), combinations_with_replacement(range(5), 2))
    def test_each_pair(
        self, stores: Stores, memory: keyrings.InMemory, nearer: int, farther: int, ours: str
    ) -> None:
        chosen = {self.PLACES[number] for number in (nearer, farther)}
        if "ours" in chosen:
            with keyrings.use(memory if ours == "keyring" else keyrings.Broken()):
                stores.tokens.store(ENDPOINT, "me", Token.parse("ours"))
        if "keychain of vss-cli" in chosen:
            memory.kept["vss-cli", "vss-cli_there_token"] = "keychain"
        found = credentials(
            stores,
            {name: name for name in chosen if name.startswith("VSS")},
            account("config.yaml" if "config.yaml" in chosen else ""),
            "darwin",
        ).find_token()
        assert found is not None
        expected = self.PLACES[nearer].partition(" ")[0]
        assert found.token.secret.reveal() == expected

    def test_refused_ones_are_passed_over(self, stores: Stores, memory: keyrings.InMemory) -> None:
        stores.tokens.store(ENDPOINT, "me", Token.parse("c"))
        memory.kept["vss-cli", "vss-cli_there_token"] = "e"
        environ = {"VSS_TOKEN": "a", "VSS_API_TOKEN": "b"}
        places = credentials(stores, environ, account("d"), "darwin")
        refused: list[Secret] = []
        while (found := places.find_token(refused=refused)) is not None:
            refused.append(found.token.secret)
        assert [secret.reveal() for secret in refused] == list("abcde")

    def test_none_anywhere(self, stores: Stores) -> None:
        places = credentials(stores)
        assert places.find_token() is None
        assert places.find_password() is None
        assert places.named_user[0] == ""
        assert places.notes == ()

    @pytest.mark.parametrize("text", ["", " ", "\n"])
    def test_empty_variable_is_none(self, stores: Stores, text: str) -> None:
        assert credentials(stores, {"VSS_TOKEN": text}).find_token() is None

    def test_case_55_newline_is_trimmed(self, stores: Stores) -> None:
        found = credentials(stores, {"VSS_TOKEN": " t0ken\r\n"}).find_token()
        assert found is not None
        assert found.token.secret.reveal() == "t0ken"

    @pytest.mark.parametrize("text", ["c4n\rary", "c4n\nary", "c4nary é", "c4 nary", "c4\x1bnary"])
    def test_case_56_malformed_is_named_and_never_shown(self, stores: Stores, text: str) -> None:
        places = credentials(stores, {"VSS_TOKEN": text, "VSS_API_TOKEN": "good"})
        found = places.find_token()
        assert found is not None
        assert found.source == "VSS_API_TOKEN"
        (note,) = places.notes
        assert note.startswith("VSS_TOKEN: the token is malformed")
        assert "c4" not in note

    @pytest.mark.parametrize(
        ("lives", "usable"), [(3600, True), (-600, True), (600, True), (-3600, False)]
    )
    def test_case_57_and_58_only_what_has_long_expired_is_passed_over(
        self, stores: Stores, lives: float, usable: bool
    ) -> None:
        places = credentials(stores, {"VSS_TOKEN": jwt(lives)})
        assert (places.find_token() is not None) is usable
        assert places.notes == (() if usable else ("VSS_TOKEN: the token has expired",))

    @pytest.mark.parametrize(
        "text", ["opaque", "a.b.c", unsigned_token({}), unsigned_token({"exp": "x"})]
    )
    def test_case_57_without_a_known_end_the_service_decides(
        self, stores: Stores, text: str
    ) -> None:
        found = credentials(stores, {"VSS_TOKEN": text}).find_token()
        assert found is not None
        assert found.token.expires is None

    @io_examples
    @given(st.text(max_size=60))
    def test_whatever_the_variable_holds(self, stores: Stores, text: str) -> None:
        places = credentials(stores, {"VSS_TOKEN": text})
        found = places.find_token()
        assert found is None or found.token.secret.reveal() == text.strip()
        assert all(text.strip() not in note for note in places.notes if len(text.strip()) > 9)


class TestKeyringIsAskedOnlyWhereItHoldsSomething:
    def test_not_without_a_record(self, stores: Stores, memory: keyrings.InMemory) -> None:
        credentials(stores, account=account("theirs")).find_token()
        credentials(stores).find_token()
        assert memory.asked == 0

    @pytest.mark.parametrize("ours", [True, False])
    def test_not_where_the_environment_has_a_token(
        self, stores: Stores, memory: keyrings.InMemory, ours: bool
    ) -> None:
        if ours:
            stores.tokens.store(ENDPOINT, "me", Token.parse("ours"))
        before = memory.asked
        found = credentials(stores, {"VSS_TOKEN": "near"}, platform="darwin").find_token()
        assert found is not None
        assert memory.asked == before

    def test_not_quickly(self, stores: Stores, memory: keyrings.InMemory) -> None:
        """What is wanted before the first paint stops where a keyring would come next."""
        stores.tokens.store(ENDPOINT, "me", Token.parse("ours"))
        before = memory.asked
        places = credentials(stores, account=account("farther"))
        assert places.find_token(quickly=True) is None
        assert places.named_user[0] == "me"
        assert memory.asked == before

    def test_quickly_takes_what_is_at_hand(self, stores: Stores) -> None:
        found = credentials(stores, account=account("theirs")).find_token(quickly=True)
        assert found is not None
        assert found.source == "config.yaml"

    def test_keychain_of_vss_cli_is_asked_on_macos_only(
        self, stores: Stores, memory: keyrings.InMemory
    ) -> None:
        memory.kept["vss-cli", "vss-cli_there_token"] = "theirs"
        assert credentials(stores, account=account()).find_token() is None
        assert memory.asked == 0
        assert credentials(stores, account=account(), platform="darwin").find_token() is not None


class TestPasswords:
    """VSS_USER, VSS_API_USER, config.yaml, the keychain, credentials.enc."""

    PLACES = ("VSS_USER", "VSS_API_USER", "config.yaml", "keychain", "credentials.enc")

    @pytest.mark.parametrize(("nearer", "farther"), combinations_with_replacement(range(5), 2))
    def test_each_pair(
        self,
        stores: Stores,
        home: Path,
        memory: keyrings.InMemory,
        nearer: int,
        farther: int,
    ) -> None:
        chosen = {self.PLACES[number] for number in (nearer, farther)}
        if "keychain" in chosen:
            memory.kept["vss-cli", "vss-cli_there_username"] = "me"
            memory.kept["vss-cli", "vss-cli_there_password"] = "keychain"
        if "credentials.enc" in chosen:
            vss_cli_files.write_encrypted(home, "there", "there", "me", "credentials.enc")
        environ: dict[str, str] = {}
        for user in ("VSS_USER", "VSS_API_USER"):
            if user in chosen:
                environ |= {user: "me", f"{user}_PASS": user}
        found = credentials(
            stores,
            environ,
            account("", "me", "config.yaml") if "config.yaml" in chosen else account(),
            "darwin",
        ).find_password()
        assert found is not None
        assert (found.user, found.password.reveal()) == ("me", self.PLACES[nearer])

    @pytest.mark.parametrize(
        "environ",
        [
            {"VSS_USER": "me"},
            {"VSS_USER_PASS": "word"},
            {"VSS_USER": "me", "VSS_API_USER_PASS": "word"},
            {"VSS_USER": "me", "VSS_USER_PASS": ""},
        ],
    )
    def test_half_a_pair_is_none(self, stores: Stores, environ: dict[str, str]) -> None:
        assert credentials(stores, environ).find_password() is None

    def test_whole_pair_goes_before_half_of_one(self, stores: Stores) -> None:
        environ = {"VSS_USER": "half", "VSS_API_USER": "whole", "VSS_API_USER_PASS": "word"}
        found = credentials(stores, environ).find_password()
        assert found is not None
        assert found.user == "whole"

    @pytest.mark.parametrize("password", [" spaces ", "a:b", "é", "\udcff"])
    def test_password_is_taken_as_it_is(self, stores: Stores, password: str) -> None:
        found = credentials(stores, {"VSS_USER": "me", "VSS_USER_PASS": password}).find_password()
        assert found is not None
        assert found.password.reveal() == password

    @pytest.mark.parametrize(
        ("environ", "expected"),
        [
            ({"VSS_USER_OTP": "1", "VSS_API_USER_OTP": "2"}, ("VSS_USER_OTP", "1")),
            ({"VSS_USER_OTP": "", "VSS_API_USER_OTP": "2"}, ("VSS_API_USER_OTP", "2")),
            ({}, None),
        ],
    )
    def test_one_time_password(
        self, environ: dict[str, str], expected: tuple[str, str] | None
    ) -> None:
        code = environment_one_time_password(environ)
        assert (code and (code[0], code[1].reveal())) == expected


class TestAnotherUser:
    """Where the environment names a user, nobody else's credentials count."""

    @staticmethod
    def _vss_cli_account(_: Stores) -> VssCliAccount | None:
        return account("theirs", "alice", "word")

    @staticmethod
    def _stored_token(stores: Stores) -> None:
        stores.tokens.store(ENDPOINT, "alice", Token.parse("kept"))

    SIGNED_IN: tuple[Callable[[Stores], VssCliAccount | None], ...] = (
        _vss_cli_account,
        _stored_token,
    )

    @pytest.mark.parametrize("variable", ["VSS_USER", "VSS_API_USER"])
    @pytest.mark.parametrize("kept", SIGNED_IN)
    def test_names_another(
        self,
        stores: Stores,
        memory: keyrings.InMemory,
        variable: str,
        kept: Callable[[Stores], VssCliAccount | None],
    ) -> None:
        places = credentials(stores, {variable: "bob"}, kept(stores))
        assert places.find_token() is None
        assert places.find_password() is None
        assert places.named_user[0] == "bob"

    @pytest.mark.parametrize("kept", SIGNED_IN)
    def test_names_the_same(
        self,
        stores: Stores,
        memory: keyrings.InMemory,
        kept: Callable[[Stores], VssCliAccount | None],
    ) -> None:
        places = credentials(stores, {"VSS_USER": "alice"}, kept(stores))
        assert places.find_token() is not None

    def test_encrypted_file_of_another(self, stores: Stores, home: Path) -> None:
        vss_cli_files.write_encrypted(home, "there", "there", "alice", "word")
        assert credentials(stores, {"VSS_USER": "bob"}, account()).find_password() is None

    def test_token_for_the_environments_password_needs_its_user(
        self, stores: Stores, memory: keyrings.InMemory
    ) -> None:
        """A token taken for VSS_USER ends to serve when VSS_USER is gone."""
        stores.tokens.store(ENDPOINT, "alice", Token.parse("kept"), CredentialKind.ENVIRONMENT)
        assert credentials(stores, {"VSS_USER": "alice"}).find_token() is not None
        assert credentials(stores).find_token() is None
        assert credentials(stores, {"VSS_USER": "bob"}).find_token() is None

    @pytest.mark.parametrize(
        ("kept_by_vss_cli", "serves"),
        [
            (account("", "alice", "word"), True),
            (account(), True),
            (account("", "bob", "word"), False),
            (None, False),
        ],
    )
    def test_token_for_vss_clis_password_needs_its_user(
        self,
        stores: Stores,
        memory: keyrings.InMemory,
        kept_by_vss_cli: VssCliAccount | None,
        serves: bool,
    ) -> None:
        """Who changes the user of vss-cli has changed the user here."""
        stores.tokens.store(ENDPOINT, "alice", Token.parse("kept"), CredentialKind.VSS_CLI)
        found = credentials(stores, account=kept_by_vss_cli).find_token()
        assert (found is not None) is serves

    def test_token_for_a_typed_password_needs_nobody(
        self, stores: Stores, memory: keyrings.InMemory
    ) -> None:
        stores.tokens.store(ENDPOINT, "alice", Token.parse("kept"), CredentialKind.LOGIN)
        found = credentials(stores, account=account("theirs", "bob", "word")).find_token()
        assert found is not None
        assert found.user == "alice"
