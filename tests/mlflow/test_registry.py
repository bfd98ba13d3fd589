"""Registered models, versions, aliases, stages and logged models: shapes, errors, retries."""

from typing import Any

from mldb.schemas import AuditEventRead
from registry_app.core.registry import AsyncRegistry
from tests.mlflow.program import EXISTS, INVALID, MISSING, NO_MODEL, NO_RUN, Program, values


async def test_a_model_from_creation_to_trash(program: Program) -> None:
    tags = [{"key": "team", "value": "x" * 100_000}]
    made = await program.model("fraud", description="Text.", tags=tags)
    found = await program.answer("GET registered-models/get", {"name": "fraud"})

    assert found == {"registered_model": made}
    assert isinstance(made.pop("creation_timestamp"), int)
    assert isinstance(made.pop("last_updated_timestamp"), int)
    assert made == {"name": "fraud", "description": "Text.", "tags": tags}

    message = await program.refusal("POST registered-models/create", {"name": "fraud"}, EXISTS)
    assert message == "Registered Model (name=fraud) already exists."
    changed = await program.answer(
        "PATCH registered-models/update", {"name": "fraud", "description": ""}
    )
    assert changed["registered_model"]["description"] == ""
    tag = {"name": "fraud", "key": "team", "value": "crm"}
    for route in ("POST registered-models/set-tag", "DELETE registered-models/delete-tag"):
        for _ in range(2):
            assert await program.answer(route, tag) == {}
    for given in ({"new_name": "fraud-2"},):
        renamed = await program.answer("POST registered-models/rename", {"name": "fraud", **given})
        assert renamed["registered_model"]["name"] == "fraud-2"
        assert "tags" not in renamed["registered_model"]
    await program.version("fraud-2")
    await program.answer(
        "POST registered-models/alias", {"name": "fraud-2", "alias": "champion", "version": "1"}
    )
    assert await program.answer("DELETE registered-models/delete", {"name": "fraud-2"}) == {}
    words = await program.refusal("GET registered-models/get", {"name": "fraud-2"}, MISSING)
    assert words == "Registered Model with name=fraud-2 not found"
    await program.model("fraud-2")
    assert (await program.version("fraud-2"))["version"] == "2"


async def test_a_version_with_its_run_tags_aliases_and_stage(program: Program) -> None:
    run_id = await program.run()
    await program.model()
    tags = [{"key": "t", "value": "1"}]
    made = await program.version(
        run_id=run_id, run_link="http://run", description="Text.", tags=tags
    )
    ref = {"name": "fraud", "version": "1"}

    assert isinstance(made.pop("creation_timestamp"), int)
    assert isinstance(made.pop("last_updated_timestamp"), int)
    assert made == ref | {
        "current_stage": "None",
        "description": "Text.",
        "source": "s3://bucket/m",
        "run_id": run_id,
        "run_link": "http://run",
        "status": "READY",
        "tags": tags,
    }
    for route, given in (
        ("POST registered-models/alias", {"alias": "1st_Champion"}),
        ("POST model-versions/set-tag", {"key": "u", "value": "2"}),
        ("DELETE model-versions/delete-tag", {"key": "t"}),
    ):
        for _ in range(2):
            assert await program.answer(route, ref | given) == {}
    for _ in range(2):
        await program.answer("PATCH model-versions/update", ref | {"description": "Other."})
    alias = {"name": "fraud", "alias": "1st_champion"}
    found = (await program.answer("GET registered-models/alias", alias))["model_version"]
    assert found == (await program.answer("GET model-versions/get", ref))["model_version"]
    assert (found["description"], found["aliases"]) == ("Other.", ["1st_Champion"])
    assert values(found["tags"]) == {"u": "2"}
    for _ in range(2):
        assert await program.answer("DELETE registered-models/alias", alias) == {}
    assert "Registered model alias 1st_champion not found." in await program.refusal(
        "GET registered-models/alias", alias, INVALID
    )


async def test_deleting_a_version_removes_its_aliases(
    program: Program, registry: AsyncRegistry
) -> None:
    await program.model()
    await program.version()
    ref = {"name": "fraud", "version": "1"}
    await program.answer("POST registered-models/alias", ref | {"alias": "champion"})
    assert await program.answer("DELETE model-versions/delete", ref) == {}
    events: list[AuditEventRead] = await registry.audit.get_all()

    assert [(event.entity, event.action) for event in events[:2]] == [
        ("version", "delete"),
        ("model", "remove_alias"),
    ]
    assert {event.via for event in events[:2]} == {"editor-admin"}
    words = await program.refusal("DELETE model-versions/delete", ref, MISSING)
    assert words == "Model Version (name=fraud, version=1) not found"
    assert (await program.version())["version"] == "2"


