"""What stands on the screen, so that no line is sent twice.

Textual paints whole lines again where a layout or a screen is refreshed: at the start most of them
twice, and all of them over the first frame. Over a slow link each costs its bytes.
"""

import re
from collections.abc import Sequence

_MOVE = re.compile(r"\x1b\[(\d+);(\d+)H")


class ScreenLines:
    """The text last written on each line, and at which column.

    A piece of output that begins with a move to the same place as the last one on its line, and
    says the same, changes nothing: each piece states all of its styles.
    """

    def __init__(self) -> None:
        self._written: dict[int, tuple[int, str]] = {}

    def restore(self, lines: Sequence[str]) -> None:
        """Take ``lines`` as what stands on the screen from its first row on."""
        self._written = {row: (1, line) for row, line in enumerate(lines, 1)}

    def forget(self) -> None:
        """Take nothing as known: something else has written there, or the size has changed."""
        self._written.clear()

    def whole(self, rows: int) -> list[str] | None:
        """Return the text of each row; None where one was not written from its first column on."""
        written = [self._written.get(row, (0, "")) for row in range(1, rows + 1)]
        return [text for _, text in written] if all(column == 1 for column, _ in written) else None

    def changed(self, data: str) -> str:
        """Return ``data`` without the lines that stand on the screen already."""
        head, *parts = _MOVE.split(data)
        if not parts:
            return data
        kept = [head]
        for row, column, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            # What follows moves to a place of its own.
            line = text.removesuffix("\n")
            place, piece = int(row), (int(column), line)
            if line and self._written.get(place) == piece:
                continue
            if line:
                self._written[place] = piece
            kept.append(f"\x1b[{row};{column}H{line}")
        return "".join(kept)
