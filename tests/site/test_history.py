"""Who did what, when and why."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from mldb.schemas import AuditEventRead, MLModelCreate, MLModelUpdate
from mldb.types import AuditAction
from registry_app.presentation.events import event_verb
from registry_app.registry import Registry
from tests.site.addresses import ITEM, NAME, fill
from tests.site.page import seen, text


def test_it_tells_who_did_what_and_why(viewer: Client) -> None:
    filled = fill()
    page = text(viewer.get("/history"))

    for shown in ("alice</strong> registered", "moved an alias of", "trashed", "It's <new>"):
        assert shown in page
    assert f'href="{filled.address("registry:model-detail").replace("%26", "&")}"' in page
    assert f"tags.{ITEM} a & b" in seen(viewer.get("/history"))


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

    assert "description old text → new text" in page
    assert "description new text → removed" in page


def test_long_values_are_shown_in_short(viewer: Client, registry: Registry) -> None:
    registry.models.create(MLModelCreate(name="fraud", description="x" * 1_000))

    assert f"<ins>{'x' * 80}…</ins>" in text(viewer.get("/history"))


def test_what_is_purged_is_named_but_not_linked(admin: Client) -> None:
    filled = fill()
    admin.post(filled.address("registry:model-purge"), {"confirmation": "old"})
    response = admin.get("/history")

    assert "purged old" in seen(response)


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
        action=action,
        entity=entity,
        entity_id=1,
        label="fraud",
        model_id=None,
        changes={},
        reason=None,
    )

    assert event_verb(event)


def test_a_model_s_history_is_its_own(viewer: Client, registry: Registry) -> None:
    address = fill().address("registry:model-history")
    registry.models.create(MLModelCreate(name="other"))
    page = text(viewer.get(address))

    assert f"{NAME}/1" in page
    assert "other" not in page


def test_it_comes_in_pages(viewer: Client, registry: Registry) -> None:
    for number in range(30):
        registry.models.create(MLModelCreate(name=f"model-{number:02}"))

    assert "model-00" not in text(viewer.get("/history?size=25"))
    assert "model-00" in text(viewer.get("/history?size=25&page=2"))
    assert "There is no such page" in text(viewer.get("/history?page=9"))
