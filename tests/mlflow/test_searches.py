"""Searches and histories: order, pages, limits, bad input."""

from typing import Any

import pytest

from mldb.config import DatabaseConfig
from tests.mlflow.program import API, INVALID, NO_RUN, Program, error

AT = 1_772_366_400_000


@pytest.fixture
def database_config(config: DatabaseConfig) -> DatabaseConfig:
    """Both databases search in their own ways."""
    return config


async def found(program: Program, route: str, name: str, **given: Any) -> list[Any]:
    """All rows, read in pages of two."""
    rows: list[Any] = []
    token = None
    while True:
        page = {"max_results": 2} | ({"page_token": token} if token else {})
        answer = await program.answer(route, given | page)
        assert set(answer) <= {name, "next_page_token"}
        assert len(answer.get(name, [])) <= 2
        rows += answer.get(name, [])
        token = answer.get("next_page_token")
        if token is None:
            assert rows == (await program.answer(route, given)).get(name, [])
            return rows


async def names_of_runs(program: Program, **given: Any) -> list[str]:
    rows = await found(program, "POST runs/search", "runs", experiment_ids=["0"], **given)
    return [row["info"]["run_name"] for row in rows]


async def test_runs_are_found_sorted_and_paged(program: Program) -> None:
    logged: dict[str, Any] = {"a": 1, "b": "NaN", "c": 0.5, "d": None, "e": "-Infinity"}
    for number, (name, value) in enumerate(logged.items()):
        tags = [{"key": "team", "value": name.upper()}]
        run_id = await program.run(run_name=name, start_time=AT + number, tags=tags)
        point = {"key": "auc", "value": value, "timestamp": AT}
        batch = {"run_id": run_id, "params": [{"key": "p", "value": str(number % 2)}]}
        await program.answer(
            "POST runs/log-batch", batch | ({} if value is None else {"metrics": [point]})
        )
    for order, names in (
        ([], "edcba"),
        (["start_time ASC"], "abcde"),
        (["metrics.auc DESC"], "acebd"),
        (["metrics.auc"], "ecabd"),
        (["attributes.run_name DESC"], "edcba"),
        (["params.p DESC", "tags.team"], "bdace"),
        (["metrics.`auc` ASC", "start_time DESC"], "ecabd"),
    ):
        assert "".join(await names_of_runs(program, order_by=order)) == names, order
    for text, names in (
        ("metrics.auc > 0", "ca"),
        ("metric.auc != 1 and params.p = '0'", "ec"),
        ("tags.team ILIKE 'a' ", "a"),
        ("tags.team LIKE 'a'", ""),
        ("attributes.run_name = 'a'", "a"),
        ("end_time != 5", ""),
        ("params.nix IS NULL and start_time >= 1772366400003", "ed"),
        ('tag.team != "A" AND tag."team" != "B"', "edc"),
        ("status = 'RUNNING' and attributes.status != 'FINISHED'", "edcba"),
    ):
        assert "".join(await names_of_runs(program, filter=text)) == names, text


async def test_lists_of_the_registry(program: Program) -> None:
    for name in ("b", "a", "c"):
        await program.model(
            name, tags=[{"key": "mlflow.prompt.is_prompt", "value": "true"}] if name == "c" else []
        )
        for _ in range(2):
            await program.version(name)
        await program.experiment(name)
    prompts = "tag.`mlflow.prompt.is_prompt` != 'true'"
    for method in ("GET", "POST"):
        route = f"{method} registered-models/search"
        models = await found(program, route, "registered_models")
        assert [one["name"] for one in models] == ["a", "b", "c"]
        assert [one["latest_versions"][0]["version"] for one in models] == ["2", "2", "2"]
        models = await found(program, route, "registered_models", filter=prompts)
        assert [one["name"] for one in models] == ["a", "b"]
        versions = await found(
            program,
            f"{method} model-versions/search",
            "model_versions",
            filter="name = 'a'",
            order_by=["version_number ASC"],
        )
        assert [one["version"] for one in versions] == ["1", "2"]
        experiments = await found(
            program, f"{method} experiments/search", "experiments", order_by=["name"]
        )
        assert sorted(one["name"] for one in experiments) == ["Default", "a", "b", "c"]
    latest = await found(program, "GET model-versions/search", "model_versions")
    assert (latest[0]["name"], latest[0]["version"]) == ("c", "2")


