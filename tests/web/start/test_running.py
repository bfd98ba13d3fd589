"""What is running, on the start page."""

from django.test import Client

from mldb.schemas import LoggedPoint, MLRunCreate, RunLog
from registry_app.core.registry import Registry
from tests.web.page import seen, text


def test_nothing_is_said_when_nothing_runs(viewer: Client, registry: Registry) -> None:
    registry.runs.end(registry.runs.create(MLRunCreate()).public_id)
    page = text(viewer.get("/"))

    assert 'id="running"' in page
    assert "Running now" not in page.partition('data-live-part="Running now"')[2]
    assert "data-live-every" not in page


def test_running_runs_with_their_last_values(viewer: Client, registry: Registry) -> None:
    run = registry.runs.create(MLRunCreate(name="one"))
    points = [LoggedPoint(name="loss", value=1 / step, step=step) for step in (1, 2)]
    registry.run_logs.log_batch(run.public_id, RunLog(metrics=points))
    page = viewer.get("/")

    assert "one Default just now alice loss 0.50000" in seen(page)
    assert f'href="/runs/{run.public_id}">one</a>' in text(page)
    assert 'href="/runs?q=status:running">The only run that is running' in text(page)
    assert 'data-live-every="5"' in text(page)


def test_some_of_many(viewer: Client, registry: Registry) -> None:
    for number in range(12):
        registry.runs.create(MLRunCreate(name=f"run-{number}"))
    page = viewer.get("/")

    assert "10 of 12. All 12 that are running" in seen(page)
    assert ">run-11</a>" in text(page)
    assert ">run-1</a>" not in text(page)
