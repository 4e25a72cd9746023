"""Every case has a test, and the table in README.md says where."""

from tests.faults.table import README, cases_in, found_tests

NUMBERS = {*map(str, range(1, 163)), "62b"}


def test_every_case_has_a_test() -> None:
    assert NUMBERS - set(found_tests()) == set()


def test_every_case_has_a_row() -> None:
    assert set(cases_in(README.read_text(encoding="utf-8"))) == NUMBERS


def test_the_table_is_in_order() -> None:
    numbers = [int(number.rstrip("b")) for number in cases_in(README.read_text(encoding="utf-8"))]
    assert numbers == sorted(numbers)


def test_the_table_names_the_files() -> None:
    assert cases_in(README.read_text(encoding="utf-8")) == found_tests()
