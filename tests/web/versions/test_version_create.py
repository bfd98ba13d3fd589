"""Registering a version."""

from typing import Any

import pytest
from django.test import Client

from mldb.schemas import MLModelCreate
from registry_app.core.registry import Registry
from tests.web.page import text

ADDRESS = "/models/fraud/new-version"


@pytest.fixture(autouse=True)
def model(registry: Registry) -> int:
    return registry.models.create(MLModelCreate(name="fraud")).id


def send(client: Client, **changed: str) -> Any:
    complete = {
        "source": "s3://bucket/1",
        "device": "cuda",
        "status": "pending",
        "description": "typed text",
        "params": "learning_rate = 0.01\r\n\r\nexpression = a = b\r\nempty =",
        "metrics": "auc = 0.931\r\nval/loss = 1e-3",
        "tags": "dataset = 2026-q1",
        "reason": "Retrained",
    }
    return client.post(ADDRESS, complete | changed)


def test_the_page_offers_what_there_is_to_say(editor: Client) -> None:
    page = text(editor.get(ADDRESS))

    assert '<option value="ready" selected>' in page
    assert "One per line: auc = 0.931" in page


def test_it_registers_everything_at_once(editor: Client, registry: Registry, model: int) -> None:
    response = send(editor)
    version = registry.versions.get_by_number("fraud", 1)

    assert response["Location"] == "/models/fraud/1"
    assert (version.device, version.status, version.created_by) == ("cuda", "pending", "editor")
    assert registry.params.get_of_owners([version.id])[version.id] == {
        "learning_rate": "0.01",
        "expression": "a = b",
        "empty": "",
    }
    assert registry.metrics.get_of_owners([version.id])[version.id] == {
        "auc": 0.931,
        "val/loss": 0.001,
    }
    assert registry.version_tags.get_of_owners([version.id])[version.id] == {"dataset": "2026-q1"}
    assert registry.audit.get_all()[0].reason == "Retrained"


def test_numbers_count_up(editor: Client) -> None:
    locations = [send(editor)["Location"] for _ in range(2)]

    assert locations == ["/models/fraud/1", "/models/fraud/2"]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"source": ""}, "A source is a URI"),
        ({"source": "not a uri"}, "A source is a URI"),
        ({"device": "abacus"}, "Select a valid choice"),
        ({"metrics": "auc"}, "Line 1: write name = value."),
        ({"metrics": "auc = much"}, "auc: Enter a number, such as 0.93."),
        ({"metrics": "auc = nan"}, "auc: Enter a finite number."),
        ({"metrics": "auc = 1e999"}, "auc: Enter a finite number."),
        ({"metrics": "auc = 1\nauc = 2"}, "'auc' is given twice."),
        ({"params": "= 1"}, "Fill this in."),
        ({"tags": "a" * 256 + " = 1"}, "at most 255 characters"),
        ({"params": "\n".join(f"p{n} = 1" for n in range(1_001))}, "at most 1,000 of them"),
        ({"reason": "x" * 1_001}, "The reason can't be used"),
    ],
)
def test_a_refusal_shows_the_message_and_keeps_what_was_typed(
    editor: Client, registry: Registry, changed: dict[str, str], message: str
) -> None:
    response = send(editor, **changed)

    assert response.status_code == 422
    assert message in text(response)
    assert "typed text</textarea>" in text(response)
    assert registry.versions.get_all() == []


def test_lines_are_kept_as_they_were_typed(editor: Client) -> None:
    page = text(send(editor, source="", params="b =  1\r\n a=2"))

    assert "b =  1\n a=2</textarea>" in page


def test_a_model_in_the_trash_gets_no_version(
    editor: Client, registry: Registry, model: int
) -> None:
    registry.models.delete(model)

    assert send(editor).status_code == 404
