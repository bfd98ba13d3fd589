"""Commands of manage.py."""

import io
import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from mldb.config import SQLiteConfig
from mldb.database.schema import REVISION
from mldb.schemas import MLModelCreate, StaffUserCreate
from mldb.sync_db import default_database
from mldb.values.enums import Role, TokenScope
from mldb.values.names import SYSTEM
from registry_app.core.registry import Registry
from tests.web.page import is_logged_in

ROOT = Path(__file__).resolve().parents[3]
GOOD = "a long pass phrase"


class Terminal(io.StringIO):
    """Somebody sits at the keyboard."""

    def isatty(self) -> bool:
        return True


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=out)
    return out.getvalue()


def type_in(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    typed = iter(answers)
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr(
        "registry_app.management.commands.create_staff.getpass", lambda _: next(typed)
    )


@pytest.fixture
def no_schema(served: SQLiteConfig, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The site is told of a file that is not there yet."""
    default_database().close()
    monkeypatch.setenv("SQLITE_DB_PATH", str(tmp_path / "new.db"))
    default_database.cache_clear()


class TestMigrateRegistry:
    def test_it_makes_the_schema(self, no_schema: None, client: Client) -> None:
        assert client.get("/readyz").status_code == 503
        assert "The schema is up to date." in run("migrate_registry")
        assert client.get("/readyz").status_code == 200

    def test_running_it_again_does_no_harm(self, registry: Registry, viewer: Client) -> None:
        run("migrate_registry")

        assert is_logged_in(viewer)

    def test_what_is_in_the_way_is_told_in_a_sentence(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("SQLITE_DB_PATH", str(tmp_path / "missing" / "new.db"))

        with pytest.raises(CommandError, match=r"does not exist\. Create it"):
            run("migrate_registry")


class TestBackUp:
    def test_what_was_backed_up_comes_back(
        self, registry: Registry, viewer: Client, tmp_path: Path
    ) -> None:
        path = str(tmp_path / "copy.db")
        registry.models.create(MLModelCreate(name="fraud"))
        told = run("back_up", path)
        registry.models.create(MLModelCreate(name="spam"))
        with pytest.raises(CommandError, match="is not empty"):
            run("restore", path)

        assert "holds the whole registry" in told
        assert "The registry is as it was" in run("restore", "--replace", path)
        assert [model.name for model in registry.models.get_all()] == ["fraud"]
        assert is_logged_in(viewer)

    def test_a_copy_is_checked_without_restoring_it(
        self, registry: Registry, tmp_path: Path
    ) -> None:
        path = tmp_path / "copy.db"
        run("back_up", str(path))
        told = run("check_backup", str(path))
        path.write_bytes(path.read_bytes()[:-1])

        assert f"copy.db is a back-up of schema revision {REVISION}." in told
        assert "It is whole and unchanged, as its checksum says." in told
        with pytest.raises(CommandError, match=r"copy\.db is damaged: its end is missing"):
            run("check_backup", str(path))

    def test_of_a_copy_without_a_checksum_it_says_so(
        self, registry: Registry, served: SQLiteConfig, tmp_path: Path
    ) -> None:
        path = tmp_path / "copy.db"
        with (
            closing(sqlite3.connect(served.db_path)) as source,
            closing(sqlite3.connect(path)) as copy,
        ):
            source.backup(copy)

        for command in (["check_backup"], ["restore", "--replace"]):
            assert "without a checksum" in run(*command, str(path))

    def test_a_wrong_setting_is_told_in_a_sentence(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as settings:
            settings.setenv("SQLITE_BUSY_TIMEOUT_SECONDS", "soon")
            with pytest.raises(CommandError, match="busy_timeout_seconds: Enter a number"):
                run("back_up", str(tmp_path / "copy.db"))


class TestCreateStaff:
    def test_without_a_terminal_a_password_is_made_up_and_shown(self, client: Client) -> None:
        out = run("create_staff", "Alice")
        password = out.partition("shown this once: ")[2].split()[0]
        client.post("/login", {"username": "alice", "password": password})

        assert "alice can log in as admin." in out
        assert "choose another one" in out
        assert len(password) == 16
        assert client.get("/models")["Location"] == "/account/password"

    def test_on_a_terminal_it_asks_twice_until_it_is_good(
        self, monkeypatch: pytest.MonkeyPatch, client: Client
    ) -> None:
        type_in(monkeypatch, "short", GOOD, "another one", GOOD, GOOD)
        out = run("create_staff", "alice", "--role", "viewer")
        client.post("/login", {"username": "alice", "password": GOOD})

        assert "too short" in out
        assert "These are two different passwords." in out
        assert "alice can log in as viewer." in out
        assert GOOD not in out
        assert is_logged_in(client)

    def test_the_history_says_how(self, registry: Registry) -> None:
        run("create_staff", "alice")
        event = registry.audit.get_all()[0]

        assert (event.actor, event.reason) == (SYSTEM, "manage.py create_staff")

    def test_unless_any_does_nothing_if_there_is_one(self) -> None:
        Registry(SYSTEM).staff.create(StaffUserCreate(username="bob", password_hash="hash"))

        assert run("create_staff", "alice", "--unless-any") == ""
        assert len(Registry().staff.get_all()) == 1

    def test_unless_any_creates_the_first_one(self) -> None:
        run("create_staff", "alice", "--unless-any")

        assert Registry().staff.get_by_username("alice").role == Role.ADMIN

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["bob"], "A user named 'bob' exists already."),
            (["a b"], "A username starts with a letter or digit"),
            (["system"], "is reserved"),
            (["alice", "--role", "king"], "invalid choice: 'king'"),
        ],
    )
    def test_a_refusal_is_a_sentence(self, arguments: list[str], message: str) -> None:
        Registry(SYSTEM).staff.create(StaffUserCreate(username="bob", password_hash="hash"))

        with pytest.raises(CommandError, match=message):
            run("create_staff", *arguments)
        assert len(Registry().staff.get_all()) == 1

    @pytest.mark.parametrize("options", [[], ["--unless-any"]])
    def test_without_a_schema_it_says_what_to_do(self, no_schema: None, options: list[str]) -> None:
        with pytest.raises(CommandError, match=r"python -m mldb\.migrate"):
            run("create_staff", "alice", *options)


class TestRunserver:
    @pytest.fixture(autouse=True)
    def asked(self, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
        """What is asked of the server; serving would never end."""
        asked: dict[str, object] = {}
        monkeypatch.setattr(
            "registry_app.management.commands.runserver.uvicorn.run",
            lambda application, **options: asked.update(options, application=application),
        )
        return asked

    def test_without_a_schema_it_says_which_command_to_run(self, no_schema: None) -> None:
        with pytest.raises(CommandError, match=r"manage\.py migrate_registry"):
            run("runserver", "--noreload")

    def test_an_old_schema_is_told_too(self, served: SQLiteConfig) -> None:
        default_database().close()
        with sqlite3.connect(served.db_path) as connection:
            connection.execute("UPDATE alembic_version SET version_num = 'older'")
        connection.close()

        with pytest.raises(CommandError, match=r"manage\.py migrate_registry"):
            run("runserver", "--noreload")

    def test_with_the_reloader_a_refusal_ends_it_too(self, served: SQLiteConfig) -> None:
        """The reloader serves in a thread, whose end would leave the program waiting for ever."""
        with socket.create_server(("127.0.0.1", 0)) as taken:
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            done = subprocess.run(
                [sys.executable, "manage.py", "runserver", address],
                cwd=ROOT,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )

        assert done.returncode == 1
        assert "can't be served there: Address already in use" in done.stderr
        assert "Traceback" not in done.stderr

    def test_it_serves_on_asgi(self, asked: dict[str, object]) -> None:
        out = run("runserver", "--noreload", "[::1]:8123")

        assert "http://[::1]:8123/" in out
        assert (asked["application"], asked["host"], asked["port"]) == (
            "site_config.asgi:application",
            "::1",
            8123,
        )


class TestDemo:
    @pytest.mark.parametrize("status", [0, 1])
    def test_it_ends_as_the_demo_does(self, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
        """The demo itself has its own tests; it trains for seconds."""
        monkeypatch.setattr("mldb.demo.main", lambda: status)
        if status:
            with pytest.raises(SystemExit, match="1"):
                run("demo")
        else:
            run("demo")


class TestCheck:
    def test_the_settings_are_sound(self) -> None:
        assert "no issues" in run("check")

    def test_production_is_sound_too(self) -> None:
        production = {
            "SITE_DEBUG": "false",
            "SITE_SECRET_KEY": "k3y-" * 20 + "!abcdefghijklmnop",
            "SITE_ALLOWED_HOSTS": "models.example.org",
        }
        done = subprocess.run(
            [sys.executable, ROOT / "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            env=os.environ | production,
            capture_output=True,
            text=True,
            check=False,
        )

        assert done.returncode == 0, done.stderr


class TestCreateToken:
    @pytest.fixture
    def editor(self, served: SQLiteConfig) -> None:
        data = StaffUserCreate(username="ed", password_hash="hash", role=Role.EDITOR)
        Registry(SYSTEM).staff.create(data)

    def test_it_prints_a_token_that_works(self, editor: None) -> None:
        out = io.StringIO()
        call_command("create_token", "ed", "--scope", "write", stdout=out, stderr=io.StringIO())

        owner = Registry().tokens.authenticate(out.getvalue().strip())
        assert (owner.user.username, owner.scope) == ("ed", TokenScope.WRITE)
        assert owner.expires_at is None

    def test_it_can_be_limited(self, editor: None) -> None:
        Registry("ed").models.create(MLModelCreate(name="fraud"))
        secret = run(
            *("create_token", "ed", "--scope", "read", "--days", "2", "--model", "fraud")
        ).splitlines()[-1]

        owner = Registry().tokens.authenticate(secret)
        assert owner.model_names == ["fraud"]
        assert owner.expires_at is not None
        assert owner.expires_at - datetime.now(UTC) < timedelta(days=2)

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (["nobody", "--scope", "read"], "There is no staff user 'nobody'."),
            (["ed", "--scope", "read", "--days", "0"], "valid for 1 to 3,650 days"),
            (["ed", "--scope", "read", "--model", "nix"], "nix"),
            (["ed", "--scope", "read", "--name", " "], "Fill this in."),
        ],
    )
    def test_a_mistake_is_said(self, editor: None, arguments: list[str], sentence: str) -> None:
        with pytest.raises(CommandError, match=sentence):
            call_command("create_token", *arguments)
