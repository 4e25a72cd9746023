# PYTHON_ARGCOMPLETE_OK
"""``python -m vss_tui``: the command, run as a module."""

import sys

from vss_tui.cli import main

if __name__ == "__main__":
    sys.exit(main())
