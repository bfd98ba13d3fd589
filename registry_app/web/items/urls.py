"""URLs of metrics, parameters and tags, each with the minimum role."""

from django.urls import URLPattern

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.items.views import (
    EXPERIMENT_TAG,
    METRIC,
    METRIC_GOAL,
    MODEL_TAG,
    PARAM,
    RUN_TAG,
    VERSION_TAG,
    ItemViews,
)
from registry_app.web.routes import EXPERIMENT, MODEL, RUN, VERSION


def _of(items: str, word: str, views: ItemViews) -> list[URLPattern]:
    # The item's name is in the query: browsers resolve `.` and `..` in a path, also as `%2e`.
    return [
        page(f"{items}/new", views.create(), name=f"{word}-create", role=Role.EDITOR),
        page(f"{items}/edit", views.update(), name=f"{word}-update", role=Role.EDITOR),
        page(f"{items}/delete", views.delete(), name=f"{word}-delete", role=Role.EDITOR),
    ]


urlpatterns = [
    *_of(f"{MODEL}/tags", "model-tag", MODEL_TAG),
    *_of(f"{MODEL}/goals", "metric-goal", METRIC_GOAL),
    *_of(f"{VERSION}/metrics", "metric", METRIC),
    *_of(f"{VERSION}/params", "param", PARAM),
    *_of(f"{VERSION}/tags", "version-tag", VERSION_TAG),
    *_of(f"{EXPERIMENT}/tags", "experiment-tag", EXPERIMENT_TAG),
    *_of(f"{RUN}/tags", "run-tag", RUN_TAG),
]
