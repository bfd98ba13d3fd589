"""Restoring a card or a description as it was."""

import pytest
from django.test import Client

from mldb.schemas import (
    MLExperimentCreate,
    MLExperimentUpdate,
    MLModelCreate,
    MLModelTagCreate,
    MLModelUpdate,
    MLModelVersionCreate,
    MLModelVersionUpdate,
    MLRunCreate,
    MLRunUpdate,
)
from registry_app.core.registry import Registry
from tests.web.page import hidden, seen, text

OLD = "# Card\n\nOld words."


def change(registry: Registry, before: str = OLD, after: str = "# Card\n\nNew words.") -> str:
    """The URL of the event that changed a card from this to that."""
    model = registry.models.create(MLModelCreate(name="fraud", description=before))
    registry.models.update(model.id, MLModelUpdate(row_version=1, description=after))
    return f"/history/{registry.audit.get_all()[0].id}"


def test_the_text_before_a_change_is_restored(editor: Client, registry: Registry) -> None:
    address = change(registry)
    assert f"{address}/restore?side=before" in text(editor.get(address))
    page = editor.get(f"{address}/restore?side=before")

    assert '<span class="changed">New</span> words.' in text(page)

    sent = {"row_version": hidden(page, "row_version"), "reason": "It was right"}
    response = editor.post(f"{address}/restore?side=before", sent, follow=True)

    assert "The earlier text is restored." in seen(response)
    assert registry.models.get_by_name("fraud").description == OLD
    event = registry.audit.get_all()[0]
    assert (event.actor, event.reason) == ("editor", "It was right")


def test_what_has_the_text_now_offers_and_restores_nothing(
    editor: Client, registry: Registry
) -> None:
    address = change(registry)

    assert "restore?side=after" not in text(editor.get(address))
    assert "there is nothing to restore" in seen(editor.get(f"{address}/restore?side=after"))

    sent = {"row_version": "2"}
    page = editor.post(f"{address}/restore?side=after", sent, follow=True)

    assert "Nothing was changed" in seen(page)


def test_the_text_after_a_change_can_be_restored_later(editor: Client, registry: Registry) -> None:
    address = change(registry)
    model = registry.models.get_by_name("fraud")
    registry.models.update(model.id, MLModelUpdate(row_version=2, description=""))
    editor.post(f"{address}/restore?side=after", {"row_version": "3"})

    assert registry.models.get_by_name("fraud").description == "# Card\n\nNew words."


def test_texts_of_versions_experiments_and_runs_are_restored(
    editor: Client, registry: Registry
) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    version = registry.versions.create(
        MLModelVersionCreate(model_name="fraud", source="s3://b/1", description="old")
    )
    registry.versions.update(version.id, MLModelVersionUpdate(row_version=1, description="new"))
    experiment = registry.experiments.create(MLExperimentCreate(name="e", description="old"))
    registry.experiments.update(experiment.id, MLExperimentUpdate(row_version=1, description="new"))
    run = registry.runs.create(MLRunCreate(experiment="e", description="old"))
    registry.runs.update(run.id, MLRunUpdate(row_version=1, description="new"))
    for event in registry.audit.get_all():
        if "description" in event.changes and event.action.value == "update":
            address = f"/history/{event.id}/restore?side=before"
            sent = {"row_version": hidden(editor.get(address), "row_version")}

            assert editor.post(address, sent).status_code == 302

    assert registry.versions.get(version.id).description == "old"
    assert registry.experiments.get(experiment.id).description == "old"
    assert registry.runs.get(run.id).description == "old"


def test_what_somebody_changed_meanwhile_is_shown_before_it_is_replaced(
    editor: Client, registry: Registry
) -> None:
    address = f"{change(registry)}/restore?side=before"
    model = registry.models.get_by_name("fraud")
    newest = MLModelUpdate(row_version=2, description="# Card\n\nNewest words.")
    registry.models.update(model.id, newest)
    refused = editor.post(address, {"row_version": "2", "reason": "kept"})

    assert refused.status_code == 409
    assert "Newest" in seen(refused)
    assert 'value="kept"' in text(refused)
    assert registry.models.get(model.id).description == newest.description

    again = {"row_version": hidden(refused, "row_version")}

    assert editor.post(address, again).status_code == 302
    assert registry.models.get(model.id).description == OLD


@pytest.mark.parametrize("query", ["?side=before", "?side=x", "?side=", "?side=<script>"])
def test_an_event_without_such_a_text_has_none(
    editor: Client, registry: Registry, query: str
) -> None:
    model = registry.models.create(MLModelCreate(name="fraud"))
    registry.model_tags.create(MLModelTagCreate(model_id=model.id, key="description"))
    for event in registry.audit.get_all():
        response = editor.get(f"/history/{event.id}/restore{query}")

        assert response.status_code == 404
        assert "There is no text in the audit event" in seen(response)
    assert editor.get(f"/history/999/restore{query}").status_code == 404


def test_what_is_in_the_trash_is_not_changed(editor: Client, registry: Registry) -> None:
    address = change(registry)
    registry.models.delete(registry.models.get_by_name("fraud").id)

    assert "restore?side=" not in text(editor.get(address))
    assert editor.get(f"{address}/restore?side=before").status_code == 404


def test_a_text_is_no_markup(editor: Client, registry: Registry) -> None:
    address = change(registry, "<script>alert(1)</script>\n" * 20, "x")
    page = editor.get(f"{address}/restore?side=before").content

    assert b"<script>alert" not in page


def test_only_editors_restore(viewer: Client, registry: Registry) -> None:
    address = change(registry)

    assert "restore?side" not in text(viewer.get(address))
    assert viewer.get(f"{address}/restore?side=before").status_code == 403
    assert viewer.post(f"{address}/restore?side=before", {}).status_code == 403


def test_a_form_without_its_version_is_refused(editor: Client, registry: Registry) -> None:
    address = f"{change(registry)}/restore?side=before"

    assert editor.post(address, {}).status_code == 422
    assert editor.post(address, {"row_version": "x"}).status_code == 422
