"""Open the page of the emulator's server in Chromium: accessibility, keyboard, live updates, screenshots."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from page_sample import work
from twilio_memory.testing import Emulator, serve

ROOT = "/__emulator__/page"
IMAGES = Path(__file__).parents[2] / "docs" / "images"
SIZES = {"narrow": (360, 740), "tablet": (820, 1100), "wide": (1280, 900)}
SHOTS = {
    ("overview", "wide", "light"),
    ("profile", "wide", "light"),
    ("store", "tablet", "light"),
    ("overview", "narrow", "dark"),
    ("calls", "narrow", "light"),
}
MAX_IMAGE_SIZE = 150 * 1024
NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_browser():
    """Return the path of the browser; exit if there is none."""
    names = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else NAMES
    found = next(filter(None, map(shutil.which, names)), None)
    return found or sys.exit(f"No browser: {', '.join(names)}. Install Chromium, or name one: make page CHROMIUM=...")


def check_view(page, address, name):
    """Check a page in one size and scheme."""
    page.goto(address, wait_until="load")
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, f"{name}: {width} pixels too wide"
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]})
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = false })")


def check_keyboard(page, url):
    """Reach the content, and open a call, without a mouse."""
    page.goto(url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("#calls details[open]").count() == 1


def check_live(page, url, emulator):
    """See a call appear, while an open one stays open and keeps the focus."""
    page.goto(url)
    page.locator("#connection", has_text="Live").wait_for()
    page.locator(".calls > li summary").first.click()
    opened = page.locator(".calls details[open]").first.get_attribute("id")
    page.request.get(f"{url}/v1/ControlPlane/Stores", headers={"Authorization": "Basic U0t0ZXN0OnNlY3JldA=="})
    page.locator("#connection", has_text="1 new call").wait_for()
    assert page.locator(f"#{opened}[open]").count() == 1
    assert page.evaluate("document.activeElement.closest('details')?.id") == opened
    page.get_by_role("button", name="Inject the fault").wait_for()
    page.locator("select[name=kind]").select_option("hang")
    page.get_by_role("button", name="Inject the fault").click()
    page.get_by_text("gets the fault hang").wait_for()
    assert [fault.kind for fault in emulator.pending_faults] == ["hang"]
    page.get_by_role("button", name="Clear the faults").click()
    page.get_by_text("The faults were cleared.").wait_for()


def main():
    with (
        tempfile.TemporaryDirectory() as directory,
        Emulator() as emulator,
        serve(emulator) as url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        store_id, profile_id = work(emulator, url, Path(directory))
        store = f"{ROOT}/stores/{store_id}"
        views = {
            "overview": "/",
            "calls": f"{ROOT}/calls",
            "operations": f"{ROOT}/operations",
            "store": store,
            "profile": f"{store}/profiles/{profile_id}?query=When+should+we+deliver+the+parcel%3F",
        }
        errors = []
        for scheme in ("light", "dark"):
            for size, (width, height) in SIZES.items():
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=False
                )
                page = context.new_page()
                page.on("console", lambda message: message.type == "error" and errors.append(message.text))
                page.on("pageerror", lambda error: errors.append(str(error)))
                for name, path in views.items():
                    check_view(page, url + path, f"{name}, {size}, {scheme}")
                    if (name, size, scheme) in SHOTS:
                        file = IMAGES / f"emulator-{name}-{size}.png"
                        page.evaluate("window.scrollTo(0, 0)")
                        page.screenshot(path=file, clip={"x": 0, "y": 0, "width": width, "height": min(height, 800)})
                        assert file.stat().st_size <= MAX_IMAGE_SIZE, f"{file.name} is too large"
                context.close()
        page = browser.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        check_keyboard(page, url)
        check_live(page, url, emulator)
        browser.close()
        assert not errors, errors
    print(f"{len(views)} pages, {len(SIZES)} sizes, 2 schemes: passed")  # noqa: T201


if __name__ == "__main__":
    main()
