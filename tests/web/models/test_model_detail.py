"""A model's page."""

from urllib.parse import quote

import pytest
from django.test import Client

from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelVersionCreate
from mldb.values.enums import Goal
from registry_app.core.registry import Registry
from tests.web.addresses import ITEM, NAME, fill
from tests.web.page import hidden, pages, rows, seen, text


@pytest.mark.parametrize("path", ["", "/history", "/aliases", "/edit", "/delete", "/new-version"])
def test_a_missing_model_is_told_in_words(editor: Client, path: str) -> None:
    response = editor.get(f"/models/nix{path}")

    assert response.status_code == 404
    assert "There is no model 'nix'." in text(response)


def test_it_shows_tags_aliases_and_versions(viewer: Client) -> None:
    address = fill().address("registry:model-detail")
    response = viewer.get(address)
    page = text(response)

    for shown in (
        NAME,
        ITEM,
        "a & b",
        "champion → 2",
        "to maximize",
    ):
        assert shown in page
    assert "0.50000" in page
    # The third one is in the trash.
    assert f'href="{address}/3"' not in page


def test_nothing_typed_by_people_is_markup(viewer: Client) -> None:
    page = viewer.get(fill().address("registry:model-detail")).content.decode()

    assert "<auc>" not in page
    assert "<b>" not in page


def test_the_best_of_equal_values_are_all_marked(viewer: Client, registry: Registry) -> None:
    registry.models.create(
        MLModelCreate(name="fraud", primary_metric="loss", primary_metric_goal=Goal.MINIMIZE)
    )
    for loss in (0.25, 0.75, 0.25):
        registry.versions.create(
            MLModelVersionCreate(model_name="fraud", source="s3://b/1", metrics={"loss": loss})
        )
    page = seen(viewer.get("/models/fraud"))

    assert page.count("0.25000 (best)") == page.count("(best)") == 2


def test_a_version_without_the_metric_has_a_dash(viewer: Client, registry: Registry) -> None:
    registry.models.create(
        MLModelCreate(name="fraud", primary_metric="auc", primary_metric_goal=Goal.MAXIMIZE)
    )
    registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1"))

    assert "auc \N{EN DASH}" in seen(viewer.get("/models/fraud"))


def test_other_metrics_of_the_newest_version_follow_the_primary_one(
    viewer: Client, registry: Registry
) -> None:
    registry.models.create(
        MLModelCreate(name="fraud", primary_metric="zeta", primary_metric_goal=Goal.MAXIMIZE)
    )
    metrics = {f"m{number}": 1.5 for number in range(12)} | {"zeta": 0.5}
    registry.versions.create(
        MLModelVersionCreate(model_name="fraud", source="s3://b/1", metrics=metrics)
    )
    page = text(viewer.get("/models/fraud"))

    assert page.index(">zeta</a></th>") < page.index(">m0</a></th>")
    assert page.count("1.5000") == 7


def test_versions_come_in_pages(viewer: Client, registry: Registry) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    for _ in range(26):
        registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1"))

    first = viewer.get("/models/fraud?size=25")

    assert rows(first) == [str(number) for number in range(26, 1, -1)]
    assert rows(viewer.get(pages(first)["Next"])) == ["1"]


def test_versions_are_searched_and_sorted(viewer: Client, registry: Registry) -> None:
    registry.models.create(
        MLModelCreate(name="fraud", primary_metric="loss", primary_metric_goal=Goal.MINIMIZE)
    )
    registry.models.create(MLModelCreate(name="spam"))
    for name, loss in (("fraud", 0.3), ("fraud", 0.1), ("fraud", 0.2), ("spam", 0.1)):
        registry.versions.create(
            MLModelVersionCreate(model_name=name, source="s3://b/1", metrics={"loss": loss})
        )
    page = viewer.get("/models/fraud?q=metric.loss<0.25 sort:metric.loss")

    assert rows(page) == ["2", "3"]
    assert 'aria-sort="ascending"' in text(page)
    assert 'href="?q=sort:metric.loss">loss' in text(viewer.get("/models/fraud"))
    assert "No version is found by “number>9”" in text(viewer.get("/models/fraud?q=number>9"))


