"""What the command palette offers."""

import json
from typing import Any

import pytest
from django.test import Client

from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelVersionCreate
from registry_app.core.registry import Registry
from tests.web.statements import statements


@pytest.fixture(autouse=True)
def model(registry: Registry) -> str:
    """A model with a version that is in use."""
    registry.models.create(MLModelCreate(name="churn"))
    registry.versions.create(MLModelVersionCreate(model_name="churn", source="s3://b/1"))
    registry.aliases.move(MLModelAliasMove(model_name="churn", name="champion", version=1))
    return "churn"


def offered(client: Client, text: str, page: str = "/") -> dict[str, list[tuple[str, str]]]:
    """Labels and URLs by the heading of their group."""
    response = client.get("/find/palette", {"q": text, "page": page})
    groups: list[dict[str, Any]] = json.loads(response.content)["groups"]
    return {
        group["heading"]: [(one["label"], one["url"]) for one in group["options"]]
        for group in groups
    }


def test_everything_is_found_by_its_name(viewer: Client) -> None:
    assert offered(viewer, "CHU")["Models"] == [("churn", "/models/churn")]
    assert offered(viewer, "churn/1")["Versions"] == [("churn/1", "/models/churn/1")]
    assert offered(viewer, "@champ")["Aliases"] == [("churn@champion", "/models/churn/1")]
    assert offered(viewer, "viewer")["People"] == [("viewer", "/history?q=by:viewer")]


def test_without_a_text_it_offers_what_changed_last_and_the_pages(viewer: Client) -> None:
    groups = offered(viewer, "")

    assert groups["Changed last"] == [("churn", "/models/churn")]
    assert ("Models", "/models") in groups["Go to"]


def test_it_offers_what_can_be_done_here(viewer: Client, editor: Client) -> None:
    on_model = offered(editor, "", "/models/churn")["On this page"]
    on_version = offered(editor, "alias", "/models/churn/1")["On this page"]

    assert ("Register a version", "/models/churn/new-version") in on_model
    assert ("Point an alias here", "/models/churn/aliases/move?version=1") in on_version
    assert "Edit" not in dict(offered(viewer, "", "/models/churn")["On this page"])


@pytest.mark.parametrize("page", ["", "//evil.example/", "nix", "/models", "/models/a/b/c", "\0"])
def test_elsewhere_there_is_nothing_of_the_page(viewer: Client, page: str) -> None:
    assert "On this page" not in offered(viewer, "", page)


def test_a_role_is_offered_what_it_may_do(viewer: Client, editor: Client, admin: Client) -> None:
    def actions(client: Client) -> set[str]:
        groups = offered(client, "")
        return {label for name in ("Actions", "Go to") for label, _ in groups[name]}

    assert actions(editor) - actions(viewer) == {"Register a model", "Create an experiment"}
    assert actions(admin) - actions(editor) == {"Add a person", "Staff"}


@pytest.mark.parametrize("text", ["<script>", "\u202eevil", "x" * 3_000, "a\0b", '"', "%"])
def test_hostile_texts_lead_to_a_search(viewer: Client, text: str) -> None:
    groups = offered(viewer, text)

    assert set(groups) == {"Search"}
    assert "\n" not in groups["Search"][0][1]


def test_the_number_of_statements_is_fixed(viewer: Client) -> None:
    viewer.get("/find/palette?q=churn")
    with statements() as seen:
        viewer.get("/find/palette?q=churn")

    # The session, the names, and whether all were looked at.
    assert len(seen) == 3, "\n".join(seen)
