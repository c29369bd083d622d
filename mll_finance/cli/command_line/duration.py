"""How long a command takes, about: counted from the case, so that a long one says so before it begins.

What is counted are the amounts of the case (one for each line, year and alternative), their draws, the uncertain
numbers of which is told what knowing them is worth, and the notebooks.
``data/durations.csv`` says how many seconds each takes; no result depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from mll_finance.cli.streams import show_message
from mll_finance.cli.telling import counted
from mll_finance.engine.draws import Draws
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.method.gates import Gates
from mll_finance.inputs.tables.in_force import SHIPPED
from mll_finance.judgement.finding_out.few_draws import FITTED_DRAWS
from mll_finance.terms import Language, sentence

TABLE = "durations"
Part = Literal["results", "sensitivity", "report", "finding_out"]
_FITTED: Part = "finding_out"
_KEYS = {"notebooks": "takes_long_with_notebooks", "uncertain": "takes_long_with_finding_out"}


def amount_count(case: Case) -> int:
    """How many amounts a case has: lines x years x alternatives, the baseline included."""
    return len(case.lines) * len(case.years) * len(case.alternatives)


def most_draws(case: Case) -> int:
    """How many draws a case gets; where it draws on until an error is small enough, how many it gets at most."""
    draw_count, stopping_rule_or_none = Draws.of(case).plan.total, case.settings.draws_until
    return (
        draw_count
        if stopping_rule_or_none is None or draw_count == 1
        else max(draw_count, stopping_rule_or_none.at_most)
    )


def expected_seconds(case: Case, parts: Iterable[Part], *, notebooks: int = 0) -> float:
    """Seconds that a command takes, about.

    Parameters
    ----------
    case : Case
        The case.
    parts : iterable of str
        What the command makes: ``results``, ``sensitivity``, ``report``, ``finding_out``.
    notebooks : int
        How many notebooks it executes.

    Examples
    --------
    >>> from mll_finance import load_case
    >>> round(expected_seconds(load_case("two_years"), ["results"], notebooks=2), 1)
    4.6
    """
    count_of_amounts, draw_count, parts = amount_count(case), most_draws(case), tuple(parts)
    seconds_by_amount = sum(
        _seconds(f"{part}_amount") + draw_count * (0 if part == "sensitivity" else _seconds(f"{part}_draw"))
        for part in parts
        if part != _FITTED
    )
    fitting_seconds = _fitting_seconds(case, draw_count) if _FITTED in parts else 0.0
    notebook_seconds = notebooks * (_seconds("notebook") + count_of_amounts * _seconds("notebook_amount"))
    return _seconds("start") + count_of_amounts * seconds_by_amount + fitting_seconds + notebook_seconds


def _fitting_seconds(case: Case, draw_count: int) -> float:
    """Seconds that what finding out is worth takes: a fit for each uncertain number, and for each phase and start."""
    plans_by_start = [
        len(plan.phases) * (1 + (0 if plan.wait is None else len(plan.wait.years)))
        for plan in case.parts(Gates).values()
    ]
    fits_seconds, gates_seconds = (
        uncertain_count(case) * _seconds("finding_out_draw"),
        sum(plans_by_start) * _seconds("gate_draw"),
    )
    return min(draw_count, FITTED_DRAWS) * (fits_seconds + gates_seconds)


def uncertain_count(case: Case) -> int:
    """How many numbers of a case are uncertain."""
    return len(Draws.of(case).uncertain)


def say_first(case: Case, parts: Iterable[Part], *, notebooks: int = 0) -> None:
    """Say on standard error that a command takes long, and what makes it so, where it takes over a minute."""
    parts = tuple(parts)
    seconds = expected_seconds(case, parts, notebooks=notebooks)
    if seconds > _seconds("told_from"):
        count_by_work = {"notebooks": notebooks} if notebooks else {}
        count_by_work |= {"uncertain": uncertain_count(case)} if _FITTED in parts else {}
        show_message(_sentence(case, seconds, count_by_work, case.settings.language), as_error=True)


def say_first_between(case: Case, studies: int) -> None:
    """Say on standard error that so many cases like this one are worked out, where that takes over a minute."""
    seconds = _seconds("start") + studies * amount_count(case) * _seconds("between_amount")
    if seconds > _seconds("told_from"):
        minutes = max(1, round(seconds / 60))
        takes_long_text = sentence(
            "takes_long_between", case.settings.language, minutes=minutes, studies=studies
        )
        show_message(takes_long_text, as_error=True)


def _sentence(case: Case, seconds: float, also: dict[str, int], language: Language) -> str:
    count_by_part = counted(
        language,
        lines=len(case.lines),
        years=len(case.years),
        all_alternatives=len(case.alternatives),
        draws=most_draws(case),
        **also,
    )
    key = next((_KEYS[part] for part in also), "takes_long")
    return sentence(key, language, minutes=max(1, round(seconds / 60)), **count_by_part)


def _seconds(name: str) -> float:
    return SHIPPED.table(TABLE).find(name).value
