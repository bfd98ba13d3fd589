"""Sentences that begin with something that has a name."""

import pytest

from mldb.sentence import sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the SQLite file /Data/MyModels.DB is", "The SQLite file /Data/MyModels.DB is"),
        ("über", "Über"),
        ("", ""),
        ("Already", "Already"),
    ],
)
def test_only_the_first_letter_changes(text: str, expected: str) -> None:
    assert sentence(text) == expected
