"""The card of a model."""

from django.test import Client

from mldb.schemas import MLModelCreate
from registry_app.core.registry import Registry
from tests.web.addresses import NAME, fill
from tests.web.page import seen, text


def test_it_shows_the_card(viewer: Client) -> None:
    page = text(viewer.get(fill().address("registry:model-card")))

    assert NAME in page
    assert 'id="user-content-card">Card</h3>' in page


def test_of_html_what_is_harmless_is_shown(viewer: Client) -> None:
    page = viewer.get(fill().address("registry:model-card")).content.decode()

    assert "<auc>" not in page
    assert page.count("<b>") == page.count("<b>bold</b>") == 1


def test_without_a_card_an_editor_may_write_one(
    viewer: Client, editor: Client, registry: Registry
) -> None:
    registry.models.create(MLModelCreate(name="fraud"))

    assert "No card yet." in seen(viewer.get("/models/fraud/card"))
    assert "Describe this model" not in seen(viewer.get("/models/fraud/card"))
    assert "Describe this model" in seen(editor.get("/models/fraud/card"))


def test_a_missing_model_has_none(viewer: Client) -> None:
    assert viewer.get("/models/nix/card").status_code == 404
    assert viewer.post("/models/nix/card").status_code == 405
