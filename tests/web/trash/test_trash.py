"""The trash: list, restore and purge."""

import csv
import io
import json
import re

import pytest
from django.test import Client

from mldb.errors import NotFoundError
from mldb.schemas import (
    LoggedPoint,
    MLExperimentCreate,
    MLMetricCreate,
    MLModelCreate,
    MLModelUpdate,
    MLModelVersionCreate,
    MLModelVersionTagCreate,
    MLRunCreate,
    RunLog,
)
from mldb.values.enums import Goal
from registry_app.core.registry import Registry
from tests.web.page import rows, seen, text


@pytest.fixture
def version(registry: Registry) -> int:
    """The second of three versions, in the trash; their model is not."""
    registry.models.create(MLModelCreate(name="fraud"))
    for number in (1, 2, 3):
        registry.versions.create(
            MLModelVersionCreate(model_name="fraud", source=f"s3://b/{number}")
        )
    version = registry.versions.get_by_number("fraud", 2)
    registry.versions.delete(version.id)
    return version.id


@pytest.fixture
def model(registry: Registry, version: int) -> int:
    """The model, in the trash with the versions that were not there before it."""
    model = registry.models.get_by_name("fraud")
    registry.models.delete(model.id)
    return model.id


def numbers(registry: Registry, model: int) -> list[int]:
    return [version.number for version in registry.versions.get_of_model(model)]


def first_cells(client: Client) -> list[tuple[str, str]]:
    """What the versions in the trash are called, and where their badge leads."""
    page = text(client.get("/versions?q=is:trashed"))
    assert 'class="row-link"' not in page
    return re.findall(
        r'<td class="wrap"><span class="row-title" dir="auto">([^<]*)</span>'
        r' <a class="[^"]*" href="([^"]*)">in the trash</a></td>',
        page,
    )


class TestList:
    def test_an_empty_one_says_so(self, viewer: Client) -> None:
        assert "The trash is empty." in text(viewer.get("/trash"))

    @pytest.mark.parametrize("kind", ["models", "versions"])
    def test_a_place_of_another_list_leads_to_the_first_page(
        self, viewer: Client, model: int, kind: str
    ) -> None:
        response = viewer.get(f"/trash?{kind}=x")

        assert response.status_code == 400
        assert "belongs to another search" in text(response)
        assert '<a href="?">Go to the first page</a>' in text(response)

    def test_a_page_that_was_emptied_says_so(
        self, viewer: Client, registry: Registry, version: int
    ) -> None:
        others = [registry.models.create(MLModelCreate(name=name)).id for name in "ab"]
        for row_id in others:
            registry.models.delete(row_id)
        place = registry.models.get_trash_page(limit=1).next_cursor
        registry.models.restore(others[0])
        page = text(viewer.get(f"/trash?models={place}"))

        assert "There is nothing here any more." in page
        assert "fraud/2" in page

    def test_it_tells_what_and_by_whom(self, viewer: Client, version: int) -> None:
        page = seen(viewer.get("/trash"))

        assert "Versions Name Deleted By Reason Actions fraud/2" in page
        assert "alice" in page

    def test_it_tells_why(self, viewer: Client, registry: Registry, version: int) -> None:
        registry.versions.restore(version)
        registry.versions.delete(version, reason="Too <b>weak</b>")

        assert "alice Too <b>weak</b>" in seen(viewer.get("/trash"))

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("fraud", ["fraud/2"]),
            ("FRAUD/2", ["fraud/2"]),
            ("alice", ["spam", "fraud/2"]),
            ("spa", ["spam"]),
            ("<script>", []),
            ("%", []),
            ("\u202e", []),
            ("x" * 900, []),
        ],
    )
    def test_it_is_searched(
        self, viewer: Client, registry: Registry, version: int, typed: str, found: list[str]
    ) -> None:
        registry.models.delete(registry.models.create(MLModelCreate(name="spam")).id)
        response = viewer.get("/trash", {"q": typed})
        as_file = json.loads(text(viewer.get("/trash", {"q": typed, "format": "json"})))

        assert rows(response) == found
        assert [row["name"] for row in as_file] == found
        assert ("Nothing in the trash is called" in seen(response)) == (not found)
        assert "<script>" not in response.content.decode()

    @pytest.mark.parametrize(
        ("role", "restores", "purges"), [("viewer", 0, 0), ("editor", 1, 0), ("admin", 1, 1)]
    )
    def test_only_what_one_may_do_is_offered(
        self,
        request: pytest.FixtureRequest,
        version: int,
        role: str,
        restores: int,
        purges: int,
    ) -> None:
        client: Client = request.getfixturevalue(role)
        page = text(client.get("/trash"))

        assert page.count(">restore</a>") == restores
        assert page.count(">purge</a>") == purges

    def test_it_is_a_file(self, viewer: Client, registry: Registry, version: int) -> None:
        for name in ("=1+1", "old"):
            registry.models.delete(registry.models.create(MLModelCreate(name=name)).id)
        head, *cells = csv.reader(io.StringIO(text(viewer.get("/trash?format=csv"))))

        assert head == ["kind", "name", "trashed", "by"]
        assert [(kind, name, by) for kind, name, _, by in cells] == [
            ("model", "old", "alice"),
            ("model", "'=1+1", "alice"),
            ("version", "fraud/2", "alice"),
        ]
        found = json.loads(text(viewer.get("/trash?format=json&models=end")))
        assert [row["name"] for row in found] == ["old", "=1+1", "fraud/2"]

    def test_it_comes_in_pages(self, viewer: Client, registry: Registry) -> None:
        for number in range(30):
            model = registry.models.create(MLModelCreate(name=f"model-{number:02}"))
            version = MLModelVersionCreate(model_name=model.name, source="s3://b/1")
            registry.versions.delete(registry.versions.create(version).id)
            registry.models.delete(model.id)
        page = text(viewer.get("/trash"))
        of_models = re.search(r'rel="next" href="([?]models=[^"]*)"', page)
        assert of_models is not None
        second = viewer.get(f"/trash{of_models[1]}")

        # The other list stays where it is.
        assert rows(second)[:5] == [f"model-{number:02}" for number in (4, 3, 2, 1, 0)]
        assert rows(second)[5:] == [f"model-{number:02}/1" for number in range(29, 4, -1)]
        assert rows(viewer.get("/trash?models=end&versions=end&size=50"))[:1] == ["model-29"]