async def test_logged_models_are_found_sorted_and_paged(program: Program) -> None:
    run_id = await program.run()
    ids = {}
    for name, value in (("a", 0.5), ("b", 0.9), ("c", None)):
        ids[name] = await program.logged_model(
            name=name, source_run_id=run_id, params=[{"key": "p", "value": name}]
        )
        point = {"key": "auc", "value": value, "timestamp": AT, "model_id": ids[name]}
        if value is not None:
            await program.answer("POST runs/log-metric", {"run_id": run_id, **point})
    for given, names in (
        ({}, "cba"),
        ({"order_by": [{"field_name": "metrics.auc", "ascending": False}]}, "bac"),
        ({"order_by": [{"field_name": "metrics.auc"}]}, "abc"),
        ({"order_by": [{"field_name": "creation_timestamp", "ascending": True}]}, "abc"),
        ({"filter": "name = 'b'"}, "b"),
        ({"filter": f"source_run_id = '{run_id}' and metrics.auc > 0.5"}, "b"),
        ({"filter": "params.p IN ('a', 'c') and status = 'PENDING'"}, "ca"),
        ({"filter": f"model_id != '{ids['a']}'"}, "cb"),
    ):
        rows = await found(
            program, "POST logged-models/search", "models", experiment_ids=["0"], **given
        )
        assert "".join(row["info"]["name"] for row in rows) == names, given
    assert await program.answer("POST logged-models/search", {"experiment_ids": ["99"]}) == {}


SEARCHES = [
    ("POST runs/search", {"experiment_ids": ["0"]}),
    ("POST experiments/search", {}),
    ("POST registered-models/search", {}),
    ("POST model-versions/search", {}),
    ("POST logged-models/search", {"experiment_ids": ["0"]}),
]
MOST = {
    "runs": 50_000,
    "experiments": 50_000,
    "registered-models": 1_000,
    "model-versions": 200_000,
    "logged-models": 1_000,
}
FILTERS = [
    "x",
    "a = ",
    "metrics.a = 'x'",
    "params.a > 1 OR params.b = 2",
    "(name = 'a')",
    "metrics. > 1",
    "nix.a = 'b'",
    "= 'a'",
    "name = 'a' AND",
    "AND name = 'a'",
    "name == = 'a'",
    "name = 'a",
    "name LIKE 1",
    "tags.a IN ('b'",
    "tags.a IN ()",
    "params.a = 'b\0",
    "name = 'a' name = 'b'",
    "name BETWEEN 'a' AND 'b'",
    "1 = 1",
    "`",
    "name IN ('a', 1)",
    "name = a",
]


@pytest.mark.parametrize(("route", "given"), SEARCHES)
async def test_a_search_that_can_t_be_read_is_refused(
    program: Program, route: str, given: dict[str, Any]
) -> None:
    kind = route.split()[1].partition("/")[0]
    mistakes: list[dict[str, Any]] = [
        *({"filter": text} for text in FILTERS),
        {"filter": "name = '" + "a" * 1_000_000 + "'"},
        {"filter": " AND ".join(["name = 'a'"] * 10_000)},
        {"filter": "(" * 15_000},
        *({"max_results": number} for number in (-1, MOST[kind] + 1, "x", 2**70)),
        *({"page_token": text} for text in ("x", "skip:", "skip:-1", "skip:x", "ä", "a" * 9_000)),
        {"order_by": [{"field_name": "nix"}] if kind == "logged-models" else ["nix"]},
        {"order_by": [{}] if kind == "logged-models" else ["name ASC DESC"]},
    ]
    for wrong in mistakes:
        refused = await program.send(route, given | wrong)
        assert error(refused, INVALID), (wrong, refused.text)


