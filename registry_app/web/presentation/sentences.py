"""Audit events as sentences of the trade: "moved champion of fraud from 1 to 3"."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from mldb.schemas import AuditEventRead
from mldb.values.enums import AuditAction
from registry_app.web.diff.texts import is_whole

_SAID: Final = 40
"""Characters of a value that is said within a sentence."""


class Part(NamedTuple):
    """A part of a sentence; the subject of the event has no text of its own."""

    form: Literal["text", "subject", "name", "number"]
    value: Any = ""


@dataclass(frozen=True)
class Sentence:
    """What happened, without its author, and the fields of which it says everything."""

    parts: tuple[Part, ...]
    told: frozenset[str] = frozenset()

    def text(self, subject: str) -> str:
        """The sentence as plain text, for titles."""
        return "".join(subject if one.form == "subject" else str(one.value) for one in self.parts)


SUBJECT: Final = Part("subject")

_CREATED: Final = {
    "model": "registered ",
    "version": "registered ",
    "experiment": "created ",
    "run": "started ",
    "logged model": "logged ",
    "view": "saved ",
    "staff user": "added the staff user ",
    "API token": "made the API token ",
    "list default": "set ",
}
_TRASHED: Final = {"model", "version", "experiment", "run", "logged model"}
_DONE: Final = {
    AuditAction.RESTORE: ("restored ", " from the trash"),
    AuditAction.PURGE: ("purged ", ""),
    AuditAction.ADD_COMMENT: ("commented on ", ""),
    AuditAction.EDIT_COMMENT: ("edited a comment on ", ""),
    AuditAction.DELETE_COMMENT: ("deleted a comment on ", ""),
}
_WORDS: Final = {
    "primary_metric": "primary metric",
    "primary_metric_goal": "goal",
    "display_name": "name",
    "is_active": "access",
    "is_shared": "sharing",
    "git_commit": "commit",
    "parent_public_id": "parent",
    "experiment_name": "experiment",
    "model_name": "model",
    "page_size": "page size",
    "group_by": "grouping",
    "password_hash": "password",
    "must_change_password": "need for a new password",
    "expires_at": "expiry",
    "revoked_at": "revocation",
    "started_at": "start",
    "ended_at": "end",
}
_ITEMS: Final = {
    "metrics": "metric",
    "params": "parameter",
    "tags": "tag",
    "files": "file",
    "goals": "goal",
}
_FEW: Final = 3
_ADDED_TO: Final = {"recorded": "on", "set": "of", "uploaded": "to"}


def event_sentence(event: AuditEventRead) -> Sentence:
    """The sentence of an event."""
    if event.action is AuditAction.CREATE:
        return _created(event)
    if event.action is AuditAction.DELETE:
        if event.entity in _TRASHED:
            return _sentence("moved ", SUBJECT, " to the trash")
        return _sentence("deleted ", SUBJECT)
    if event.action in _DONE:
        before, after = _DONE[event.action]
        return _sentence(before, SUBJECT, after)
    fields = tuple(field for field in event.changes if field != "deleted_at")
    if event.action is not AuditAction.UPDATE:
        return _alias_sentence(event, fields)
    return _update_sentence(event, fields)


def _created(event: AuditEventRead) -> Sentence:
    """A new thing; that it has the name in its label goes without saying."""
    words = _CREATED.get(event.entity, f"created the {event.entity} ")
    _, _, last = event.label.rpartition("/")
    named = {
        field
        for field in ("name", "number", "username", "display_name")
        if field in event.changes and str(event.changes[field][1]) in {event.label, last}
    }
    if event.entity != "staff user" or "role" not in event.changes:
        return _sentence(words, SUBJECT, told=frozenset(named))
    said = {"role", "is_active", "must_change_password", "password_hash"}
    role = f" as {event.changes['role'][1]}"
    return _sentence(words, SUBJECT, role, told=frozenset(named | said))


def field_words(event: AuditEventRead, field: str) -> str:
    """The name of a field as people call it: of an item its own name, with its type."""
    prefix, dot, name = field.partition(".")
    if dot and prefix in _ITEMS:
        return f"{_ITEMS[prefix]} {name}"
    if prefix == "comments":
        # Its id says nothing to people.
        return "comment"
    if dot:
        return name
    if field == "description":
        return "card" if event.entity == "model" else "description"
    return _WORDS.get(field, field.replace("_", " "))


def _sentence(*parts: str | Part, told: frozenset[str] = frozenset()) -> Sentence:
    made = (Part("text", one) if isinstance(one, str) else one for one in parts)
    return Sentence(tuple(one for one in made if one.form != "text" or one.value), told)


def _alias_sentence(event: AuditEventRead, fields: tuple[str, ...]) -> Sentence:
    """Of an event about one alias; the numbers are those of versions."""
    (field,) = fields if len(fields) == 1 else ("",)
    if not field.startswith("aliases."):
        return _sentence("changed the aliases of ", SUBJECT)
    name, told = Part("name", field.partition(".")[2]), frozenset(fields)
    before, after = event.changes[field]
    if after is None:
        words = ("removed ", name, " of ", SUBJECT, f", which pointed to {before}")
        return _sentence(*words, told=told)
    if event.action is AuditAction.ROLL_BACK_ALIAS and before is not None:
        words = ("rolled ", name, " of ", SUBJECT, f" back from {before} to {after}")
        return _sentence(*words, told=told)
    if before is None:
        return _sentence("pointed ", name, " of ", SUBJECT, f" to {after}", told=told)
    return _sentence("moved ", name, " of ", SUBJECT, f" from {before} to {after}", told=told)


def _update_sentence(event: AuditEventRead, fields: tuple[str, ...]) -> Sentence:
    prefixes = {field.partition(".")[0] if "." in field else "" for field in fields}
    if len(prefixes) == 1 and (prefix := next(iter(prefixes))) in _ITEM_SENTENCES:
        return _ITEM_SENTENCES[prefix](event, fields)
    if event.entity == "list default":
        return _sentence("changed ", SUBJECT)
    special = _SPECIAL.get((event.entity, frozenset(fields)))
    if special is not None:
        return special(event)
    if len(fields) > _FEW:
        return _sentence(f"changed {len(fields)} fields of ", SUBJECT)
    words = [field_words(event, field) for field in fields]
    if not words:
        return _sentence("changed ", SUBJECT)
    first, last = words[:-1], words[-1]
    listed = f"{', '.join(first)} and {last}" if first else last
    return _sentence(f"changed the {listed} of ", SUBJECT)


def _metrics(event: AuditEventRead, fields: tuple[str, ...]) -> Sentence:
    if len(fields) > 1:
        return _many(event, fields, ("recorded", "corrected", "removed"), "metrics")
    name, before, after = _item(event, fields[0])
    told = frozenset(fields)
    if after is None:
        return _sentence("removed the metric ", name, " from ", SUBJECT)
    if before is None:
        return _sentence("recorded ", name, " ", Part("number", after), " on ", SUBJECT, told=told)
    return _sentence("corrected ", name, " of ", SUBJECT)


def _params(event: AuditEventRead, fields: tuple[str, ...]) -> Sentence:
    return _texts(event, fields, "parameter", ("set the parameter ", " of "))


def _tags(event: AuditEventRead, fields: tuple[str, ...]) -> Sentence:
    if len(fields) == 1:
        name, before, after = _item(event, fields[0])
        if before is None and after == "":
            return _sentence("tagged ", SUBJECT, " ", name, told=frozenset(fields))
    return _texts(event, fields, "tag", ("set the tag ", " of "))


def _texts(
    event: AuditEventRead, fields: tuple[str, ...], word: str, added: tuple[str, str]
) -> Sentence:
    """Of items whose values are texts."""
    if len(fields) > 1:
        return _many(event, fields, ("set", "changed", "removed"), f"{word}s")
    name, before, after = _item(event, fields[0])
    if after is None:
        return _sentence(f"removed the {word} ", name, " from ", SUBJECT)
    if before is not None:
        return _sentence(f"changed the {word} ", name, " of ", SUBJECT)
    start, of = added
    if not _is_short(after):
        return _sentence(start, name, of, SUBJECT)
    value = Part("name", after)
    return _sentence(start, name, of, SUBJECT, " to ", value, told=frozenset(fields))


def _files(event: AuditEventRead, fields: tuple[str, ...]) -> Sentence:
    if len(fields) > 1:
        return _many(event, fields, ("uploaded", "replaced", "removed"), "files")
    name, before, after = _item(event, fields[0])
    if after is None:
        return _sentence("removed the file ", name, " from ", SUBJECT)
    if before is None:
        return _sentence("uploaded ", name, " to ", SUBJECT)
    return _sentence("replaced the file ", name, " of ", SUBJECT)


def _many(
    event: AuditEventRead, fields: tuple[str, ...], verbs: tuple[str, str, str], word: str
) -> Sentence:
    """Several items of one type: all new, all gone, or neither."""
    new, other, gone = verbs
    values = [event.changes[field] for field in fields]
    if all(before is None for before, _ in values):
        return _sentence(f"{new} {len(fields)} {word} {_ADDED_TO[new]} ", SUBJECT)
    if all(after is None for _, after in values):
        return _sentence(f"{gone} {len(fields)} {word} from ", SUBJECT)
    return _sentence(f"{other} {len(fields)} {word} of ", SUBJECT)


def _item(event: AuditEventRead, field: str) -> tuple[Part, Any, Any]:
    before, after = event.changes[field]
    return Part("name", field.partition(".")[2]), before, after


def _is_short(value: Any) -> bool:
    """Whether it can be said within a sentence, and shows something."""
    is_line = isinstance(value, str) and len(value) <= _SAID and is_whole(value)
    return is_line and value.isprintable() and bool(value.strip())


def _renamed(event: AuditEventRead) -> Sentence:
    before, after = event.changes["name"]
    old = SUBJECT if event.label == before else Part("name", before)
    new = SUBJECT if event.label == after else Part("name", after)
    return _sentence("renamed ", old, " to ", new, told=frozenset({"name"}))


def _described(event: AuditEventRead) -> Sentence:
    before, after = event.changes["description"]
    word = field_words(event, "description")
    verb = "wrote" if not before else "cleared" if not after else "edited"
    return _sentence(f"{verb} the {word} of ", SUBJECT)


def _ranked(event: AuditEventRead) -> Sentence:
    _, metric = event.changes["primary_metric"]
    if metric is None:
        return _sentence("removed the primary metric of ", SUBJECT)
    return _sentence("chose ", Part("name", metric), " as the primary metric of ", SUBJECT)


def _status(event: AuditEventRead) -> Sentence:
    _, after = event.changes["status"]
    return _sentence("marked ", SUBJECT, f" as {after}", told=frozenset({"status"}))


def _ended(event: AuditEventRead) -> Sentence:
    _, after = event.changes["status"]
    told = frozenset({"status", "ended_at"})
    if after == "running":
        return _sentence("started ", SUBJECT, " again", told=told)
    return _sentence("ended ", SUBJECT, f" as {after}", told=told)


def _role(event: AuditEventRead) -> Sentence:
    before, after = event.changes["role"]
    words = ("changed the role of ", SUBJECT, f" from {before} to {after}")
    return _sentence(*words, told=frozenset({"role"}))


def _access(event: AuditEventRead) -> Sentence:
    _, is_active = event.changes["is_active"]
    verb = "activated " if is_active else "deactivated "
    return _sentence(verb, SUBJECT, told=frozenset({"is_active"}))


def _password(event: AuditEventRead) -> Sentence:
    told = frozenset({"password_hash", "must_change_password"})
    if event.actor == event.label:
        return _sentence("changed their own password", told=told)
    return _sentence("gave ", SUBJECT, " a new password", told=told)


def _revoked(event: AuditEventRead) -> Sentence:
    _, after = event.changes["revoked_at"]
    verb = "revoked the API token " if after else "allowed the API token "
    return _sentence(verb, SUBJECT, told=frozenset({"revoked_at"}))


_ITEM_SENTENCES: Final[Mapping[str, Callable[[AuditEventRead, tuple[str, ...]], Sentence]]] = {
    "metrics": _metrics,
    "params": _params,
    "tags": _tags,
    "files": _files,
}
_ONLY: Final = frozenset
# By the entity and exactly these fields.
_SPECIAL: Final[Mapping[tuple[str, frozenset[str]], Callable[[AuditEventRead], Sentence]]] = {
    **{(one, _ONLY({"name"})): _renamed for one in ("model", "experiment", "run", "view")},
    **{
        (one, _ONLY({"description"})): _described
        for one in ("model", "version", "experiment", "run")
    },
    ("model", _ONLY({"primary_metric"})): _ranked,
    ("model", _ONLY({"primary_metric", "primary_metric_goal"})): _ranked,
    ("version", _ONLY({"status"})): _status,
    ("logged model", _ONLY({"status"})): _status,
    ("run", _ONLY({"status", "ended_at"})): _ended,
    ("run", _ONLY({"status"})): _ended,
    ("staff user", _ONLY({"role"})): _role,
    ("staff user", _ONLY({"is_active"})): _access,
    ("staff user", _ONLY({"password_hash"})): _password,
    ("staff user", _ONLY({"password_hash", "must_change_password"})): _password,
    ("API token", _ONLY({"revoked_at"})): _revoked,
}
