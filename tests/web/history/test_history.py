"""Who did what, when and why."""

import csv
import io
import json
import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from mldb.schemas import AuditEventRead, MLModelCreate, MLModelUpdate, MLModelVersionCreate
from mldb.sync_db import MLModelService, MLModelVersionService
from mldb.values.enums import AuditAction
from registry_app.core.registry import Registry
from registry_app.web.presentation.events import event_text
from tests.web.addresses import ITEM, NAME, fill
from tests.web.page import pages, seen, text


def test_it_tells_who_did_what_and_why(viewer: Client) -> None:
    filled = fill()
    page = text(viewer.get("/history?size=100"))

    for shown in ("alice</strong> registered", "moved <b", "to the trash", "It's <new>"):
        assert shown in page
    assert f'href="{filled.address("registry:model-detail").replace("%26", "&")}"' in page
    assert f"set the tag {ITEM} of {NAME} to a & b" in seen(viewer.get("/history?size=100"))
    assert f"moved champion of {NAME} from 1 to 2" in seen(viewer.get("/history?size=100"))


def test_nothing_typed_by_people_is_markup(viewer: Client) -> None:
    fill()
    page = viewer.get("/history").content.decode()

    assert "<new>" not in page
    assert "<auc>" not in page


def test_a_change_shows_what_was_and_what_is(viewer: Client, registry: Registry) -> None:
    model = registry.models.create(MLModelCreate(name="fraud", description="old text"))
    registry.models.update(model.id, MLModelUpdate(row_version=1, description="new text"))
    registry.models.update(model.id, MLModelUpdate(row_version=2, description=""))
    page = seen(viewer.get("/history"))

    assert "edited the card of fraud" in page
    assert "card old text → new text" in page
    assert "cleared the card of fraud" in page
    assert "card new text → (empty)" in page


def test_long_values_are_shown_in_short(viewer: Client, registry: Registry) -> None:
    registry.models.create(MLModelCreate(name="fraud", description="x" * 1_000))

    assert f"<ins>{'x' * 80}…</ins>" in text(viewer.get("/history"))


def test_what_is_purged_is_named_but_not_linked(admin: Client, registry: Registry) -> None:
    filled = fill()
    admin.post(filled.address("registry:model-purge"), {"confirmation": "old"})
    response = admin.get("/history?q=name:old")

    assert "purged old" in seen(response)
    assert 'href="/models/old"' not in text(response)

    registry.models.create(MLModelCreate(name="old"))

    # Another one of that name is not the one that these events are about.
    assert text(admin.get("/history?q=name:old")).count('href="/models/old"') == 1


@pytest.mark.parametrize(("address", "lines"), [("/", 3), ("/history", 5)])
def test_what_lies_in_the_trash_leads_to_where_it_is_restored(
    viewer: Client, editor: Client, registry: Registry, address: str, lines: int
) -> None:
    model = registry.models.create(MLModelCreate(name="fraud"))
    registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1"))
    version = registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/2"))
    registry.versions.delete(version.id)
    page = text(editor.get(address))

    assert (
        f'<a class="badge bg-yellow-lt text-nowrap" href="/trash/versions/{version.id}/restore">'
        in page
    )
    assert 'href="/models/fraud/1">fraud/1</a>' in page
    assert 'href="/models/fraud/2"' not in page
    assert '<a class="badge bg-yellow-lt text-nowrap" href="/trash">' in text(viewer.get(address))

    registry.models.delete(model.id)
    page = text(editor.get(address))

    assert 'href="/models/fraud' not in page
    assert page.count(f'href="/trash/models/{model.id}/restore">in the trash</a>') == lines


def test_passwords_and_secrets_are_not_in_it(admin: Client) -> None:
    fill()
    page = text(admin.get("/history"))

    assert "argon2" not in page
    assert "mb_" not in page


@pytest.mark.parametrize("entity", ["model", "view"])
@pytest.mark.parametrize("action", AuditAction)
def test_every_action_has_its_words(action: AuditAction, entity: str) -> None:
    event = AuditEventRead(
        id=1,
        occurred_at=datetime(2026, 3, 1, tzinfo=UTC),
        actor="alice",
        via=None,
        action=action,
        entity=entity,
        entity_id=1,
        label="fraud",
        model_id=None,
        changes={},
        reason=None,
    )

    assert event_text(event).strip().endswith(("fraud", "trash"))


def test_a_model_s_history_is_its_own(viewer: Client, registry: Registry) -> None:
    address = fill().address("registry:model-history")
    registry.models.create(MLModelCreate(name="other"))
    page = text(viewer.get(address))

    assert f"{NAME}/1" in page
    assert "other" not in page


