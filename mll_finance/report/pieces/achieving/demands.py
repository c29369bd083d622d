"""What a model must achieve, in words, and what a trial and a contract are held to, as a table."""

from __future__ import annotations

from mll_finance.judgement.achieving.acceptance import (
    POWER,
    SURENESS,
    Criterion,
    Proof,
    acceptance,
)
from mll_finance.judgement.achieving.demands import Demand, demanded, model_demands
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Callout, Cell, Figure, Prose, Row, Table, Tone
from mll_finance.report.context import Context

_POINTS = (0, 5, 10, 15, 20)
"""Places of the profile that its table shows: each quarter."""


def achieving_blocks(context: Context) -> list[Block]:
    """What each model must achieve, the balance by precision, and the acceptance criteria; nothing without a model."""
    demands_of_model = model_demands(context.study)
    if not demands_of_model:
        return []
    blocks: list[Block] = [Prose(context.say("achieving_intro"))]
    blocks += [
        Callout(_title(context, demand), " ".join(_sentences(context, demand)), _tone(demand))
        for demand in demands_of_model
    ]
    choosable_demands = [demand for demand in demands_of_model if demand.feasible]
    if choosable_demands:
        profile_figure = _profile(context, choosable_demands)
        # Where no precision is enough for any model the numbers serve: a picture of them would decide nothing.
        has_reach = any(demand.needed is not None or demand.shorter_list for demand in choosable_demands)
        blocks += [
            profile_figure if has_reach or profile_figure.data is None else profile_figure.data,
            *acceptance_blocks(context),
        ]
    return blocks


def acceptance_blocks(context: Context) -> list[Block]:
    """The acceptance criteria as a table, or the sentence that nothing can be demanded."""
    criteria = acceptance(context.study)
    if not criteria:
        return [Prose(context.say("acceptance_nothing"), alone=True)]
    column_keys = ("value", "expected", "sample", "by", "who", "if_not")
    return [
        Table(
            context.say("acceptance_table"),
            tuple(context.say(f"acceptance_{column_key}") for column_key in column_keys),
            tuple(_criterion(context, criterion) for criterion in criteria),
            corner=context.say("acceptance_corner"),
            note=context.say(
                "acceptance_note",
                sureness=context.number(SURENESS, "percent"),
                power=context.number(POWER, "percent"),
            ),
            anchor="table-acceptance",
            cards=True,
        )
    ]


def _criterion(context: Context, criterion: Criterion) -> Row:
    points_text = context.number(criterion.points, "years")
    margin_key = "acceptance_margin_more" if criterion.margin >= 0 else "acceptance_margin_less"
    signer_text = context.words(criterion.who) or context.say("acceptance_nobody")
    instead_title = context.title("alternatives", criterion.instead)
    criterion_cells = (
        Cell(criterion.value, "percent"),
        Cell(criterion.expected, "percent", remark=context.say(margin_key, points=points_text)),
        _proof(context, criterion.proof),
        Cell(context.day(criterion.by.isoformat())),
        Cell(signer_text),
        Cell(context.say(f"acceptance_{criterion.if_not}", instead=instead_title)),
    )
    return Row(
        context.say(
            f"acceptance_stage_{criterion.stage}",
            alternative=context.title("alternatives", criterion.alternative),
        ),
        criterion_cells,
        note=context.say("acceptance_measure", flags=context.number(criterion.flags, "number")),
    )


def _proof(context: Context, proof: Proof | None) -> Cell:
    if proof is None:
        return Cell(context.say("acceptance_none"))
    remark_texts = []
    if proof.weeks is not None:
        remark_texts.append(context.say("acceptance_weeks", weeks=context.number(proof.weeks, "number")))
    if proof.hoped:
        remark_texts.append(context.say("acceptance_hoped", assumed=context.number(proof.assumed, "percent")))
    right_text, cases_text = (
        context.number(count_of_proof, "number") for count_of_proof in (proof.right, proof.cases)
    )
    return Cell(
        context.say("acceptance_proof", right=right_text, cases=cases_text), remark="; ".join(remark_texts)
    )


