"""The settings: documented, validated, chosen by the environment."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings

from mldb.config import ArtifactsConfig, PostgresConfig, SQLiteConfig, database_config
from site_config.config import SiteConfig

ROOT = Path(__file__).parents[2]
GOOD_KEY = "k3y-of-fifty-characters-that-nobody-else-knows-0123"
HOSTS = {"SITE_ALLOWED_HOSTS": "models.example.org"}


def documented(settings: type[BaseSettings]) -> list[tuple[str, str]]:
    """Comment and assignment of each setting, as `.env.example` must have them."""
    prefix = settings.model_config["env_prefix"].upper()
    lines = []
    for name, field in settings.model_fields.items():
        default = "" if field.is_required() or field.default is None else field.default
        text = str(default).lower() if isinstance(default, bool) else str(default)
        lines.append((f"# {field.description}", f"# {prefix}{name.upper()}={text}"))
    return lines


@pytest.mark.parametrize("settings", [SQLiteConfig, PostgresConfig, ArtifactsConfig, SiteConfig])
def test_every_setting_is_in_the_example_with_its_default(settings: type[BaseSettings]) -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()

    listed = list(pairwise(lines))

    for pair in documented(settings):
        assert pair in listed


def test_the_example_lists_nothing_else() -> None:
    known = {
        assignment
        for settings in (SQLiteConfig, PostgresConfig, ArtifactsConfig, SiteConfig)
        for _, assignment in documented(settings)
    }

    lines = (ROOT / ".env.example").read_text().splitlines()

    assert {line for line in lines if "=" in line} == known


def test_the_example_can_be_copied_as_it_is(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text())

    assert database_config() == SQLiteConfig()


@pytest.mark.parametrize(
    "given",
    ["https://a.example:8443", " https://a.example , http://[::1]:8000", "https://*.example.org"],
)
def test_trusted_origins_are_listed(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("SITE_TRUSTED_ORIGINS", given)

    assert SiteConfig().origins() == [origin.strip() for origin in given.split(",")]


@pytest.mark.parametrize("given", ["a.example", "https://a.example/", "ftp://a", "https://", "*"])
def test_what_is_no_origin_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("SITE_TRUSTED_ORIGINS", given)

    with pytest.raises(ValidationError, match="is no origin: a scheme, a host and its port"):
        SiteConfig()


@pytest.mark.parametrize(
    ("name", "value"), [("SITE_ROOT_PATH", "/a/../b"), ("SITE_TRUSTED_ORIGINS", "a.example")]
)
def test_the_site_does_not_start_with_a_wrong_setting(name: str, value: str) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "check"],
        env={name: value},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert f"ImproperlyConfigured: {name}: " in done.stderr.splitlines()[-1]


def test_sqlite_is_the_default() -> None:
    config = database_config()

    assert isinstance(config, SQLiteConfig)
    assert config.db_path == Path("modelbook.db")


def test_a_postgres_host_chooses_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_HOST", "db.example.org")
    monkeypatch.setenv("POSTGRES_PASSWORD", "secret")

    config = database_config()

    assert isinstance(config, PostgresConfig)
    assert config.host == "db.example.org"
    assert config.password == SecretStr("secret")
    assert "secret" not in repr(config)


def test_settings_come_from_a_dotenv_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SQLITE_DB_PATH=elsewhere.db\nUNRELATED=1\n")

    config = database_config()

    assert isinstance(config, SQLiteConfig)
    assert config.db_path == Path("elsewhere.db")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SQLITE_DB_PATH", ":memory:"),
        ("SQLITE_BUSY_TIMEOUT_SECONDS", "0"),
        ("SQLITE_SYNCHRONOUS", "OFF"),
        ("POSTGRES_PORT", "70000"),
    ],
)
def test_a_bad_setting_is_refused_by_name(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    if name.startswith("POSTGRES"):
        monkeypatch.setenv("POSTGRES_HOST", "localhost")

    with pytest.raises(ValidationError) as caught:
        database_config()

    assert caught.value.errors()[0]["loc"] == (name.partition("_")[2].lower(),)


def test_development_needs_no_settings() -> None:
    site = SiteConfig()

    assert site.problem() is None
    assert "localhost" in site.hosts()
    assert len(site.key()) >= 50


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "SITE_SECRET_KEY and SITE_ALLOWED_HOSTS"),
        ({"SITE_SECRET_KEY": GOOD_KEY}, "needs SITE_ALLOWED_HOSTS"),
        ({"SITE_SECRET_KEY": GOOD_KEY, "SITE_ALLOWED_HOSTS": " , "}, "needs SITE_ALLOWED_HOSTS"),
        ({"SITE_SECRET_KEY": "x", **HOSTS}, "SITE_SECRET_KEY can be guessed"),
        ({"SITE_SECRET_KEY": "x" * 50, **HOSTS}, "SITE_SECRET_KEY can be guessed"),
        ({"SITE_SECRET_KEY": GOOD_KEY[:49], **HOSTS}, "at least 50 random characters"),
    ],
)
def test_production_says_which_setting_keeps_it_from_starting(
    environment: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    finished = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "check"],
        env={"SITE_DEBUG": "false"} | environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode != 0
    assert sentence in finished.stderr
    assert GOOD_KEY[:20] not in finished.stderr


@pytest.mark.parametrize("name", ["missing/security.log", "."])
def test_a_security_log_that_can_not_be_written_is_told(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SITE_SECURITY_LOG", str(tmp_path / "security.log"))
    good = SiteConfig().problem()
    monkeypatch.setenv("SITE_SECURITY_LOG", str(tmp_path / name))

    assert good is None
    assert "can't write" in str(SiteConfig().problem())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_SESSION_IDLE_DAYS", "0"),
        ("SITE_SESSION_MAX_DAYS", "-1"),
        ("SITE_SESSION_MAX_DAYS", "nan"),
    ],
)
def test_a_session_lasts_some_time(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ValidationError):
        SiteConfig()
