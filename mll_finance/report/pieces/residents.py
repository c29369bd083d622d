"""For residents: what they notice, how often it goes wrong, who could lose, what is not done, how to object."""

from __future__ import annotations

from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.method.residents import Residents
from mll_finance.inputs.quantities.detection import Detection
from mll_finance.judgement.evaluation import expected
from mll_finance.report.blocks import Block, Cell, Heading, Page, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.numbers import two_figures


def standalone(context: Context) -> Page | None:
    """The same as a page of its own; None where the case has no texts for residents."""
    found = context.study.case.section(Residents)
    if found is None:
        return None
    case = context.study.case
    subtitle = (
        context.say("municipality_of", municipality=case.settings.municipality)
        if case.settings.municipality
        else ""
    )
    made = tuple(
        Heading(one.text, 2, one.anchor) if isinstance(one, Heading) else one
        for one in residents_blocks(context, found)
    )
    return Page(context.words(case.settings.title, case.settings.id), subtitle, context.language, made)


def residents_blocks(context: Context, found: Residents) -> list[Block]:
    """What residents notice, how often it goes wrong, who could lose, what is not done, how to object."""
    content: list[Block] = [
        Prose(context.words(found.introduction)),
        Heading(context.say("residents_notices"), 3, "residents-notices"),
        _list(context, found.notices),
    ]
    counts = _counts(context, found)
    if counts:
        content += [
            Heading(context.say("residents_errors"), 3, "residents-errors"),
            Prose(context.say("residents_errors_intro", year=context.study.case.years[-1]), tuple(counts)),
        ]
    content += _groups(context, found)
    content += [
        Heading(context.say("residents_not_done"), 3, "residents-not-done"),
        _list(context, found.not_done),
        Heading(context.say("residents_objection"), 3, "residents-objection"),
        _list(context, found.objection),
    ]
    if found.contact is not None:
        content.append(Prose(context.say("residents_contact", contact=context.words(found.contact))))
    return content


def _list(context: Context, found: tuple[object, ...]) -> Prose:
    return Prose("", tuple(context.words(one) for one in found))  # type: ignore[arg-type]


def _counts(context: Context, found: Residents) -> list[str]:
    if found.counts:
        return [
            context.words(one.text)
            .replace("{count}", _number(context, one.path, found.alternative))
            .replace("{today}", _number(context, one.path, BASELINE))
            for one in found.counts.values()
        ]
    sentences = []
    for name, quantity in context.study.case.quantities.items():
        if isinstance(quantity, Detection):
            for output, sentence in (
                ("false_positives", "residents_wrong"),
                ("false_negatives", "residents_missed"),
            ):
                path = f"quantities.{name}.{output}"
                values = {
                    "count": _number(context, path, found.alternative),
                    "today": _number(context, path, BASELINE),
                }
                sentences.append(f"{context.title('quantities', name)}: {context.say(sentence, **values)}")
    return sentences


def _number(context: Context, path: str, alternative: str) -> str:
    """A count as a reader would say it: two figures, or words where it is small, unknown or left out."""
    if context.hides(path):
        return context.say("confidential")
    value = expected(context.study, path, alternative)
    if value is None:
        return context.say("residents_unknown")
    cell = context.count(value)
    if isinstance(cell.value, str):
        return cell.value
    return context.number(two_figures(float(cell.value)), "number")


def _groups(context: Context, found: Residents) -> list[Block]:
    if not found.groups:
        return []
    counted = any(one.count for one in found.groups.values())
    rows = []
    for one in found.groups.values():
        cells = [
            Cell(context.say(f"residents_effect_{one.effect}")),
            Cell(context.words(one.why)),
            Cell(context.words(one.measure) or context.say("residents_no_measure")),
        ]
        if counted:
            cells.append(Cell(_number(context, one.count, found.alternative) if one.count else None))
        rows.append(
            Row(context.words(one.title), tuple(cells), note=context.say(f"residents_kind_{one.kind}"))
        )
    columns = [
        "residents_effect",
        "residents_why",
        "residents_measure",
        *(["residents_count"] if counted else []),
    ]
    return [
        Heading(context.say("residents_groups"), 3, "residents-groups"),
        Table(
            context.say("residents_groups_table"),
            tuple(context.say(name) for name in columns),
            tuple(rows),
            corner=context.say("residents_who"),
            anchor="table-residents-groups",
        ),
    ]
