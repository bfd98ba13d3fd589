"""The security log: one line for everything that matters, and no line of a stranger's making."""

import logging
import re
import stat
from collections.abc import Iterator
from contextvars import Context
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from mldb.schemas import APITokenCreate, MLModelCreate, StaffUserCreate, StaffUserUpdate
from mldb.security import LOGGER, note, written
from mldb.values.enums import Role
from mldb.values.names import SYSTEM
from registry_app.core.registry import Registry
from registry_app.core.request_ids import begin_request
from registry_app.core.security_log import DATE_FORMAT, FORMAT, OriginFilter, PrivateFile
from tests.web.conftest import PASSWORD
from tests.web.page import user_id

ROOT = Path(__file__).resolve().parents[3]
LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ modelbook\.security "
    r"(?:address=(\S+) request=\S+|os_user=\S+) (event=.*)"
)
NEW = "another long pass phrase"


class Lines(logging.Handler):
    """Keeps what is written, as the site writes it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter(FORMAT, DATE_FORMAT, style="{"))
        self.addFilter(OriginFilter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def events(self) -> list[str]:
        """The lines without time and origin."""
        found = [LINE.fullmatch(line) for line in self.lines]
        assert all(found), self.lines
        return [match[2] for match in found if match]


@pytest.fixture
def log() -> Iterator[Lines]:
    """The security log from now on."""
    handler = Lines()
    logging.getLogger(LOGGER).addHandler(handler)
    yield handler
    logging.getLogger(LOGGER).removeHandler(handler)


@pytest.fixture
def bob(password_hash: str) -> int:
    """Somebody who can log in."""
    data = StaffUserCreate(username="bob", password_hash=password_hash, role=Role.EDITOR)
    return Registry(SYSTEM).staff.create(data).id


def log_in(client: Client, username: str = "bob", password: str = PASSWORD) -> Any:
    return client.post("/login", {"username": username, "password": password})


def test_logging_in_and_out(bob: int, client: Client, log: Lines) -> None:
    log_in(client)
    client.post("/logout")

    assert log.events() == ["event=login account=bob", "event=logout account=bob"]
    assert "address=127.0.0.1 " in log.lines[0]


def test_failures_say_why(bob: int, client: Client, log: Lines) -> None:
    log_in(client, "nobody")
    for _ in range(5):
        log_in(client, password="wrong")
    log_in(client)
    Registry("root").staff.update(bob, StaffUserUpdate(row_version=1, is_active=False))
    log_in(Client(REMOTE_ADDR="192.0.2.7"), "BOB")

    assert log.events() == [
        "event=login_failed account=nobody reason=unknown_account",
        *["event=login_failed account=bob reason=wrong_password"] * 5,
        "event=throttled account=bob",
        "event=staff_deactivated actor=root account=bob",
        "event=login_failed account=bob reason=inactive_account",
    ]
    assert "address=192.0.2.7 " in log.lines[-1]


def test_refusals_are_one_line_without_a_traceback(
    viewer: Client, log: Lines, caplog: pytest.LogCaptureFixture
) -> None:
    viewer.get("/staff?q=x")
    viewer.post("/new-model", {"name": "x"})
    viewer.get("/api/v1/staff")

    assert log.events() == [
        "event=refused account=viewer reason=not_allowed method=GET path=/staff",
        "event=refused account=viewer reason=not_allowed method=POST path=/new-model",
        "event=refused account=viewer reason=not_allowed method=GET path=/api/v1/staff",
    ]
    assert "Traceback" not in caplog.text
    assert all(record.exc_info is None for record in caplog.records)


def test_a_form_from_elsewhere(log: Lines) -> None:
    log_in(Client(enforce_csrf_checks=True))

    assert log.events() == ["event=refused reason=csrf method=POST path=/login"]


def test_tokens(editor: Client, log: Lines) -> None:
    tokens, owner = Registry("editor").tokens, user_id(Role.EDITOR)
    token = tokens.create(APITokenCreate(user_id=owner, name="night ly"))

    def call(secret: str) -> int:
        headers = {"Authorization": f"Bearer {secret}"}
        return Client().get("/api/v1/whoami", headers=headers).status_code

    assert call(token.secret) == 200
    tokens.revoke(token.id)
    assert call(token.secret) == call("mb_unknown") == 401
    assert log.events() == [
        'event=token_created actor=editor account=editor token="night ly" scope=read',
        'event=token_revoked actor=editor account=editor token="night ly"',
        'event=token_refused reason=revoked token="editor/night ly"',
        "event=token_refused reason=unknown",
    ]
    assert token.secret not in "".join(log.lines)


def test_a_token_that_may_not(editor: Client, log: Lines) -> None:
    data = APITokenCreate(user_id=user_id(Role.EDITOR), name="ci")
    secret = Registry("editor").tokens.create(data).secret
    Client().post(
        "/api/v1/models",
        {"name": "x"},
        "application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )

    assert log.events()[-1] == (
        "event=refused account=editor token=ci reason=not_allowed method=POST path=/api/v1/models"
    )


def test_staff(admin: Client, log: Lines) -> None:
    admin.post("/staff/new", {"username": "carol", "role": "viewer", "password": NEW})
    carol = Registry().staff.get_by_username("carol")
    fields = {"display_name": "C", "role": "admin", "is_active": "on"}
    admin.post(f"/staff/{carol.id}", fields | {"row_version": 1})
    admin.post(f"/staff/{carol.id}/password", {"row_version": 2, "password": NEW + "!"})
    admin.post(f"/staff/{carol.id}/access", {"session": "all"})

    assert log.events() == [
        "event=staff_created actor=admin account=carol role=viewer",
        "event=role_changed actor=admin account=carol before=viewer after=admin",
        "event=password_set actor=admin account=carol",
        "event=sessions_ended actor=admin account=carol",
    ]


def test_one_s_own_password(viewer: Client, log: Lines) -> None:
    wrong = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    viewer.post("/account/password", wrong)
    viewer.post("/account/password", wrong | {"old_password": PASSWORD})
    viewer.post("/confirm", {"password": NEW})

    assert log.events() == [
        "event=confirmation_failed account=viewer",
        "event=password_changed actor=viewer account=viewer",
        "event=confirmed account=viewer",
    ]
    assert NEW not in "".join(log.lines)


def test_what_leaves_the_registry(viewer: Client, registry: Registry, log: Lines) -> None:
    model = registry.models.create(MLModelCreate(name="fraud"))
    registry.models.delete(model.id)
    b"".join(viewer.get("/models?q=a b&format=csv"))
    headers = {"Accept": "application/x-ndjson"}
    b"".join(viewer.get("/api/v1/models", headers=headers))
    registry.models.purge(model.id, "fraud")

    assert log.events() == [
        'event=download account=viewer path="/models?q=a%20b&format=csv"',
        "event=download account=viewer path=/api/v1/models",
        "event=purged actor=alice entity=model name=fraud",
    ]


def test_commands_say_who_ran_them(log: Lines, tmp_path: Path) -> None:
    copy, records = str(tmp_path / "a b.backup"), str(tmp_path / "r.zip")
    begin_request()
    call_command("create_staff", "ann")
    call_command("back_up", copy)
    call_command("restore", "--replace", copy)
    call_command("export", records)
    call_command("import", "--dry-run", records)

    assert log.events() == [
        "event=staff_created actor=system account=ann role=admin",
        f'event=back_up file="{copy}"',
        f'event=restore file="{copy}" replace=True',
        f"event=export file={records} with_artifacts=False",
        f"event=import file={records} dry_run=True skip_conflicts=False",
    ]


def test_what_is_rolled_back_is_not_told(registry: Registry, log: Lines) -> None:
    def fail() -> None:
        with registry.tokens._changing(None) as change:
            change.note("token_created")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert log.lines == []


@pytest.mark.parametrize(
    "typed",
    [
        "bob\nevent=login account=admin",
        "bob reason=wrong_password address=203.0.113.9",
        'bob" address=203.0.113.9 x="',
        "bob\r\x1b[2K\u2028\u202eevil",
        "\ud800",
        "",
    ],
)
def test_nobody_writes_fields_or_lines_of_their_own(client: Client, log: Lines, typed: str) -> None:
    note("login_failed", account=typed, reason="unknown_account")

    [line] = log.lines
    assert line.isascii()
    assert line.isprintable()
    assert re.fullmatch(r'event=login_failed account="(?:[^"\\]|\\.)*" reason=\w+', log.events()[0])


def test_plain_values_stand_as_they_are() -> None:
    fields = {"a": "x.y-z_1@b", "b": None, "c": 3, "d": "a=b"}

    assert written(fields) == 'a=x.y-z_1@b c=3 d="a=b"'


def test_outside_a_request_the_line_names_who_runs_the_command() -> None:
    record = logging.makeLogRecord({})
    Context().run(OriginFilter().filter, record)

    assert re.fullmatch(r"os_user=\S+", record.__dict__["origin"])


def test_a_file_is_its_owner_s_alone_and_may_be_moved_away(tmp_path: Path) -> None:
    path = tmp_path / "security.log"
    handler = PrivateFile(str(path), encoding="utf-8")
    handler.handle(logging.makeLogRecord({"msg": "first"}))
    path.rename(tmp_path / "security.log.1")
    handler.handle(logging.makeLogRecord({"msg": "second"}))
    handler.close()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == "second\n"


def _failregex() -> list[re.Pattern[str]]:
    text = (ROOT / "docs/security-log.md").read_text()
    block = re.search(r"```ini\n(\[Definition\].*?)```", text, re.DOTALL)
    assert block is not None
    rules = re.search(r"failregex = (.*?)\n\w", block[1], re.DOTALL)
    assert rules is not None
    # fail2ban takes the time off, and puts the address in.
    return [
        re.compile(rule.strip().replace("<ADDR>", r"(?P<host>[0-9a-f.:]+)"))
        for rule in rules[1].strip().splitlines()
    ]


def _first_match(rules: list[re.Pattern[str]], line: str) -> re.Match[str] | None:
    rest = line.removeprefix(line.split(" ", maxsplit=1)[0])
    return next((match for rule in rules if (match := rule.search(rest))), None)


def test_the_filter_for_fail2ban_finds_what_it_should(bob: int, editor: Client, log: Lines) -> None:
    rules = _failregex()
    stranger = Client(REMOTE_ADDR="2001:db8::7")
    for _ in range(6):
        log_in(stranger, password="wrong")
    stranger.get("/api/v1/whoami", headers={"Authorization": "Bearer mb_x"})
    counted = len(log.lines)
    log_in(stranger, "x address=203.0.113.9 request=- event=login_failed", "wrong")
    log_in(Client(REMOTE_ADDR="192.0.2.7"))
    editor.get("/staff")
    found = [_first_match(rules, line) for line in log.lines]

    assert [match and match["host"] for match in found] == [
        *["2001:db8::7"] * counted,
        "2001:db8::7",
        None,
        None,
    ]
