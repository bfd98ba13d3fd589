"""Imports the metrics of a file into versions, all or none."""

from dataclasses import dataclass, field
from pathlib import Path

from mldb.config import DatabaseConfig
from mldb.errors import RuleViolationError
from mldb.schemas import MLMetricBatch
from mldb.sync_db import Database, Registry
from mldb.transfer.tracker.files import read_text
from mldb.transfer.tracker.summary import read_summary
from mldb.transfer.tracker.table import read_table
from mldb.transfer.tracker.values import Values
from mldb.values.limits import METRICS_PER_CALL


@dataclass(frozen=True, slots=True)
class VersionReport:
    """Results for one version; `left_out` holds names and reasons."""

    label: str
    new: int
    changed: int
    there: int
    left_out: list[tuple[str, str]]


@dataclass(slots=True)
class MetricsReport:
    """Results of an import of metrics or a dry run."""

    versions: list[VersionReport] = field(default_factory=list)


def import_metrics(
    config: DatabaseConfig,
    target: str,
    path: Path,
    *,
    actor: str,
    reason: str | None = None,
    dry_run: bool = False,
) -> MetricsReport:
    """Record the metrics of a file for a version (`fraud/3`), or of a table for its versions.

    An existing metric gets the new value. `target` may be a model alone if the file is a table
    with a column `version`.

    Raises:
        StorageError: the file can't be read.
        RuleViolationError: the file holds no metrics, or doesn't say of which version.
        NotFoundError: there is no such version.
    """
    name, number = _target(target)
    values = _of_versions(path, number)
    reason = reason if reason is not None else f"Imported from {path.name}"
    report = MetricsReport()
    with Database(config) as database, database.transaction() as block:
        registry = Registry(block, actor=actor)
        for version, found in values.items():
            report.versions.append(_record(registry, name, version, found, reason))
        if dry_run:
            block.session.rollback()
    return report


def _target(target: str) -> tuple[str, int | None]:
    """Name of the model and number of the version; names hold no slash."""
    name, separator, number = target.rpartition("/")
    if not separator:
        return target, None
    if not (number.isascii() and number.isdecimal()) or len(number) > 10:  # noqa: PLR2004  # digits
        raise RuleViolationError(
            f"{target!r} names no version. Give the model's name and the version's number, as in "
            "fraud-detector/3."
        )
    return name, int(number)


def _of_versions(path: Path, number: int | None) -> dict[int, Values]:
    """The file's values for this version, or by all versions that it names."""
    found = _read(path)
    if number is not None:
        if set(found) == {None}:
            return {number: found[None]}
        if number not in found:
            known = ", ".join(str(each) for each in sorted(each for each in found if each))
            raise RuleViolationError(f"{path} says nothing of version {number}, only of {known}.")
        return {number: found[number]}
    if None in found:
        raise RuleViolationError(
            f"{path} doesn't say of which version. Give its number, as in fraud-detector/3."
        )
    return {version: values for version, values in found.items() if version is not None}


def _read(path: Path) -> dict[int | None, Values]:
    text = read_text(path)
    if not text.lstrip().startswith(("{", "[")):
        return read_table(path, text).by_version()
    values = Values()
    for name, value in read_summary(path, text):
        values.add(name, value)
    return {None: values}


def _record(
    registry: Registry, name: str, number: int, values: Values, reason: str
) -> VersionReport:
    version = registry.versions.get_by_number(name, number)
    metrics, label = registry.metrics, f"{name}/{number}"
    if len(values.metrics) > METRICS_PER_CALL:
        raise RuleViolationError(
            f"There are {len(values.metrics):,} metrics for {label}; at most {METRICS_PER_CALL:,} "
            "are recorded at once."
        )
    before = metrics.get_of_owners([version.id]).get(version.id, {})
    here = {each: before[each] for each in values.metrics if each in before}
    changed = sum(before[each] != values.metrics[each] for each in here)
    if values.metrics:
        batch = MLMetricBatch(version_id=version.id, metrics=values.metrics)
        metrics.record(batch, reason=reason)
    new = len(values.metrics) - len(here)
    return VersionReport(label, new, changed, len(here) - changed, values.left_out)
