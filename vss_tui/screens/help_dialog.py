"""The help: every key, as it is in force."""

from collections.abc import Mapping

from rich.text import Text

from vss_tui.actions import ACTIONS, keys_in_force
from vss_tui.screens.dialogs import TextScreen
from vss_tui.support.safe_text import escape

_FILTER_HELP = """
The filter
  ubuntu 22                  names with ubuntu, then 22
  name ~ Cent*.iso           a wildcard typed means: anchored as typed
  id >= 100 and public = yes both must hold; ; is and
  updated_on > 30d           the last 30 days (h d w m y)
  id in 11, 14, 17           one of these
  Enter applies; Up and Down bring back earlier filters; Right accepts a completion
"""


def help_screen(remapped: Mapping[str, str]) -> TextScreen:
    """Make the help from the table of commands and the user's own keys."""
    text = Text()
    for command in ACTIONS:
        keys = escape(" ".join(keys_in_force(command, remapped)))
        if keys:
            text.append(f"  {keys:<14}", "bold")
            text.append(f"{escape(command.title)}\n")
    text.append(_FILTER_HELP)
    return TextScreen("Keys", text)
