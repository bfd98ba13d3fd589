"""Names: one spelling, every name that was ever used, aliases without case; longer values."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NAME = sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql")
KEY = sa.String(length=765).with_variant(sa.String(length=765, collation="C"), "postgresql")
KEEP = {"sqlite_autoincrement": True}
LONGEST = 255

LENGTHS = {
    "ml_model_version_params": 16_000,
    "ml_model_version_tags": 100_000,
    "ml_model_tags": 100_000,
}
LENGTH_BEFORE = 5_000
# Tables with names: the column of the name, and the other columns of the unique key.
ITEMS = {
    "ml_metrics": ("name", "version_id", "metrics"),
    "ml_model_version_params": ("name", "version_id", "params"),
    "ml_model_version_tags": ("key", "version_id", "tags"),
    "ml_model_tags": ("key", "model_id", "tags"),
}
SPELLING = "Names have one spelling now (Unicode NFC)."
CASE = "Aliases that differ by case alone are one now."
RESERVED = "This alias reads as the latest version or as a version's number."

EVENTS = sa.table(
    "audit_events",
    *(sa.column(name) for name in ("actor", "action", "entity", "entity_id", "label", "reason")),
    sa.column("occurred_at", MOMENT),
    sa.column("model_id"),
    sa.column("changes", sa.JSON),
)


def upgrade() -> None:
    _spell_models()
    _spell_items()
    _spell_accounts()
    _create_names()
    _fill_names()
    _change_aliases()
    for table, longest in LENGTHS.items():
        _limit_values(table, longest)
    _tokens_by_id()


def downgrade() -> None:
    _tokens_by_name()
    for table in LENGTHS:
        _limit_values(table, LENGTH_BEFORE)
    with op.batch_alter_table("ml_model_aliases", table_kwargs=KEEP) as batch:
        batch.drop_index(op.f("ix_ml_model_aliases_model_id_name_key_started_at"))
        batch.drop_constraint(
            op.f("uq_ml_model_aliases_model_id_name_key_is_current"), type_="unique"
        )
        batch.drop_column("name_key")
        batch.create_unique_constraint(
            op.f("uq_ml_model_aliases_model_id_name_is_current"),
            ["model_id", "name", "is_current"],
        )
        batch.create_index(
            op.f("ix_ml_model_aliases_model_id_name_started_at"),
            ["model_id", "name", "started_at"],
        )
    op.drop_table("ml_model_names")


def _spelt(name: str) -> str:
    return unicodedata.normalize("NFC", name)[:LONGEST]


def _free(name: str, taken: Iterable[str], form: str) -> str:
    """The name, or with a number behind it the first that is not taken."""
    number, free, used = 2, name, set(taken)
    while free in used:
        suffix = form.format(number)
        free = name[: LONGEST - len(suffix)].rstrip() + suffix
        number += 1
    return free


def _rows(statement: str, **values: Any) -> list[dict[str, Any]]:
    found = op.get_bind().execute(sa.text(statement), values)
    return [dict(row) for row in found.mappings()]


def _execute(statement: str, **values: Any) -> None:
    op.get_bind().execute(sa.text(statement), values)


def _misspelt(table: str, column: str, columns: str) -> Iterator[dict[str, Any]]:
    """Rows whose name is not in NFC; ASCII names are, and most names are ASCII."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    size = f"length(CAST({column} AS BLOB))" if is_sqlite else f"octet_length({column})"
    found = _rows(
        f"SELECT {columns} FROM {table} WHERE {size} <> length({column}) ORDER BY id"  # noqa: S608
    )
    return (row for row in found if row[column] != _spelt(row[column]))


def _record(
    entity: str,
    entity_id: int,
    label: str,
    model_id: int | None,
    changes: dict[str, Any],
    reason: str,
    action: str = "update",
) -> None:
    event = {
        "occurred_at": datetime.now(UTC),
        "actor": "system",
        "action": action,
        "entity": entity,
        "entity_id": entity_id,
        "label": label,
        "model_id": model_id,
        "changes": changes,
        "reason": reason,
    }
    op.get_bind().execute(sa.insert(EVENTS), event)


