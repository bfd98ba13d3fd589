"""Experiments, runs and what they log: shapes, errors, lenient reading, retries, trash."""

import json
from typing import Any

import pytest

from tests.mlflow.program import (
    API,
    EXISTS,
    INVALID,
    MISSING,
    NO_RUN,
    Program,
    content,
    error,
    values,
)

AT = 1_772_366_400_000
DATASET = {"name": "d", "digest": "1", "source_type": "local", "source": '{"uri": "a"}'}


async def test_an_experiment_from_creation_to_trash(program: Program) -> None:
    tags = [{"key": "team", "value": "crm"}, {"key": "mlflow.note.content", "value": "Why."}]
    made = await program.experiment("churn", tags=tags)
    await program.answer(
        "POST experiments/set-experiment-tag",
        {"experiment_id": made, "key": "a", "value": "x" * 20_000},
    )
    by_id = (await program.answer("GET experiments/get", {"experiment_id": made}))["experiment"]
    named = await program.answer("GET experiments/get-by-name", {"experiment_name": "churn"})
    default = await program.answer("GET experiments/get", {"experiment_id": "0"})

    assert named == {"experiment": by_id}
    assert made.isdecimal()
    assert (by_id["name"], by_id["lifecycle_stage"]) == ("churn", "active")
    assert by_id["artifact_location"] == f"mlflow-artifacts:/{made}"
    assert values(by_id["tags"]) == {
        "team": "crm",
        "mlflow.note.content": "Why.",
        "a": "x" * 20_000,
    }
    assert default["experiment"]["name"] == "Default"

    await program.answer("POST experiments/update", {"experiment_id": made, "new_name": "churn-2"})
    for _ in range(2):
        await program.answer("POST experiments/delete", {"experiment_id": made})
    gone = await program.answer("GET experiments/get", {"experiment_id": made})
    assert gone["experiment"]["lifecycle_stage"] == "deleted"
    message = await program.refusal("POST experiments/create", {"name": "churn-2"}, EXISTS)
    assert "already exists" in message
    for _ in range(2):
        await program.answer("POST experiments/restore", {"experiment_id": made})
    await program.answer(
        "POST experiments/delete-experiment-tag", {"experiment_id": made, "key": "a"}
    )
    back = await program.answer("GET experiments/get", {"experiment_id": made})
    assert back["experiment"]["lifecycle_stage"] == "active"
    assert "a" not in values(back["experiment"]["tags"])


async def test_an_experiment_may_keep_its_files_elsewhere(program: Program) -> None:
    made = await program.experiment("churn", artifact_location="s3://bucket/churn")
    found = await program.answer("GET experiments/get", {"experiment_id": made})

    assert found["experiment"]["artifact_location"] == "s3://bucket/churn"
    assert "tags" not in found["experiment"]


async def test_a_run_from_creation_to_end(program: Program) -> None:
    parent = await program.run()
    tags = {
        "mlflow.user": "ann",
        "mlflow.source.name": "train.py",
        "mlflow.source.git.commit": "4f2a",
        "mlflow.parentRunId": parent,
        "free": "",
    }
    given = {"start_time": 456, "run_name": "first", "user_id": "ann"}
    sent = [{"key": key, "value": value} for key, value in tags.items()]
    run_id = await program.run(tags=sent, **given)
    run = await program.record(run_id)

    assert run["info"] == {
        "run_id": run_id,
        "run_uuid": run_id,
        "experiment_id": "0",
        "run_name": "first",
        "user_id": "ann",
        "status": "RUNNING",
        "start_time": 456,
        "artifact_uri": f"mlflow-artifacts:/0/{run_id}/artifacts",
        "lifecycle_stage": "active",
    }
    assert values(run["data"]["tags"]) == tags | {"mlflow.runName": "first"}
    assert set(run["data"]) == {"tags"}

    ended = await program.answer(
        "POST runs/update", {"run_id": run_id, "status": "FINISHED", "end_time": AT}
    )
    assert (ended["run_info"]["status"], ended["run_info"]["end_time"]) == ("FINISHED", AT)
    resumed = await program.answer("POST runs/update", {"run_id": run_id, "status": "RUNNING"})
    assert resumed["run_info"]["status"] == "RUNNING"
    for status in ("FAILED", "KILLED", "SCHEDULED"):
        await program.answer("POST runs/update", {"run_id": run_id, "status": status})


