"""Numbers of a column, with their decimal points below each other."""

import pytest

from registry_app.web.presentation.aligned import (
    FIGURE_SPACE,
    PUNCTUATION_SPACE,
    aligned,
)
from registry_app.web.presentation.numbers import Rounded

NAN = float("nan")


def texts(*values: float | None) -> list[str]:
    """With visible blanks."""
    marks = str.maketrans({FIGURE_SPACE: "_", PUNCTUATION_SPACE: ","})
    return [one.text.translate(marks) if one else "-" for one in aligned(values)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        ([None, None], ["-", "-"]),
        ([1, 20, 300], ["1", "20", "300"]),
        ([0.95556, 1, 0.9], ["0.95556", "1.00000", "0.90000"]),
        ([-0.0044444, -0.013333], ["-0.0044444", "-0.013333_"]),
        ([0.912341, 0.912344], ["0.912341", "0.912344"]),
        ([0.999999, 0.5], ["0.999999", "0.500000"]),
        ([12_345.678, 0.5], ["12\u2009345.67800", "0.50000"]),
        ([0.00014421, 195.01, 2], ["0.00014421", "195.01______", "2,________"]),
        ([1e300, 1e-300, 0.5], ["1.0000e+300", "1.0000e-300", "0.50000"]),
        ([NAN, float("inf"), 0.5, 1], ["NaN", "∞", "0.50000", "1.00000"]),
    ],
)
def test_decimals_of_a_column_are_aligned(values: list[float | None], expected: list[str]) -> None:
    assert texts(*values) == expected


def test_the_exact_value_is_kept_where_the_text_is_not_exact() -> None:
    assert aligned([0.123456789, 1, 0.5]) == [
        Rounded("0.12346", "0.123456789"),
        Rounded("1.00000", None),
        Rounded("0.50000", None),
    ]


def test_numbers_that_differ_look_different() -> None:
    values = [0.1 + 0.2, 0.3, 0.30000000000000001, 1e-300, 1e-299, 1e300]

    assert len(set(texts(*values))) == len(set(values))
