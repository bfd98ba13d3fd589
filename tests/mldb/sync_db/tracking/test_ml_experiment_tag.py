# Generated from tests/mldb/async_db/tracking/test_ml_experiment_tag.py by `make twins`.
"""Tags on experiments: what is particular to them."""

import pytest

from mldb.errors import DuplicateError, NotFoundError
from mldb.schemas import MLExperimentRead, MLExperimentTagCreate, TagOnMany
from mldb.sync_db import Registry
from mldb.values.names import DEFAULT_EXPERIMENT_ID


def test_a_tag_shows_in_the_history_of_its_experiment(
    registry: Registry, experiment: MLExperimentRead
) -> None:
    registry.experiment_tags.create(
        MLExperimentTagCreate(experiment_id=experiment.id, key="year", value="2026")
    )

    event = (registry.audit.get_all())[0]
    assert (event.entity, event.entity_id, event.label) == ("experiment", experiment.id, "churn")
    assert event.changes == {"tags.year": (None, "2026")}


def test_a_key_is_used_once(registry: Registry, experiment: MLExperimentRead) -> None:
    with pytest.raises(DuplicateError, match="This experiment has a tag 'team' already"):
        registry.experiment_tags.create(
            MLExperimentTagCreate(experiment_id=experiment.id, key="team")
        )


def test_default_has_tags_too(registry: Registry) -> None:
    """Its id is 0, which no other row has."""
    tag = MLExperimentTagCreate(experiment_id=DEFAULT_EXPERIMENT_ID, key="team", value="all")
    created = registry.experiment_tags.put(tag)

    assert registry.experiment_tags.get_of_owner(DEFAULT_EXPERIMENT_ID) == [created]
    assert registry.experiment_tags.get_by_name(DEFAULT_EXPERIMENT_ID, "team") == created


@pytest.mark.parametrize("owner_id", [-1, 99, 2**63])
def test_an_experiment_that_does_not_exist_has_none(registry: Registry, owner_id: int) -> None:
    registry.experiment_tags.put(
        MLExperimentTagCreate(experiment_id=DEFAULT_EXPERIMENT_ID, key="team")
    )

    assert registry.experiment_tags.get_of_owner(owner_id) == []
    with pytest.raises(NotFoundError, match="experiment"):
        registry.experiment_tags.put(MLExperimentTagCreate(experiment_id=owner_id, key="a"))


def test_an_experiment_in_the_trash_hides_its_tags(
    registry: Registry, experiment: MLExperimentRead
) -> None:
    registry.experiments.delete(experiment.id)

    assert registry.experiment_tags.get_of_owner(experiment.id) == []


def test_many_experiments_get_a_tag_at_once(
    registry: Registry, experiment: MLExperimentRead
) -> None:
    ids = [DEFAULT_EXPERIMENT_ID, experiment.id, 99]
    outcome = registry.experiment_tags.set_on_many(ids, TagOnMany(key="team", value="crm"))

    assert outcome.done == ["Default"]
    assert [one.label for one in outcome.skipped] == ["churn", "99"]
