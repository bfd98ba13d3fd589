"""Versions side by side."""

import json
import re

import pytest
from django.test import Client

from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelVersionCreate
from mldb.values.enums import Goal
from registry_app.core.registry import Registry
from registry_app.web.compare import order
from registry_app.web.presentation.values import NO_VALUE
from tests.web.page import seen, text
from tests.web.statements import statements

BOTH = "/compare?v=fraud/1&v=spam/1"


@pytest.fixture(autouse=True)
def _versions(registry: Registry) -> None:
    """Three versions of two models, one of which ranks by what falls."""
    for name, metric, goal in (("fraud", "auc", Goal.MAXIMIZE), ("spam", "loss", Goal.MINIMIZE)):
        registry.models.create(
            MLModelCreate(name=name, primary_metric=metric, primary_metric_goal=goal)
        )
    for name, metrics, params in (
        ("fraud", {"auc": 0.8, "loss": 0.5, "f1": 1.0}, {"depth": "3"}),
        ("fraud", {"auc": 0.9}, {"depth": "3", "rate": "0.1"}),
        ("spam", {"auc": 0.6, "loss": 0.25}, {}),
    ):
        registry.versions.create(
            MLModelVersionCreate(
                model_name=name,
                source="s3://b/1",
                description=f"Of {name}",
                metrics=metrics,
                params=params,
                tags={"team": "risk"},
            )
        )
    registry.aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=1))


def row(page: str, name: str) -> list[str]:
    """The cells of a row, as a person reads them."""
    found = re.search(rf'<th scope="row"[^>]*>{name}\W.*?</tr>', page, re.DOTALL)
    assert found is not None, f"There is no row {name}."
    cells = re.findall(r"<td.*?</td>", found[0], re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", cell)).strip() for cell in cells]


def test_versions_of_different_models_stand_side_by_side(viewer: Client) -> None:
    page = text(viewer.get(BOTH))

    assert row(page, "auc") == [
        "0.80000 (best of these)",
        "0.60000 (worst of these) \u22120.20000 (\u221225.0%)",
    ]
    assert row(page, "loss") == [
        "0.50000 (worst of these)",
        "0.25000 (best of these) \u22120.25000 (\u221250.0%)",
    ]
    assert row(page, "f1") == ["1", NO_VALUE]
    assert row(page, "depth") == ["3", NO_VALUE]
    assert row(page, "team") == ["risk", "risk"]
    assert row(page, "description") == ["Of fraud", "Of spam"]
    assert row(page, "aliases") == ["champion", NO_VALUE]


def test_another_base_can_be_chosen(viewer: Client) -> None:
    page = text(viewer.get(f"{BOTH}&base=spam/1"))

    assert row(page, "auc") == [
        "0.80000 (best of these) +0.20000 (+33.3%)",
        "0.60000 (worst of these)",
    ]
    assert 'href="?v=fraud/1&v=spam/1&base=fraud/1"' in page


def test_identical_rows_can_be_hidden(viewer: Client) -> None:
    page = text(viewer.get(f"{BOTH}&differing=1"))

    assert ">team" not in page
    assert row(page, "depth") == ["3", NO_VALUE]
    assert 'href="?v=fraud/1&v=spam/1">Show identical rows too' in page


def test_a_version_is_left_out_by_its_link(viewer: Client) -> None:
    assert 'href="?v=spam/1" aria-label="remove fraud/1"' in text(viewer.get(BOTH))


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("zzz", "“zzz” names no version. Write the model, a slash and the number"),
        ("fraud@nix", "There is no alias"),
        ("zzz@champion", "There is no alias"),
        ("<b>@<b>", "There is no alias"),
        ("7", "There is no version “7”, or it is in the trash."),
        ("9" * 19, "names no version"),
        ("metric.auc>", "names no version"),
        ("fraud/9", "There is no version “fraud/9”, or it is in the trash."),
        ("fraud/0", "There is no version “fraud/0”"),
        ("<b>/1", "There is no version “<b>/1”"),
        ("%00/1", "There is no version"),
        ("x" * 3_000, "names no version"),
    ],
)
def test_what_does_not_exist_is_told_and_can_be_typed_again(
    viewer: Client, label: str, sentence: str
) -> None:
    response = viewer.get(f"{BOTH}&v={label}")

    assert response.status_code == 200
    assert sentence in text(response)
    assert row(text(response), "f1") == ["1", NO_VALUE]
    assert 'aria-describedby="mistakes"' in text(response)
    assert "<b>" not in response.content.decode()


def test_nothing_that_exists_is_not_found(viewer: Client) -> None:
    assert viewer.get("/compare?v=nix/1").status_code == 404


