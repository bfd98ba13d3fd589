"""In production cookies are for this very host, and for https alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

from mldb.config import SQLiteConfig

ROOT = Path(__file__).resolve().parents[3]
PRODUCTION = {
    "SITE_DEBUG": "false",
    "SITE_SECRET_KEY": "k3y-" * 20 + "!abcdefghijklmnop",
    "SITE_ALLOWED_HOSTS": "testserver",
    "DJANGO_SETTINGS_MODULE": "site_config.settings",
    "PYTHONPATH": str(ROOT),
}
LOG_IN = """
import django, json
django.setup()
from django.contrib.auth.hashers import make_password
from asgiref.sync import async_to_sync
from django.test import AsyncClient
from mldb.schemas import StaffUserCreate
from registry_app.core.registry import Registry

password = "correct horse battery staple"
data = StaffUserCreate(username="ann", password_hash=make_password(password))
Registry("system").staff.create(data)
client = AsyncClient()
login = {"username": "ann", "password": password}
response = async_to_sync(client.post)("/login", login, secure=True)
assert response.status_code == 302, response.content
print(json.dumps({name: dict(cookie) for name, cookie in response.cookies.items()}))
"""


def test_cookies_carry_the_prefix_and_what_it_asks_for(served: SQLiteConfig) -> None:
    """RFC 6265bis: Secure, for the path /, and without a domain."""
    done = subprocess.run(
        [sys.executable, "-c", LOG_IN],
        env=os.environ | PRODUCTION,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    cookies = json.loads(done.stdout)

    for name, cookie in cookies.items():
        assert name.startswith("__Host-")
        assert (bool(cookie["secure"]), cookie["path"], cookie["domain"]) == (True, "/", "")
        assert cookie["httponly"]
    assert sorted(name[:14] for name in cookies) == [
        "__Host-csrftok",
        "__Host-device_",
        "__Host-session",
    ]
