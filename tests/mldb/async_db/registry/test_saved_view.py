"""Saved views: named states of lists, personal and shared."""

from typing import Any

import pytest
from pydantic import ValidationError

from mldb.async_db import (
    AuditEventService,
    Database,
    MLExperimentService,
    MLModelService,
    SavedViewService,
    StaffUserService,
)
from mldb.errors import (
    ConflictError,
    DuplicateError,
    NotFoundError,
    QuerySyntaxError,
    RuleViolationError,
)
from mldb.rules.saved_view import KINDS
from mldb.schemas import (
    MLExperimentCreate,
    MLModelCreate,
    MLModelRead,
    SavedViewCreate,
    SavedViewUpdate,
    StaffUserCreate,
    StaffUserRead,
)
from mldb.search.fields import ListType
from mldb.values.enums import AuditAction, Grouping
from tests.mldb.async_db.hooks import failing, nothing


def _view(user: StaffUserRead, name: str = "best", **more: Any) -> SavedViewCreate:
    return SavedViewCreate(user_id=user.id, name=name, **{"kind": ListType.VERSIONS, **more})


@pytest.fixture
def experiments(database: Database) -> MLExperimentService:
    return MLExperimentService(database, actor="root")


@pytest.fixture
async def bob(staff: StaffUserService) -> StaffUserRead:
    """Somebody else."""
    return await staff.create(StaffUserCreate(username="bob", password_hash="hash"))


async def test_a_view_is_stored_as_it_was_given(
    views: SavedViewService, admin: StaffUserRead, model: MLModelRead
) -> None:
    created = await views.create(
        _view(
            admin,
            model_name="fraud",
            query=" metric.auc>0.9 ",
            columns=["status", "metric.auc", "status"],
            page_size=50,
        )
    )

    assert created == await views.get(created.id)
    assert (created.owner, created.name, created.is_shared) == ("root", "best", False)
    assert (created.kind, created.model_id) == (ListType.VERSIONS, model.id)
    assert (created.model_name, created.is_model_trashed) == ("fraud", False)
    assert created.query == "metric.auc>0.9"
    assert (created.columns, created.page_size) == (["status", "metric.auc"], 50)


async def test_a_name_is_given_once_for_each_list_and_owner(
    views: SavedViewService,
    admin: StaffUserRead,
    bob: StaffUserRead,
    model: MLModelRead,
    audit: AuditEventService,
) -> None:
    lists: list[dict[str, Any]] = [{"kind": kind} for kind in KINDS]
    lists.append({"model_name": model.name})
    lists.append({"kind": ListType.RUNS, "experiment_id": 0})
    for of_list in lists:
        await views.create(_view(admin, **of_list))
        await views.create(_view(bob, **of_list))
    events = await audit.get_all()

    for of_list in lists:
        with pytest.raises(DuplicateError, match="a view named 'best' for this list") as caught:
            await views.create(_view(admin, **of_list))
        assert caught.value.field == "name"

    assert await audit.get_all() == events


@pytest.mark.parametrize(
    "of_list",
    [{}, {"model_name": "fraud"}, {"kind": ListType.RUNS, "experiment_id": 0}],
    ids=["all", "model", "experiment"],
)
async def test_constraints_back_the_rule_up(
    views: SavedViewService,
    admin: StaffUserRead,
    model: MLModelRead,
    monkeypatch: pytest.MonkeyPatch,
    of_list: dict[str, Any],
) -> None:
    monkeypatch.setattr(views, "_validate_create", nothing)
    await views.create(_view(admin, **of_list))

    with pytest.raises(DuplicateError, match="a view of this name for this list") as caught:
        await views.create(_view(admin, **of_list))

    assert caught.value.field == "name"
    assert len(await views.get_all()) == 1


async def test_a_view_of_runs_keeps_experiment_curve_and_grouping(
    views: SavedViewService, experiments: MLExperimentService, admin: StaffUserRead
) -> None:
    churn = await experiments.create(MLExperimentCreate(name="churn"))
    of_runs: dict[str, Any] = {"kind": ListType.RUNS, "experiment_id": churn.id}
    created = await views.create(
        _view(admin, **of_runs, curve="val/loss", group_by=Grouping.PARENT)
    )
    of_all = await views.create(_view(admin, kind=ListType.RUNS))
    changes = SavedViewUpdate(row_version=1, curve=None, group_by=None)
    changed = await views.update(created.id, changes)

    assert (created.experiment_name, created.is_experiment_trashed) == ("churn", False)
    assert (created.curve, created.group_by) == ("val/loss", Grouping.PARENT)
    assert (changed.curve, changed.group_by) == (None, None)
    assert await views.get_of_list(admin.id, ListType.RUNS) == [of_all]
    assert await views.get_of_list(admin.id, ListType.RUNS, None, churn.id) == [changed]
    with pytest.raises(DuplicateError):
        await views.create(_view(admin, **of_runs))
    await experiments.delete(churn.id)
    assert (await views.get_visible(created.id, admin.id)).is_experiment_trashed
    with pytest.raises(NotFoundError, match="no experiment"):
        await views.create(_view(admin, "other", **of_runs))


