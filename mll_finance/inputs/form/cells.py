"""From a cell to what a case writes: a number, a text, a word; or why it cannot be read."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from mll_finance.errors import InBoth, Problem, nearest
from mll_finance.inputs.form.choices import (
    choices_of,
    is_all,
    party_words,
    technique_words,
    unit_token,
    words_of,
    yes_no_words,
)
from mll_finance.inputs.form.layout import CellType, FormColumn
from mll_finance.inputs.form.opening import Filled
from mll_finance.inputs.form.refusing import form_problem
from mll_finance.inputs.text.numerals import remedy
from mll_finance.terms import Language, phrase
from mll_finance.yaml_text import Trap, plain_scalar

_LONGEST = 60
_IN_FORM = ("number_write", "number_range", "number_about", "number_percentage", "number_beside_unit")
"""What to write in the place of a text: sentences that a form has in words of its own."""
_THOUSANDS = re.compile(r"[-+]?\d{1,3}([.]\d{3})+$")


class CellError(Exception):
    """A cell that cannot be read; holds the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def _error(key: str, **fields: object) -> CellError:
    return CellError(form_problem(key, fields))


def _quoted(cell: Filled) -> str:
    written_text = str(cell.written)
    return written_text if len(written_text) <= _LONGEST else f"{written_text[:_LONGEST]}..."


def read_cell(cell: Filled, table: str, column: FormColumn, language: Language) -> Any:
    """What a cell says, as a case would write it.

    A number that was typed as text goes on as text that looks like a number, so that the case refuses it in the same
    words as everywhere.

    Raises
    ------
    CellError
        For a formula that was not calculated, an error of Excel, a date where none belongs, or an unknown word.
    """
    if cell.content == "formula":
        raise _error("formula")
    if cell.content == "error":
        raise _error("error", text=_quoted(cell))
    if cell.content == "date" and column.type != "date":
        raise _error("date", text=_quoted(cell))
    if column.type in ("choice", "choices"):
        return _choices(cell, table, column, language)
    cell_answer = _READERS[column.type](cell)
    return (
        technique_words().get(cell_answer.casefold(), cell_answer)
        if column.key == "technique"
        else cell_answer
    )


def number_text(text: str) -> Any:
    """What a number says that was typed as text: the number, or the text with what to write instead."""
    stripped_text = text.strip()
    if _THOUSANDS.match(stripped_text):
        return Trap(stripped_text, phrase("form_thousands_remedy", text=stripped_text))
    plain_number = plain_scalar(stripped_text)
    if isinstance(plain_number, (int, float)) and not isinstance(plain_number, bool):
        return plain_number
    remedy_in_case = remedy(stripped_text)
    if remedy_in_case is None or remedy_in_case.key not in _IN_FORM:
        return stripped_text if plain_number is None or isinstance(plain_number, bool) else plain_number
    # A sheet in Dutch asks for a comma where the file of a case asks for a point.
    reading_by_name = {
        name: InBoth(str(number), str(number).replace(".", ","))
        for name, number in remedy_in_case.fields.items()
    }
    return Trap(stripped_text, phrase(f"form_{remedy_in_case.key}", **reading_by_name))


def _number(cell: Filled) -> Any:
    if cell.content == "text":
        return number_text(cell.written)
    if cell.content == "number" and float(cell.written).is_integer():
        return int(cell.written)
    return cell.written


def _text(cell: Filled) -> str:
    if cell.content == "yes_no":
        return "ja" if cell.written else "nee"
    if cell.content == "number" and float(cell.written).is_integer():
        return str(int(cell.written))
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", str(cell.written)):
        raise _error("control")
    return str(cell.written)


def _names(cell: Filled) -> Any:
    choice_names = [name.strip() for name in re.split(r"[;,\n]", _text(cell)) if name.strip()]
    return ["all" if is_all(name) else name for name in choice_names]


def _wholes(cell: Filled) -> Any:
    if cell.content != "text":
        return _number(cell)
    year_texts = [number_text(year) for year in re.split(r"[;,\s]+", cell.written) if year]
    return year_texts[0] if len(year_texts) == 1 else year_texts


def _party(cell: Filled) -> str:
    written_text = _text(cell)
    return party_words().get(written_text.casefold(), written_text)


def _yes_no(cell: Filled) -> Any:
    if cell.content == "yes_no":
        return cell.written
    written_text = _text(cell)
    bool_by_word = yes_no_words()
    if written_text.casefold() not in bool_by_word:
        raise _error("yes_no", text=_quoted(cell))
    return bool_by_word[written_text.casefold()]


def _date(cell: Filled) -> Any:
    if isinstance(cell.written, datetime.datetime):
        return cell.written.date().isoformat()
    return cell.written.isoformat() if isinstance(cell.written, datetime.date) else _text(cell)


def _choices(cell: Filled, table: str, column: FormColumn, language: Language) -> Any:
    choice_by_word = words_of(table, column)
    written_text = _text(cell)
    is_multiple_choice = column.type == "choices"
    choice_words = (
        [choice_word.strip() for choice_word in re.split(r"[;\n]", written_text) if choice_word.strip()]
        if is_multiple_choice
        else [written_text]
    )
    for choice_word in choice_words:
        if choice_word.casefold() not in choice_by_word:
            choice_labels = choices_of(table, column, language)
            nearest_name = nearest(choice_word.casefold(), choice_by_word)
            remedy_phrase = (
                phrase("form_choice_remedy")
                if nearest_name is None
                else phrase(
                    "form_choice_nearest",
                    nearest=dict(zip(column.choices, choice_labels, strict=True))[
                        choice_by_word[nearest_name]
                    ],
                )
            )
            raise CellError(
                replace(
                    form_problem("choice", {"text": _quoted(cell), "words": ", ".join(choice_labels)}),
                    remedy=remedy_phrase,
                )
            )
    known_choice_words = [choice_by_word[choice_word.casefold()] for choice_word in choice_words]
    return known_choice_words if len(known_choice_words) > 1 else known_choice_words[0]


_READERS: Mapping[CellType, Callable[[Filled], Any]] = {
    "text": _text,
    "name": _text,
    "names": _names,
    "party": _party,
    "unit": lambda cell: unit_token(_text(cell)),
    "whole": _number,
    "wholes": _wholes,
    "number": _number,
    "yes_no": _yes_no,
    "date": _date,
}
