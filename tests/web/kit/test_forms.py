"""Forms and schemas have the same fields."""

from collections.abc import Iterator
from typing import Any

import pytest

import registry_app.web.urls  # noqa: F401  # imports all forms
from registry_app.web.account.forms import TokenCreateForm
from registry_app.web.aliases.forms import AliasMoveForm, AliasRemoveForm, AliasRollBackForm
from registry_app.web.comments.forms import CommentCreateForm
from registry_app.web.inbox.forms import MailForm
from registry_app.web.items.forms import (
    ExperimentTagCreateForm,
    MetricCreateForm,
    MetricGoalCreateForm,
    ModelTagCreateForm,
    ParamCreateForm,
    RunTagCreateForm,
    VersionTagCreateForm,
)
from registry_app.web.kit.forms import SchemaForm, needed_fields
from registry_app.web.models.forms import ModelCreateForm, ModelUpdateForm
from registry_app.web.saved_views.forms import SavedViewCreateForm
from registry_app.web.staff.forms import StaffCreateForm, StaffPasswordForm, StaffUpdateForm
from registry_app.web.versions.forms import VersionCreateForm

# Fields that the schema does not have: `reason` and `keep_tokens` go to the service, `password` is
# hashed.
EXTRA = {"reason", "password", "keep_tokens"}
# What the view gives to the form, because the address or the login says it.
SUPPLIED: dict[type[SchemaForm[Any]], set[str]] = {
    TokenCreateForm: {"user_id"},
    MetricCreateForm: {"version_id"},
    MetricGoalCreateForm: {"model_id"},
    ParamCreateForm: {"version_id"},
    VersionTagCreateForm: {"version_id"},
    ModelTagCreateForm: {"model_id"},
    ExperimentTagCreateForm: {"experiment_id"},
    RunTagCreateForm: {"run_id"},
    AliasMoveForm: {"model_name"},
    AliasRemoveForm: {"model_name", "name"},
    AliasRollBackForm: {"model_name", "name"},
    VersionCreateForm: {"model_name"},
    CommentCreateForm: {"model_name", "version", "assignment_id"},
    SavedViewCreateForm: {"user_id", "kind", "model_name", "experiment_id"},
    StaffCreateForm: {"password_hash", "must_change_password"},
    StaffPasswordForm: {"password_hash", "must_change_password"},
}
# What the page is not for: it stays as it is, or gets its default.
LEFT_OUT: dict[type[SchemaForm[Any]], set[str]] = {
    # Everybody says for themselves where mail goes.
    StaffCreateForm: {"is_active", "email"},
    StaffUpdateForm: {"password_hash", "must_change_password", "email"},
    StaffPasswordForm: {"display_name", "role", "is_active", "email"},
    MailForm: {"password_hash", "must_change_password", "display_name", "role", "is_active"},
}


def all_forms(of: type[SchemaForm[Any]] = SchemaForm) -> Iterator[type[SchemaForm[Any]]]:
    for form in of.__subclasses__():
        yield form
        yield from all_forms(form)


FORMS = sorted(set(all_forms()), key=lambda form: form.__name__)
every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)


@every_form
def test_each_field_is_one_of_the_schema(form: type[SchemaForm[Any]]) -> None:
    assert set(form.base_fields) - EXTRA <= set(form.schema.model_fields)


@every_form
def test_each_field_of_the_schema_has_its_place(form: type[SchemaForm[Any]]) -> None:
    elsewhere = SUPPLIED.get(form, set()) | LEFT_OUT.get(form, set())

    assert set(form.schema.model_fields) == set(form.base_fields) - EXTRA | elsewhere


@every_form
def test_what_is_left_out_may_be(form: type[SchemaForm[Any]]) -> None:
    for name in LEFT_OUT.get(form, set()):
        assert not form.schema.model_fields[name].is_required()


@every_form
def test_nullable_fields_may_be_none(form: type[SchemaForm[Any]]) -> None:
    for name in form.nullable:
        annotation = form.schema.model_fields[name].annotation

        assert type(None) in getattr(annotation, "__args__", ())


@every_form
def test_each_field_has_a_label_and_no_browser_check(form: type[SchemaForm[Any]]) -> None:
    """Whether a field may be empty is for the schema to say."""
    unbound = form()

    for field in unbound.fields.values():
        assert not field.required
        assert field.label or field.widget.is_hidden
        assert field.widget.attrs["class"]


