"""Opening the report of the Eindhoven case until it is drawn, against its peer: the same page drawn by plotly.js.

Claim: under 0.5 s where plotly takes 3 (a sixth of the time), and the file, dossier included, at most 600 kB. The peer
has the same blocks; each figure is given to plotly as data and plotly.js (5 MB) stands in the file, as it did before
the suite made its own SVG. Both are opened in turn in a fresh context of Chromium; the clock is the page's own, from
the start of the navigation until all figures are there and two frames have passed. Prints medians, ratio and sizes.

Run: python benchmarks/report_in_browser.py [PAIRS]
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import tempfile
from pathlib import Path
from shutil import which

from playwright.sync_api import Browser, sync_playwright
from plotly.offline import get_plotlyjs

from mll_finance import appraise, load_case
from mll_finance.report.blocks import Figure
from mll_finance.report.charts.plotly_printer import plotly_figure
from mll_finance.report.html.writer import write_page
from mll_finance.report.page import page

LIMIT = 600_000
DRAWING = re.compile(r'<svg xmlns="http://www.w3.org/2000/svg" class="chart".*?\n</svg>', re.DOTALL)
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
DRAWN = """async () => {
  await window.drawn;
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  return performance.now() / 1000;
}"""
DRAW = """window.drawn = Promise.all(window.figures.map(({data, layout}, place) =>
  Plotly.newPlot(document.getElementById(`drawing-${place}`), data, layout, {responsive: true})));"""


def drawn_by_plotly(text: str, figures: list[dict[str, object]]) -> str:
    """The page with an empty place for each drawing, and a script at its end that fills them all."""
    places = iter(range(len(figures)))
    emptied = DRAWING.sub(lambda _: f'<div id="drawing-{next(places)}"></div>', text)
    if next(places, None) is not None:
        raise SystemExit("the page has other figures than its blocks")
    scripts = (get_plotlyjs(), f"window.figures = {json.dumps(figures)};", DRAW)
    tail = "".join(f"<script>{script}</script>" for script in scripts)
    return POLICY.sub("", emptied).replace("</body>", f"{tail}</body>")


def seconds(browser: Browser, path: Path) -> float:
    """Seconds from the start of the navigation until a page is drawn."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    opened = context.new_page()
    opened.goto(path.as_uri(), wait_until="load")
    needed = float(opened.evaluate(DRAWN))
    context.close()
    return needed


def main(pairs: int) -> None:
    """Print the ratio and the sizes."""
    chromium = next(filter(None, map(which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("report_in_browser.py needs Chromium on the path")
    report = page(appraise(load_case("vroegsignalering_eindhoven")), "nl")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        ours, peer = Path(folder, "report.html"), Path(folder, "plotly.html")
        text = write_page(report, ours)
        figures = [plotly_figure(block.chart) for block in report.blocks if isinstance(block, Figure)]
        peer.write_text(drawn_by_plotly(text, figures), encoding="utf-8")
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        seconds(browser, ours)
        runs = [(seconds(browser, ours), seconds(browser, peer)) for _ in range(pairs)]
        browser.close()
        sizes = ours.stat().st_size, peer.stat().st_size
    ratio = statistics.median(first / second for first, second in runs)
    medians = [statistics.median(run[place] for run in runs) for place in (0, 1)]
    print(
        f"report.html / the same drawn by plotly.js: {ratio:.2f} ({medians[0]:.2f} s / {medians[1]:.2f} s, "
        f"{len(figures)} figures); {sizes[0] / 1000:.0f} / {sizes[1] / 1000:.0f} kB"
    )
    if sizes[0] > LIMIT:
        raise SystemExit(f"report.html has {sizes[0]} bytes; at most {LIMIT}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
