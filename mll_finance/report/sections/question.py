"""The question and the alternatives."""

from __future__ import annotations

from mll_finance.inputs.case.scenarios import parts
from mll_finance.report.blocks import Block, Callout, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.names import scenario_title
from mll_finance.report.section import section


@section(nl="Vraag en alternatieven", en="Question and alternatives", anchor="question", public=True)
def blocks(context: Context) -> list[Block]:
    """The social issue, the alternatives with the baseline first, and what the reader changed."""
    case = context.study.case
    section_blocks: list[Block] = []
    if case.settings.question is not None:
        section_blocks.append(Prose(context.words(case.settings.question)))
    section_blocks.append(
        Table(
            context.say("alternatives_table"),
            (context.say("what_is_done"),),
            tuple(
                Row(
                    context.title("alternatives", alternative_id),
                    (Cell(context.words(alternative.description, "-")),),
                )
                for alternative_id, alternative in case.alternatives.items()
            ),
            corner=context.word("alternative"),
            anchor="table-what",
        )
    )
    section_blocks += _changes(context)
    return section_blocks


def _changes(context: Context) -> list[Block]:
    case = context.study.case
    section_blocks: list[Block] = []
    if case.scenario is not None:
        scenario_ids = parts(case.scenario)
        scenario_descriptions = [
            context.words(case.scenarios[scenario_id].description, "-") for scenario_id in scenario_ids
        ]
        section_blocks.append(
            Callout(
                context.say("in_scenario", scenario=scenario_title(context, case.scenario)),
                " ".join(scenario_descriptions),
                "caution",
            )
        )
    if case.settings.tables:
        table_texts = tuple(
            f"{table_name}: {case.files.name_in_copy(table_file)}"
            for table_name, table_file in case.settings.tables.items()
        )
        section_blocks.append(Prose(context.say("own_tables"), table_texts))
    # As typed: paths of the case and numbers of any size, so not for a public version, which names what was changed.
    if case.overrides and context.publication is None:
        rows = tuple(
            Row(
                case_change.path,
                (
                    Cell(str(case_change.value)),
                    Cell(context.say("fixed" if case_change.fixes else "changed")),
                ),
            )
            for case_change in case.overrides
        )
        section_blocks.append(
            Table(
                context.say("overrides"),
                (context.word("value"), context.say("what_changed")),
                rows,
                corner=context.word("path"),
                anchor="table-overrides",
            )
        )
    return section_blocks
