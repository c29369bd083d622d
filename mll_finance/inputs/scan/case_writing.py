"""The case of a scan as a text that a person reads: a comment above each block, short parts on one line, no anchors.

The text is strict YAML: read back it gives the raw case that it was made from.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from mll_finance.inputs.scan.answers import Answers
from mll_finance.inputs.scan.case_parts import Path, comments
from mll_finance.inputs.scan.scan_case import raw_case
from mll_finance.inputs.text.writing import flow, scalar
from mll_finance.terms import sentence

_WIDTH = 110
_ON_ONE_LINE = ("distribution", "btw", "years", "release")


def case_text(answers: Answers, *, outcome: str) -> str:
    """The YAML text of the case that follows from the answers.

    Parameters
    ----------
    answers : Answers
        The answers of the scan.
    outcome : str
        How the scan ends, in the language of the answers.
    """
    language = answers.language
    heading_paragraphs = [sentence("scan_case_head", language, scan=answers.name, outcome=outcome)]
    heading_paragraphs += [
        sentence("scan_case_open", language, question=answers.questions[name].short.text(language))
        for name in answers.unknown
    ]
    heading_paragraphs.append(sentence("scan_case_gaps", language))
    text_lines = [line for paragraph in heading_paragraphs for line in _comment(paragraph, "")]
    comment_by_path = comments(answers)
    for section_name, raw_section in raw_case(answers).items():
        if not isinstance(raw_section, Mapping):
            text_lines.append(f"{section_name}: {scalar(raw_section)}")
            continue
        text_lines += ["", *_comment(sentence(f"scan_text_{section_name}", language), ""), f"{section_name}:"]
        text_lines += _block(raw_section, (section_name,), comment_by_path)
    return "\n".join(text_lines) + "\n"


def _comment(text: str, indent: str) -> list[str]:
    return _wrapped(text, f"{indent}# ")


def _wrapped(text: str, margin: str) -> list[str]:
    """Text over lines of a page, each behind a margin; a word is never broken."""
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=margin,
        subsequent_indent=margin,
        break_on_hyphens=False,
        break_long_words=False,
    )


def _block(content: Mapping[Any, Any], path: Path, above: Mapping[Path, str]) -> Iterator[str]:
    indent = "  " * len(path)
    for key, raw_part in content.items():
        child_path = (*path, key)
        if child_path in above:
            yield ""
            yield from _comment(above[child_path], indent)
        text_line = f"{indent}{scalar(key)}: {flow(raw_part)}"
        if isinstance(raw_part, Mapping) and not _is_short(key, raw_part, text_line):
            yield f"{indent}{scalar(key)}:"
            yield from _block(raw_part, child_path, above)
        elif isinstance(raw_part, str) and len(text_line) > _WIDTH and " ".join(raw_part.split()) == raw_part:
            yield f"{indent}{scalar(key)}: >-"
            yield from _wrapped(raw_part, f"{indent}  ")
        else:
            yield text_line


def _is_short(key: str, written: Mapping[Any, Any], line: str) -> bool:
    """Whether a mapping stands on one line; an estimate never does, so that each is found at a glance."""
    is_flat = not any(isinstance(child, Mapping) for child in written.values())
    return key in _ON_ONE_LINE or (is_flat and len(line) <= _WIDTH and "source" not in written)
