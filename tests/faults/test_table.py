"""Every case has a test, and the table in README.md says where."""

from tests.faults.table import README, cases_in, found_tests

LAST_CASE = 94
"""Up to which every number has a test."""


def test_every_case_has_a_test() -> None:
    assert {str(number) for number in range(1, LAST_CASE + 1)} <= set(found_tests())


def test_every_test_has_its_row() -> None:
    assert set(found_tests()) <= set(cases_in(README.read_text(encoding="utf-8")))


def test_the_table_is_in_order() -> None:
    numbers = [int(number.rstrip("b")) for number in cases_in(README.read_text(encoding="utf-8"))]
    assert numbers == sorted(numbers)


def test_the_table_names_the_files() -> None:
    named = cases_in(README.read_text(encoding="utf-8"))
    there = found_tests()
    assert {number: files for number, files in named.items() if files} == there
