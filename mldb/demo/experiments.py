"""The experiments of the demo: data sets of scikit-learn, and the settings to try."""

from dataclasses import dataclass, field
from typing import Any

from mldb.values.enums import Goal


@dataclass(frozen=True)
class Experiment:
    """One model of the demo.

    `estimators` are class names below `sklearn` with the parameters to try, one version for each.
    """

    name: str
    description: str
    dataset: str
    metric: str
    goal: Goal
    estimators: tuple[tuple[str, dict[str, Any]], ...]
    tags: dict[str, str] = field(default_factory=dict)


EXPERIMENTS = (
    Experiment(
        "digits-classifier",
        "# Digits\n\nReads handwritten digits from 8 by 8 grey pixels.",
        "digits",
        "accuracy",
        Goal.MAXIMIZE,
        (
            ("linear_model.LogisticRegression", {"C": 0.01, "max_iter": 2000}),
            ("linear_model.LogisticRegression", {"C": 1.0, "max_iter": 2000}),
            ("neighbors.KNeighborsClassifier", {"n_neighbors": 15}),
            ("neighbors.KNeighborsClassifier", {"n_neighbors": 3}),
            ("svm.SVC", {"C": 1.0, "gamma": 0.05}),
            ("svm.SVC", {"C": 10.0, "gamma": 0.01}),
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
            ("linear_model.LogisticRegression", {"C": 0.001, "max_iter": 2000}),
            ("linear_model.LogisticRegression", {"C": 1.0, "max_iter": 2000}),
            ("ensemble.GradientBoostingClassifier", {"n_estimators": 20, "learning_rate": 0.05}),
            ("ensemble.GradientBoostingClassifier", {"n_estimators": 100, "learning_rate": 0.1}),
            ("svm.SVC", {"C": 2.0, "gamma": "scale"}),
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
            ("neighbors.KNeighborsClassifier", {"n_neighbors": 25}),
            ("ensemble.GradientBoostingClassifier", {"n_estimators": 30, "learning_rate": 0.1}),
            ("linear_model.LogisticRegression", {"C": 0.05, "max_iter": 2000}),
            ("linear_model.LogisticRegression", {"C": 5.0, "max_iter": 2000}),
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
            ("linear_model.Ridge", {"alpha": 100.0}),
            ("linear_model.Ridge", {"alpha": 1.0}),
            ("ensemble.RandomForestRegressor", {"n_estimators": 50, "max_depth": 3}),
            ("ensemble.RandomForestRegressor", {"n_estimators": 100, "max_depth": 8}),
            ("linear_model.Ridge", {"alpha": 10.0}),
        ),
        {"team": "health", "task": "regression"},
    ),
)
