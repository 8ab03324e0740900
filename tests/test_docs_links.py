"""Links between the pages, and paths of pages in code and scripts, lead to files and headings that exist."""

from __future__ import annotations

import re

import pytest

from tracked import ROOT, text_files

PAGES = [path for path in text_files() if path.suffix == ".md" and not path.name.endswith(".in.md")]
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def slugs(text):
    """Return the anchors of the headings of a page, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page, text):
    for target in re.findall(r"\]\((?!https?://)([^)\s]+)\)", FENCE.sub("", text)):
        path, _, anchor = target.partition("#")
        file = page.parent / path if path else page
        if not file.exists() or (anchor and anchor not in slugs(text if file == page else file.read_text("utf-8"))):
            yield target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_of_a_page_lead_to_files_and_headings(page):
    assert list(broken_links(page, page.read_text("utf-8"))) == []


@pytest.mark.parametrize("target", ["missing.md", "reference/missing.md", "#missing", "reference/errors.md#missing"])
def test_links_to_missing_files_and_headings_are_found(target):
    page = ROOT / "docs/README.md"
    assert list(broken_links(page, f"# Title\n[x]({target}) [y](reference/errors.md#errors) [z](#title)")) == [target]


def test_paths_of_pages_in_all_files_exist():
    named = re.compile(r"(?<![\w./-])docs/[\w./-]*\w\.(?:in\.md|md|toml|svg|py)\b")
    paths = {(file, name) for file in text_files() for name in named.findall(file.read_text("utf-8"))}
    assert len(paths) > 10
    assert [f"{file.relative_to(ROOT)}: {name}" for file, name in sorted(paths) if not (ROOT / name).exists()] == []
