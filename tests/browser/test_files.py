"""Files in a browser: uploaded with JavaScript and without, looked at and downloaded."""

import hashlib
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext, log_in

SOURCE = "s3://bucket/elsewhere"
NAMES = ("größe 日本.txt", "a#%25&b.txt", "<b>.txt")
LARGE = bytes(range(256)) * 12_000
"""More than a form may have as a whole."""


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def pending(new_context: NewContext, site: str, request: pytest.FixtureRequest) -> Page:
    """A new version that is pending, before an editor."""
    context = new_context(base_url=site, java_script_enabled=request.param)
    log_in(context, site, "editor")
    page = context.new_page()
    page.goto("/models/without-versions/new-version")
    page.get_by_label("Source").fill(SOURCE)
    page.get_by_label("Status").select_option("pending")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("Upload its files here.")).to_be_visible()
    return page


def test_a_version_gets_its_files_and_becomes_ready(pending: Page, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in NAMES]
    for path in paths:
        path.write_text(f"content of {path.name}")
    large = tmp_path / "weights.bin"
    large.write_bytes(LARGE)
    pending.get_by_label("Directory").first.fill("model")
    pending.get_by_label("Files", exact=True).set_input_files([*paths, large])
    pending.get_by_role("button", name="Upload").click()
    expect(pending.get_by_text("4 files").first).to_be_visible()

    version = pending.url.partition("/files")[0]
    for name in NAMES:
        pending.goto(f"{version}/file?path={quote(f'model/{name}')}")
        expect(pending.get_by_text(f"content of {name}")).to_be_visible()
    pending.goto(f"{version}/file?path=model/weights.bin")
    expect(pending.locator("#sha256")).to_have_text(hashlib.sha256(LARGE).hexdigest())
    with pending.expect_download() as download:
        pending.get_by_role("link", name="Download").click()
    assert Path(download.value.path()).read_bytes() == LARGE

    pending.goto(version)
    pending.get_by_role("button", name="Files are complete").click()
    expect(pending.get_by_text("are held here, and pinned")).to_be_visible()
    expect(pending.get_by_role("button", name="Upload")).to_have_count(0)


def test_a_directory_is_uploaded_and_what_fails_is_named(page: Page, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "inside").mkdir(parents=True)
    (tree / "inside" / "good.txt").write_text("good")
    # No path may hold a character that turns others round.
    (tree / "bad\u202ename.txt").write_text("bad")
    page.goto("/models/without-versions/new-version")
    page.get_by_label("Source").fill(SOURCE)
    page.get_by_label("Status").select_option("pending")
    page.get_by_role("button", name="Register").click()
    page.get_by_label("Or a directory").set_input_files(tree)
    page.get_by_role("button", name="Upload").click()

    expect(page.get_by_text("1 of 2 files are stored, 1 failed.")).to_be_visible()
    expect(page.get_by_text("characters that can't be seen")).to_be_visible()
    page.get_by_role("link", name="Show the files").click()
    page.get_by_role("link", name="tree/", exact=True).click()
    page.get_by_role("link", name="inside/", exact=True).click()
    page.get_by_role("link", name="good.txt", exact=True).click()
    expect(page.get_by_text("good", exact=True)).to_be_visible()


def test_a_file_is_deleted_and_a_digest_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/experiments")
    page.get_by_role("link", name="churn & <b>").first.click()
    page.locator("#results .run-name a.row-link").last.click()
    page.get_by_role("link", name="Files", exact=True).click()
    page.locator("#files").get_by_role("link", name="model.pkl", exact=True).click()
    expect(page.get_by_role("heading", name="model.pkl")).to_be_visible()
    expect(page.get_by_text("loading it runs code")).to_be_visible()
    page.get_by_role("button", name="Copy the digest").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")

    assert copied == page.locator("#sha256").inner_text()
    assert len(copied) == 64

    page.get_by_role("link", name="Delete", exact=True).click()
    expect(page.get_by_role("heading", name="Delete model.pkl?")).to_be_visible()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("model.pkl is deleted.")).to_be_visible()
