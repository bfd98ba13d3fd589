"""The wording of what the database refuses."""

from collections.abc import Iterator

import pytest
from sqlalchemy import CheckConstraint, Constraint, Index, Table, UniqueConstraint

from mldb.errors import RuleViolationError
from mldb.models import Base

NEVER_VIOLATED = {
    # Only there for aliases to refer to: the id alone is unique already.
    "uq_ml_model_versions_model_id_id",
}


def _rules(table: Table) -> Iterator[Constraint | Index]:
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint | CheckConstraint):
            yield constraint
    for index in table.indexes:
        if index.unique:
            yield index


RULES = {str(rule.name): rule for table in Base.metadata.tables.values() for rule in _rules(table)}
WORDED = sorted(RULES.keys() - NEVER_VIOLATED)


@pytest.mark.parametrize("name", WORDED)
def test_every_constraint_says_what_its_violation_means(name: str) -> None:
    refusal = RULES[name].info["refusal"]

    assert isinstance(refusal, RuleViolationError)
    assert refusal.message.endswith(".")


@pytest.mark.parametrize("name", WORDED)
def test_a_refusal_points_at_a_column_of_its_table(name: str) -> None:
    rule = RULES[name]

    assert rule.table is not None
    assert rule.info["refusal"].field in {None, *rule.table.columns.keys()}


def test_every_exception_is_still_a_constraint() -> None:
    assert RULES.keys() >= NEVER_VIOLATED
