"""Saved views: opened by a short link, kept by their owner, shared by editors."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from mldb.rules.saved_view import COLUMNS, ITEM_COLUMNS
from mldb.schemas import (
    MLExperimentCreate,
    MLModelCreate,
    MLModelVersionCreate,
    MLRunCreate,
    SavedViewCreate,
    SavedViewRead,
    SavedViewUpdate,
)
from mldb.search.fields import ListType
from mldb.values.enums import Role
from registry_app.core.registry import Registry
from registry_app.web.experiments import table as experiments
from registry_app.web.lists.columns import ITEMS
from registry_app.web.models import table as models
from registry_app.web.runs import columns as runs
from registry_app.web.versions import columns as versions
from tests.web.page import hidden, seen, text, user_id

SAVED = {"name": "Best", "query": "sort:-metric.auc", "columns": "status\r\nmetric.auc"}


@pytest.fixture(autouse=True)
def _fraud(registry: Registry) -> None:
    """A model with two versions."""
    registry.models.create(MLModelCreate(name="fraud"))
    for value in (0.1, 0.2):
        registry.versions.create(
            MLModelVersionCreate(model_name="fraud", source="s3://b/1", metrics={"auc": value})
        )


def save(role: Role, **more: Any) -> SavedViewRead:
    """A view that the staff user of this role has."""
    values = {"kind": ListType.VERSIONS, "name": "Best", "query": "sort:-metric.auc", **more}
    created = SavedViewCreate(user_id=user_id(role), **values)
    return Registry(role.value).saved_views.create(created)


class TestOpening:
    @pytest.mark.parametrize(
        ("values", "address"),
        [
            ({}, "/versions?q=sort:-metric.auc&view={}"),
            ({"kind": ListType.MODELS, "query": "a b"}, "/models?q=a+b&view={}"),
            (
                {"model_name": "fraud", "columns": ["by", "metric.auc"], "page_size": 100},
                "/models/fraud?q=sort:-metric.auc&col=by&col=metric.auc&size=100&view={}",
            ),
            ({"query": "", "page_size": 25}, "/versions?view={}"),
            (
                {"kind": ListType.RUNS, "query": "", "curve": "val/loss", "group_by": "parent"},
                "/runs?group=parent&curve=val/loss&view={}",
            ),
            (
                {"kind": ListType.RUNS, "experiment_id": 0, "query": "", "columns": ["user"]},
                "/experiments/0?col=user&view={}",
            ),
        ],
    )
    def test_the_short_link_leads_to_a_readable_address(
        self, viewer: Client, values: dict[str, Any], address: str
    ) -> None:
        view = save(Role.VIEWER, **values)
        response = viewer.get(f"/v/{view.id}")
        page = viewer.get(response["Location"])

        assert response["Location"] == address.format(view.id)
        assert page.status_code == 200
        assert f"Best Link: /v/{view.id}" in seen(page)
        assert "Save as a view" not in seen(page)

    def test_somebody_else_s_own_view_is_not_found_even_by_an_admin(
        self, admin: Client, logged_in: Callable[[Role], Client]
    ) -> None:
        logged_in(Role.EDITOR)
        view = save(Role.EDITOR)
        for path in (f"/v/{view.id}", f"/views/{view.id}/edit", f"/views/{view.id}/delete"):
            assert admin.get(path).status_code == 404
        page = admin.get(f"/versions?view={view.id}")

        assert page.status_code == 200
        assert "Best" not in seen(page)

    def test_what_is_shared_is_open_to_all(
        self, viewer: Client, logged_in: Callable[[Role], Client]
    ) -> None:
        logged_in(Role.EDITOR)
        view = save(Role.EDITOR, is_shared=True)
        page = seen(viewer.get(f"/v/{view.id}", follow=True))

        assert "Best shared by editor" in page
        assert "Update it" not in page

    def test_a_missing_one_is_told_in_words(self, viewer: Client) -> None:
        response = viewer.get("/v/77")

        assert response.status_code == 404
        assert "There is no view 77." in text(response)

    def test_a_model_in_the_trash_keeps_its_views_until_it_is_back(
        self, editor: Client, registry: Registry
    ) -> None:
        view = save(Role.EDITOR, model_name="fraud")
        model = registry.models.get_by_name("fraud")
        registry.models.delete(model.id)

        assert editor.get(f"/v/{view.id}", follow=True).status_code == 404
        assert "versions of fraud in the trash" in seen(editor.get("/views"))
        registry.models.restore(model.id)
        assert editor.get(f"/v/{view.id}", follow=True).status_code == 200

    def test_it_is_only_looked_at(self, viewer: Client) -> None:
        assert viewer.post(f"/v/{save(Role.VIEWER).id}").status_code == 405
        assert viewer.post("/views").status_code == 405


class TestTheMenuOfAList:
    def test_it_names_the_views_of_that_list_alone(
        self, viewer: Client, logged_in: Callable[[Role], Client]
    ) -> None:
        logged_in(Role.EDITOR)
        save(Role.VIEWER, name="Of all")
        save(Role.VIEWER, name="Of fraud", model_name="fraud")
        save(Role.EDITOR, name="Shared", is_shared=True)
        save(Role.EDITOR, name="Hidden")

        versions, model = seen(viewer.get("/versions")), seen(viewer.get("/models/fraud"))
        assert "Views Of all Shared shared by editor All views Save as a view" in versions
        assert "Views Of fraud All views Save as a view" in model
        assert "Save as a view" in seen(viewer.get("/models"))
        assert "All views" not in seen(viewer.get("/models"))

    def test_it_is_there_when_nothing_is_found_and_when_nothing_can_be_read(
        self, viewer: Client
    ) -> None:
        save(Role.VIEWER)
        nothing, mistake = viewer.get("/versions?q=zzz"), viewer.get("/versions?q=(")

        assert "Views Best All views Save as a view" in seen(nothing)
        assert "Views Best All views" in seen(mistake)
        assert "Save as a view" not in seen(mistake)

    def test_a_long_menu_is_cut_and_what_lies_beyond_is_known_all_the_same(
        self, viewer: Client
    ) -> None:
        last = [save(Role.VIEWER, name=f"{number:02}") for number in range(52)][-1]
        page = seen(viewer.get(f"/v/{last.id}", follow=True))

        assert "More, and all others" in page
        assert f"51 Link: /v/{last.id}" in page

    @pytest.mark.parametrize("change", ["&q=a", "&col=by", "&size=50"])
    def test_a_changed_list_offers_the_way_back_and_to_update_the_view(
        self, viewer: Client, change: str
    ) -> None:
        view = save(Role.VIEWER, query="b")
        page = viewer.get(f"/versions?q=b&view={view.id}{change}")

        assert "Best , changed Back to it Update it Save as a view" in seen(page)
        assert f'href="/versions?q=b&view={view.id}"' in text(page)
        assert f'href="/views/{view.id}/edit?state=shown&' in text(page)
        assert f'name="view" value="{view.id}"' in text(page)

    def test_another_page_of_it_is_no_change(self, viewer: Client) -> None:
        view = save(Role.VIEWER)

        assert "changed" not in seen(viewer.get(f"/v/{view.id}", follow=True))
        page = viewer.get(f"/versions?q=sort:-metric.auc&cursor=end&view={view.id}")
        assert ", changed" not in seen(page)

    @pytest.mark.parametrize("named", ["77", "x", "-1", "²", "9" * 18, "9" * 30, ""])
    def test_a_name_of_no_view_is_passed_over(self, viewer: Client, named: str) -> None:
        assert viewer.get("/versions", {"view": named}).status_code == 200

    def test_a_view_of_another_list_is_passed_over(self, viewer: Client) -> None:
        view = save(Role.VIEWER, model_name="fraud")

        assert "Best" not in seen(viewer.get(f"/versions?view={view.id}"))


class TestRuns:
    def test_the_list_of_an_experiment_has_views_of_its_own(
        self, viewer: Client, registry: Registry
    ) -> None:
        registry.runs.create(MLRunCreate())
        save(Role.VIEWER, name="Of all", kind=ListType.RUNS, query="")
        save(Role.VIEWER, name="Of Default", kind=ListType.RUNS, query="", experiment_id=0)

        assert "Views Of all All views Save as a view" in seen(viewer.get("/runs"))
        assert "Views Of Default All views Save as a view" in seen(viewer.get("/experiments/0"))
        listed = seen(viewer.get("/views"))
        assert "Of all all runs" in listed
        assert "Of Default runs of Default" in listed

    def test_curve_and_grouping_are_kept(self, viewer: Client, registry: Registry) -> None:
        registry.runs.create(MLRunCreate())
        state = "curve=-&group=parent"
        listed = text(viewer.get(f"/experiments/0?{state}"))
        address = "/views/new?list=runs&experiment=0&group=parent&curve=-"
        form = viewer.get(address)
        page = viewer.post(
            address, {"name": "Quiet", "curve": "-", "group_by": "parent"}, follow=True
        )
        (view,) = registry.saved_views.get_all()
        changed = viewer.get(f"/experiments/0?view={view.id}&curve=loss")

        assert f'href="{address}"' in listed
        assert "Save a view of the runs of Default" in seen(form)
        assert '<option value="parent" selected>' in text(form)
        assert (view.experiment_name, view.curve, view.group_by) == ("Default", "-", "parent")
        assert page.redirect_chain == [(f"/experiments/0?group=parent&curve=-&view={view.id}", 302)]
        assert f"Quiet Link: /v/{view.id}" in seen(page)
        assert "Quiet , changed" in seen(changed)
        assert f'/views/{view.id}/edit?state=shown&curve=loss"' in text(changed)

    def test_a_list_without_curves_has_no_field_for_them(self, viewer: Client) -> None:
        assert 'name="curve"' not in text(viewer.get("/views/new?list=versions"))
        view = save(Role.VIEWER)
        assert 'name="curve"' not in text(viewer.get(f"/views/{view.id}/edit"))

    def test_an_experiment_in_the_trash_keeps_its_views_until_it_is_back(
        self, editor: Client, registry: Registry
    ) -> None:
        experiment = registry.experiments.create(MLExperimentCreate(name="churn"))
        view = save(Role.EDITOR, kind=ListType.RUNS, query="", experiment_id=experiment.id)
        registry.experiments.delete(experiment.id)

        assert editor.get(f"/v/{view.id}", follow=True).status_code == 404
        assert "runs of churn in the trash" in seen(editor.get("/views"))
        assert editor.get(f"/views/new?list=runs&experiment={experiment.id}").status_code == 404


class TestSaving:
    def test_the_form_holds_what_the_list_shows(self, viewer: Client) -> None:
        listed = text(viewer.get("/models/fraud?q=status:ready&col=by&size=100&cursor=end"))
        address = "/views/new?list=versions&model=fraud&q=status:ready&col=by&size=100"
        page = viewer.get(address)

        assert f'href="{address}"' in listed
        assert "Save a view of the versions of fraud" in seen(page)
        assert 'value="status:ready"' in text(page)
        assert ">\nby</textarea>" in text(page)
        assert '<option value="100" selected>' in text(page)
        assert 'href="/models/fraud?q=status:ready&col=by&size=100" data-leave>Cancel' in text(page)

    def test_it_is_saved_and_shown(self, editor: Client, registry: Registry) -> None:
        page = editor.post(
            "/views/new?list=versions", SAVED | {"is_shared": "on", "page_size": "50"}, follow=True
        )
        (view,) = registry.saved_views.get_all()

        assert (view.owner, view.kind, view.model_name) == ("editor", ListType.VERSIONS, None)
        assert (view.name, view.query, view.page_size) == ("Best", "sort:-metric.auc", 50)
        assert view.columns == ["status", "metric.auc"]
        assert view.is_shared
        assert f"Best is saved. Its short link: /v/{view.id}" in seen(page)
        assert f"Best Link: /v/{view.id}" in seen(page)

    def test_a_viewer_saves_but_does_not_share(self, viewer: Client, registry: Registry) -> None:
        form = text(viewer.get("/views/new"))
        viewer.post("/views/new", {"name": "Mine", "is_shared": "on"})
        (view,) = registry.saved_views.get_all()

        assert "is_shared" not in form
        assert (view.kind, view.is_shared) == (ListType.MODELS, False)

    @pytest.mark.parametrize(
        ("changes", "message", "status"),
        [
            ({"name": ""}, "Fill this in.", 422),
            ({"name": "x" * 256}, "at most 255", 422),
            ({"name": "Taken"}, "You have a view named 'Taken' for this list already.", 409),
            ({"columns": "by\nlatest"}, "There is no column 'latest' in a list of versions.", 422),
            ({"columns": "\n".join(map(str, range(31)))}, "Choose at most 30 columns.", 422),
            ({"page_size": "7"}, "Select a valid choice.", 422),
        ],
    )
    def test_a_refusal_keeps_what_was_typed(
        self, viewer: Client, changes: dict[str, str], message: str, status: int
    ) -> None:
        save(Role.VIEWER, name="Taken")
        response = viewer.post("/views/new?list=versions", SAVED | changes)

        assert response.status_code == status
        assert message in text(response)
        assert 'value="sort:-metric.auc"' in text(response)

    def test_a_mistake_in_the_search_is_shown_at_its_place(self, viewer: Client) -> None:
        response = viewer.post("/views/new?list=versions", SAVED | {"query": "fraud metrics.<b>>1"})

        assert response.status_code == 422
        assert "There is no field “metrics" in text(response)
        assert b"<code>fraud <mark>m</mark>etrics.&lt;b&gt;&gt;1</code>" in response.content

    @pytest.mark.parametrize(
        "named",
        [
            "list=metrics",
            "list=events",
            "list=models&model=fraud",
            "list=versions&model=none",
            "list=models&experiment=0",
            "list=runs&experiment=x",
            "list=runs&experiment=77",
        ],
    )
    def test_a_list_that_is_not_there_is_not_found(self, viewer: Client, named: str) -> None:
        assert viewer.get(f"/views/new?{named}").status_code == 404
        assert viewer.post(f"/views/new?{named}", SAVED).status_code == 404


class TestChanging:
    def test_to_the_state_that_the_list_shows(self, viewer: Client, registry: Registry) -> None:
        view = save(Role.VIEWER, columns=["by"])
        address = f"/views/{view.id}/edit?state=shown&col=status&size=50"
        form = viewer.get(address)
        page = viewer.post(
            address,
            {"row_version": hidden(form, "row_version"), "name": "Best", "columns": "status"},
            follow=True,
        )

        assert 'value="sort:-metric.auc"' not in text(form)
        assert '<option value="50" selected>' in text(form)
        assert registry.saved_views.get(view.id).columns == ["status"]
        assert page.redirect_chain == [(f"/versions?col=status&view={view.id}", 302)]
        assert "Best is changed." in seen(page)

    def test_by_hand(self, editor: Client, registry: Registry) -> None:
        view = save(Role.EDITOR, columns=["by"])
        form = text(editor.get(f"/views/{view.id}/edit"))
        sent = SAVED | {"row_version": "1", "name": "Better", "is_shared": "on"}
        page = editor.post(f"/views/{view.id}/edit", sent, follow=True)
        changed = registry.saved_views.get(view.id)

        assert 'value="Best"' in form
        assert ">\nby</textarea>" in form
        assert (changed.name, changed.is_shared) == ("Better", True)
        assert page.redirect_chain == [("/views", 302)]

    def test_a_stale_form_shows_both(self, editor: Client, registry: Registry) -> None:
        view = save(Role.EDITOR, columns=["by"])
        theirs = SavedViewUpdate(row_version=1, columns=["source", "device"])
        Registry("bob").saved_views.update(view.id, theirs)
        response = editor.post(
            f"/views/{view.id}/edit", SAVED | {"row_version": "1", "query": "mine"}
        )

        assert response.status_code == 409
        assert "bob changed this view in the meantime." in seen(response)
        assert "Columns source, device status, metric.auc" in seen(response)
        assert "Search sort:-metric.auc mine" in seen(response)
        assert hidden(response, "row_version") == "2"
        assert registry.saved_views.get(view.id).columns == ["source", "device"]

    def test_who_may_not_share_can_still_take_back(
        self, viewer: Client, registry: Registry
    ) -> None:
        """Somebody who was an editor when the view was saved."""
        view = save(Role.VIEWER, is_shared=True)
        viewer.post(f"/views/{view.id}/edit", SAVED | {"row_version": "1"})
        again = SAVED | {"row_version": "2", "is_shared": "on", "name": "Again"}
        viewer.post(f"/views/{view.id}/edit", again)

        changed = registry.saved_views.get(view.id)
        assert (changed.name, changed.is_shared) == ("Again", False)

    def test_nobody_changes_what_somebody_else_shares(
        self, admin: Client, logged_in: Callable[[Role], Client], registry: Registry
    ) -> None:
        logged_in(Role.EDITOR)
        view = save(Role.EDITOR, is_shared=True)
        address = f"/views/{view.id}/edit"

        assert "This view is editor's." in text(admin.get(address))
        assert admin.post(address, SAVED | {"row_version": "1"}).status_code == 403
        assert registry.saved_views.get(view.id) == view


class TestDeleting:
    def test_by_the_owner(self, viewer: Client, registry: Registry) -> None:
        view = save(Role.VIEWER)
        asked = viewer.get(f"/views/{view.id}/delete")
        assert registry.saved_views.get_all() == [view]
        page = viewer.post(f"/views/{view.id}/delete", {"reason": "Old"}, follow=True)

        assert "Delete the view Best?" in seen(asked)
        assert "Best is deleted." in seen(page)
        assert registry.saved_views.get_all() == []
        assert registry.audit.get_all(limit=1)[0].reason == "Old"
        assert "viewer deleted the view Best" in seen(viewer.get("/history"))

    @pytest.mark.parametrize(("role", "status"), [(Role.EDITOR, 403), (Role.ADMIN, 302)])
    def test_what_others_share_by_an_admin_alone(
        self, logged_in: Callable[[Role], Client], role: Role, status: int
    ) -> None:
        logged_in(Role.VIEWER)
        client = logged_in(role)
        view = save(Role.VIEWER, is_shared=True)

        is_offered = f'href="/views/{view.id}/delete"' in text(client.get("/views"))
        assert is_offered == (role is Role.ADMIN)
        assert client.post(f"/views/{view.id}/delete").status_code == status


class TestTheListOfViews:
    def test_an_empty_one_says_how_to_begin(self, viewer: Client) -> None:
        assert "There are no views yet." in seen(viewer.get("/views"))
        assert "There is no such page." in seen(viewer.get("/views?page=2"))

    def test_own_and_shared(self, viewer: Client, logged_in: Callable[[Role], Client]) -> None:
        logged_in(Role.EDITOR)
        own = save(Role.VIEWER, name="Own & <b>")
        shared = save(Role.EDITOR, name="Theirs", is_shared=True)
        save(Role.EDITOR, name="Hidden")
        page = viewer.get("/views")

        assert "Own & <b> all versions sort:-metric.auc" in seen(page).replace("&amp;", "&")
        assert "Theirs all versions sort:-metric.auc by editor" in seen(page)
        assert "Hidden" not in seen(page)
        assert f'href="/views/{own.id}/edit"' in text(page)
        assert f'href="/views/{shared.id}/edit"' not in text(page)


def test_the_library_knows_the_columns_of_the_lists() -> None:
    shown = {
        ListType.MODELS: models.COLUMNS,
        ListType.VERSIONS: versions.COLUMNS,
        ListType.RUNS: runs.COLUMNS,
        ListType.EXPERIMENTS: experiments.COLUMNS,
    }
    items = {
        ListType.MODELS: ITEMS,
        ListType.VERSIONS: ITEMS,
        ListType.RUNS: runs.ITEMS,
        ListType.EXPERIMENTS: experiments.ITEMS,
    }

    assert {kind: tuple(columns) for kind, columns in shown.items()} == COLUMNS
    assert {kind: set(names) for kind, names in items.items()} == {
        kind: set(names) for kind, names in ITEM_COLUMNS.items()
    }
