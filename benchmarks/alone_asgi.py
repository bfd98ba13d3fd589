"""The site without shared transactions: only a measure of what sharing them is worth."""

import site_config.asgi
from mldb.async_db import RunLogService

# Each log is a transaction of its own, as for callers of the library.
RunLogService.log = RunLogService.log_batch  # type: ignore[method-assign]  # the difference that is measured

application = site_config.asgi.application
