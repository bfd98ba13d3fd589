"""Checks of the database settings for `manage.py check --deploy`."""

from typing import Any

from django.core.checks import CheckMessage, Warning  # noqa: A004  # Django's name

from mldb.config import PostgresConfig, database_config
from mldb.database.postgres import may_be_plain, plain_warning


def check_encryption(**_: Any) -> list[CheckMessage]:
    """A connection to PostgreSQL on another machine is encrypted for certain."""
    config = database_config()
    if isinstance(config, PostgresConfig) and may_be_plain(config):
        return [Warning(plain_warning(config), id="modelbook.W001")]
    return []
