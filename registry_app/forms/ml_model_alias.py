"""Forms for aliases."""

from typing import ClassVar

from django import forms

from mldb.schemas import MLModelAliasMove, MLModelAliasRef
from registry_app.forms.base import ReasonField, SchemaForm


class AliasMoveForm(SchemaForm[MLModelAliasMove]):
    """Point an alias to a version."""

    schema = MLModelAliasMove
    nullable: ClassVar[tuple[str, ...]] = ("expected_version",)

    name = forms.CharField(label="Alias", help_text="Such as champion.")
    version = forms.CharField(label="Version", widget=forms.NumberInput(attrs={"min": 1}))
    expected_version = forms.CharField(widget=forms.HiddenInput)
    reason = ReasonField()


class AliasRefForm(SchemaForm[MLModelAliasRef]):
    """Remove an alias, or roll it back."""

    schema = MLModelAliasRef
    nullable: ClassVar[tuple[str, ...]] = ("expected_version",)

    expected_version = forms.CharField(widget=forms.HiddenInput)
    reason = ReasonField()