def test_without_versions_it_says_how_to_choose_them(viewer: Client) -> None:
    assert "Choose versions in the list of versions" in seen(viewer.get("/compare"))
    assert "Add a second version" in seen(viewer.get("/compare?v=fraud/1"))


def test_more_than_twenty_are_cut_off(viewer: Client, registry: Registry) -> None:
    for _ in range(19):
        registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1"))
    query = "&".join(f"v=fraud/{number}" for number in range(1, 22))
    page = text(viewer.get(f"/compare?{query}"))

    assert "At most 20 versions fit: these are the first." in page
    assert len(row(page, "device")) == 20


@pytest.mark.parametrize(
    ("typed", "label"),
    [("2", "fraud/2"), ("fraud@champion", "fraud/1"), ("@Champion", "fraud/1"), (" 2 ", "fraud/2")],
)
def test_a_version_is_added_as_people_type_it(viewer: Client, typed: str, label: str) -> None:
    page = text(viewer.get("/compare", {"v": ["fraud/1" if "2" in typed else "fraud/2", typed]}))

    assert f'href="/models/{label}">{label}</a>' in page
    assert "mistakes" not in page


def test_an_alias_alone_is_of_the_first_model(viewer: Client) -> None:
    page = text(viewer.get("/compare", {"v": ["spam/1", "fraud/2", "@champion"]}))

    assert "There is no alias" in page


def test_a_number_alone_needs_a_model(viewer: Client) -> None:
    assert "names no version" in text(viewer.get("/compare?v=999"))


def test_versions_to_add_are_found_by_a_search(viewer: Client) -> None:
    page = text(viewer.get("/compare?v=fraud/1&v=metric.auc>0.5"))

    assert 'href="?v=fraud/1&v=fraud/2" aria-label="Add fraud/2"' in page
    assert 'aria-label="Add spam/1"' in page
    assert 'aria-label="Add fraud/1"' not in page
    assert "names no version" not in page
    assert 'value="metric.auc>0.5"' in page


def _long(registry: Registry, number: int) -> None:
    """Two versions with this many parameters, in one of which they differ."""
    for value in ("1", "2"):
        params = {f"same_{one}": "0" for one in range(number)} | {"other": value}
        registry.versions.create(
            MLModelVersionCreate(model_name="fraud", source="s3://b/1", params=params)
        )


def test_a_long_comparison_shows_what_differs(viewer: Client, registry: Registry) -> None:
    _long(registry, order.LONG)
    page = viewer.get("/compare?v=fraud/3&v=fraud/4")
    every = viewer.get("/compare?v=fraud/3&v=fraud/4&differing=0")

    assert row(text(page), "other") == ["1", "2"]
    assert "same_1" not in text(page)
    assert "are hidden" in seen(page)
    assert 'href="?v=fraud/3&v=fraud/4&differing=0">Show identical rows too' in text(page)
    assert row(text(every), "same_1") == ["0", "0"]
    assert "hidden" not in seen(every)


def test_whoever_looks_for_a_row_finds_it(viewer: Client, registry: Registry) -> None:
    _long(registry, order.LONG)
    page = viewer.get("/compare?v=fraud/3&v=fraud/4&names=same_1")
    differing = viewer.get("/compare?v=fraud/3&v=fraud/4&names=same_1&differing=1")

    assert row(text(page), "same_1") == ["0", "0"]
    assert "No row that differs has “same_1” in its name." in seen(differing)


def test_a_file_of_a_long_comparison_has_the_rows_of_the_page(
    viewer: Client, registry: Registry
) -> None:
    _long(registry, order.LONG)
    short = text(viewer.get("/compare?v=fraud/3&v=fraud/4&format=csv"))
    every = text(viewer.get("/compare?v=fraud/3&v=fraud/4&format=csv&differing=0"))

    assert "same_1" not in short
    assert "same_1" in every


def test_rows_are_ordered_by_difference(viewer: Client, registry: Registry) -> None:
    for factor in (1, 2):
        registry.versions.create(
            MLModelVersionCreate(
                model_name="fraud",
                source="s3://b/1",
                metrics={
                    "a": 0.5,
                    "auc": 0.5 + factor / 100,
                    "tiny": 1e-300 * factor,
                    "huge": 1e300 / factor**3,
                },
            )
        )
    page = text(viewer.get("/compare?v=fraud/3&v=fraud/4&order=difference"))
    names = re.findall(r'<th scope="row"[^>]*>(\w+)', page)

    assert [name for name in names if name in {"a", "auc", "tiny", "huge"}] == [
        "huge",
        "tiny",
        "auc",
        "a",
    ]
    assert 'href="?v=fraud/3&v=fraud/4">Order by name' in page


