"""Path parameters that are numbers."""

from typing import Final

from django.urls import register_converter
from django.urls.converters import IntConverter

ID: Final = "id"
"""Name of the converter, as in `<id:number>`."""


class _IdConverter(IntConverter):
    """Whole numbers that a database can hold; nothing has a longer one."""

    regex = "[0-9]{1,18}"


register_converter(_IdConverter, ID)
