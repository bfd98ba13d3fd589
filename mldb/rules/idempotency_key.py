"""How long the answer to a request is kept."""

from datetime import timedelta
from typing import Final

KEPT_FOR: Final = timedelta(days=1)
