"""What holds for metrics, parameters and tags alike."""

from dataclasses import dataclass
from typing import Any

import pytest

from mldb.async_db import (
    AuditEventService,
    Database,
    MLMetricService,
    MLModelService,
    MLModelTagService,
    MLModelVersionParamService,
    MLModelVersionService,
    MLModelVersionTagService,
)
from mldb.errors import ConflictError, DuplicateError, NotFoundError, RuleViolationError
from mldb.schemas import (
    MLMetricCreate,
    MLMetricUpdate,
    MLModelTagCreate,
    MLModelTagUpdate,
    MLModelVersionParamCreate,
    MLModelVersionParamUpdate,
    MLModelVersionRead,
    MLModelVersionTagCreate,
    MLModelVersionTagUpdate,
)
from mldb.values.enums import AuditAction
from tests.mldb.async_db.hooks import failing, nothing


@dataclass(frozen=True)
class ListType:
    """A kind of named value, two values of it, and one that its schema would refuse."""

    service: Any
    create: Any
    update: Any
    name_field: str
    prefix: str
    values: tuple[Any, Any]
    bad_value: Any

    @property
    def of_model(self) -> bool:
        """Whether it belongs to a model, not to a version."""
        return self.service is MLModelTagService

    def new(self, owner_id: int, name: str, value: Any) -> Any:
        """To create one."""
        owner = {"model_id" if self.of_model else "version_id": owner_id}
        return self.create.model_construct(**owner, **{self.name_field: name}, value=value)


_TEXTS = ("a", "b")
_TOO_LONG = "x" * 100_001
KINDS = [
    ListType(
        *(MLMetricService, MLMetricCreate, MLMetricUpdate),
        name_field="name",
        prefix="metrics",
        values=(0.25, 0.5),
        bad_value=float("inf"),
    ),
    ListType(
        *(MLModelVersionParamService, MLModelVersionParamCreate, MLModelVersionParamUpdate),
        name_field="name",
        prefix="params",
        values=_TEXTS,
        bad_value=_TOO_LONG,
    ),
    ListType(
        *(MLModelVersionTagService, MLModelVersionTagCreate, MLModelVersionTagUpdate),
        name_field="key",
        prefix="tags",
        values=_TEXTS,
        bad_value=_TOO_LONG,
    ),
    ListType(
        *(MLModelTagService, MLModelTagCreate, MLModelTagUpdate),
        name_field="key",
        prefix="tags",
        values=_TEXTS,
        bad_value=_TOO_LONG,
    ),
]


def _name_of(kind: ListType) -> str:
    name: str = kind.service.__name__
    return name


@pytest.fixture(params=KINDS, ids=_name_of)
def kind(request: pytest.FixtureRequest) -> ListType:
    """Each kind in turn."""
    kind: ListType = request.param
    return kind


@pytest.fixture
def items(kind: ListType, database: Database) -> Any:
    """The service of the kind."""
    return kind.service(database, actor="alice")


@pytest.fixture
def owner_id(kind: ListType, version: MLModelVersionRead) -> int:
    """What the values belong to: version 1 of a model, or the model."""
    return version.model_id if kind.of_model else version.id


@pytest.fixture
async def item(kind: ListType, items: Any, owner_id: int) -> Any:
    """One that is stored."""
    return await items.create(kind.new(owner_id, "x", kind.values[0]))


async def test_it_is_stored_and_found_by_id_and_by_name(
    kind: ListType, items: Any, owner_id: int, item: Any
) -> None:
    assert item == await items.get(item.id)
    assert item == await items.get_by_name(owner_id, "x")
    assert (getattr(item, kind.name_field), item.value) == ("x", kind.values[0])
    assert (item.created_by, item.row_version) == ("alice", 1)


async def test_a_second_one_of_a_name_is_refused(
    kind: ListType, items: Any, owner_id: int, item: Any, audit: AuditEventService
) -> None:
    events = await audit.get_all()

    with pytest.raises(DuplicateError, match="'x' already") as caught:
        await items.create(kind.new(owner_id, "x", kind.values[1]))

    assert caught.value.field == kind.name_field
    assert await items.get(item.id) == item
    assert await audit.get_all() == events


