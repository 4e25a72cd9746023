# PYTHON_ARGCOMPLETE_OK
"""``python -m vss_tui``: the command, run as a module."""

import sys

from vss_tui.support.import_path import remove_working_folder

if __name__ == "__main__":
    remove_working_folder()
    from vss_tui.cli import main

    sys.exit(main())