def _tone(demand: Demand) -> Tone:
    if not demand.feasible or demand.needed is None:
        return "bad"
    return "good" if demand.is_met else "caution"


def _title(context: Context, demand: Demand) -> str:
    title_key = (
        "veto"
        if not demand.feasible
        else "list"
        if demand.list_is_too_long
        else "never"
        if demand.needed is None
        else "needed"
        if demand.needed > 0
        else "always"
    )
    return context.say(f"achieving_title_{title_key}", **_fields(context, demand))


def _fields(context: Context, demand: Demand) -> dict[str, str]:
    return {
        "alternative": context.title("alternatives", demand.alternative),
        "rival": context.title("alternatives", demand.against),
        "needed": "" if demand.needed is None else context.number(demanded(demand.needed), "percent"),
        "expected": context.number(demand.expected.precision, "percent"),
        "flags": context.number(demand.expected.flags, "number"),
        "short": context.about(abs(demand.at_perfect)),
        "above": context.about(abs(demand.profile[0][1])),
    }


def _sentences(context: Context, demand: Demand) -> list[str]:
    """What is said of one model: whether a precision is enough, then what else limits it."""
    sentence_fields = _fields(context, demand)
    if not demand.feasible:
        return [context.say("achieving_veto")]
    sentences = [context.say(f"achieving_{_verdict(demand)}", **sentence_fields)]
    if demand.needed is None and demand.falls:
        sentences.append(context.say("achieving_falls"))
    if demand.shorter_list is not None:
        list_share, needed_precision = demand.shorter_list
        length_text = context.number(list_share, "percent")
        precision_text = context.number(demanded(needed_precision), "percent")
        sentences.append(context.say("achieving_shorter", length=length_text, needed=precision_text))
    if demand.recall_is_worthless:
        sentences.append(context.say("achieving_full", **sentence_fields))
    if demand.unknown:
        sentences.append(context.say("achieving_pm"))
    return sentences


def _verdict(demand: Demand) -> str:
    if demand.needed is None:
        return "never_list" if demand.list_is_too_long else "never"
    if demand.needed == 0:
        return "always"
    return "more" if demand.is_met else "less"


def _profile(context: Context, asked: list[Demand]) -> Figure:
    """The balance by precision, less that of the best other choice."""
    first_demand = asked[0]
    title_key = (
        "below" if first_demand.needed is None else "above" if first_demand.needed == 0 else "crossing"
    )
    profile_chart = charts.by_precision(
        [
            charts.Profile(
                context.title("alternatives", demand.alternative),
                demand.profile,
                (demand.expected.precision, demand.difference),
            )
            for demand in asked
        ],
        axis=context.say("achieving_axis"),
        expected=context.say("achieving_expected"),
        language=context.language,
    )
    frontier_sentences = [
        context.say(
            "achieving_figure_text",
            alternative=context.title("alternatives", demand.alternative),
            none=context.number(demand.profile[0][1], "euro"),
            all=context.number(demand.at_perfect, "euro"),
            now=context.number(demand.difference, "euro"),
        )
        for demand in asked
    ]
    data_table = Table(
        context.say("achieving_figure_data"),
        tuple(context.number(first_demand.profile[point_index][0], "percent") for point_index in _POINTS),
        tuple(
            Row(
                context.title("alternatives", demand.alternative),
                tuple(context.euros(demand.profile[point_index][1]) for point_index in _POINTS),
            )
            for demand in asked
        ),
        corner=context.word("alternative"),
    )
    title_sentence = context.say(f"achieving_figure_{title_key}", **_fields(context, first_demand))
    return Figure(
        title_sentence,
        profile_chart,
        " ".join(frontier_sentences),
        data_table,
        anchor="figure-by-precision",
        frame="frontier",
    )
