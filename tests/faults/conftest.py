"""Runs the numbered cases, once or over and over: ``pytest tests/faults --repeat-faults 20``."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--repeat-faults",
        type=int,
        default=1,
        metavar="N",
        help="run each of the numbered cases in tests/faults N times",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    times = metafunc.config.getoption("--repeat-faults", default=1)
    if times > 1 and metafunc.function.__name__.startswith("test_case_"):
        metafunc.fixturenames.append("repetition")
        metafunc.parametrize("repetition", range(1, times + 1))
