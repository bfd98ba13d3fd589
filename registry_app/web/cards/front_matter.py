"""The front matter of a card, which hubs read: YAML at its very beginning, as a table of facts."""

import re
from html import escape
from typing import Any, Final

import yaml

from mldb.artifacts.facts.ranges import UnreadableError
from mldb.artifacts.facts.yaml_text import loaded_yaml

# Two rules with words between them are no front matter.
PATTERN: Final = re.compile(
    r"---[ \t]*\n((?:[ \t]*#[^\n]*\n)*[\w.\"'-]+:(?:[ \t][^\n]*)?\n(?:[^\n]*\n)*?)"
    r"(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
)
# Longer than this it is shown as it was typed.
_LONGEST: Final = 20_000
_ROWS_OPEN: Final = 12
_ENTRIES: Final = 200


def facts_html(source: str) -> str:
    """The facts as HTML, which is to be cleaned yet; what can't be read is shown as it is."""
    facts = _facts(source)
    if facts is None:
        return _folded(f"<pre><code>{escape(source)}</code></pre>", is_open=False)
    rows = "".join(
        f'<tr><th scope="row" dir="auto">{escape(name)}</th><td>{_value(value)}</td></tr>'
        for name, value in facts.items()
    )
    table = f'<table class="md-facts"><tbody>{rows}</tbody></table>'
    return _folded(table, is_open=len(facts) <= _ROWS_OPEN)


def _facts(source: str) -> dict[str, Any] | None:
    if len(source) > _LONGEST:
        return None
    try:
        loaded = loaded_yaml(source)
    except UnreadableError:
        return None
    return loaded if isinstance(loaded, dict) and len(loaded) <= _ENTRIES else None


def _folded(shown: str, *, is_open: bool) -> str:
    state = " open" if is_open else ""
    return f"<details{state}><summary>Front matter</summary>{shown}</details>\n"


def _value(value: Any) -> str:
    """A text, a list of texts, or anything deeper as YAML."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(map(_text, value))
    shown = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, default_flow_style=False)
    return f"<pre><code>{escape(shown)}</code></pre>"


def _text(value: str) -> str:
    shown = escape(value)
    is_link = value.startswith(("https://", "http://")) and " " not in value
    return f'<a href="{shown}">{shown}</a>' if is_link else f"<bdi>{shown}</bdi>"
