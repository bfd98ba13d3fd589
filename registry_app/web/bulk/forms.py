"""Forms of the bulk actions."""

from django import forms
from pydantic import BaseModel, ConfigDict

from mldb.schemas import TagOnMany
from mldb.values.names import Name
from registry_app.web.kit.forms import ReasonField, SchemaForm
from registry_app.web.kit.widgets import LinesWidget


class TagKey(BaseModel):
    """The tag to remove."""

    model_config = ConfigDict(extra="forbid")

    key: Name


class TagManyForm(SchemaForm[TagOnMany]):
    """A tag for many."""

    schema = TagOnMany
    key = forms.CharField(label="Tag")
    value = forms.CharField(label="Value", strip=False, widget=LinesWidget)
    reason = ReasonField()


class TagRunsForm(SchemaForm[TagOnMany]):
    """A tag for many runs."""

    schema = TagOnMany
    key = forms.CharField(label="Tag")
    value = forms.CharField(label="Value", strip=False, widget=LinesWidget)


class UntagManyForm(SchemaForm[TagKey]):
    """A tag to remove from many."""

    schema = TagKey
    key = forms.CharField(label="Tag")
    reason = ReasonField()