def test_it_comes_in_pages(viewer: Client, registry: Registry) -> None:
    for number in range(60):
        registry.models.create(MLModelCreate(name=f"model-{number:02}"))
    first = viewer.get("/history?q=entity:model")
    second = viewer.get(pages(first)["Next"])
    last = viewer.get(pages(second)["Last"])

    assert "60 events" in text(first)
    assert "model-59" in text(first)
    assert "model-34" not in text(first)
    assert "model-34" in text(second)
    assert "model-00" in text(last)
    assert pages(last)["First"] == "/history?q=entity:model"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("by:bob", ["fraud-2"]),
        ("action:update field:description", ["fraud"]),
        ("drift", ["fraud"]),
        ("model:fraud-*", ["fraud-2"]),
        ("sort:at at>2020 action:create", ["fraud", "fraud-2"]),
        ("at<2020", []),
    ],
)
def test_it_is_searched(viewer: Client, registry: Registry, query: str, found: list[str]) -> None:
    model = registry.models.create(MLModelCreate(name="fraud"))
    change = MLModelUpdate(row_version=1, description="new text")
    registry.models.update(model.id, change, reason="After the drift")
    Registry("bob").models.create(MLModelCreate(name="fraud-2"))
    response = viewer.get("/history", {"q": f"entity:model {query}"})

    assert re.findall(r'href="/models/[^"]*">([^<]*)<', text(response)) == found
    assert found or "No event is found by “entity:model at<2020”" in text(response)


@pytest.mark.parametrize("path", ["/history", "/models/fraud/history"])
def test_a_mistake_in_a_search_is_explained(viewer: Client, registry: Registry, path: str) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    response = viewer.get(f"{path}?q=reson:drift")

    assert response.status_code == 400
    assert "Did you mean reason?" in text(response)
    assert 'value="reson:drift"' in text(response)
    assert viewer.get(f"{path}?cursor=x").status_code == 400


def test_typing_in_the_search_fetches_the_list_alone(viewer: Client, registry: Registry) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    headers = {"HX-Request": "true", "HX-Target": "results"}
    response = viewer.get("/history?q=fra", headers=headers)

    assert ">fraud<" in text(response)
    assert "<html" not in text(response)


def test_it_is_a_file_of_what_is_found(viewer: Client, registry: Registry) -> None:
    model = registry.models.create(MLModelCreate(name="=1+1"))
    update = MLModelUpdate(row_version=1, description="new")
    registry.models.update(model.id, update, reason="-1")
    registry.models.create(MLModelCreate(name="other"))

    (found,) = json.loads(text(viewer.get("/history?format=json&q=action:update")))
    assert datetime.fromisoformat(found.pop("at")).tzinfo is not None
    assert found == {
        "by": "alice",
        "via": None,
        "action": "update",
        "entity": "model",
        "name": "=1+1",
        "reason": "-1",
        "changes": {"description": ["", "new"]},
    }
    table = csv.reader(
        io.StringIO(text(viewer.get("/models/=1+1/history?format=csv&q=has:reason")))
    )
    head, row = table
    assert head == ["at", "by", "via", "action", "entity", "name", "reason", "changes"]
    assert row[1:] == [
        "alice",
        "",
        "update",
        "model",
        "'=1+1",
        "-1",
        '{"description": ["", "new"]}',
    ]


@pytest.mark.parametrize("address", ["/", "/history", "/history?q=via:night*", "/models/fraud/1"])
def test_it_tells_with_which_token_a_program_acted(
    viewer: Client, registry: Registry, address: str
) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    MLModelVersionService(actor="alice", via="nightly").create(
        MLModelVersionCreate(model_name="fraud", source="s3://b/1")
    )

    assert "alice via nightly registered fraud/1" in seen(viewer.get(address))


def test_what_programs_did_is_told_apart(viewer: Client, registry: Registry) -> None:
    registry.models.create(MLModelCreate(name="by-hand"))
    MLModelService(actor="alice", via="nightly").create(MLModelCreate(name="by-program"))
    page = seen(viewer.get("/history?q=-has:via entity:model"))

    assert "by-hand" in page
    assert "by-program" not in page
    (found,) = json.loads(text(viewer.get("/history?format=json&q=has:via")))
    assert (found["by"], found["via"], found["name"]) == ("alice", "nightly", "by-program")


def test_an_empty_registry_has_no_history(viewer: Client) -> None:
    assert "No event is found" in text(viewer.get("/history?q=nothing"))


def test_a_version_leads_to_its_whole_history(viewer: Client) -> None:
    fill()
    page = text(viewer.get(f"/models/{NAME}/1"))
    (address,) = re.findall(r'href="([^"]*)">All of this version', page)
    response = viewer.get(address)

    # Of its registration, of the file that it got, and of a comment.
    assert "3 events<" in text(response)
    assert f"{NAME}/1" in text(response)
