"""Groups records into batches."""

from collections.abc import Iterable, Iterator
from typing import Final

from mldb.transfer.records import Record

_WEIGHT: Final = 1_000


def batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Consecutive records of one type, up to 1,000 of ordinary size."""
    batch: list[Record] = []
    weight = 0
    for record in records:
        if batch and (type(record) is not type(batch[0]) or weight + record.weight > _WEIGHT):
            yield batch
            batch, weight = [], 0
        batch.append(record)
        weight += record.weight
    if batch:
        yield batch