class TestInside:
    def test_a_version_shows_what_it_holds(
        self, viewer: Client, registry: Registry, version: int
    ) -> None:
        registry.versions.restore(version)
        metric = MLMetricCreate(version_id=version, name="auc <1>", value=1e-300)
        registry.metrics.create(metric)
        registry.version_tags.create(MLModelVersionTagCreate(version_id=version, key="team"))
        registry.versions.delete(version, reason="Too weak")
        page = seen(viewer.get(f"/trash/versions/{version}"))

        assert "fraud/2 in the trash" in page
        assert "Source s3://b/2" in page
        assert "Reason Too weak" in page
        assert "Metrics auc <1> 1.0000e-300" in page
        assert "Tags team" in page
        assert "Restore" not in page

    def test_a_model_shows_its_versions(
        self, viewer: Client, registry: Registry, version: int
    ) -> None:
        model = registry.models.get_by_name("fraud")
        changed = MLModelUpdate(
            row_version=model.row_version,
            description="# Card",
            primary_metric="auc",
            primary_metric_goal=Goal.MAXIMIZE,
        )
        registry.models.update(model.id, changed)
        first = registry.versions.get_by_number("fraud", 1)
        registry.metrics.create(MLMetricCreate(version_id=first.id, name="auc", value=0.5))
        registry.models.delete(model.id)
        page = seen(viewer.get(f"/trash/models/{model.id}"))

        assert "Ranked by auc, to maximize" in page
        assert "2 deleted before the model ready" in page
        assert "1 ready 0.50000" in page
        assert "Model card Card" in page

    def test_an_experiment_shows_its_runs(self, viewer: Client, registry: Registry) -> None:
        experiment = registry.experiments.create(MLExperimentCreate(name="night"))
        registry.runs.create(MLRunCreate(experiment="night", name="first"))
        registry.experiments.delete(experiment.id)

        assert "first" in seen(viewer.get(f"/trash/experiments/{experiment.id}"))

    def test_a_run_shows_what_it_logged(self, viewer: Client, registry: Registry) -> None:
        run = registry.runs.create(MLRunCreate(name="first", params={"depth": "3"}))
        points = [LoggedPoint(name="loss", value=1 / step, step=step) for step in (1, 2)]
        registry.run_logs.log_batch(run.public_id, RunLog(metrics=points))
        registry.runs.delete(run.id)
        page = seen(viewer.get(f"/trash/runs/{run.id}"))

        assert "Last values of metrics loss 0.50000" in page
        assert "Parameters depth 3" in page

    @pytest.mark.parametrize("kind", ["models", "versions", "experiments", "runs"])
    def test_what_is_not_there_is_not_found(self, viewer: Client, version: int, kind: str) -> None:
        assert viewer.get(f"/trash/{kind}/{10**17}").status_code == 404


