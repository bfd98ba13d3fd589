"""Forms for aliases."""

from typing import ClassVar

from django import forms
from django.utils.safestring import SafeString

from mldb.schemas import MLModelAliasMove, MLModelAliasRef, MLModelAliasRollBack
from registry_app.web.kit.forms import ReasonField, SchemaForm


class AliasMoveForm(SchemaForm[MLModelAliasMove]):
    """Point an alias to a version."""

    schema = MLModelAliasMove
    nullable: ClassVar[tuple[str, ...]] = ("expected_version",)

    name = forms.CharField(
        label="Alias",
        help_text="Such as champion. Upper and lower case are the same.",
        widget=forms.TextInput(attrs={"list": "alias-names", "autocomplete": "off"}),
    )
    version = forms.CharField(
        label="Version",
        widget=forms.NumberInput(attrs={"min": 1, "list": "version-numbers"}),
    )
    expected_version = forms.CharField(widget=forms.HiddenInput)
    reason = ReasonField()


class AliasRollBackForm(SchemaForm[MLModelAliasRollBack]):
    """Point an alias back to one of its versions; the page offers them as a table."""

    schema = MLModelAliasRollBack
    nullable: ClassVar[tuple[str, ...]] = ("expected_version", "version")

    version = forms.CharField(label="Version", widget=forms.RadioSelect)
    expected_version = forms.CharField(widget=forms.HiddenInput)
    reason = ReasonField()

    def offer(self, choices: list[tuple[str, SafeString]]) -> None:
        """Offer these versions: pairs of a number and a label."""
        self.fields["version"].widget.choices = choices


class AliasRemoveForm(SchemaForm[MLModelAliasRef]):
    """Remove an alias."""

    schema = MLModelAliasRef
    nullable: ClassVar[tuple[str, ...]] = ("expected_version",)

    expected_version = forms.CharField(widget=forms.HiddenInput)
    reason = ReasonField()
