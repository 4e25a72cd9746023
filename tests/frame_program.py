"""A program that stores a first frame, or shows the one stored, for the tests to run on a terminal.

``python -m tests.frame_program store|show FILE WORD…``: the frame depends on FILE, and stands for a
start with these words. Having shown it, or not, it says so and waits for a line.
"""

import sys
from pathlib import Path

from vss_tui.terminal import first_frame

LINES = ["the first row", "\x1b[1mthe second row\x1b[0m", "grün ─ …"]
INTERRUPTED = 77


def main(task: str, file: str, words: list[str]) -> None:
    first_frame.show(words)
    if task == "store":
        from vss_tui.terminal import frame_store

        launch = first_frame.launch
        if launch is not None:
            lines = LINES + [""] * (launch.rows - len(LINES))
            frame_store.store(
                launch, lines, launch.columns, files=[Path(file)], interrupted=INTERRUPTED
            )
        print("stored")
    else:
        place = "" if first_frame.frame is None else "\x1b[10;1H"
        print(f"{place}waiting {first_frame.frame is not None}", flush=True)
        sys.stdin.readline()
        first_frame.remove()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