async def test_stages_are_kept(program: Program) -> None:
    await program.model()
    for _ in range(3):
        await program.version()
    for version, stage, archive in (
        ("1", "production", "TRUE"),
        ("2", "Production", True),
        ("2", "Production", True),
        ("3", "Staging", False),
    ):
        given = {"name": "fraud", "version": version, "stage": stage}
        moved = await program.answer(
            "POST model-versions/transition-stage", given | {"archive_existing_versions": archive}
        )
        assert moved["model_version"]["current_stage"] == stage.capitalize()

    async def latest(route: str, **given: Any) -> dict[str, str]:
        answer = await program.answer(f"{route} registered-models/get-latest-versions", given)
        return {one["current_stage"]: one["version"] for one in answer["model_versions"]}

    assert await latest("POST", name="fraud") == {
        "Archived": "1",
        "Production": "2",
        "Staging": "3",
    }
    assert await latest("GET", name="fraud", stages=["Production", "staging"]) == {
        "Production": "2",
        "Staging": "3",
    }
    model = await program.answer("GET registered-models/get", {"name": "fraud"})
    assert len(model["registered_model"]["latest_versions"]) == 3
    given = {"name": "fraud", "version": "3", "stage": "None"}
    back = await program.answer("POST model-versions/transition-stage", given)
    assert back["model_version"]["current_stage"] == "None"
    assert "tags" not in back["model_version"]


async def test_a_stage_is_an_alias_where_there_is_no_such_alias(program: Program) -> None:
    await program.model()
    for version in ("1", "2", "3"):
        await program.version()
        if version != "3":
            given = {"name": "fraud", "version": version, "stage": "Production"}
            await program.answer("POST model-versions/transition-stage", given)
    by_alias = "GET registered-models/alias"
    for alias in ("production", "Production"):
        found = await program.answer(by_alias, {"name": "fraud", "alias": alias})
        assert found["model_version"]["version"] == "2"
    for alias in ("staging", "none", "mlflow.stage", ""):
        await program.refusal(by_alias, {"name": "fraud", "alias": alias}, INVALID)

    given = {"name": "fraud", "version": "3", "alias": "production"}
    await program.answer("POST registered-models/alias", given)
    found = await program.answer(by_alias, {"name": "fraud", "alias": "production"})
    assert found["model_version"]["version"] == "3"


async def test_prompts_are_models_whose_source_means_nothing(program: Program) -> None:
    is_prompt = {"key": "mlflow.prompt.is_prompt", "value": "true"}
    text = {"key": "mlflow.prompt.text", "value": "Hi {{name}}" * 1_000}
    await program.model("greeting", tags=[is_prompt])
    given = {"source": "dummy-source", "tags": [is_prompt, text]}
    made = await program.version("greeting", **given)

    assert (made["version"], made["source"]) == ("1", "prompts:/greeting")
    assert values(made["tags"])["mlflow.prompt.text"] == text["value"]
    for tags in ([], [is_prompt | {"value": "false"}]):
        wrong = {"name": "greeting", "source": "dummy-source", "tags": tags}
        await program.refusal("POST model-versions/create", wrong, INVALID)


RUN_FILE = b"model of the run"


async def uri_of(program: Program, name: str, version: str) -> str:
    given = {"name": name, "version": version}
    return str((await program.answer("GET model-versions/get-download-uri", given))["artifact_uri"])


async def files_at(program: Program, uri: str) -> list[str]:
    base, path = "/api/2.0/mlflow-artifacts", uri.removeprefix("mlflow-artifacts:/")
    answer = await program.answer("GET artifacts", {"path": path}, base)
    return [one["path"] for one in answer.get("files", [])]


async def test_a_version_keeps_the_files_of_its_source(program: Program) -> None:
    run_id = await program.run()
    root = f"0/{run_id}/artifacts"
    await program.put(f"{root}/model/MLmodel", RUN_FILE)
    await program.put(f"{root}/other.txt")
    of_run = await program.logged_model(source_run_id=run_id)
    alone = await program.logged_model(params=[{"key": "depth", "value": "3"}])
    for model_id in (of_run, alone):
        await program.put(f"0/models/{model_id}/artifacts/MLmodel")
    await program.model()
    await program.model("copies")
    sources: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"source": f"runs:/{run_id}/model"}, {"run_id": run_id}),
        ({"source": f"mlflow-artifacts:/{root}/model", "run_id": run_id}, {"run_id": run_id}),
        ({"source": f"models:/{of_run}"}, {"run_id": run_id, "model_id": of_run}),
        ({"source": f"models:/{alone}", "model_id": alone}, {"model_id": alone}),
        (
            {"source": f"mlflow-artifacts:/0/models/{of_run}/artifacts"},
            {"run_id": run_id, "model_id": of_run},
        ),
        ({"source": "models:/fraud/1"}, {"run_id": run_id}),
    ]
    for given, origin in sources:
        name = "copies" if given["source"] == "models:/fraud/1" else "fraud"
        made = await program.version(name, **given)
        uri = await uri_of(program, name, made["version"])

        assert made["source"] == given["source"]
        assert {key: made[key] for key in origin} == origin
        assert uri.startswith("mlflow-artifacts:/versions/")
        assert await files_at(program, uri) == ["MLmodel"], given
    await program.client.delete(f"/api/2.0/mlflow-artifacts/artifacts/{root}/model/MLmodel")
    path = (await uri_of(program, "fraud", "1")).removeprefix("mlflow-artifacts:/")
    kept = await program.client.get(f"/api/2.0/mlflow-artifacts/artifacts/{path}/MLmodel")
    assert kept.content == RUN_FILE


