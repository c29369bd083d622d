"""Figures in the prose of a page of an example case, written by the case itself.

A mark ``<!--figure WORDS-->0<!--/-->`` in a page holds a figure between a comment that says what it is and one that
ends it; a reader sees the figure alone. ``<!--rows LINE ...-->`` behind the label of a table row says which lines the
present values in that row are of. The words:

===========================================  =================================================================
``npv ALTERNATIVE [LENS] [@SCENARIO]``       central net present value (EUR, to the nearest thousand)
``short ALTERNATIVE ...``                    the same with its sign turned: what it falls short
``short_without ALTERNATIVE LINE ...``       the same if lines were free
``mean ALTERNATIVE [LENS]``                  mean over the draws
``less ALTERNATIVE RIVAL``                   what the one is ahead of the other
``pv ALTERNATIVE LINE ...``                  central present value of lines to society; ``cost`` with its sign turned
``switch ALTERNATIVE PATH``                  value of a number at which the central balance is zero
``amount NAME ALTERNATIVE YEAR [OUTPUT]``    a quantity in a year
``PATH=NUMBER``                              behind any of these: with another number in the case
``%``                                        behind any of these: as a percentage
===========================================  =================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import floor, log10

from mll_finance.drivers.sensitivity import switching_values
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY

MARK = re.compile(r"<!--figure ([^>]+?)-->(.*?)<!--/-->", re.DOTALL)
ROWS = re.compile(r"<!--rows ([^>]+?)-->")
THOUSAND = 1000
DIGITS = 3


def filled(text: str, study: Study) -> tuple[str, int]:
    """The text with the figure of every mark as it is now, and how many marks there are."""
    return MARK.subn(lambda mark: f"<!--figure {mark[1]}-->{figure(study, mark[1])}<!--/-->", text)


def figure(study: Study, words: str) -> str:
    """What stands between a mark and its end."""
    kind, *rest = words.split()
    as_share = "%" in rest
    changes = dict(word.split("=", 1) for word in rest if "=" in word)
    scenario = next((word[1:] for word in rest if word.startswith("@")), None)
    names = [word for word in rest if word != "%" and "=" not in word and not word.startswith("@")]
    if scenario is not None:
        study = study.in_scenario(scenario)
    if changes:
        study = study.changed({path: float(number) for path, number in changes.items()})
    number, in_thousands = FIGURES[kind](study, names)
    if in_thousands:
        return f"{round(number / THOUSAND) * THOUSAND + 0:,d}"
    return f"{significant(100 * number)}%" if as_share else significant(number)


def significant(number: float) -> str:
    """A number in three significant digits, and no fewer than its whole part has up to ten thousand."""
    if number == 0:
        return "0"
    decimals = max(0, DIGITS - 1 - floor(log10(abs(number))))
    return f"{round(number, decimals):,.{decimals}f}"


def present_values(study: Study, alternative: str, lens: str = SOCIETY) -> dict[str, float]:
    """Central present value of each line of an alternative through a lens (EUR)."""
    viewpoint = study.case.perspectives[lens]
    return {
        seen.line: float(seen.present_value(study.central.factors(viewpoint, seen.timing))[0])
        for seen in study.central.seen_by(viewpoint, alternative)
    }


def sum_of(study: Study, alternative: str, lines: Iterable[str], lens: str = SOCIETY) -> float:
    """Their sum over lines that stand in the case, each with a number or without one."""
    by_line = present_values(study, alternative, lens)
    unknown = set(lines) - set(study.case.lines)
    assert not unknown, f"no lines of the case: {sorted(unknown)}"
    return sum(by_line.get(line, 0.0) for line in lines)


def _npv(study: Study, names: list[str]) -> tuple[float, bool]:
    alternative, *lens = names
    return sum(present_values(study, alternative, *lens).values()), True


def _short(study: Study, names: list[str]) -> tuple[float, bool]:
    return -_npv(study, names)[0], True


def _mean(study: Study, names: list[str]) -> tuple[float, bool]:
    alternative, lens = (*names, SOCIETY)[:2]
    return float(study.value(lens, alternative, "npv")["mean"]), True


def _less(study: Study, names: list[str]) -> tuple[float, bool]:
    return _npv(study, names[:1])[0] - _npv(study, names[1:])[0], True


def _short_without(study: Study, names: list[str]) -> tuple[float, bool]:
    return sum_of(study, names[0], names[1:]) - _npv(study, names[:1])[0], True


def _cost(study: Study, names: list[str]) -> tuple[float, bool]:
    return -sum_of(study, names[0], names[1:]), True


def _pv(study: Study, names: list[str]) -> tuple[float, bool]:
    return sum_of(study, names[0], names[1:]), True


def _switch(study: Study, names: list[str]) -> tuple[float, bool]:
    alternative, path, lens = (*names, SOCIETY)[:3]
    rows = {row.input.path: row for row in switching_values(study, alternative, perspective=lens)}
    switch = rows[path].npv
    assert switch is not None, f"{path} does not turn {alternative}"
    return float(switch.value), False


def _amount(study: Study, names: list[str]) -> tuple[float, bool]:
    name, alternative, year, output = (*names, "")[:4]
    outputs = study.central.model.quantity(name, alternative)
    amounts = outputs[output or next(iter(outputs))]
    return float(amounts[min(study.case.years.index(int(year)), amounts.shape[0] - 1), 0]), False


FIGURES = {
    "npv": _npv,
    "short": _short,
    "mean": _mean,
    "less": _less,
    "short_without": _short_without,
    "pv": _pv,
    "cost": _cost,
    "switch": _switch,
    "amount": _amount,
}


def rows_of(tags: dict[int, str], study: Study) -> dict[int, list[float]]:
    """Present values (EUR) of the rows of a table by alternative, from what their marks say by place in the table.

    ``all`` is every line, behind it a lens if not society; ``rest`` is every line that no other row of the table has;
    ``sum`` before the lines says that other rows have them too.
    """
    named = {
        line
        for words in tags.values()
        if words.split()[0] not in ("all", "sum", "rest")
        for line in words.split()
    }
    values = {}
    for place, words in tags.items():
        first, *others = words.split()
        values[place] = [
            sum(present_values(study, alternative, *others).values())
            if first == "all"
            else sum_of(study, alternative, set(present_values(study, alternative)) - named)
            if first == "rest"
            else sum_of(study, alternative, others if first == "sum" else words.split())
            for alternative in study.case.projects
        ]
    return values


def is_whole(tags: dict[int, str], study: Study) -> bool:
    """Whether each line with an amount stands in one row of the table and no more."""
    words_of_rows = [words.split() for words in tags.values()]
    parts = [words for words in words_of_rows if words[0] not in ("all", "sum", "rest")]
    lines = [line for words in parts for line in words]
    has_rest = any(words[0] == "rest" for words in words_of_rows)
    with_amount = {line for alternative in study.case.projects for line in present_values(study, alternative)}
    return len(lines) == len(set(lines)) and (has_rest or with_amount <= set(lines))
