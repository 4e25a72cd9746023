"""Every case has a test, and the table in README.md says which."""

from tests.faults.table import LAST_CASE, README, cases_in, found_tests

NUMBERS = list(range(1, LAST_CASE + 1))


def test_every_case_has_a_test() -> None:
    assert sorted(found_tests()) == NUMBERS


def test_the_table_has_every_case_once_and_in_order() -> None:
    assert list(cases_in(README.read_text(encoding="utf-8"))) == NUMBERS


def test_the_table_names_the_tests_that_there_are() -> None:
    named = cases_in(README.read_text(encoding="utf-8"))
    there = found_tests()
    assert {number: tests for number, tests in named.items() if tests} == there
