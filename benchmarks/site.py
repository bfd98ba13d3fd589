"""Server CPU, statements and bytes of the main pages, at a thousand times the demo data.

And the pages of a run with many metrics.
"""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from benchmarks.demo_data import multiplied_demo
from benchmarks.measured_registry import empty_registry
from benchmarks.run_pages import long_run, run_pages
from benchmarks.site_client import Site, counted_statements
from benchmarks.table import Line, figure, slower
from benchmarks.timing import medians, repeated

PAGES = {
    "model list": "/models",
    "model page": "/models/digits-classifier",
    "version page": "/models/digits-classifier/6",
}
TIMES = 1_000
ROUNDS = 15
WORK = 5
BOUND = 4
BOUND_OF_LISTS = 5
LISTS = {"model list", "model page"}
BYTES_PER_PAGE = 30_000
STATEMENTS = 12


def measure() -> Iterator[Line]:
    """Lines of the table."""
    with empty_registry() as config, TemporaryDirectory() as folder:
        os.environ["SQLITE_DB_PATH"] = str(config.db_path)
        multiplied_demo(config, TIMES)
        run = long_run(config)
        site = Site(Path(folder))
        for what, address in PAGES.items():
            yield from _page(site, what, address)
        yield from run_pages(site, run)


def _page(site: Site, what: str, address: str) -> Iterator[Line]:
    page = site.get(address)
    static = site.static(what.replace(" ", "-"), page)
    with counted_statements() as count:
        site.get(address)
    seconds = medians(
        ROUNDS,
        {
            "page": repeated(WORK, lambda: site.get(address)),
            "static": repeated(WORK, lambda: site.get(static)),
        },
        work=WORK,
        clock=process_time,
    )
    bound = BOUND_OF_LISTS if what in LISTS else BOUND
    yield slower(what, seconds["page"], "static template", seconds["static"], at_most=bound)
    statements, size = count(), len(gzip.compress(page))
    yield figure(f"{what}, SQL statements", statements, at_most=STATEMENTS)
    yield figure(f"{what}, bytes compressed", size, at_most=BYTES_PER_PAGE)