async def test_constraint_backs_the_rule_up(
    kind: ListType,
    items: Any,
    owner_id: int,
    item: Any,
    audit: AuditEventService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(items, "_check_absent", nothing)
    events = await audit.get_all()

    with pytest.raises(DuplicateError, match="exists already") as caught:
        await items.create(kind.new(owner_id, "x", kind.values[1]))

    assert caught.value.field == kind.name_field
    assert await items.get(item.id) == item
    assert await audit.get_all() == events


async def test_constraints_back_the_schema_up(kind: ListType, items: Any, owner_id: int) -> None:
    for name, value, field in [
        ("", kind.values[0], kind.name_field),
        ("y", kind.bad_value, "value"),
    ]:
        with pytest.raises(RuleViolationError) as caught:
            await items.create(kind.new(owner_id, name, value))

        assert caught.value.field == field


async def test_the_database_refuses_a_name_that_is_too_long(
    kind: ListType, items: Any, owner_id: int
) -> None:
    with pytest.raises(RuleViolationError, match="255 characters"):
        await items.create(kind.new(owner_id, "y" * 256, kind.values[0]))


async def test_an_unknown_owner_gets_none(kind: ListType, items: Any) -> None:
    for owner_id in (0, -1, 999, 2**70):
        with pytest.raises(NotFoundError) as caught:
            await items.create(kind.new(owner_id, "x", kind.values[0]))

        assert caught.value.entity == ("model" if kind.of_model else "version")
        assert caught.value.key == owner_id


async def test_an_unknown_name_is_not_found(items: Any, owner_id: int, item: Any) -> None:
    with pytest.raises(NotFoundError) as caught:
        await items.get_by_name(owner_id, "X")

    assert (caught.value.entity, caught.value.key) == (items.entity, "X")


async def test_they_are_listed_by_name(kind: ListType, items: Any, owner_id: int) -> None:
    for existing in await items.get_of_owner(owner_id):
        await items.delete(existing.id)
    for name in ("b", "d", "a", "c"):
        await items.create(kind.new(owner_id, name, kind.values[0]))

    listed = await items.get_of_owner(owner_id)
    page = await items.get_of_owner(owner_id, after="a", limit=2)
    assert [getattr(item, kind.name_field) for item in listed] == ["a", "b", "c", "d"]
    assert page == listed[1:3]
    with pytest.raises(RuleViolationError) as caught:
        await items.get_of_owner(owner_id, limit=1_001)
    assert caught.value.field == "limit"


async def test_every_change_is_an_update_of_the_owner(
    kind: ListType, items: Any, owner_id: int, item: Any, audit: AuditEventService
) -> None:
    first, second = kind.values
    changes = kind.update(row_version=1, value=second)
    await items.update(item.id, changes, reason="typing error")
    await items.delete(item.id, reason="useless")

    entity, label = ("model", "fraud") if kind.of_model else ("version", "fraud/1")
    deleted, updated, created = await audit.get_of_entity(entity, owner_id, limit=3)
    field = f"{kind.prefix}.x"
    for event in (deleted, updated, created):
        assert (event.actor, event.action, event.label) == ("alice", AuditAction.UPDATE, label)
        assert event.model_id is not None
    assert (created.reason, created.changes) == (None, {field: (None, first)})
    assert (updated.reason, updated.changes) == ("typing error", {field: (first, second)})
    assert (deleted.reason, deleted.changes) == ("useless", {field: (second, None)})


async def test_an_update_is_stored(kind: ListType, items: Any, item: Any) -> None:
    updated = await items.update(item.id, kind.update(row_version=1, value=kind.values[1]))

    assert updated == await items.get(item.id)
    assert (updated.value, updated.row_version) == (kind.values[1], 2)


async def test_the_same_value_again_is_no_change(
    kind: ListType, items: Any, item: Any, audit: AuditEventService
) -> None:
    events = await audit.get_all()
    updated = await items.update(item.id, kind.update(row_version=1, value=kind.values[0]))

    assert updated == item
    assert await audit.get_all() == events


async def test_a_stale_copy_overwrites_nothing(kind: ListType, items: Any, item: Any) -> None:
    await items.update(item.id, kind.update(row_version=1, value=kind.values[1]))

    with pytest.raises(ConflictError) as caught:
        await items.update(item.id, kind.update(row_version=1, value=kind.values[0]))

    assert caught.value.field == "row_version"
    assert (await items.get(item.id)).value == kind.values[1]


async def test_what_is_deleted_is_gone(items: Any, owner_id: int, item: Any) -> None:
    await items.delete(item.id)

    with pytest.raises(NotFoundError):
        await items.get(item.id)
    with pytest.raises(NotFoundError):
        await items.get_by_name(owner_id, "x")


async def test_a_change_that_breaks_off_leaves_nothing(
    kind: ListType,
    items: Any,
    owner_id: int,
    item: Any,
    audit: AuditEventService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events = await audit.get_all()
    monkeypatch.setattr(items, "_record", failing)

    with pytest.raises(RuntimeError):
        await items.create(kind.new(owner_id, "y", kind.values[0]))
    with pytest.raises(RuntimeError):
        await items.update(item.id, kind.update(row_version=1, value=kind.values[1]))
    with pytest.raises(RuntimeError):
        await items.delete(item.id)

    assert await items.get(item.id) == item
    with pytest.raises(NotFoundError):
        await items.get_by_name(owner_id, "y")
    assert await audit.get_all() == events


async def test_of_a_trashed_model_nothing_is_seen_or_changed(
    kind: ListType,
    items: Any,
    owner_id: int,
    item: Any,
    version: MLModelVersionRead,
    models: MLModelService,
) -> None:
    await models.delete(version.model_id)

    await _assert_hidden(kind, items, owner_id, item)


@pytest.mark.parametrize("kind", KINDS[:3], indirect=True, ids=_name_of)
async def test_of_a_trashed_version_nothing_is_seen_or_changed(
    kind: ListType,
    items: Any,
    owner_id: int,
    item: Any,
    version: MLModelVersionRead,
    versions: MLModelVersionService,
) -> None:
    await versions.delete(version.id)

    await _assert_hidden(kind, items, owner_id, item)


async def _assert_hidden(kind: ListType, items: Any, owner_id: int, item: Any) -> None:
    assert await items.get_of_owner(owner_id) == []
    assert await items.get_all() == []
    with pytest.raises(NotFoundError):
        await items.get(item.id)
    with pytest.raises(NotFoundError):
        await items.get_by_name(owner_id, "x")
    with pytest.raises(NotFoundError):
        await items.update(item.id, kind.update(row_version=1, value=kind.values[1]))
    with pytest.raises(NotFoundError):
        await items.delete(item.id)
    for name in ("x", "y"):
        with pytest.raises(NotFoundError):
            await items.create(kind.new(owner_id, name, kind.values[0]))
