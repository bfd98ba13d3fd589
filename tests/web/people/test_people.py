"""Pages of people, owners of models, stars and watches."""

import pytest
from django.test import Client

from mldb.schemas import MLModelCreate, StaffUserCreate
from mldb.values.enums import Role
from mldb.values.names import SYSTEM
from registry_app.core.registry import Registry
from registry_app.web.people.links import person_url
from tests.web.page import seen, text, user_id
from tests.web.statements import statements

HOSTILE = "<script> \u0646\u0645\u0648\u0630\u062c " + "x" * 150


def test_a_person_is_shown_with_what_they_own_and_did(viewer: Client) -> None:
    Registry(SYSTEM).staff.create(
        StaffUserCreate(username="bob", display_name="<b>Bob</b>", password_hash="hash")
    )
    Registry("bob").models.create(MLModelCreate(name=HOSTILE, owner="bob", team="<i>Risk</i>"))
    page = viewer.get("/people/bob")

    assert "<b>Bob</b>" in seen(page)
    assert "<i>Risk</i>" in seen(page)
    assert "bob registered" in seen(page)
    assert "last seen" in seen(page)
    assert "Starred and watched" not in seen(page)
    assert "<b>Bob</b>" not in page.content.decode()


def test_ones_own_page_has_what_one_watches(viewer: Client) -> None:
    Registry("alice").models.create(MLModelCreate(name="fraud"))
    viewer.post("/models/fraud/watch", {"watch": "on"})

    assert "fraud watched" in seen(viewer.get("/people/viewer"))


def test_a_name_that_only_the_history_knows_has_a_page(viewer: Client) -> None:
    Registry("importer").models.create(MLModelCreate(name="fraud"))
    page = seen(viewer.get("/people/importer"))

    assert "Nobody with an account here is called so" in page
    assert "importer registered fraud" in page


@pytest.mark.parametrize("name", ["nobody", "%00", "a%20b"])
def test_nobody_is_not_found(viewer: Client, name: str) -> None:
    assert viewer.get(f"/people/{name}").status_code == 404


def test_everybody_is_listed(viewer: Client) -> None:
    assert "viewer" in seen(viewer.get("/people"))


def test_the_number_of_statements_does_not_grow(viewer: Client) -> None:
    counts = []
    for number in (2, 30):
        for index in range(number):
            registry = Registry("viewer")
            registry.models.create(MLModelCreate(name=f"m{number}-{index}", owner="viewer"))
        with statements() as made:
            viewer.get("/people/viewer")
        counts.append(len(made))

    assert counts[0] == counts[1] <= 8


def test_names_that_no_account_can_have_lead_to_the_history() -> None:
    assert person_url("alice") == "/people/alice"
    assert person_url('a/b "c"').startswith("/history?q=by:")


def test_an_editor_sets_owner_and_team(editor: Client) -> None:
    Registry("alice").models.create(MLModelCreate(name="fraud"))
    sent = {"name": "fraud", "row_version": 1, "owner": "Editor", "team": "Risk"}
    editor.post("/models/fraud/edit", sent)
    model = Registry().models.get_by_name("fraud")
    page = seen(editor.get("/models/fraud"))

    assert (model.owner, model.team) == ("editor", "Risk")
    assert "Owned by editor of Risk ." in page


def test_an_owner_who_is_nobody_is_refused_at_the_field(editor: Client) -> None:
    Registry("alice").models.create(MLModelCreate(name="fraud"))
    sent = {"name": "fraud", "row_version": 1, "owner": "nobody"}
    response = editor.post("/models/fraud/edit", sent)

    assert response.status_code == 422
    assert "Nobody who may log in is called 'nobody'." in seen(response)
    assert 'value="nobody"' in text(response)


def test_a_star_and_a_watch_are_set_without_javascript(viewer: Client) -> None:
    Registry("alice").models.create(MLModelCreate(name=HOSTILE))
    url = f"/models/{HOSTILE}/watch"
    response = viewer.post(url, {"star": "on"}, follow=True)
    assert "Starred 1 person" in seen(response)
    viewer.post(url, {"watch": "on"})
    viewer.post(url, {"star": "off"})

    (watch,) = Registry().watches.get_of_user(user_id(Role.VIEWER))
    assert (watch.is_starred, watch.is_watched) == (False, True)


def test_with_javascript_only_the_buttons_are_replaced(viewer: Client) -> None:
    Registry("alice").models.create(MLModelCreate(name="fraud"))
    response = viewer.post("/models/fraud/watch", {"watch": "on"}, headers={"HX-Request": "true"})

    assert "Watching" in seen(response)
    assert "<html" not in text(response)


def test_what_is_not_there_can_not_be_watched(viewer: Client) -> None:
    assert viewer.post("/models/nix/watch", {"watch": "on"}).status_code == 404
    assert viewer.get("/models/nix/watch").status_code == 405


def test_models_are_listed_with_owner_and_team(viewer: Client) -> None:
    Registry("alice").models.create(MLModelCreate(name="fraud", owner="viewer", team="Risk"))
    page = seen(viewer.get("/models?q=owner:viewer&col=owner&col=team"))

    assert "Risk" in page
    assert "fraud" in page
