"""Refusals on the command line."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from pydantic import ValidationError

from mldb.errors import MLDBError
from mldb.wording import first_sentence


@contextmanager
def told() -> Iterator[None]:
    """Turn a refusal by mldb, or an invalid setting, into the command's error message.

    Raises:
        CommandError: in place of those errors.
    """
    try:
        yield
    except MLDBError as error:
        raise CommandError(str(error)) from error
    except ValidationError as error:
        raise CommandError(f"{error.title}: {first_sentence(error.errors())}") from error