async def test_a_copy_of_a_version_without_files_leads_to_its_source(program: Program) -> None:
    await program.model()
    await program.version(source="s3://bucket/m")
    made = await program.version(source="models:/fraud/1")

    assert made["source"] == "models:/fraud/1"
    assert await uri_of(program, "fraud", "2") == "s3://bucket/m"


SOURCES = [
    *("file:///etc/passwd", "/etc/passwd", "model", "C:\\model", "./a:b", "FILE:/a", ""),
    *("mlflow-artifacts:/../x", "https://host/a/%2e%2e/b", "dbfs:/a/..%2f..", "runs:/x/%252E%252E"),
]
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    *(("POST model-versions/create", {"name": "fraud", "source": one}, "") for one in SOURCES),
    ("POST model-versions/create", {"name": "fraud"}, "parameter 'source'"),
    ("POST registered-models/create", {}, "parameter 'name'"),
    *(
        ("POST registered-models/create", {"name": name}, "")
        for name in ("", "a/b", "a:b", "\0", "x" * 300)
    ),
    *(
        ("POST registered-models/alias", {"name": "fraud", "version": "1", "alias": alias}, "")
        for alias in ("latest", "v1", "V2", "", "a b", "x" * 256)
    ),
    ("GET model-versions/get", {"name": "fraud", "version": "x"}, "must be an integer"),
    ("GET model-versions/get", {"name": "fraud", "version": "-1"}, "must be an integer"),
    (
        "POST model-versions/transition-stage",
        {"name": "fraud", "version": "1", "stage": "Live"},
        "Invalid Model Version stage",
    ),
    ("POST registered-models/get-latest-versions", {"name": "fraud", "stages": ["x"]}, "stage"),
    ("POST registered-models/set-tag", {"name": "fraud", "key": "", "value": ""}, ""),
    ("POST registered-models/set-tag", {"name": "fraud", "key": "a", "value": "\0"}, ""),
    ("POST model-versions/set-tag", {"name": "fraud", "version": "1", "key": ""}, ""),
    ("POST logged-models", {"experiment_id": "0", "source_run_id": NO_RUN}, ""),
    ("POST logged-models", {"experiment_id": "0", "name": "x" * 300}, ""),
    ("POST logged-models", {"experiment_id": "0", "params": [{"key": "a", "value": "\0"}]}, ""),
    ("POST logged-models", {}, "parameter 'experiment_id'"),
]
ABSENT: list[tuple[str, dict[str, Any]]] = [
    *(
        (f"{route} registered-models/{call}", {"name": name, "new_name": "b", "key": "a"})
        for name in ("nix", "a\0")
        for route, call in (
            ("GET", "get"),
            ("PATCH", "update"),
            ("POST", "rename"),
            ("POST", "set-tag"),
            ("DELETE", "delete-tag"),
            ("DELETE", "delete"),
            ("POST", "get-latest-versions"),
        )
    ),
    *(
        (f"{route} {call}", {"name": name, "version": "9", "key": "a", "stage": "None"})
        for name in ("nix", "fraud", "a\0")
        for route, call in (
            ("GET", "model-versions/get"),
            ("PATCH", "model-versions/update"),
            ("DELETE", "model-versions/delete"),
            ("POST", "model-versions/set-tag"),
            ("DELETE", "model-versions/delete-tag"),
            ("POST", "model-versions/transition-stage"),
            ("GET", "model-versions/get-download-uri"),
        )
    ),
    ("POST registered-models/alias", {"name": "fraud", "alias": "a", "version": "9"}),
    ("POST model-versions/create", {"name": "nix", "source": "s3://a"}),
    *(
        (f"{route}", {"status": "LOGGED_MODEL_READY"})
        for model_id in (NO_MODEL, "m-1", "%00")
        for route in (
            f"GET logged-models/{model_id}",
            f"PATCH logged-models/{model_id}",
            f"DELETE logged-models/{model_id}",
            f"POST logged-models/{model_id}/params",
            f"PATCH logged-models/{model_id}/tags",
            f"DELETE logged-models/{model_id}/tags/a",
            f"GET logged-models/{model_id}/artifacts/directories",
        )
    ),
]


