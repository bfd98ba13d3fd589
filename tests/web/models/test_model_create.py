"""Registering a model."""

import pytest
from django.test import Client
from django.urls import reverse

from mldb.schemas import MLModelCreate
from registry_app.core.registry import Registry
from tests.web.addresses import NAME
from tests.web.page import text

COMPLETE = {
    "name": "fraud",
    "description": "# Card\r\n\r\nText",
    "primary_metric": "auc",
    "primary_metric_goal": "maximize",
    "reason": "We need it",
}


def test_the_page_shows_the_name_first(editor: Client) -> None:
    page = text(editor.get("/new-model"))

    assert page.index('name="name"') < page.index('name="description"')


@pytest.mark.parametrize("name", ["fraud", NAME, "new", "history", "日本語", "a" * 255])
def test_it_registers_and_leads_to_the_model(editor: Client, registry: Registry, name: str) -> None:
    response = editor.post("/new-model", COMPLETE | {"name": name})
    model = registry.models.get_by_name(name)

    assert response["Location"] == reverse("registry:model-detail", args=[name])
    assert editor.get(response["Location"]).status_code == 200
    assert (model.primary_metric, model.primary_metric_goal) == ("auc", "maximize")
    assert model.created_by == "editor"


def test_the_reason_stands_in_the_history(editor: Client, registry: Registry) -> None:
    editor.post("/new-model", COMPLETE)

    assert registry.audit.get_all()[0].reason == "We need it"


def test_a_name_is_enough(editor: Client, registry: Registry) -> None:
    editor.post("/new-model", {"name": "fraud"})
    model = registry.models.get_by_name("fraud")

    assert (model.description, model.primary_metric) == ("", None)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"name": ""}, "Fill this in."),
        ({"name": "a/b"}, "can't contain '/' or ':'"),
        ({"name": ".."}, "can't be only dots"),
        ({"name": "a\u202eb"}, "Control characters"),
        ({"name": "a\x00b"}, "Null characters are not allowed."),
        ({"name": "a" * 256}, "at most 255 characters"),
        ({"description": "x" * 100_001}, "at most 100,000 characters"),
        ({"primary_metric_goal": ""}, "to be maximized or minimized"),
        ({"primary_metric": ""}, "Name the primary metric that the goal is for."),
        ({"primary_metric_goal": "sideways"}, "Select a valid choice"),
        ({"reason": "x" * 1_001}, "The reason can't be used"),
    ],
)
def test_a_refusal_shows_the_message_and_keeps_what_was_typed(
    editor: Client, registry: Registry, changed: dict[str, str], message: str
) -> None:
    response = editor.post("/new-model", COMPLETE | {"description": "typed text"} | changed)

    assert response.status_code == 422
    assert message in text(response)
    if "description" not in changed:
        assert "typed text" in text(response)
    assert registry.models.get_all() == []


def test_sending_nothing_is_refused_too(editor: Client) -> None:
    response = editor.post("/new-model")

    assert response.status_code == 422
    assert "Fill this in." in text(response)


def test_a_name_is_given_out_once(editor: Client, registry: Registry) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    response = editor.post("/new-model", COMPLETE)

    assert response.status_code == 409
    assert "A model named 'fraud' exists already." in text(response)
    assert 'value="fraud"' in text(response)


def test_a_model_in_the_trash_steps_aside(editor: Client, registry: Registry) -> None:
    trashed = registry.models.create(MLModelCreate(name="fraud"))
    registry.models.delete(trashed.id)
    response = editor.post("/new-model", COMPLETE)

    assert response["Location"] == "/models/fraud"
    assert registry.models.get_from_trash(trashed.id).name == "fraud (2)"


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_only_reading_and_sending_the_form_are_allowed(editor: Client, method: str) -> None:
    response = getattr(editor, method)("/new-model")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")
