# Generated from tests/mldb/async_db/registry/test_model_names.py by `make twins`.
"""Names of models: changed, used again, and what they say of numbers."""

import pytest

from mldb.errors import ConflictError, DuplicateError, NotFoundError
from mldb.schemas import (
    APITokenCreate,
    MLModelAliasMove,
    MLModelCreate,
    MLModelRead,
    MLModelUpdate,
    MLModelVersionCreate,
    MLModelVersionRead,
    StaffUserRead,
)
from mldb.sync_db import (
    APITokenService,
    AuditEventService,
    MLModelAliasReader,
    MLModelAliasService,
    MLModelReader,
    MLModelService,
    MLModelVersionReader,
    MLModelVersionService,
)
from mldb.sync_db.session import Database
from tests.mldb.sync_db.hooks import nothing


def renamed(models: MLModelService, model: MLModelRead, name: str) -> MLModelRead:
    """The model under another name."""
    current = models.get(model.id)
    return models.update(
        model.id, MLModelUpdate(row_version=current.row_version, name=name), reason="Clearer"
    )


def registered(versions: MLModelVersionService, name: str) -> int:
    """The number of the model's next version."""
    data = MLModelVersionCreate(model_name=name, source="s3://b/m")
    return (versions.create(data)).number


def purged(models: MLModelService, model: MLModelRead) -> None:
    """Gone for good."""
    models.delete(model.id)
    models.purge(model.id, model.name)


def test_a_renamed_model_keeps_its_versions_and_goes_on_counting(
    models: MLModelService, versions: MLModelVersionService, version: MLModelVersionRead
) -> None:
    model = renamed(models, models.get_by_name("fraud"), "  fraud-detector ")

    assert model.name == "fraud-detector"
    assert (versions.get_by_number("fraud-detector", 1)).id == version.id
    assert registered(versions, "fraud-detector") == 2


def test_renaming_is_audited_with_the_reason(
    models: MLModelService, model: MLModelRead, audit: AuditEventService
) -> None:
    renamed(models, model, "fraud-detector")
    event = (audit.get_of_model(model.id))[0]

    assert event.changes == {"name": ("fraud", "fraud-detector")}
    assert (event.label, event.reason) == ("fraud-detector", "Clearer")
    assert [one.label for one in audit.get_of_model(model.id)] == ["fraud-detector", "fraud"]


def test_a_stale_copy_renames_nothing(models: MLModelService, model: MLModelRead) -> None:
    models.update(model.id, MLModelUpdate(row_version=1, description="new"))

    with pytest.raises(ConflictError):
        models.update(model.id, MLModelUpdate(row_version=1, name="other"))

    assert (models.get(model.id)).name == "fraud"


def test_the_same_name_again_changes_nothing(
    models: MLModelService, model: MLModelRead, audit: AuditEventService
) -> None:
    before = audit.get_all()
    again = models.update(model.id, MLModelUpdate(row_version=1, name=model.name))

    assert (again, audit.get_all()) == (model, before)


def test_a_model_is_given_no_name_that_another_has(
    models: MLModelService, model: MLModelRead
) -> None:
    models.create(MLModelCreate(name="other"))

    with pytest.raises(DuplicateError, match="A model named 'other' exists already") as caught:
        renamed(models, model, "other")

    assert caught.value.field == "name"


@pytest.mark.parametrize("fate", ["trashed", "purged", "renamed", "its own"])
def test_a_model_is_given_no_name_that_was_used_before(
    models: MLModelService, model: MLModelRead, fate: str
) -> None:
    former = model if fate == "its own" else models.create(MLModelCreate(name="old"))
    if fate == "its own":
        renamed(models, model, "new")
    elif fate == "trashed":
        models.delete(former.id)
    elif fate == "purged":
        purged(models, former)
    else:
        renamed(models, former, "elsewhere")

    with pytest.raises(DuplicateError, match=r"never used") as caught:
        renamed(models, model, former.name)

    assert caught.value.field == "name"