async def test_the_name_of_a_run_is_a_tag_as_well(program: Program) -> None:
    made_up = await program.record(await program.run())
    run_id = await program.run(tags=[{"key": "mlflow.runName", "value": "tagged"}])

    assert values(made_up["data"]["tags"])["mlflow.runName"] == made_up["info"]["run_name"]
    for name, route, given in (
        ("tagged", None, {}),
        ("updated", "POST runs/update", {"run_name": "updated"}),
        ("set", "POST runs/set-tag", {"key": "mlflow.runName", "value": "set"}),
    ):
        if route is not None:
            await program.answer(route, {"run_id": run_id, **given})
        run = await program.record(run_id)
        assert run["info"]["run_name"] == name
        assert values(run["data"]["tags"])["mlflow.runName"] == name


async def test_what_a_run_logs_is_read_back(program: Program) -> None:
    run_id = await program.run()
    points = [
        ("loss", 0.1 + 0.2, AT, 0),
        ("loss", "NaN", AT, 2**63 - 1),
        ("loss", "-Infinity", 0, -(2**63)),
        ("loss", "Infinity", 2**63 - 1, 5),
        ("a b/c:d.e-f_g", -1e-300, AT, 3),
    ]
    metrics = [
        {"key": key, "value": value, "timestamp": at, "step": step}
        for key, value, at, step in points
    ]
    batch = {
        "run_id": run_id,
        "metrics": metrics,
        "params": [{"key": "lr", "value": "0.1"}, {"key": "empty", "value": ""}],
        "tags": [{"key": "t", "value": "1"}],
    }
    inputs = {
        "run_id": run_id,
        "datasets": [
            {"dataset": DATASET, "tags": [{"key": "mlflow.data.context", "value": "training"}]}
        ],
    }
    for _ in range(2):
        assert await program.answer("POST runs/log-batch", batch) == {}
        assert await program.answer("POST runs/log-inputs", inputs) == {}
    run = await program.record(run_id)
    history = await program.answer(
        "GET metrics/get-history", {"run_id": run_id, "metric_key": "loss"}
    )

    assert sorted(run["data"]["metrics"], key=lambda metric: metric["key"]) == [
        metrics[4],
        metrics[1],
    ]
    assert values(run["data"]["params"]) == {"lr": "0.1", "empty": ""}
    assert values(run["data"]["tags"])["t"] == "1"
    assert run["inputs"] == {"dataset_inputs": inputs["datasets"]}
    assert history == {"metrics": [metrics[2], metrics[0], metrics[1], metrics[3]]}


async def test_models_are_inputs_too(program: Program) -> None:
    run_id = await program.run()
    models = [{"model_id": await program.logged_model()} for _ in range(3)]
    given = {"run_id": run_id, "datasets": [{"dataset": DATASET}], "models": models[:2]}
    for _ in range(2):
        assert await program.answer("POST runs/log-inputs", given) == {}
    given = {"run_id": run_id, "models": [models[2], models[0]]}
    assert await program.answer("POST runs/log-inputs", given) == {}
    run = await program.record(run_id)

    assert run["inputs"] == {"dataset_inputs": [{"dataset": DATASET}], "model_inputs": models}
    assert set(values(run["data"]["tags"])) == {"mlflow.runName"}
    many = [{"model_id": f"m-{number:032x}"} for number in range(101)]
    await program.refusal("POST runs/log-inputs", {"run_id": run_id, "models": many}, INVALID)
    dataset = {"dataset": DATASET | {"name": "other"}}
    given = {"run_id": run_id, "datasets": [dataset], "models": [{"model_id": "1"}]}
    await program.refusal("POST runs/log-inputs", given, MISSING)
    assert (await program.record(run_id))["inputs"] == run["inputs"]


async def test_single_logs(program: Program) -> None:
    run_id = await program.run()
    for route, given in (
        ("log-metric", {"key": "auc", "value": 0.5, "timestamp": AT}),
        ("log-parameter", {"key": "lr", "value": "1"}),
        ("set-tag", {"key": "t", "value": "1"}),
        ("set-tag", {"key": "t", "value": "2"}),
        ("set-tag", {"key": "mlflow.note.content", "value": "Text."}),
    ):
        for _ in range(2):
            assert await program.answer(f"POST runs/{route}", {"run_id": run_id, **given}) == {}
    data = (await program.record(run_id))["data"]

    assert data["metrics"] == [{"key": "auc", "value": 0.5, "timestamp": AT, "step": 0}]
    assert values(data["params"]) == {"lr": "1"}
    assert values(data["tags"])["t"] == "2"
    assert values(data["tags"])["mlflow.note.content"] == "Text."
    tag = {"run_id": run_id, "key": "t"}
    await program.answer("POST runs/delete-tag", tag)
    assert "t" in await program.refusal("POST runs/delete-tag", tag, MISSING)


