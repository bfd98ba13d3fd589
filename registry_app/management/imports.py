"""The report of an import as lines of text."""

from collections.abc import Iterator

from mldb.transfer import ImportReport


def report_lines(report: ImportReport, *, dry_run: bool, skip_conflicts: bool) -> Iterator[str]:
    """A table of what was new, there or in conflict, the conflicts, and what became of it all."""
    width = max(12, *(len(kind) for kind in report.tallies))
    yield f"{'':{width}}{'new':>12}{'there already':>16}{'in conflict':>14}{'left out':>12}"
    for kind, tally in report.tallies.items():
        counts = f"{tally.new:>12,}{tally.there:>16,}{tally.conflicts:>14,}{tally.left_out:>12,}"
        yield f"{kind.replace('_', ' '):{width}}{counts}"
    if report.explained == 1:
        yield "One audit event was written for what came without any."
    elif report.explained:
        yield f"{report.explained:,} audit events were written for what came without any."
    if report.without_content:
        yield (
            f"Files left out, as their bytes are neither here nor in what was imported: "
            f"{report.without_content:,}. `manage.py export --with-artifacts` writes the bytes."
        )
    yield from report.conflict_lines
    if dry_run:
        would_be = "refused" if report.conflict_count and not skip_conflicts else "done"
        yield f"This was a dry run: nothing was changed. The import would be {would_be}."
    elif not report.new_count:
        yield "There was nothing new."
