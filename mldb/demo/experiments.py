"""The experiments of the demo: data sets of scikit-learn, and the settings to try."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mldb.values.enums import Goal


@dataclass(frozen=True)
class Setting:
    """An estimator, a class name below `sklearn`, with its parameters: one run.

    With `epochs` it is trained by that many passes over the data, each of which is a step.
    """

    estimator: str
    params: Mapping[str, Any]
    epochs: int = 0


@dataclass(frozen=True)
class Experiment:
    """An experiment of the demo, and the model whose versions its runs are registered as."""

    name: str
    description: str
    dataset: str
    metric: str
    goal: Goal
    settings: tuple[Setting, ...]
    tags: dict[str, str] = field(default_factory=dict)


EXPERIMENTS = (
    Experiment(
        "digits-classifier",
        "# Digits\n\nReads handwritten digits from 8 by 8 grey pixels.",
        "digits",
        "accuracy",
        Goal.MAXIMIZE,
        (
            Setting("linear_model.SGDClassifier", {"loss": "log_loss", "alpha": 0.1}, 40),
            Setting("linear_model.SGDClassifier", {"loss": "log_loss", "alpha": 0.001}, 40),
            Setting("neighbors.KNeighborsClassifier", {"n_neighbors": 15}),
            Setting("neural_network.MLPClassifier", {"hidden_layer_sizes": (16,)}, 80),
            Setting("neural_network.MLPClassifier", {"hidden_layer_sizes": (64, 32)}, 80),
            Setting("svm.SVC", {"C": 10.0, "gamma": 0.01}),
        ),
        {"team": "vision", "task": "classification"},
    ),
    Experiment(
        "breast-cancer-screening",
        "# Breast cancer\n\nClassifies tumours by 30 measurements of cell nuclei.",
        "breast_cancer",
        "f1",
        Goal.MAXIMIZE,
        (
            Setting("linear_model.SGDClassifier", {"loss": "log_loss", "alpha": 0.1}, 30),
            Setting("linear_model.LogisticRegression", {"C": 1.0, "max_iter": 2000}),
            Setting(
                "ensemble.GradientBoostingClassifier", {"n_estimators": 20, "learning_rate": 0.05}
            ),
            Setting(
                "ensemble.GradientBoostingClassifier", {"n_estimators": 100, "learning_rate": 0.1}
            ),
            Setting("svm.SVC", {"C": 2.0, "gamma": "scale"}),
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
            Setting("neighbors.KNeighborsClassifier", {"n_neighbors": 25}),
            Setting(
                "ensemble.GradientBoostingClassifier", {"n_estimators": 30, "learning_rate": 0.1}
            ),
            Setting("neural_network.MLPClassifier", {"hidden_layer_sizes": (8,)}, 120),
            Setting("linear_model.LogisticRegression", {"C": 5.0, "max_iter": 2000}),
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
            Setting("linear_model.Ridge", {"alpha": 100.0}),
            Setting("linear_model.SGDRegressor", {"eta0": 0.001}, 60),
            # Its steps are too long: it diverges, and the run fails.
            Setting("linear_model.SGDRegressor", {"eta0": 0.165, "learning_rate": "constant"}, 60),
            Setting("ensemble.GradientBoostingRegressor", {"n_estimators": 150, "max_depth": 3}),
            Setting("ensemble.RandomForestRegressor", {"n_estimators": 100, "max_depth": 8}),
            Setting("linear_model.Ridge", {"alpha": 10.0}),
        ),
        {"team": "health", "task": "regression"},
    ),
)
