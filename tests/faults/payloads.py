"""Texts that do harm where they reach a terminal, or a toolkit's markup, as they are."""

from tests.faults.recording_terminal import is_hostile

MARKUP = {
    "store": "[vss-ISOs] Linux/a.iso",
    "style": "[red]a[/red].iso",
    "lone end": "a[/]b.iso",
    "wrong end": "[/foo]a.iso",
    "variable": "[$primary]a.iso",
    "action": "[@click=app.quit]a.iso[/]",
    "link": "[link=https://elsewhere.example]a[/link].iso",
    "escaped": "a\\[b]\\\\.iso",
}
"""Each is to stand on the screen as it is written here."""

CONTROL = {
    "OSC 52": "a\x1b]52;c;Y2FuYXJ5\x07.iso",
    "OSC 52 in tmux": "a\x1bPtmux;\x1b\x1b]52;c;Y2FuYXJ5\x07\x1b\\.iso",
    "OSC 52 by C1": "a\x9d52;c;Y2FuYXJ5\x9c.iso",
    "OSC 0": "a\x1b]0;title\x07.iso",
    "OSC 8": "a\x1b]8;;https://elsewhere.example\x1b\\b\x1b]8;;\x1b\\.iso",
    "ED": "a\x1b[2J\x1b[H.iso",
    "ED by C1": "a\x9b2J.iso",
    "SGR": "a\x1b[8mb\x1b[0m.iso",
    "RIS": "a\x1bc.iso",
    "mouse": "a\x1b[?1003h.iso",
    "lone ESC": "a\x1b",
    "BEL BS": "a\x07b\x08.iso",
    "CR LF": "a\r\nb.iso",
    "TAB VT FF": "a\tb\x0bc\x0c.iso",
    "NUL DEL": "a\x00b\x7f.iso",
    "NEL": "a\x85b.iso",
}
"""C0, C1 and the sequences that begin with them."""

FORMAT = {
    "override": "a\u202eosi.exe\u202c.iso",
    "isolate": "a\u2066b\u2069.iso",
    "marks": "a\u200e\u200fb\u061c.iso",
    "zero width": "a\u200bb\u200cc\u2060.iso",
    "BOM": "\ufeffa.iso",
    "soft hyphen": "a\xadb.iso",
    "tag": "a\U000e0041.iso",
    "annotation": "a\ufff9b\ufffbc.iso",
    "separators": "a\u2028b\u2029.iso",
    "surrogate": "a\ud800.iso",
}
"""What changes how other text is shown, or is no character at all."""


UNSEEN = {
    "selectors": "a\ufe0eb\ufe01\u180b.iso",
    "fillers": "a\u034f\u3164\u115f\uffa0\u2800.iso",
    "blanks": "a\xa0b\u2003c\u3000d\u2028.iso",
    "unassigned": "a\u0378\U000e0fff.iso",
}
"""What a terminal draws as nothing, or as a blank like any other."""


def symbols(text: str) -> str:
    """How a text is to stand on the screen."""
    return "".join(f"\\u{{{ord(each):x}}}" if is_hostile(each) else each for each in text)


PAYLOADS = {**MARKUP, **CONTROL, **FORMAT, **UNSEEN}
"""Every payload by its name."""
