"""`manage.py create_token`."""

import secrets
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.core.management.base import CommandError
from pydantic import ValidationError as SchemaError

from mldb.errors import MLDBError
from mldb.schemas import APITokenCreate
from mldb.values.enums import TokenScope
from mldb.values.names import SYSTEM
from mldb.wording import sentence_of
from registry_app.core.registry import Registry
from registry_app.management.command import RegistryCommand

_MOST_DAYS: Final = 3_650


class Command(RegistryCommand):
    """Makes an API token of a staff user, and prints it."""

    help = (
        "Makes an API token of a staff user for a program, and prints its secret once: alone on "
        "the last line, for scripts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose, and what for."""
        parser.add_argument("username", help="whose it is: the token may do no more than they may")
        parser.add_argument("--scope", choices=list(TokenScope), required=True)
        parser.add_argument("--name", help="name of the token; without one it is made up")
        parser.add_argument(
            "--model", action="append", metavar="NAME", help="limit it to this model; repeatable"
        )
        parser.add_argument("--days", type=int, help="how long it is valid; without, for ever")

    def handle(self, *_: Any, **options: Any) -> None:
        """Create the token."""
        try:
            data = APITokenCreate(
                user_id=Registry().staff.get_by_username(options["username"]).id,
                name=options["name"] or f"create_token {secrets.token_hex(3)}",
                scope=options["scope"],
                model_names=options["model"],
                expires_at=_end(options["days"]),
            )
            token = Registry(SYSTEM).tokens.create(data, reason="manage.py create_token")
        except SchemaError as error:
            raise CommandError(sentence_of(error.errors()[0])) from error
        except MLDBError as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"{token.name!r} of {options['username']}; shown this once:", str)
        self.stdout.write(token.secret)


def _end(days: int | None) -> datetime | None:
    if days is None:
        return None
    if not 1 <= days <= _MOST_DAYS:
        raise CommandError(f"A token is valid for 1 to {_MOST_DAYS:,} days.")
    return datetime.now(UTC) + timedelta(days=days)
