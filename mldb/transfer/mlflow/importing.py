"""Imports an MLflow registry; can be repeated to add later changes."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Final

from sqlalchemy import Connection

from mldb.config import DatabaseConfig
from mldb.errors import ConflictError, NotFoundError, RuleViolationError
from mldb.schemas import MLModelAliasMove
from mldb.sync_db import Database, MLModelAliasService, MLRunService
from mldb.transfer.importing import import_records
from mldb.transfer.mlflow.address import reading_failures, snapshot
from mldb.transfer.mlflow.alias_plan import AliasPlan, check_aliases
from mldb.transfer.mlflow.artifacts.importing import FileImport, FileOptions, root_of
from mldb.transfer.mlflow.artifacts.owners import OwnerList
from mldb.transfer.mlflow.existing import ExistingRegistry
from mldb.transfer.mlflow.file_store import folder_of, with_database
from mldb.transfer.mlflow.left_out import LeftOutGroups, Listener, nobody
from mldb.transfer.mlflow.reconciliation import (
    Reconciliation,
    VersionProgress,
    ignore_version,
)
from mldb.transfer.mlflow.runs import RunStore
from mldb.transfer.mlflow.store import MLflowStore
from mldb.transfer.mlflow.tracked import TrackingStore
from mldb.transfer.mlflow.tracking import TrackingTranslation
from mldb.transfer.mlflow.tracking_reconciliation import (
    RunEnd,
    RunProgress,
    TrackingReconciliation,
)
from mldb.transfer.mlflow.translation import MISSING_RUN, REASON, Translation
from mldb.transfer.records import AliasRecord, ModelRecord, Record
from mldb.transfer.report import ImportReport, Tally

DEFAULT_WORKSPACE: Final = "default"
"""MLflow's workspace for registries without workspaces."""


_MISSING_THERE: Final = "The run that it comes from is not in the database of the runs either."


@dataclass(frozen=True, slots=True)
class MLflowOptions:
    """Options of an import.

    `runs_from` is the URL of the runs' database, if it is another one. `rename_aliases` has new
    names of aliases by old ones; `stages_as_aliases` makes aliases `production` and `staging` of
    MLflow's stages. `listener` gets each entity or item that is left out. With `files` the files of
    runs, logged models and versions are copied as well.
    """

    workspace: str = DEFAULT_WORKSPACE
    runs_from: str | None = None
    stages_as_aliases: bool = False
    rename_aliases: Mapping[str, str] = field(default_factory=dict)
    listener: Listener = nobody
    files: FileOptions | None = None


@dataclass(frozen=True, slots=True)
class MLflowReport:
    """Results of an import or a dry run.

    `moved_aliases` counts existing aliases that moved, `ended_runs` existing runs that ended.

    Everything in `left_out` is counted in the tallies of `imported` as well. `changed` lists
    values that differ from MLflow's; `notes` are further sentences for people.
    """

    imported: ImportReport
    moved_aliases: int
    ended_runs: int
    left_out: LeftOutGroups
    changed: LeftOutGroups
    notes: list[str]


def no_progress(_done: int, _total: int) -> None:
    """Ignore progress."""


def import_mlflow(
    config: DatabaseConfig,
    address: str,
    *,
    actor: str,
    options: MLflowOptions = MLflowOptions(),  # it can't be changed
    dry_run: bool = False,
    progress: VersionProgress = no_progress,
    run_progress: RunProgress = no_progress,
) -> MLflowReport:
    """Add the experiments, runs, models, versions and aliases of MLflow that this registry lacks.

    Existing rows stay as they are, and get what was logged since; an alias that was set by an
    import, and moved by nobody since, follows the one in MLflow, and a run that was running ends.
    All is added in one transaction, then such aliases are moved and such runs are ended one by one;
    last come files, in transactions of some thousand. A dry run only reports.

    Raises:
        StorageError: one of the databases can't be reached, or has a schema of another version.
        RuleViolationError: the actor's name or the new name of an alias can't be kept.
    """
    check_aliases(options.rename_aliases.values())
    left_out, changed = LeftOutGroups(options.listener), LeftOutGroups()
    plan = AliasPlan(left_out, changed, options.rename_aliases, options.stages_as_aliases)
    files = _file_import(config, address, options, left_out, actor)
    missing_run = _MISSING_THERE if options.runs_from is not None else MISSING_RUN
    now = datetime.now(UTC)
    with OwnerList(left_out) as owners:
        with (
            Database(config.unhurried()) as database,
            _opened(address, options) as (store, tracking_store),
        ):
            known = ExistingRegistry(database)
            tracked = TrackingReconciliation(
                tracking_store,
                known,
                TrackingTranslation(left_out, changed),
                left_out,
                run_progress,
            )
            translation = Translation(
                left_out, changed, actor, now, missing_run=missing_run, tracked=tracked
            )
            for name, count in store.count_elsewhere().items():
                left_out.add_many("models", f"They are in the workspace {name!r}.", count)
            taken = ignore_version if files is None else owners.add_version
            news = Reconciliation(store, known, translation, plan, progress, taken)
            report = import_records(
                config,
                _with_failures_named(chain(tracked.records(), news.records())),
                actor=actor,
                reason=REASON,
                dry_run=dry_run,
                skip_conflicts=True,
            )
            for type_name, count in (news.there + tracked.there).items():
                report.tallies[type_name].there += count
            moves = news.moves if dry_run else _made(database, actor, news.moves, left_out)
            ends = tracked.ends if dry_run else _ended(database, actor, tracked.ends, left_out)
            if files is not None:
                owners.add_tracked(tracking_store, tracked)
        if files is not None:
            files.run(owners, report, dry_run=dry_run)
    _count(report, left_out)
    notes = list(_notes(plan, report))
    return MLflowReport(report, len(moves), len(ends), left_out, changed, notes)


