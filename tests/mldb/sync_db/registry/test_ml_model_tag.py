# Generated from tests/mldb/async_db/registry/test_ml_model_tag.py by `make twins`.
"""Tags on models: what is particular to them."""

from mldb.schemas import MLModelCreate, MLModelRead, MLModelTagCreate
from mldb.sync_db import AuditEventService, MLModelService, MLModelTagService


def test_a_tag_needs_no_value(model_tags: MLModelTagService, model: MLModelRead) -> None:
    created = model_tags.create(MLModelTagCreate(model_id=model.id, key="audited"))

    assert (created.model_id, created.key, created.value) == (model.id, "audited", "")


def test_models_have_tags_of_the_same_key(
    model_tags: MLModelTagService, models: MLModelService, model: MLModelRead
) -> None:
    other = models.create(MLModelCreate(name="other"))
    for model_id, value in ((model.id, "risk"), (other.id, "sales")):
        model_tags.create(MLModelTagCreate(model_id=model_id, key="team", value=value))

    assert (model_tags.get_by_name(model.id, "team")).value == "risk"
    assert (model_tags.get_by_name(other.id, "team")).value == "sales"


def test_a_tag_shows_in_the_history_of_its_model(
    model_tags: MLModelTagService, model: MLModelRead, audit: AuditEventService
) -> None:
    model_tags.create(MLModelTagCreate(model_id=model.id, key="team", value="risk"))

    (event, _) = audit.get_of_model(model.id)
    assert event.changes == {"tags.team": (None, "risk")}


def test_a_tag_makes_no_copy_of_the_model_stale(
    model_tags: MLModelTagService, models: MLModelService, model: MLModelRead
) -> None:
    model_tags.create(MLModelTagCreate(model_id=model.id, key="team", value="risk"))

    assert models.get(model.id) == model
