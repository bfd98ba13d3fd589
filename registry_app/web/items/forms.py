"""Forms for metrics, parameters and tags."""

from typing import Final

from django import forms

from mldb.schemas import (
    MLExperimentTagCreate,
    MLExperimentTagUpdate,
    MLMetricCreate,
    MLMetricGoalCreate,
    MLMetricGoalUpdate,
    MLMetricUpdate,
    MLModelTagCreate,
    MLModelTagUpdate,
    MLModelVersionParamCreate,
    MLModelVersionParamUpdate,
    MLModelVersionTagCreate,
    MLModelVersionTagUpdate,
)
from registry_app.web.items.run_tags import RunTagCreate, RunTagUpdate
from registry_app.web.kit.forms import SchemaForm
from registry_app.web.kit.widgets import LinesWidget

_GOAL: Final = "Such as: minimize digits:1 unit:ms"


class _Text(forms.Form):
    """The value of a parameter or a tag, which may have several lines."""

    value = forms.CharField(label="Value", strip=False, widget=LinesWidget)


class _Change(forms.Form):
    """A change of what has a name already."""

    row_version = forms.CharField(widget=forms.HiddenInput)


class MetricCreateForm(SchemaForm[MLMetricCreate]):
    """Add a metric."""

    schema = MLMetricCreate
    name = forms.CharField(label="Metric")
    value = forms.CharField(label="Value")


class MetricUpdateForm(_Change, SchemaForm[MLMetricUpdate]):
    """Change a metric."""

    schema = MLMetricUpdate
    value = forms.CharField(label="Value")


class ParamCreateForm(SchemaForm[MLModelVersionParamCreate]):
    """Add a parameter."""

    schema = MLModelVersionParamCreate
    name = forms.CharField(label="Parameter")
    value = forms.CharField(label="Value", strip=False, widget=LinesWidget)


class ParamUpdateForm(_Text, _Change, SchemaForm[MLModelVersionParamUpdate]):
    """Change a parameter."""

    schema = MLModelVersionParamUpdate


class VersionTagCreateForm(SchemaForm[MLModelVersionTagCreate]):
    """Tag a version."""

    schema = MLModelVersionTagCreate
    key = forms.CharField(label="Tag")
    value = forms.CharField(label="Value", strip=False, widget=LinesWidget)


class VersionTagUpdateForm(_Text, _Change, SchemaForm[MLModelVersionTagUpdate]):
    """Change a version's tag."""

    schema = MLModelVersionTagUpdate


class ModelTagCreateForm(SchemaForm[MLModelTagCreate]):
    """Tag a model."""

    schema = MLModelTagCreate
    key = forms.CharField(label="Tag")
    value = forms.CharField(label="Value", strip=False, widget=LinesWidget)


class ModelTagUpdateForm(_Text, _Change, SchemaForm[MLModelTagUpdate]):
    """Change a model's tag."""

    schema = MLModelTagUpdate


class MetricGoalCreateForm(SchemaForm[MLMetricGoalCreate]):
    """Give a metric a goal."""

    schema = MLMetricGoalCreate
    name = forms.CharField(label="Metric")
    value = forms.CharField(label="Goal", help_text=_GOAL)


class MetricGoalUpdateForm(_Change, SchemaForm[MLMetricGoalUpdate]):
    """Change the goal of a metric."""

    schema = MLMetricGoalUpdate
    value = forms.CharField(label="Goal", help_text=_GOAL)


class ExperimentTagCreateForm(SchemaForm[MLExperimentTagCreate]):
    """Tag an experiment."""

    schema = MLExperimentTagCreate
    key = forms.CharField(label="Tag")
    value = forms.CharField(label="Value", strip=False, widget=LinesWidget)


class ExperimentTagUpdateForm(_Text, _Change, SchemaForm[MLExperimentTagUpdate]):
    """Change an experiment's tag."""

    schema = MLExperimentTagUpdate


class RunTagCreateForm(SchemaForm[RunTagCreate]):
    """Tag a run."""

    schema = RunTagCreate
    key = forms.CharField(label="Tag")
    value = forms.CharField(label="Value", strip=False, widget=LinesWidget)


class RunTagUpdateForm(_Text, SchemaForm[RunTagUpdate]):
    """Change a run's tag."""

    schema = RunTagUpdate
