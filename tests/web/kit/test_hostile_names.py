"""Whatever things are called, every address on every page leads to what it is meant for."""

import re
from collections import Counter
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from mldb.errors import RuleViolationError
from mldb.schemas import (
    APITokenCreate,
    MLModelAliasMove,
    MLModelCreate,
    MLModelTagCreate,
    MLModelVersionCreate,
    MLRunCreate,
    Owner,
    SavedViewCreate,
)
from mldb.search.fields import ListType
from mldb.values.enums import Goal, Role
from registry_app.core.registry import Registry
from tests.web.browsing import ORIGIN, Address, addresses, view_of
from tests.web.page import text, user_id

HOSTILE = (
    *(".", "..", "...", "../../victim", "../../../victim", "a/../b", "./data/test.csv/auc", "a//b"),
    *("%2e%2e", "%2E%2E/x", ".%2e", "a\\..\\b", "..\\..\\victim", "\\\\evil.example", "//evil"),
    *("x?y#z", "?", "#", "javascript:alert(1)", "https://evil.example/", "data:text/html,x"),
    *("new", "edit", "delete", "a b+c&d=e;f", "<b>\"'`{}|^", "größe/日本", "🙂", "100%", "%00"),
)
MODELS = (
    *("a?b#c%2e", "%2e%2e", "a\\..\\b", "..\\..\\victim", "\\evil.example", "...x", "new", "1"),
    *("x;y=z,w", "<b>\"'`{}|^&", "größe 日本 🙂 +", "%2F..%2Fvictim"),
)
# What a query adds to a page but the same page in another order or with other columns.
TELLING = ("name", "alias", "cancel", "at", "model", "list", "path")
KINDS = {"metric": "metrics", "param": "params", "version-tag": "version_tags"}


@pytest.fixture(autouse=True)
def filled(admin: Client, registry: Registry) -> None:
    _add_model(registry, "victim", ("auc", "b"))
    _add_model(registry, MODELS[0], HOSTILE)
    for name in MODELS[1:]:
        _add_model(registry, name, ("..", "../../victim"))
    _add_files(registry)
    trashed = registry.models.create(MLModelCreate(name="..\\trashed"))
    registry.models.delete(trashed.id, reason="../..")
    owner = user_id(Role.ADMIN)
    registry.tokens.create(APITokenCreate(user_id=owner, name="../x", model_names=list(MODELS)))
    for name in ("../../x", "//evil?#"):
        registry.saved_views.create(
            SavedViewCreate(
                user_id=owner,
                kind=ListType.VERSIONS,
                model_name=MODELS[0],
                name=name,
                query='sort:"-metric.../../victim"',
                columns=["status", "metric...", "tag.//evil?#"],
                page_size=50,
            )
        )


def _add_files(registry: Registry) -> None:
    """A run with a file of every name that a file can have."""
    run = registry.runs.create(MLRunCreate(name="//evil?#"))
    for name in (*HOSTILE, *MODELS):
        with suppress(RuleViolationError):
            registry.artifacts.put(Owner.run(run.public_id), name, name.encode())


def _add_model(registry: Registry, name: str, items: tuple[str, ...]) -> None:
    model = registry.models.create(
        MLModelCreate(name=name, primary_metric=items[0], primary_metric_goal=Goal.MAXIMIZE),
        reason="../..",
    )
    for key in items:
        registry.model_tags.create(MLModelTagCreate(model_id=model.id, key=key, value=key))
    texts = {key: key for key in items}
    version = MLModelVersionCreate(
        model_name=name,
        source="file:///../x",
        metrics=dict.fromkeys(items, 0.5),
        params=texts,
        tags=texts,
    )
    for number in (1, 2):
        registry.versions.create(version)
        registry.aliases.move(
            MLModelAliasMove(model_name=name, name="champion", version=number), reason="../.."
        )


def look(client: Client, one: Address) -> Any:
    """The page at an address, or the part of one that htmx asks for there."""
    headers = {}
    if one.attribute.startswith("hx-"):
        headers = {"HX-Request": "true", "HX-Target": one.target.removeprefix("#")}
    return client.get(one.path, headers=headers)


def _key(one: Address) -> tuple[object, ...]:
    """The same for pages that differ in nothing but how a list is shown, or of which day it is."""
    match, query = view_of(one.path)
    told = tuple(
        sorted((name, "" if name == "at" else query[name]) for name in query if name in TELLING)
    )
    return (one.attribute.startswith("hx-"), match.view_name, *match.kwargs.values(), told)


def crawl(client: Client) -> dict[Address, Any]:
    """Every address on every page that links lead to, and what is there if it can be looked at."""
    waiting = [Address("href", "/", "/")]
    found: dict[Address, Any] = {}
    seen = set()
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found[one] = None
        if one.attribute not in {"href", "hx-get"} or not one.path.startswith("/"):
            continue
        if one.path.startswith("/static/") or "format=" in one.path or _key(one) in seen:
            continue
        seen.add(_key(one))
        found[one] = answer = look(client, one)
        if "text/html" in answer.get("Content-Type", ""):
            waiting += addresses(one.path, answer.content.decode())
    return found


