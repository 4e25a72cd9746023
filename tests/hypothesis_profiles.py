"""How many examples the tests with generated input try; to import it puts that in force.

``HYPOTHESIS_PROFILE`` names the profile: ``quick`` (the default), ``ci`` or ``thorough``.
"""

import os

from hypothesis import HealthCheck, settings

_EXAMPLES = {"quick": (200, 200), "ci": (1_000, 200), "thorough": (20_000, 10_000)}
"""For a pure function, and for what sends requests or reads files."""
_PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "quick")
_OF_PURE_FUNCTIONS, _OF_DRIVEN_CODE = _EXAMPLES[_PROFILE]

settings.register_profile(
    _PROFILE,
    max_examples=_OF_PURE_FUNCTIONS,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile(_PROFILE)

io_examples = settings(max_examples=_OF_DRIVEN_CODE)
"""For a test whose examples send requests or read files."""
screen_examples = settings(max_examples=_OF_DRIVEN_CODE // 10)
"""For a test whose examples are shown on a screen."""
