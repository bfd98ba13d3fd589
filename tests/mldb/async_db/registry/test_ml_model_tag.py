"""Tags on models: what is particular to them."""

from mldb.async_db import AuditEventService, MLModelService, MLModelTagService
from mldb.schemas import MLModelCreate, MLModelRead, MLModelTagCreate


async def test_a_tag_needs_no_value(model_tags: MLModelTagService, model: MLModelRead) -> None:
    created = await model_tags.create(MLModelTagCreate(model_id=model.id, key="audited"))

    assert (created.model_id, created.key, created.value) == (model.id, "audited", "")


async def test_models_have_tags_of_the_same_key(
    model_tags: MLModelTagService, models: MLModelService, model: MLModelRead
) -> None:
    other = await models.create(MLModelCreate(name="other"))
    for model_id, value in ((model.id, "risk"), (other.id, "sales")):
        await model_tags.create(MLModelTagCreate(model_id=model_id, key="team", value=value))

    assert (await model_tags.get_by_name(model.id, "team")).value == "risk"
    assert (await model_tags.get_by_name(other.id, "team")).value == "sales"


async def test_a_tag_shows_in_the_history_of_its_model(
    model_tags: MLModelTagService, model: MLModelRead, audit: AuditEventService
) -> None:
    await model_tags.create(MLModelTagCreate(model_id=model.id, key="team", value="risk"))

    (event, _) = await audit.get_of_model(model.id)
    assert event.changes == {"tags.team": (None, "risk")}


async def test_a_tag_makes_no_copy_of_the_model_stale(
    model_tags: MLModelTagService, models: MLModelService, model: MLModelRead
) -> None:
    await model_tags.create(MLModelTagCreate(model_id=model.id, key="team", value="risk"))

    assert await models.get(model.id) == model
