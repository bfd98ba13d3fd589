"""Fills a registry with real models: `python -m mldb.demo` trains them on scikit-learn's data sets.

Every run really trains a small model, logs the losses of its epochs or boosting stages, and saves
the model with a report. The versions come from the runs; their metrics were measured on data that
was kept out of training.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pydantic import ValidationError

from mldb.config import database_config
from mldb.database.schema import describe
from mldb.demo.experiments import EXPERIMENTS, Experiment, Setting
from mldb.errors import DuplicateError, MLDBError, NotFoundError
from mldb.schemas import (
    DatasetInput,
    MLExperimentCreate,
    MLModelAliasMove,
    MLModelCreate,
    MLModelTagCreate,
    Owner,
    RegisterFromRun,
    Statistic,
)
from mldb.sync_db import Database, Registry
from mldb.terminal import printable
from mldb.wording import first_sentence

if TYPE_CHECKING:
    from mldb.demo.training import Data

__all__ = ["EXPERIMENTS", "main"]

ACTOR = "demo"
SOURCE = "python -m mldb.demo"


def main() -> int:
    """Exit status of the command."""
    if find_spec("sklearn") is None:
        return _failed("The demo needs scikit-learn: pip install 'modelbook[demo]'")
    try:
        config = database_config()
        with Database(config) as database:
            registry = Registry(database, actor=ACTOR)
            for experiment in EXPERIMENTS:
                if not _is_registered(registry, experiment.name):
                    _register(registry, experiment)
            print(printable(f"In {describe(config)}:\n", keep="\n"))
            for line in _report(registry):
                print(printable(line))
    except ValidationError as error:
        return _failed(f"{error.title}: {first_sentence(error.errors())}")
    except MLDBError as error:
        return _failed(str(error))
    return 0


def _failed(message: str) -> int:
    print(printable(message, keep="\n"), file=sys.stderr)
    return 1


def _is_registered(registry: Registry, name: str) -> bool:
    """Whether an earlier run of the demo registered this model."""
    try:
        registry.models.get_by_name(name)
    except NotFoundError:
        return False
    return True


def _register(registry: Registry, experiment: Experiment) -> None:
    """Run all settings of an experiment, register the runs and put the best one into use."""
    _create_experiment(registry, experiment)
    runs = list(_run_all(registry, experiment))
    model = registry.models.create(
        MLModelCreate(
            name=experiment.name,
            description=experiment.description,
            primary_metric=experiment.metric,
            primary_metric_goal=experiment.goal,
        )
    )
    for key, value in experiment.tags.items():
        registry.model_tags.create(MLModelTagCreate(model_id=model.id, key=key, value=value))
    for public_id, version in runs:
        registry.versions.register_from_run(public_id, version)
    _promote(registry, experiment.name)


def _create_experiment(registry: Registry, experiment: Experiment) -> None:
    """Create the experiment, unless a demo that was interrupted did so."""
    new = MLExperimentCreate(
        name=experiment.name, description=experiment.description, tags=experiment.tags
    )
    with suppress(DuplicateError):
        registry.experiments.create(new)


def _run_all(registry: Registry, experiment: Experiment) -> Iterator[tuple[str, RegisterFromRun]]:
    """Id of each run that finished, and the version to register from it.

    All are children of one run, the search for good settings.
    """
    # scikit-learn takes seconds to import.
    from mldb.demo.training import load  # noqa: PLC0415

    data = load(experiment)
    with registry.runs.start(experiment.name, name="search", source=SOURCE) as search:
        search.set_tags({"settings": len(experiment.settings)})
        for setting in experiment.settings:
            version = _run(registry, experiment, setting, data, search.public_id)
            if version is not None:
                yield version


def _run(
    registry: Registry, experiment: Experiment, setting: Setting, data: "Data", parent: str
) -> tuple[str, RegisterFromRun] | None:
    """Id of the run, and the version to register from it; None if training went astray."""
    from mldb.demo import training  # noqa: PLC0415  # see above
    from mldb.demo.files import files_of  # noqa: PLC0415

    algorithm = training.algorithm_of(setting)
    texts = {name: str(value) for name, value in training.params_of(setting).items()}
    dataset = DatasetInput(
        name=experiment.dataset,
        digest=data.digest,
        source_type="sklearn",
        source=f"sklearn.datasets.load_{experiment.dataset}",
        context="training",
    )
    begun = registry.runs.start(
        experiment.name,
        parent=parent,
        params={"algorithm": algorithm} | texts,
        source=SOURCE,
    )
    try:
        with begun as run:
            registry.run_logs.log_inputs(run.public_id, [dataset])
            losses: list[Mapping[str, float]] = []

            def log(values: Mapping[str, float], step: int) -> None:
                losses.append(values)
                run.log(values, step)

            trained = training.train(experiment, setting, data, log)
            run.log(trained.metrics)
            saved = files_of(experiment, setting, data, trained, losses)
            registry.artifacts.put_many(Owner.run(run.public_id), saved)
    except training.DivergedError:
        # It stays as a failed run, as such runs do in every real experiment.
        return None
    version = RegisterFromRun(
        model_name=experiment.name,
        source=training.source_of(experiment, setting),
        artifact_path="",
        metrics=dict.fromkeys(trained.metrics, Statistic.LAST),
        tags={"dataset": experiment.dataset},
    )
    return run.public_id, version


def _promote(registry: Registry, name: str) -> None:
    """Put the second best into use, then replace it with the best, as in a real history."""
    best, second, *_ = registry.versions.get_ranked(name, limit=2)
    for version, reason in ((second, "First release"), (best, "Better on test data")):
        move = MLModelAliasMove(model_name=name, name="champion", version=version.number)
        registry.aliases.move(move, reason=reason)


def _report(registry: Registry) -> Iterator[str]:
    """The registered models, a paragraph for each."""
    for experiment in EXPERIMENTS:
        champions = {row.version_number for row in registry.aliases.get_all(experiment.name)}
        yield f"{experiment.name}, ranked by {experiment.metric} ({experiment.goal})"
        for ranked in registry.versions.get_ranked(experiment.name):
            mark = "  <- champion" if ranked.number in champions else ""
            source = registry.versions.get(ranked.id).source
            yield f"  version {ranked.number}  {ranked.value:10.4f}  {source}{mark}"
        yield ""