def _spell_models() -> None:
    for row in _misspelt("ml_models", "name", "id, name"):
        others = [one["name"] for one in _rows("SELECT name FROM ml_models")]
        name = _free(_spelt(row["name"]), others, " ({})")
        _execute("UPDATE ml_models SET name = :name WHERE id = :id", name=name, id=row["id"])
        changes = {"name": [row["name"], name]}
        _record("model", row["id"], name, row["id"], changes, SPELLING)
    for row in _misspelt("ml_models", "primary_metric", "id, primary_metric"):
        _execute(
            "UPDATE ml_models SET primary_metric = :name WHERE id = :id",
            name=_spelt(row["primary_metric"]),
            id=row["id"],
        )


def _spell_items() -> None:
    for table, (column, owner, prefix) in ITEMS.items():
        for row in _misspelt(table, column, f"id, {column}, value, {owner}"):
            _spell_item(table, column, owner, prefix, row)


def _spell_item(table: str, column: str, owner: str, prefix: str, row: dict[str, Any]) -> None:
    others = _rows(
        f"SELECT {column} AS name FROM {table} WHERE {owner} = :owner",  # noqa: S608
        owner=row[owner],
    )
    name = _free(_spelt(row[column]), [one["name"] for one in others], " ({})")
    _execute(
        f"UPDATE {table} SET {column} = :name WHERE id = :id",  # noqa: S608
        name=name,
        id=row["id"],
    )
    changes = {
        f"{prefix}.{row[column]}": [row["value"], None],
        f"{prefix}.{name}": [None, row["value"]],
    }
    entity = owner.removesuffix("_id")
    subject = _subject(entity, row[owner])
    _record(entity, row[owner], subject["label"], subject["model_id"], changes, SPELLING)


def _subject(entity: str, row_id: int) -> dict[str, Any]:
    if entity == "model":
        statement = "SELECT name AS label, id AS model_id FROM ml_models WHERE id = :id"
    else:
        statement = (
            "SELECT m.name || '/' || v.number AS label, m.id AS model_id FROM ml_model_versions v "
            "JOIN ml_models m ON m.id = v.model_id WHERE v.id = :id"
        )
    return _rows(statement, id=row_id)[0]


def _spell_accounts() -> None:
    for row in _misspelt("staff_users", "username", "id, username"):
        others = [one["username"] for one in _rows("SELECT username FROM staff_users")]
        name = _free(_spelt(row["username"]), others, "-{}")
        _execute("UPDATE staff_users SET username = :name WHERE id = :id", name=name, id=row["id"])
        changes = {"username": [row["username"], name]}
        _record("staff user", row["id"], name, None, changes, SPELLING)
    for row in _misspelt("login_attempts", "username", "id, username"):
        _execute(
            "UPDATE login_attempts SET username = :name WHERE id = :id",
            name=_spelt(row["username"]),
            id=row["id"],
        )
    for table, entity in (("api_tokens", "API token"), ("saved_views", "view")):
        for row in _misspelt(table, "name", "id, name, user_id"):
            _spell_owned(table, entity, row)
    _spell_columns()


def _spell_owned(table: str, entity: str, row: dict[str, Any]) -> None:
    # Of views only those of one list must differ; that they all do harms nobody.
    others = _rows(
        f"SELECT name FROM {table} WHERE user_id = :user_id",  # noqa: S608
        user_id=row["user_id"],
    )
    name = _free(_spelt(row["name"]), [one["name"] for one in others], " ({})")
    _execute(
        f"UPDATE {table} SET name = :name WHERE id = :id",  # noqa: S608
        name=name,
        id=row["id"],
    )
    owner = _rows("SELECT username FROM staff_users WHERE id = :id", id=row["user_id"])[0]
    label = f"{owner['username']}/{name}" if entity == "API token" else name
    _record(entity, row["id"], label, None, {"name": [row["name"], name]}, SPELLING)


def _spell_columns() -> None:
    """The columns of saved views are named after metrics, parameters and tags."""
    table = sa.table("saved_views", sa.column("id"), sa.column("columns", sa.JSON))
    connection = op.get_bind()
    for row_id, columns in connection.execute(sa.select(table.c.id, table.c.columns)).all():
        spelt = [_spelt(name) for name in columns]
        if spelt != columns:
            connection.execute(sa.update(table).where(table.c.id == row_id).values(columns=spelt))


