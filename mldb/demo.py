"""Fills a registry with real models: `python -m mldb.demo` trains them on scikit-learn's datasets.

Every version is a small model that was really trained, its parameters are those it was trained
with, and its metrics were measured on data held out from training.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError

from mldb.config import database_config
from mldb.database.schema import describe
from mldb.errors import MLDBError, NotFoundError
from mldb.schemas import (
    MLModelAliasMove,
    MLModelCreate,
    MLModelRead,
    MLModelTagCreate,
    MLModelVersionCreate,
)
from mldb.sync_db import (
    Database,
    MLModelAliasService,
    MLModelService,
    MLModelTagService,
    MLModelVersionService,
)
from mldb.terminal import printable
from mldb.values.enums import Device, Goal
from mldb.wording import first_sentence

try:
    from sklearn import datasets, metrics
    from sklearn.ensemble import GradientBoostingClassifier, RandomForestRegressor
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.model_selection import train_test_split
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC
except ImportError:
    sys.exit("The demo needs scikit-learn: pip install 'modelbook[demo]'")

ACTOR = "demo"
SEED = 0


@dataclass(frozen=True)
class Experiment:
    """One model of the demo: what it is trained on, and the settings that are tried."""

    name: str
    description: str
    dataset: str
    metric: str
    goal: Goal
    estimators: tuple[tuple[Callable[..., Any], dict[str, Any]], ...]
    tags: dict[str, str] = field(default_factory=dict)


EXPERIMENTS = (
    Experiment(
        "digits-classifier",
        "# Digits\n\nReads handwritten digits from 8 by 8 grey pixels.",
        "digits",
        "accuracy",
        Goal.MAXIMIZE,
        (
            (LogisticRegression, {"C": 0.01, "max_iter": 2000}),
            (LogisticRegression, {"C": 1.0, "max_iter": 2000}),
            (KNeighborsClassifier, {"n_neighbors": 15}),
            (KNeighborsClassifier, {"n_neighbors": 3}),
            (SVC, {"C": 1.0, "gamma": 0.05}),
            (SVC, {"C": 10.0, "gamma": 0.01}),
        ),
        {"team": "vision", "task": "classification"},
    ),
    Experiment(
        "breast-cancer-screening",
        "# Breast cancer\n\nTells malignant from benign tumours by 30 measurements of cell nuclei.",
        "breast_cancer",
        "f1",
        Goal.MAXIMIZE,
        (
            (LogisticRegression, {"C": 0.001, "max_iter": 2000}),
            (LogisticRegression, {"C": 1.0, "max_iter": 2000}),
            (GradientBoostingClassifier, {"n_estimators": 20, "learning_rate": 0.05}),
            (GradientBoostingClassifier, {"n_estimators": 100, "learning_rate": 0.1}),
            (SVC, {"C": 2.0, "gamma": "scale"}),
        ),
        {"team": "health", "task": "classification", "reviewed": "yes"},
    ),
    Experiment(
        "wine-cultivar",
        "# Wine\n\nNames the cultivar of an Italian wine from its chemical analysis.",
        "wine",
        "log_loss",
        Goal.MINIMIZE,
        (
            (KNeighborsClassifier, {"n_neighbors": 25}),
            (GradientBoostingClassifier, {"n_estimators": 30, "learning_rate": 0.1}),
            (LogisticRegression, {"C": 0.05, "max_iter": 2000}),
            (LogisticRegression, {"C": 5.0, "max_iter": 2000}),
        ),
        {"team": "food", "task": "classification"},
    ),
    Experiment(
        "diabetes-progression",
        "# Diabetes\n\nPredicts how far diabetes progresses within a year.",
        "diabetes",
        "rmse",
        Goal.MINIMIZE,
        (
            (Ridge, {"alpha": 100.0}),
            (Ridge, {"alpha": 1.0}),
            (RandomForestRegressor, {"n_estimators": 50, "max_depth": 3}),
            (RandomForestRegressor, {"n_estimators": 100, "max_depth": 8}),
            (Ridge, {"alpha": 10.0}),
        ),
        {"team": "health", "task": "regression"},
    ),
)


def main() -> int:
    """Exit status of the command."""
    try:
        config = database_config()
        with Database(config) as database:
            models = MLModelService(database)
            for experiment in EXPERIMENTS:
                if not is_registered(models, experiment.name):
                    register(database, experiment)
            print(printable(f"In {describe(config)}:\n", keep="\n"))
            for line in report(database):
                print(printable(line))
    except ValidationError as error:
        said = f"{error.title}: {first_sentence(error.errors())}"
        print(printable(said, keep="\n"), file=sys.stderr)
        return 1
    except MLDBError as error:
        print(printable(str(error), keep="\n"), file=sys.stderr)
        return 1
    return 0


def is_registered(models: MLModelService, name: str) -> bool:
    """Whether an earlier run of the demo has done this model already."""
    try:
        models.get_by_name(name)
    except NotFoundError:
        return False
    return True


def register(database: Database, experiment: Experiment) -> MLModelRead:
    """Train all settings of an experiment, register them and put the best one into use."""
    trained = [train(experiment, kind, params) for kind, params in experiment.estimators]
    model = MLModelService(database, actor=ACTOR).create(
        MLModelCreate(
            name=experiment.name,
            description=experiment.description,
            primary_metric=experiment.metric,
            primary_metric_goal=experiment.goal,
        )
    )
    tags = MLModelTagService(database, actor=ACTOR)
    for key, value in experiment.tags.items():
        tags.create(MLModelTagCreate(model_id=model.id, key=key, value=value))
    versions = MLModelVersionService(database, actor=ACTOR)
    for version in trained:
        versions.create(version)
    promote(database, experiment.name)
    return model


def train(
    experiment: Experiment, estimator_type: Callable[..., Any], params: dict[str, Any]
) -> MLModelVersionCreate:
    """A trained version, measured on the quarter of the data that it has not seen."""
    features, target = getattr(datasets, f"load_{experiment.dataset}")(return_X_y=True)
    # The same split for every setting, or the versions could not be compared.
    train_x, test_x, train_y, test_y = train_test_split(
        features, target, test_size=0.25, random_state=SEED
    )
    seeded = params | ({"random_state": SEED} if takes_seed(estimator_type) else {})
    pipeline = make_pipeline(StandardScaler(), estimator_type(**seeded)).fit(train_x, train_y)
    algorithm = estimator_type.__name__
    query = urlencode({"dataset": experiment.dataset, **seeded})
    return MLModelVersionCreate(
        model_name=experiment.name,
        # Training is deterministic, so this says all that is needed to make the artefact again.
        source=f"sklearn:{algorithm}?{query}",
        device=Device.CPU,
        params={"algorithm": algorithm} | {name: str(value) for name, value in seeded.items()},
        metrics=measured(experiment, pipeline, test_x, test_y),
        tags={"dataset": experiment.dataset},
    )


def takes_seed(estimator_type: Callable[..., Any]) -> bool:
    """Whether training draws random numbers."""
    return "random_state" in estimator_type().get_params()


def measured(experiment: Experiment, pipeline: Any, test_x: Any, test_y: Any) -> dict[str, float]:
    """Metrics on the held-out data."""
    predicted = pipeline.predict(test_x)
    if experiment.tags["task"] == "regression":
        return {
            "rmse": float(metrics.root_mean_squared_error(test_y, predicted)),
            "mae": float(metrics.mean_absolute_error(test_y, predicted)),
            "r2": float(metrics.r2_score(test_y, predicted)),
        }
    scores = {
        "accuracy": float(metrics.accuracy_score(test_y, predicted)),
        "f1": float(metrics.f1_score(test_y, predicted, average="macro")),
    }
    if hasattr(pipeline, "predict_proba"):
        scores["log_loss"] = float(metrics.log_loss(test_y, pipeline.predict_proba(test_x)))
    return scores


def promote(database: Database, name: str) -> None:
    """Put the second best into use, then replace it with the best, as in a real history."""
    best, second, *_ = MLModelVersionService(database).get_ranked(name, limit=2)
    aliases = MLModelAliasService(database, actor=ACTOR)
    for version, reason in ((second, "First release"), (best, "Better on held-out data")):
        aliases.move(
            MLModelAliasMove(model_name=name, name="champion", version=version.number),
            reason=reason,
        )


def report(database: Database) -> Iterator[str]:
    """What is registered, a paragraph per model."""
    versions = MLModelVersionService(database)
    aliases = MLModelAliasService(database)
    for experiment in EXPERIMENTS:
        champions = {row.version_number for row in aliases.get_all(experiment.name)}
        yield f"{experiment.name}, ranked by {experiment.metric} ({experiment.goal})"
        for ranked in versions.get_ranked(experiment.name):
            mark = "  <- champion" if ranked.number in champions else ""
            source = versions.get(ranked.id).source
            yield f"  version {ranked.number}  {ranked.value:10.4f}  {source}{mark}"
        yield ""


if __name__ == "__main__":
    sys.exit(main())
