"""Differences of neighbouring numbers, as a loop would compute them."""

from array import array
from itertools import pairwise
from struct import pack

from hypothesis import given
from hypothesis import strategies as st

from mldb.points.differences import differences, words_of
from tests.mldb.points.rows import HIGHEST, LOWEST, QUICK

NUMBERS = st.lists(
    st.integers(-2, 2)
    | st.sampled_from([LOWEST, LOWEST + 1, HIGHEST - 1, HIGHEST])
    | st.integers(LOWEST, HIGHEST),
    max_size=20,
)


@QUICK
@given(NUMBERS)
def test_differences_are_exact_or_none(numbers: list[int]) -> None:
    expected = [*numbers[:1], *(later - earlier for earlier, later in pairwise(numbers))]
    fits = all(LOWEST <= number <= HIGHEST for number in expected)

    found = differences(array("q", numbers))

    assert found == (pack(f"<{len(expected)}q", *expected) if fits else None)


@QUICK
@given(NUMBERS)
def test_words_are_little_endian(numbers: list[int]) -> None:
    assert words_of(array("q", numbers)) == pack(f"<{len(numbers)}q", *numbers)