def _create_names() -> None:
    op.create_table(
        "ml_model_names",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("last_version_number", ID, nullable=False),
        sa.Column("model_id", ID, nullable=True),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 255", name=op.f("ck_ml_model_names_name_length")
        ),
        sa.ForeignKeyConstraint(
            ["model_id"],
            ["ml_models.id"],
            name=op.f("fk_ml_model_names_model_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ml_model_names")),
        sa.UniqueConstraint("name", name=op.f("uq_ml_model_names_name")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_ml_model_names_model_id"), "ml_model_names", ["model_id"])


def _fill_names() -> None:
    """Names of existing models, and those of purged ones from the audit."""
    _execute(
        "INSERT INTO ml_model_names (name, last_version_number, model_id) "
        "SELECT name, 0, id FROM ml_models ORDER BY id"
    )
    models = {row["name"]: row for row in _rows("SELECT * FROM ml_models")}
    for name, number in _numbers_of_the_audit().items():
        model = models.get(name)
        if model is None:
            _execute(
                "INSERT INTO ml_model_names (name, last_version_number) VALUES (:name, :number)",
                name=name,
                number=number,
            )
        elif number > model["last_version_number"]:
            # One that was purged had the name, and counted further.
            _execute(
                "UPDATE ml_models SET last_version_number = :number WHERE id = :id",
                number=number,
                id=model["id"],
            )


def _numbers_of_the_audit() -> dict[str, int]:
    """The last number that was given under each name of a model."""
    if op.get_bind().dialect.name == "sqlite":
        name = "substr(label, 1, instr(label, '/') - 1)"
        number = "CAST(substr(label, instr(label, '/') + 1) AS INTEGER)"
    else:
        name, number = "split_part(label, '/', 1)", "CAST(split_part(label, '/', 2) AS bigint)"
    numbers: dict[str, int] = {}
    for row in _rows("SELECT DISTINCT label FROM audit_events WHERE entity = 'model'"):
        numbers[_spelt(row["label"])] = 0
    found = _rows(
        f"SELECT {name} AS name, max({number}) AS number FROM audit_events "  # noqa: S608
        f"WHERE entity = 'version' GROUP BY {name}"
    )
    for row in found:
        spelt = _spelt(row["name"])
        numbers[spelt] = max(numbers.get(spelt, 0), row["number"])
    return numbers


def _change_aliases() -> None:
    op.add_column("ml_model_aliases", sa.Column("name_key", KEY, nullable=True))
    _part_aliases()
    for row in _rows("SELECT DISTINCT name FROM ml_model_aliases"):
        _execute(
            "UPDATE ml_model_aliases SET name_key = :key WHERE name = :name",
            key=_key(row["name"]),
            name=row["name"],
        )
    with op.batch_alter_table("ml_model_aliases", table_kwargs=KEEP) as batch:
        batch.drop_index(op.f("ix_ml_model_aliases_model_id_name_started_at"))
        batch.drop_constraint(op.f("uq_ml_model_aliases_model_id_name_is_current"), type_="unique")
        batch.alter_column("name_key", existing_type=KEY, nullable=False)
        batch.create_unique_constraint(
            op.f("uq_ml_model_aliases_model_id_name_key_is_current"),
            ["model_id", "name_key", "is_current"],
        )
        batch.create_index(
            op.f("ix_ml_model_aliases_model_id_name_key_started_at"),
            ["model_id", "name_key", "started_at"],
        )


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _part_aliases() -> None:
    """Give another name to aliases that would become one with another, or that are reserved now."""
    models: dict[int, list[str]] = {}
    for row in _rows("SELECT DISTINCT model_id, name FROM ml_model_aliases ORDER BY 1, 2"):
        models.setdefault(row["model_id"], []).append(row["name"])
    for model_id, names in models.items():
        spellings: dict[str, list[str]] = {}
        for name in names:
            spellings.setdefault(_key(name), []).append(name)
        for key, same in spellings.items():
            if re.fullmatch(r"latest|v[0-9]+", key):
                for name in same:
                    _rename_alias(model_id, name, names, RESERVED)
            elif len(same) > 1:
                _part(model_id, same, names)


def _part(model_id: int, same: list[str], names: list[str]) -> None:
    """One of the spellings keeps its name: preferably a current alias, then one in lower case.

    Others go on under it, too, if they never pointed anywhere at the same time.
    """
    spans = {
        name: _rows(
            "SELECT started_at, ended_at FROM ml_model_aliases "
            "WHERE model_id = :model_id AND name = :name ORDER BY started_at",
            model_id=model_id,
            name=name,
        )
        for name in same
    }
    same.sort(key=lambda name: (not _is_current(spans[name]), name != _key(name), name))
    kept = list(spans[same[0]])
    for name in same[1:]:
        if any(_overlap(one, other) for one in spans[name] for other in kept):
            _rename_alias(model_id, name, names, CASE)
        else:
            kept += spans[name]


def _is_current(spans: list[dict[str, Any]]) -> bool:
    return any(span["ended_at"] is None for span in spans)


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    begins_before = one["ended_at"] is None or other["started_at"] < one["ended_at"]
    ends_after = other["ended_at"] is None or one["started_at"] < other["ended_at"]
    return bool(begins_before and ends_after)


def _rename_alias(model_id: int, name: str, names: list[str], reason: str) -> None:
    taken = {_key(other) for other in names}
    number = 2
    while _key(f"{name[: LONGEST - 5]}-{number}") in taken:
        number += 1
    new = f"{name[: LONGEST - 5]}-{number}"
    names.append(new)
    values = {"model_id": model_id, "name": name}
    current = _rows(
        "SELECT version_number FROM ml_model_aliases "
        "WHERE model_id = :model_id AND name = :name AND ended_at IS NULL",
        **values,
    )
    _execute(
        "UPDATE ml_model_aliases SET name = :new WHERE model_id = :model_id AND name = :name",
        new=new,
        **values,
    )
    changes: dict[str, Any] = {f"aliases.{name}": [name, new]}
    if current:
        points_to = current[0]["version_number"]
        changes = {f"aliases.{name}": [points_to, None], f"aliases.{new}": [None, points_to]}
    label = _subject("model", model_id)["label"]
    _record("model", model_id, label, model_id, changes, reason, "move_alias")


def _limit_values(table: str, longest: int) -> None:
    name = op.f(f"ck_{table}_value_length")
    with op.batch_alter_table(table, table_kwargs=KEEP) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"length(value) BETWEEN 0 AND {longest}")


