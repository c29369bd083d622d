"""Cover by year, closing to zero or saying what is missing, and the effect on the weerstandsvermogen."""

from __future__ import annotations

from mll_finance.municipal_budget.budget import budget_settings
from mll_finance.municipal_budget.cover import Coverage, CoverAmount, coverage, long_incidental
from mll_finance.municipal_budget.resilience import Effect, ratio_class, resilience, rules
from mll_finance.report.blocks import Block, Callout, Cell, Heading, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.sections.budget_detail import sign_note


def blocks(context: Context) -> list[Block]:
    """Cover of each alternative with whether it closes; then the risk to the budget."""
    made: list[Block] = [
        Heading(context.say("coverage"), anchor="coverage"),
        Prose(context.say("coverage_intro")),
    ]
    for name in context.study.case.projects:
        found = coverage(context.study, name)
        made += [cover_table(context, name, found), *closing(context, name, found)]
    return [*made, *resilience_blocks(context, context.study.case.projects)]


def _flip(context: Context) -> float:
    """What turns a balance into the sign convention of the municipality."""
    return -1.0 if budget_settings(context.study).sign == "minus" else 1.0


def cover_table(context: Context, alternative: str, found: Coverage) -> Table:
    """Balance, cover and what is left, by year."""
    flip = _flip(context)
    pm = " + PM" if found.pm else ""

    def row(name: str, values: object, *, total: bool = False, note: str = "") -> Row:
        cells = tuple(context.amount(flip * float(value) + 0.0) for value in values)  # type: ignore[attr-defined]
        return Row(name, cells, total=total, note=note)

    unknown = any(item.amounts is None for item in found.items)
    rows = [
        row(context.say("coverage_structural"), found.structural),
        row(context.say("coverage_incidental"), found.incidental),
        row(context.word("balance") + pm, found.balance, total=True),
    ]
    for item in found.items:
        name, note = cover_name(context, item), _about(context, item)
        if item.amounts is None:
            rows.append(Row(name, tuple(context.pm() for _ in found.years), note=note))
        else:
            rows.append(row(name, item.amounts, note=note))
    rows.append(row(context.say("coverage_total") + (" + PM" if unknown else ""), found.cover(), total=True))
    mark = " + PM" if unknown or found.pm else ""
    rows.append(row(context.say("coverage_remaining") + mark, found.remaining, total=True))
    return Table(
        context.say("coverage_table", alternative=context.title("alternatives", alternative)),
        tuple(map(str, found.years)),
        tuple(rows),
        corner=context.word("line"),
        note=sign_note(context),
        anchor=f"table-cover-{alternative}",
    )


def cover_name(context: Context, item: CoverAmount) -> str:
    """Name of an item of cover."""
    return context.words(item.cover.title, item.id.replace("_", " "))


def _about(context: Context, item: CoverAmount) -> str:
    decided = context.say("coverage_decided" if item.cover.decided else "coverage_proposed")
    duration = context.word(item.cover.duration).lower()
    return f"{context.say(f'coverage_kind_{item.cover.kind}')}, {duration}, {decided}"


def by_year(context: Context, amounts: dict[int, float]) -> str:
    """Amounts by year in words."""
    return "; ".join(f"{year}: {context.number(value, 'euro')}" for year, value in amounts.items())


def closing(context: Context, alternative: str, found: Coverage) -> list[Block]:
    """Whether the cover closes; else what is missing in which year, and what is PM."""
    name = context.title("alternatives", alternative)
    made: list[Block] = []
    left = {y: float(v) for y, v in zip(found.years, found.remaining, strict=True) if abs(v) >= 0.5}
    if found.missing:
        text = context.say("coverage_missing", alternative=name, missing=by_year(context, found.missing))
        made.append(Callout(context.say("coverage_missing_title"), text, "bad"))
    elif left:
        text = context.say("coverage_over", alternative=name, years=by_year(context, left))
        made.append(Callout(context.say("coverage_over_title"), text, "caution"))
    elif found.closes:
        text = context.say("coverage_closes", alternative=name)
        short = bool(found.structural_gap)
        head = context.say("coverage_closes_structural") if short else context.say("coverage_closes_title")
        made.append(Callout(head, text, "caution" if short else "good"))
    else:
        text = context.say("coverage_pm", alternative=name)
        made.append(Callout(context.say("coverage_over_title"), text, "caution"))
    unknown = [
        f"{cover_name(context, i)} ({context.words(i.cover.pm)})" for i in found.items if i.amounts is None
    ]
    if unknown:
        made.append(Prose(context.say("coverage_why_pm", items="; ".join(unknown))))
    if found.structural_gap:
        gap = by_year(context, found.structural_gap)
        made.append(Prose(context.say("coverage_structural_gap", alternative=name, gap=gap)))
    limit = rules(context.study).find("incidental_years").value
    long = [context.title("lines", line) for line in long_incidental(context.study, alternative, limit)]
    if long:
        limited = context.number(limit, "number")
        made.append(Prose(context.say("coverage_incidental_long", limit=limited, lines=", ".join(long))))
    return made


def resilience_blocks(context: Context, alternatives: tuple[str, ...]) -> list[Block]:
    """The risk to the budget as municipalities count it, and the ratio before and after."""
    found = {name: resilience(context.study, name) for name in alternatives}
    first = next(iter(found.values()))
    table = rules(context.study)
    rows = tuple(
        Row(context.title("alternatives", name), _cells(context, effect)) for name, effect in found.items()
    )
    columns = (
        context.say("resilience_budgeted"),
        context.say("resilience_amount", certainty=context.number(first.certainty, "percent")),
        context.say("resilience_probability"),
        context.say("resilience_chance"),
        context.say("resilience_risk"),
        context.say("resilience_before"),
        context.say("resilience_after"),
    )
    note = context.say(
        "resilience_note",
        classes=context.reference(table.find("chance_class_1").source),
        certain=context.reference(table.find("risk_certainty").source),
    )
    made: list[Block] = [
        Table(
            context.say("resilience_table"),
            columns,
            rows,
            corner=context.word("alternative"),
            note=f"{note} {context.say(f'budget_sign_{budget_settings(context.study).sign}')}",
            anchor="table-resilience",
        )
    ]
    if first.before is None:
        return [*made, Prose(context.say("resilience_unknown"))]
    text = tuple(
        f"{context.title('alternatives', name)}: " + _known(context, effect) for name, effect in found.items()
    )
    return [*made, Prose("", text)]


def _cells(context: Context, effect: Effect) -> tuple[Cell, ...]:
    pm = Cell(None, "ratio", pm=True)
    ratios = (effect.ratio_before, effect.ratio_after)
    return (
        context.amount(_flip(context) * effect.budgeted),
        context.amount(effect.amount),
        Cell(effect.probability, "percent"),
        Cell(effect.chance, "percent"),
        context.amount(effect.risk),
        *(pm if ratio is None else Cell(ratio, "ratio") for ratio in ratios),
    )


def _known(context: Context, effect: Effect) -> str:
    table, before = rules(context.study), effect.before
    if before is None or effect.ratio_before is None or effect.ratio_after is None:
        return context.say("resilience_unknown")
    return context.say(
        "resilience_known",
        available=context.number(before.available, "euro"),
        required=context.number(before.required, "euro"),
        source=context.reference(before.source),
        before=ratio_class(effect.ratio_before, table),
        after=ratio_class(effect.ratio_after, table),
    )
