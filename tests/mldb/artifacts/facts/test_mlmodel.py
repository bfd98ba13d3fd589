"""Facts of MLflow's files."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mldb.artifacts.facts.environments import PACKAGES_LIMIT, conda_facts, requirements_facts
from mldb.artifacts.facts.mlmodel import COLUMNS_LIMIT, mlmodel_facts
from mldb.artifacts.facts.ranges import UnreadableError
from mldb.artifacts.facts.yaml_text import YAML_LIMIT, loaded_yaml
from tests.mldb.artifacts.facts.files import CONDA, MLMODEL, REQUIREMENTS


def test_the_facts_of_a_model_are_read() -> None:
    facts = mlmodel_facts(MLMODEL)

    assert [one.name for one in facts.flavors] == ["python_function", "sklearn"]
    assert facts.flavors[1].settings["sklearn_version"] == "1.8.0"
    assert "env" not in facts.flavors[0].settings
    assert (facts.python_version, facts.model_size_bytes) == ("3.12.4", 1024)
    assert facts.values["mlflow_version"] == "3.8.0"
    assert facts.has_signature
    assert [(one.name, one.dtype, one.is_required) for one in facts.inputs] == [
        ("age", "double", True),
        ("city", "string", False),
    ]
    assert [(one.name, one.dtype, one.shape) for one in facts.outputs] == [
        ("", "float32", "[-1, 2]")
    ]
    assert [(one.name, one.dtype, one.default) for one in facts.params] == [("top_k", "long", "5")]


def test_a_model_without_a_signature_has_none() -> None:
    facts = mlmodel_facts("flavors:\n  custom: null\nmodel_size_bytes: many\nsignature: null\n")

    assert not facts.has_signature
    assert (facts.python_version, facts.model_size_bytes) == (None, None)
    assert facts.flavors[0].settings == {}


def test_a_wide_signature_is_bounded() -> None:
    columns = json.dumps([{"name": f"c{index}", "type": {"x": 1}} for index in range(2_000)])
    facts = mlmodel_facts(f"flavors: {{}}\nsignature:\n  inputs: '{columns}'\n")

    assert len(facts.inputs) == COLUMNS_LIMIT
    assert facts.inputs[0].dtype == '{"x": 1}'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("a", "flavours"),
        ("flavors: [a]", "flavours"),
        ("{", "no YAML"),
        ("a: \x00", "no YAML"),
        ("[" * 40 + "]" * 40, "levels"),
        ("[" * 100_000, "no YAML"),
        ("- " * 100_000, "levels"),
        ("a: b\n" * YAML_LIMIT, "too long"),
        ("flavors: {}\nsignature: {inputs: '{'}", "signature is no JSON"),
        ("flavors: {}\nsignature: {inputs: '{}'}", "no list"),
        (f"flavors: {{}}\nsignature: {{inputs: '{'[' * 100_000}'}}", "signature is no JSON"),
    ],
)
def test_another_file_is_refused(text: str, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        mlmodel_facts(text)


def test_yaml_makes_no_objects_and_expands_nothing() -> None:
    text = "a: !!python/object/apply:os.system [x]\nb: &x {c: 1}\nd: *x\n? [k]\n: 1"

    assert loaded_yaml(text) == {"a": ["x"], "b": {"c": "1"}, "d": "*x"}


def test_requirements_are_read() -> None:
    facts = requirements_facts(REQUIREMENTS)

    assert [(one.name, one.version, one.condition) for one in facts.pip] == [
        ("mlflow", "==3.8.0", ""),
        ("scikit-learn", ">=1.5,<2", 'python_version >= "3.11"'),
        ("uvicorn[standard]", "", ""),
        ("torch", "@ https://example.com/torch.whl", ""),
    ]
    assert facts.others == ["--extra-index-url https://example.com/simple"]
    assert not facts.is_cut


def test_many_requirements_are_cut() -> None:
    facts = requirements_facts("numpy\n" * (PACKAGES_LIMIT + 1))

    assert (len(facts.pip), facts.is_cut) == (PACKAGES_LIMIT, True)


def test_a_conda_environment_is_read() -> None:
    facts = conda_facts(CONDA)

    assert facts.channels == ["conda-forge"]
    assert [(one.name, one.version) for one in facts.conda] == [
        ("python", "=3.12.4"),
        ("pip", "<=26"),
    ]
    assert [(one.name, one.version) for one in facts.pip] == [("mlflow", "==3.8.0")]


@pytest.mark.parametrize("text", ["a", "dependencies: a", "- a"])
def test_another_environment_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError, match="dependencies"):
        conda_facts(text)


def test_odd_parts_of_an_environment_are_left_out() -> None:
    facts = conda_facts("channels: {a: b}\ndependencies: [[a], {pip: x}, {pip: [[a], -e .]}, '!']")

    assert (facts.channels, facts.conda, facts.pip, facts.others) == ([], [], [], ["-e ."])


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abf:- \n[]{}'\"&*!?|>,#0\t", max_size=60))
def test_any_text_gives_facts_or_a_refusal(text: str) -> None:
    for read in (mlmodel_facts, conda_facts, requirements_facts):
        for whole in (text, f"flavors: {text}", f"dependencies: {text}"):
            with suppress(UnreadableError):
                assert read(whole) is not None


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(MLMODEL)), st.text(max_size=3), st.integers(0, len(MLMODEL)))
def test_a_damaged_file_gives_facts_or_a_refusal(at: int, text: str, end: int) -> None:
    damaged = (MLMODEL[:at] + text + MLMODEL[at + len(text) :])[:end]
    with suppress(UnreadableError):
        assert mlmodel_facts(damaged).values is not None
