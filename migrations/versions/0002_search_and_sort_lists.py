"""Indexes that lists are searched and sorted by; parameters that are numbers, as numbers."""

import math
import re

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEXES = {
    "ml_metrics": (["name", "value", "version_id"],),
    "ml_model_version_params": (["name", "number", "version_id"],),
    "ml_model_versions": (["number", "id"], ["created_at", "id"], ["updated_at", "id"]),
    "ml_models": (["created_at", "id"], ["updated_at", "id"]),
}
ROWS_AT_ONCE = 10_000
DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def upgrade() -> None:
    op.add_column("ml_model_version_params", sa.Column("number", sa.Double(), nullable=True))
    _read_numbers()
    for table, indexes in INDEXES.items():
        for columns in indexes:
            op.create_index(_index(table, columns), table, columns)


def downgrade() -> None:
    for table, indexes in INDEXES.items():
        for columns in indexes:
            op.drop_index(_index(table, columns), table)
    op.drop_column("ml_model_version_params", "number")


def _index(table: str, columns: list[str]) -> str:
    return op.f(f"ix_{table}_{'_'.join(columns)}")


def _read_numbers() -> None:
    """In steps, so that memory stays small however many parameters there are."""
    connection, last = op.get_bind(), 0
    page = sa.text(
        "SELECT id, value FROM ml_model_version_params WHERE id > :last ORDER BY id LIMIT :rows"
    )
    change = sa.text("UPDATE ml_model_version_params SET number = :number WHERE id = :id")
    while rows := connection.execute(page, {"last": last, "rows": ROWS_AT_ONCE}).all():
        numbers = [{"id": row_id, "number": _number(value)} for row_id, value in rows]
        known = [number for number in numbers if number["number"] is not None]
        if known:
            connection.execute(change, known)
        last = rows[-1][0]


def _number(text: str) -> float | None:
    if not DECIMAL.fullmatch(text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None
