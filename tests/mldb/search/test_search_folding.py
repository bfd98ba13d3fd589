"""Searches ignore case, in any script, on either database."""

import pytest

from mldb.config import DatabaseConfig, PostgresConfig
from mldb.database.folding import HAS_ICU
from mldb.schemas import MLModelCreate, MLModelTagCreate, MLModelVersionCreate
from mldb.sync_db import Database, MLModelService, MLModelTagService, MLModelVersionService
from mldb.values.enums import Goal

ALIKE = [
    ("МОДЕЛЬ", "модель"),
    ("Modèle École", "MODÈLE ÉCOLE"),
    ("straße", "STRASSE"),
    ("STRASSE", "straße"),
    ("ΟΔΟΣ", "οδος"),
    ("οδος", "ΟΔΟΣ"),
    ("İstanbul", "i\u0307STANBUL"),
    ("ԲԱՐԻ", "բարի"),
    ("cafe\u0301", "CAFÉ"),
    ("CAFÉ", "cafe\u0301"),
    ("Ǆep", "ǆEP"),
]


@pytest.mark.parametrize(("stored", "typed"), ALIKE)
def test_names_values_and_descriptions_are_found_in_any_case(
    config: DatabaseConfig, stored: str, typed: str
) -> None:
    with Database(config) as database:
        models = MLModelService(database, actor="alice")
        model = models.create(MLModelCreate(name=f"a {stored}", description=f"b {stored}"))
        MLModelTagService(database, actor="alice").create(
            MLModelTagCreate(model_id=model.id, key="note", value=stored)
        )
        for query in (f'"{typed}"', f'description:"{typed}"', f'tag.note:"{typed}"'):
            assert models.count(query).number == 1, query
        assert models.count(f'name:"a {typed}"').number == 1
        assert [one.name for one in models.get_matching(typed)] == [model.name]


def test_a_pattern_finds_other_scripts_in_any_case(config: DatabaseConfig) -> None:
    with Database(config) as database:
        models = MLModelService(database, actor="alice")
        models.create(MLModelCreate(name="Наша модель"))
        found = [models.count(text).number for text in ("name:*МОДЕЛЬ*", "МОДЕЛЬ", "name:наш*")]

    assert found == [1, 1, 1]


def test_the_name_of_a_metric_is_found_however_it_is_composed(config: DatabaseConfig) -> None:
    with Database(config) as database:
        MLModelService(database, actor="alice").create(
            MLModelCreate(name="m", primary_metric="é", primary_metric_goal=Goal.MAXIMIZE)
        )
        versions = MLModelVersionService(database, actor="alice")
        versions.create(MLModelVersionCreate(model_name="m", source="s3://b/1", metrics={"é": 0.5}))
        number = versions.count("metric.e\u0301>0").number

    assert number == 1


@pytest.mark.postgres
def test_a_server_without_icu_folds_a_to_z(postgres_database: PostgresConfig) -> None:
    with Database(postgres_database) as database:
        models = MLModelService(database, actor="alice")
        models.create(MLModelCreate(name="Fraud МОДЕЛЬ"))
        with database.reading() as session:
            setattr(session.connection().dialect, HAS_ICU, False)
        found = [models.count("fraud").number]

    assert found[0] == 1
