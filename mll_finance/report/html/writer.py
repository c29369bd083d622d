"""One page, one file: a report as HTML with its figures in it, that asks the network for nothing.

The page forbids itself all network traffic (Content-Security-Policy) and runs only the scripts whose hashes it names. A
text from a case that looks like a script is therefore harmless twice over: it is escaped, and it would not run.

References
----------
W3C (2018), Web Content Accessibility Guidelines 2.1, https://www.w3.org/TR/WCAG21/; Dutch municipalities must
meet level AA (Besluit digitale toegankelijkheid overheid).
W3C (2024), Content Security Policy Level 3, section 2.3.1 (hash sources), https://www.w3.org/TR/CSP3/.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from mll_finance.report.asset import asset
from mll_finance.report.blocks import Block, Figure, Page
from mll_finance.report.house_style import OURS, Brand
from mll_finance.report.html.brand_style import brand_style
from mll_finance.report.html.breaking import breakable, unbroken
from mll_finance.report.html.targets import targets
from mll_finance.report.html.views import product_views, views
from mll_finance.report.html.words import words
from mll_finance.report.what_if.panel import TryPanel
from mll_finance.terms import Language

_HERE = Path(__file__).resolve().parent


def write_page(
    page: Page,
    path: Path | None,
    *,
    only: str | None = None,
    brand: Brand = OURS.brand,
    what_if: TryPanel | None = None,
    also: tuple[str, ...] = (),
) -> str:
    """A report as one HTML file that works without a network.

    Parameters
    ----------
    page : Page
        The report in one language.
    path : Path or None
        File to write (UTF-8, overwritten); None only returns the text.
    only : str or None
        The product to write by itself, as for paper; its tables and figures keep their numbers.
    brand : Brand
        Colours, letters and logo of a municipality.
    what_if : TryPanel, optional
        Where a reader tries other assumptions.
    also : tuple of str
        Scripts and styles of the package that a page of its own kind has beside the usual ones.

    Returns
    -------
    str
        The page; equal pages give equal text.

    Examples
    --------
    >>> from mll_finance.report.blocks import Prose, plain_page
    >>> text = write_page(plain_page("AI < mens", "", "nl", (Prose("Kosten & baten"),)), None)
    >>> "<h1>AI &lt; mens</h1>" in text, "Kosten &amp; baten" in text
    (True, True)
    """
    script_texts, style_texts = _assets(also, what_if)
    shown_products = [product for product in product_views(page) if only in (None, product.id)]
    html_text = (
        templates()
        .get_template("page.html.j2")
        .render(
            page=page,
            products=shown_products,
            words=words(page.language),
            policy=_policy(script_texts),
            style=Markup("".join(style_texts) + brand_style(brand)),
            brand=brand,
            what_if=what_if,
            targets=targets([view.block for product in shown_products for view in product.views]),
            tried=what_if.paths if what_if is not None else frozenset(),
            scripts=[Markup(script_text) for script_text in script_texts],
        )
    )
    if path is not None:
        path.write_text(html_text, encoding="utf-8", newline="\n")
    return html_text


def _assets(also: tuple[str, ...], what_if: TryPanel | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The scripts and the styles of a page, as text."""
    style_asset_names = [
        "html/blocks.css",
        "html/page.css",
        *(asset_name for asset_name in also if asset_name.endswith(".css")),
    ]
    script_texts = [asset(asset_name) for asset_name in ("html/page.js", *also) if asset_name.endswith(".js")]
    if what_if is not None:
        style_asset_names.append("what_if/panel.css")
        script_texts += [what_if.script] if what_if.script else []
    return tuple(script_texts), tuple(map(asset, style_asset_names))


def write_blocks(blocks: Sequence[Block], language: Language, *, style: bool = True) -> str:
    """Blocks as a piece of HTML for a place that already is a page, with the style unless an earlier piece brought it.

    A figure is its data, folded; whoever calls this has shown its title and its drawing.
    """
    template_macros = (
        templates()
        .get_template("blocks.html.j2")
        .make_module({"targets": targets(blocks), "tried": frozenset()})
    )
    html_parts = [
        str(
            getattr(template_macros, "folded" if isinstance(view.block, Figure) else "block")(
                view, words(language)
            )
        ).strip()
        for view in views(blocks, language)
    ]
    style_html = f"<style>{asset('html/blocks.css')}</style>\n" if style else ""
    return f'<div class="mll">{style_html}' + "\n".join(html_parts) + "\n</div>"


@lru_cache(maxsize=1)
def templates() -> jinja2.Environment:
    """The templates, with all text escaped and missing names an error."""
    template_environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    template_environment.filters |= {"breakable": breakable, "unbroken": unbroken}
    return template_environment


def _policy(scripts: tuple[str, ...]) -> str:
    script_hashes_text = " ".join(f"'sha256-{_digest(script_text)}'" for script_text in scripts)
    return (
        f"default-src 'none'; script-src {script_hashes_text}"
        f"; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@lru_cache(maxsize=4)
def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
