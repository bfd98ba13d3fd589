"""The Jinja2 environment: the functions, filters and constants of all templates."""

from typing import Any

from jinja2 import Environment

from mldb.search.unfinished import is_unfinished
from registry_app.web.charts.axis import step_text
from registry_app.web.charts.columns import chart_json
from registry_app.web.charts.figure import Figure
from registry_app.web.charts.palette import curve_class
from registry_app.web.charts.parallel import ParallelFigure
from registry_app.web.charts.scatter import ScatterFigure
from registry_app.web.charts.sparkline import Sparkline
from registry_app.web.charts.standing_line import StandingLine
from registry_app.web.diff import texts
from registry_app.web.kit import as_of, paging
from registry_app.web.people import links as people_links
from registry_app.web.presentation import (
    ages,
    browsers,
    changes,
    events,
    gone,
    installation,
    links,
    sentences,
    sizes,
    standing,
    values,
)
from registry_app.web.runs.columns import NO_CURVE
from registry_app.web.versions.columns import METRICS_SHOWN


def environment(**options: Any) -> Environment:
    """The environment that `TEMPLATES` in the settings names."""
    made = Environment(**options)  # noqa: S701  # Django's settings turn autoescape on
    made.globals |= {
        "DEFAULT_PAGE_SIZE": paging.DEFAULT_SIZE,
        "METRICS_SHOWN": METRICS_SHOWN,
        "NO_CURVE": NO_CURVE,
        "NO_VALUE": values.NO_VALUE,
        "PAGE_SIZES": paging.SIZES,
        "SHOWN_LENGTH": texts.SHOWN,
        "account_contact": installation.account_contact,
        "alias_url": links.alias_url,
        "carried": gone.carried,
        "chart_figure": Figure.of,
        "chart_json": chart_json,
        "compare_url": links.compare_url,
        "experiment_history_url": links.experiment_history_url,
        "experiment_url": links.experiment_url,
        "curve_class": curve_class,
        "changes_of": events.changes_of,
        "event_sentence": sentences.event_sentence,
        "event_text": events.event_text,
        "event_url": links.event_url,
        "gone_names": gone.gone_names,
        "here": links.here,
        "installation": installation.installation,
        "is_unfinished": is_unfinished,
        "item_rows": gone.item_rows,
        "item_url": links.item_url,
        "kept_pairs": links.kept_pairs,
        "live_url": links.live_url,
        "model_url": links.model_url,
        "logged_model_url": links.logged_model_url,
        "done_url": people_links.done_url,
        "owned_url": people_links.owned_url,
        "person_url": people_links.person_url,
        "team_url": people_links.team_url,
        "unread_text": people_links.unread_text,
        "parallel_figure": ParallelFigure.of,
        "preset_days": as_of.preset_days,
        "query_of": links.query_of,
        "restore_url": links.restore_url,
        "run_chart_url": links.run_chart_url,
        "run_history_url": links.run_history_url,
        "run_live_url": links.run_live_url,
        "run_url": links.run_url,
        "runs_compared_url": links.runs_compared_url,
        "saved_view_url": links.saved_view_url,
        "scatter_figure": ScatterFigure.of,
        "section": links.section,
        "sparkline": Sparkline.of,
        "standing_change": standing.change_of,
        "standing_delta": standing.Delta.of,
        "standing_exact": standing.exact_text,
        "standing_line": StandingLine.of,
        "standing_text": standing.value_text,
        "static": links.static,
        "subject_url": events.subject_url,
        "theme": links.theme,
        "url": links.url,
        "version_history_url": links.version_history_url,
        "version_url": links.version_url,
        "whole_change": changes.whole_change,
        "whole_changes": events.whole_changes,
        "with_query": links.with_query,
    }
    made.filters |= {
        "age": ages.age,
        "ago": values.ago,
        "shortened": changes.shortened,
        "breakable": values.breakable,
        "browser": browsers.browser,
        "card": values.card,
        "card_contents": values.contents,
        "code": values.code,
        "count": sizes.count,
        "day": values.day,
        "duration": values.duration,
        "exact": values.exact,
        "exact_size": sizes.exact_size,
        "first_line": values.first_line,
        "exact_number": values.exact_number,
        "moment": values.moment,
        "number": values.number,
        "owner_url": links.owner_url,
        "percent": values.percent,
        "python": values.python,
        "shell": values.shell,
        "shown": values.shown,
        "signed": values.signed,
        "size": sizes.size,
        "step": step_text,
        "tuple": tuple,
        "yes_no": values.yes_no,
    }
    return made
