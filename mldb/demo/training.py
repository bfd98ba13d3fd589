"""Training and measuring the models of the demo; needs scikit-learn."""

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

import numpy as np
from sklearn import datasets, metrics
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from mldb.demo.experiments import Experiment, Setting

SEED = 0
DIVERGENCE = 5

Log = Callable[[Mapping[str, float], int], None]
"""Logs the metrics of a step."""


class DivergedError(RuntimeError):
    """Training went astray: the loss grows."""


@dataclass(frozen=True)
class Data:
    """A data set, scaled; the test part is the quarter that training doesn't see."""

    train_x: Any
    test_x: Any
    train_y: Any
    test_y: Any
    digest: str


@dataclass(frozen=True)
class Trained:
    """A trained estimator, its metrics on the test data, and what it predicts there."""

    estimator: Any
    metrics: dict[str, float]
    predicted: Any


def load(experiment: Experiment) -> Data:
    """The data of an experiment, split in one way for all its settings."""
    features, target = getattr(datasets, f"load_{experiment.dataset}")(return_X_y=True)
    train_x, test_x, train_y, test_y = train_test_split(
        features, target, test_size=0.25, random_state=SEED
    )
    scaler = StandardScaler().fit(train_x)
    digest = hashlib.sha256(features.tobytes() + target.tobytes()).hexdigest()
    return Data(scaler.transform(train_x), scaler.transform(test_x), train_y, test_y, digest[:8])


def algorithm_of(setting: Setting) -> str:
    """Name of the estimator's class."""
    return setting.estimator.rpartition(".")[2]


def params_of(setting: Setting) -> dict[str, Any]:
    """All parameters that decide the result; training with them again gives the same model."""
    seeded = (
        {"random_state": SEED} if "random_state" in _estimator_type(setting)().get_params() else {}
    )
    epochs = {"epochs": setting.epochs} if setting.epochs else {}
    return {**setting.params, **seeded, **epochs}


def source_of(experiment: Experiment, setting: Setting) -> str:
    """A URI with all that is needed to make the model again."""
    query = urlencode({"dataset": experiment.dataset, **params_of(setting)})
    return f"sklearn:{algorithm_of(setting)}?{query}"


def train(experiment: Experiment, setting: Setting, data: Data, log: Log) -> Trained:
    """The trained model, measured on the test data; the losses of each step are logged.

    Raises:
        DivergedError: the loss grows.
    """
    task = _Regression() if experiment.tags["task"] == "regression" else _Classification()
    params = {name: value for name, value in params_of(setting).items() if name != "epochs"}
    estimator = _estimator_type(setting)(**params)
    if setting.epochs:
        _train_by_epochs(estimator, setting.epochs, task, data, log)
    else:
        estimator.fit(data.train_x, data.train_y)
        for step, losses in enumerate(_losses_of_stages(estimator, task, data)):
            log(losses, step)
    measured = task.measured(estimator, data.test_x, data.test_y)
    return Trained(estimator, measured, estimator.predict(data.test_x))


def _estimator_type(setting: Setting) -> Any:
    module, _, algorithm = setting.estimator.rpartition(".")
    return getattr(import_module(f"sklearn.{module}"), algorithm)


def _train_by_epochs(estimator: Any, epochs: int, task: "_Task", data: Data, log: Log) -> None:
    classes = task.classes(data.train_y)
    first = math.inf
    for step in range(epochs):
        estimator.partial_fit(data.train_x, data.train_y, **classes)
        losses = {
            "loss/train": task.loss(estimator, data.train_x, data.train_y),
            "loss/test": task.loss(estimator, data.test_x, data.test_y),
        }
        log(losses, step)
        first = min(first, losses["loss/train"])
        if losses["loss/train"] > DIVERGENCE * first:
            raise DivergedError(f"The loss is {DIVERGENCE} times as great as it was.")


def _losses_of_stages(estimator: Any, task: "_Task", data: Data) -> Iterator[dict[str, float]]:
    """Losses after each stage of boosting; of an estimator without stages there are none."""
    stages = getattr(estimator, task.stages, None)
    if stages is None:
        return
    for trained, tested in zip(stages(data.train_x), stages(data.test_x), strict=True):
        yield {
            "loss/train": task.loss_of(data.train_y, trained),
            "loss/test": task.loss_of(data.test_y, tested),
        }


class _Task:
    """How a kind of model is trained and measured."""

    stages: str

    def classes(self, target: Any) -> dict[str, Any]:
        """What training by epochs must be told besides the data."""
        raise NotImplementedError

    def loss(self, estimator: Any, features: Any, target: Any) -> float:
        """The loss of the estimator on these data."""
        raise NotImplementedError

    def loss_of(self, target: Any, predicted: Any) -> float:
        """The loss of a prediction."""
        raise NotImplementedError

    def measured(self, estimator: Any, features: Any, target: Any) -> dict[str, float]:
        """Metrics by which versions are compared."""
        raise NotImplementedError


class _Classification(_Task):
    stages = "staged_predict_proba"

    def classes(self, target: Any) -> dict[str, Any]:
        return {"classes": np.unique(target)}

    def loss(self, estimator: Any, features: Any, target: Any) -> float:
        return self.loss_of(target, estimator.predict_proba(features))

    def loss_of(self, target: Any, predicted: Any) -> float:
        return float(metrics.log_loss(target, predicted))

    def measured(self, estimator: Any, features: Any, target: Any) -> dict[str, float]:
        predicted = estimator.predict(features)
        scores = {
            "accuracy": float(metrics.accuracy_score(target, predicted)),
            "f1": float(metrics.f1_score(target, predicted, average="macro")),
        }
        if hasattr(estimator, "predict_proba"):
            scores["log_loss"] = self.loss(estimator, features, target)
        return scores


class _Regression(_Task):
    stages = "staged_predict"

    def classes(self, target: Any) -> dict[str, Any]:  # noqa: ARG002  # a regression has none
        return {}

    def loss(self, estimator: Any, features: Any, target: Any) -> float:
        return self.loss_of(target, estimator.predict(features))

    def loss_of(self, target: Any, predicted: Any) -> float:
        return float(metrics.root_mean_squared_error(target, predicted))

    def measured(self, estimator: Any, features: Any, target: Any) -> dict[str, float]:
        predicted = estimator.predict(features)
        return {
            "rmse": float(metrics.root_mean_squared_error(target, predicted)),
            "mae": float(metrics.mean_absolute_error(target, predicted)),
            "r2": float(metrics.r2_score(target, predicted)),
        }
