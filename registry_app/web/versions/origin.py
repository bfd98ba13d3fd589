"""The run that a version comes from, with its curves."""

from dataclasses import dataclass
from typing import Final, Self

from mldb.schemas import MLModelVersionDetail, MLRunRead
from registry_app.core.registry import Registry
from registry_app.web.charts.curve import Curve
from registry_app.web.run.curves import SMALL_BUCKETS, curve_of

CURVES_SHOWN: Final = 8


@dataclass(frozen=True)
class Origin:
    """The run of a version, None if it is in the trash, and curves of the version's metrics.

    The curve of what the model is ranked by comes first. `others` is the number of metrics of the
    version that are not shown.
    """

    run: MLRunRead | None
    curves: list[Curve]
    others: int

    @classmethod
    def of(cls, registry: Registry, version: MLModelVersionDetail) -> Self | None:
        """The origin of a version; None if it comes from no run."""
        if version.run_public_id is None:
            return None
        runs = registry.runs.get_many([version.run_public_id])
        if not runs:
            return cls(None, [], 0)
        run = runs[0]
        primary = registry.models.get_by_name(version.model_name).primary_metric
        names = sorted(version.metrics, key=lambda name: (name != primary, name))
        shown = names[:CURVES_SHOWN]
        found = registry.histories.curves_of(
            run.public_id, names=shown, limit=CURVES_SHOWN, buckets=SMALL_BUCKETS
        )
        curves = [
            curve_of(run, one.series.name, one.buckets)
            for one in sorted(found, key=lambda one: shown.index(one.series.name))
        ]
        return cls(run, curves, len(names) - len(shown))
