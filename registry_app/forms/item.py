"""Forms for metrics, parameters and tags."""

from django import forms

from mldb.schemas import (
    MLMetricCreate,
    MLMetricUpdate,
    MLModelTagCreate,
    MLModelTagUpdate,
    MLModelVersionParamCreate,
    MLModelVersionParamUpdate,
    MLModelVersionTagCreate,
    MLModelVersionTagUpdate,
)
from registry_app.forms.base import SchemaForm


class _Value(forms.Form):
    """Another value for what has a name already."""

    row_version = forms.CharField(widget=forms.HiddenInput)
    value = forms.CharField(label="Value", strip=False)


class MetricCreateForm(SchemaForm[MLMetricCreate]):
    """Add a metric."""

    schema = MLMetricCreate
    name = forms.CharField(label="Metric")
    value = forms.CharField(label="Value")


class MetricUpdateForm(_Value, SchemaForm[MLMetricUpdate]):
    """Change a metric."""

    schema = MLMetricUpdate


class ParamCreateForm(SchemaForm[MLModelVersionParamCreate]):
    """Add a parameter."""

    schema = MLModelVersionParamCreate
    name = forms.CharField(label="Parameter")
    value = forms.CharField(label="Value", strip=False)


class ParamUpdateForm(_Value, SchemaForm[MLModelVersionParamUpdate]):
    """Change a parameter."""

    schema = MLModelVersionParamUpdate


class VersionTagCreateForm(SchemaForm[MLModelVersionTagCreate]):
    """Tag a version."""

    schema = MLModelVersionTagCreate
    key = forms.CharField(label="Tag")
    value = forms.CharField(label="Value", strip=False)


class VersionTagUpdateForm(_Value, SchemaForm[MLModelVersionTagUpdate]):
    """Change a version's tag."""

    schema = MLModelVersionTagUpdate


class ModelTagCreateForm(SchemaForm[MLModelTagCreate]):
    """Tag a model."""

    schema = MLModelTagCreate
    key = forms.CharField(label="Tag")
    value = forms.CharField(label="Value", strip=False)


class ModelTagUpdateForm(_Value, SchemaForm[MLModelTagUpdate]):
    """Change a model's tag."""

    schema = MLModelTagUpdate
