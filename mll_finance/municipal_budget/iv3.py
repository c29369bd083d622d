"""The economic category of Iv3 of a budget line, by the rules of ``data/iv3.csv``: the first that fits.

Iv3 (informatie voor derden) is what municipalities deliver of their budgets to CBS: taakveld by economic category. A
line may say its category itself; where no rule fits it stays open, since a category that is guessed is one that
somebody believes.

References
----------
BBV art. 71 (information for third parties). The sources of the codes stand with the rules.
"""

from __future__ import annotations

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import MUNICIPALITY
from mll_finance.inputs.tables.in_force import SHIPPED
from mll_finance.inputs.tables.table import Row, Table
from mll_finance.municipal_budget.pay import pay_of

TABLE = "iv3"
_SEVERAL = "|"


def iv3_of(case: Case, line_id: str) -> str | None:
    """The economic category of a line as a whole; None where it says none and no rule fits."""
    line = case.lines[line_id]
    if line.iv3 is not None:
        return line.iv3
    trait_by_column = _traits(case, line_id)
    return next(
        (rule.extra["code"] for rule in _rules(case.tables.table(TABLE)) if _fits(rule, trait_by_column)),
        None,
    )


def category_of_part(part: str) -> str:
    """The economic category of a part of capital charges: depreciation or interest."""
    return next(rule.extra["code"] for rule in SHIPPED.table(TABLE).rows if rule.extra["part"] == part)


def category_title(case: Case, code: str, language: str) -> str:
    """The name of a category; empty where the rules do not name it."""
    titles = (
        row.extra[f"title_{language}"] for row in case.tables.table(TABLE).rows if row.extra["code"] == code
    )
    return next(titles, "")


def _rules(table: Table) -> list[Row]:
    """The rules for a line as a whole, those of the case first, each in its order."""
    rules_of_whole_lines = [rule for rule in table.rows if not rule.extra["part"]]
    return sorted(rules_of_whole_lines, key=lambda rule: (not rule.own, rule.value))


def _traits(case: Case, line_id: str) -> dict[str, str]:
    """What the rules ask of a line, by column."""
    line, pay = case.lines[line_id], pay_of(case, line_id)
    return {
        "kind": str(getattr(line, "kind", "")),
        "per": pay.per if pay is not None else "",
        "category": line.category or "",
        "party": _other_party(line),
        "btw": "yes" if line.tax.rate else "no",
    }


def _fits(rule: Row, traits: dict[str, str]) -> bool:
    return all(
        not rule.extra[column] or trait in rule.extra[column].split(_SEVERAL)
        for column, trait in traits.items()
    )


def _other_party(line: Line) -> str:
    return line.receiver if line.payer == MUNICIPALITY else line.payer
