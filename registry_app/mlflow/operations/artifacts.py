"""Files of runs, listed for clients that don't ask the proxy."""

from mldb.schemas import Owner
from mldb.values.enums import Role
from registry_app.mlflow.endpoint import Answer, Call, Endpoints
from registry_app.mlflow.listing import directory_answer
from registry_app.mlflow.locations import Location, check_path, run_root
from registry_app.mlflow.operations.runs import RunId

endpoints = Endpoints()


class ListGiven(RunId):
    """A directory of a run."""

    path: str = ""


@endpoints.answer("GET artifacts/list", role=Role.VIEWER)
async def list_artifacts(call: Call, given: ListGiven) -> Answer:
    """The entries of a directory, with paths relative to the root of the run."""
    path = check_path(given.path)
    record = await call.registry.run_records.get(given.public_id)
    location = Location(Owner.run(record.run.public_id), path)
    return await directory_answer(call, run_root(record.run), location)