KEYS = ["", "a" * 251, "a//b", "./a", "a/../b", "/a", "..", ".", "a*", "a\nb", "ключ!", "a/", "\0"]
LONG = [{"key": "a", "value": ""}] * 101
POINT = {"key": "a", "value": 1, "timestamp": AT}
TIMES: list[Any] = ["x", None, 2**63, []]
VALUES: list[Any] = ["x", None, [], {}, "1,5"]
MISTAKES: list[tuple[str, dict[str, Any]]] = [
    *(("log-metric", POINT | {"key": key}) for key in KEYS),
    *(("log-parameter", {"key": key, "value": ""}) for key in KEYS),
    *(("set-tag", {"key": key, "value": ""}) for key in KEYS),
    *(("log-batch", {"params": [{"key": key, "value": ""}]}) for key in KEYS),
    *(("log-metric", POINT | {"value": value}) for value in VALUES),
    *(("log-metric", POINT | {"step": step}) for step in (2**63, "x", 1.5, "9" * 5_000)),
    *(("log-metric", POINT | {"timestamp": at}) for at in TIMES),
    ("log-batch", {"metrics": [POINT] * 1_001}),
    ("log-batch", {"params": LONG}),
    ("log-batch", {"tags": LONG}),
    ("log-batch", {"metrics": "x"}),
    ("log-batch", {"metrics": [None]}),
    ("log-batch", {"metrics": {}}),
    ("log-batch", {"params": [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]}),
    ("log-batch", {"tags": [{"key": "a", "value": "\0"}]}),
    ("log-parameter", {"key": "a", "value": "\0"}),
    ("log-parameter", {"value": "a"}),
    ("log-parameter", {"key": "a", "value": ["b"]}),
    ("log-parameter", {"key": "a", "value": 1}),
    ("log-parameter", {"key": 1, "value": "b"}),
    ("set-tag", {"key": "a", "value": 1}),
    ("update", {"status": "DONE"}),
    ("update", {"end_time": "x"}),
    ("log-model", {"model_json": "x"}),
    ("log-model", {"model_json": "[]"}),
    ("log-model", {"model_json": "{}"}),
    ("log-model", {}),
    ("log-inputs", {"datasets": [{}]}),
    ("log-inputs", {"datasets": [{"dataset": {"name": "", "digest": ""}}]}),
    ("log-inputs", {"datasets": [{"dataset": DATASET | {"source": "\0"}}]}),
    ("outputs", {"models": [{}]}),
    ("outputs", {"models": [{"model_id": "m", "step": "x"}]}),
]


async def test_mistakes_are_refused_and_store_nothing(program: Program) -> None:
    run_id = await program.run()
    before = await program.record(run_id)
    for route, given in MISTAKES:
        refused = await program.send(f"POST runs/{route}", {"run_id": run_id, **given})
        if route != "outputs":
            assert error(refused, INVALID), (route, given)
        assert refused.status_code in {400, 404}
    assert await program.record(run_id) == before

    words: dict[str, tuple[dict[str, Any], str]] = {
        "log-metric": (
            {"key": "a", "timestamp": 1},
            "Missing value for required parameter 'value'",
        ),
        "log-parameter": ({}, "Missing value for required parameter 'key'"),
        "update": ({"end_time": "x"}, "Invalid value \"x\" for parameter 'end_time' supplied"),
    }
    for route, (given, message) in words.items():
        sent: dict[str, Any] = {"run_id": run_id, **given}
        assert message in await program.refusal(f"POST runs/{route}", sent, INVALID)
    assert "'run_id'" in await program.refusal("POST runs/log-metric", POINT, INVALID)


