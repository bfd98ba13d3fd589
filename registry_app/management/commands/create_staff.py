"""`manage.py create_staff`."""

import secrets
import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from pydantic import ValidationError as SchemaError

from mldb.errors import MLDBError
from mldb.schemas import StaffUserCreate
from mldb.values.enums import Role
from mldb.values.names import SYSTEM
from mldb.wording import sentence_of
from registry_app.accounts.passwords import check_new_password
from registry_app.core.registry import Registry
from registry_app.management.command import RegistryCommand


class Command(RegistryCommand):
    """Adds a staff user."""

    help = (
        "Adds a staff user. Asks for the password on a terminal; without one it makes a password "
        "up and prints it once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, and as what."""
        parser.add_argument("username")
        parser.add_argument("--role", choices=list(Role), default=Role.ADMIN.value)
        parser.add_argument(
            "--unless-any", action="store_true", help="do nothing if there is a staff user already"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Create the account."""
        try:
            if options["unless_any"] and Registry().staff.get_all(limit=1):
                return
            is_asked = sys.stdin.isatty()
            password = self._ask(options["username"]) if is_asked else secrets.token_urlsafe(12)
            data = StaffUserCreate(
                username=options["username"],
                password_hash=make_password(password),
                role=Role(options["role"]),
                must_change_password=not is_asked,
            )
            user = Registry(SYSTEM).staff.create(data, reason="manage.py create_staff")
        except SchemaError as error:
            raise CommandError(sentence_of(error.errors()[0])) from error
        except MLDBError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{user.username} can log in as {user.role}.")
        if not is_asked:
            self.stdout.write(f"The password, shown this once: {password}")
            self.stdout.write("It opens only the page on which to choose another one.")

    def _ask(self, username: str) -> str:
        while True:
            password = getpass(f"Password for {username}: ")
            try:
                check_new_password(password, username=username)
            except ValidationError as error:
                self.stderr.write(" ".join(error.messages))
                continue
            if getpass("The same again: ") == password:
                return password
            self.stderr.write("These are two different passwords.")
