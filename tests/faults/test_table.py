"""Every case has a test, and the table in README.md says which."""

from tests.faults.table import README, cases_in, found_tests


def test_the_table_has_every_case_once_and_in_order() -> None:
    assert list(cases_in(README.read_text(encoding="utf-8"))) == sorted(found_tests())


def test_the_table_names_the_tests_that_there_are() -> None:
    named = cases_in(README.read_text(encoding="utf-8"))
    there = found_tests()
    assert {number: tests for number, tests in named.items() if tests} == there