async def test_long_values_are_cut(program: Program) -> None:
    run_id = await program.run()
    param, tag = {"key": "p", "value": "ä" * 6_001}, {"key": "t", "value": "b" * 8_001}
    await program.answer("POST runs/log-parameter", {"run_id": run_id, **param})
    await program.answer(
        "POST runs/log-batch", {"run_id": run_id, "params": [param], "tags": [tag]}
    )
    data = (await program.record(run_id))["data"]

    assert values(data["params"]) == {"p": "ä" * 6_000}
    assert values(data["tags"])["t"] == "b" * 8_000


async def test_a_wrong_parameter_is_named_and_shown_as_json(program: Program) -> None:
    run_id = await program.run()
    for given, words in (
        (
            {"metrics": [POINT | {"step": "x"}]},
            """Invalid value "x" for parameter 'metrics[0].step'""",
        ),
        ({"metrics": [{"key": "m", "value": 1}]}, "required parameter 'metrics[0].timestamp'."),
        ({"params": [{"key": 31}]}, "Invalid value 31 for parameter 'params[0].key' supplied"),
        ({"tags": {"a": None}}, """Invalid value {"a":null} for parameter 'tags' supplied"""),
        ({"tags": "\u2028" * 5_000}, 'Invalid value "\u2028'),
    ):
        message = await program.refusal("POST runs/log-batch", {"run_id": run_id, **given}, INVALID)
        assert words in message
        assert len(message) < 600


BULK: list[tuple[str, dict[str, Any], str]] = [
    ("-bulk", {"metric_key": "a"}, "must specify at least one run_id"),
    ("-bulk", {"metric_key": "a", "run_id": ["x"] * 101}, "cannot specify more than 100"),
    ("-bulk", {"run_id": ["x"]}, "must specify a metric_key"),
    ("-bulk-interval", {"metric_key": "a"}, "Missing value for required parameter 'run_ids'."),
    ("-bulk-interval", {"run_ids": ["x"]}, "Missing value for required parameter 'metric_key'."),
    ("-bulk-interval", {"run_ids": ["x"] * 101, "metric_key": "a"}, "at most 100 run_ids."),
]


@pytest.mark.parametrize(("form", "given", "words"), BULK)
async def test_bulk_histories_are_refused_in_words_that_clients_know(
    program: Program, form: str, given: dict[str, Any], words: str
) -> None:
    assert words in await program.refusal(f"GET metrics/get-history{form}", given, INVALID)


async def test_steps_of_an_interval_are_checked(program: Program) -> None:
    metric = {"run_ids": [NO_RUN], "metric_key": "a"}
    for given, words in (
        ({"start_step": 1}, "both must be specified"),
        ({"end_step": "1"}, "both must be specified"),
        ({"start_step": "1", "end_step": "0"}, "end_step must be greater than start_step. "),
        ({"max_results": 0}, "max_results must be between 1 and 2500"),
        ({"max_results": "2501"}, "max_results must be between 1 and 2500"),
    ):
        wanted = metric | given
        message = await program.refusal("GET metrics/get-history-bulk-interval", wanted, INVALID)
        assert words in message


async def test_datasets_of_few_experiments_are_listed(program: Program) -> None:
    for ids, words in (([], "at least one experiment_id"), (["0"] * 21, "more than 20")):
        given = {"experiment_ids": ids}
        message = await program.refusal("POST experiments/search-datasets", given, INVALID)
        assert words in message


async def test_a_parameter_is_set_once(program: Program) -> None:
    run_id = await program.run()
    await program.answer("POST runs/log-parameter", {"run_id": run_id, "key": "k", "value": "v"})
    other = {"key": "k", "value": "w"}
    for route, given in (
        ("log-parameter", other),
        ("log-batch", {"params": [other], "metrics": [POINT]}),
    ):
        message = await program.refusal(f"POST runs/{route}", {"run_id": run_id, **given}, INVALID)
        assert message.startswith(
            "Changing param values is not allowed. Param with key='k' was already logged with "
            "value='v'"
        )
    assert "metrics" not in (await program.record(run_id))["data"]


R_TEXTS: list[tuple[str, dict[str, Any]]] = [
    ("POST runs/log-metric", {"key": "m", "value": "0.25", "timestamp": str(AT), "step": "3"}),
    ("POST runs/log-parameter", {"key": "p", "value": "3"}),
    ("POST runs/log-batch", {"metrics": None, "params": [{"key": "q", "value": "0.5"}], "x": [1]}),
    ("POST runs/log-batch", {"metrics": [POINT | {"key": "n", "step": None, "model_id": None}]}),
    ("POST runs/update", {"status": "FINISHED", "end_time": str(AT), "run_name": None}),
]


