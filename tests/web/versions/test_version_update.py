"""Changing a version."""

from typing import Any

import pytest
from django.test import Client

from mldb.schemas import MLModelCreate, MLModelVersionCreate, MLModelVersionUpdate
from registry_app.core.registry import Registry
from tests.web.page import hidden, text

ADDRESS = "/models/fraud/1/edit"


@pytest.fixture(autouse=True)
def version(registry: Registry) -> int:
    registry.models.create(MLModelCreate(name="fraud"))
    return registry.versions.create(
        MLModelVersionCreate(model_name="fraud", source="s3://b/old", description="old")
    ).id


def send(client: Client, **changed: object) -> Any:
    complete = {
        "row_version": 1,
        "source": "s3://b/new",
        "device": "tpu",
        "status": "failed",
        "description": "new",
    }
    return client.post(ADDRESS, complete | changed)


def test_the_page_shows_what_is_stored(editor: Client) -> None:
    page = text(editor.get(ADDRESS))

    for shown in ('value="s3://b/old"', '<option value="cpu" selected>', "old</textarea>"):
        assert shown in page


def test_it_saves(editor: Client, registry: Registry, version: int) -> None:
    response = send(editor, reason="Moved")
    stored = registry.versions.get(version)

    assert response["Location"] == "/models/fraud/1"
    assert (stored.source, stored.device, stored.status) == ("s3://b/new", "tpu", "failed")
    assert registry.audit.get_all()[0].reason == "Moved"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"source": "nowhere"}, "A source is a URI"),
        ({"status": "broken"}, "Select a valid choice"),
        ({"row_version": "x"}, "Enter a whole number."),
        ({"reason": "x" * 1_001}, "The reason can't be used"),
    ],
)
def test_a_refusal_shows_the_message_and_keeps_what_was_typed(
    editor: Client, registry: Registry, version: int, changed: dict[str, str], message: str
) -> None:
    response = send(editor, description="typed text", **changed)

    assert response.status_code == 422
    assert message in text(response)
    assert "typed text</textarea>" in text(response)
    assert registry.versions.get(version).description == "old"


def test_a_stale_form_shows_both_and_can_then_be_saved(
    editor: Client, registry: Registry, version: int
) -> None:
    registry.versions.update(version, MLModelVersionUpdate(row_version=1, source="s3://b/theirs"))
    conflict = send(editor)
    page = text(conflict)

    assert conflict.status_code == 409
    assert '<td class="wrap">s3://b/theirs</td><td class="wrap">s3://b/new</td>' in page
    assert registry.versions.get(version).source == "s3://b/theirs"

    send(editor, row_version=hidden(conflict, "row_version"))

    assert registry.versions.get(version).source == "s3://b/new"


def test_a_version_in_the_trash_cannot_be_changed(
    editor: Client, registry: Registry, version: int
) -> None:
    registry.versions.delete(version)

    assert send(editor).status_code == 404
