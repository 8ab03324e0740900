"""Open the site in Chromium: what search finds, links, copying, a narrow screen, dark mode, accessibility."""

import functools
import http.server
import json
import re
import sys
import threading
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from axe_playwright_python.sync_playwright import Axe
from browser import find_browser
from playwright.sync_api import sync_playwright

HTML = Path(__file__).parents[2] / "build" / "site" / "html"
#: What people type, and the start of the page that they need.
SEARCHES = {
    "520048": "reference/codes/520048/",
    "data_mappings delete": "reference/api/data_mappings/",
    "captive portal": "",
    "import CSV": "how-to/importing/",
    "DataMappingNotFoundError": "reference/",
    "retry budget": "explanation/retry-budget/",
    "delete safely": "how-to/delete-safely/",
    "Excel": "how-to/importing/",
    "xlsx": "how-to/importing/",
    "test offline": "how-to/",
    "FastAPI": "how-to/fastapi/",
    "300 ms": "how-to/fastapi/",
    "voice": "how-to/voice/",
    "NO_PROXY": "how-to/proxies/",
    "lost response": "how-to/",
}
READ = (
    "",
    "contents/",
    "how-to/delete-safely/",
    "how-to/fastapi/",
    "how-to/importing/",
    "how-to/migrating-from-twilio-python/",
    "reference/operations/",
    "reference/api/data_mappings/",
    "reference/codes/520048/",
)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a log."""

    def log_message(self, *_):
        pass


def files():
    """Return the pages' addresses, relative to the site."""
    return sorted(path.parent.relative_to(HTML).as_posix() + "/" for path in HTML.rglob("index.html"))


def check_links():
    """Follow each link of each page to a file and a heading; there is no other check of generated pages."""
    ids = {}
    for path in HTML.rglob("*.html"):
        ids[path] = set(re.findall(r'\bid="?([^"\s>]+)', path.read_text("utf-8")))
    count = 0
    for path in ids:
        base = f"http://x/{path.relative_to(HTML).as_posix()}"
        text = re.sub("<(script|style|code|pre)\\b.*?</\\1>", "", path.read_text("utf-8"), flags=re.DOTALL)
        for link in re.findall(r'\b(?:href|src)="?([^"\s>]+)', text):
            target, anchor = urldefrag(urljoin(base, link))
            if not target.startswith("http://x/") or path.name == "404.html":
                continue
            file = HTML / target.removeprefix("http://x/").partition("?")[0]
            file = file / "index.html" if file.is_dir() else file
            assert file.exists(), f"{path.relative_to(HTML)}: {link}"
            assert not anchor or file not in ids or anchor in ids[file], f"{path.relative_to(HTML)}: {link}"
            count += 1
    assert count > 1000
    return count


def check_search(page, url):
    """Search as a reader does, and see the page among the first three."""
    for query, wanted in SEARCHES.items():
        page.goto(url)
        page.locator("[data-md-component=search-query]").click()
        page.keyboard.type(query)
        results = page.locator("article.md-search-result__article, a.md-search-result__link")
        results.first.wait_for()
        page.wait_for_timeout(500)  # The list follows the typing.
        found = page.eval_on_selector_all("a.md-search-result__link", "links => links.map(each => each.href)")
        tops = list(dict.fromkeys(urldefrag(each)[0].partition("?")[0].removeprefix(url) for each in found))[:3]
        assert any(top.startswith(wanted) for top in tops), f"{query!r}: {tops}"


def check_copying(page, url):
    """Copy a block of code by its button."""
    page.goto(url)
    page.locator("button.md-clipboard, button[data-md-type=copy]").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("from twilio_memory import"), copied


def check_views(browser, url):
    """Read pages on a narrow screen and in dark mode."""
    for scheme, name in (("light", "default"), ("dark", "slate")):
        with browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme) as context:
            page = context.new_page()
            for path in READ:
                page.goto(url + path, wait_until="load")
                width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert width <= 0, f"{path}: {width} pixels too wide"
                assert page.evaluate("document.body.dataset.mdColorScheme") == name
                found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
                serious = [each for each in found.response["violations"] if each["impact"] in {"serious", "critical"}]
                known = {"color-contrast", "scrollable-region-focusable", "link-in-text-block"}  # of the theme
                assert {each["id"] for each in serious} <= known, f"{path}, {scheme}: {found.generate_report()}"


def check_diagram(page, url):
    """See the rooms of the code drawn, on the page and not by another host."""
    page.route(lambda address: not address.startswith(url), lambda route: route.abort())
    page.goto(url + "ARCHITECTURE/")
    page.locator("div.mermaid").wait_for()
    assert page.locator("div.mermaid").bounding_box()["height"] > 200
    page.unroute_all()


def check_requests(page, url):
    """See that a page asks nothing of other hosts."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for path in files():
        page.goto(url + path.removeprefix("./"), wait_until="load")
    foreign = [each for each in asked if not each.startswith((url, "data:", "blob:"))]
    assert not foreign, foreign


def main():
    chosen = find_browser()
    count = check_links()
    handler = functools.partial(Quiet, directory=HTML)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/"
        browser = playwright.chromium.launch(executable_path=chosen, args=["--no-sandbox"])
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        check_search(page, url)
        check_copying(page, url)
        check_diagram(page, url)
        check_requests(page, url)
        check_views(browser, url)
        browser.close()
        server.shutdown()
    index = json.loads((HTML / "search" / "search_index.json").read_text("utf-8"))
    print(f"{len(files())} pages, {count} links, {len(index['docs'])} entries of the search: all checks passed.")  # noqa: T201 - a script


if __name__ == "__main__":
    sys.exit(main())
