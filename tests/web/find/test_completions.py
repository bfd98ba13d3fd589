"""Completions of a query as JSON."""

import json

import pytest
from django.test import Client

from mldb.schemas import MLModelCreate, MLModelVersionCreate
from registry_app.core.registry import Registry
from tests.web.page import text
from tests.web.statements import statements


@pytest.fixture(autouse=True)
def version(registry: Registry) -> None:
    """A version with a metric."""
    registry.models.create(MLModelCreate(name="churn"))
    registry.versions.create(
        MLModelVersionCreate(model_name="churn", source="s3://b/1", metrics={"auc": 0.9})
    )


def test_a_name_is_completed(viewer: Client) -> None:
    response = viewer.get("/find/completions", {"list": "versions", "q": "x metric.a", "at": "10"})
    found = json.loads(response.content)

    assert (found["start"], found["end"]) == (9, 10)
    assert found["found"] == [{"insert": "auc", "label": "auc", "note": ""}]
    assert found["hint"].startswith("metric.<name>: ")


def test_of_a_model_only_its_names_are_offered(viewer: Client) -> None:
    given = {"list": "versions", "q": "metric.a", "model": "other"}

    assert json.loads(viewer.get("/find/completions", given).content)["found"] == []


@pytest.mark.parametrize("list_type", ["", "nix", "<script>"])
def test_an_unknown_list_is_refused(viewer: Client, list_type: str) -> None:
    assert viewer.get("/find/completions", {"list": list_type}).status_code == 400


@pytest.mark.parametrize("at", ["", "-1", "x", "9" * 30])
@pytest.mark.parametrize("query", ["", '"', "\0", "x" * 9_000, "status:"])
def test_any_text_is_answered(viewer: Client, query: str, at: str) -> None:
    given = {"list": "versions", "q": query, "at": at}

    assert viewer.get("/find/completions", given).status_code == 200


@pytest.mark.parametrize(("query", "expected"), [("stat", 1), ("metric.a", 3), ("by:", 2)])
def test_the_number_of_statements_is_fixed(viewer: Client, query: str, expected: int) -> None:
    with statements() as seen:
        viewer.get("/find/completions", {"list": "versions", "q": query, "at": str(len(query))})

    assert len(seen) == expected, "\n".join(seen)


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/models", "?list=models"),
        ("/versions", "?list=versions"),
        ("/models/churn", "?list=versions&model=churn"),
        ("/runs", "?list=runs"),
        ("/experiments", "?list=experiments"),
        ("/history", "?list=events"),
    ],
)
def test_every_search_of_a_list_has_them(viewer: Client, path: str, given: str) -> None:
    assert f'data-completions="/find/completions{given}"' in text(viewer.get(path))
