"""Whatever MLflow holds, it is kept as it is, or left out and counted."""

import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mldb.terminal import plain
from mldb.transfer.mlflow.left_out import LeftOutGroups
from mldb.transfer.mlflow.own_values import OwnValues
from mldb.transfer.mlflow.store import StoredModel, StoredVersion
from mldb.transfer.mlflow.translation import Translation
from tests.transfer.mlflow.tables import VERSION

SETTINGS = settings(deadline=None, database=None)
NAMES = st.text(min_size=1, max_size=300).map(partial(unicodedata.normalize, "NFC"))
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


class Translated:
    """What became of some rows, and what was said about it."""

    def __init__(self) -> None:
        self.left_out, self.changed = LeftOutGroups(), LeftOutGroups()
        now = datetime(2026, 3, 1, tzinfo=UTC)
        self.translate = Translation(self.left_out, self.changed, "ann", now)

    def lost(self, kind: str) -> int:
        return sum(each.count for each in self.left_out if each.entity_type == kind)

    def check_description(self, kind: str, kept: str, there: str | None) -> None:
        """It is as it was, or without control characters, or left out, and that is said."""
        if kept != (there or ""):
            assert kept in {plain(there or ""), ""}
            assert self.lost(f"{kind} descriptions") or list(self.changed)

    def check(self, kind: str, kept: Mapping[str, Any], there: Mapping[str, Any]) -> None:
        """Each is as it was, without control characters, or left out and counted."""
        changed = {name for name, value in kept.items() if value != there[name]}

        assert all(kept[name] == plain(there[name]) for name in changed)
        assert sum(each.count for each in self.changed if each.entity_type == kind) >= len(changed)
        assert self.lost(kind) == len(there) - len(kept)


@SETTINGS
@given(ROWS, st.dictionaries(NAMES, TEXTS, max_size=3), st.dictionaries(NAMES, st.integers(0)))
def test_a_model(values: dict[str, Any], tags: dict[str, str], aliases: dict[str, int]) -> None:
    translated = Translated()
    translate, stored = translated.translate, StoredModel(row(values), 3, tags, aliases)
    model = translate.model(stored)
    if model is None:
        assert translated.lost("models") == 1
        return
    found = [translate.alias(model.name, *alias, alias[0]) for alias in aliases.items()]
    kept_tags = {tag.key: tag.value for tag in translate.model_tags(stored, model)}
    kept_aliases = {alias.name: alias.version for alias in found if alias is not None}

    assert model.name == values["name"]
    translated.check_description("model", model.description, values["description"])
    translated.check("model_tags", kept_tags, tags)
    translated.check("aliases", kept_aliases, aliases)


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
    translated = Translated()
    own = OwnValues(has_run=True, user_id=None, params=params, metrics=metrics)
    translate, stored = translated.translate, StoredVersion(row(values), tags, own)
    version = translate.version(stored)
    if version is None:
        assert translated.lost("versions") == 1
        return
    kept_params = {param.name: param.value for param in translate.params(stored, version)}
    kept_metrics = {metric.name: metric.value for metric in translate.metrics(stored, version)}
    kept_tags = {tag.key: tag.value for tag in translate.version_tags(stored, version)}

    assert (version.model, version.number) == (values["name"], values["version"])
    assert version.created_at <= version.updated_at
    translated.check_description("version", version.description, values["description"])
    translated.check("params", kept_params, params)
    translated.check("metrics", kept_metrics, metrics)
    own_tags = {name: value for name, value in kept_tags.items() if name in tags}
    translated.check("version_tags", own_tags, tags)
