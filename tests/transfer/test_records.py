"""The records hold all that the tables do."""

import pytest
from pydantic import ValidationError

from mldb.statements.registry.exported import EXPORTED
from mldb.statements.tracking.exported import chunks, tails
from mldb.transfer.batches import batches
from mldb.transfer.records import RECORD_TYPES, Record
from mldb.values.limits import TEXT_LENGTH
from tests.transfer.build import alias, day, event, metric, model, version


def test_an_export_reads_what_a_record_holds() -> None:
    """A new column has to be a field of its record, or the file could not be imported."""
    columns = {
        type_name: {c.name for c in statement().selected_columns}
        for type_name, statement in EXPORTED.items()
    }
    fields = {
        type_name: {field.alias or name for name, field in record.model_fields.items()}
        for type_name, record in RECORD_TYPES.items()
    }
    points = fields.pop("points")

    assert columns == fields
    for statement in (chunks(), tails()):
        read = {c.name for c in statement.selected_columns}
        assert read - {"points"} == points - {"steps", "times_ms", "values"}


def test_what_a_record_says_of_itself_fits_together() -> None:
    with pytest.raises(ValidationError, match="Who ended it goes with when"):
        alias(1, 1, ended_at=day(2))
    with pytest.raises(ValidationError, match="can't end before it starts"):
        alias(1, 2, 1)
    with pytest.raises(ValidationError, match="contradict each other"):
        event("fraud", former_version_id=3)
    with pytest.raises(ValidationError, match="contradict each other"):
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
