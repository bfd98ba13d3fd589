"""Whatever MLflow holds, it is kept as it is, or left out and counted."""

from collections import Counter
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mldb.transfer.mlflow.left_out import LeftOutThings
from mldb.transfer.mlflow.store import StoredModel, StoredVersion
from mldb.transfer.mlflow.translation import Translation
from tests.transfer.mlflow.tables import VERSION

SETTINGS = settings(deadline=None, database=None)
NAMES = st.text(min_size=1, max_size=300)
TEXTS = st.text() | st.text(min_size=4_990, max_size=5_010)
TIMES = st.none() | st.integers(-(2**63), 2**63 - 1)
ROWS = st.fixed_dictionaries(
    {
        "name": NAMES,
        "version": st.integers(-1, 2**31),
        "description": st.none() | TEXTS,
        "creation_time": TIMES,
        "last_updated_time": TIMES,
        "source": st.none() | st.text() | st.text(alphabet="C:/\\ a?#%"),
        "user_id": st.none() | NAMES,
        "current_stage": st.sampled_from(["None", "Production", None]),
        "run_id": st.sampled_from(["run", None]),
    }
)


def row(values: dict[str, Any]) -> Any:
    return SimpleNamespace(**({"run_link": None, "status_message": None} | VERSION | values))


def translation() -> tuple[Translation, LeftOutThings]:
    left_out = LeftOutThings()
    return Translation(left_out, "ann", datetime(2026, 3, 1, tzinfo=UTC)), left_out


def counts(left_out: LeftOutThings) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in left_out:
        found[each.kind] += each.count
    return found


@SETTINGS
@given(ROWS, st.dictionaries(NAMES, TEXTS, max_size=3), st.dictionaries(NAMES, st.integers(0)))
def test_a_model(values: dict[str, Any], tags: dict[str, str], aliases: dict[str, int]) -> None:
    translate, left_out = translation()
    stored = StoredModel(row(values), 3, tags, aliases)
    model = translate.model(stored)
    if model is None:
        assert counts(left_out) == {"models": 1}
        return
    kept_tags = {tag.key: tag.value for tag in translate.model_tags(stored, model)}
    kept_aliases = {alias.name: alias.version for alias in translate.aliases(stored, model)}

    assert (model.name, model.description) == (values["name"], values["description"] or "")
    assert kept_tags.items() <= tags.items()
    assert kept_aliases.items() <= aliases.items()
    assert counts(left_out)["model_tags"] == len(tags) - len(kept_tags)
    assert counts(left_out)["aliases"] == len(aliases) - len(kept_aliases)


@SETTINGS
@given(
    ROWS,
    st.dictionaries(NAMES, TEXTS, max_size=3),
    st.dictionaries(NAMES, TEXTS, max_size=3),
    st.dictionaries(NAMES, st.floats(), max_size=3),
)
def test_a_version(
    values: dict[str, Any], tags: dict[str, str], params: dict[str, str], metrics: dict[str, float]
) -> None:
    translate, left_out = translation()
    stored = StoredVersion(row(values), tags, True, None, params, metrics)  # noqa: FBT003  # a row
    version = translate.version(stored)
    if version is None:
        assert counts(left_out)["versions"] == 1
        return
    kept_params = {param.name: param.value for param in translate.params(stored, version)}
    kept_metrics = {metric.name: metric.value for metric in translate.metrics(stored, version)}
    kept_tags = {tag.key: tag.value for tag in translate.version_tags(stored, version)}
    own_tags = {name: value for name, value in kept_tags.items() if name in tags}

    assert (version.model, version.number) == (values["name"], values["version"])
    assert version.created_at <= version.updated_at
    assert kept_params.items() <= params.items()
    assert kept_metrics.items() <= metrics.items()
    assert own_tags.items() <= tags.items()
    assert counts(left_out)["params"] == len(params) - len(kept_params)
    assert counts(left_out)["metrics"] == len(metrics) - len(kept_metrics)
    assert counts(left_out)["version_tags"] == len(tags) - len(own_tags)