async def test_only_lists_of_runs_have_experiments_curves_and_groups(
    views: SavedViewService, admin: StaffUserRead
) -> None:
    stored = await views.create(_view(admin))

    with pytest.raises(ValidationError, match="limited to one experiment"):
        _view(admin, experiment_id=0)
    for more in ({"curve": "loss"}, {"group_by": "parent"}):
        with pytest.raises(RuleViolationError, match="Only a list of runs") as created:
            await views.create(_view(admin, "other", **more))
        with pytest.raises(RuleViolationError, match="Only a list of runs") as updated:
            await views.update(stored.id, SavedViewUpdate.model_validate({"row_version": 1} | more))
        assert {created.value.field} == {updated.value.field} == set(more)


async def test_another_name_must_be_free_too(views: SavedViewService, admin: StaffUserRead) -> None:
    await views.create(_view(admin, "best"))
    worst = await views.create(_view(admin, "worst"))

    with pytest.raises(DuplicateError, match="'best'"):
        await views.update(worst.id, SavedViewUpdate(row_version=1, name="best"))
    renamed = await views.update(worst.id, SavedViewUpdate(row_version=1, name="last"))

    assert (renamed.name, renamed.row_version) == ("last", 2)
    same = SavedViewUpdate(row_version=2, name="last")
    assert await views.update(worst.id, same) == renamed


async def test_what_is_no_query_is_refused_at_its_place(
    views: SavedViewService, admin: StaffUserRead
) -> None:
    stored = await views.create(_view(admin))

    with pytest.raises(QuerySyntaxError, match=r"no field “metrics\.auc”") as created:
        await views.create(_view(admin, "worst", query="a metrics.auc>1"))
    with pytest.raises(QuerySyntaxError) as updated:
        await views.update(stored.id, SavedViewUpdate(row_version=1, query="(a"))
    with pytest.raises(QuerySyntaxError, match="2,000"):
        await views.create(_view(admin, "worst", query="a" * 2_001))

    assert (created.value.position, updated.value.position) == (2, 2)
    assert await views.get_all() == [stored]


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        (ListType.MODELS, "device"),
        (ListType.VERSIONS, "latest"),
        (ListType.VERSIONS, "metric."),
        (ListType.VERSIONS, "colour.red"),
        (ListType.RUNS, "device"),
        (ListType.RUNS, "min."),
        (ListType.EXPERIMENTS, "metric.auc"),
    ],
)
async def test_an_unknown_column_is_refused(
    views: SavedViewService, admin: StaffUserRead, kind: ListType, column: str
) -> None:
    stored = await views.create(_view(admin, "plain", kind=kind))

    with pytest.raises(RuleViolationError, match=f"no column '{column}' in a list of") as caught:
        await views.create(_view(admin, kind=kind, columns=["by", column]))
    with pytest.raises(RuleViolationError):
        await views.update(stored.id, SavedViewUpdate(row_version=1, columns=[column]))

    assert caught.value.field == "columns"
    assert await views.get_all() == [stored]


@pytest.mark.parametrize("kind", [ListType.MODELS, ListType.RUNS, ListType.EXPERIMENTS])
async def test_no_list_but_that_of_versions_is_that_of_one_model(
    admin: StaffUserRead, kind: ListType
) -> None:
    with pytest.raises(ValidationError, match="Only a list of versions can be limited"):
        _view(admin, kind=kind, model_name="fraud")


