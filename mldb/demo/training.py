"""Training and measuring the models of the demo; needs scikit-learn."""

from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from sklearn import datasets, metrics
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from mldb.demo.experiments import Experiment
from mldb.schemas import MLModelVersionCreate
from mldb.values.enums import Device

SEED = 0


def train(experiment: Experiment, estimator: str, params: dict[str, Any]) -> MLModelVersionCreate:
    """A trained version, measured on the quarter of the data that it has not seen."""
    features, target = getattr(datasets, f"load_{experiment.dataset}")(return_X_y=True)
    # One split for every setting, or the versions could not be compared.
    train_x, test_x, train_y, test_y = train_test_split(
        features, target, test_size=0.25, random_state=SEED
    )
    module, _, algorithm = estimator.rpartition(".")
    estimator_type = getattr(import_module(f"sklearn.{module}"), algorithm)
    seeded = params | ({"random_state": SEED} if _takes_seed(estimator_type) else {})
    pipeline = make_pipeline(StandardScaler(), estimator_type(**seeded)).fit(train_x, train_y)
    query = urlencode({"dataset": experiment.dataset, **seeded})
    return MLModelVersionCreate(
        model_name=experiment.name,
        # Training is deterministic: this is all that is needed to make the artifact again.
        source=f"sklearn:{algorithm}?{query}",
        device=Device.CPU,
        params={"algorithm": algorithm} | {name: str(value) for name, value in seeded.items()},
        metrics=_measured(experiment, pipeline, test_x, test_y),
        tags={"dataset": experiment.dataset},
    )


def _takes_seed(estimator_type: Any) -> bool:
    """Whether training draws random numbers."""
    return "random_state" in estimator_type().get_params()


def _measured(experiment: Experiment, pipeline: Any, test_x: Any, test_y: Any) -> dict[str, float]:
    """Metrics on the test data."""
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
