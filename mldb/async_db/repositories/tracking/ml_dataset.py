"""Rows of ml_datasets and ml_run_inputs."""

from collections.abc import Collection, Sequence
from typing import Any

from mldb.async_db.repositories.rows import RowRepository
from mldb.models import MLDataset
from mldb.statements.tracking import ml_dataset as statements


class MLDatasetRepository(RowRepository[MLDataset]):
    """Datasets, and the runs that read them; statements below the ORM."""

    row_type = MLDataset

    async def put(
        self, experiment_id: int, datasets: Sequence[dict[str, Any]]
    ) -> dict[tuple[str, str], int]:
        """Ids by name and digest of datasets of an experiment; those that are new are inserted."""
        connection = await self.session.connection()
        # In one order, so that two runs of an experiment don't wait for each other.
        rows = sorted(datasets, key=lambda row: (row["name"], row["digest"]))
        await connection.execute(
            statements.add_datasets(), [row | {"experiment_id": experiment_id} for row in rows]
        )
        wanted = {
            "experiment_id": experiment_id,
            "names": sorted({row["name"] for row in rows}),
            "digests": sorted({row["digest"] for row in rows}),
        }
        found = await connection.execute(statements.datasets_named(), wanted)
        return {(name, digest): dataset_id for dataset_id, name, digest in found}

    async def add_inputs(self, run_id: int, inputs: Collection[tuple[int, str]]) -> int:
        """Add inputs of a locked run, datasets and contexts; the number of those that are new."""
        connection = await self.session.connection()
        found = await connection.execute(statements.inputs_of_run(), {"run_id": run_id})
        new = sorted(set(inputs) - {(dataset_id, context) for dataset_id, context in found})
        if new:
            rows = [
                {"run_id": run_id, "dataset_id": dataset_id, "context": context}
                for dataset_id, context in new
            ]
            await connection.execute(statements.add_inputs(), rows)
        return len(new)
