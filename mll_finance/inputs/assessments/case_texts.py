"""What a case says at a place of the tables of assessments: texts, by repetition; nothing where it says nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mll_finance.inputs.text.placeholders import is_placeholder
from mll_finance.terms import Language

EACH, TOGETHER, UP, ASKED = "*", "+", "^", "@asked"


def texts_at(data: Mapping[str, Any], path: str, *, asked: str, language: Language) -> list[tuple[int, str]]:
    """The texts at a place, each with the number of its repetition, counted from 0.

    Parameters
    ----------
    data : mapping
        The case as it is written.
    path : str
        The place, by the rules of the column ``path`` of ``data/assessment_answers.yaml``.
    asked : str
        The alternative that ``@asked`` stands for.
    language : str
        Language of the texts.

    Examples
    --------
    >>> case = {"goals": {"a": {"title": "A"}, "b": {}, "c": {"title": {"nl": "C", "en": "c"}, "who": ["x", "y"]}}}
    >>> texts_at(case, "goals.*.title", asked="", language="nl")
    [(0, 'A'), (2, 'C')]
    >>> texts_at(case, "goals.+.who.+.^.^.title", asked="", language="en")
    [(0, 'c'), (0, 'c')]
    """
    number_by_stars: dict[tuple[str, ...], int] = {}
    numbered_texts: list[tuple[int, str]] = []
    for stars, node in _walk((data,), path.split("."), (), asked, language):
        repetition_number = number_by_stars.setdefault(stars, len(number_by_stars))
        node_text = _text(node, language)
        if node_text and not is_placeholder(node_text):
            numbered_texts.append((repetition_number, node_text))
    return numbered_texts


def _walk(
    nodes: tuple[Any, ...], steps: list[str], stars: tuple[str, ...], asked: str, language: Language
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """What stands at the end of some steps, with the names of the parts that ``*`` passed.

    ``nodes`` are the parts passed so far, the last being where it stands. A step that leads nowhere gives None, so
    that the repetitions behind it keep their number.
    """
    node = nodes[-1]
    if not steps:
        yield stars, node
        return
    first_step, further_steps = steps[0], steps[1:]
    if first_step == UP:
        yield from _walk(nodes[:-1], further_steps, stars, asked, language)
    elif first_step in (EACH, TOGETHER):
        keys_and_parts = (
            node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        )
        for field_key, raw_part in keys_and_parts:
            passed_stars = (*stars, str(field_key)) if first_step == EACH else stars
            yield from _walk((*nodes, raw_part), further_steps, passed_stars, asked, language)
    elif ":" in first_step:
        field_texts = (
            [_text(node.get(name), language) for name in first_step.split(":")]
            if isinstance(node, dict)
            else [""]
        )
        head_texts = [text.rstrip(".") for text in field_texts[:-1]]
        yield stars, ": ".join((*head_texts, field_texts[-1])) if all(field_texts) else None
    else:
        field_key = asked if first_step == ASKED else first_step
        raw_part = node.get(field_key) if isinstance(node, dict) else None
        yield from _walk((*nodes, raw_part), further_steps, stars, asked, language)


def _text(node: Any, language: Language) -> str:
    """A value of a case as text; of a text in two languages the one asked for, else the other."""
    if isinstance(node, dict) and set(node) <= {"nl", "en"} and node:
        return _text(node.get(language, next(iter(node.values()))), language)
    if isinstance(node, bool):
        return "true" if node else "false"
    return "" if node is None or isinstance(node, (dict, list)) else " ".join(str(node).split())