class TestSelected:
    def test_all_selected_come_back_the_model_first(
        self, editor: Client, registry: Registry, version: int, model: int
    ) -> None:
        boxes = [f"version:{version}", f"model:{model}"]
        response = editor.post("/trash/restore", {"v": boxes, "reason": "Needed"})

        assert response["Location"] == "/trash"
        assert "2 restored." in text(editor.get("/trash"))
        assert numbers(registry, model) == [3, 2, 1]
        assert registry.audit.get_all()[0].reason == "Needed"

    def test_what_can_not_come_back_stays_and_says_why(
        self, editor: Client, registry: Registry, version: int, model: int
    ) -> None:
        other = registry.models.create(MLModelCreate(name="spam"))
        registry.models.delete(other.id)
        editor.post("/trash/restore", {"v": [f"version:{version}", f"model:{other.id}"]})
        page = text(editor.get("/trash"))

        assert "1 restored. 1 stayed: fraud/2: Restore the model 'fraud' first." in page
        assert registry.versions.get_from_trash(version).number == 2

    @pytest.mark.parametrize(
        "boxes", [[], ["model:99"], ["model:x"], ["x:1"], ["model:\u0663"], ["model:" + "9" * 99]]
    )
    @pytest.mark.parametrize("action", ["restore", "purge"])
    def test_nothing_selected_is_told(
        self, admin: Client, version: int, boxes: list[str], action: str
    ) -> None:
        response = admin.post(f"/trash/{action}", {"v": boxes})

        assert response["Location"] == "/trash"
        assert "Nothing is selected that is still in the trash." in text(admin.get("/trash"))

    def test_purging_asks_for_the_number(
        self, admin: Client, registry: Registry, version: int, model: int
    ) -> None:
        boxes = [f"model:{model}", f"version:{version}"]
        asked = admin.post("/trash/purge", {"v": boxes})
        wrong = admin.post("/trash/purge", {"v": boxes, "confirmation": "3"})

        assert "Purge 2 for good?" in seen(asked)
        assert f'value="version:{version}"' in text(asked)
        assert wrong.status_code == 422
        assert "To purge all of them, type 2." in seen(wrong)
        assert registry.models.get_from_trash(model).name == "fraud"

        done = admin.post("/trash/purge", {"v": boxes, "confirmation": "2", "reason": "Law"})

        assert done["Location"] == "/trash"
        assert "2 purged." in text(admin.get("/trash"))
        assert registry.audit.get_all()[0].reason == "Law"

    def test_only_an_admin_purges(self, editor: Client, registry: Registry, model: int) -> None:
        response = editor.post("/trash/purge", {"v": [f"model:{model}"], "confirmation": "1"})

        assert response.status_code == 403
        assert registry.models.get_from_trash(model).name == "fraud"


@pytest.mark.parametrize(
    ("role", "address"), [("viewer", "/trash"), ("editor", "/trash/{}/{}/restore")]
)
class TestFound:
    """The first cell of a row of `/versions?q=is:trashed`."""

    def test_a_version_that_lies_there_by_itself(
        self, request: pytest.FixtureRequest, version: int, role: str, address: str
    ) -> None:
        client: Client = request.getfixturevalue(role)

        assert first_cells(client) == [("fraud/2", address.format("versions", version))]

    def test_versions_whose_model_lies_there(
        self, request: pytest.FixtureRequest, model: int, role: str, address: str
    ) -> None:
        """The version that was there before its model could not be restored either."""
        client: Client = request.getfixturevalue(role)
        leads_to = address.format("models", model)

        assert first_cells(client) == [(f"fraud/{number}", leads_to) for number in (3, 2, 1)]


