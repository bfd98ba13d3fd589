"""One way to write a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry_app.numbers import THIN_SPACE, number_text


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
        (0.9999999, "1.00000"),
        (0.012345, "0.012345"),
        (0.00012345, "0.00012345"),
        (0.00001234, "1.2340e-05"),
        (1.5, "1.5000"),
        (99.123456, "99.123"),
        (-1_234.56, f"-1{THIN_SPACE}234.6"),
        (1_234_567.8, f"1{THIN_SPACE}234{THIN_SPACE}568"),
        (1.5e9 + 0.5, "1.5000e+09"),
        (5e-324, "4.9407e-324"),
        (-1.7976931348623157e308, "-1.7977e+308"),
    ],
)
def test_it_reads_as_people_write(value: float, text: str) -> None:
    assert number_text(value) == text


@given(st.floats(-1e308, 1e308))
def test_nothing_but_the_sixth_digit_is_lost(value: float) -> None:
    read = float(number_text(value).replace(THIN_SPACE, ""))

    assert read == pytest.approx(value, rel=1e-4, abs=0)
