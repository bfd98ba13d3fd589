"""What runs read: datasets and logged models."""

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import Field

from mldb.errors import RuleViolationError
from mldb.schemas import DatasetInput, RunLog
from mldb.values.enums import Role
from mldb.values.names import is_logged_model_id
from registry_app.core.registry import AsyncRegistry
from registry_app.mlflow.endpoint import Answer, Call, Endpoints
from registry_app.mlflow.errors import ProtocolError
from registry_app.mlflow.given import Given
from registry_app.mlflow.operations.logs import refusal
from registry_app.mlflow.operations.runs import RunId, live_record
from registry_app.mlflow.shapes.tracking import MODEL_INPUTS
from registry_app.mlflow.values import Tags

endpoints = Endpoints()

MODELS_LIMIT: Final = 100
"""Most logged models that a run reads."""
_CONTEXT: Final = "mlflow.data.context"


class DatasetGiven(Given):
    """A dataset."""

    name: str
    digest: str
    source_type: str = ""
    source: str = ""
    schema_: Annotated[str, Field(alias="schema")] = ""
    profile: str = ""


class DatasetInputGiven(Given):
    """A dataset that the run reads, with what it is read for."""

    dataset: DatasetGiven
    tags: Tags


class ModelInputGiven(Given):
    """A logged model that the run reads."""

    model_id: str


class InputsGiven(RunId):
    """Datasets and logged models that the run reads."""

    datasets: Annotated[list[DatasetInputGiven], Field(default_factory=list)]
    models: Annotated[list[ModelInputGiven], Field(default_factory=list)]


@endpoints.answer("POST runs/log-inputs", role=Role.EDITOR)
async def log_inputs(call: Call, given: InputsGiven) -> Answer:
    """Store what the run reads: all of it, or nothing."""
    inputs = [
        DatasetInput.model_validate(
            one.dataset.model_dump(by_alias=True)
            | {"context": next((tag.value for tag in one.tags if tag.key == _CONTEXT), "")}
        )
        for one in given.datasets
    ]
    try:
        async with call.registry.transaction() as registry:
            await registry.run_logs.log_inputs(given.public_id, inputs)
            if given.models:
                await _keep(registry, given.public_id, [one.model_id for one in given.models])
    except RuleViolationError as error:
        raise await refusal(call, given.public_id, {}, error) from None
    return {}


async def _keep(registry: AsyncRegistry, public_id: str, model_ids: Sequence[str]) -> None:
    """Add these models to those that the run reads; one that it reads already stays."""
    for one in model_ids:
        if not is_logged_model_id(one):
            raise ProtocolError.missing(f"Logged model with ID '{one[:100]}' not found.")
    record = await live_record(registry, public_id)
    text = record.tags.get(MODEL_INPUTS, "")
    models = dict.fromkeys([*text.split(), *model_ids])
    if len(models) > MODELS_LIMIT:
        raise ProtocolError.invalid(f"A run reads at most {MODELS_LIMIT} models.")
    if (joined := " ".join(models)) != text:
        log = RunLog.model_validate({"tags": {MODEL_INPUTS: joined}})
        await registry.run_logs.log_batch(public_id, log)
