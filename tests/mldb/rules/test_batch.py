"""Errors about an item of a batch."""

import pytest

from mldb.errors import DuplicateError, MLDBError, NotFoundError, RuleViolationError
from mldb.rules.batch import about_item, naming_items


def _raised(error: MLDBError, index: int | None) -> MLDBError:
    def fail() -> None:
        with naming_items():
            if index is None:
                raise error
            with about_item(index):
                raise error

    with pytest.raises(MLDBError) as caught:
        fail()
    return caught.value


def test_a_violation_names_the_item() -> None:
    error = _raised(DuplicateError("It exists already.", "name"), 1_999)

    assert isinstance(error, DuplicateError)
    assert str(error) == "It exists already (number 2,000 of those given)."
    assert error.field == "1999.name"


def test_a_violation_of_the_whole_item_names_it() -> None:
    error = _raised(RuleViolationError("It is refused."), 0)

    assert isinstance(error, RuleViolationError)
    assert error.field == "0"


def test_a_missing_entity_is_named_with_the_suggestion() -> None:
    error = _raised(NotFoundError("model", "frad", suggestion="fraud"), 2)

    assert str(error) == ("There is no model 'frad' (number 3 of those given). Did you mean fraud?")


@pytest.mark.parametrize("error", [RuleViolationError("No.", "name"), NotFoundError("model", "x")])
def test_an_error_about_no_item_stays_as_it_is(error: MLDBError) -> None:
    assert _raised(error, None) is error