async def test_mistakes_and_what_is_missing(program: Program) -> None:
    await program.model()
    await program.version()
    for route, given, words in REFUSED:
        assert words in await program.refusal(route, given, INVALID), (route, given)
    for route, given in ABSENT:
        assert await program.refusal(route, given, MISSING), (route, given)


async def test_a_model_that_a_run_logs(program: Program) -> None:
    run_id = await program.run()
    model_id = await program.logged_model(
        name="tree",
        model_type="sklearn",
        source_run_id=run_id,
        params=[{"key": "depth", "value": "3"}],
        tags=[{"key": "t", "value": "1"}],
    )
    path = f"logged-models/{model_id}"
    await program.put(f"0/models/{model_id}/artifacts/data/x.bin")
    point = {"key": "auc", "value": 0.5, "timestamp": 1_772_366_400_000, "step": 4}
    of_dataset = {"dataset_name": "d", "dataset_digest": "1"}
    await program.answer("POST runs/log-metric", {"run_id": run_id, **point})
    for _ in range(2):
        for route, given in (
            (f"POST {path}/params", {"params": [{"key": "leaves", "value": "8"}]}),
            (f"PATCH {path}/tags", {"tags": [{"key": "u", "value": "2"}]}),
            ("POST runs/log-metric", {"run_id": run_id, "model_id": model_id, **point}),
            (
                "POST runs/log-batch",
                {"run_id": run_id, "metrics": [point | of_dataset | {"model_id": model_id}]},
            ),
            (
                "POST runs/outputs",
                {"run_id": run_id, "models": [{"model_id": model_id, "step": "7"}]},
            ),
        ):
            assert await program.answer(route, given) == {}
        ready = await program.answer(f"PATCH {path}", {"status": "LOGGED_MODEL_READY"})
    model = (await program.answer(f"GET {path}"))["model"]

    assert ready["model"]["info"]["status"] == "LOGGED_MODEL_READY"
    assert isinstance(model["info"].pop("creation_timestamp_ms"), int)
    assert isinstance(model["info"].pop("last_updated_timestamp_ms"), int)
    assert model["info"] == {
        "model_id": model_id,
        "experiment_id": "0",
        "name": "tree",
        "artifact_uri": f"mlflow-artifacts:/0/models/{model_id}/artifacts",
        "status": "LOGGED_MODEL_READY",
        "model_type": "sklearn",
        "source_run_id": run_id,
        "tags": [{"key": "t", "value": "1"}, {"key": "u", "value": "2"}],
    }
    of_model = point | {"run_id": run_id, "model_id": model_id}
    assert values(model["data"]["params"]) == {"depth": "3", "leaves": "8"}
    assert model["data"]["metrics"] == [of_model, of_model | of_dataset]
    record = await program.record(run_id)
    assert record["outputs"] == {"model_outputs": [{"model_id": model_id, "step": "7"}]}
    history = {"run_id": run_id, "metric_key": "auc"}
    assert await program.answer("GET metrics/get-history", history) == {"metrics": [point]}

    assert await program.answer(f"DELETE {path}/tags/u") == {}
    await program.refusal(f"DELETE {path}/tags/u", {}, MISSING)
    for directory, names in (("", ["data"]), ("data", ["data/x.bin"]), ("nix", None)):
        listed = await program.answer(
            f"GET {path}/artifacts/directories", {"artifact_directory_path": directory}
        )
        assert listed["root_uri"] == model["info"]["artifact_uri"]
        assert names == ([it["path"] for it in listed["files"]] if "files" in listed else None)
    assert await program.answer(f"DELETE {path}") == {}
    await program.refusal(f"GET {path}", {}, MISSING)


async def test_points_of_a_model_that_is_missing_are_stored_nowhere(program: Program) -> None:
    run_id = await program.run()
    point = {"run_id": run_id, "key": "auc", "value": 0.5, "timestamp": 1, "model_id": NO_MODEL}
    await program.refusal("POST runs/log-metric", point, MISSING)

    assert "metrics" not in (await program.record(run_id))["data"]


async def test_outputs_belong_to_the_run(program: Program) -> None:
    run_id, other = await program.run(), await program.run()
    alone = await program.logged_model()
    given = {"models": [{"model_id": alone, "step": 1}]}
    await program.answer("POST runs/outputs", {"run_id": run_id, **given})
    await program.refusal("POST runs/outputs", {"run_id": other, **given}, INVALID)
    model = (await program.answer(f"GET logged-models/{alone}"))["model"]

    assert model["info"]["source_run_id"] == run_id
    assert (await program.record(other))["outputs"] == {}