@pytest.mark.parametrize("name", ["run_id", "run_uuid"])
async def test_calls_are_read_leniently(program: Program, name: str) -> None:
    run_id = await program.run(start_time=str(AT - 1), unknown={"a": 1})
    for route, given in R_TEXTS:
        await program.answer(route, {name: run_id, "unknown": None, **given})
    run = (await program.answer("GET runs/get", [(name, run_id), (name, run_id), ("x", "")]))["run"]

    assert run["info"]["end_time"] == AT
    assert sorted((it["key"], it["value"], it["step"]) for it in run["data"]["metrics"]) == [
        ("m", 0.25, 3),
        ("n", 1, 0),
    ]
    assert values(run["data"]["params"]) == {"p": "3", "q": "0.5"}


@pytest.mark.parametrize(
    "base", ["/api/2.0/preview/mlflow", "/ajax-api/2.0/mlflow", "/ajax-api/2.0/preview/mlflow"]
)
async def test_all_prefixes_are_the_same(program: Program, base: str) -> None:
    run_id = await program.run()
    run = await program.answer("GET runs/get", {"run_id": run_id}, base)

    assert run == {"run": await program.record(run_id)}
    old = await program.answer("GET experiments/list", {}, base)
    assert old == await program.answer("POST experiments/search")


MISSING_CALLS: list[tuple[str, dict[str, Any], str]] = [
    ("GET runs/get", {"run_id": NO_RUN}, f"Run with id={NO_RUN} not found"),
    ("GET runs/get", {"run_id": "x\0"}, "not found"),
    ("POST runs/log-metric", {"run_id": NO_RUN, **POINT}, f"Run with id={NO_RUN} not found"),
    ("POST runs/log-batch", {"run_id": NO_RUN}, f"Run with id={NO_RUN} not found"),
    ("POST runs/log-inputs", {"run_id": NO_RUN}, f"Run with id={NO_RUN} not found"),
    ("POST runs/outputs", {"run_id": NO_RUN}, f"Run with id={NO_RUN} not found"),
    ("POST runs/update", {"run_id": NO_RUN}, f"Run with id={NO_RUN} not found"),
    ("POST runs/delete", {"run_id": NO_RUN}, f"Run with id={NO_RUN} not found"),
    ("POST runs/restore", {"run_id": NO_RUN}, f"Run with id={NO_RUN} not found"),
    ("POST runs/set-tag", {"run_id": NO_RUN, "key": "a"}, f"Run with id={NO_RUN} not found"),
    ("POST runs/delete-tag", {"run_id": NO_RUN, "key": "a"}, f"Run with id={NO_RUN} not found"),
    ("GET metrics/get-history", {"run_id": NO_RUN, "metric_key": "a"}, "not found"),
    ("GET artifacts/list", {"run_id": NO_RUN}, f"Run with id={NO_RUN} not found"),
    ("POST runs/create", {"experiment_id": "99"}, "No Experiment with id=99 exists"),
    ("GET experiments/get", {"experiment_id": "99"}, "No Experiment with id=99 exists"),
    ("GET experiments/get", {"experiment_id": "x\0²"}, "No Experiment with id="),
    ("GET experiments/get", {"experiment_id": "9" * 5_000}, "No Experiment with id="),
    (
        "GET experiments/get-by-name",
        {"experiment_name": "nix"},
        "Could not find experiment with name 'nix'",
    ),
    ("GET experiments/get-by-name", {"experiment_name": "\0"}, "Could not find experiment"),
    ("POST experiments/update", {"experiment_id": "99", "new_name": "a"}, "No Experiment with"),
    ("POST experiments/delete", {"experiment_id": "99"}, "No Experiment with id=99 exists"),
    (
        "POST experiments/delete-experiment-tag",
        {"experiment_id": "0", "key": "nix"},
        "No tag with name: nix",
    ),
]


async def test_what_is_missing(program: Program) -> None:
    for route, given, words in MISSING_CALLS:
        assert words in await program.refusal(route, given, MISSING), route


