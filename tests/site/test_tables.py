"""Lists as files."""

import csv
import io
import json
from collections.abc import Iterator

import pytest
from django.test import Client, RequestFactory

from mldb.schemas import (
    MLModelAliasMove,
    MLModelCreate,
    MLModelTagCreate,
    MLModelVersionCreate,
)
from registry_app.registry import Registry
from registry_app.tables import Table, download
from tests.site.page import text


def fill(registry: Registry) -> None:
    """Two models, one of them with names and texts that a spreadsheet might compute."""
    registry.models.create(MLModelCreate(name="fraud"))
    risky = registry.models.create(MLModelCreate(name="=1+1"))
    registry.model_tags.create(MLModelTagCreate(model_id=risky.id, key="@team", value="-risk"))
    for auc in (-0.5, 0.75):
        registry.versions.create(
            MLModelVersionCreate(
                model_name="fraud",
                source="s3://b/1",
                metrics={"auc": auc},
                params={"rate": "-1"},
                tags={"note": "+A1"},
            )
        )
    registry.aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=1))


def test_a_list_of_models_as_csv(viewer: Client, registry: Registry) -> None:
    fill(registry)
    response = viewer.get("/models?format=csv&col=aliases&col=tags&col=latest&q=sort:-name")
    rows = list(csv.reader(io.StringIO(text(response))))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="models-')
    assert rows == [
        ["name", "aliases", "tags", "latest"],
        ["fraud", "champion=1", "", "2"],
        ["'=1+1", "", "'@team=-risk", ""],
    ]


def test_numbers_stay_numbers_and_texts_become_no_formulas(
    viewer: Client, registry: Registry
) -> None:
    fill(registry)
    address = "/models/fraud?format=csv&col=metric.auc&col=param.rate&col=tag.note&q=number:1"

    assert text(viewer.get(address)).splitlines() == [
        "model,number,metric.auc,param.rate,tag.note",
        "fraud,1,-0.5,'-1,'+A1",
    ]


def test_versions_as_json_are_all_that_the_query_finds(viewer: Client, registry: Registry) -> None:
    fill(registry)
    address = "/versions?format=json&size=25&col=metric.auc&col=aliases&q=sort:metric.auc"

    assert json.loads(text(viewer.get(address))) == [
        {"model": "fraud", "number": 1, "metric.auc": -0.5, "aliases": ["champion"]},
        {"model": "fraud", "number": 2, "metric.auc": 0.75, "aliases": []},
    ]
    assert json.loads(text(viewer.get("/versions?format=json&q=number>9"))) == []


def test_it_has_more_rows_than_a_page(viewer: Client, registry: Registry) -> None:
    for number in range(1_001):
        registry.models.create(MLModelCreate(name=f"model-{number:04}"))
    rows = text(viewer.get("/models?format=csv&col=by&size=25")).splitlines()

    assert len(rows) == 1_002
    assert rows[-1] == "model-1000,alice"


def test_a_query_that_cannot_be_read_makes_no_file(viewer: Client) -> None:
    response = viewer.get("/models?format=csv&q=(")

    assert response.status_code == 400
    assert "attachment" not in response.get("Content-Disposition", "")


def test_there_are_no_other_formats(viewer: Client) -> None:
    assert viewer.get("/models?format=xml").status_code == 404


def test_an_error_on_the_way_cuts_the_file_off() -> None:
    def rows() -> Iterator[list[int]]:
        yield [1]
        raise ConnectionError

    response = download(RequestFactory().get("/"), Table("x", ["a"], rows()), "json")

    with pytest.raises(ConnectionError):
        response.getvalue()
