"""Forms for experiments."""

from django import forms

from mldb.schemas import MLExperimentCreate, MLExperimentUpdate
from registry_app.web.kit.forms import ReasonField, SchemaForm
from registry_app.web.kit.widgets import CardWidget, PairsField


class _DescriptionField(forms.Form):
    """The description, in Markdown."""

    description = forms.CharField(
        label="Description",
        strip=False,
        widget=CardWidget,
        help_text="Markdown: the question, the data, what would answer it.",
    )


class _NameField(forms.Form):
    """As the last base class it is shown first."""

    name = forms.CharField(
        label="Name", help_text="Programs find the experiment by it. No other can have the same."
    )


class ExperimentCreateForm(_DescriptionField, _NameField, SchemaForm[MLExperimentCreate]):
    """Create an experiment."""

    schema = MLExperimentCreate

    tags = PairsField(label="Tags", help_text="One per line: team = risk")
    reason = ReasonField()


class ExperimentUpdateForm(_DescriptionField, _NameField, SchemaForm[MLExperimentUpdate]):
    """Change an experiment."""

    schema = MLExperimentUpdate

    row_version = forms.CharField(widget=forms.HiddenInput)
    reason = ReasonField()
