"""One way to write a number."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry_app.web.presentation.numbers import (
    SIGNIFICANT,
    THIN_SPACE,
    difference,
    digits_apart,
    number_text,
    rounded,
)
from registry_app.web.presentation.values import number, percent, signed


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-3.0, "-3"),
        (12_345.0, f"12{THIN_SPACE}345"),
        (1e14, THIN_SPACE.join(["100", "000", "000", "000", "000"])),
        (1e15, "1.0000e+15"),
        (0.5, "0.50000"),
        (0.931, "0.93100"),
        (0.9999999, "0.9999999"),
        (-0.999999, "-0.999999"),
        (0.9999999999999999, "0.9999999999999999"),
        (1.0000000000000002, "1.0000"),
        (99.9996, "99.9996"),
        (99_999.999, f"99{THIN_SPACE}999.999"),
        (999_999_999.99, THIN_SPACE.join(["999", "999", "999.99"])),
        (0.0999999999, "0.0999999999"),
        (0.0000999999999, "9.99999999e-05"),
        (9_999_999_999.5, "9.9999999995e+09"),
        (2.99999, "2.99999"),
        (3.00001, "3.0000"),
        (0.012345, "0.012345"),
        (0.00012345, "0.00012345"),
        (0.00001234, "1.2340e-05"),
        (1.5, "1.5000"),
        (99.123456, "99.123"),
        (-1_234.56, f"-1{THIN_SPACE}234.6"),
        (1_234_567.8, f"1{THIN_SPACE}234{THIN_SPACE}567.8"),
        (1.5e9 + 0.5, "1.5000e+09"),
        (5e-324, "4.9407e-324"),
        (-1.7976931348623157e308, "-1.7977e+308"),
        (math.inf, "∞"),
        (-math.inf, "-∞"),
        (math.nan, "NaN"),
    ],
)
def test_it_reads_as_people_write(value: float, text: str) -> None:
    assert number_text(value) == text


@given(st.floats(-1e308, 1e308))
def test_nothing_but_the_sixth_digit_is_lost(value: float) -> None:
    read = float(number_text(value).replace(THIN_SPACE, ""))

    assert read == pytest.approx(value, rel=1e-4, abs=0)


@given(st.floats(-1e308, 1e308))
def test_rounding_reaches_no_whole_number_from_below(value: float) -> None:
    read = float(number_text(value).replace(THIN_SPACE, ""))

    assert abs(read) <= abs(value) or not read.is_integer() or abs(value) > 1e9


@given(st.lists(st.floats(allow_nan=False), min_size=2))
def test_equal_texts_side_by_side_are_equal_numbers(values: list[float]) -> None:
    digits = digits_apart(values)
    texts = {number_text(value, digits.get(value, SIGNIFICANT)) for value in values}

    assert len(texts) == len(set(values))


def test_only_numbers_that_would_look_alike_get_more_digits() -> None:
    assert digits_apart([0.912341, 0.912344, 0.5, None, 1.0]) == {0.912341: 6, 0.912344: 6}
    assert digits_apart([0.5, 0.5, None]) == {}


@pytest.mark.parametrize(
    ("value", "text", "exact"),
    [
        (0.912341, "0.91234", "0.912341"),
        (0.5, "0.50000", None),
        (12_345.0, f"12{THIN_SPACE}345", None),
        (0.999999, "0.999999", None),
        (0.1 + 0.2, "0.30000", "0.30000000000000004"),
        (math.inf, "∞", None),
    ],
)
def test_a_rounded_number_has_the_exact_one(value: float, text: str, exact: str | None) -> None:
    assert rounded(value) == (text, exact)


def test_the_exact_number_is_shown_on_hover() -> None:
    assert number(0.912341) == '<data value="0.912341" title="0.912341">0.91234</data>'
    assert number(0.5) == "0.50000"


def test_a_difference_is_that_of_the_written_numbers() -> None:
    assert difference(0.912344, 0.912341) == 3e-06
    assert difference(0.3, 0.1) == 0.2
    assert difference(1.7e308, -1.7e308) == math.inf
    assert signed(difference(0.3, 0.1)) == "+0.20000"
    assert signed(-0.5) == "\N{MINUS SIGN}0.50000"
    assert signed(0.0) == "0"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "+0.0%"),
        (0.1234, "+12.3%"),
        (-0.5, "\N{MINUS SIGN}50.0%"),
        (0.0003, "+0.03%"),
        (-0.0000012, "\N{MINUS SIGN}0.0001%"),
        (1e-12, "+1.0e-10%"),
        (0.99996, "+99.996%"),
        ((0.9 - 1) / 1, "\N{MINUS SIGN}10.0%"),
        (1e300, "+1.0e+302%"),
    ],
)
def test_a_change_is_not_shown_as_none_nor_as_a_whole_one(share: float, text: str) -> None:
    assert percent(share) == text
