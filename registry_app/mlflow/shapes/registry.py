"""Registered models and their versions as clients expect them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mldb.schemas import MLModelDetail, MLModelListed, MLModelVersionDetail, MLModelVersionRead
from mldb.values.enums import VersionStatus
from registry_app.mlflow.shapes.common import given_only, key_values, milliseconds

STAGE: Final = "mlflow.stage"
"""Tag of a version that is in a stage."""
RUN_LINK: Final = "mlflow.runLink"
PROMPT: Final = "mlflow.prompt.is_prompt"
"""Tag of a registered model, and of its versions, that is a prompt."""
NO_STAGE: Final = "None"
STAGES: Final = (NO_STAGE, "Staging", "Production", "Archived")

_STATUSES: Final = {
    VersionStatus.PENDING: "PENDING_REGISTRATION",
    VersionStatus.READY: "READY",
    VersionStatus.FAILED: "FAILED_REGISTRATION",
}


def registered_model(
    row: MLModelDetail | MLModelListed, latest_versions: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """A model with its tags, aliases and the newest version of each stage."""
    aliases = [{"alias": alias, "version": str(number)} for alias, number in row.aliases.items()]
    return given_only(
        name=row.name,
        creation_timestamp=milliseconds(row.created_at),
        last_updated_timestamp=milliseconds(row.updated_at),
        description=row.description,
        latest_versions=list(latest_versions),
        tags=key_values(row.tags),
        aliases=aliases,
    )


def version_detail(row: MLModelVersionDetail) -> dict[str, Any]:
    """A version that was read with its tags and aliases."""
    return model_version(row, row.tags, row.aliases)


def model_version(
    row: MLModelVersionRead, tags: Mapping[str, str], aliases: Sequence[str]
) -> dict[str, Any]:
    """A version with its tags and aliases; its stage is a tag here."""
    shown = dict(tags)
    stage, run_link = shown.pop(STAGE, NO_STAGE), shown.pop(RUN_LINK, None)
    return given_only(
        name=row.model_name,
        version=str(row.number),
        creation_timestamp=milliseconds(row.created_at),
        last_updated_timestamp=milliseconds(row.updated_at),
        current_stage=stage,
        description=row.description,
        source=row.source,
        run_id=row.run_public_id,
        model_id=row.logged_model_public_id,
        run_link=run_link,
        status=_STATUSES[row.status],
        tags=key_values(shown),
        aliases=list(aliases),
    )