@pytest.mark.parametrize(("role", "is_offered"), [("viewer", False), ("editor", True)])
def test_only_what_one_may_do_is_offered(
    request: pytest.FixtureRequest,
    registry: Registry,
    role: str,
    is_offered: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    client: Client = request.getfixturevalue(role)
    registry.models.create(MLModelCreate(name="fraud"))
    page = text(client.get("/models/fraud"))

    assert "No version is registered yet" in page
    for path in ("edit", "delete", "new-version", "aliases/move", "tags/new"):
        assert (f'href="/models/fraud/{path}"' in page) is is_offered


def test_more_aliases_than_a_page_of_them_are_all_shown(viewer: Client, registry: Registry) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1"))
    for number in range(101):
        registry.aliases.move(MLModelAliasMove(model_name="fraud", name=f"a{number}", version=1))

    assert text(viewer.get("/models/fraud")).count(" → 1</a>") == 101


def test_it_is_only_read(admin: Client, registry: Registry) -> None:
    registry.models.create(MLModelCreate(name="fraud"))

    assert admin.post("/models/fraud").status_code == 405


class TestAsOf:
    """The model when `champion` pointed to version 1 and only versions 1 and 2 existed."""

    @pytest.fixture
    def at(self, registry: Registry) -> str:
        registry.models.create(MLModelCreate(name="fraud", description="Card of today"))
        version = MLModelVersionCreate(model_name="fraud", source="s3://b/1")
        first, second = (registry.versions.create(version) for _ in range(2))
        move = MLModelAliasMove(model_name="fraud", name="champion", version=first.number)
        moved = registry.aliases.move(move, reason="First of all")
        third = registry.versions.create(version)
        registry.aliases.move(move.model_copy(update={"version": third.number}))
        registry.versions.delete(second.id)
        return moved.started_at.isoformat()

    def test_it_shows_versions_and_aliases_as_they_were(self, viewer: Client, at: str) -> None:
        response = viewer.get("/models/fraud", {"at": at})
        page = seen(response)

        assert rows(response) == ["2", "1"]
        assert "As of 20" in page
        assert "champion version 1 , since" in page
        assert "by alice: First of all" in page
        assert page.rindex("champion") > page.index("in the trash")
        assert '<a href="/models/fraud">Back to now</a>' in text(response)
        assert "Card of today" not in page

    def test_nothing_there_changes_the_present(self, admin: Client, at: str) -> None:
        page = text(admin.get("/models/fraud", {"at": at}))

        for action in ("edit", "delete", "new-version", "aliases/move"):
            assert f'href="/models/fraud/{action}"' not in page
        assert "/bulk/" not in page
        assert "point it there again" in page

    def test_search_pages_and_files_stay_in_the_past(self, viewer: Client, at: str) -> None:
        response = viewer.get("/models/fraud", {"at": at, "q": "number:1"})

        assert rows(response) == ["1"]
        assert hidden(response, "at") == at
        table = text(viewer.get("/models/fraud", {"at": at, "format": "csv", "col": "aliases"}))
        assert table.splitlines() == ["model,number,aliases", "fraud,2,", "fraud,1,champion"]

    def test_before_it_was_registered_there_was_nothing(self, viewer: Client, at: str) -> None:
        page = seen(viewer.get("/models/fraud?at=2020"))

        assert "No alias of this model pointed anywhere then." in page
        assert "The model was registered later" in page
        assert "No version existed then." in page

    @pytest.mark.parametrize("wrong", ["yesterday", "<script>"])
    def test_what_is_no_date_is_told_and_the_present_is_shown(
        self, viewer: Client, at: str, wrong: str
    ) -> None:
        response = viewer.get("/models/fraud", {"at": wrong})

        assert response.status_code == 400
        assert "Write a date or a time in UTC" in text(response)
        assert f'value="{wrong}"' in text(response)
        assert "<script>" not in response.content.decode()
        assert rows(response) == ["3", "1"]

    def test_the_histories_lead_there(self, viewer: Client, at: str) -> None:
        assert f'href="/models/fraud?at={quote(at)}"' in text(viewer.get("/models/fraud/aliases"))
        assert "The whole model then" in text(viewer.get("/models/fraud/aliases", {"at": at}))
        assert 'action="/models/fraud" class="as-of"' in text(viewer.get("/models/fraud/history"))
