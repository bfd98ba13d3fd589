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
_CHOICES: Final = {statistic.value for statistic in Statistic}


class MetricChoiceWidget(forms.Widget):
    """A selection for each metric, in fields named like `metrics:val/loss`.

    If the run `has_more` metrics than are offered, others are written into an area, one per line:
    `val/loss`, or `val/loss = min`.
    """

    template_name = "run/metric_choice.html"
    use_fieldset = True
    rows: Sequence[tuple[str, list[tuple[str, str]]]] = ()
    has_more = False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The metrics with their possible values and the selected one."""
        context: dict[str, Any] = super().get_context(name, None, attrs)
        chosen = value if isinstance(value, dict) else {}
        context["rows"] = [
            (f"{name}:{metric}", metric, choices, str(chosen.get(metric, "")))
            for metric, choices in self.rows
        ]
        if self.has_more:
            offered = {metric for metric, _ in self.rows}
            others = {metric: chosen[metric] for metric in chosen if metric not in offered}
            context["written"] = "\n".join(f"{key} = {value}" for key, value in others.items())
        return context

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> dict[str, str]:
        """The selected statistic by metric, without those that are left out."""
        sent = ((metric, data.get(f"{name}:{metric}")) for metric, _ in self.rows)
        written = data.get(name, "").splitlines() if self.has_more else ()
        others = dict(_written(line.strip()) for line in written if line.strip())
        return others | {metric: statistic for metric, statistic in sent if statistic}


class MetricChoiceField(forms.Field):
    """Metrics with the value to take; cleaned to a mapping from names to statistics."""

    widget = MetricChoiceWidget

    def offer(self, series: Sequence[MetricSeriesRead], *, has_more: bool) -> None:
        """Offer the finite values of these metrics; at first the last ones are selected.

        `has_more` if the run has others, which can be written.
        """
        self.widget.has_more = has_more
        offered = [(one.name, _choices(one)) for one in series]
        self.widget.rows = [(name, choices) for name, choices in offered if choices]
        self.initial = {
            one.name: Statistic.LAST.value for one in series if isfinite(one.last.value)
        }


def _written(line: str) -> tuple[str, str]:
    """Metric and statistic of a line; the last value if it names none."""
    metric, _, statistic = line.rpartition("=")
    if metric.strip() and statistic.strip() in _CHOICES:
        return metric.strip(), statistic.strip()
    return line, Statistic.LAST.value


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