def test_every_address_leads_to_what_it_is_meant_for_also_in_a_browser(admin: Client) -> None:
    found = crawl(admin)
    views = Counter(view_of(one.path)[0].view_name for one in found if _is_ours(one))

    assert [one for one in found if one.resolved != one.meant] == []
    assert [one for one in found if not one.resolved.startswith(f"{ORIGIN}/")] == []
    for kind in (*KINDS, "model-tag"):
        # Of the one with all names: its page and its parts.
        assert views[f"registry:{kind}-delete"] >= 2 * len(HOSTILE)
        assert views[f"registry:{kind}-update"] >= 2 * len(HOSTILE)
    assert views["registry:alias-remove"] >= len(MODELS)
    for page in ("registry:run-file", "registry:run-file-delete", "api:get_run_artifact"):
        assert views[page] >= len(HOSTILE) / 2, page
    for one, answer in found.items():
        if not _is_ours(one):
            continue
        match, query = view_of(one.path)
        name = match.kwargs.get("name")

        assert name is None or name in {*MODELS, "victim"}, one
        if labelled := re.fullmatch(r"(?:Edit|Delete) (.*)", one.label, re.DOTALL):
            assert query.get("name", labelled[1]) == labelled[1], one
        if answer is not None:
            assert answer.status_code in {200, 302}, one


def _is_ours(one: Address) -> bool:
    return not one.path.startswith("/static/")


@pytest.mark.parametrize("is_htmx", [False, True])
def test_delete_deletes_just_what_stands_beside_it(
    admin: Client, registry: Registry, *, is_htmx: bool
) -> None:
    page = f"/models/{quote(MODELS[0])}/1"
    attribute = "hx-post" if is_htmx else "action"
    headers = {"HX-Request": "true"} if is_htmx else {}
    version = registry.versions.get_by_number(MODELS[0], 1)
    buttons = [
        one
        for one in addresses(page, text_source(admin, page))
        if one.attribute == attribute and one.label.startswith("Delete ")
    ]

    for one in buttons:
        before = _stored(registry, version.id)
        answer = admin.post(
            one.path, headers=headers and headers | {"HX-Target": one.target.removeprefix("#")}
        )
        gone = [item for item in before if item not in _stored(registry, version.id)]

        assert answer.status_code == (200 if is_htmx else 302)
        assert [name for _, name in gone] == [one.label.removeprefix("Delete ")]
    assert len(buttons) == len(KINDS) * len(HOSTILE)
    assert _stored(registry, version.id) == []
    assert registry.versions.get_by_number("victim", 1).deleted_at is None
    assert len(_stored(registry, registry.versions.get_by_number("victim", 1).id)) == 6


def test_the_tag_of_a_model_named_like_a_way_to_another_is_deleted_alone(
    admin: Client, registry: Registry
) -> None:
    """Whoever may set a tag must not let an admin's click trash another model."""
    name = MODELS[1]
    page = f"/models/{quote(name)}"
    [button] = [
        one
        for one in addresses(page, text_source(admin, page))
        if one.attribute == "hx-post" and one.label == "Delete ../../victim"
    ]
    answer = admin.post(button.path, headers={"HX-Request": "true", "HX-Target": "model-tags"})
    model = registry.models.get_by_name(name)

    assert answer.status_code == 200
    assert list(registry.model_tags.get_of_owners([model.id])[model.id]) == [".."]
    assert registry.models.get_by_name("victim").deleted_at is None


def test_what_sends_on_leads_to_what_it_was_done_to(admin: Client, registry: Registry) -> None:
    sent: dict[str, dict[str, object]] = {
        "new-version": {"source": "s3://b/1", "device": "cpu", "status": "ready"},
        "aliases/move": {"name": "other", "version": 1},
        "aliases/remove?alias=champion": {},
        "tags/new": {"key": "%2e%2e/..", "value": "x"},
        "1/metrics/new": {"name": "..\\..", "value": "1"},
        "2/delete": {},
        "1/edit": {"source": "s3://b/1", "device": "cpu", "status": "ready", "row_version": 1},
        "edit": {"row_version": 1},
    }
    for name in MODELS:
        for path, form in sent.items():
            at = f"/models/{quote(name)}/{path}"
            named = {"name": name} if path == "edit" else {}
            answer = admin.post(at, {**form, **named})
            one = Address("Location", answer.get("Location", ""), at)

            assert answer.status_code == 302, (at, text(answer))
            assert one.resolved == one.meant
            assert view_of(one.path)[0].kwargs["name"] == name
    saved = admin.post(
        f"/views/new?list=versions&model={quote(MODELS[0])}", {"name": "..", "query": "x"}
    )

    assert view_of(saved["Location"])[0].kwargs["name"] == MODELS[0]


def test_snippets_name_the_model_in_an_address_that_no_client_changes(admin: Client) -> None:
    for name in MODELS:
        page = text(admin.get(f"/models/{quote(name)}/use"))
        found = re.findall(rf'\n    "{ORIGIN}(/api/v1/models/[^"]*)"', page)

        assert found
        for path in found:
            one = Address("snippet", path, "/")
            assert one.resolved == one.meant
            assert view_of(one.path)[0].kwargs["name"] == name


def text_source(client: Client, page: str) -> str:
    """The page as it was sent."""
    return client.get(page).content.decode()


def _stored(registry: Registry, version_id: int) -> list[tuple[str, str]]:
    return [
        (kind, name)
        for kind in KINDS.values()
        for name in getattr(registry, kind).get_of_owners([version_id]).get(version_id, {})
    ]
