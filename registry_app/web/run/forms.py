"""Forms of a run."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Self

from django import forms
from pydantic import Field

from mldb.errors import RuleViolationError
from mldb.schemas import MetricSeriesRead, RegisterFromRun, RunDetail
from mldb.schemas.base import WriteSchema
from mldb.values.enums import Device, RunStatus
from registry_app.web.diff.texts import cut
from registry_app.web.kit.forms import ReasonField, SchemaForm
from registry_app.web.kit.widgets import CardWidget, PairsField
from registry_app.web.run.files_choice import FilesChoiceField
from registry_app.web.run.metric_choice import MetricChoiceField

_STATUSES = [
    (RunStatus.RUNNING.value, "running: it goes on"),
    (RunStatus.FINISHED.value, "finished: it did what it was to do"),
    (RunStatus.FAILED.value, "failed: it ended by an error"),
    (RunStatus.KILLED.value, "killed: somebody stopped it"),
]
_DEVICES = [(device.value, device.value) for device in Device]


class RunStatusChange(WriteSchema):
    """The status that a run is to have."""

    status: Annotated[RunStatus, Field(description="Running, or how it ended.")]


class RunStatusForm(SchemaForm[RunStatusChange]):
    """End a run, or let it go on."""

    schema = RunStatusChange

    status = forms.ChoiceField(label="Status", choices=_STATUSES, widget=forms.RadioSelect)
    reason = ReasonField()


class RunRegisterForm(SchemaForm[RegisterFromRun]):
    """Register a version from a run."""

    schema = RegisterFromRun
    nullable: ClassVar[tuple[str, ...]] = ("source", "logged_model")

    model_name = forms.CharField(
        label="Model",
        widget=forms.TextInput(attrs={"list": "models", "autocomplete": "off"}),
        help_text="The name of a registered model.",
    )
    logged_model = forms.ChoiceField(label="What is registered")
    artifact_path = FilesChoiceField(label="Files")
    source = forms.CharField(label="Source")
    metrics = MetricChoiceField(label="Metrics")
    params = forms.MultipleChoiceField(
        label="Parameters", widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"})
    )
    description = forms.CharField(
        label="Description",
        strip=False,
        widget=CardWidget(attrs={"rows": 5}),
        help_text="Markdown.",
    )
    device = forms.ChoiceField(
        label="Device", choices=_DEVICES, help_text="The device that it is meant for."
    )
    tags = PairsField(label="Tags", help_text="One per line: dataset = 2026-q1")
    reason = ReasonField()

    @classmethod
    def of(
        cls,
        data: Any,
        detail: RunDetail,
        series: Sequence[MetricSeriesRead],
        paths: Sequence[str],
        initial: dict[str, Any],
    ) -> Self:
        """The form that offers what this run logged, of its metrics this series."""
        form = cls(data, initial=initial)
        fields: dict[str, Any] = form.fields
        whole = ("", f"the run itself, {detail.run.name}")
        models = [(one.public_id, _label(one)) for one in detail.logged_models]
        fields["logged_model"].choices = [whole, *models]
        if not models:
            fields["logged_model"].widget = forms.HiddenInput()
        fields["source"].help_text = (
            f"A URI, such as s3://bucket/model.onnx. Empty: runs:/{detail.run.public_id}"
            + (", or that of the logged model," if models else "")
            + " with the path of the files."
        )
        fields["artifact_path"].offer(paths, has_models=bool(models))
        fields["metrics"].offer(series, has_more=detail.series_count > len(series))
        fields["params"].choices = [
            (name, f"{name} = {cut(value)}") for name, value in detail.params.items()
        ]
        fields["params"].initial = list(detail.params)
        return form

    def refuse(self, violation: RuleViolationError) -> None:
        """Show a refusal at its field; that of one metric at the field of all."""
        field, _, _ = (violation.field or "").partition(".")
        if field != violation.field and field in self.fields:
            violation = RuleViolationError(str(violation), field)
        super().refuse(violation)


def _label(model: Any) -> str:
    step = "" if model.step is None else f", step {model.step}"
    kind = f", {model.model_type}" if model.model_type else ""
    return f"{model.name}{kind}{step} ({model.public_id[:10]})"