async def test_somebody_has_200_views_at_most(
    views: SavedViewService,
    admin: StaffUserRead,
    bob: StaffUserRead,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mldb.rules.saved_view.VIEWS_PER_USER", 2)
    for name in ("a", "b"):
        await views.create(_view(admin, name))

    with pytest.raises(RuleViolationError, match="You have 2 views"):
        await views.create(_view(admin, "c"))

    assert (await views.create(_view(bob, "c"))).owner == "bob"


async def test_owner_and_model_have_to_be_there(
    views: SavedViewService,
    models: MLModelService,
    staff: StaffUserService,
    admin: StaffUserRead,
    model: MLModelRead,
) -> None:
    retired = await staff.create(
        StaffUserCreate(username="retired", password_hash="hash", is_active=False)
    )
    await models.delete(model.id)

    for user_id in (retired.id, 0, 2**70):
        with pytest.raises(NotFoundError, match="staff user"):
            await views.create(_view(admin).model_copy(update={"user_id": user_id}))
    for name in ("fraud", "none"):
        with pytest.raises(NotFoundError, match=f"no model '{name}'"):
            await views.create(_view(admin, model_name=name))


async def test_others_see_what_is_shared_and_nothing_else(
    views: SavedViewService, admin: StaffUserRead, bob: StaffUserRead
) -> None:
    own = await views.create(_view(admin, "own"))
    shared = await views.create(_view(admin, "shared", is_shared=True))

    assert await views.get_visible(own.id, admin.id) == own
    assert await views.get_visible(shared.id, bob.id) == shared
    with pytest.raises(NotFoundError, match=f"There is no view {own.id}"):
        await views.get_visible(own.id, bob.id)

    await views.update(shared.id, SavedViewUpdate(row_version=1, is_shared=False))
    with pytest.raises(NotFoundError):
        await views.get_visible(shared.id, bob.id)


async def test_own_views_come_first_then_shared_ones_by_name(
    views: SavedViewService, admin: StaffUserRead, bob: StaffUserRead
) -> None:
    for user, name, is_shared in [
        (bob, "z", False),
        (bob, "a", True),
        (admin, "b", True),
        (admin, "hidden", False),
        (admin, "a", True),
    ]:
        await views.create(_view(user, name, is_shared=is_shared))

    listed = [(view.owner, view.name) for view in await views.get_all_visible(bob.id)]
    page = [view.name for view in await views.get_all_visible(bob.id, skip=1, limit=2)]
    assert listed == [("bob", "a"), ("bob", "z"), ("root", "a"), ("root", "b")]
    assert page == ["z", "a"]


async def test_each_list_has_its_views(
    views: SavedViewService, admin: StaffUserRead, bob: StaffUserRead, model: MLModelRead
) -> None:
    await views.create(_view(admin, "of models", kind=ListType.MODELS, is_shared=True))
    await views.create(_view(admin, "of all versions", is_shared=True))
    await views.create(_view(admin, "of one model", model_name=model.name, is_shared=True))
    await views.create(_view(admin, "hidden"))

    async def names(kind: ListType, model_id: int | None = None) -> list[str]:
        return [view.name for view in await views.get_of_list(bob.id, kind, model_id)]

    assert await names(ListType.MODELS) == ["of models"]
    assert await names(ListType.VERSIONS) == ["of all versions"]
    assert await names(ListType.VERSIONS, model.id) == ["of one model"]
    assert await names(ListType.VERSIONS, 999) == []


async def test_every_change_is_audited(
    views: SavedViewService, admin: StaffUserRead, audit: AuditEventService
) -> None:
    view = await views.create(_view(admin, query="auc", columns=["by"]), reason="Often needed")
    changes = SavedViewUpdate(row_version=1, columns=["status"], is_shared=True)
    await views.update(view.id, changes)
    await views.delete(view.id)

    deleted, updated, created = await audit.get_of_entity("view", view.id)
    assert (created.actor, created.action) == ("alice", AuditAction.CREATE)
    assert (created.label, created.model_id, created.reason) == ("best", None, "Often needed")
    assert created.changes["owner"] == (None, "root")
    assert created.changes["columns"] == (None, ["by"])
    assert updated.changes == {"columns": (["by"], ["status"]), "is_shared": (False, True)}
    assert deleted.action is AuditAction.DELETE
    assert deleted.changes["query"] == ("auc", None)
    assert await views.get_all() == []


async def test_a_stale_copy_overwrites_nothing(
    views: SavedViewService, admin: StaffUserRead
) -> None:
    view = await views.create(_view(admin))
    changed = await views.update(view.id, SavedViewUpdate(row_version=1, query="new"))

    with pytest.raises(ConflictError, match="changed this view") as caught:
        await views.update(view.id, SavedViewUpdate(row_version=1, query="newer"))

    assert caught.value.field == "row_version"
    assert await views.get(view.id) == changed


async def test_a_view_waits_for_its_model_in_the_trash_and_is_purged_with_it(
    views: SavedViewService,
    models: MLModelService,
    admin: StaffUserRead,
    model: MLModelRead,
) -> None:
    other = await models.create(MLModelCreate(name="spam"))
    view = await views.create(_view(admin, model_name="fraud"))
    kept = await views.create(_view(admin, model_name="spam"))
    await models.delete(model.id)
    waiting = await views.get(view.id)
    renamed = await views.update(view.id, SavedViewUpdate(row_version=1, name="later"))

    assert waiting.is_model_trashed
    assert renamed.is_model_trashed

    await models.purge(model.id, "fraud")
    assert other.name == kept.model_name
    assert await views.get_all() == [kept]


async def test_a_change_that_breaks_off_leaves_nothing(
    views: SavedViewService, admin: StaffUserRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = await views.create(_view(admin))
    monkeypatch.setattr(views, "_record", failing)

    with pytest.raises(RuntimeError):
        await views.create(_view(admin, "other"))
    with pytest.raises(RuntimeError):
        await views.update(view.id, SavedViewUpdate(row_version=1, name="other"))
    with pytest.raises(RuntimeError):
        await views.delete(view.id)

    assert await views.get_all() == [view]
