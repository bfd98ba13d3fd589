"""What goes in comes out: a form that is saved as it came changes nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from mldb.schemas import (
    MLModelCreate,
    MLModelTagCreate,
    MLModelUpdate,
    MLModelVersionCreate,
    MLModelVersionUpdate,
    SavedViewCreate,
    StaffUserCreate,
)
from mldb.search.fields import ListType
from mldb.values.enums import Device, Goal, Role
from mldb.values.limits import PARAM_LENGTH, TEXT_LENGTH
from mldb.values.names import SYSTEM
from registry_app.core.registry import Registry
from tests.web.browser_form import untouched
from tests.web.page import hidden, text, user_id

# What a browser can't send as it is stored, or what a careless form would tidy up.
TEXTS = [
    "one line",
    "",
    "Layer 1\n  dense\n",
    "Layer 1\r\n  dense\r\n",
    "old\rMac\r",
    "all\nthree\r\nof\rthem",
    "\nbegins with a line end",
    "\r\n\r\nwith two",
    "\n",
    "   ",
    "  blanks at both ends  ",
    "\tand\ttabs\t",
    "a\u2028b\u0085c\u00a0d",
    "e\u0301 and \u00e9",
    "\u200bnothing\ufeff",
    "</textarea>\n<b>&amp;&lt;",
    "\"quoted\"\n'twice'",
]
many = pytest.mark.parametrize("value", TEXTS, ids=repr)


def save(client: Client, address: str, **changed: str) -> Any:
    """The answer to the form of this page, saved as it came but for what is changed."""
    page = client.get(address)
    assert page.status_code == 200
    return client.post(address, untouched(page) | changed)


def events(registry: Registry) -> int:
    return len(registry.audit.get_all(limit=1_000))


@pytest.fixture
def version(registry: Registry) -> Callable[[str], Any]:
    """A model and a version that have this text everywhere."""

    def make(value: str) -> Any:
        model = registry.models.create(
            MLModelCreate(
                name="fraud",
                description=value,
                primary_metric="auc",
                primary_metric_goal=Goal.MINIMIZE,
            )
        )
        registry.model_tags.create(MLModelTagCreate(model_id=model.id, key="k", value=value))
        return registry.versions.create(
            MLModelVersionCreate(
                model_name="fraud",
                source="s3://b/1?a=%20&b='\"",
                description=value,
                params={"k": value},
                tags={"k": value},
                metrics={"k": 0.1 + 0.2},
            )
        )

    return make


@many
@pytest.mark.parametrize(
    "page", ["edit", "1/edit", "1/params/edit?name=k", "1/tags/edit?name=k", "tags/edit?name=k"]
)
def test_text_stays_as_it_is_to_the_byte(
    editor: Client, registry: Registry, version: Callable[[str], Any], page: str, value: str
) -> None:
    before = version(value)
    count = events(registry)
    response = save(editor, f"/models/fraud/{page}", reason="Only a reason")
    model = registry.models.get_by_name("fraud")

    assert response.status_code == 302
    assert events(registry) == count
    assert registry.versions.get(before.id) == before
    assert (model.description, model.row_version) == (value, 1)
    assert registry.params.get_of_owners([before.id])[before.id] == {"k": value}
    assert registry.version_tags.get_of_owners([before.id])[before.id] == {"k": value}
    assert registry.model_tags.get_of_owners([model.id])[model.id] == {"k": value}


@pytest.mark.parametrize("number", [0.1 + 0.2, 1e-300, 1.7976931348623157e308, 3.0])
def test_a_metric_stays_as_it_is(editor: Client, registry: Registry, number: float) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    made = MLModelVersionCreate(model_name="fraud", source="s3://b/1", metrics={"auc": number})
    stored = registry.versions.create(made)
    response = save(editor, "/models/fraud/1/metrics/edit?name=auc")
    metric = registry.metrics.get_by_name(stored.id, "auc")

    assert response.status_code == 302
    assert (repr(metric.value), metric.row_version) == (repr(number), 1)


@many
def test_what_somebody_changes_beside_it_is_all_that_changes(
    editor: Client, registry: Registry, version: Callable[[str], Any], value: str
) -> None:
    version(value)
    save(editor, "/models/fraud/edit", primary_metric="loss")
    event = registry.audit.get_all()[0]

    assert event.changes == {"primary_metric": ("auc", "loss")}
    assert registry.models.get_by_name("fraud").description == value


def test_the_reason_alone_is_no_change(editor: Client, version: Callable[[str], Any]) -> None:
    version("a\nb")
    save(editor, "/models/fraud/edit", reason="Only a reason")

    assert "Nothing was changed" in text(editor.get("/models/fraud"))


@pytest.mark.parametrize("columns", [[], ["status", "metric.a b", "tag.k"]])
@pytest.mark.parametrize("query", ["", "fraud  or\nspam", 'tag."a  b":x'])
def test_a_saved_view_stays_as_it_is(
    editor: Client, registry: Registry, query: str, columns: list[str]
) -> None:
    view = registry.saved_views.create(
        SavedViewCreate(
            user_id=user_id(Role.EDITOR),
            kind=ListType.VERSIONS,
            name="Best",
            query=query,
            columns=columns,
            # No size that the form offers.
            page_size=33,
            is_shared=True,
        )
    )
    response = save(editor, f"/views/{view.id}/edit")

    assert response.status_code == 302
    assert registry.saved_views.get_visible(view.id, user_id(Role.EDITOR)) == view


def test_a_staff_user_stays_as_they_are(admin: Client, registry: Registry) -> None:
    user = Registry(SYSTEM).staff.create(
        StaffUserCreate(username="bob", password_hash="hash", role=Role.EDITOR, is_active=False)
    )
    response = save(admin, f"/staff/{user.id}")

    assert response.status_code == 302
    assert registry.staff.get(user.id) == user


@pytest.mark.parametrize("unit", ["\n", "x\n", "é\n"])
@pytest.mark.parametrize(
    ("page", "field", "length"),
    [("edit", "description", TEXT_LENGTH), ("1/params/edit?name=k", "value", PARAM_LENGTH)],
)
def test_a_text_of_the_greatest_length_is_saved(
    editor: Client,
    registry: Registry,
    version: Callable[[str], Any],
    unit: str,
    page: str,
    field: str,
    length: int,
) -> None:
    """A browser sends two characters for each line end."""
    full = unit * (length // len(unit))
    version(full[:PARAM_LENGTH])
    model = registry.models.get_by_name("fraud")
    registry.models.update(model.id, MLModelUpdate(row_version=1, description=full))
    kept = save(editor, f"/models/fraud/{page}")
    changed = save(editor, f"/models/fraud/{page}", **{field: f"y{full[1:]}".replace("\n", "\r\n")})
    refused = save(editor, f"/models/fraud/{page}", **{field: f"{full}yyy".replace("\n", "\r\n")})

    assert kept.status_code == 302
    assert changed.status_code == 302
    assert registry.audit.get_all()[0].changes.popitem()[1][1] == f"y{full[1:]}"
    assert refused.status_code == 422
    assert f"at most {length:,} characters" in text(refused)


@pytest.mark.parametrize("stored", ["a\nb", "a\r\nb", "a\rb"])
def test_what_is_typed_has_one_kind_of_line_end(
    editor: Client, registry: Registry, version: Callable[[str], Any], stored: str
) -> None:
    version(stored)
    save(editor, "/models/fraud/edit", description="a\r\nb\r\nc", reason="two\r\nlines")
    event = registry.audit.get_all()[0]

    assert registry.models.get_by_name("fraud").description == "a\nb\nc"
    assert event.reason == "two\nlines"


@pytest.mark.parametrize("stored", ["a\nb", "a\r\nb", "a\rb"])
def test_line_ends_are_no_conflict(
    editor: Client, registry: Registry, version: Callable[[str], Any], stored: str
) -> None:
    made = version(stored)
    for page, change in (
        ("edit", {"primary_metric": "mine"}),
        ("1/edit", {"device": "tpu"}),
    ):
        sent = untouched(editor.get(f"/models/fraud/{page}"))
        if page == "edit":
            model = registry.models.get_by_name("fraud")
            theirs = MLModelUpdate(row_version=1, primary_metric="theirs")
            registry.models.update(model.id, theirs)
        else:
            registry.versions.update(
                made.id, MLModelVersionUpdate(row_version=1, device=Device.CUDA)
            )
        conflict = editor.post(f"/models/fraud/{page}", sent | change)
        (table,) = text(conflict).split("<tbody>")[1:]

        assert conflict.status_code == 409
        assert table.count('<th scope="row">') == 1

        sent["row_version"] = hidden(conflict, "row_version")
        editor.post(f"/models/fraud/{page}", sent | change)
        field, value = change.popitem()

        assert list(registry.audit.get_all()[0].changes) == [field]
        assert registry.audit.get_all()[0].changes[field][1] == value


@many
def test_undoing_brings_the_same_back(
    editor: Client, registry: Registry, version: Callable[[str], Any], value: str
) -> None:
    stored = version(value)
    editor.post("/models/fraud/1/params/delete?name=k")
    exact = _exact(text(editor.get("/models/fraud/1")))
    # A browser changes the line ends of what it sends.
    sent = {"name": "k", "value": value.replace("\n", "\r\n"), "exact": exact}
    response = editor.post("/models/fraud/1/params/new", sent)

    assert response.status_code == 302
    assert registry.params.get_of_owners([stored.id])[stored.id] == {"k": value}


def _exact(page: str) -> str:
    start = page.partition('name="exact" value="')[2]
    return start[: start.index('"><button')]


def test_a_value_of_several_lines_has_an_area(
    editor: Client, version: Callable[[str], Any]
) -> None:
    version("a\nb")
    several = text(editor.get("/models/fraud/1/params/edit?name=k"))

    assert "a\nb</textarea>" in several
    assert '<input type="text"' not in several


def test_a_value_of_one_line_has_a_field(editor: Client, version: Callable[[str], Any]) -> None:
    version("one")
    page = text(editor.get("/models/fraud/1/params/edit?name=k"))

    assert 'value="one"' in page
    assert "<textarea" not in page


@pytest.mark.parametrize("address", ["/new-model", "/models/fraud/new-version"])
def test_a_refused_form_keeps_the_lines_of_the_reason(
    editor: Client, version: Callable[[str], Any], address: str
) -> None:
    version("x")
    response = editor.post(address, {"reason": "two\r\nlines"})

    assert response.status_code == 422
    assert "two\nlines</textarea>" in text(response)
