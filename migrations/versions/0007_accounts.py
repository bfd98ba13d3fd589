"""Where sessions are used, passwords that must be changed, and budgets of log-in attempts."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NAME = sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("login_attempts", sa.Column("budget", NAME, nullable=True))
    for name in ("address", "browser"):
        op.add_column("staff_sessions", sa.Column(name, NAME, nullable=True))
    op.add_column(
        "staff_users",
        sa.Column("must_change_password", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("staff_users", "must_change_password")
    for name in ("browser", "address"):
        op.drop_column("staff_sessions", name)
    # Without its budget an attempt would count against account and IP address.
    op.execute("DELETE FROM login_attempts WHERE budget IS NOT NULL")
    op.drop_column("login_attempts", "budget")
