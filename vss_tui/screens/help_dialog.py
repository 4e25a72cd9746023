"""The help: every key, as it is in force."""

from rich.text import Text

from vss_tui.actions import ACTIONS
from vss_tui.keymap import Keymap
from vss_tui.screens.dialogs import TextScreen
from vss_tui.support.safe_text import escape

_FILTER_HELP = """
The filter
  ubuntu 22                  names with ubuntu, then 22
  name ~ Cent*.iso           a wildcard typed means: anchored as typed
  id >= 100 and public = yes both must hold; ; is and
  updated_on > 30d           the last 30 days (h d w m y)
  id in 11, 14, 17           one of these
  Enter applies; Alt+Up and Alt+Down bring back earlier filters; Right accepts a completion
"""


def help_screen(keymap: Keymap) -> TextScreen:
    """Return the help, made from the table of actions and the keys in force."""
    text = Text()
    for action in ACTIONS:
        keys = escape(" ".join(keymap.labels(action.id)))
        if keys:
            text.append(f"  {keys:<14}", "bold")
            text.append(f"{escape(action.title)}\n")
    text.append(_FILTER_HELP)
    return TextScreen("Keys", text)