class TestRestoreModel:
    def test_it_comes_back_whole(self, editor: Client, registry: Registry, model: int) -> None:
        """Without the version that was in the trash before it."""
        response = editor.post(f"/trash/models/{model}/restore", {"reason": "Needed"})

        assert response["Location"] == "/models/fraud"
        assert numbers(registry, model) == [3, 1]
        assert registry.audit.get_all()[0].reason == "Needed"

    @pytest.mark.parametrize(
        ("typed", "back"), [("1", [1]), ("3, 1", [3, 1]), (" 3 ,", [3]), ("1,1", [1])]
    )
    def test_or_with_the_versions_that_are_named(
        self, editor: Client, registry: Registry, model: int, typed: str, back: list[int]
    ) -> None:
        editor.post(f"/trash/models/{model}/restore", {"numbers": typed})

        assert numbers(registry, model) == back

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ("1, 2", "would not bring back version 2"),
            ("99", "would not bring back version 99"),
            ("one", "Enter a whole number."),
            ("0", "not below 1"),
            ("1-3", "Enter a whole number."),
        ],
    )
    def test_unknown_numbers_are_refused_and_kept(
        self, editor: Client, registry: Registry, model: int, typed: str, message: str
    ) -> None:
        response = editor.post(f"/trash/models/{model}/restore", {"numbers": typed})

        assert response.status_code == 422
        assert message in text(response)
        assert f'value="{typed}"' in text(response)
        assert registry.models.get_from_trash(model).name == "fraud"

    def test_it_asks_first(self, editor: Client, registry: Registry, model: int) -> None:
        assert "Restore fraud" in text(editor.get(f"/trash/models/{model}/restore"))
        assert registry.models.get_from_trash(model).name == "fraud"


class TestRestoreVersion:
    def test_it_comes_back(self, editor: Client, registry: Registry, version: int) -> None:
        response = editor.post(f"/trash/versions/{version}/restore")

        assert response["Location"] == "/models/fraud/2"
        assert registry.versions.get(version).number == 2

    def test_not_into_a_model_that_lies_in_the_trash(
        self, editor: Client, model: int, version: int
    ) -> None:
        response = editor.post(f"/trash/versions/{version}/restore", {"reason": "typed text"})

        assert response.status_code == 422
        assert "Restore the model 'fraud' first." in text(response)
        assert "typed text" in text(response)


@pytest.mark.parametrize("kind", ["model", "version"])
class TestPurge:
    def test_the_name_has_to_be_typed(
        self,
        request: pytest.FixtureRequest,
        admin: Client,
        registry: Registry,
        kind: str,
    ) -> None:
        row_id: int = request.getfixturevalue(kind)
        label = "fraud" if kind == "model" else "fraud/2"
        address = f"/trash/{kind}s/{row_id}/purge"
        page = text(admin.get(address))
        wrong = [admin.post(address, {"confirmation": typed}) for typed in ("", "Fraud", "2")]

        assert f"type <strong>{label}</strong>" in page
        for response in wrong:
            assert response.status_code == 422
            assert f"type its name: {label}" in text(response)
        assert registry.versions.get_trashed() or registry.models.get_trashed()

        response = admin.post(address, {"confirmation": label, "reason": "Law"})

        assert response["Location"] == "/trash"
        assert "is purged" in text(admin.get("/trash"))
        assert registry.audit.get_all()[0].reason == "Law"
        with pytest.raises(NotFoundError):
            getattr(registry, f"{kind}s").get_from_trash(row_id)

    def test_only_an_admin_may(
        self, request: pytest.FixtureRequest, editor: Client, registry: Registry, kind: str
    ) -> None:
        row_id: int = request.getfixturevalue(kind)
        response = editor.post(
            f"/trash/{kind}s/{row_id}/purge", {"confirmation": "fraud", "reason": "Law"}
        )

        assert response.status_code == 403
        assert getattr(registry, f"{kind}s").get_from_trash(row_id)

    @pytest.mark.parametrize("action", ["restore", "purge"])
    @pytest.mark.parametrize("row_id", [1, 99, 10**17])
    def test_what_does_not_lie_in_the_trash_is_told_in_words(
        self, admin: Client, version: int, kind: str, action: str, row_id: int
    ) -> None:
        """Id 1 exists, but not there."""
        response = admin.post(f"/trash/{kind}s/{row_id}/{action}", {"confirmation": "fraud"})

        assert response.status_code == 404
        assert f"There is no {kind} {row_id} in the trash." in text(response)
