"""Clients repeat calls whose answer is lost: the second call leaves the state of the first."""

from typing import Any

from mldb.values.enums import Role
from registry_app.core.registry import AsyncRegistry
from registry_app.mlflow.endpoints import ENDPOINTS
from tests.mlflow.program import Program

AT = 1_772_366_400_000
POINT = {"key": "m", "value": 0.5, "timestamp": AT, "step": 1}
# Each makes another one, as on any server.
MAKERS = {"POST runs/create", "POST model-versions/create", "POST logged-models"}


async def state_of(program: Program, ids: dict[str, str], registry: AsyncRegistry) -> list[Any]:
    """All that calls can change, and the number of audit events."""
    everywhere = {"experiment_ids": ["0", ids["experiment"]]}
    history = {"run_id": ids["run"], "metric_key": "m"}
    return [
        await program.answer("POST runs/search", everywhere | {"run_view_type": "ALL"}),
        await program.answer("GET metrics/get-history", history),
        await program.answer("POST experiments/search", {"view_type": "ALL"}),
        await program.answer("POST logged-models/search", everywhere),
        await program.answer("POST registered-models/search"),
        await program.answer("POST model-versions/search"),
        len(await registry.audit.get_all(limit=1_000)),
    ]


async def test_a_repeated_call_changes_nothing(program: Program, registry: AsyncRegistry) -> None:
    experiment_id = await program.experiment()
    run_id = await program.run(experiment_id=experiment_id)
    model_id = await program.logged_model(experiment_id=experiment_id, source_run_id=run_id)
    await program.model()
    await program.version()
    await program.version()
    ids = {"run": run_id, "experiment": experiment_id}
    run, version = {"run_id": run_id}, {"name": "fraud", "version": "1"}
    experiment, path = {"experiment_id": experiment_id}, f"logged-models/{model_id}"
    pairs = [{"key": "p", "value": "1"}]
    dataset = {"dataset": {"name": "d", "digest": "1", "source_type": "x", "source": "{}"}}
    described = '{"artifact_path": "a", "flavors": {}, "utc_time_created": "b"}'
    calls: list[tuple[str, dict[str, Any]]] = [
        ("POST experiments/create", {"name": "other"}),
        ("POST experiments/update", experiment | {"new_name": "churn-2"}),
        ("POST experiments/set-experiment-tag", experiment | {"key": "a", "value": "b"}),
        ("POST experiments/set-experiment-tag", experiment | {"key": "mlflow.note.content"}),
        ("POST experiments/delete-experiment-tag", experiment | {"key": "a"}),
        ("POST runs/log-metric", run | POINT | {"model_id": model_id}),
        ("POST runs/log-parameter", run | {"key": "q", "value": "1"}),
        ("POST runs/log-batch", run | {"metrics": [POINT, POINT], "params": pairs, "tags": pairs}),
        (
            "POST runs/log-inputs",
            run | {"datasets": [dataset], "models": [{"model_id": model_id}]},
        ),
        ("POST runs/log-model", run | {"model_json": described}),
        ("POST runs/outputs", run | {"models": [{"model_id": model_id, "step": 3}]}),
        ("POST runs/set-tag", run | {"key": "t", "value": "1"}),
        ("POST runs/set-tag", run | {"key": "mlflow.runName", "value": "named"}),
        ("POST runs/delete-tag", run | {"key": "t"}),
        ("POST runs/update", run | {"status": "FINISHED", "end_time": AT * 2, "run_name": "x"}),
        ("POST runs/update", run | {"status": "RUNNING"}),
        ("POST runs/delete", run),
        ("POST runs/restore", run),
        (f"POST {path}/params", {"params": pairs}),
        (f"PATCH {path}/tags", {"tags": pairs}),
        (f"DELETE {path}/tags/p", {}),
        (f"PATCH {path}", {"status": "LOGGED_MODEL_READY"}),
        (f"DELETE {path}", {}),
        ("POST registered-models/create", {"name": "new"}),
        ("PATCH registered-models/update", {"name": "fraud", "description": "Text."}),
        ("POST registered-models/set-tag", {"name": "fraud", "key": "a", "value": "b"}),
        ("DELETE registered-models/delete-tag", {"name": "fraud", "key": "a"}),
        ("POST registered-models/alias", version | {"alias": "champion"}),
        ("PATCH model-versions/update", version | {"description": "Text."}),
        ("POST model-versions/set-tag", version | {"key": "a", "value": "b"}),
        ("DELETE model-versions/delete-tag", version | {"key": "a"}),
        ("POST model-versions/transition-stage", version | {"stage": "Production"}),
        (
            "POST model-versions/transition-stage",
            version | {"version": "2", "stage": "Production", "archive_existing_versions": True},
        ),
        ("DELETE registered-models/alias", {"name": "fraud", "alias": "champion"}),
        ("POST registered-models/rename", {"name": "fraud", "new_name": "fraud-2"}),
        ("DELETE model-versions/delete", version | {"name": "fraud-2"}),
        ("DELETE registered-models/delete", {"name": "fraud-2"}),
        ("POST experiments/delete", experiment),
        ("POST experiments/restore", experiment),
    ]
    for route, given in calls:
        await program.answer(route, given)
        before = await state_of(program, ids, registry)
        again = await program.send(route, given)

        assert again.status_code in {200, 400, 404}, (route, again.text)
        assert await state_of(program, ids, registry) == before, (route, given)
    made = {route.replace(path, "logged-models/{model_id}") for route, _ in calls}
    made = {route.replace("tags/p", "tags/{key}") for route in made}
    writes = {f"{one.method} {one.path}" for one in ENDPOINTS if one.role is not Role.VIEWER}
    assert writes == made | MAKERS
