"""The log as the settings write it."""

import io
import logging

import pytest


def console(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What is logged from now on, line by line."""
    [handler] = [one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler]
    log = io.StringIO()
    monkeypatch.setattr(handler, "stream", log)
    return log
