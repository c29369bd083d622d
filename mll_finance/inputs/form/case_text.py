"""A raw case as a YAML text that reads well: no anchors, short parts on one line, and where each part came from.

The text is strict YAML: read back it gives the raw case that it was made from (:mod:`importing` checks that).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mll_finance.inputs.form.assembling import Assembled, Path
from mll_finance.inputs.form.choices import kind_meaning
from mll_finance.inputs.text.writing import flow, scalar
from mll_finance.terms import Language, sentence

_ON_ONE_LINE = ("distribution", "btw", "years", "value", "signed_by", "when", "activation", "discounting")
_WIDTH = 110


def case_text(case: Assembled, language: Language, *, file: str) -> str:
    """The YAML text of a case.

    Parameters
    ----------
    case : Assembled
        The raw case, with the cell behind each part for the comments.
    language : "nl" or "en"
        Language of the comments.
    file : str
        Name of the form.
    """
    case_id = case.raw["case"].get("id", "")
    text_lines = [
        f"# {line}" for line in sentence("form_text_head", language, file=file, case_id=case_id).splitlines()
    ]
    for section_name, raw_section in case.raw.items():
        if not isinstance(raw_section, dict):
            text_lines += [f"{section_name}: {scalar(raw_section)}"]
            continue
        section_heading_text = sentence(f"form_text_{section_name}", language)
        text_lines += ["", f"# --- {section_heading_text} ".ljust(_WIDTH, "-"), f"{section_name}:"]
        text_lines += _block(case, raw_section, (section_name,), language)
    return "\n".join(text_lines) + "\n"


def _block(case: Assembled, content: Mapping[Any, Any], path: Path, language: Language) -> Iterator[str]:
    indent = "  " * len(path)
    for key, raw_part in content.items():
        child_path = (*path, key)
        comment_lines = _comment(case, child_path, language)
        is_short = (
            not isinstance(raw_part, dict) or key in _ON_ONE_LINE or (raw_part and _is_year_map(raw_part))
        )
        if is_short:
            yield f"{indent}{scalar(key)}: {flow(raw_part)}{comment_lines}"
        elif not raw_part:
            yield f"{indent}{scalar(key)}: {{}}{comment_lines}"
        else:
            yield f"{indent}{scalar(key)}:{comment_lines}"
            yield from _block(case, raw_part, child_path, language)


def _is_year_map(written: Mapping[Any, Any]) -> bool:
    return all(isinstance(key, int) for key in written)


def _comment(case: Assembled, place: Path, language: Language) -> str:
    """Where a part or number came from, and what its kind is."""
    form_row = case.rows.get(place)
    if form_row is None:
        return ""
    origin_sentence = sentence("form_text_row", language, sheet=form_row.sheet, row=form_row.number)
    kind_word = form_row.answers.get("kind")
    meaning_text = (
        kind_meaning(str(place[0]), kind_word, language)
        if len(place) == 2 and isinstance(kind_word, str)
        else None
    )
    return f"  # {origin_sentence}" + (
        f": {meaning_text[:1].lower()}{meaning_text[1:].rstrip('.')}" if meaning_text else ""
    )