def test_the_constraint_backs_the_rule_up(
    models: MLModelService, model: MLModelRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    purged(models, models.create(MLModelCreate(name="old")))
    monkeypatch.setattr(models, "_validate_update", nothing)

    with pytest.raises(DuplicateError, match="This name was used before") as caught:
        renamed(models, model, "old")

    assert caught.value.field == "name"
    assert (models.get(model.id)).name == "fraud"


def test_a_new_model_of_a_purged_one_s_name_goes_on_counting(
    models: MLModelService, versions: MLModelVersionService, version: MLModelVersionRead
) -> None:
    registered(versions, "fraud")
    purged(models, models.get_by_name("fraud"))
    models.create(MLModelCreate(name="fraud"))

    assert registered(versions, "fraud") == 3


def test_of_several_models_each_goes_on_counting(
    models: MLModelService, versions: MLModelVersionService, version: MLModelVersionRead
) -> None:
    purged(models, models.get_by_name("fraud"))
    models.create_many([MLModelCreate(name=name) for name in ("a", "fraud")])
    data = [
        MLModelVersionCreate(model_name=name, source="s3://b/m") for name in ("fraud", "a", "fraud")
    ]

    assert [one.number for one in versions.create_many(data)] == [2, 1, 3]


def test_a_new_model_of_a_renamed_one_s_old_name_goes_on_counting(
    models: MLModelService, versions: MLModelVersionService, version: MLModelVersionRead
) -> None:
    former = renamed(models, models.get_by_name("fraud"), "fraud-detector")
    registered(versions, "fraud-detector")
    models.create(MLModelCreate(name="fraud"))

    assert registered(versions, "fraud") == 2
    assert registered(versions, "fraud-detector") == 3
    assert (versions.get_by_number("fraud-detector", 1)).model_id == former.id


@pytest.mark.parametrize("many", [False, True])
def test_a_trashed_model_steps_aside(
    models: MLModelService,
    versions: MLModelVersionService,
    version: MLModelVersionRead,
    audit: AuditEventService,
    *,
    many: bool,
) -> None:
    models.create(MLModelCreate(name="fraud (2)"))
    models.delete(version.model_id)
    if many:
        (new,) = models.create_many([MLModelCreate(name="fraud")])
    else:
        new = models.create(MLModelCreate(name="fraud"))
    aside = models.get_from_trash(version.model_id)
    event = (audit.get_of_model(aside.id))[0]

    assert aside.name == "fraud (3)"
    assert event.changes == {"name": ("fraud", "fraud (3)")}
    assert event.reason == "A new model took its name."
    assert (new.name, new.last_version_number) == ("fraud", 1)
    assert registered(versions, "fraud") == 2
    models.restore(aside.id)
    assert (versions.get_by_number("fraud (3)", 1)).id == version.id
    assert registered(versions, "fraud (3)") == 2


def test_a_long_name_is_cut_for_its_suffix(
    models: MLModelService, audit: AuditEventService
) -> None:
    first = models.create(MLModelCreate(name="x" * 255))
    models.delete(first.id)
    models.create(MLModelCreate(name="x" * 255))

    assert (models.get_from_trash(first.id)).name == "x" * 251 + " (2)"


def test_whoever_asks_for_an_old_name_is_told_the_new_one(
    database: Database,
    models: MLModelService,
    versions: MLModelVersionService,
    aliases: MLModelAliasService,
    version: MLModelVersionRead,
) -> None:
    aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=1))
    renamed(models, models.get_by_name("fraud"), "b")
    renamed(models, models.get_by_name("b"), "c")
    model_reader, version_reader = MLModelReader(database), MLModelVersionReader(database)
    data = MLModelVersionCreate(model_name="fraud", source="s3://b/m")

    for asked in (
        models.get_by_name,
        model_reader.get,
        model_reader.get_overview,
        aliases.get_all,
        aliases.get_history,
    ):
        with pytest.raises(NotFoundError) as caught:
            asked("fraud")
        assert caught.value.renamed_to == "c"
    for lookup in (versions.get_by_number, version_reader.get, version_reader.get_overview):
        with pytest.raises(NotFoundError, match="The model is called 'c' now") as caught:
            lookup("fraud", 1)
    for by_alias in (aliases.get, MLModelAliasReader(database).get):
        with pytest.raises(NotFoundError, match="The model is called 'c' now") as caught:
            by_alias("b", "champion")
    with pytest.raises(NotFoundError, match="called 'c' now"):
        versions.create(data)
    with pytest.raises(NotFoundError, match="called 'c' now"):
        versions.create_many([data])
    with pytest.raises(NotFoundError, match="called 'c' now"):
        aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=1))