TOKENS = sa.table(
    "api_tokens",
    sa.column("id"),
    sa.column("created_at", MOMENT),
    sa.column("model_names", sa.JSON(none_as_null=True)),
    sa.column("model_ids", sa.JSON(none_as_null=True)),
)
MODELS = sa.table("ml_models", sa.column("id"), sa.column("name"), sa.column("created_at", MOMENT))


def _tokens_by_id() -> None:
    """A token is for the models that it was made for, not for later ones of their names."""
    op.add_column("api_tokens", sa.Column("model_ids", sa.JSON(), nullable=True))
    connection = op.get_bind()
    models = {row.name: row for row in connection.execute(sa.select(MODELS))}
    for token in connection.execute(sa.select(TOKENS)).all():
        if token.model_names is not None:
            found = (models.get(_spelt(name)) for name in token.model_names)
            made = [one.id for one in found if one and one.created_at <= token.created_at]
            _set_token(token.id, model_ids=made)
    op.drop_column("api_tokens", "model_names")


def _tokens_by_name() -> None:
    op.add_column("api_tokens", sa.Column("model_names", sa.JSON(), nullable=True))
    connection = op.get_bind()
    names = {row.id: row.name for row in connection.execute(sa.select(MODELS))}
    for token in connection.execute(sa.select(TOKENS)).all():
        if token.model_ids is not None:
            known = [names[one] for one in token.model_ids if one in names]
            _set_token(token.id, model_names=known)
    op.drop_column("api_tokens", "model_ids")


def _set_token(token_id: int, **values: Any) -> None:
    op.get_bind().execute(sa.update(TOKENS).where(TOKENS.c.id == token_id).values(**values))
