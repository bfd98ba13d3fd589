"""Beginnings of URLs that several page families share."""

from typing import Final

from registry_app.core.converters import ID

MODEL: Final = "models/<str:name>"
VERSION: Final = f"{MODEL}/<{ID}:number>"
