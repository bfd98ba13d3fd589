"""Refusals on the command line."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from pydantic import ValidationError

from mldb.errors import MLDBError


@contextmanager
def told() -> Iterator[None]:
    """What mldb refuses, or a setting that is wrong, is told in its sentence.

    Raises:
        CommandError: in place of those errors.
    """
    try:
        yield
    except MLDBError as error:
        raise CommandError(str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CommandError(f"{error.title}: {where}: {first['msg']}") from error
