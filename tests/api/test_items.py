"""Metrics, parameters and tags."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from registry_app.core.registry import AsyncRegistry
from tests.api.answers import content, events, last_event, place, problem

VERSION = "/models/fraud/versions/1"
NAMES = ["auc", "val/auc", "100%", "a b+c&d=e", "größe/ß", "🙂", "..", "a//b", "/auc", "x?y#z"]


@dataclass(frozen=True)
class Kind:
    """Where items of a kind are, and values for them."""

    address: str
    name: str
    field: str
    value: Any
    other: Any


KINDS = [
    Kind(f"{VERSION}/metrics", "name", "metrics", 0.25, 0.5),
    Kind(f"{VERSION}/params", "name", "params", "3", ""),
    Kind(f"{VERSION}/tags", "key", "tags", "trial", "späm\nlines"),
    Kind("/models/fraud/tags", "key", "tags", "risk", "<b>"),
]
EVERY_KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.address)


@pytest.fixture(autouse=True)
async def _fraud(editor: httpx.AsyncClient) -> None:
    content(await editor.post("/models", json={"name": "fraud"}), 201)
    content(await editor.post("/models/fraud/versions", json={"source": "s3://b/1"}), 201)


@EVERY_KIND
@pytest.mark.parametrize("name", NAMES)
async def test_an_item_of_any_name_is_set_read_and_deleted(
    editor: httpx.AsyncClient, kind: Kind, name: str
) -> None:
    # Only dots would be taken for a place in the address by the client itself.
    address = f"{kind.address}/{quote(name, safe='').replace('.', '%2E')}"
    made = await editor.put(address, json={"value": kind.value})
    read = await editor.get(address)
    again = await editor.put(address, json={"value": kind.other})
    gone = await editor.delete(address)

    assert content(made)[kind.name] == name
    assert content(read)["value"] == kind.value
    assert content(again)["value"] == kind.other
    assert content(again)["row_version"] == content(made)["row_version"] + 1
    assert gone.status_code == 204
    problem(await editor.get(address), 404)


HOSTILE = [
    *(".", "..", "../../victim", "a/../b", "./data/test.csv/auc", "%2e%2e", "%2E%2E/x", "a//b"),
    *("a\\..\\b", "x?y#z", "//evil", "javascript:alert(1)", "auc", "🙂 & + ;="),
]


@EVERY_KIND
@pytest.mark.parametrize("name", HOSTILE)
async def test_an_item_that_a_parameter_names_needs_no_care_of_the_client(
    editor: httpx.AsyncClient, kind: Kind, name: str
) -> None:
    """Its own name, and no other one: the client would resolve it in a path."""
    address, named = kind.address.removesuffix("s"), {"item": name}
    await editor.put(f"{kind.address}/bystander", json={"value": kind.value})
    made = await editor.put(address, params=named, json={"value": kind.value})
    read = await editor.get(address, params=named)
    fresh = {"If-Match": read.headers["ETag"]}
    again = await editor.put(address, params=named, json={"value": kind.other}, headers=fresh)
    listed = content(await editor.get(kind.address))["items"]
    gone = await editor.delete(address, params=named | {"reason": "Wrong"})

    assert content(made)[kind.name] == content(again)[kind.name] == name
    assert content(read)["value"] == kind.value
    assert {item[kind.name]: item["value"] for item in listed} == {
        "bystander": kind.value,
        name: kind.other,
    }
    assert gone.status_code == 204
    problem(await editor.get(address, params=named), 404)
    rest = content(await editor.get(kind.address))["items"]
    assert [item[kind.name] for item in rest] == ["bystander"]


@EVERY_KIND
async def test_a_parameter_names_an_item_or_is_pointed_at(
    editor: httpx.AsyncClient, kind: Kind
) -> None:
    address, body = kind.address.removesuffix("s"), {"value": kind.value}

    assert place(await editor.get(address), 422) == "item"
    assert place(await editor.put(address, json=body), 422) == "item"
    assert place(await editor.put(address, params={"item": "\x01"}, json=body), 422) == "item"
    assert place(await editor.put(address, params={"item": "x"}, json={}), 422) == "/value"


@EVERY_KIND
async def test_setting_tells_who_and_why(
    editor: httpx.AsyncClient, registry: AsyncRegistry, kind: Kind
) -> None:
    await editor.put(f"{kind.address}/x?reason=First", json={"value": kind.value})
    created = await last_event(registry)
    await editor.put(f"{kind.address}/x", json={"value": kind.other})
    changed = await last_event(registry)
    await editor.delete(f"{kind.address}/x?reason=Wrong")
    deleted = await last_event(registry)

    field = f"{kind.field}.x"
    assert created.changes == {field: (None, kind.value)}
    assert changed.changes == {field: (kind.value, kind.other)}
    assert deleted.changes == {field: (kind.other, None)}
    assert (created.reason, changed.reason, deleted.reason) == ("First", None, "Wrong")
    assert {event.via for event in (created, changed, deleted)} == {"editor-admin"}


@EVERY_KIND
async def test_setting_the_same_again_changes_nothing(
    editor: httpx.AsyncClient, registry: AsyncRegistry, kind: Kind
) -> None:
    first = await editor.put(f"{kind.address}/x", json={"value": kind.value})
    before = await events(registry)
    again = await editor.put(f"{kind.address}/x", json={"value": kind.value})

    assert content(again) == content(first)
    assert await events(registry) == before


@EVERY_KIND
async def test_items_are_listed_by_name(editor: httpx.AsyncClient, kind: Kind) -> None:
    for name in ("b", "c", "a"):
        await editor.put(f"{kind.address}/{name}", json={"value": kind.value})
    first = content(await editor.get(f"{kind.address}?limit=2"))
    rest = content(await editor.get(f"{kind.address}?limit=2&cursor={first['next_cursor']}"))

    assert [item[kind.name] for item in first["items"]] == ["a", "b"]
    assert [item[kind.name] for item in rest["items"]] == ["c"]
    assert rest["next_cursor"] is None


@EVERY_KIND
async def test_a_stale_copy_overwrites_and_deletes_nothing(
    editor: httpx.AsyncClient, kind: Kind
) -> None:
    address = f"{kind.address}/x"
    stale = await editor.put(address, json={"value": kind.value})
    await editor.put(address, json={"value": kind.other})
    headers = {"If-Match": stale.headers["ETag"]}
    overwriting = await editor.put(address, json={"value": kind.value}, headers=headers)
    deleting = await editor.delete(address, headers=headers)

    assert place(overwriting, 412) == place(deleting, 412) == "If-Match"
    assert content(await editor.get(address))["value"] == kind.other


@EVERY_KIND
async def test_a_fresh_copy_is_changed_and_deleted(editor: httpx.AsyncClient, kind: Kind) -> None:
    address = f"{kind.address}/x"
    made = await editor.put(address, json={"value": kind.value})
    changed = await editor.put(
        address, json={"value": kind.other}, headers={"If-Match": made.headers["ETag"]}
    )
    gone = await editor.delete(address, headers={"If-Match": changed.headers["ETag"]})

    assert content(changed)["value"] == kind.other
    assert gone.status_code == 204


@EVERY_KIND
async def test_what_is_wrong_is_pointed_at(editor: httpx.AsyncClient, kind: Kind) -> None:
    wrong: Any = "high" if isinstance(kind.value, float) else [3]
    assert place(await editor.put(f"{kind.address}/x", json={"value": wrong}), 422) == "/value"
    assert place(await editor.put(f"{kind.address}/x", json={}), 422) == "/value"
    assert place(await editor.put(f"{kind.address}/%01", json={"value": kind.value}), 422) == "item"
    assert place(await editor.put(f"{kind.address}/%20", json={"value": kind.value}), 422) == "item"
    assert content(await editor.get(kind.address))["items"] == []


@EVERY_KIND
@pytest.mark.parametrize("method", ["get", "delete"])
@pytest.mark.parametrize("name", ["nix", "%00"])
async def test_a_missing_item_is_told(
    editor: httpx.AsyncClient, kind: Kind, method: str, name: str
) -> None:
    problem(await editor.request(method, f"{kind.address}/{name}"), 404)


@pytest.mark.parametrize("address", ["/models/nix/tags", "/models/fraud/versions/9/metrics"])
async def test_an_item_needs_its_owner(editor: httpx.AsyncClient, address: str) -> None:
    problem(await editor.get(address), 404)
    problem(
        await editor.put(f"{address}/x", json={"value": 1 if "metrics" in address else ""}), 404
    )


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

    assert place(response, 422) == pointer
    assert content(await editor.get(VERSION))["metrics"] == {}


async def test_metrics_as_pairs_tell_a_name_given_twice(editor: httpx.AsyncClient) -> None:
    """In a JSON object the last one would win: no parser tells of it."""
    pairs = await editor.post(f"{VERSION}/metrics", json={"metrics": [["a", 1.0], ["a", 2.0]]})
    members = await editor.post(
        f"{VERSION}/metrics",
        content=b'{"metrics": {"a": 1.0, "a": 2.0}}',
        headers={"Content-Type": "application/json"},
    )

    assert "given twice" in problem(pairs, 422)["errors"][0]["detail"]
    assert content(members) == {"changed": 1}
    assert content(await editor.get(VERSION))["metrics"] == {"a": 2.0}
