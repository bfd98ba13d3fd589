"""Experiments: list, creation, changes and the way into the trash and back."""

import csv
import io

import pytest
from django.test import Client

from mldb.errors import NotFoundError
from mldb.schemas import MLExperimentCreate, MLExperimentRead, MLRunCreate
from mldb.values.enums import RunStatus
from registry_app.core.registry import Registry
from tests.web.page import hidden, rows, seen, text


@pytest.fixture
def churn(registry: Registry) -> MLExperimentRead:
    return registry.experiments.create(
        MLExperimentCreate(
            name="churn/2026", description="# Who leaves?\n\nWithin a month.", tags={"team": "risk"}
        )
    )


class TestList:
    def test_a_registry_begins_with_the_default_one(self, viewer: Client) -> None:
        assert rows(viewer.get("/experiments")) == ["Default"]

    def test_a_row_has_tags_number_of_runs_last_run_and_the_beginning_of_the_text(
        self, viewer: Client, registry: Registry, churn: MLExperimentRead
    ) -> None:
        registry.runs.create(MLRunCreate(experiment=churn.name))
        last = registry.runs.create(MLRunCreate(experiment=churn.name, name="last-one"))
        registry.runs.end(last.public_id, RunStatus.FAILED)
        page = viewer.get("/experiments?q=churn")

        assert "churn/2026 2 failed just now team: risk Who leaves?" in seen(page)
        assert f'href="/runs/{last.public_id}" title="last-one"' in text(page)
        assert "Within a month" not in text(page)

    def test_it_is_searched_and_sorted(
        self, viewer: Client, registry: Registry, churn: MLExperimentRead
    ) -> None:
        registry.experiments.create(MLExperimentCreate(name="fraud"))

        assert rows(viewer.get("/experiments?q=tag.team:risk")) == ["churn/2026"]
        assert rows(viewer.get("/experiments?q=sort:-name")) == ["fraud", churn.name, "Default"]
        assert "No experiment is found by “nix”" in text(viewer.get("/experiments?q=nix"))
        assert viewer.get("/experiments?q=(").status_code == 400

    def test_it_is_a_file_too(self, viewer: Client, churn: MLExperimentRead) -> None:
        page = viewer.get("/experiments?format=csv&q=churn&col=tags&col=runs&col=tag.team")

        assert list(csv.reader(io.StringIO(text(page)))) == [
            ["name", "tags", "runs", "tag.team"],
            [churn.name, "team=risk", "0", "risk"],
        ]

    def test_columns_are_chosen_among_the_tags_too(
        self, viewer: Client, churn: MLExperimentRead
    ) -> None:
        page = text(viewer.get("/experiments?choose=columns"))

        assert 'name="col" value="tag.team"' in page
        assert "Metrics to add" not in page

    def test_trashed_ones_are_found_and_lead_to_their_return(
        self, editor: Client, registry: Registry, churn: MLExperimentRead
    ) -> None:
        registry.experiments.delete(churn.id)
        page = text(editor.get("/experiments?q=is:trashed"))

        assert f'href="/trash/experiments/{churn.id}/restore">in the trash' in page
        assert 'class="row-link"' not in page


class TestPage:
    def test_it_shows_description_tags_and_how_to_log(
        self, viewer: Client, churn: MLExperimentRead
    ) -> None:
        page = viewer.get(f"/experiments/{churn.id}")

        assert "Who leaves?</h3>" in text(page)
        assert "Nothing has run yet" in text(page)
        assert "team risk" in seen(page)
        assert 'registry.runs.start("churn/2026"' in text(page)
        assert "/edit" not in text(page)

    def test_its_history_is_a_search(
        self, viewer: Client, registry: Registry, churn: MLExperimentRead
    ) -> None:
        registry.experiments.create(MLExperimentCreate(name='with "quotes" and \\'))
        for experiment in registry.experiments.get_all():
            page = text(viewer.get(f"/experiments/{experiment.id}"))
            url = page.partition('<a class="btn" href="')[2].partition('"')[0]
            found = viewer.get(url)

            assert found.status_code == 200
            assert ("created the experiment" in seen(found)) == (experiment.id != 0)

    def test_the_default_one_can_not_be_trashed(self, editor: Client) -> None:
        page = text(editor.get("/experiments/0"))

        assert "/experiments/0/edit" in page
        assert "/experiments/0/delete" not in page
        assert editor.post("/experiments/0/delete").status_code == 422

    @pytest.mark.parametrize("path", ["", "/edit", "/delete", "/tags/new"])
    def test_one_that_is_missing_may_lie_in_the_trash(self, editor: Client, path: str) -> None:
        page = editor.get(f"/experiments/99{path}")

        assert page.status_code == 404
        assert "It may be in the trash" in text(page)

    def test_an_editor_adds_changes_and_deletes_tags(
        self, editor: Client, registry: Registry, churn: MLExperimentRead
    ) -> None:
        base = f"/experiments/{churn.id}"
        added = editor.post(f"{base}/tags/new", {"key": "owner", "value": "bob"})
        change = editor.get(f"{base}/tags/edit?name=owner")
        version = hidden(change, "row_version")
        editor.post(f"{base}/tags/edit?name=owner", {"value": "eve", "row_version": version})
        tags = registry.experiment_tags.get_of_owners([churn.id])[churn.id]
        editor.post(f"{base}/tags/delete?name=team")

        assert added["Location"] == base
        assert f'href="{base}">churn/2026</a>' in text(change)
        assert tags == {"owner": "eve", "team": "risk"}
        left = registry.experiment_tags.get_of_owners([churn.id])[churn.id]
        assert left == {"owner": "eve"}


