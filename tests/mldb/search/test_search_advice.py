"""Searches in other languages, and misspelt ones, get a translation as advice."""

import pytest

from mldb.errors import QuerySyntaxError
from mldb.search.advice import advice_on_language
from mldb.search.fields import ListType
from mldb.search.likeness import likeliest
from mldb.search.parser import parse


def suggested(text: str, kind: ListType) -> str | None:
    """The suggestion, whether the text can be read or not."""
    try:
        parse(text, kind)
    except QuerySyntaxError as error:
        return error.suggestion
    advice = advice_on_language(text, kind)
    return advice.query if advice else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name = 'churn'", "name:churn"),
        ("name = 'churn model'", 'name:"churn model"'),
        ("name = 'it''s'", "name:it's"),
        ("name LIKE 'ch%'", "name:ch*"),
        ("name ILIKE '%Fraud det%'", "name:*Fraud*det*"),
        ("name NOT LIKE 'x%'", "-name:x*"),
        ('tags.`team` = "risk"', "tag.team:risk"),
        ("metrics.`val loss` <= 0.5", 'metric."val loss"<=0.5'),
        ("metrics.auc > 0.9", "metric.auc>0.9"),
        ("metrics.auc > 0.9 AND params.depth = '3'", "metric.auc>0.9 param.depth:3"),
        ("attributes.version_number > 3", "number>3"),
        ("status = 'READY' ORDER BY metrics.auc DESC", "status:ready sort:-metric.auc"),
        ("SELECT * FROM versions WHERE name = 'x' LIMIT 5;", "name:x"),
        ("name IN ('a', 'b') AND NOT status = 'failed'", "(name:a or name:b) -(status:failed)"),
        ("tags.team IS NOT NULL", "tag.team:*"),
        ("tags.team IS NULL", "-tag.team:*"),
        ("metrics.auc BETWEEN 0.5 AND 0.9", "metric.auc>=0.5 metric.auc<=0.9"),
        ("creation_timestamp > 1700000000000", "created>2023-11-14T22:13:20"),
        ("source LIKE '%s3://b/%'", "source:s3://b/"),
        ("(name = 'a' OR name = 'b') && metrics.auc <> 1", "(name:a or name:b) metric.auc!=1"),
        ("metric.f1(macro)>0.8", 'metric."f1(macro)">0.8'),
        ("metric.avg score>0.8", 'metric."avg score">0.8'),
        ("statu:ready", "status:ready"),
        ("status:redy sort:-numbr", "status:ready sort:-number"),
    ],
)
def test_versions(text: str, expected: str) -> None:
    assert suggested(text, ListType.VERSIONS) == expected
    assert suggested(expected, ListType.VERSIONS) is None


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("last_updated_timestamp > 1700000000000", ListType.MODELS, "active>2023-11-14T22:13:20"),
        ("aliases = 'champion'", ListType.MODELS, "alias:champion"),
        ("actor = 'alice'", ListType.EVENTS, "by:alice"),
        ("metrics.loss < 0.1 AND params.lr = '0.1'", ListType.RUNS, "metric.loss<0.1 param.lr:0.1"),
        ("attributes.status = 'FINISHED'", ListType.RUNS, "status:finished"),
        ("run_name LIKE 'a%' and user_id = 'bob'", ListType.RUNS, "name:a* user:bob"),
        ("run_id = 'abc' order by start_time desc", ListType.RUNS, "id:abc sort:-started"),
        ("dataset.name = 'd'", ListType.RUNS, "dataset:d"),
        ("metrcs.loss<0.1", ListType.RUNS, "metric.loss<0.1"),
        ("stated>2026", ListType.RUNS, "started>2026"),
        ("name = 'churn'", ListType.EXPERIMENTS, "name:churn"),
        ("last_update_time > '2026'", ListType.EXPERIMENTS, "updated>2026"),
    ],
)
def test_other_lists(text: str, kind: ListType, expected: str) -> None:
    assert suggested(text, kind) == expected


@pytest.mark.parametrize(
    "text", ["fraud", "it's", "fraud like detector", "'quoted'", "name:x", "select model", "a in b"]
)
def test_what_is_ours_is_left_alone(text: str) -> None:
    parse(text, ListType.MODELS)

    assert advice_on_language(text, ListType.MODELS) is None


def test_a_search_without_a_translation_is_reported_as_foreign() -> None:
    with pytest.raises(QuerySyntaxError, match="This looks like a search of MLflow or SQL") as one:
        parse("run_id = 'abc'", ListType.VERSIONS)

    assert one.value.suggestion is None


@pytest.mark.parametrize(
    ("wanted", "names", "expected"),
    [
        ("CHAMPION", ["shadow", "champion"], "champion"),
        ("champoin", ["shadow", "champion"], "champion"),
        ("fraud-detctor", ["fraud-detection", "fraud-detector"], "fraud-detector"),
        ("МОДЕЛЬ", ["модель", "модели"], "модель"),
        ("nix", ["champion"], None),
        ("x", [], None),
    ],
)
def test_the_likeliest_name(wanted: str, names: list[str], expected: str | None) -> None:
    assert likeliest(wanted, names) == expected
