"""A run's page, its status, and the registration of a version from it."""

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import MLModelVersionRead, MLRunRead
from mldb.values.enums import RunStatus
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.kit.downloads import Table, download
from registry_app.web.kit.form_page import form_page
from registry_app.web.kit.saved import say_saved
from registry_app.web.kit.submit import posted, submit
from registry_app.web.run.files_choice import choice_of, paths_of
from registry_app.web.run.forms import RunRegisterForm, RunStatusForm
from registry_app.web.run.history_file import file_stem
from registry_app.web.run.metric_choice import METRICS_OFFERED
from registry_app.web.run.overview import run_context

_COLUMNS: Final = ("kind", "name", "value", "step", "min", "min_step", "max", "max_step", "points")


@require_safe
def run_detail(request: RegistryRequest, public_id: str) -> HttpResponseBase:
    """A run with all that it logged; or all of its values as a file."""
    if "format" in request.GET:
        run = request.registry.runs.get_by_public_id(public_id)
        values = Table(file_stem(run, "values"), _COLUMNS, _values(request.registry, public_id))
        return download(request, values, request.GET["format"])
    with request.registry.frozen() as registry:
        context = run_context(request, registry, public_id)
    return render(request, "run/run_detail.html", context)


@require_http_methods(["GET", "POST"])
def run_status(request: RegistryRequest, public_id: str) -> HttpResponse:
    """End a run, or let it go on."""
    runs = request.registry.runs
    run = runs.get_by_public_id(public_id)
    is_ended = run.status.is_ended
    suggested = RunStatus.RUNNING if is_ended else RunStatus.FINISHED
    form = RunStatusForm(posted(request), initial={"status": suggested.value})

    def change() -> MLRunRead:
        if form.payload.status is RunStatus.RUNNING:
            return runs.resume(public_id, reason=form.why)
        return runs.end(public_id, form.payload.status, reason=form.why)

    accepted, saved = submit(form, change)
    if accepted and saved is not None:
        say_saved(request, run, saved, f"The run is {saved.status}.")
        return redirect("registry:run-detail", public_id)
    return form_page(request, "run/run_status.html", form, run=run)


@require_http_methods(["GET", "POST"])
def run_register(request: RegistryRequest, public_id: str) -> HttpResponse:
    """Register a version from a run, or from a model that it saved."""
    with request.registry.frozen() as registry:
        detail = registry.run_reader.detail(public_id)
        contains = request.GET.get("metrics", "").strip()
        series = registry.histories.series_of(public_id, contains=contains, limit=METRICS_OFFERED)
        names = [model.name for model in registry.models.search(limit=100).rows]
        paths = paths_of(registry, public_id, request.GET.get("files"))
    initial = {
        "logged_model": request.GET.get("model", ""),
        "artifact_path": choice_of(request.GET.get("files")),
    }
    form = RunRegisterForm.of(posted(request), detail, series, paths, initial)

    def register() -> MLModelVersionRead:
        try:
            return request.registry.versions.register_from_run(
                public_id, form.payload, reason=form.why
            )
        except NotFoundError as error:
            if error.entity != "model":
                raise
            raise RuleViolationError(str(error), "model_name") from None

    accepted, version = submit(form, register)
    if accepted and version is not None:
        messages.success(request, f"{version.model_name}/{version.number} is registered.")
        return redirect("registry:version-detail", version.model_name, version.number)
    context = {
        "run": detail.run,
        "names": names,
        "params_are_cut": "params" in detail.cut,
        "series_count": detail.series_count,
        "metrics_offered": len(series),
        "contains": contains,
    }
    return form_page(request, "run/run_register.html", form, **context)


def _values(registry: Registry, public_id: str) -> Iterator[list[Any]]:
    """All metrics, parameters and tags, by name, however many there are."""
    after = ""
    while series := registry.histories.series_of(public_id, after=after):
        after = series[-1].name
        for one in series:
            least, most = one.min, one.max
            yield [
                "metric",
                one.name,
                one.last.value,
                one.last.step,
                *((None, None) if least is None else (least.value, least.step)),
                *((None, None) if most is None else (most.value, most.step)),
                one.count,
            ]
    for item_type, word in (("params", "param"), ("tags", "tag")):
        after = ""
        while items := registry.run_reader.items(public_id, item_type, after=after):
            after = next(reversed(items))
            for name, value in items.items():
                yield [word, name, value, *[None] * 6]
