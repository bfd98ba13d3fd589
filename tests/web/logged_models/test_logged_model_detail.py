"""The page of a logged model."""

from django.test import Client

from mldb.schemas import (
    LoggedModelCreate,
    LoggedModelMetric,
    MLModelCreate,
    MLRunCreate,
    Owner,
    RegisterFromRun,
)
from mldb.values.enums import VersionStatus
from registry_app.core.registry import Registry
from tests.web.page import seen, text


def add(registry: Registry, name: str = "<net> & co") -> tuple[str, str]:
    """The ids of a run and of a model that it saved."""
    run = registry.runs.create(MLRunCreate(name="<first>"))
    model = registry.logged_models.create(
        LoggedModelCreate(
            run=run.public_id,
            name=name,
            model_type="sklearn",
            step=7,
            params={"lr": "<b>0.1"},
            tags={"team": "risk"},
        )
    )
    return run.public_id, model.public_id


def test_a_logged_model_has_a_page(editor: Client, registry: Registry) -> None:
    run, model = add(registry)
    metric = LoggedModelMetric(name="auc", value=0.93, dataset_name="test", dataset_digest="ab12")
    registry.logged_models.log_metrics(model, [metric])
    registry.artifacts.put(Owner.logged_model(model), "dir/weights.bin", b"abc")
    registry.models.create(MLModelCreate(name="fraud"))
    registry.versions.register_from_run(
        run, RegisterFromRun(model_name="fraud", logged_model=model)
    )
    page = editor.get(f"/logged-models/{model}")
    words = seen(page)

    for expected in ("<net> & co", "sklearn", "lr <b>0.1", "team risk", "auc 0.93", "test ab12"):
        assert expected in words, expected
    assert "fraud/1" in words
    assert "dir/" in words
    assert "<b>0.1" not in page.content.decode()
    assert f'href="/runs/{run}"' in text(page)
    assert f"/runs/{run}/register?model={model}" in text(page)
    assert f'href="/logged-models/{model}"' in text(editor.get(f"/runs/{run}"))
    assert f'href="/logged-models/{model}"' in text(editor.get("/models/fraud/1"))


def test_one_of_no_run_says_so(viewer: Client, registry: Registry) -> None:
    model = registry.logged_models.create(LoggedModelCreate(name="alone"))
    page = seen(viewer.get(f"/logged-models/{model.public_id}"))

    assert "Run none" in page
    assert "Register as a version" not in page


def test_what_is_ready_is_not_completed_again(editor: Client, registry: Registry) -> None:
    _, model = add(registry)
    before = seen(editor.get(f"/logged-models/{model}"))
    registry.logged_models.finish(model, VersionStatus.READY)
    after = seen(editor.get(f"/logged-models/{model}"))

    assert "Files are complete" in before
    assert "Files are complete" not in after


def test_one_that_is_not_there_is_not_found(viewer: Client, registry: Registry) -> None:
    _, model = add(registry)
    row = registry.logged_models.get_by_public_id(model)
    registry.logged_models.delete(row.id)

    for public_id in (model, "m-1", "x"):
        assert viewer.get(f"/logged-models/{public_id}").status_code == 404
    assert viewer.post(f"/logged-models/{model}").status_code == 405
