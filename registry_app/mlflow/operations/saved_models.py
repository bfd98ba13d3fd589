"""Models that clients before 3.0 save with a run: the list of them is a tag of the run."""

from typing import Any, Final

from pydantic_core import from_json, to_json

from mldb.schemas import RunLog
from mldb.values.enums import Role
from registry_app.mlflow.endpoint import Answer, Call, Endpoints
from registry_app.mlflow.errors import ProtocolError
from registry_app.mlflow.operations.runs import RunId, live_record

endpoints = Endpoints()

_HISTORY: Final = "mlflow.log-model.history"
_NEEDED: Final = ("artifact_path", "flavors", "utc_time_created")


class SavedModelGiven(RunId):
    """The description of a model as JSON."""

    model_json: str


@endpoints.answer("POST runs/log-model", role=Role.EDITOR)
async def log_model(call: Call, given: SavedModelGiven) -> Answer:
    """Add a model to the list of those that the run saved; again, it changes nothing."""
    model = _described(given.model_json)
    async with call.registry.transaction() as registry:
        record = await live_record(registry, given.public_id)
        history = _history(record.tags.get(_HISTORY, "[]"))
        if model not in history:
            log = RunLog.model_validate({"tags": {_HISTORY: to_json([*history, model]).decode()}})
            await registry.run_logs.log_batch(given.public_id, log)
    return {}


def _described(text: str) -> dict[str, Any]:
    try:
        model = from_json(text)
    except ValueError:
        raise ProtocolError.invalid("Malformed model info. model_json is no JSON.") from None
    if not isinstance(model, dict):
        raise ProtocolError.invalid("Malformed model info. model_json is no JSON object.")
    missing = [name for name in _NEEDED if name not in model]
    if missing:
        raise ProtocolError.invalid(f"Model json is missing mandatory fields: {', '.join(missing)}")
    return model


def _history(text: str) -> list[Any]:
    """The list in the tag; people can write anything there."""
    try:
        history = from_json(text)
    except ValueError:
        return []
    return history if isinstance(history, list) else []
