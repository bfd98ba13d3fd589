"""An MLflow registry into this one, as often as it has grown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from mldb.config import DatabaseConfig
from mldb.errors import ConflictError, NotFoundError
from mldb.schemas import MLModelAliasMove
from mldb.sync_db import Database, MLModelAliasService
from mldb.transfer.importing import import_records
from mldb.transfer.mlflow.address import reading_failures, snapshot
from mldb.transfer.mlflow.known import Known
from mldb.transfer.mlflow.left_out import LeftOutThings
from mldb.transfer.mlflow.reconciliation import Progress, Reconciliation
from mldb.transfer.mlflow.store import MLflowStore
from mldb.transfer.mlflow.translation import REASON, Translation
from mldb.transfer.records import AliasRecord, Record
from mldb.transfer.report import ImportReport

DEFAULT_WORKSPACE: Final = "default"
"""Where MLflow keeps everything as long as nobody uses workspaces."""


@dataclass(frozen=True, slots=True)
class MLflowReport:
    """What an import did, or would do; `moved_aliases` pointed elsewhere before."""

    imported: ImportReport
    moved_aliases: int
    left_out: LeftOutThings


def silent(_done: int, _total: int) -> None:
    """Tells nobody."""


def import_mlflow(
    config: DatabaseConfig,
    address: str,
    *,
    actor: str,
    workspace: str = DEFAULT_WORKSPACE,
    dry_run: bool = False,
    progress: Progress = silent,
) -> MLflowReport:
    """Add what an MLflow registry has and this one hasn't.

    What is here already stays as it is; an alias that an import put where it is, and nobody here
    has moved since, follows the one in MLflow. All is added in one transaction, then such aliases
    are moved one by one. A dry run only tells.

    Raises:
        StorageError: one of the two databases can't be reached, or has a schema of another version.
        RuleViolationError: the actor's name can't be kept.
    """
    left_out = LeftOutThings()
    with Database(config.unhurried()) as database, snapshot(address) as connection:
        store = MLflowStore(connection, workspace)
        for name, count in store.count_elsewhere().items():
            left_out.add("models", f"workspace {name}", "They are in another workspace.", count)
        translation = Translation(left_out, actor, datetime.now(UTC))
        news = Reconciliation(store, Known(database), translation, left_out, progress)
        report = import_records(
            config,
            _told(news.records()),
            actor=actor,
            reason=REASON,
            dry_run=dry_run,
            skip_conflicts=True,
        )
        for kind, count in news.there.items():
            report.tallies[kind].there += count
        moves = news.moves if dry_run else _made(database, actor, news.moves, left_out)
    return MLflowReport(report, len(moves), left_out)


def _told(records: Iterator[Record]) -> Iterator[Record]:
    """With failures of MLflow's database in its name: the importer would take them for its own."""
    with reading_failures():
        yield from records


def _made(
    database: Database, actor: str, moves: list[MLModelAliasMove], left_out: LeftOutThings
) -> list[MLModelAliasMove]:
    """The moves that could be made."""
    aliases, made = MLModelAliasService(database, actor=actor), []
    for move in moves:
        try:
            aliases.move(move, reason=REASON)
            made.append(move)
        except (ConflictError, NotFoundError):
            label = f"{move.model_name} {move.name}"
            left_out.add(AliasRecord.kind, label, "It was moved in Modelbook during the import.")
    return made
