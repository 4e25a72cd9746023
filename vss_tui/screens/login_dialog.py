"""The login dialog, shown over the list."""

from collections.abc import Collection
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from vss_tui.api.errors import (
    OneTimePasswordNeeded,
    ServiceError,
    TimedOut,
    Unreachable,
    WrongOneTimePassword,
)
from vss_tui.connection import Connection
from vss_tui.support.safe_text import escape
from vss_tui.support.secret import Secret
from vss_tui.widgets.plain_input import PlainInput


class SecretInput(Input):
    """An input whose text is neither shown nor copied, nor told to anybody but who asks for it."""

    def __init__(self, placeholder: str, *, id: str) -> None:  # noqa: A002 - the toolkit's name
        super().__init__(placeholder=placeholder, password=True, compact=True, id=id)
        self.cursor_blink = False

    def post_message(self, message: Message) -> bool:
        """Hold back the messages that carry the text: what is posted may be logged."""
        if isinstance(message, Input.Changed | Input.Submitted | Input.Blurred):
            return False
        return super().post_message(message)

    def action_copy(self) -> None:
        """Copy nothing: a clipboard is read by others."""

    def action_cut(self) -> None:
        """Cut nothing: a clipboard is read by others."""

    @property
    def secret(self) -> Secret:
        """What was typed."""
        return Secret(self.value)


class LoginScreen(ModalScreen[Connection | None]):
    """Asks for user and password, and for a one-time password where the service wants one.

    It gives the connection on which the user is signed in: the one that it was given, or one for
    another user of the same endpoint; None where the person thinks better of it.

    Args:
        connection: The service.
        reason: Why a login is needed, in words.
        users: The names of the present user; empty where nobody is known. The first is offered.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        # Seen to before the next key is given to a field: what is typed at once after one of these
        # belongs where it leads.
        Binding("escape", "dismiss(None)", "Close", priority=True),
        Binding("enter", "enter", "Next field, or sign in", priority=True),
        Binding("tab", "app.focus_next", "Next field", priority=True),
        Binding("shift+tab", "app.focus_previous", "Previous field", priority=True),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012 - the toolkit's declaration
        (0, "-low"),
        (18, "-high"),
    ]

    def __init__(self, connection: Connection, reason: str, users: Collection[str]) -> None:
        super().__init__()
        self._connection = connection
        self._users = frozenset(users)
        self._user = PlainInput(next(iter(users), ""), placeholder="user", compact=True, id="user")
        self._user.cursor_blink = False
        self._password = SecretInput("password", id="password")
        self._code = SecretInput("one-time password", id="one-time-password")
        self._code_for = ""
        self._said = Static(escape(reason), markup=False, classes="said")
        self._busy = False

    def compose(self) -> ComposeResult:
        """Lay out the fields."""
        name = escape(self._connection.endpoint.name)
        with Vertical(classes="dialog"):
            yield Static(f"Sign in to {name}", markup=False, classes="title")
            yield self._said
            yield self._user
            yield self._password
            yield self._code
            yield Static("Enter signs in · Tab moves · Esc closes", markup=False, classes="hint")

    def on_mount(self) -> None:
        """Begin at the first field that is empty."""
        self._code.display = False
        self.set_focus(self._password if self._user.value else self._user)

    def action_enter(self) -> None:
        """Go to the next field; from the last one, sign in."""
        following = self._fields[1:]
        for field, after in zip(self._fields, following, strict=False):
            if self.focused is field:
                self.set_focus(after)
                return
        # The keys before this one have been given to the fields: each takes them in first.
        later = (self._password.call_later, self._code.call_later, self._submit)
        self._user.call_later(*later)

    @property
    def _fields(self) -> list[Input]:
        fields: list[Input] = [self._user, self._password, self._code]
        return [field for field in fields if field.display]

    def _submit(self) -> None:
        user = self._user.value.strip()
        if self._busy:
            return
        if not user or not self._password.value:
            self.set_focus(self._password if user else self._user)
            return
        self._busy = True
        self._say("signing in…")
        connection = self._connection
        if self._users and user not in self._users:
            connection = connection.for_another_user()
        self.run_worker(self._try(connection, user, self._password.secret), group="sign-in")

    async def _try(self, connection: Connection, user: str, password: Secret) -> None:
        asked = self._code.display and user == self._code_for
        code = self._code.secret
        try:
            if asked and not code:
                await self._have_code_sent(connection, user, password)
                return
            await connection.sign_in(user, password, code if asked else None)
        except OneTimePasswordNeeded:
            await self._have_code_sent(connection, user, password)
        except WrongOneTimePassword as error:
            self._begin_again(
                f"{error.message}; leave it empty and press Enter for a new code", self._code
            )
        except (Unreachable, TimedOut) as error:
            # Nobody has said that what was typed is wrong.
            self._say(error.message)
        except ServiceError as error:
            self._code.display = False
            self._code.clear()
            self._begin_again(error.message, self._password)
        else:
            self.dismiss(connection)
        finally:
            self._busy = False

    async def _have_code_sent(self, connection: Connection, user: str, password: Secret) -> None:
        self._code_for = user
        self._code.display = True
        try:
            await connection.send_one_time_password(user, password)
        except ServiceError as error:
            # A code of the user's own authenticator may do all the same.
            self._begin_again(f"no one-time password was sent: {error.message}", self._code)
        else:
            self._begin_again("A one-time password has been sent to you: type it here.", self._code)

    def _begin_again(self, why: str, field: SecretInput) -> None:
        field.clear()
        self.set_focus(field)
        self._say(why)

    def _say(self, text: str) -> None:
        self._said.update(escape(text))
