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
    counts_table = _counts(context)
    if counts_table is not None:
        section_blocks.append(counts_table)
    if result.break_even is not None:
        section_blocks.append(_break_even(context, result))
    section_blocks.append(Prose(context.say("scan_case_says"), _advices(context)))
    warning_sentences = _minded(context, result)
    if warning_sentences:
        section_blocks.append(Prose(context.say("scan_mind"), warning_sentences))
    next_step_sentences = tuple(
        context.say(
            "scan_next_step",
            step=context.words(steps()[step_id].title),
            product=context.words(steps()[step_id].product),
        )
        for step_id in _NEXT[result.outcome]
    )
    return (
        [*section_blocks, Prose(context.say("scan_next"), next_step_sentences)]
        if next_step_sentences
        else section_blocks
    )


def _outcome(context: Context, result: ScanResult) -> Callout:
    reasons_text = " ".join(context.say(f"scan_stop_{stop_id}") for stop_id in result.stops)
    outcome_sentence = context.say(
        f"scan_text_{result.outcome}", reasons=reasons_text, count=len(result.lacking)
    )
    return Callout(context.say(f"scan_outcome_{result.outcome}"), outcome_sentence, _TONES[result.outcome])


def _short(context: Context, result: ScanResult, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(context.words(result.answers.questions[question_id].short) for question_id in names)


def _minded(context: Context, result: ScanResult) -> tuple[str, ...]:
    advice_kind = advice(result.study).of(PROJECT).kind
    is_true_by_sentence_key = (
        ("scan_capped", result.capped),
        ("scan_individuals", result.answers.of("individuals") == "yes"),
        ("scan_overdrawn", result.overdrawn),
        ("scan_hours_no_money", result.answers.range_of("to_budget") == (0, 0, 0)),
        ("scan_hours_only", "to_budget" in result.answers.questions),
        ("scan_no_budget", result.answers.of("structural_budget") == "no"),
        ("scan_case_negative", result.outcome != "stop" and advice_kind in ("no_go", "choose_other")),
    )
    return tuple(context.say(sentence_key) for sentence_key, is_true in is_true_by_sentence_key if is_true)


def _advices(context: Context) -> tuple[str, ...]:
    """The advice of the case that is written, as its report will give it."""
    return advice_lines(context, advice(context.study))


def _balance(context: Context, result: ScanResult) -> Table:
    rows = tuple(
        Row(context.title("perspectives", perspective_id), _cells(scan_balance))
        for perspective_id, scan_balance in (
            ("society", result.society),
            ("municipality", result.municipality),
        )
    )
    case_settings = result.study.case.settings
    return Table(
        context.say("scan_balance"),
        _columns(context),
        rows,
        corner=context.word("perspective"),
        note=context.say("scan_balance_note", year=case_settings.price_level, years=case_settings.horizon),
        anchor="table-scan-balance",
    )


def _cells(balance: Balance) -> tuple[Cell, ...]:
    balance_amounts = (balance.low, balance.likely, balance.high)
    return tuple(Cell(balance_amount, "euro", pm=balance.pm) for balance_amount in balance_amounts)


def _by_line(context: Context, result: ScanResult) -> Table:
    """What each line adds to the likely balance."""
    rows = tuple(
        Row(
            context.title("lines", line_share.line),
            tuple(
                Cell(share_amount, "euro", pm=share_amount is None)
                for share_amount in (line_share.society, line_share.municipality)
            ),
        )
        for line_share in result.by_line
    )
    perspective_titles = tuple(
        context.title("perspectives", perspective_id) for perspective_id in ("society", "municipality")
    )
    has_btw = any(line.btw is not None for line in result.study.case.lines.values())
    return Table(
        context.say("scan_by_line"),
        perspective_titles,
        rows,
        corner=context.word("line"),
        note=context.say("scan_by_line_note_vat" if has_btw else "scan_by_line_note"),
        anchor="table-scan-lines",
    )


def _counts(context: Context) -> Table | None:
    """What happens in a year of use, in numbers, at likely values; what is nought or unknown is left out."""
    study, rows = context.study, []
    for quantity_id in study.case.graph.order:
        quantity = study.case.quantities[quantity_id]
        unit_by_output = quantity.units()
        for output_id in unit_by_output:
            expected_count = expected(study, f"quantities.{quantity_id}.{output_id}", PROJECT)
            if expected_count:
                quantity_title = context.title("quantities", quantity_id)
                output_suffix = (
                    f": {output_name(quantity, output_id, context.language)}"
                    if len(unit_by_output) > 1
                    else ""
                )
                rows.append(Row(f"{quantity_title}{output_suffix}", (Cell(expected_count, "number"),)))
    if not rows:
        return None
    return Table(
        context.say("scan_counts"), (context.say("scan_likely"),), tuple(rows), anchor="table-scan-counts"
    )


def _columns(context: Context) -> tuple[str, ...]:
    return tuple(context.say(sentence_key) for sentence_key in ("scan_low", "scan_likely", "scan_high"))


def _break_even(context: Context, result: ScanResult) -> Table:
    """The decisive number at which it breaks even, above what was answered."""
    question_by_id, scan_kind = result.answers.questions, result.kind
    rows = [
        Row(context.say("scan_break_even_row"), _numbers(result, scan_kind.decisive, result.break_even or ()))
    ]
    for question_id in scan_kind.compare or (scan_kind.decisive,):
        answered_range = result.answers.range_of(question_id)
        if answered_range is not None:
            answer_heading = context.say(
                "scan_answer_row", question=context.words(question_by_id[question_id].short)
            )
            rows.append(Row(answer_heading, _numbers(result, question_id, answered_range)))
    return Table(
        context.words(scan_kind.break_even),
        _columns(context),
        tuple(rows),
        note=context.say(
            "scan_break_even_note", beside=context.words(question_by_id[scan_kind.beside].short)
        ),
        anchor="table-scan-break-even",
    )


def _numbers(result: ScanResult, question: str, figures: tuple[float | None, ...]) -> tuple[Cell, ...]:
    is_share = result.answers.questions[question].kind == "share"
    return tuple(Cell(answer_number, "percent" if is_share else "number") for answer_number in figures)
