"""A quick scan as blocks: the outcome, what is lacking, the balance a year, break-even, and what comes next."""

from __future__ import annotations

from mll_finance.inputs.case.method_steps import steps
from mll_finance.inputs.scan.questions import questions
from mll_finance.inputs.scan.scan_case import PROJECT
from mll_finance.judgement.advice import advice
from mll_finance.judgement.scan import Balance, ScanResult
from mll_finance.report.blocks import Block, Callout, Cell, Heading, Prose, Row, Table, Tone
from mll_finance.report.context import Context
from mll_finance.report.pieces.advice import advice_lines
from mll_finance.terms import Language

_TONES: dict[str, Tone] = {"stop": "bad", "not_yet": "caution", "go_on": "good"}
_NEXT = {"stop": (), "not_yet": ("issue", "data_law"), "go_on": ("baseline", "market", "data_law")}


def scan_blocks(result: ScanResult, language: Language) -> list[Block]:
    """What a reader is told of a scan."""
    context = Context(result.study, language)
    content: list[Block] = [
        Heading(context.say("scan_title", scan=result.answers.name), anchor="scan"),
        _outcome(context, result),
    ]
    if result.lacking:
        content.append(Prose(context.say("scan_lacking"), _short(context, result.lacking)))
    if result.open:
        content.append(Prose(context.say("scan_open"), _short(context, result.open)))
    content.append(_balance(context, result))
    if result.break_even is not None:
        content.append(_break_even(context, result))
    content.append(Prose(context.say("scan_case_says"), _advices(context)))
    minded = _minded(context, result)
    if minded:
        content.append(Prose(context.say("scan_mind"), minded))
    following = tuple(
        context.say(
            "scan_next_step",
            step=context.words(steps()[name].title),
            product=context.words(steps()[name].product),
        )
        for name in _NEXT[result.outcome]
    )
    return [*content, Prose(context.say("scan_next"), following)] if following else content


def _outcome(context: Context, result: ScanResult) -> Callout:
    reasons = " ".join(context.say(f"scan_stop_{name}") for name in result.stops)
    text = context.say(f"scan_text_{result.outcome}", reasons=reasons, count=len(result.lacking))
    return Callout(context.say(f"scan_outcome_{result.outcome}"), text, _TONES[result.outcome])


def _short(context: Context, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(context.words(questions()[name].short) for name in names)


def _minded(context: Context, result: ScanResult) -> tuple[str, ...]:
    advised = advice(result.study).of(PROJECT).kind
    text = (
        ("scan_capped", result.capped),
        ("scan_individuals", result.answers.individuals == "yes"),
        ("scan_no_budget", result.answers.structural_budget == "no"),
        ("scan_case_negative", result.outcome != "stop" and advised == "no_go"),
    )
    return tuple(context.say(name) for name, holds in text if holds)


def _advices(context: Context) -> tuple[str, ...]:
    """The advice of the case that is written, as its report will give it."""
    return advice_lines(context, advice(context.study))


def _balance(context: Context, result: ScanResult) -> Table:
    rows = tuple(
        Row(context.title("perspectives", name), _cells(balance))
        for name, balance in (("society", result.society), ("municipality", result.municipality))
    )
    settings = result.study.case.settings
    return Table(
        context.say("scan_balance"),
        _columns(context),
        rows,
        corner=context.word("perspective"),
        note=context.say("scan_balance_note", year=settings.base_year, years=settings.horizon),
        anchor="table-scan-balance",
    )


def _cells(balance: Balance) -> tuple[Cell, ...]:
    values = (balance.low, balance.likely, balance.high)
    return tuple(Cell(figure, "euro", pm=balance.pm) for figure in values)


def _columns(context: Context) -> tuple[str, ...]:
    return tuple(context.say(name) for name in ("scan_low", "scan_likely", "scan_high"))


def _break_even(context: Context, result: ScanResult) -> Table:
    rows = [
        Row(
            context.say("scan_break_even_row"),
            tuple(Cell(figure, "number") for figure in result.break_even or ()),
        )
    ]
    for name in ("helped_extra", "follow_up"):
        rates = getattr(result.answers, name)
        if rates is not None:
            head = context.say("scan_answer_row", question=context.words(questions()[name].short))
            rows.append(Row(head, tuple(Cell(figure, "number") for figure in rates)))
    return Table(
        context.say("scan_break_even"),
        _columns(context),
        tuple(rows),
        note=context.say("scan_break_even_note"),
        anchor="table-scan-break-even",
    )
