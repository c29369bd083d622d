"""A quick scan as blocks: the outcome, what is lacking, the balance a year, break-even, and what comes next."""

from __future__ import annotations

from mll_finance.inputs.case.method_steps import steps
from mll_finance.inputs.scan.scan_case import PROJECT
from mll_finance.judgement.advice import advice
from mll_finance.judgement.evaluation import expected
from mll_finance.judgement.scan import Balance, ScanResult
from mll_finance.report.blocks import Block, Callout, Cell, Heading, Prose, Row, Table, Tone
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.advice import advice_lines
from mll_finance.report.pieces.names import output_name
from mll_finance.terms import Language

_TONES: dict[str, Tone] = {"stop": "bad", "not_yet": "caution", "go_on": "good"}
_NEXT = {"stop": (), "not_yet": ("issue", "data_law"), "go_on": ("baseline", "market", "data_law")}


def scan_blocks(result: ScanResult, language: Language) -> list[Block]:
    """What a reader is told of a scan."""
    context = Context(result.study, language)
    section_blocks: list[Block] = [
        Heading(context.say("scan_title", scan=result.answers.name), anchor="scan"),
        _outcome(context, result),
    ]
    if result.lacking:
        section_blocks.append(Prose(context.say("scan_lacking"), _short(context, result, result.lacking)))
    if result.open:
        section_blocks.append(Prose(context.say("scan_open"), _short(context, result, result.open)))
    section_blocks += [_balance(context, result), _by_line(context, result)]
    count_block = _counts(context)
    if count_block is not None:
        section_blocks.append(count_block)
    if result.break_even is not None:
        section_blocks.append(_break_even(context, result))
    section_blocks.append(Prose(context.say("scan_case_says"), _advices(context)))
    warning_blocks = _minded(context, result)
    if warning_blocks:
        section_blocks.append(Prose(context.say("scan_mind"), warning_blocks))
    next_step_sentences = tuple(
        context.say(
            "scan_next_step",
            step=context.words(steps()[name].title),
            product=context.words(steps()[name].product),
        )
        for name in _NEXT[result.outcome]
    )
    return (
        [*section_blocks, Prose(context.say("scan_next"), next_step_sentences)]
        if next_step_sentences
        else section_blocks
    )


def _outcome(context: Context, result: ScanResult) -> Callout:
    reasons_text = " ".join(context.say(f"scan_stop_{name}") for name in result.stops)
    sentence = context.say(f"scan_text_{result.outcome}", reasons=reasons_text, count=len(result.lacking))
    return Callout(context.say(f"scan_outcome_{result.outcome}"), sentence, _TONES[result.outcome])


def _short(context: Context, result: ScanResult, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(context.words(result.answers.questions[name].short) for name in names)


def _minded(context: Context, result: ScanResult) -> tuple[str, ...]:
    case_advice = advice(result.study).of(PROJECT).kind
    sentences = (
        ("scan_capped", result.capped),
        ("scan_individuals", result.answers.of("individuals") == "yes"),
        ("scan_overdrawn", result.overdrawn),
        ("scan_hours_no_money", result.answers.range_of("to_budget") == (0, 0, 0)),
        ("scan_hours_only", "to_budget" in result.answers.questions),
        ("scan_no_budget", result.answers.of("structural_budget") == "no"),
        ("scan_case_negative", result.outcome != "stop" and case_advice in ("no_go", "choose_other")),
    )
    return tuple(context.say(name) for name, holds in sentences if holds)


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
        note=context.say("scan_balance_note", year=settings.price_level, years=settings.horizon),
        anchor="table-scan-balance",
    )


def _cells(balance: Balance) -> tuple[Cell, ...]:
    balance_amounts = (balance.low, balance.likely, balance.high)
    return tuple(Cell(figure, "euro", pm=balance.pm) for figure in balance_amounts)


def _by_line(context: Context, result: ScanResult) -> Table:
    """What each line adds to the likely balance."""
    rows = tuple(
        Row(
            context.title("lines", share.line),
            tuple(Cell(amount, "euro", pm=amount is None) for amount in (share.society, share.municipality)),
        )
        for share in result.by_line
    )
    columns = tuple(context.title("perspectives", name) for name in ("society", "municipality"))
    has_btw = any(line.btw is not None for line in result.study.case.lines.values())
    return Table(
        context.say("scan_by_line"),
        columns,
        rows,
        corner=context.word("line"),
        note=context.say("scan_by_line_note_vat" if has_btw else "scan_by_line_note"),
        anchor="table-scan-lines",
    )


def _counts(context: Context) -> Table | None:
    """What happens in a year of use, in numbers, at likely values; what is nought or unknown is left out."""
    study, rows = context.study, []
    for name in study.case.graph.order:
        quantity = study.case.quantities[name]
        unit_by_output = quantity.units()
        for output in unit_by_output:
            expected_count = expected(study, f"quantities.{name}.{output}", PROJECT)
            if expected_count:
                quantity_title = context.title("quantities", name)
                output_suffix = (
                    f": {output_name(quantity, output, context.language)}" if len(unit_by_output) > 1 else ""
                )
                rows.append(Row(f"{quantity_title}{output_suffix}", (Cell(expected_count, "number"),)))
    if not rows:
        return None
    return Table(
        context.say("scan_counts"), (context.say("scan_likely"),), tuple(rows), anchor="table-scan-counts"
    )


def _columns(context: Context) -> tuple[str, ...]:
    return tuple(context.say(name) for name in ("scan_low", "scan_likely", "scan_high"))


def _break_even(context: Context, result: ScanResult) -> Table:
    """The decisive number at which it breaks even, above what was answered."""
    question_by_key, kind = result.answers.questions, result.kind
    rows = [Row(context.say("scan_break_even_row"), _numbers(result, kind.decisive, result.break_even or ()))]
    for name in kind.compare or (kind.decisive,):
        answered_range = result.answers.range_of(name)
        if answered_range is not None:
            heading_text = context.say("scan_answer_row", question=context.words(question_by_key[name].short))
            rows.append(Row(heading_text, _numbers(result, name, answered_range)))
    return Table(
        context.words(kind.break_even),
        _columns(context),
        tuple(rows),
        note=context.say("scan_break_even_note", beside=context.words(question_by_key[kind.beside].short)),
        anchor="table-scan-break-even",
    )


def _numbers(result: ScanResult, question: str, figures: tuple[float | None, ...]) -> tuple[Cell, ...]:
    is_share = result.answers.questions[question].kind == "share"
    return tuple(Cell(figure, "percent" if is_share else "number") for figure in figures)
