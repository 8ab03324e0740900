"""The pages that the site adds to those of docs/, and the order of all of them."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tracked import ROOT
from twilio_memory import MemoryClient
from twilio_memory._version import DOCS_URL

PUBLIC = (
    "twilio_memory",
    "twilio_memory.errors",
    "twilio_memory.models",
    "twilio_memory.middleware",
    "twilio_memory.otel",
    "twilio_memory.testing",
    "twilio_memory.testing.containers",
    "twilio_memory.provisioning",
)


@pytest.fixture(scope="module")
def site():
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        return importlib.import_module("write_site")
    finally:
        sys.path.remove(str(ROOT / "docs"))


@pytest.fixture(scope="module")
def pages(site, tmp_path_factory):
    """Write the pages; return their folder."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("site")
        patch.setattr(site, "SITE", folder)
        patch.setattr(site, "PAGES", folder / "pages")
        assert site.main(["pages"]) == 0
        yield folder / "pages"


@pytest.mark.parametrize("module", PUBLIC)
def test_each_public_name_is_on_a_page_of_the_reference(pages, module):
    text = "\n".join(page.read_text("utf-8") for page in (pages / "reference" / "api").glob("*.md"))
    documented = {name.rpartition(".")[2] for name in re.findall(r"^::: (\S+)", text, re.MULTILINE)}
    assert {*importlib.import_module(module).__all__} - documented <= {"__version__"}


@pytest.mark.parametrize(
    "method", ["data_mappings.delete", "imports.upload", "profiles.snapshot", "stores.ensure", "identifiers.list"]
)
def test_each_resource_has_a_page_with_its_methods(pages, method):
    page = (pages / "reference" / "api" / f"{method.partition('.')[0]}.md").read_text("utf-8")
    assert f"heading: memory.{method}\n" in page
    resource = getattr(MemoryClient("SK", "x"), method.partition(".")[0])
    methods = [name for name in dir(type(resource)) if not name.startswith("_")]
    assert page.count("heading: ") == len(methods)


