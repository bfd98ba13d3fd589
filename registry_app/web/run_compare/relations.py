"""How values of runs depend on each other: a scatter, and parallel coordinates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final, Self

from django.http import HttpRequest

from mldb.schemas import ComparedRun
from registry_app.web.charts.parallel import MOST_AXES, ParallelFigure, RunValues
from registry_app.web.charts.run_axis import RunValue
from registry_app.web.charts.scatter import RunPoint, ScatterFigure
from registry_app.web.kit.comparison import names_of
from registry_app.web.presentation.links import run_url
from registry_app.web.run_compare.choice import RunChoice
from registry_app.web.run_compare.rows import metric_value

_PARAM, _METRIC = "param.", "metric."
_PARAMS_AT_FIRST: Final = 6


@dataclass(frozen=True)
class Relations:
    """The selected axes and their charts.

    Axes are named as in queries: `param.lr`, `metric.loss`. `across` and `up` are empty without
    any value to draw.
    """

    params: list[str]
    metrics: list[str]
    across: str
    up: str
    axes: list[str]
    scatter: ScatterFigure
    parallel: ParallelFigure

    @classmethod
    def of(cls, request: HttpRequest, choice: RunChoice) -> Self:
        """The charts of the selected axes; by default of what differs between the runs."""
        runs = choice.runs
        params = [f"{_PARAM}{name}" for name in names_of([one.params for one in runs])]
        metrics = [f"{_METRIC}{name}" for name in names_of([one.metrics for one in runs])]
        names = [*params, *metrics]
        values = {name: [_value(one, name, choice.statistic) for one in runs] for name in names}
        first_params = [name for name in params if len(set(map(str, values[name]))) > 1]
        first_metrics = _telling(metrics, values)
        up = _chosen(request.GET.get("up"), names, first_metrics)
        across = _chosen(
            request.GET.get("across"),
            names,
            [*first_params, *(name for name in first_metrics if name != up), *names],
        )
        asked = [name for name in dict.fromkeys(request.GET.getlist("axis")) if name in values]
        axes = asked[:MOST_AXES] or _suggested(first_params, first_metrics, up)
        lines, points = [], []
        for index, (one, label) in enumerate(zip(runs, choice.labels, strict=True)):
            url = run_url(one.run.public_id)
            own = {_label(name, names): values[name][index] for name in axes}
            lines.append(RunValues(label, own, index, url))
            if across and up:
                x, y = values[across][index], values[up][index]
                points.append(RunPoint(label, x, y, index, url))
        scatter = ScatterFigure.of(
            points,
            _label(across, names),
            _label(up, names),
            is_x_log=request.GET.get("xlog") == "1",
            is_y_log=request.GET.get("ylog") == "1",
        )
        parallel = ParallelFigure.of(lines, [_label(name, names) for name in axes])
        return cls(params, metrics, across, up, axes, scatter, parallel)


def _telling(metrics: Sequence[str], values: Mapping[str, Sequence[RunValue]]) -> list[str]:
    """The metrics that differ, those first that most runs have; all of them if none differs."""
    finite = {
        name: [one for one in values[name] if isinstance(one, float) and isfinite(one)]
        for name in metrics
    }
    differing = [name for name in metrics if len(set(finite[name])) > 1]
    return sorted(differing or metrics, key=lambda name: (-len(finite[name]), name))


def _label(name: str, names: Sequence[str]) -> str:
    """The name of the parameter or metric; in full if one of each has it."""
    prefix, _, bare = name.partition(".")
    other = f"{_METRIC if prefix == 'param' else _PARAM}{bare}"
    return name if other in names else bare


def _value(run: ComparedRun, name: str, statistic: str) -> RunValue:
    if name.startswith(_PARAM):
        return run.params.get(name.removeprefix(_PARAM))
    return metric_value(run, name.removeprefix(_METRIC), statistic)


def _chosen(asked: str | None, names: Sequence[str], suggested: Sequence[str]) -> str:
    return asked if asked is not None and asked in names else next(iter(suggested), "")


def _suggested(params: Sequence[str], metrics: Sequence[str], up: str) -> list[str]:
    """Some parameters, then metrics, with the one that the scatter shows at the end."""
    first = list(params[:_PARAMS_AT_FIRST])
    others = [name for name in metrics if name != up][: MOST_AXES - len(first) - 1]
    return [*first, *others, *([up] if up and up not in first else [])]
