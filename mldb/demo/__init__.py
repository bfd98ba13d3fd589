"""Fills a registry with real models: `python -m mldb.demo` trains them on scikit-learn's data sets.

Every version is a small model that was really trained, its parameters are those it was trained
with, and its metrics were measured on data that was kept out of training.
"""

import sys
from collections.abc import Iterator
from importlib.util import find_spec

from pydantic import ValidationError

from mldb.config import database_config
from mldb.database.schema import describe
from mldb.demo.experiments import EXPERIMENTS, Experiment
from mldb.errors import MLDBError, NotFoundError
from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelTagCreate
from mldb.sync_db import Database, Registry
from mldb.terminal import printable
from mldb.wording import first_sentence

__all__ = ["EXPERIMENTS", "main"]

ACTOR = "demo"


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
    """Train all settings of an experiment, register them and put the best one into use."""
    # scikit-learn takes seconds to import.
    from mldb.demo.training import train  # noqa: PLC0415

    trained = [train(experiment, estimator, params) for estimator, params in experiment.estimators]
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
    for version in trained:
        registry.versions.create(version)
    _promote(registry, experiment.name)


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
