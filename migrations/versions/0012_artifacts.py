"""Artifacts: the files of runs, logged models and versions."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OWNERS = {
    "run_id": "ml_runs",
    "logged_model_id": "ml_logged_models",
    "version_id": "ml_model_versions",
}
ONE_OWNER = (
    "(CASE WHEN run_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN logged_model_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN version_id IS NULL THEN 0 ELSE 1 END) = 1"
)


def text_type(length: int) -> sa.String:
    collated = sa.String(length=length, collation="C")
    return sa.String(length=length).with_variant(collated, "postgresql")


NAME, SHA256, PATH = text_type(255), text_type(64), text_type(1000)
STORAGE_KEY, UPLOAD_ID = text_type(200), text_type(32)


def upgrade() -> None:
    op.create_table(
        "ml_contents",
        sa.Column("id", ID, nullable=False),
        sa.Column("sha256", SHA256, nullable=False),
        sa.Column("size_bytes", ID, nullable=False),
        sa.Column("storage_key", STORAGE_KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("verified_at", MOMENT, nullable=True),
        sa.Column("verification", NAME, nullable=True),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_ml_contents_sha256_length")),
        sa.CheckConstraint("size_bytes >= 0", name=op.f("ck_ml_contents_size_not_negative")),
        sa.CheckConstraint(
            "length(storage_key) BETWEEN 1 AND 200", name=op.f("ck_ml_contents_storage_key_length")
        ),
        sa.CheckConstraint(
            "verification IN ('intact', 'damaged', 'missing')",
            name=op.f("ck_ml_contents_verification_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ml_contents")),
        sa.UniqueConstraint("sha256", name=op.f("uq_ml_contents_sha256")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_ml_contents_storage_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ml_artifacts",
        sa.Column("id", ID, nullable=False),
        *(sa.Column(owner, ID, nullable=True) for owner in OWNERS),
        sa.Column("experiment_id", ID, nullable=True),
        sa.Column("model_id", ID, nullable=True),
        sa.Column("path", PATH, nullable=False),
        sa.Column("content_id", ID, nullable=False),
        sa.Column("size_bytes", ID, nullable=False),
        sa.Column("media_type", NAME, nullable=False),
        *authorship(),
        *checks("ml_artifacts"),
        sa.CheckConstraint(
            "(version_id IS NULL) = (experiment_id IS NOT NULL)",
            name=op.f("ck_ml_artifacts_experiment_or_version"),
        ),
        sa.CheckConstraint(
            "(version_id IS NULL) = (model_id IS NULL)",
            name=op.f("ck_ml_artifacts_model_of_version"),
        ),
        foreign_key("ml_artifacts", "experiment_id", "ml_experiments"),
        foreign_key("ml_artifacts", "model_id", "ml_models"),
        sa.ForeignKeyConstraint(
            ["content_id"], ["ml_contents.id"], name=op.f("fk_ml_artifacts_content_id")
        ),
        sqlite_autoincrement=True,
    )
    for owner in OWNERS:
        index("ml_artifacts", owner, "path", unique=True)
    index("ml_artifacts", "experiment_id", "size_bytes")
    index("ml_artifacts", "model_id", "size_bytes")
    op.create_index(op.f("ix_ml_artifacts_content_id"), "ml_artifacts", ["content_id"])
    op.create_table(
        "ml_artifact_uploads",
        sa.Column("id", ID, nullable=False),
        *(sa.Column(owner, ID, nullable=True) for owner in OWNERS),
        sa.Column("public_id", UPLOAD_ID, nullable=False),
        sa.Column("path", PATH, nullable=False),
        sa.Column("media_type", NAME, nullable=False),
        *authorship(),
        *checks("ml_artifact_uploads"),
        sa.CheckConstraint(
            "length(public_id) = 32", name=op.f("ck_ml_artifact_uploads_public_id_length")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_ml_artifact_uploads_public_id")),
        sqlite_autoincrement=True,
    )
    for owner in OWNERS:
        index("ml_artifact_uploads", owner)
    op.create_index(
        op.f("ix_ml_artifact_uploads_created_at"), "ml_artifact_uploads", ["created_at"]
    )


def downgrade() -> None:
    op.drop_table("ml_artifact_uploads")
    op.drop_table("ml_artifacts")
    op.drop_table("ml_contents")


def authorship() -> list[sa.Column[Any]]:
    return [
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("created_via", NAME, nullable=True),
    ]


def checks(table: str) -> list[sa.Constraint]:
    """The constraints that both tables of files with an owner have."""
    return [
        sa.CheckConstraint(ONE_OWNER, name=op.f(f"ck_{table}_one_owner")),
        sa.CheckConstraint("length(path) BETWEEN 1 AND 1000", name=op.f(f"ck_{table}_path_length")),
        sa.CheckConstraint(
            "length(media_type) BETWEEN 1 AND 255", name=op.f(f"ck_{table}_media_type_length")
        ),
        *(foreign_key(table, column, owner) for column, owner in OWNERS.items()),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def foreign_key(table: str, column: str, owner: str) -> sa.ForeignKeyConstraint:
    """To something with which the rows are purged."""
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{owner}.id"], name=name, ondelete="CASCADE")


def index(table: str, *columns: str, unique: bool = False) -> None:
    """Of the rows in which the first column is not NULL."""
    is_given = sa.text(f"{columns[0]} IS NOT NULL")
    op.create_index(
        op.f(f"ix_{table}_{'_'.join(columns)}"),
        table,
        list(columns),
        unique=unique,
        sqlite_where=is_given,
        postgresql_where=is_given,
    )
