"""Path parameters: numbers, and ids of runs."""

from typing import Final

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter

from mldb.values.limits import RUN_ID_LENGTH

ID: Final = "id"
"""Name of the converter, as in `<id:number>`."""

RUN_ID: Final = "run_id"
"""Name of the converter of ids of runs, as in `<run_id:public_id>`."""


class _IdConverter(IntConverter):
    """Whole numbers that a database can hold; nothing has a longer one."""

    regex = "[0-9]{1,18}"


class _RunIdConverter(StringConverter):
    """Ids of runs; so no run has the path of another page."""

    regex = f"[0-9a-f]{{{RUN_ID_LENGTH}}}"


register_converter(_IdConverter, ID)
register_converter(_RunIdConverter, RUN_ID)
