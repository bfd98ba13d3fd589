"""Finds a version's own parameters and metrics among those of its run."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from mldb.transfer.mlflow.runs import LoggedModel, RunStore, StoredRun, Values

_LOGGED_MODEL: Final = re.compile(r"models:/+(m-[^/]+)/?")
_OF_RUN: Final = re.compile(r"runs:/+([^/]+)/+(.+?)/*")
_OTHERS: Final = "Its run logged other models, too, and nothing says that it is about this version."
_OTHER_DATASET: Final = "It was logged for several data sets; the latest is kept."
_NO_MODEL: Final = "The logged model that it comes from is not in this database."


class Origin(NamedTuple):
    """Source, storage location and run of a version."""

    source: str
    location: str
    run_id: str | None


class Lost(NamedTuple):
    """An item of a version that can't be imported; `name` is empty if all items are meant."""

    item_type: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class OwnValues:
    """A version's parameters and metrics, from its run and its logged model.

    `lost` are items of the run that may be of another model. `has_run` says whether the run that
    the version names exists; `user_id` is who ran it. `run_id` and `model_id` are what the version
    comes from, if MLflow has it.
    """

    has_run: bool
    user_id: str | None
    params: Values
    metrics: Values
    lost: tuple[Lost, ...] = ()
    run_id: str | None = None
    model_id: str | None = None


def own_values(runs: RunStore, origins: Sequence[Origin]) -> list[OwnValues]:
    """The values of some versions, in their order."""
    models = _models(runs, origins)
    run_ids = {origin.run_id for origin in origins if origin.run_id}
    run_ids |= {model.run_id for model in models if model is not None and model.run_id}
    stored = runs.runs(run_ids)
    return [_own(origin, model, stored) for origin, model in zip(origins, models, strict=True)]


def logged_model_id(source: str) -> str | None:
    """The id of the logged model that the source names."""
    found = _LOGGED_MODEL.fullmatch(source)
    return found[1] if found else None


def _models(runs: RunStore, origins: Sequence[Origin]) -> list[LoggedModel | None]:
    """The logged model of each, with its values."""
    ids = {found for origin in origins if (found := logged_model_id(origin.source))}
    locations = {location for origin in origins for location in origin[:2] if location}
    of_runs = {named[1] for origin in origins if (named := _OF_RUN.fullmatch(origin.source))}
    known = runs.models(
        ids, {*locations, *(location.rstrip("/") for location in locations)}, of_runs
    )
    own = [_model(origin, known) for origin in origins]
    filled = runs.with_values(model for model in own if model is not None)
    return [None if model is None else filled[model.model_id] for model in own]


def _model(origin: Origin, known: Iterable[LoggedModel]) -> LoggedModel | None:
    """The logged model that the source names by id, by location, or by run and name."""
    model_id = logged_model_id(origin.source)
    of_run = _OF_RUN.fullmatch(origin.source)
    locations = {location.rstrip("/") for location in origin[:2] if location}
    for is_meant in (
        lambda model: model.model_id == model_id,
        lambda model: model.location.rstrip("/") in locations,
        lambda model: of_run is not None and (model.run_id, model.name) == of_run.groups(),
    ):
        found = [model for model in known if is_meant(model)]
        if len(found) == 1:
            return found[0]
    return None


def _own(origin: Origin, model: LoggedModel | None, stored: Mapping[str, StoredRun]) -> OwnValues:
    run_id = (model.run_id if model else None) or origin.run_id or ""
    run = stored.get(run_id)
    lost = [] if model else list(_lost_model(origin))
    has_run = run is not None or not origin.run_id or model is not None
    if run is None:
        run = StoredRun(None, {}, {})
    params, metrics = (model.params, model.metrics) if model else ({}, {})
    if _logged_only(run, model, is_known=not lost):
        of_run = {name: run.metrics[name] for name in run.metrics if name not in run.foreign}
        params, metrics = run.params | params, of_run | metrics
    lost += _lost_values(run, params, metrics, run.foreign | run.linked if model else run.foreign)
    if model:
        lost += [Lost("metrics", _named(*each), _OTHER_DATASET) for each in model.other_datasets]
    return OwnValues(
        has_run,
        run.user_id,
        params,
        metrics,
        tuple(lost),
        run_id if run_id in stored else None,
        model.model_id if model else None,
    )


def _logged_only(run: StoredRun, model: LoggedModel | None, *, is_known: bool) -> bool:
    """Whether the run logged only this model, as far as MLflow recorded it."""
    if model is not None and run.models:
        return run.model_count == 1 and model.model_id in run.models
    return run.model_count <= (1 if is_known else 0)


def _lost_model(origin: Origin) -> Iterator[Lost]:
    if logged_model_id(origin.source):
        yield Lost("logged_models", "", _NO_MODEL)


def _lost_values(
    run: StoredRun, params: Values, metrics: Values, of_others: Collection[str]
) -> Iterator[Lost]:
    """Items of the run that may be of this version or of another one.

    Items that certainly are of another model are not lost.
    """
    for item_type, values, own in (
        ("params", run.params, params),
        ("metrics", run.metrics, metrics),
    ):
        for name in sorted(values.keys() - own.keys() - set(of_others)):
            yield Lost(item_type, name, _OTHERS)


def _named(name: str, dataset: str) -> str:
    return f"{name} ({dataset})" if dataset else name
