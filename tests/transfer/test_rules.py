"""An import writes no row that the rules of a service forbid."""

from collections.abc import Sequence
from typing import Any

import pytest

from mldb.config import DatabaseConfig
from mldb.errors import RuleViolationError
from mldb.schemas import (
    LoggedModelCreate,
    MLExperimentCreate,
    MLModelAliasMove,
    MLModelCreate,
    MLModelVersionCreate,
    MLRunCreate,
)
from mldb.statements.item import ItemValue
from mldb.sync_db import (
    Database,
    MLExperimentService,
    MLExperimentTagService,
    MLLoggedModelService,
    MLMetricGoalService,
    MLMetricService,
    MLModelAliasService,
    MLModelService,
    MLModelTagService,
    MLModelVersionParamService,
    MLModelVersionService,
    MLModelVersionTagService,
    MLRunService,
    Registry,
)
from mldb.transfer import import_records
from mldb.transfer.records import Record
from mldb.values.names import CHAMPION
from tests.transfer.build import (
    alias,
    experiment,
    experiment_tag,
    logged_model,
    metric,
    metric_goal,
    model,
    model_tag,
    param,
    run,
    version,
    version_tag,
)

RECORDS: list[Record] = [
    experiment(),
    experiment_tag(),
    run(),
    logged_model(),
    model(),
    model_tag(),
    metric_goal(),
    version(),
    param(),
    metric(),
    version_tag(),
    alias(1, 0),
]
CHECKED: dict[type[Any], type[Any]] = {
    MLExperimentService: MLExperimentCreate,
    MLExperimentTagService: ItemValue,
    MLRunService: MLRunCreate,
    MLLoggedModelService: LoggedModelCreate,
    MLModelService: MLModelCreate,
    MLModelTagService: ItemValue,
    MLMetricGoalService: ItemValue,
    MLModelVersionService: MLModelVersionCreate,
    MLModelVersionParamService: ItemValue,
    MLMetricService: ItemValue,
    MLModelVersionTagService: ItemValue,
    MLModelAliasService: MLModelAliasMove,
}


@pytest.mark.parametrize("service_type", CHECKED)
def test_a_rule_for_new_rows_holds_for_imports(
    config: DatabaseConfig, monkeypatch: pytest.MonkeyPatch, service_type: type[Any]
) -> None:
    def refuse(_self: object, _session: object, data: Sequence[Any]) -> None:
        assert [type(one) for one in data] == [CHECKED[service_type]]
        raise RuleViolationError("A new rule.")

    monkeypatch.setattr(service_type, "_validate_create", refuse)

    with pytest.raises(RuleViolationError, match=r"A new rule\."):
        import_records(config, RECORDS, actor="ann")

    with Database(config) as database:
        assert Registry(database).models.get_all() == []


def test_rows_that_exist_are_not_checked_again(
    config: DatabaseConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise RuleViolationError("A new rule.")

    import_records(config, RECORDS, actor="ann")
    for service_type in CHECKED:
        monkeypatch.setattr(service_type, "_validate_create", refuse)
    import_records(config, RECORDS, actor="ann")

    with Database(config) as database:
        assert Registry(database).aliases.get("fraud", CHAMPION).version_number == 1
