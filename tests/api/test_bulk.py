"""Changes of many models or versions at once."""

import httpx
import pytest

from registry_app.core.registry import AsyncRegistry
from tests.api.responses import content, events, location, problem


@pytest.fixture(autouse=True)
async def _models(editor: httpx.AsyncClient) -> None:
    for name in ("a", "b", "c"):
        content(await editor.post("/models", json={"name": name}), 201)
        for number in (1, 2):
            version = {"source": f"s3://b/{number}"}
            content(await editor.post(f"/models/{name}/versions", json=version), 201)
    content(await editor.put("/models/b/aliases/champion", json={"version": 1}))


@pytest.mark.parametrize(
    ("of", "names", "done", "kept"),
    [
        ("models", ["a", "b", "nix", "c"], ["a", "c"], ["b", "nix"]),
        ("versions", ["a/1", "b/1", "b/2", "a", "x/1"], ["a/1", "b/2"], ["b/1", "a", "x/1"]),
    ],
)
async def test_many_are_trashed_but_those_in_use(
    editor: httpx.AsyncClient,
    registry: AsyncRegistry,
    of: str,
    names: list[str],
    done: list[str],
    kept: list[str],
) -> None:
    dry = await editor.post(
        f"/bulk/{of}", json={"action": "trash", "names": names, "dry_run": True}
    )
    unchanged = await events(registry, "action:delete")
    outcome = await editor.post(f"/bulk/{of}?reason=Old", json={"action": "trash", "names": names})
    deleted = await events(registry, "action:delete")

    assert content(dry) == content(outcome)
    assert unchanged == []
    assert content(outcome)["done"] == done
    assert [one["label"] for one in content(outcome)["skipped"]] == kept
    assert sorted(event.label for event in deleted) == sorted(done)
    assert {(event.via, event.reason) for event in deleted} == {("editor-admin", "Old")}


@pytest.mark.parametrize(("of", "names"), [("models", ["a", "b"]), ("versions", ["a/1", "b/2"])])
async def test_many_are_tagged_and_untagged(
    editor: httpx.AsyncClient, of: str, names: list[str]
) -> None:
    tag = {"key": "team/x", "value": "risk"}
    tagged = await editor.post(f"/bulk/{of}", json={"action": "tag", "names": names} | tag)
    found = content(await editor.get(f"/{of}", params={"q": 'tag."team/x":risk'}))["items"]
    untag = {"action": "untag", "names": names, "key": "team/x"}
    untagged = await editor.post(f"/bulk/{of}", json=untag)
    left = content(await editor.get(f"/{of}", params={"q": 'tag."team/x":risk'}))["items"]

    assert content(tagged)["done"] == content(untagged)["done"] == names
    assert (len(found), left) == (2, [])


@pytest.mark.parametrize("of", ["models", "versions"])
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"action": "trash", "names": []}, "/names"),
        ({"action": "trash", "names": ["a"] * 1_001}, "/names"),
        ({"action": "burn", "names": ["a"]}, "/action"),
        ({"action": "tag", "names": ["a"], "key": ""}, "/key"),
        ({"action": "trash", "names": ["a"], "keys": "x"}, "/keys"),
        ({"action": "trash", "names": [1]}, "/names/0"),
    ],
)
async def test_mistakes_are_located(
    editor: httpx.AsyncClient, of: str, body: object, pointer: str
) -> None:
    assert location(await editor.post(f"/bulk/{of}", json=body), 422) == pointer


async def test_a_tag_needs_its_key(editor: httpx.AsyncClient) -> None:
    response = await editor.post("/bulk/models", json={"action": "tag", "names": ["a"]})

    assert "give its key" in problem(response, 422)["errors"][0]["detail"]


async def test_a_name_given_twice_is_done_once(editor: httpx.AsyncClient) -> None:
    body = {"action": "trash", "names": ["a", "a", "nix", "nix"]}
    outcome = content(await editor.post("/bulk/models", json=body))

    assert outcome["done"] == ["a"]
    assert [one["label"] for one in outcome["skipped"]] == ["nix"]


async def test_names_that_no_database_holds_are_skipped(editor: httpx.AsyncClient) -> None:
    names = ["\x00", "x" * 5_000, "\x00/1", "a/" + "9" * 30, "a/0"]
    for of in ("models", "versions"):
        outcome = content(
            await editor.post(f"/bulk/{of}", json={"action": "trash", "names": names})
        )
        assert outcome["done"] == []
        assert len(outcome["skipped"]) == len(names)


async def test_many_runs_are_tagged_and_trashed(
    editor: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    ids = [content(await editor.post("/runs", json={}), 201)["public_id"] for _ in range(2)]
    names = [*ids, "nix", ids[0]]
    tag = {"action": "tag", "names": names, "key": "team", "value": "risk"}
    dry = content(await editor.post("/bulk/runs", json=tag | {"dry_run": True}))
    tagged = content(await editor.post("/bulk/runs", json=tag))
    again = content(await editor.post("/bulk/runs", json=tag))
    found = content(await editor.get("/runs", params={"q": "tag.team:risk"}))["items"]
    trash = {"action": "trash", "names": names}
    trashed = content(await editor.post("/bulk/runs?reason=Old", json=trash))
    untag = await editor.post("/bulk/runs", json=tag | {"action": "untag"})
    deleted = await events(registry, "action:delete")

    assert dry == tagged
    assert tagged["done"] == trashed["done"] == ids
    assert [one["label"] for one in tagged["skipped"]] == ["nix"]
    assert again["done"] == []
    assert again["skipped"][0] == {"label": ids[0], "why": "It has this tag already."}
    assert len(found) == 2
    assert {event.reason for event in deleted} == {"Old"}
    assert location(untag, 422) == "/action"