WRITES: list[tuple[str, dict[str, Any]]] = [
    ("log-metric", POINT),
    ("log-parameter", {"key": "a", "value": "1"}),
    ("log-batch", {"metrics": [POINT]}),
    ("log-inputs", {"datasets": [{"dataset": DATASET}]}),
    ("set-tag", {"key": "a", "value": "1"}),
    ("delete-tag", {"key": "t"}),
    ("update", {"run_name": "other"}),
    (
        "log-model",
        {
            "model_json": json.dumps(
                dict.fromkeys(("artifact_path", "flavors", "utc_time_created"), "a")
            )
        },
    ),
    ("outputs", {"models": []}),
]


@pytest.mark.parametrize("trashed", ["run", "experiment"])
async def test_in_the_trash_all_is_readable_and_nothing_writable(
    program: Program, trashed: str
) -> None:
    experiment_id = await program.experiment()
    run_id = await program.run(experiment_id=experiment_id, tags=[{"key": "t", "value": "1"}])
    await program.answer("POST runs/log-metric", {"run_id": run_id, **POINT})
    before = await program.record(run_id)
    key = {"run": {"run_id": run_id}, "experiment": {"experiment_id": experiment_id}}[trashed]
    for _ in range(2):
        await program.answer(f"POST {trashed}s/delete", key)

    run = await program.record(run_id)
    assert run["info"]["lifecycle_stage"] == "deleted"
    assert run["data"] == before["data"]
    history = {"run_id": run_id, "metric_key": "a"}
    assert len((await program.answer("GET metrics/get-history", history))["metrics"]) == 1
    for route, given in WRITES:
        words = await program.refusal(f"POST runs/{route}", {"run_id": run_id, **given}, INVALID)
        assert "must be in the 'active' state. Current state is deleted." in words, route
    found = {"experiment_ids": [experiment_id]}
    assert await program.answer("POST runs/search", found) == {}
    for view in ("DELETED_ONLY", "ALL"):
        answer = await program.answer("POST runs/search", found | {"run_view_type": view})
        assert [it["info"]["run_id"] for it in answer["runs"]] == [run_id]
    if trashed == "experiment":
        for route, given in (
            ("POST experiments/set-experiment-tag", {"key": "a", "value": ""}),
            ("POST experiments/update", {"new_name": "b"}),
            ("POST runs/create", {}),
        ):
            words = await program.refusal(route, key | given, INVALID)
            assert "must be in the 'active' state" in words

    await program.answer(f"POST {trashed}s/restore", key)
    assert await program.record(run_id) == before


async def test_datasets_are_summed_up(program: Program) -> None:
    run_id = await program.run()
    training = {"dataset": DATASET, "tags": [{"key": "mlflow.data.context", "value": "training"}]}
    inputs = [training, {"dataset": DATASET | {"name": "e"}}]
    await program.answer("POST runs/log-inputs", {"run_id": run_id, "datasets": inputs})
    wanted = {"experiment_ids": ["0", "99", "x"]}
    found = await program.answer("POST experiments/search-datasets", wanted)

    assert found == {
        "dataset_summaries": [
            {"experiment_id": "0", "name": "d", "digest": "1", "context": "training"},
            {"experiment_id": "0", "name": "e", "digest": "1"},
        ]
    }
    await program.answer("POST runs/delete", {"run_id": run_id})
    assert await program.answer("POST experiments/search-datasets", wanted) == {}


async def test_models_of_older_clients_are_a_tag(program: Program) -> None:
    run_id = await program.run()
    one = {"artifact_path": "m", "flavors": {}, "utc_time_created": "2026", "run_id": run_id}
    for model in (one, one, one | {"artifact_path": "n"}):
        given = {"run_id": run_id, "model_json": json.dumps(model)}
        assert await program.answer("POST runs/log-model", given) == {}
    tags = values((await program.record(run_id))["data"]["tags"])

    assert json.loads(tags["mlflow.log-model.history"]) == [one, one | {"artifact_path": "n"}]


BODIES = [
    b"x",
    b"[]",
    b"1",
    b"null",
    b'"a"',
    b"{",
    b"\xff\xfe",
    b'{"run_id": "\\ud800"}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
]


async def test_a_body_that_is_no_object_is_refused(program: Program) -> None:
    for body in BODIES:
        response = await program.client.post(f"{API}/runs/log-metric", content=body)
        assert error(response, INVALID), body[:20]
    assert content(await program.client.post(f"{API}/experiments/search", content=b" "))