def test_a_section_is_folded_by_its_heading(viewer: Client) -> None:
    page = text(viewer.get(f"{BOTH}&fold=metric"))
    looked_for = text(viewer.get(f"{BOTH}&fold=metric&names=auc"))

    assert 'href="?v=fraud/1&v=spam/1&fold=param" aria-expanded="true">Parameters' in text(
        viewer.get(BOTH)
    )
    assert 'href="?v=fraud/1&v=spam/1" aria-expanded="false">Metrics</a>' in page
    assert "3 rows" in page
    assert ">auc" not in page
    assert row(page, "depth") == ["3", NO_VALUE]
    assert row(looked_for, "auc")


def test_it_is_a_file_too(viewer: Client) -> None:
    rows = json.loads(text(viewer.get(f"{BOTH}&differing=1&format=json")))
    csv = text(viewer.get(f"{BOTH}&format=csv")).splitlines()

    assert {"kind": "metric", "name": "auc", "fraud/1": 0.8, "spam/1": 0.6} in rows
    assert {"kind": "param", "name": "depth", "fraud/1": "3", "spam/1": None} in rows
    assert csv[0] == "kind,name,fraud/1,spam/1"
    assert "tag,team,risk,risk" in csv


def test_it_takes_the_same_few_statements_for_all(viewer: Client) -> None:
    with statements() as of_two:
        viewer.get(BOTH)
    with statements() as of_three:
        viewer.get(f"{BOTH}&v=fraud/2")

    assert len(of_two) == len(of_three) <= 7


def test_lists_and_versions_lead_there(viewer: Client) -> None:
    assert 'name="v" value="fraud/2" aria-label="Select 2"' in text(viewer.get("/models/fraud"))
    assert 'name="v" value="spam/1" aria-label="Select spam/1"' in text(viewer.get("/versions"))
    version = text(viewer.get("/models/fraud/2"))
    assert 'href="/compare?v=fraud/1&v=fraud/2"' in version


LONG = "Words of a rather long description. " * 5
PAIRS = [
    (f"{LONG}a", f"{LONG}b"),
    ("a", "a "),
    ("Layer 1\n  dense", "Layer 1\r\n  dense"),
    ("caf\u00e9", "cafe\u0301"),
]


@pytest.mark.parametrize(("first", "second"), PAIRS)
@pytest.mark.parametrize("base", ["fraud/3", "fraud/5"])
def test_texts_that_differ_look_different(
    viewer: Client, registry: Registry, base: str, first: str, second: str
) -> None:
    """Two that differ from each other, also where neither is the base."""
    for value in (first, second, "something else"):
        registry.versions.create(
            MLModelVersionCreate(model_name="fraud", source="s3://b/1", params={"layers": value})
        )
    address = f"/compare?v=fraud/3&v=fraud/4&v=fraud/5&base={base}"
    page = text(viewer.get(address))
    found = re.search(r'<th scope="row"[^>]*>layers\W.*?</tr>', page, re.DOTALL)
    assert found is not None
    short = [cell.partition("</summary>")[0] for cell in found[0].split("<td")[1:]]

    assert len({re.sub("<[^>]*>", "", cell) for cell in short}) == 3


def test_lines_are_kept_in_a_comparison(viewer: Client, registry: Registry) -> None:
    lines = "Layer 1\n  dense\n"
    registry.versions.create(
        MLModelVersionCreate(model_name="fraud", source="s3://b/1", params={"layers": lines})
    )
    page = text(viewer.get("/compare?v=fraud/3&v=fraud/1"))

    assert f'<span class="lines" dir="auto">{lines}</span>' in page


def test_numbers_that_differ_look_different(viewer: Client, registry: Registry) -> None:
    for value in (0.912341, 0.912344, 0.999999):
        registry.versions.create(
            MLModelVersionCreate(model_name="fraud", source="s3://b/1", metrics={"auc": value})
        )
    page = text(viewer.get("/compare?v=fraud/3&v=fraud/4&v=fraud/5&v=fraud/1"))

    assert row(page, "auc")[:2] == ["0.912341", "0.912344 +3.0000e-06 (+0.0003%)"]
    assert row(page, "auc")[2].startswith("0.999999 (best of these)")
    # In the list, too, and with the exact one where it is rounded.
    listed = text(viewer.get("/models/fraud"))
    assert "0.912341" in listed
    assert "0.912344" in listed
    assert "0.999999" in listed
    registry.versions.create(
        MLModelVersionCreate(model_name="fraud", source="s3://b/1", metrics={"auc": 0.8765432})
    )
    assert '<data value="0.8765432" title="0.8765432">0.876543</data>' in text(
        viewer.get("/models/fraud")
    )
