"""Messages while the database can't be used: one for everybody, one for the log."""

import logging

from mldb.errors import StorageError

_log = logging.getLogger(__name__)


def public_sentence(error: StorageError) -> str:
    """The sentence for everybody.

    The one for whoever runs the site names hosts, paths and settings: it goes to the log, under
    the id of the request, which the response has too.
    """
    _log.warning("%s", error)
    return error.public
