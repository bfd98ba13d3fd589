"""A password's hash is as slow to guess as Django makes it."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

from tests.web.conftest import COSTS, PASSWORD


def test_hashes_cost_what_django_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, cost in COSTS.items():
        monkeypatch.setattr(Argon2PasswordHasher, name, cost)

    made = make_password(PASSWORD)

    assert made.startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")
    assert check_password(PASSWORD, made)
    assert not check_password(PASSWORD.upper(), made)
