"""Changes of many things at once."""

import pytest

from mldb.async_db import (
    AuditEventService,
    MLModelAliasService,
    MLModelService,
    MLModelTagService,
    MLModelVersionService,
    MLModelVersionTagService,
    OverviewService,
)
from mldb.errors import RuleViolationError
from mldb.schemas import (
    MLModelAliasMove,
    MLModelCreate,
    MLModelRead,
    MLModelVersionCreate,
    MLModelVersionRead,
    Skipped,
    TagOnMany,
)
from mldb.values.enums import AuditAction

NOWHERE = 999


@pytest.fixture
def overview(models: MLModelService) -> OverviewService:
    return OverviewService(models.database)


@pytest.fixture
async def three(model: MLModelRead, versions: MLModelVersionService) -> list[MLModelVersionRead]:
    """Versions 1, 2 and 3 of fraud."""
    data = MLModelVersionCreate(model_name="fraud", source="s3://bucket")
    return [await versions.create(data) for _ in range(3)]


@pytest.fixture
async def in_use(
    three: list[MLModelVersionRead], aliases: MLModelAliasService
) -> list[MLModelVersionRead]:
    """The same; an alias points to version 2."""
    await aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=2))
    return three


async def test_many_go_to_the_trash_but_for_what_is_in_use(
    in_use: list[MLModelVersionRead], versions: MLModelVersionService, audit: AuditEventService
) -> None:
    ids = [version.id for version in in_use]
    outcome = await versions.delete_many([*ids, ids[0], NOWHERE], reason="Old")
    events = await audit.get_all(limit=2)

    assert outcome.done == ["fraud/1", "fraud/3"]
    assert outcome.skipped == [
        Skipped("fraud/2", "fraud/2 is in use as champion. Move or remove the alias first."),
        Skipped(str(ids[0]), "It is in the trash already."),
        Skipped(str(NOWHERE), "It is in the trash already."),
    ]
    assert [version.number for version in await versions.get_of_model(in_use[0].model_id)] == [2]
    assert [(one.action, one.label, one.reason) for one in events] == [
        (AuditAction.DELETE, "fraud/3", "Old"),
        (AuditAction.DELETE, "fraud/1", "Old"),
    ]


async def test_a_dry_run_says_the_same_and_changes_nothing(
    in_use: list[MLModelVersionRead], versions: MLModelVersionService, audit: AuditEventService
) -> None:
    ids = [version.id for version in in_use]
    before = await audit.get_all()
    would = await versions.delete_many(ids, dry_run=True)

    assert await audit.get_all() == before
    assert len(await versions.get_of_model(in_use[0].model_id)) == 3
    assert await versions.delete_many(ids) == would


async def test_models_are_trashed_too(
    model: MLModelRead, models: MLModelService, in_use: list[MLModelVersionRead]
) -> None:
    spam = await models.create(MLModelCreate(name="spam"))
    outcome = await models.delete_many([model.id, spam.id])

    assert outcome.done == ["spam"]
    assert outcome.skipped[0].label == "fraud"
    assert "champion (version 2)" in outcome.skipped[0].why


async def test_a_tag_is_set_on_many(
    three: list[MLModelVersionRead],
    versions: MLModelVersionService,
    version_tags: MLModelVersionTagService,
    audit: AuditEventService,
) -> None:
    first, second, third = [version.id for version in three]
    await versions.delete(third)
    await version_tags.set_on_many([first], TagOnMany(key="team", value="risk"))
    tag = TagOnMany(key="team", value="growth")
    await version_tags.set_on_many([second], tag)
    would = await version_tags.set_on_many([first, second, third], tag, dry_run=True)
    outcome = await version_tags.set_on_many([first, second, third], tag, reason="Moved")
    (event,) = await audit.get_all(limit=1)

    assert would == outcome
    assert outcome.done == ["fraud/1"]
    assert outcome.skipped == [
        Skipped("fraud/2", "It has this tag already."),
        Skipped(str(third), "It is in the trash."),
    ]
    assert await version_tags.get_of_owners([first, second]) == {
        first: {"team": "growth"},
        second: {"team": "growth"},
    }
    assert (event.label, event.reason) == ("fraud/1", "Moved")
    assert event.changes == {"tags.team": ("risk", "growth")}


async def test_a_tag_is_taken_from_many(
    model: MLModelRead, models: MLModelService, model_tags: MLModelTagService
) -> None:
    spam = await models.create(MLModelCreate(name="spam"))
    await model_tags.set_on_many([model.id], TagOnMany(key="old"))
    outcome = await model_tags.remove_from_many([model.id, spam.id, NOWHERE], "old")

    assert outcome.done == ["fraud"]
    assert outcome.skipped == [
        Skipped("spam", "It has no such tag."),
        Skipped(str(NOWHERE), "It is in the trash."),
    ]
    assert await model_tags.get_of_owner(model.id) == []
    assert (await model_tags.remove_from_many([model.id], "\x00")).done == []


async def test_too_many_are_refused(
    models: MLModelService, model_tags: MLModelTagService, overview: OverviewService
) -> None:
    many = range(1, 1_002)
    for refused in (
        lambda: models.delete_many(many),
        lambda: model_tags.set_on_many(many, TagOnMany(key="k")),
        lambda: model_tags.remove_from_many(many, "k"),
        lambda: overview.get_model_ids([str(number) for number in many]),
        lambda: overview.get_version_ids([("fraud", number) for number in many]),
    ):
        with pytest.raises(RuleViolationError, match="1,001"):
            await refused()


async def test_ids_of_what_people_name(
    three: list[MLModelVersionRead],
    model: MLModelRead,
    versions: MLModelVersionService,
    overview: OverviewService,
) -> None:
    await versions.delete(three[2].id)
    labels = [("fraud", 1), ("fraud", 3), ("spam", 1), ("\x00", 1), ("fraud", 2**70)]

    assert await overview.get_version_ids(labels) == {"fraud/1": three[0].id}
    assert await overview.get_model_ids(["fraud", "spam", "\x00"]) == {"fraud": model.id}
