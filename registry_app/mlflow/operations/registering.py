"""Registration of versions: from a run, from a logged model, or from a place elsewhere."""

import re
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final
from urllib.parse import quote, unquote

from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import MLModelVersionCreate, MLModelVersionRead, Owner, RegisterFromRun
from mldb.values.enums import Role
from mldb.values.limits import ITEMS_PER_CALL, METRICS_PER_CALL
from mldb.values.names import is_logged_model_id, is_run_id
from registry_app.core.registry import AsyncRegistry
from registry_app.mlflow.callers import check_model
from registry_app.mlflow.endpoint import Answer, Call, Endpoints
from registry_app.mlflow.errors import ProtocolError
from registry_app.mlflow.given import Given
from registry_app.mlflow.locations import version_root
from registry_app.mlflow.operations.versions import VersionGiven as VersionRef
from registry_app.mlflow.operations.versions import answer
from registry_app.mlflow.shapes.registry import PROMPT, RUN_LINK
from registry_app.mlflow.values import RegistryTags

endpoints = Endpoints(of_model=True)

_OF_RUN: Final = re.compile(
    r"(?:runs:/|mlflow-artifacts:/+[0-9]+/)(?P<run>[0-9a-f]{32})(?:/artifacts)?(?:/(?P<path>.*))?"
)
_OF_VERSION: Final = re.compile(r"models:/+(?P<name>[^/@]+)/(?P<number>[0-9]{1,10})/?")
_COPIES: Final = 10
"""Most copies of copies that are followed to the files."""
_OF_MODEL: Final = re.compile(
    r"(?:models:/|mlflow-artifacts:/+[0-9]+/models/)(?P<model>m-[0-9a-f]{32})(?:/.*)?"
)


class VersionGiven(Given):
    """A new version."""

    name: str
    source: str
    run_id: str = ""
    model_id: str = ""
    run_link: str = ""
    description: str = ""
    tags: RegistryTags


@dataclass(frozen=True)
class _Origin:
    """What a version comes from."""

    run_id: str | None = None
    logged_model: str | None = None
    artifact_path: str | None = None
    version: tuple[str, int] | None = None


@endpoints.answer("POST model-versions/create", role=Role.EDITOR)
async def create_version(call: Call, given: VersionGiven) -> Answer:
    """A new version, with the metrics and parameters of the run that it comes from."""
    if _is_prompt(given):
        # It has no files, and its source means nothing.
        given = given.model_copy(update={"source": f"prompts:/{quote(given.name, safe='')}"})
    _check_source(given.source)
    origin = await _origin(call.registry, given)
    if origin != _Origin():
        # Its files and items come from there, so the caller must be allowed to read them.
        check_model(call.caller, origin.version and origin.version[0])
    row = await _registered(call.registry, given, origin)
    return await answer(call.registry, row.model_name, row.number)


@endpoints.answer("GET model-versions/get-download-uri", role=Role.VIEWER)
async def get_download_uri(call: Call, given: VersionRef) -> Answer:
    """Where the files of a version are: here if it has any, else where its source says."""
    return {"artifact_uri": await _place(call, given.name, given.number)}


async def _place(call: Call, name: str, number: int) -> str:
    """Where the files of a version are; a copy of another has those of the other."""
    registry = call.registry
    for _ in range(_COPIES):
        check_model(call.caller, name)
        row = await registry.versions.get_by_number(name, number)
        space = await registry.artifacts.space_of(Owner.version(row.model_name, row.number))
        if space.file_count:
            return version_root(row.id)
        copied = _OF_VERSION.fullmatch(row.source)
        if copied is None:
            break
        name, number = unquote(copied["name"]), int(copied["number"])
    return row.source


def _is_prompt(given: VersionGiven) -> bool:
    """Whether the version is of a prompt."""
    return any(tag.key == PROMPT and tag.value.lower() == "true" for tag in given.tags)


