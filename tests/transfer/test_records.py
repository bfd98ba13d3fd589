"""The records hold all that the tables do."""

import pytest
from pydantic import ValidationError

from mldb.models import Base
from mldb.statements.registry.exported import EXPORTED
from mldb.transfer.batches import batches
from mldb.transfer.records import KINDS, Record
from mldb.values.limits import TEXT_LENGTH
from tests.transfer.build import alias, day, event, metric, model, version
from tests.transfer.whole_registry import REGISTRY

# Ids are of one registry only, and what follows from other columns is worked out again.
ELSEWHERE = {
    "id": "",
    "model_id": "",
    "version_id": "",
    "entity_id": "label",
    "version_number": "version",
    "is_current": "ended_at",
    "name_key": "name",
}


def test_an_export_reads_what_a_record_holds() -> None:
    columns = {
        kind: {c.name for c in statement().selected_columns} for kind, statement in EXPORTED.items()
    }

    assert columns == {kind: set(record.model_fields) for kind, record in KINDS.items()}


@pytest.mark.parametrize(("table", "kind"), [*zip(REGISTRY, KINDS, strict=True)])
def test_a_record_holds_what_a_table_does(table: str, kind: str) -> None:
    """A column that is added to a table is missing here until the records have it too."""
    fields = set(KINDS[kind].model_fields)
    if kind == "params":
        fields.add("number")
    columns = {ELSEWHERE.get(c.name, c.name) for c in Base.metadata.tables[table].columns} - {""}

    assert columns <= fields


def test_what_a_record_says_of_itself_fits_together() -> None:
    with pytest.raises(ValidationError, match="Who ended it goes with when"):
        alias(1, 1, ended_at=day(2))
    with pytest.raises(ValidationError, match="can't end before it starts"):
        alias(1, 2, 1)
    with pytest.raises(ValidationError, match="told in contradictory ways"):
        event("fraud", former_version_id=3)
    with pytest.raises(ValidationError, match="told in contradictory ways"):
        event("fraud/1", former_model_id=3)


class TestBatches:
    def sizes(self, *records: Record) -> list[int]:
        return [len(batch) for batch in batches(records)]

    def test_they_are_of_one_kind(self) -> None:
        assert self.sizes(model(), version(1), version(2), metric()) == [1, 2, 1]

    def test_they_are_small(self) -> None:
        assert self.sizes(*[metric()] * 2_500) == [1_000, 1_000, 500]

    def test_long_texts_make_them_smaller(self) -> None:
        long = "x" * TEXT_LENGTH
        changed = event(changes={"description": (long, long)})

        assert self.sizes(*[model(description=long)] * 25) == [9, 9, 7]
        assert self.sizes(*[version(1, description=long)] * 10) == [9, 1]
        assert self.sizes(*[changed] * 10) == [4, 4, 2]

    def test_of_nothing_there_are_none(self) -> None:
        assert self.sizes() == []
