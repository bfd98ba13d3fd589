"""`manage.py demo`."""

import sys
from typing import Any

from registry_app.management.command import RegistryCommand


class Command(RegistryCommand):
    """Fills in the demo."""

    help = "Trains small scikit-learn models on real data sets and registers them."

    def handle(self, *_: Any, **__: Any) -> None:
        """Run the demo of mldb."""
        # scikit-learn is an extra and slow to import: only who wants the demo needs it.
        from mldb import demo  # noqa: PLC0415

        status = demo.main()
        if status:
            sys.exit(status)
