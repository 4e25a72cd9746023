"""The login dialog, shown over the list."""

import asyncio
from collections.abc import Collection
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static
from textual.worker import Worker

from vss_tui.api.errors import (
    ServiceError,
    TimedOut,
    Unreachable,
    WrongOneTimePassword,
)
from vss_tui.connection import Connection
from vss_tui.screens.dialogs import Dialog, Frame, TitleLine
from vss_tui.support.safe_text import escape
from vss_tui.support.secret import Secret
from vss_tui.widgets.plain_input import PlainInput


class SecretInput(Input):
    """An input whose text is neither shown nor copied, nor told to anybody but who asks for it."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(password=True, compact=True, id=id)
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


class LoginDialog(Dialog[Connection | None]):
    """Asks for user and password, and for a one-time password where the service wants one.

    The result is the connection on which the user is signed in: the one that was given, or one for
    another user of the same endpoint; None if cancelled.

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

    def __init__(self, connection: Connection, reason: str, users: Collection[str]) -> None:
        super().__init__()
        self._connection = connection
        self._users = frozenset(users)
        self._user = PlainInput(next(iter(users), ""), compact=True, id="user")
        self._user.cursor_blink = False
        self._password = SecretInput(id="password")
        self._code = SecretInput(id="one-time-password")
        self._code_asked: asyncio.Future[Secret] | None = None
        self._attempt = ("", Secret(""))
        self._worker: Worker[None] | None = None
        self._said = Static(escape(reason), markup=False, classes="said")

    def compose(self) -> ComposeResult:
        endpoint = self._connection.endpoint
        host = endpoint.url.partition("://")[2]
        # A settings file says what the name stands for: the host says where the password goes.
        where = endpoint.name if endpoint.name == host else f"{endpoint.name} ({host})"
        fields = {"User": self._user, "Password": self._password, "One-time password": self._code}
        with Frame():
            yield TitleLine(f"Sign in to {where}", "Enter signs in · Esc closes")
            yield self._said
            for label, field in fields.items():
                with Horizontal(classes="field"):
                    yield Static(escape(label), markup=False)
                    yield field

    def on_mount(self) -> None:
        self._show_code(shown=False)
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

    def _show_code(self, *, shown: bool) -> None:
        self._code.display = shown
        self.query(".field").last().display = shown

    @property
    def _fields(self) -> list[Input]:
        fields: list[Input] = [self._user, self._password, self._code]
        return [field for field in fields if field.display]

    def _submit(self) -> None:
        user, password = self._user.value.strip(), self._password.secret
        if not user or not password:
            self.set_focus(self._password if user else self._user)
            return
        code_asked, self._code_asked = self._code_asked, None
        if code_asked is not None and (user, password) == self._attempt:
            self._say("signing in…")
            code_asked.set_result(self._code.secret)
        elif code_asked is not None or self._worker is None or self._worker.is_finished:
            self._say("signing in…")
            code = self._code.secret if user == self._attempt[0] else None
            self._attempt = (user, password)
            work = self._sign_in(user, password, code)
            self._worker = self.run_worker(work, group="sign-in", exclusive=True)

    async def _sign_in(self, user: str, password: Secret, code: Secret | None) -> None:
        connection = self._connection
        if self._users and user not in self._users:
            connection = connection.for_another_user()
        try:
            await connection.sign_in(user, password, self._ask_code, code)
        except (Unreachable, TimedOut) as error:
            # Nobody has said that what was typed is wrong.
            self._say(error.message)
        except ServiceError as error:
            self._show_code(shown=False)
            self._code.clear()
            self._begin_again(error.message, self._password)
        else:
            self.dismiss(connection)

    async def _ask_code(self, error: ServiceError | None) -> Secret:
        match error:
            case None:
                reason = "A one-time password has been sent to you: type it here."
            case WrongOneTimePassword():
                reason = f"{error.message}; leave it empty and press Enter for a new code"
            case _:
                reason = f"no one-time password was sent: {error.message}"
        self._show_code(shown=True)
        self._begin_again(reason, self._code)
        self._code_asked = asyncio.get_running_loop().create_future()
        return await self._code_asked

    def _begin_again(self, why: str, field: SecretInput) -> None:
        field.clear()
        self.set_focus(field)
        self._say(why)

    def _say(self, text: str) -> None:
        self._said.update(escape(text))
