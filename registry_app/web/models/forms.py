"""Forms for models."""

from typing import Any, ClassVar

from django import forms

from mldb.errors import RuleViolationError
from mldb.rules.primary_metric import check_metric_with_goal
from mldb.schemas import MLModelCreate, MLModelUpdate
from mldb.values.enums import Goal
from registry_app.web.kit.forms import ReasonField, SchemaForm
from registry_app.web.kit.widgets import CardWidget

_GOALS = [("", "No primary metric"), *((goal.value, f"{goal.value.title()} it") for goal in Goal)]


class _ModelFields(forms.Form):
    """The fields of both forms."""

    description = forms.CharField(
        label="Model card",
        strip=False,
        widget=CardWidget,
        help_text="Markdown: purpose, training data, limits of its use.",
    )
    primary_metric = forms.CharField(
        label="Primary metric",
        help_text="By which versions are ranked, such as auc.",
        widget=forms.TextInput(attrs={"list": "metric-names", "autocomplete": "off"}),
    )
    primary_metric_goal = forms.ChoiceField(label="Goal", choices=_GOALS)
    owner = forms.CharField(
        label="Owner", help_text="Username of whoever answers for it, and watches it from now on."
    )
    team = forms.CharField(label="Team", help_text="The team that it belongs to.")
    reason = ReasonField()

    def clean(self) -> dict[str, Any]:
        """Say all mistakes at once: the schema looks at both fields only when each is right."""
        cleaned: dict[str, Any] = super().clean() or {}
        metric, goal = (cleaned.get(f"primary_metric{one}") or None for one in ("", "_goal"))
        if self.errors and not {"primary_metric", "primary_metric_goal"} & self.errors.keys():
            try:
                check_metric_with_goal(metric, goal)
            except RuleViolationError as violation:
                if str(violation) not in self.non_field_errors():
                    self.add_error(violation.field, str(violation))
        return cleaned


class _NameField(forms.Form):
    """As the last base class it is shown first."""

    name = forms.CharField(
        label="Name",
        help_text="Without / and :. It can be changed to a name that no model ever had.",
    )


class ModelCreateForm(_ModelFields, _NameField, SchemaForm[MLModelCreate]):
    """Register a model."""

    schema = MLModelCreate
    nullable: ClassVar[tuple[str, ...]] = ("primary_metric", "primary_metric_goal", "owner", "team")


class ModelUpdateForm(_ModelFields, _NameField, SchemaForm[MLModelUpdate]):
    """Change a model."""

    schema = MLModelUpdate
    nullable: ClassVar[tuple[str, ...]] = ("primary_metric", "primary_metric_goal", "owner", "team")

    row_version = forms.CharField(widget=forms.HiddenInput)
