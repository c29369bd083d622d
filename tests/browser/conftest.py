"""A Chromium without a network, and pages opened in it with everything they asked and said.

Nothing here has a time-out: a test waits for a state, however long a busy machine takes to reach it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, sync_playwright
from report_sample import sample

from mll_finance.report.html.writer import write_page

LEFT_OUT = (
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "OptimizationHints",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AimEnabled",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
)
"""What a window has that no page needs: what Playwright leaves out, and pages of its own behind the bar for addresses.

Those are drawn for every context that is opened, and cost three times as much as the page that a test looks at.
"""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(LEFT_OUT)}",
)


@dataclass
class Opened:
    """A page, the addresses it asked for, and its complaints."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


Open = Callable[..., Opened]

SETTLED = """async () => {
  await document.fonts.ready;
  await Promise.all([...document.images].map(image => image.complete ||
    new Promise(ended => image.addEventListener('load', ended) || image.addEventListener('error', ended))));
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
}"""


def settle(page: Page) -> None:
    """Wait until letters and pictures came or failed and what that set in motion has been drawn."""
    page.evaluate(SETTLED)


def patient(browser: Browser, **options: Any) -> BrowserContext:
    """A context of the browser that waits for what it is asked to wait for."""
    context = browser.new_context(**options)
    context.set_default_timeout(0)
    return context


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium, headless=True, args=list(FLAGS), timeout=0)
        yield started
        started.close()


def opened_in(
    browser: Browser, contexts: list[BrowserContext], path: Path | None, width: int, *, script: bool
) -> Opened:
    """A page in a context of its own, added to the contexts that somebody closes; an empty one without a path."""
    context = patient(
        browser, viewport={"width": width, "height": 900}, offline=True, java_script_enabled=script
    )
    contexts.append(context)
    opened = Opened(context.new_page())

    def answer(route: Route) -> None:
        route.continue_() if route.request.url.startswith("file:") else route.abort()

    def asked(request: Request) -> None:
        opened.requests.append(request.url)

    context.route("**/*", answer)
    opened.page.on("request", asked)
    opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.page.on(
        "console",
        lambda said: opened.complaints.append(said.text) if said.type in ("error", "warning") else None,
    )
    if path is not None:
        opened.page.goto(path.as_uri(), wait_until="load")
    return opened


class Tabs:
    """Tabs that go from test to test: to open one takes longer than to draw most pages.

    A test gets an empty one, wide as it asks, without what a test before it listened to; what it opened itself beside
    it is closed. A page keeps nothing outside itself (a policy of its own, no storage), and each address is drawn anew.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._idle: dict[bool, list[Opened]] = {True: [], False: []}
        self._taken: list[tuple[bool, Opened]] = []

    def take(self, path: Path, width: int, *, script: bool) -> Opened:
        idle = self._idle[script]
        tab = idle.pop() if idle else opened_in(self._browser, [], None, width, script=script)
        self._taken.append((script, tab))
        tab.page.set_viewport_size({"width": width, "height": 900})
        tab.page.goto(path.as_uri(), wait_until="load")
        return tab

    def give_back(self) -> None:
        for script, tab in self._taken:
            for other in tab.page.context.pages:
                if other is not tab.page:
                    other.close()
            if tab.page.is_closed():
                continue
            tab.page.emulate_media(media="null")
            tab.page.goto("about:blank")
            tab.requests.clear()
            tab.complaints.clear()
            self._idle[script].append(tab)
        self._taken.clear()

    def close(self) -> None:
        for tabs in self._idle.values():
            for tab in tabs:
                tab.page.context.close()


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Iterator[Tabs]:
    all_tabs = Tabs(browser)
    yield all_tabs
    all_tabs.close()


@pytest.fixture
def open_page(tabs: Tabs) -> Iterator[Open]:
    def open_(path: Path, width: int = 1280, *, script: bool = True) -> Opened:
        return tabs.take(path, width, script=script)

    yield open_
    tabs.give_back()


@pytest.fixture(scope="module")
def look_at(browser: Browser) -> Iterator[Open]:
    """A page that all tests of a module look at: drawn once for each width. What a test changes it puts back."""
    contexts: list[BrowserContext] = []

    @cache
    def look(path: Path, width: int = 1280) -> Opened:
        return opened_in(browser, contexts, path, width, script=True)

    yield look
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample report in Dutch."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_page(sample("nl"), path)
    return path


@pytest.fixture
def changed(report: Path, tmp_path: Path) -> Callable[..., Path]:
    """The sample report with a fault put into it, to see that a test finds it."""

    def change(*replacements: tuple[str, str]) -> Path:
        text = report.read_text(encoding="utf-8")
        for old, new in replacements:
            assert old in text, f"nothing to replace: {old}"
            text = text.replace(old, new)
        path = tmp_path / "changed.html"
        path.write_text(text, encoding="utf-8", newline="\n")
        return path

    return change
