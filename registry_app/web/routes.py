"""Beginnings of URLs that several page families share."""

from typing import Final

from registry_app.core.converters import ID, RUN_ID

MODEL: Final = "models/<str:name>"
VERSION: Final = f"{MODEL}/<{ID}:number>"
EXPERIMENT: Final = f"experiments/<{ID}:row_id>"
LOGGED_MODEL: Final = "logged-models/<str:public_id>"
RUN: Final = f"runs/<{RUN_ID}:public_id>"
