"""Forms for versions."""

from typing import Final

from django import forms

from mldb.schemas import MLModelVersionCreate, MLModelVersionItemNames, MLModelVersionUpdate
from mldb.values.enums import Device, VersionStatus
from registry_app.web.kit.forms import ReasonField, SchemaForm
from registry_app.web.kit.widgets import CardWidget, PairsField

_DEVICES = [(device.value, device.value) for device in Device]
_STATUSES = [(status.value, status.value) for status in VersionStatus]
_SUGGESTED: Final = 4


class _VersionFields(forms.Form):
    """The fields of both forms."""

    source = forms.CharField(label="Source", help_text="A URI, such as s3://bucket/model.onnx")
    device = forms.ChoiceField(
        label="Device", choices=_DEVICES, help_text="The device that it is meant for."
    )
    status = forms.ChoiceField(
        label="Status",
        choices=_STATUSES,
        initial=VersionStatus.READY.value,
        help_text="Files can be uploaded to a version while it is pending.",
    )
    description = forms.CharField(
        label="Description",
        strip=False,
        widget=CardWidget(attrs={"rows": 5}),
        help_text="Markdown.",
    )


class VersionCreateForm(_VersionFields, SchemaForm[MLModelVersionCreate]):
    """Register a version."""

    schema = MLModelVersionCreate

    params = PairsField(label="Parameters", help_text="One per line: learning_rate = 0.01")
    metrics = PairsField(label="Metrics", help_text="One per line: auc = 0.931")
    tags = PairsField(label="Tags", help_text="One per line: dataset = 2026-q1")
    reason = ReasonField()

    def suggest(self, names: MLModelVersionItemNames) -> None:
        """Show in empty fields the names that versions of the model have."""
        for item_type in ("params", "metrics", "tags"):
            lines = [f"{name} = " for name in getattr(names, item_type)[:_SUGGESTED]]
            if lines:
                self.fields[item_type].widget.attrs["placeholder"] = "\n".join(lines)


class VersionUpdateForm(_VersionFields, SchemaForm[MLModelVersionUpdate]):
    """Change a version."""

    schema = MLModelVersionUpdate

    row_version = forms.CharField(widget=forms.HiddenInput)
    reason = ReasonField()
