"""Debian's Chromium, driven by Playwright, for the tests that need eyes."""

import contextlib
import os

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE, DESKTOP = {"width": 375, "height": 800}, {"width": 1280, "height": 900}


@contextlib.contextmanager
def chromium():
    """A browser without a window. Django's guard against async code is off: Playwright runs an event loop."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            yield browser
            browser.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def visitor(browser: Browser, *, size: dict, session: str = "", base: str = "", javascript: bool = True) -> Page:
    """A page in a fresh context; `session`: the session cookie of somebody who is signed in."""
    context = browser.new_context(
        viewport=size, locale="nl-NL", bypass_csp=False, java_script_enabled=javascript, reduced_motion="reduce"
    )
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
    page = context.new_page()
    page.problems = []
    page.on("console", lambda line: page.problems.append(line.text) if line.type in ("error", "warning") else None)
    page.on("request", lambda request: _only_ours(page, request.url, base))
    return page


def _only_ours(page: Page, url: str, base: str) -> None:
    if not url.startswith((base, "data:")):
        page.problems.append(f"request to {url}")
