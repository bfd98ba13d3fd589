"""Tags on versions: what is particular to them."""

from mldb.async_db import MLModelTagService, MLModelVersionService, MLModelVersionTagService
from mldb.schemas import MLModelTagCreate, MLModelVersionRead, MLModelVersionTagCreate


async def test_a_tag_needs_no_value(
    version_tags: MLModelVersionTagService, version: MLModelVersionRead
) -> None:
    created = await version_tags.create(
        MLModelVersionTagCreate(version_id=version.id, key="reviewed")
    )

    assert (created.version_id, created.key, created.value) == (version.id, "reviewed", "")


async def test_a_version_and_its_model_have_tags_of_the_same_key(
    version_tags: MLModelVersionTagService,
    model_tags: MLModelTagService,
    version: MLModelVersionRead,
) -> None:
    await model_tags.create(
        MLModelTagCreate(model_id=version.model_id, key="stage", value="steady")
    )

    assert (await version_tags.get_by_name(version.id, "stage")).value == "trial"
    assert (await model_tags.get_by_name(version.model_id, "stage")).value == "steady"


async def test_tags_come_back_with_a_restored_version(
    version_tags: MLModelVersionTagService,
    versions: MLModelVersionService,
    version: MLModelVersionRead,
) -> None:
    before = await version_tags.get_of_owner(version.id)
    await versions.delete(version.id)
    await versions.restore(version.id)

    assert await version_tags.get_of_owner(version.id) == before
