"""Metrics, parameters and tags."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from registry_app.core.registry import AsyncRegistry
from tests.api.responses import content, events, last_event, location, problem

VERSION = "/models/fraud/versions/1"
NAMES = ["auc", "val/auc", "100%", "a b+c&d=e", "größe/ß", "🙂", "..", "a//b", "/auc", "x?y#z"]


@dataclass(frozen=True)
class ItemCase:
    """URL of items of one type, and values for them."""

    url: str
    name: str
    field: str
    value: Any
    other: Any


CASES = [
    ItemCase(f"{VERSION}/metrics", "name", "metrics", 0.25, 0.5),
    ItemCase(f"{VERSION}/params", "name", "params", "3", ""),
    ItemCase(f"{VERSION}/tags", "key", "tags", "trial", "späm\nlines"),
    ItemCase("/models/fraud/tags", "key", "tags", "risk", "<b>"),
]
EVERY_TYPE = pytest.mark.parametrize("case", CASES, ids=lambda case: case.url)


@pytest.fixture(autouse=True)
async def _fraud(editor: httpx.AsyncClient) -> None:
    content(await editor.post("/models", json={"name": "fraud"}), 201)
    content(await editor.post("/models/fraud/versions", json={"source": "s3://b/1"}), 201)


@EVERY_TYPE
@pytest.mark.parametrize("name", NAMES)
async def test_an_item_of_any_name_is_set_read_and_deleted(
    editor: httpx.AsyncClient, case: ItemCase, name: str
) -> None:
    # Only dots would be resolved as a path segment by the client itself.
    url = f"{case.url}/{quote(name, safe='').replace('.', '%2E')}"
    made = await editor.put(url, json={"value": case.value})
    read = await editor.get(url)
    again = await editor.put(url, json={"value": case.other})
    gone = await editor.delete(url)

    assert content(made)[case.name] == name
    assert content(read)["value"] == case.value
    assert content(again)["value"] == case.other
    assert content(again)["row_version"] == content(made)["row_version"] + 1
    assert gone.status_code == 204
    problem(await editor.get(url), 404)


HOSTILE = [
    *(".", "..", "../../victim", "a/../b", "./data/test.csv/auc", "%2e%2e", "%2E%2E/x", "a//b"),
    *("a\\..\\b", "x?y#z", "//evil", "javascript:alert(1)", "auc", "🙂 & + ;="),
]


@EVERY_TYPE
@pytest.mark.parametrize("name", HOSTILE)
async def test_an_item_that_a_parameter_names_needs_no_care_of_the_client(
    editor: httpx.AsyncClient, case: ItemCase, name: str
) -> None:
    """Its own name, and no other one: the client would resolve it in a path."""
    url, named = case.url.removesuffix("s"), {"item": name}
    await editor.put(f"{case.url}/bystander", json={"value": case.value})
    made = await editor.put(url, params=named, json={"value": case.value})
    read = await editor.get(url, params=named)
    fresh = {"If-Match": read.headers["ETag"]}
    again = await editor.put(url, params=named, json={"value": case.other}, headers=fresh)
    listed = content(await editor.get(case.url))["items"]
    gone = await editor.delete(url, params=named | {"reason": "Wrong"})

    assert content(made)[case.name] == content(again)[case.name] == name
    assert content(read)["value"] == case.value
    assert {item[case.name]: item["value"] for item in listed} == {
        "bystander": case.value,
        name: case.other,
    }
    assert gone.status_code == 204
    problem(await editor.get(url, params=named), 404)
    rest = content(await editor.get(case.url))["items"]
    assert [item[case.name] for item in rest] == ["bystander"]


@EVERY_TYPE
async def test_a_parameter_names_an_item_or_is_pointed_at(
    editor: httpx.AsyncClient, case: ItemCase
) -> None:
    url, body = case.url.removesuffix("s"), {"value": case.value}

    assert location(await editor.get(url), 422) == "item"
    assert location(await editor.put(url, json=body), 422) == "item"
    assert location(await editor.put(url, params={"item": "\x01"}, json=body), 422) == "item"
    assert location(await editor.put(url, params={"item": "x"}, json={}), 422) == "/value"


@EVERY_TYPE
async def test_changes_record_author_and_reason(
    editor: httpx.AsyncClient, registry: AsyncRegistry, case: ItemCase
) -> None:
    await editor.put(f"{case.url}/x?reason=First", json={"value": case.value})
    created = await last_event(registry)
    await editor.put(f"{case.url}/x", json={"value": case.other})
    changed = await last_event(registry)
    await editor.delete(f"{case.url}/x?reason=Wrong")
    deleted = await last_event(registry)

    field = f"{case.field}.x"
    assert created.changes == {field: (None, case.value)}
    assert changed.changes == {field: (case.value, case.other)}
    assert deleted.changes == {field: (case.other, None)}
    assert (created.reason, changed.reason, deleted.reason) == ("First", None, "Wrong")
    assert {event.via for event in (created, changed, deleted)} == {"editor-admin"}


@EVERY_TYPE
async def test_setting_the_same_again_changes_nothing(
    editor: httpx.AsyncClient, registry: AsyncRegistry, case: ItemCase
) -> None:
    first = await editor.put(f"{case.url}/x", json={"value": case.value})
    before = await events(registry)
    again = await editor.put(f"{case.url}/x", json={"value": case.value})

    assert content(again) == content(first)
    assert await events(registry) == before


@EVERY_TYPE
async def test_items_are_listed_by_name(editor: httpx.AsyncClient, case: ItemCase) -> None:
    for name in ("b", "c", "a"):
        await editor.put(f"{case.url}/{name}", json={"value": case.value})
    first = content(await editor.get(f"{case.url}?limit=2"))
    rest = content(await editor.get(f"{case.url}?limit=2&cursor={first['next_cursor']}"))

    assert [item[case.name] for item in first["items"]] == ["a", "b"]
    assert [item[case.name] for item in rest["items"]] == ["c"]
    assert rest["next_cursor"] is None


@EVERY_TYPE
async def test_a_stale_copy_overwrites_and_deletes_nothing(
    editor: httpx.AsyncClient, case: ItemCase
) -> None:
    url = f"{case.url}/x"
    stale = await editor.put(url, json={"value": case.value})
    await editor.put(url, json={"value": case.other})
    headers = {"If-Match": stale.headers["ETag"]}
    overwriting = await editor.put(url, json={"value": case.value}, headers=headers)
    deleting = await editor.delete(url, headers=headers)

    assert location(overwriting, 412) == location(deleting, 412) == "If-Match"
    assert content(await editor.get(url))["value"] == case.other


@EVERY_TYPE
async def test_a_fresh_copy_is_changed_and_deleted(
    editor: httpx.AsyncClient, case: ItemCase
) -> None:
    url = f"{case.url}/x"
    made = await editor.put(url, json={"value": case.value})
    changed = await editor.put(
        url, json={"value": case.other}, headers={"If-Match": made.headers["ETag"]}
    )
    gone = await editor.delete(url, headers={"If-Match": changed.headers["ETag"]})

    assert content(changed)["value"] == case.other
    assert gone.status_code == 204


@EVERY_TYPE
async def test_mistakes_are_located(editor: httpx.AsyncClient, case: ItemCase) -> None:
    wrong: Any = "high" if isinstance(case.value, float) else [3]
    assert location(await editor.put(f"{case.url}/x", json={"value": wrong}), 422) == "/value"
    assert location(await editor.put(f"{case.url}/x", json={}), 422) == "/value"
    assert location(await editor.put(f"{case.url}/%01", json={"value": case.value}), 422) == "item"
    assert location(await editor.put(f"{case.url}/%20", json={"value": case.value}), 422) == "item"
    assert content(await editor.get(case.url))["items"] == []


@EVERY_TYPE
@pytest.mark.parametrize("method", ["get", "delete"])
@pytest.mark.parametrize("name", ["nix", "%00"])
async def test_a_missing_item_is_reported(
    editor: httpx.AsyncClient, case: ItemCase, method: str, name: str
) -> None:
    problem(await editor.request(method, f"{case.url}/{name}"), 404)


@pytest.mark.parametrize("url", ["/models/nix/tags", "/models/fraud/versions/9/metrics"])
async def test_an_item_needs_its_owner(editor: httpx.AsyncClient, url: str) -> None:
    problem(await editor.get(url), 404)
    problem(await editor.put(f"{url}/x", json={"value": 1 if "metrics" in url else ""}), 404)


async def test_ten_thousand_metrics_are_recorded_in_one_call(
    editor: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    metrics = {f"loss/{number}": number / 7 for number in range(10_000)}
    recorded = await editor.post(f"{VERSION}/metrics?reason=All", json={"metrics": metrics})
    again = await editor.post(f"{VERSION}/metrics", json={"metrics": metrics | {"loss/0": 1.0}})
    read = content(await editor.get(VERSION))

    assert content(recorded) == {"changed": 10_000}
    assert content(again) == {"changed": 1}
    assert (len(read["metrics"]), read["cut"]) == (1_000, ["metrics"])
    found = [event.changes for event in await events(registry, "action:update")]
    assert [len(changes) for changes in found] == [1, 10_000]


@pytest.mark.parametrize(
    ("metrics", "pointer"),
    [
        ({"auc": 0.5, "b": "high"}, "/metrics/b"),
        ({"auc": 0.5, " auc": 0.6}, "/metrics"),
        ([["auc", 0.5], ["auc", 0.6]], "/metrics"),
        ({f"m{number}": 1.0 for number in range(10_001)}, "/metrics"),
        ("auc", "/metrics"),
    ],
)
async def test_all_metrics_are_recorded_or_none(
    editor: httpx.AsyncClient, metrics: object, pointer: str
) -> None:
    response = await editor.post(f"{VERSION}/metrics", json={"metrics": metrics})

    assert location(response, 422) == pointer
    assert content(await editor.get(VERSION))["metrics"] == {}


async def test_metrics_as_pairs_tell_a_name_given_twice(editor: httpx.AsyncClient) -> None:
    """In a JSON object the last one would win: no parser reports it."""
    pairs = await editor.post(f"{VERSION}/metrics", json={"metrics": [["a", 1.0], ["a", 2.0]]})
    members = await editor.post(
        f"{VERSION}/metrics",
        content=b'{"metrics": {"a": 1.0, "a": 2.0}}',
        headers={"Content-Type": "application/json"},
    )

    assert "given twice" in problem(pairs, 422)["errors"][0]["detail"]
    assert content(members) == {"changed": 1}
    assert content(await editor.get(VERSION))["metrics"] == {"a": 2.0}
