"""Pages and the API say what was probably meant."""

from collections.abc import Callable

import pytest
from django.test import Client

from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelVersionCreate
from mldb.values.enums import Role
from registry_app.core.registry import Registry
from tests.web.page import seen, text


@pytest.fixture(autouse=True)
def _model(registry: Registry) -> None:
    registry.models.create(MLModelCreate(name="churn"))
    registry.versions.create(
        MLModelVersionCreate(model_name="churn", source="s3://b/1", metrics={"auc": 0.5})
    )
    registry.aliases.move(MLModelAliasMove(model_name="churn", name="champion", version=1))


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("/versions?q=name+%3D+'churn'", "?q=name:churn"),
        ("/models?q=name+LIKE+'ch%25'", "?q=name:ch*"),
        ("/versions?q=tags.`team`+%3D+%22risk%22", "?q=tag.team:risk"),
        ("/versions?q=metric.f1(macro)>0.8", "?q=metric.%22f1%28macro%29%22%3E0.8"),
        ("/versions?q=statu:ready", "?q=status:ready"),
        ("/versions?q=metric.auk>0", "?q=metric.auc%3E0"),
        ("/models/churn?q=alias:champoin", "?q=alias:champion"),
        ("/history?q=actor+%3D+'alice'", "?q=by:alice"),
    ],
)
def test_a_search_leads_to_what_was_meant(viewer: Client, address: str, link: str) -> None:
    page = text(viewer.get(address))

    assert f'href="{link}"' in page


@pytest.mark.parametrize(
    ("address", "said", "link"),
    [
        ("/models/CHURN", "Did you mean churn?", "/models/churn"),
        ("/models/chrun/1", "Did you mean churn/1?", "/models/churn/1"),
        ("/models/chrun/trend", "Did you mean churn?", "/models/churn"),
        ("/models/nix", "It may be in the trash.", "/trash"),
    ],
)
def test_a_page_that_is_not_there_leads_to_what_was_meant(
    viewer: Client, address: str, said: str, link: str
) -> None:
    response = viewer.get(address)

    assert response.status_code == 404
    assert said in seen(response)
    assert f'<a href="{link}">' in text(response)


def test_an_alias_that_is_not_there_does_not_lie_in_the_trash(viewer: Client) -> None:
    response = viewer.get("/api/v1/models/churn/aliases/CHAMPOIN")
    other = viewer.get("/api/v1/models/churn/aliases/nix")
    model = viewer.get("/api/v1/models/nix")

    assert response.json()["detail"] == (
        "There is no alias 'churn@CHAMPOIN'. Did you mean champion?"
    )
    assert other.json()["detail"] == "There is no alias 'churn@nix'."
    assert model.json()["detail"] == "There is no model 'nix'. It may be in the trash."


def test_the_api_says_how_to_write_a_search(viewer: Client) -> None:
    response = viewer.get("/api/v1/versions", {"q": "tags.`team` = 'risk'"})

    assert response.status_code == 400
    assert "Write “tag.team:risk”." in response.json()["detail"]


def test_an_editor_sees_it_at_the_form_too(
    logged_in: Callable[[Role], Client],
) -> None:
    response = logged_in(Role.EDITOR).get("/models/churn/aliases/champoin/roll-back")

    assert response.status_code == 404
