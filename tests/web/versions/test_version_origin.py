"""The run of a version on its page."""

from math import nan

from django.test import Client

from mldb.schemas import LoggedPoint, MLModelCreate, MLRunCreate, RegisterFromRun, RunLog
from mldb.values.enums import Goal
from registry_app.core.registry import Registry
from registry_app.web.versions import origin as module
from tests.web.kit.test_queries import AT_MOST
from tests.web.page import seen, text
from tests.web.statements import statements


def register(registry: Registry, names: list[str]) -> str:
    """A version of a model that is ranked by `val/auc`, from a run with these metrics."""
    registry.models.create(
        MLModelCreate(name="stay", primary_metric="val/auc", primary_metric_goal=Goal.MAXIMIZE)
    )
    run = registry.runs.create(MLRunCreate(name="one"))
    points = [LoggedPoint(name=name, value=step, step=step) for name in names for step in (1, 2)]
    registry.run_logs.log_batch(
        run.public_id, RunLog(metrics=[*points, LoggedPoint(name="void", value=nan)])
    )
    registry.versions.register_from_run(run.public_id, RegisterFromRun(model_name="stay"))
    return run.public_id


def test_the_curve_of_the_primary_metric_comes_first(viewer: Client, registry: Registry) -> None:
    run = register(registry, ["a", "val/auc", "z"])
    with statements() as asked:
        page = viewer.get("/models/stay/1")
    curves = text(page).split('class="chart-title"')[1:]

    assert len(asked) <= AT_MOST
    assert [one.partition(">")[2].partition("<")[0] for one in curves] == ["val/auc", "a", "z"]
    assert f'href="/runs/{run}">one</a>' in text(page)
    assert f"/runs/{run}/charts" in text(page)


def test_only_some_curves_are_shown(viewer: Client, registry: Registry) -> None:
    count = module.CURVES_SHOWN + 2
    register(registry, [f"m{number}" for number in range(count)])
    page = viewer.get("/models/stay/1")

    assert text(page).count("is-small") > 0
    assert f"Those of the first {module.CURVES_SHOWN} metrics; 2 more are not shown." in seen(page)


def test_a_run_in_the_trash_is_named_without_curves(viewer: Client, registry: Registry) -> None:
    run = register(registry, ["a"])
    registry.runs.delete(registry.runs.get_by_public_id(run).id)
    page = viewer.get("/models/stay/1")

    assert f"Run {run} (in the trash)" in seen(page)
    assert "Curves of the run" not in seen(page)
