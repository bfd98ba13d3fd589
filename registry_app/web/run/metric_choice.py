"""A field that takes one value of each metric of a run: last, least, largest or none."""

from collections.abc import Sequence
from math import isfinite
from typing import Any, Final

from django import forms

from mldb.schemas import MetricSeriesRead, PointRead, Statistic
from registry_app.web.charts.axis import step_text
from registry_app.web.presentation.numbers import number_text

METRICS_OFFERED: Final = 1_000
"""Metrics that a form offers, the first by name."""
_WORDS: Final = {Statistic.LAST: "last", Statistic.MIN: "least", Statistic.MAX: "largest"}


class MetricChoiceWidget(forms.Widget):
    """A selection for each metric, in fields named like `metrics:val/loss`."""

    template_name = "run/metric_choice.html"
    use_fieldset = True
    rows: Sequence[tuple[str, list[tuple[str, str]]]] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The metrics with their possible values and the selected one."""
        context: dict[str, Any] = super().get_context(name, None, attrs)
        chosen = value if isinstance(value, dict) else {}
        context["rows"] = [
            (f"{name}:{metric}", metric, choices, str(chosen.get(metric, "")))
            for metric, choices in self.rows
        ]
        return context

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> dict[str, str]:
        """The selected statistic by metric, without those that are left out."""
        sent = ((metric, data.get(f"{name}:{metric}")) for metric, _ in self.rows)
        return {metric: statistic for metric, statistic in sent if statistic}


class MetricChoiceField(forms.Field):
    """Metrics with the value to take; cleaned to a mapping from names to statistics."""

    widget = MetricChoiceWidget

    def offer(self, series: Sequence[MetricSeriesRead]) -> None:
        """Offer the finite values of these metrics; at first the last ones are selected."""
        offered = [(one.name, _choices(one)) for one in series]
        self.widget.rows = [(name, choices) for name, choices in offered if choices]
        self.initial = {
            one.name: Statistic.LAST.value for one in series if isfinite(one.last.value)
        }


def _choices(series: MetricSeriesRead) -> list[tuple[str, str]]:
    """Values that a version takes, with the words for them."""
    points: dict[Statistic, PointRead | None] = {
        Statistic.LAST: series.last,
        Statistic.MIN: series.min,
        Statistic.MAX: series.max,
    }
    return [
        (statistic.value, f"{_WORDS[statistic]}: {number_text(point.value)} ({_step(point)})")
        for statistic, point in points.items()
        if point is not None and isfinite(point.value)
    ]


def _step(point: PointRead) -> str:
    return f"step {step_text(point.step)}"