def test_each_code_has_a_page_with_its_meaning_and_what_to_do(pages):
    codes = tomllib.loads((ROOT / "openapi" / "error_codes.toml").read_text("utf-8"))["codes"]
    assert len(codes) > 30
    for code, entry in codes.items():
        page = (pages / "reference" / "codes" / f"{code}.md").read_text("utf-8")
        assert page.startswith(f"# {code}: ")
        assert entry["meaning"] in page
        assert f"**What to do:** {entry['hint']}" in page
        compile("\n".join(re.findall("^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)), code, "exec")


def test_links_lead_to_pages_of_the_site(site, pages):
    for page in pages.rglob("*.md"):
        for target in re.findall(
            r"\]\((?!https?://|#|mailto:)([^)#\s]+)", site.links.FENCE.sub("", page.read_text("utf-8"))
        ):
            assert (page.parent / target).exists(), f"{page.relative_to(pages)}: {target}"
    assert "[Delete a data mapping in production](how-to/delete-safely.md)" in (pages / "index.md").read_text("utf-8")


def test_contents_are_a_page_and_the_guides_stand_in_groups(site, pages):
    assert "[all pages](contents.md)" in (pages / "index.md").read_text("utf-8")
    (guides,) = (entry["How-to guides"] for entry in site.navigation(site.reference()) if "How-to guides" in entry)
    groups = {name: places for entry in guides for name, places in entry.items()}
    assert ["how-to/fastapi.md"] in [[*each.values()] for each in groups["Agents and apps"]]
    assert all(isinstance(places, list) and places for places in groups.values())


def test_search_finds_a_guide_as_soon_as_the_reference(site, pages):
    for page in ("how-to/delete-safely.md", "tutorial/first-store.md", "reference/api/data_mappings.md"):
        assert (pages / page).read_text("utf-8").startswith(site.BOOSTED)
    assert (pages / "CHANGELOG.md").read_text("utf-8").startswith("# ")


def test_codes_in_a_table_link_to_their_pages(pages):
    table = (pages / "reference" / "errors.md").read_text("utf-8")
    assert "| [520048](../reference/codes/520048.md) |" in table
    assert "https://www.twilio.com/docs/api/errors/520048" in (pages / "reference/codes/520048.md").read_text("utf-8")


def test_address_of_the_site_leads_to_its_newest_release():
    assert DOCS_URL == "" or DOCS_URL.endswith("/latest")


def test_order_has_each_page_once(site, pages):
    def files(entries):
        for entry in entries:
            for each in entry.values() if isinstance(entry, dict) else [entry]:
                yield from files(each) if isinstance(each, list) else [each]

    ordered = [*files(site.navigation(site.reference()))]
    assert len(ordered) == len({*ordered})
    assert {*ordered} == {page.relative_to(pages).as_posix() for page in pages.rglob("*.md")}


def test_texts_for_assistants_have_each_method(site, pages):
    site.SITE = pages.parent
    site.PAGES = pages
    assert site.main(["texts"]) == 0
    index = (pages.parent / "html" / "llms.txt").read_text("utf-8")
    for name in ("data_mappings.delete", "profiles.recall", "wait_all", "request"):
        assert f"[memory.{name}](text/methods/{name}.md)" in index
    text = (pages.parent / "html" / "text" / "methods" / "data_mappings.delete.md").read_text("utf-8")
    assert "memory.data_mappings.delete(store_id: 'str', data_mapping_id: 'str'" in text
    assert "Raises:" in text
    for target in re.findall(r"\]\((text/[^)]+)\)", index):
        assert (pages.parent / "html" / target).exists()


def test_links_of_texts_for_assistants_lead_to_texts_or_to_the_site(site, pages):
    site.SITE = pages.parent
    site.PAGES = pages
    assert site.main(["texts"]) == 0
    html = pages.parent / "html"
    code = (html / "text" / "reference" / "codes" / "520048.md").read_text("utf-8")
    address = "../../../reference/api/errors/#twilio_memory.errors.DataMappingNotFoundError"
    assert f"raises [`DataMappingNotFoundError`]({address})" in code
    for page in (html / "text").rglob("*.md"):
        text = site.links.FENCE.sub("", page.read_text("utf-8"))
        assert "][twilio_memory" not in text, page
        assert not text.startswith("---"), page
        for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", text):
            place = Path(os.path.normpath(page.parent / target)).relative_to(html)
            built = [html / place, pages / place, pages / f"{place}.md"]
            assert any(each.is_file() for each in built), f"{page.relative_to(html)}: {target}"


def publish_step():
    """Return the script with which the workflow adds the site of a release."""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "site.yml").read_text("utf-8"))
    return next(step["run"] for step in workflow["jobs"]["publish"]["steps"] if "run" in step)


@pytest.fixture
def publish(tmp_path):
    """Return a function that publishes a release, as the workflow does, and returns the folder of all sites."""
    origin, sites = tmp_path / "origin", tmp_path / "sites"
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch", "gh-pages", origin], check=True)
    subprocess.run(["git", "clone", "--quiet", origin, sites], check=True, stderr=subprocess.DEVNULL)

    def publish(version):
        (sites / "html").mkdir()
        (sites / "html" / "index.html").write_text(version, "utf-8")
        environment = os.environ | {"GITHUB_REF_NAME": f"v{version}"}
        script = ["bash", "-e", "-o", "pipefail", "-c", publish_step()]
        subprocess.run(script, cwd=sites, env=environment, check=True, capture_output=True)
        assert not (sites / "html").exists()
        pushed = subprocess.run(["git", "log", "-1", "--format=%s"], cwd=origin, check=True, capture_output=True)
        assert pushed.stdout.decode() == f"site: {version}\n"
        return sites

    return publish


@pytest.mark.needs("jq")
@pytest.mark.parametrize(
    ("releases", "latest", "versions"),
    [
        (["1.0.0"], "1.0.0", ["1.0.0"]),
        (["1.0.0", "1.0.1"], "1.0.1", ["1.0.1"]),
        (["1.9.0", "1.10.0"], "1.10.0", ["1.10.0", "1.9.0"]),
        (["1.9.0", "1.10.0", "1.9.1"], "1.10.0", ["1.10.0", "1.9.1"]),
        (["1.0.0", "2.0.0", "1.1.0"], "2.0.0", ["2.0.0", "1.1.0", "1.0.0"]),
    ],
)
def test_site_of_a_release_stays_and_the_highest_is_the_latest(publish, releases, latest, versions):
    for release in releases:
        sites = publish(release)
    assert (sites / "latest" / "index.html").read_text("utf-8") == latest
    listed = json.loads((sites / "versions.json").read_text("utf-8"))
    assert [entry["title"] for entry in listed] == versions
    assert [entry["title"] for entry in listed if "latest" in entry["aliases"]] == [latest]
    for entry in listed:
        assert (sites / entry["version"] / "index.html").read_text("utf-8") == entry["title"]