@contextmanager
def _opened(address: str, options: MLflowOptions) -> Iterator[tuple[MLflowStore, TrackingStore]]:
    """The registry and what was tracked, from one or two databases."""
    with ExitStack() as stack:
        connection = runs = _connection(stack, address)
        if options.runs_from is not None:
            runs = _connection(stack, options.runs_from)
        store = MLflowStore(connection, options.workspace, RunStore(runs))
        yield store, TrackingStore(runs, options.workspace)


def _file_import(
    config: DatabaseConfig,
    address: str,
    options: MLflowOptions,
    left_out: LeftOutGroups,
    actor: str,
) -> FileImport | None:
    """The import of files, if they are to be imported; a file store is the root of its own."""
    if options.files is None:
        return None
    given = options.files.root or folder_of(options.runs_from or address)
    root = None if given is None else root_of(str(given))
    return FileImport(config, root, left_out, actor, options.files.progress)


def _connection(stack: ExitStack, address: str) -> Connection:
    return stack.enter_context(snapshot(stack.enter_context(with_database(address))))


def _count(report: ImportReport, left_out: LeftOutGroups) -> None:
    """Add the numbers of entities left out to the tallies."""
    for each in left_out:
        report.tallies.setdefault(each.entity_type, Tally()).left_out += each.count


def _notes(plan: AliasPlan, report: ImportReport) -> Iterator[str]:
    if not any(report.tallies[ModelRecord.type_name].counts):
        yield "This database holds no registered model."
    if plan.staged and not plan.with_stages:
        stages = ", ".join(f"{count:,} in {stage}" for stage, count in sorted(plan.staged.items()))
        yield (
            f"Versions in a stage: {stages}. The stage is kept as the tag mlflow.stage only; "
            "--stages-as-aliases makes the aliases production and staging of it."
        )
    for name in sorted(set(plan.renamed) - plan.used):
        yield f"No alias is called {name!r}, so that none was renamed."


def _with_failures_named(records: Iterator[Record]) -> Iterator[Record]:
    """The records; failures while reading are reported as MLflow's, not as Modelbook's."""
    with reading_failures():
        yield from records


def _ended(
    database: Database, actor: str, ends: list[RunEnd], left_out: LeftOutGroups
) -> list[RunEnd]:
    """End the runs; returns those that this succeeded for."""
    runs, made = MLRunService(database, actor=actor), []
    for end in ends:
        try:
            runs.end(end.public_id, end.status, end.ended_at, reason=REASON)
            made.append(end)
        except (NotFoundError, RuleViolationError):
            left_out.add("run ends", end.public_id, "It was changed in Modelbook meanwhile.")
    return made


def _made(
    database: Database, actor: str, moves: list[MLModelAliasMove], left_out: LeftOutGroups
) -> list[MLModelAliasMove]:
    """Move the aliases; returns the moves that succeeded."""
    aliases, made = MLModelAliasService(database, actor=actor), []
    for move in moves:
        try:
            aliases.move(move, reason=REASON)
            made.append(move)
        except (ConflictError, NotFoundError):
            label = f"{move.model_name} {move.name}"
            left_out.add(
                AliasRecord.type_name, label, "It was moved in Modelbook during the import."
            )
    return made
