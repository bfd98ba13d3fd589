"""A registry as it is after years: for screenshots, and for tests of how pages look."""

from math import log1p
from random import Random
from typing import Final

from mldb.schemas import (
    MLModelAliasMove,
    MLModelCreate,
    MLModelTagCreate,
    MLModelVersionCreate,
)
from mldb.values.enums import Device, Goal, VersionStatus
from registry_app.core.registry import Registry

MODEL: Final = "fraud-detector"
VERSIONS: Final = 200
METRICS: Final = 40
PARAMETERS: Final = 60
MODELS: Final = 300
ALIASES: Final = ("shadow", "canary-eu", "canary-us", "fallback", "baseline-2025", "champion")
NAMES: Final = (
    "日本語の不正検知モデル",
    "نموذج-كشف-الاحتيال",
    "Kreditkartenbetrugserkennungsverfahren-für-Österreich",
    "-".join(["a-long-name-of-a-model-for-every-region"] * 5)[:170],
    "model_with_many_underscores_in_its_name_and_a_date_20260301",
)
_FIRST_METRICS = ("auc", "f1", "recall", "precision", "log_loss", "latency_ms_p50")
_SEGMENTS = ("desktop", "mobile", "tablet", "partner_api")
_DEVICES = tuple(Device)
_TEAMS = ("risk", "payments", "growth", "search-and-recommendations")
_PARAGRAPH = (
    "The detector scores each payment before it is authorised. It is trained on the payments of "
    "the last ninety days, weighted by the losses that they caused, and never sees card numbers."
)


def fill(actor: str) -> None:
    """Hundreds of models, and one with all that a model can have."""
    registry = Registry(actor)
    chance = Random(0)  # noqa: S311  # the same registry each time
    _add_models(registry, chance)
    model = registry.models.create(
        MLModelCreate(
            name=MODEL, description=_card(), primary_metric="auc", primary_metric_goal=Goal.MAXIMIZE
        )
    )
    for key in ("team", "deprecated", "data"):
        registry.model_tags.create(MLModelTagCreate(model_id=model.id, key=key, value="risk"))
    registry.versions.create_many([_version(number, chance) for number in range(1, VERSIONS + 1)])
    for index, alias in enumerate(ALIASES):
        for version in (VERSIONS - 30 - index, VERSIONS - index * 3 - 5):
            move = MLModelAliasMove(model_name=MODEL, name=alias, version=version)
            registry.aliases.move(move, reason="Better on last week's payments in every segment")


def _add_models(registry: Registry, chance: Random) -> None:
    names = [*NAMES, *(f"{_TEAMS[n % 4]}-model-{n:03}" for n in range(MODELS - len(NAMES)))]
    for index, name in enumerate(names):
        registry.models.create(MLModelCreate(name=name, description=f"# Purpose\n\n{_PARAGRAPH}"))
        versions = [
            MLModelVersionCreate(
                model_name=name,
                source=f"s3://models/{index}/{number}/model.onnx",
                metrics={"auc": chance.random(), "accuracy": chance.random()},
            )
            for number in range(index % 4)
        ]
        if versions:
            registry.versions.create_many(versions)
            move = MLModelAliasMove(model_name=name, name="champion", version=1)
            registry.aliases.move(move, reason="First release")


def _version(number: int, chance: Random) -> MLModelVersionCreate:
    auc = 0.7 + 0.05 * log1p(number) + chance.uniform(-0.02, 0.02)
    values = {name: auc * chance.uniform(0.9, 1) for name in _metric_names()}
    parameters = {f"feature_{n:02}_enabled": str(n % 3 == 0) for n in range(PARAMETERS - 4)}
    return MLModelVersionCreate(
        model_name=MODEL,
        source=f"s3://ml-artifacts-production-eu/fraud/{number:04}/2026-03-01T12-00-00/model.onnx",
        description=f"Run {number} of the nightly training.",
        device=_DEVICES[number % len(_DEVICES)],
        status=VersionStatus.FAILED if number % 17 == 0 else VersionStatus.READY,
        metrics=values | {"auc": auc, "loss_tiny": 1e-300, "loss_huge": 1e300},
        params=parameters
        | {
            "learning_rate": f"{chance.uniform(1e-5, 1e-2):.6g}",
            "optimizer": "AdamW",
            "data_snapshot": f"s3://ml-data/payments/{number:04}/part-0000.parquet",
            "notes": "日本語 and العربية and a text that is long enough to be broken into lines",
        },
        tags={"team": "risk", "nightly": ""},
    )


def _metric_names() -> list[str]:
    segments = [f"auc_segment/{segment}/{day}" for segment in _SEGMENTS for day in range(8)]
    return [*_FIRST_METRICS, *segments][: METRICS - 2]


def _card() -> str:
    sections = (
        f"## Section {number}\n\n{_PARAGRAPH}\n\n| segment | auc | recall |\n|---|--:|--:|\n"
        f"| desktop | 0.237961 | 0.91{number:02} |\n| mobile | 0.88123 | 0.812345 |\n"
        for number in range(90)
    )
    return "# Fraud detector\n\n" + "\n".join(sections)
