"""Runs the numbered cases over and over, and random keys for long, where that is asked for."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--repeat-faults",
        type=int,
        default=1,
        metavar="N",
        help="run each of the numbered cases in tests/faults N times",
    )
    parser.addoption(
        "--soak",
        type=float,
        default=5.0,
        metavar="SECONDS",
        help="how long each of the tests in tests/faults/test_soak.py presses random keys",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    times = metafunc.config.getoption("--repeat-faults", default=1)
    if times > 1 and metafunc.function.__name__.startswith("test_case_"):
        metafunc.fixturenames.append("repetition")
        metafunc.parametrize("repetition", range(1, times + 1))
