"""``python -m tests.bench``: measure, and print target, figure and comparison."""

import argparse

from tests.bench.programs import programs
from tests.bench.rows import ROWS, Figure

_LINE = "| {:<51} | {:>15} | {:>15} | {} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="runs of each measurement (default 7)")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"one of {', '.join(ROWS)}")
    options = parser.parse_args()
    unknown = set(options.rows) - set(ROWS)
    if unknown:
        parser.error(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    print(_LINE.format("what", "target", "measured", "for comparison"))
    print(_LINE.format("---", "---:", "---:", "---"), flush=True)
    with programs() as found:
        for name in options.rows or ROWS:
            row = ROWS[name]
            try:
                figure = row.measure(found, options.runs)
            except (RuntimeError, TimeoutError) as error:
                figure = Figure("failed", str(error)[:100])
            print(
                _LINE.format(row.what, row.target, figure.measured, figure.comparison), flush=True
            )


if __name__ == "__main__":
    main()
