"""The login dialog, shown over the list."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from vss_tui.api.errors import (
    OneTimePasswordNeeded,
    ServiceError,
    WrongOneTimePassword,
)
from vss_tui.catalog.token import Token
from vss_tui.connection import Connection
from vss_tui.secret import Secret
from vss_tui.text import shown


class SecretInput(Input):
    """An input whose text is neither shown nor copied."""

    def __init__(self, placeholder: str, *, id: str) -> None:  # noqa: A002 - the toolkit's name
        super().__init__(placeholder=placeholder, password=True, compact=True, id=id)
        self.cursor_blink = False

    def action_copy(self) -> None:
        """Copy nothing: a clipboard is read by others."""

    def action_cut(self) -> None:
        """Cut nothing: a clipboard is read by others."""

    @property
    def secret(self) -> Secret:
        """What was typed."""
        return Secret(self.value)


class LoginScreen(ModalScreen[Token | None]):
    """Asks for user and password, and for a one-time password where the service wants one.

    Args:
        connection: Makes the token, and sends one-time passwords.
        reason: Why a login is needed, in words.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Close")]

    def __init__(self, connection: Connection, reason: str) -> None:
        super().__init__()
        self._connection = connection
        self._reason = reason
        self._user = Input(connection.user, placeholder="user", compact=True, id="user")
        self._user.cursor_blink = False
        self._password = SecretInput("password", id="password")
        self._code = SecretInput("one-time password", id="one-time-password")
        self._message = Static(markup=False, classes="message")
        self._busy = False

    def compose(self) -> ComposeResult:
        """Lay out the fields."""
        with Vertical(classes="dialog"):
            yield Static(
                f"Sign in to {shown(self._connection.endpoint.name)}", markup=False, classes="title"
            )
            yield Static(shown(self._reason), markup=False)
            yield self._user
            yield self._password
            yield self._code
            yield self._message
            yield Static("Enter signs in · Tab moves · Esc closes", markup=False, classes="hint")

    def on_mount(self) -> None:
        """Begin at the first field that is empty."""
        self._code.display = False
        (self._password if self._user.value else self._user).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next empty field, or sign in."""
        event.stop()
        wanted: list[Input] = [self._user, self._password]
        if self._code.display:
            wanted.append(self._code)
        for field in wanted:
            if not field.value:
                field.focus()
                return
        if not self._busy:
            self._busy = True
            self._message.update("signing in…")
            self.run_worker(self._try(), group="sign-in")

    async def _try(self) -> None:
        user, password = self._user.value.strip(), self._password.secret
        code = self._code.secret if self._code.display else None
        try:
            token = await self._connection.sign_in(user, password, code)
        except OneTimePasswordNeeded:
            await self._ask_code(user, password)
        except WrongOneTimePassword as error:
            self._explain(error, self._code)
        except ServiceError as error:
            self._explain(error, self._password)
        else:
            self.dismiss(token)
        finally:
            self._busy = False

    async def _ask_code(self, user: str, password: Secret) -> None:
        self._code.display = True
        try:
            await self._connection.send_one_time_password(user, password)
        except ServiceError as error:
            self._explain(error, self._code)
        else:
            self._message.update("A one-time password has been sent to you: type it here.")
            self._code.focus()

    def _explain(self, error: ServiceError, field: Input) -> None:
        self._message.update(shown(error.message))
        field.clear()
        field.focus()