class TestForms:
    def test_an_editor_creates_one(self, editor: Client, registry: Registry) -> None:
        data = {"name": "churn", "description": "Why", "tags": "team = risk", "reason": "New"}
        page = editor.post("/experiments/new", data)
        made = registry.experiments.get_by_name("churn")

        assert page["Location"] == f"/experiments/{made.id}"
        assert (made.description, made.created_by) == ("Why", "editor")
        assert registry.audit.get_all(limit=1)[0].reason == "New"

    def test_a_taken_name_is_refused_and_the_input_kept(
        self, editor: Client, registry: Registry, churn: MLExperimentRead
    ) -> None:
        registry.experiments.delete(churn.id)
        page = editor.post("/experiments/new", {"name": churn.name, "description": "Typed"})

        assert page.status_code == 409
        assert "is in the trash. Restore it" in text(page)
        assert ">Typed</textarea>" in text(page).replace("\n", "")

    def test_it_is_renamed_and_described(
        self, editor: Client, registry: Registry, churn: MLExperimentRead
    ) -> None:
        path = f"/experiments/{churn.id}/edit"
        version = hidden(editor.get(path), "row_version")
        data = {"name": "churn", "description": "New", "row_version": version}
        page = editor.post(path, data, follow=True)
        stale = editor.post(path, data | {"description": "Newer"})

        assert "It is called churn now." in seen(page)
        assert registry.experiments.get(churn.id).description == "New"
        assert stale.status_code == 409

    def test_saving_it_untouched_changes_nothing(
        self, editor: Client, registry: Registry, churn: MLExperimentRead
    ) -> None:
        path = f"/experiments/{churn.id}/edit"
        version = hidden(editor.get(path), "row_version")
        data = {"name": churn.name, "description": churn.description, "row_version": version}
        page = editor.post(path, data, follow=True)

        assert "Nothing was changed" in seen(page)
        assert registry.experiments.get(churn.id).row_version == churn.row_version


class TestTrash:
    def test_there_and_back(
        self, editor: Client, registry: Registry, churn: MLExperimentRead
    ) -> None:
        run = registry.runs.create(MLRunCreate(experiment=churn.name))
        gone = editor.post(f"/experiments/{churn.id}/delete", {"reason": "Old"}, follow=True)
        hidden_run = editor.get(f"/runs/{run.public_id}")
        trash = text(editor.get("/trash"))
        back = editor.post(f"/trash/experiments/{churn.id}/restore", follow=True)

        assert "churn/2026 is in the trash." in seen(gone)
        assert hidden_run.status_code == 404
        assert f"/trash/experiments/{churn.id}/restore" in trash
        assert "churn/2026 is back." in seen(back)
        assert registry.runs.get_by_public_id(run.public_id) == run

    def test_an_admin_purges_with_the_name_typed(
        self, admin: Client, registry: Registry, churn: MLExperimentRead
    ) -> None:
        registry.experiments.delete(churn.id)
        path = f"/trash/experiments/{churn.id}/purge"
        wrong = admin.post(path, {"confirmation": "churn"})
        right = admin.post(path, {"confirmation": churn.name}, follow=True)

        assert wrong.status_code == 422
        assert "is purged; the history keeps its record." in seen(right)
        with pytest.raises(NotFoundError):
            registry.experiments.get_from_trash(churn.id)


class TestBulk:
    def test_many_are_tagged_and_trashed(
        self, editor: Client, registry: Registry, churn: MLExperimentRead
    ) -> None:
        chosen = {"v": [churn.name, "Default", "nix"]}
        tag = {"action": "tag", "key": "team", "value": "risk"}
        tried = editor.post("/bulk/experiments", chosen | tag | {"step": "check"})
        editor.post("/bulk/experiments", chosen | tag | {"step": "do"})
        trash = editor.post(
            "/bulk/experiments", chosen | {"action": "trash", "step": "do"}, follow=True
        )

        assert "1 will be tagged. 2 will stay unchanged:" in seen(tried)
        assert registry.experiment_tags.get_of_owners([0])[0] == {"team": "risk"}
        assert "1 experiment moved to the trash. 2 left unchanged." in seen(trash)

    def test_all_that_a_search_finds(
        self, editor: Client, registry: Registry, churn: MLExperimentRead
    ) -> None:
        data = {"all": "1", "q": "tag.team:risk", "action": "untag", "key": "team", "step": "do"}
        page = editor.post("/bulk/experiments", data, follow=True)

        assert "1 experiment without the tag now." in seen(page)
        assert registry.experiment_tags.get_of_owners([churn.id]) == {}
