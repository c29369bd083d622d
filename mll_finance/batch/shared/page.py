"""A page that takes its style, its scripts and most of its dossier from beside it, and the page whole again.

What is shared is named after its own hash, so that nothing can be another thing under the same name. A page from a
disk cannot ask for the hash of a file (Subresource Integrity needs CORS, which ``file:`` has not), so that the scripts
beside it carry a word of this page alone: the policy runs no other.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from mll_finance.batch.shared.base import DOSSIER, MAIN_END, Base, base_lines, dossier_lines, named
from mll_finance.batch.shared.kept import ASSETS, UP_TO_BATCH
from mll_finance.batch.shared.lines import told_back, told_by
from mll_finance.report.asset import asset
from mll_finance.terms import Language, sentence

UP = f"{'../' * UP_TO_BATCH}{ASSETS}/"
"""The way from the folder of a report (case, municipality, scenario) to what is shared."""
_HIDDEN = "\n.mll-apart { display: none; }\n"
_STYLE = re.compile(r"<style>\n(.*?)\n</style>", re.DOTALL)
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_LINK = re.compile(rf'<link rel="stylesheet" href="{re.escape(UP)}([a-z0-9.-]+)">')
_NOTICE = re.compile(r'<p class="mll-apart">[^<]*</p>\n')
_GAP = re.compile(r'\n<div class="product" id="dossier"><p>[^<]*</p></div>')
_JOIN = re.compile(
    r'<script type="application/json" id="mll-parts">(.*?)</script>\n'
    r'<script nonce="[^"]*" src="[^"]*/([a-z0-9.-]+)"></script>\n<script nonce="[^"]*" src="[^"]*"></script>\n',
    re.DOTALL,
)
_OUTSIDE = re.compile(rf'<script nonce="[^"]*" src="{re.escape(UP)}(page-[a-z0-9.]+)"></script>')
_PANEL = re.compile(
    rf'<script nonce="[^"]*" src="{re.escape(UP)}(try-[a-z0-9.]+)"></script>\n'
    rf'<script nonce="[^"]*" src="{re.escape(UP)}(program-[a-z0-9.]+)"></script>\n'
    r'<script nonce="[^"]*">(.*?)</script>',
    re.DOTALL,
)
_POLICY = re.compile(r"script-src 'nonce-[^']*' |(?<=style-src )'self' file: ")
_INERT = {"</": "<\\/", "<!": "\\u003c!", "<s": "\\u003cs", "<S": "\\u003cS"}
"""How JSON writes what may end the element that it stands in, or begin another."""
_ENDING = re.compile("<[/!sS]")
_OWN_HEAD, _OWN_END = '(() => {\n"use strict";\n', "\nmllTry(data, mllProgram, panel);\n})();\n"
_PROGRAM_HEAD, _PROGRAM_END = '"use strict";\nwindow.mllProgram = ', ";\n"
_SHARED_HEAD, _SHARED_END = '"use strict";\nwindow.mllTry = (data, program, panel) => {\n', "\n};\n"
_BETWEEN = "\n// what is shown\n"


def shared_page(html: str, base: Base | None, language: Language) -> tuple[str, dict[str, str]]:
    """A page without what is shared, and what that is, by its name."""
    text_by_asset: dict[str, str] = {}
    nonce = base64.b64encode(hashlib.sha256(html.encode("utf-8")).digest())[:22].decode("ascii")

    def place(kind: str, text: str, ending: str) -> str:
        asset_name = named(kind, text, ending)
        text_by_asset[asset_name] = text
        return asset_name

    def outside(name: str) -> str:
        return f'<script nonce="{nonce}" src="{UP}{name}"></script>'

    notice_text = sentence("shared_apart", language)
    scripts_of_dossier = ""
    html_lines = dossier_lines(html)
    if html_lines is not None and base is not None:
        parts_json = json.dumps(
            told_by(html_lines, base.lines, base.places), ensure_ascii=False, separators=(",", ":")
        )
        parts_json = _ENDING.sub(lambda match: _INERT[match.group(0)], parts_json)
        join_name = place("join", asset("html/join.js"), "js")
        text_by_asset[base.name] = base.text
        scripts_of_dossier = (
            f'<script type="application/json" id="mll-parts">{parts_json}</script>\n'
            f"{outside(base.name)}\n{outside(join_name)}\n"
        )
        dossier_start_offset, dossier_end_offset = html.find(DOSSIER), html.rfind(MAIN_END)
        gap_html = f'\n<div class="product" id="dossier"><p>{sentence("shared_gap", language)}</p></div>'
        html = html[:dossier_start_offset] + gap_html + html[dossier_end_offset:]
    style_match = _STYLE.search(html)
    page_head, _, page_tail = html.rpartition(MAIN_END)
    if style_match is None or not page_head:
        return html, {}
    style_name = place("style", style_match.group(1) + _HIDDEN, "css")
    page_head = page_head.replace(style_match.group(0), f'<link rel="stylesheet" href="{UP}{style_name}">', 1)
    page_head = page_head.replace("\n<header>\n", f'\n<p class="mll-apart">{notice_text}</p>\n<header>\n', 1)
    page_head = page_head.replace("script-src ", f"script-src 'nonce-{nonce}' ", 1)
    page_head = page_head.replace("style-src ", "style-src 'self' file: ", 1)
    script_texts = []
    for script_index, script_match in enumerate(_SCRIPT.finditer(page_tail)):
        panel_of_script = panel_parts(script_match.group(1)) if script_index else None
        if not script_index:
            script_texts.append((script_match, outside(place("page", script_match.group(1), "js"))))
        elif panel_of_script is not None:
            script_names = (
                place("try", panel_of_script.common, "js"),
                place("program", panel_of_script.program, "js"),
            )
            replacing_text = "\n".join(
                [*map(outside, script_names), f'<script nonce="{nonce}">{panel_of_script.own}</script>']
            )
            script_texts.append((script_match, replacing_text))
    for script_match, replacing_text in reversed(script_texts):
        page_tail = page_tail[: script_match.start()] + replacing_text + page_tail[script_match.end() :]
    first_script_offset = page_tail.find("<script")
    page_tail = page_tail[:first_script_offset] + scripts_of_dossier + page_tail[first_script_offset:]
    return page_head + MAIN_END + page_tail, text_by_asset


def whole_page(html: str, text_of: Callable[[str], str]) -> str:
    """The page as it was before :func:`shared_page`.

    Parameters
    ----------
    html : str
        A page; one that shares nothing, or is no longer as it was written, comes back as far as it can be made whole.
    text_of : callable
        The text of something that is shared, by its name.
    """
    if _LINK.search(html) is None:
        return html
    page_head, _, page_tail = html.rpartition(MAIN_END)
    join_match = _JOIN.search(page_tail)
    if join_match is not None:
        lines_of_base = base_lines(text_of(join_match.group(2)))
        dossier_html = "\n".join(told_back(json.loads(join_match.group(1)), lines_of_base))
        page_tail = page_tail[: join_match.start()] + page_tail[join_match.end() :]
        page_head = _GAP.sub(lambda _: "\n" + dossier_html, page_head, count=1)
    page_head = _LINK.sub(
        lambda link: f"<style>\n{text_of(link.group(1)).removesuffix(_HIDDEN)}\n</style>", page_head, count=1
    )
    page_head = _NOTICE.sub("", page_head, count=1)
    page_head = _POLICY.sub(
        lambda match: "script-src " if "nonce" in match.group(0) else "", page_head, count=2
    )
    page_tail = _PANEL.sub(lambda match: _panel(match, text_of), page_tail)
    page_tail = _OUTSIDE.sub(lambda match: f"<script>{text_of(match.group(1))}</script>", page_tail)
    return page_head + MAIN_END + page_tail


def _panel(match: re.Match[str], text_of: Callable[[str], str]) -> str:
    common_name, program_name, script_of_panel = match.groups()
    return f"<script>{PanelParts(text_of(common_name), text_of(program_name), script_of_panel).joined()}</script>"


@dataclass(frozen=True)
class PanelParts:
    """The script of the panel as three: what all have, the arithmetic of one structure, and the numbers of a case."""

    common: str
    program: str
    own: str

    def joined(self) -> str:
        """The script as one."""
        own_lines = self.own.removeprefix(_OWN_HEAD).removesuffix(_OWN_END).split("\n")
        program_script = self.program.removeprefix(_PROGRAM_HEAD).removesuffix(_PROGRAM_END)
        common_script = self.common.removeprefix(_SHARED_HEAD).removesuffix(_SHARED_END)
        common_before, _, common_after = common_script.partition(_BETWEEN)
        place_line, words_line, language_line, *other_lines = common_before.split("\n")
        opening_lines, ending_lines = ["(() => {", '"use strict";'], ["})();", ""]
        return "\n".join(
            [
                *opening_lines,
                place_line,
                own_lines[0],
                words_line,
                language_line,
                program_script,
                *other_lines,
                own_lines[-1],
                common_after,
                *ending_lines,
            ]
        )


def panel_parts(script: str) -> PanelParts | None:
    """The parts of the script of the panel; None where it is no script of :mod:`mll_finance.report.what_if.script`."""
    script_lines = script.split("\n")
    panel_line_index = next(
        (line_index for line_index, line in enumerate(script_lines) if line.startswith("const panel = ")),
        None,
    )
    line_starts = ("const data = ", "const words = ", "const language = ", "function program(")
    if panel_line_index is None or not all(map(str.startswith, script_lines[3:7], line_starts)):
        return None
    common_end_index = script_lines.index("}", 7) + 1
    script_before = "\n".join(
        [script_lines[2], script_lines[4], script_lines[5], *script_lines[common_end_index:panel_line_index]]
    )
    script_after = "\n".join(script_lines[panel_line_index + 1 : -2])
    script_parts = PanelParts(
        f"{_SHARED_HEAD}{script_before}{_BETWEEN}{script_after}{_SHARED_END}",
        _PROGRAM_HEAD + "\n".join(script_lines[6:common_end_index]) + _PROGRAM_END,
        f"{_OWN_HEAD}{script_lines[3]}\n{script_lines[panel_line_index]}{_OWN_END}",
    )
    return script_parts if script_parts.joined() == script else None