def _check_source(source: str) -> None:
    """Refuse files on a disk of whoever runs the client or the server, and paths that lead up.

    Raises:
        ProtocolError: the source is such a path.
    """
    scheme, colon, path = source.partition(":")
    if not colon or scheme.lower() == "file" or "/" in scheme or len(scheme) == 1:
        raise ProtocolError.invalid(
            f"Invalid model version source: '{source[:200]}'. To use a local path as a model "
            "version, log the model with a run, and register that: others don't have the path."
        )
    if ".." in unquote(unquote(path)).replace("\\", "/").split("/"):
        raise ProtocolError.invalid(
            f"Invalid model version source: '{source[:200]}'. It must not contain `..`."
        )


async def _origin(registry: AsyncRegistry, given: VersionGiven) -> _Origin:
    """The version, run and logged model, as far as they are here."""
    if copied := _OF_VERSION.fullmatch(given.source):
        return _Origin(version=(unquote(copied["name"]), int(copied["number"])))
    match = _OF_MODEL.fullmatch(given.source)
    model_id = given.model_id or (match["model"] if match else "")
    if is_logged_model_id(model_id):
        try:
            logged = await registry.logged_models.get_by_public_id(model_id)
        except NotFoundError:
            pass
        else:
            return _Origin(logged.run_public_id, logged.public_id)
    match = _OF_RUN.fullmatch(given.source)
    run_id = given.run_id or (match["run"] if match else "")
    if is_run_id(run_id) and await registry.runs.get_many([run_id]):
        path = (match["path"] or "") if match and match["run"] == run_id else None
        return _Origin(run_id, artifact_path=path)
    return _Origin()


async def _registered(
    registry: AsyncRegistry, given: VersionGiven, origin: _Origin
) -> MLModelVersionRead:
    tags = {tag.key: tag.value for tag in given.tags}
    if given.run_link:
        tags[RUN_LINK] = given.run_link
    content = {
        "model_name": given.name,
        "source": given.source,
        "description": given.description,
        "tags": tags,
    }
    if origin.version is not None:
        data = MLModelVersionCreate.model_validate(content)
        return await registry.versions.register_copy(*origin.version, data)
    if origin.run_id is None and origin.logged_model is not None:
        content |= await _own_items(registry, origin.logged_model)
        data = MLModelVersionCreate.model_validate(content)
        return await registry.versions.register_from_logged_model(origin.logged_model, data)
    if origin.run_id is None:
        return await registry.versions.create(MLModelVersionCreate.model_validate(content))
    origins = {"logged_model": origin.logged_model, "artifact_path": origin.artifact_path}
    wanted = RegisterFromRun.model_validate(content | origins)
    try:
        return await registry.versions.register_from_run(origin.run_id, wanted)
    except RuleViolationError as error:
        without = _without(wanted, error.field)
        if without is None:
            raise
        return await registry.versions.register_from_run(origin.run_id, without)


async def _own_items(registry: AsyncRegistry, public_id: str) -> dict[str, Any]:
    """Parameters and metrics of a logged model that no run saved, as far as a version takes them.

    Of a metric the last value counts.
    """
    detail = await registry.logged_models.get_detail(public_id)
    by_time = sorted(detail.metrics, key=lambda metric: (metric.step, metric.time_ms))
    metrics = {metric.name: metric.value for metric in by_time if isfinite(metric.value)}
    params = detail.params if len(detail.params) <= ITEMS_PER_CALL else {}
    return {"params": params, "metrics": metrics if len(metrics) <= METRICS_PER_CALL else {}}


def _without(wanted: RegisterFromRun, field: str | None) -> RegisterFromRun | None:
    """What can be registered: more items than a version takes, or files that are elsewhere, not."""
    if field in {"metrics", "params"}:
        return wanted.model_copy(update={"metrics": {}, "params": []})
    return wanted.model_copy(update={"artifact_path": None}) if field == "artifact_path" else None
