"""A Chromium without a network, and pages opened in it with everything they asked and said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route, sync_playwright
from report_sample import sample

from mll_finance.report.html.writer import write_page

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Opened:
    """A page, the addresses it asked for, and its complaints."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


Open = Callable[..., Opened]


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium, headless=True, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    contexts = []

    def open_(path: Path, width: int = 1280, *, script: bool = True) -> Opened:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, offline=True, java_script_enabled=script
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
        opened.page.goto(path.as_uri(), wait_until="load")
        return opened

    yield open_
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
