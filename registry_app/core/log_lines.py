"""One line of the log for each request that is refused.

Logging is set up before anything else of Django, so nothing of it is imported here.
"""

import logging

_SERVER_ERROR = 500


class OneLine(logging.Filter):
    """Drops the traceback of errors that only the client caused.

    Django logs a foreign Host, a broken form or a missing role with the traceback of its exception.
    Clients could fill the log with such requests, and nobody needs to know where in Django they
    were refused. Errors of the server keep their traceback.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes."""
        if _is_refusal(record):
            record.exc_info, record.exc_text = None, None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


def _is_refusal(record: logging.LogRecord) -> bool:
    if record.name.startswith("django.security"):
        return True
    status = getattr(record, "status_code", _SERVER_ERROR)
    return record.name == "django.request" and status < _SERVER_ERROR