async def test_a_page_token_belongs_to_its_search(program: Program) -> None:
    for name in ("a", "b", "c"):
        await program.run(run_name=name)
        await program.experiment(name)
        await program.model(name)
    runs = {"experiment_ids": ["0"], "max_results": 1}
    token = (await program.answer("POST runs/search", runs))["next_page_token"]
    for route, given in SEARCHES:
        for more in ({"filter": "name = 'x'"}, {"order_by": ["name DESC"]}):
            other = {} if route == "POST logged-models/search" else more
            response = await program.send(route, given | other | {"page_token": token})
            assert error(response, INVALID), (route, more)


async def test_histories_by_pages(program: Program) -> None:
    run_id = await program.run()
    times = [3, 1, 2, 2, 5, 4]
    points = [
        {"key": "m", "value": step / 2, "timestamp": at, "step": step}
        for step, at in enumerate(times)
    ]
    await program.answer("POST runs/log-batch", {"run_id": run_id, "metrics": points})
    wanted = {"run_id": run_id, "metric_key": "m"}
    rows = []
    token = None
    while True:
        page = {"max_results": 4} | ({"page_token": token} if token else {})
        answer = await program.answer("GET metrics/get-history", wanted | page)
        rows += answer["metrics"]
        token = answer.get("next_page_token")
        if token is None:
            break

    assert rows == [points[index] for index in (1, 2, 3, 0, 5, 4)]
    assert (await program.answer("GET metrics/get-history", wanted))["metrics"] == rows
    nothing = wanted | {"metric_key": "nix"}
    assert await program.answer("GET metrics/get-history", nothing) == {}
    for wrong in ({"max_results": -1}, {"max_results": "x"}, {"page_token": "x"}):
        await program.refusal("GET metrics/get-history", wanted | wrong, INVALID)
    await program.refusal("GET metrics/get-history", {"run_id": run_id}, INVALID)


async def test_histories_of_several_runs(program: Program) -> None:
    runs = sorted([await program.run(), await program.run()])
    for run_id in runs:
        points = [
            {"key": "m", "value": step, "timestamp": AT - step, "step": step} for step in range(100)
        ]
        await program.answer("POST runs/log-batch", {"run_id": run_id, "metrics": points})
    wanted = {"run_ids": [*runs, NO_RUN], "metric_key": "m"}

    async def steps(route: str, **given: Any) -> list[tuple[str, int]]:
        metrics = (await program.answer(f"GET metrics/{route}", given)).get("metrics", [])
        assert all(one["key"] == "m" and one["value"] == one["step"] for one in metrics)
        return [(one["run_id"], one["step"]) for one in metrics]

    interval = "get-history-bulk-interval"
    for given, expected in (
        ({}, range(100)),
        ({"max_results": 3}, (0, 49, 99)),
        ({"max_results": 1}, (0,)),
        ({"start_step": 10, "end_step": 20, "max_results": 2}, (10, 20)),
        ({"start_step": 200, "end_step": 300}, ()),
    ):
        found = await steps(interval, **wanted, **given)
        assert found == [(run_id, step) for run_id in runs for step in expected], given
    bulk = await steps("get-history-bulk", run_id=runs, metric_key="m", max_results=150)
    assert [step for _, step in bulk] == [*range(99, -1, -1), *range(99, 49, -1)]
    mistakes: list[dict[str, Any]] = [
        {"start_step": 1},
        {"end_step": 1},
        {"start_step": 2, "end_step": 1},
        {"max_results": 0},
        {"max_results": 2_501},
        {"run_ids": []},
        {"run_ids": [NO_RUN] * 101},
    ]
    for wrong in mistakes:
        await program.refusal(f"GET metrics/{interval}", wanted | wrong, INVALID)
    await program.refusal("GET metrics/get-history-bulk", {"metric_key": "m"}, INVALID)


async def test_a_body_beyond_the_limit_is_no_reason_to_try_again(program: Program) -> None:
    response = await program.client.post(f"{API}/runs/search", content=b" " * 70_000_000)

    assert error(response, INVALID)