def test_a_new_model_takes_the_old_name_s_place(models: MLModelService, model: MLModelRead) -> None:
    renamed(models, model, "b")
    models.create(MLModelCreate(name="fraud"))

    assert (models.get_by_name("fraud")).id != model.id


def test_a_purged_or_unknown_model_has_no_new_name(
    models: MLModelService, model: MLModelRead
) -> None:
    renamed(models, model, "b")
    purged(models, models.get_by_name("b"))

    for name in ("fraud", "b", "nobody", "a\x00"):
        with pytest.raises(NotFoundError) as caught:
            models.get_by_name(name)
        assert caught.value.renamed_to is None


def test_a_token_follows_its_model(
    models: MLModelService, model: MLModelRead, tokens: APITokenService, admin: StaffUserRead
) -> None:
    made = tokens.create(APITokenCreate(user_id=admin.id, name="ci", model_names=["fraud"]))
    renamed(models, model, "b")
    models.create(MLModelCreate(name="fraud"))

    assert (tokens.authenticate(made.secret)).model_names == ["b"]
    assert (tokens.get(made.id)).model_names == ["b"]
    assert [one.model_names for one in tokens.get_of_user(admin.id)] == [["b"]]


def test_a_token_is_for_no_new_model_of_a_purged_one_s_name(
    models: MLModelService, model: MLModelRead, tokens: APITokenService, admin: StaffUserRead
) -> None:
    made = tokens.create(APITokenCreate(user_id=admin.id, name="ci", model_names=["fraud"]))
    purged(models, model)
    models.create(MLModelCreate(name="fraud"))

    assert (tokens.authenticate(made.secret)).model_names == []
    assert (tokens.revoke(made.id)).model_names == []


def test_names_are_found_in_either_spelling(
    database: Database, models: MLModelService, versions: MLModelVersionService
) -> None:
    decomposed, composed = "cafe\u0301", "caf\u00e9"
    made = models.create(MLModelCreate(name=decomposed))
    registered(versions, decomposed)
    version_reader = MLModelVersionReader(database)

    assert made.name == composed
    assert (models.get_by_name(decomposed)).id == made.id
    assert (versions.get_by_number(decomposed, 1)).model_name == composed
    assert (version_reader.get(decomposed, 1)).model_name == composed
    assert MLModelReader(database).get_ids([decomposed]) == {composed: made.id}
    assert len(version_reader.get_compared([(decomposed, 1)])) == 1
    assert [one.id for one in (models.search(f'name:"{decomposed}"')).rows] == [made.id]
    assert len((versions.search("", model_name=decomposed)).rows) == 1
    with pytest.raises(DuplicateError):
        models.create(MLModelCreate(name=composed))
    models.delete(made.id)
    models.purge(made.id, decomposed)


def test_aliases_that_differ_by_case_are_one(
    aliases: MLModelAliasService, versions: MLModelVersionService, version: MLModelVersionRead
) -> None:
    registered(versions, "fraud")
    for name, number in (("Champion", 1), ("CHAMPION", 2)):
        aliases.move(MLModelAliasMove(model_name="fraud", name=name, version=number))

    assert [one.name for one in aliases.get_all("fraud")] == ["Champion"]
    assert (aliases.get("fraud", "champion")).version_number == 2
    history = aliases.get_history("fraud", "cHAMPION")
    assert [(one.name, one.version_number) for one in history] == [("Champion", 2), ("Champion", 1)]


@pytest.mark.parametrize(("one", "other"), [("ЧЕМПИОН", "чемпион"), ("straße", "STRASSE")])
def test_case_is_ignored_in_every_script(
    aliases: MLModelAliasService, version: MLModelVersionRead, one: str, other: str
) -> None:
    aliases.move(MLModelAliasMove(model_name="fraud", name=one, version=1))

    assert (aliases.get("fraud", other)).name == one


def test_the_constraint_keeps_one_alias_whatever_its_case(
    aliases: MLModelAliasService, version: MLModelVersionRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two writers can both find no alias; the constraint must still refuse the second."""
    module = type(aliases).__module__
    aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=1))
    monkeypatch.setattr(f"{module}.MLModelAliasRepository.get_last", nothing)

    with pytest.raises(ConflictError, match="moved this alias just now"):
        aliases.move(MLModelAliasMove(model_name="fraud", name="Champion", version=1))
