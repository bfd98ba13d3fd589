"""Style sheets without unused rules."""

import pytest

from registry_app.serving.pruning import pruned, words_of

WORDS = words_of('<p class="used alert-{{ level }}">')


@pytest.mark.parametrize(
    "css",
    [
        ":root{--a:1px}",
        ".used{color:red}",
        ".used:not([title]) > p{color:red}",
        ".alert-danger{color:red}",
        "p[title='.unused']{color:red}",
        "@font-face{font-family:a}",
        "@keyframes turn{to{opacity:0}}",
        "@media print{.used{color:red}}",
        '.used{background:url("data:image/svg+xml;{}")}',
    ],
)
def test_rules_that_may_apply_stay(css: str) -> None:
    assert pruned(css, WORDS).strip() == css


@pytest.mark.parametrize(
    "css",
    [
        ".unused{color:red}",
        ".used .unused{color:red}",
        "@media print{.unused{color:red}}",
        "/* a */",
    ],
)
def test_rules_of_other_classes_go(css: str) -> None:
    assert pruned(css, WORDS).strip() == ""


def test_of_several_selectors_the_used_ones_stay() -> None:
    css = ".unused,.used:is(.unused,p),.used,p{color:red}"

    assert pruned(css, WORDS).strip() == ".used,p{color:red}"


def test_the_license_stays_and_statements_come_first() -> None:
    css = '@charset "UTF-8";/*! A License; {} */.used{color:red}'

    assert pruned(css, WORDS).splitlines() == [
        '@charset "UTF-8";',
        ".used{color:red}",
        "/*! A License; {} */",
    ]