def test_there_are_forms_to_walk() -> None:
    assert {ModelCreateForm, ModelUpdateForm, StaffCreateForm} <= set(FORMS)


def test_a_refusal_without_a_visible_field_stands_above_the_form() -> None:
    form = ModelUpdateForm({"row_version": "0", "name": "fraud"})

    assert form.http_status == 422
    assert list(form.errors) == ["__all__"]


def test_a_refused_form_has_the_cursor_at_the_first_mistake() -> None:
    form = VersionCreateForm(
        {"source": "s3://b/1", "device": "cpu", "status": "ready", "params": "x", "metrics": "y"},
        supplied={"model_name": "fraud"},
    )
    shown = str(form)
    focused = [part for part in shown.split("<") if "autofocus" in part]

    assert len(focused) == 1
    assert 'name="params"' in focused[0]


def test_a_refusal_of_the_form_as_a_whole_has_it_itself() -> None:
    assert 'role="alert" tabindex="-1" autofocus' in str(
        ModelUpdateForm({"name": "fraud", "row_version": "0"})
    )
    assert "autofocus" not in str(ModelUpdateForm())


@pytest.mark.parametrize(
    ("form", "needed"),
    [
        (ModelCreateForm, {"name"}),
        (ModelUpdateForm, {"name"}),
        (VersionCreateForm, {"source"}),
        (MetricCreateForm, {"name", "value"}),
        (VersionTagCreateForm, {"key"}),
        (AliasMoveForm, {"name", "version"}),
        (StaffCreateForm, {"username", "password"}),
        (AliasRemoveForm, set()),
    ],
)
def test_what_has_to_be_filled_in_is_known(form: type[SchemaForm[Any]], needed: set[str]) -> None:
    assert needed_fields(form) == needed


def test_required_fields_say_so() -> None:
    parts = str(ModelCreateForm()).split("<label")

    assert [('aria-required="true"' in one, ">required</span>" in one) for one in parts[1:]] == [
        (True, True),
        *[(False, False)] * 6,
    ]


def test_on_a_page_of_its_own_an_unsent_form_has_the_cursor_in_its_first_field() -> None:
    form = ModelCreateForm()
    form.is_page = True
    focused = [part for part in str(form).split("<") if "autofocus" in part]

    assert len(focused) == 1
    assert 'name="name"' in focused[0]


def test_a_page_lists_its_mistakes_with_links_to_the_fields() -> None:
    form = VersionCreateForm(
        {"source": "x", "device": "cpu", "status": "ready", "metrics": "a=b\nc", "params": "<b>"},
        supplied={"model_name": "fraud"},
    )
    form.is_page = True
    shown = str(form)

    assert "Correct these fields:" in shown
    for field, label in (("source", "Source"), ("params", "Parameters"), ("metrics", "Metrics")):
        assert f'<a href="#id_{field}" hx-boost="false">{label}</a>: ' in shown
    assert "form-faults" not in str(VersionCreateForm({}, supplied={"model_name": "fraud"}))


def test_all_lines_without_a_value_are_named() -> None:
    lines = "\n".join(["a", "b = 1", "", "c", *["x"] * 20])
    form = VersionCreateForm({"params": lines, "tags": "x"}, supplied={"model_name": "fraud"})

    assert form.errors["params"] == [
        "Lines 1, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 12 more: write name = value."
    ]
    assert form.errors["tags"] == ["Line 1: write name = value."]


def test_all_bad_metrics_are_named() -> None:
    form = VersionCreateForm({"metrics": "a = x\nb = 1\nc = y"}, supplied={"model_name": "fraud"})

    assert [str(error).partition(":")[0] for error in form.errors["metrics"]] == ["a", "c"]


@pytest.mark.parametrize("form", [ModelCreateForm, ModelUpdateForm])
def test_a_metric_without_its_goal_is_said_beside_a_bad_name(form: type[ModelCreateForm]) -> None:
    refused = form({"name": "a/b", "primary_metric": "auc", "row_version": "1"})

    assert set(refused.errors) == {"name", "primary_metric_goal"}
    assert "__all__" not in refused.errors
