"""The client of the service; the only user of httpx."""

import sys

# Where click and rich are installed, httpx imports a command line of its own: a third of its time.
# It does without where that fails.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
