"""The page above many reports: what may be compared, what is a straight line, and a table that leads to each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from mll_finance.drivers.scale import dimension
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.tables.municipality_names import alphabetical
from mll_finance.judgement.across.comparing import PERSPECTIVES, ReportEntry, ReportGroup
from mll_finance.report.blocks import (
    Block,
    Callout,
    Cell,
    Figure,
    Heading,
    Page,
    Prose,
    Row,
    Table,
    plain_page,
)
from mll_finance.report.charts import PlaceDot, by_place
from mll_finance.report.context import Context
from mll_finance.report.numbers import show
from mll_finance.report.overview.comparability import (
    abouts,
    case_name,
    comparability,
    scenario_name,
    subject_name,
)
from mll_finance.report.pieces.inputs import short_choice
from mll_finance.report.pieces.names import full_name
from mll_finance.report.pieces.standard import scale_block
from mll_finance.terms import Language, sentence, unit

_LISTED = 12
"""Numbers or failures that a list shows."""


@dataclass(frozen=True)
class Absent:
    """A report that is not there: what it would be about, and why, in the language of the page."""

    case: str
    municipality: str
    scenario: str
    reason: str


@dataclass(frozen=True)
class Overview:
    """The reports that are there, by case and scenario, and those that are not.

    Parameters
    ----------
    groups : tuple of ReportGroup
        The reports that can be laid beside each other, if anything can.
    studies : mapping
        The study of each case as it stands, by its identity.
    absent : tuple of Absent
        The reports that are not there.
    links : mapping
        The file of each report, by its folder.
    """

    groups: tuple[ReportGroup, ...]
    studies: Mapping[str, Study]
    absent: tuple[Absent, ...]
    links: Mapping[str, str]


ASSETS = ("overview/overview.js", "overview/overview.css")
"""By which the table can be searched, filtered and sorted."""


def overview_page(overview: Overview, language: Language) -> Page:
    """The page in one language."""
    report_count = sum(len(group.entries) for group in overview.groups)
    blocks: list[Block] = [*_incomplete(overview, report_count, language)]
    if overview.groups:
        blocks += comparability(
            overview.groups, overview.studies, is_alone=_is_alone(overview), language=language
        )
    for _, groups_of_case in groupby(overview.groups, key=lambda group: group.entries[0].case):
        blocks += _of_case(overview, groups_of_case, language)
    if overview.groups:
        blocks.append(Heading(sentence("overview_all", language), anchor="all"))
        blocks += [abouts(overview.groups, overview.studies, language), _table(overview, language)]
    if overview.absent:
        blocks.append(Heading(sentence("overview_failed", language), anchor="failed"))
        blocks += [Prose(sentence("overview_failed_text", language)), _absent_table(overview, language)]
    title_text = sentence("overview_title", language, count=show(report_count, "number", language))
    return plain_page(title_text, _titles(overview, language), language, blocks)


def _incomplete(overview: Overview, report_count: int, language: Language) -> Iterator[Callout]:
    """That reports are missing, where some are: a reader who searches for one learns so at once."""
    if overview.absent:
        count_by_field = {"failed": len(overview.absent), "count": report_count + len(overview.absent)}
        count_texts = {field: show(number, "number", language) for field, number in count_by_field.items()}
        yield Callout(
            sentence("overview_failed_title", language, **count_texts),
            sentence("overview_failed_short", language),
            "caution",
        )


def _absent_table(overview: Overview, language: Language) -> Table:
    """A row for each report that is not there, with the reason."""
    context_by_case = {case_id: Context(study, language) for case_id, study in overview.studies.items()}
    column_keys = tuple(key for key in _columns(overview) if key in ("case", "scenario"))
    rows = []
    for absent_report in overview.absent:
        context = context_by_case[absent_report.case]
        cell_by_column = _subject(context, absent_report)
        report_cells = (*(cell_by_column[key] for key in column_keys), Cell(absent_report.reason))
        rows.append(Row(_place_name(context, absent_report), report_cells))
    return Table(
        sentence("overview_failed_table", language),
        (
            *(sentence(f"overview_column_{key}", language) for key in column_keys),
            sentence("overview_failed_reason", language),
        ),
        tuple(rows),
        corner=sentence("overview_column_place", language),
        anchor="table-absent",
    )


def _subject(context: Context, report: ReportEntry | Absent) -> dict[str, Cell]:
    """The case and the scenario of a report, in words."""
    return {
        "case": Cell(case_name(context)),
        "scenario": Cell(scenario_name(context, report.scenario)),
    }


def _titles(overview: Overview, language: Language) -> str:
    contexts = (Context(study, language) for study in overview.studies.values())
    return "; ".join(case_name(context) for context in contexts)


def _is_alone(overview: Overview) -> bool:
    """Whether a case in a scenario has one report, so that no municipality is laid beside another."""
    return not overview.absent and all(len(group.entries) == 1 for group in overview.groups)


def _of_case(overview: Overview, groups: Iterable[ReportGroup], language: Language) -> list[Block]:
    """What holds for the reports of a case in each scenario; what holds in several is told in the first."""
    blocks: list[Block] = []
    for case_group in groups:
        blocks_not_yet_shown = [
            group_block
            for group_block in _of_group(overview, case_group, language)
            if not (isinstance(group_block, Prose) and group_block in blocks)
        ]
        if any(not isinstance(group_block, Heading) for group_block in blocks_not_yet_shown):
            blocks += blocks_not_yet_shown
    return blocks


def _of_group(overview: Overview, group: ReportGroup, language: Language) -> Iterator[Block]:
    """What holds for all reports of a case in a scenario: the year of each figure, and what is a straight line."""
    first_entry = group.entries[0]
    context = Context(overview.studies[first_entry.case], language)
    blocks: list[Block] = []
    if group.years and len(group.entries) > 1:
        leaves = context.study.case.graph.leaves
        number_and_year_texts = [
            f"{full_name(context, leaves[path])}: {year}"
            for path, year in group.years.items()
            if path in leaves and year is not None
        ]
        blocks.append(Prose(context.say("overview_years"), tuple(number_and_year_texts[:_LISTED])))
    if group.lines:
        intro_text = context.say("overview_line", unit=_size_unit(context, plural=True))
        blocks += [Prose(intro_text), _lines(context, group, overview)]
        sizes_prose = scale_block(_in_scenario(context, first_entry.scenario))
        if sizes_prose is not None:
            blocks.append(sizes_prose)
    dots_figure = _dots(context, group, overview)
    if dots_figure is not None:
        blocks.append(dots_figure)
    if blocks:
        yield Heading(subject_name(context, group, overview.groups))
        yield from blocks


def _in_scenario(context: Context, scenario: str) -> Context:
    """The same case as the reports of a scenario have it."""
    return Context(Study(context.study.case.in_scenario(scenario)), context.language) if scenario else context


def _titled(
    context: Context, group: ReportGroup, overview: Overview, keys: tuple[str, str], **fields: object
) -> str:
    """A title; where there are several cases or scenarios the second one, which names its own."""
    key_of_one, key_of_several = keys
    if len(overview.groups) == 1:
        return context.say(key_of_one, **fields)
    return context.say(key_of_several, of=subject_name(context, group, overview.groups), **fields)


def _dots(context: Context, group: ReportGroup, overview: Overview) -> Figure | None:
    """A dot for each report that may be compared; nothing where they are few, or nothing counts their size."""
    shown_entries = group.shown(SOCIETY)
    size_spread = group.spread(SOCIETY)
    entries_with_size = [(entry, entry.size) for entry in shown_entries if entry.size]
    if size_spread is None or len(entries_with_size) < len(shown_entries):
        return None
    dots = [
        PlaceDot(_place_name(context, entry), entry_size, entry.mean[SOCIETY, entry.about])
        for entry, entry_size in entries_with_size
    ]
    has_pm = any(entry.pm[SOCIETY, entry.about] for entry in shown_entries)
    rows = [_spread_row(context, group, perspective) for perspective in PERSPECTIVES]
    amount_texts = {
        field: context.number(getattr(size_spread, field), "euro") for field in ("low", "middle", "high")
    }
    return Figure(
        _titled(
            context,
            group,
            overview,
            ("overview_dots_title", "overview_dots_title_of"),
            above=size_spread.above,
            count=size_spread.count,
        ),
        by_place(
            dots, context.say("overview_dots_size", unit=_size_unit(context, plural=True)), context.language
        ),
        context.say("overview_dots_alternative", **amount_texts),
        Table(
            _titled(context, group, overview, ("overview_dots_table", "overview_dots_table_of")),
            tuple(context.say(f"overview_dots_{field}") for field in ("low", "middle", "high", "above")),
            tuple(row for row in rows if row is not None),
            corner=context.say("overview_dots_corner"),
            note=context.say("overview_dots_pm") if has_pm else context.say("overview_dots_note"),
        ),
        anchor=f"dots-{overview.groups.index(group) + 1}",
        measure=context.say("overview_dots_measure"),
    )


def _spread_row(context: Context, group: ReportGroup, perspective: str) -> Row | None:
    npv_spread = group.spread(perspective)
    if npv_spread is None:
        return None
    spread_cells = (
        *(Cell(amount, "euro") for amount in (npv_spread.low, npv_spread.middle, npv_spread.high)),
        Cell(npv_spread.above, "number"),
    )
    return Row(context.say(f"overview_column_{perspective}"), spread_cells)


def _place_name(context: Context, entry: ReportEntry | Absent) -> str:
    return (
        entry.municipality or context.study.case.settings.municipality or context.say("overview_as_it_stands")
    )


def _size_unit(context: Context, *, plural: bool = False) -> str:
    """What the size of a case is counted in."""
    size_dimension = dimension(context.study)
    return "" if size_dimension is None else unit(f"{size_dimension.unit}{'s' * plural}", context.language)


def _lines(context: Context, group: ReportGroup, overview: Overview) -> Table:
    """What each alternative costs or brings whatever the size, and for each one more."""
    npv_line_by_key = {(npv_line.perspective, npv_line.alternative): npv_line for npv_line in group.lines}
    rows = []
    for alternative_id in dict.fromkeys(npv_line.alternative for npv_line in group.lines):
        line_cells: list[Cell] = []
        for perspective_id in PERSPECTIVES:
            npv_line = npv_line_by_key.get((perspective_id, alternative_id))
            line_cells += (
                [Cell(None, "euro")] * 2
                if npv_line is None
                else [Cell(npv_line.fixed, "euro"), Cell(npv_line.slope, "ratio")]
            )
        rows.append(Row(context.title("alternatives", alternative_id), tuple(line_cells)))
    per_unit_text = context.say("overview_per", unit=_size_unit(context))
    column_titles = [
        f"{context.say(f'overview_column_{perspective_id}')}: {part_title}"
        for perspective_id in PERSPECTIVES
        for part_title in (context.say("overview_fixed"), per_unit_text)
    ]
    return Table(
        _titled(context, group, overview, ("overview_lines", "overview_lines_of")),
        tuple(column_titles),
        tuple(rows),
        corner=context.say("overview_line_of"),
        cards=True,
    )


def _table(overview: Overview, language: Language) -> Table:
    """A row for each report: the advice, on how many figures of its own, and the balance where it is comparable."""
    context_by_case = {case_id: Context(study, language) for case_id, study in overview.studies.items()}
    column_keys = _columns(overview)
    is_alone = _is_alone(overview)
    rows = [
        _row(
            context_by_case[report_entry.case],
            _ReportRow(group, report_entry, is_alone, overview.links[report_entry.folder]),
            column_keys,
        )
        for group in overview.groups
        for report_entry in sorted(
            group.entries, key=lambda entry: alphabetical(_place_name(context_by_case[entry.case], entry))
        )
    ]
    is_balance_shown = any(
        cell.format == "amount" and cell.value is not None for row in rows for cell in row.cells
    )
    note_key = "overview_table_note_sizes" if is_balance_shown and not is_alone else "overview_table_note"
    return Table(
        sentence("overview_table", language),
        tuple(sentence(f"overview_column_{column_key}", language) for column_key in column_keys),
        tuple(rows),
        corner=sentence("overview_column_place", language),
        note=sentence(note_key, language),
        anchor="table-overview",
        cards=True,
    )


def _columns(overview: Overview) -> tuple[str, ...]:
    """What the table says of each report; a case and a scenario where there is more than one of them."""
    has_scenario = any(group.entries[0].scenario for group in overview.groups)
    has_scenario |= any(report.scenario for report in overview.absent)
    return (
        *(("case",) if len(overview.studies) > 1 else ()),
        *(("scenario",) if has_scenario else ()),
        *("advice", "choice", "local", "society", "municipality"),
    )


@dataclass(frozen=True)
class _ReportRow:
    """A report with what it stands among."""

    group: ReportGroup
    entry: ReportEntry
    is_alone: bool
    """Whether no municipality is laid beside another."""
    link: str


def _row(context: Context, report: _ReportRow, columns: tuple[str, ...]) -> Row:
    entry = report.entry
    kind = entry.advice[entry.about]
    advised_text = context.say("decision_other" if kind == "choose_other" else f"advised_kind_{kind}")
    choice_text = (
        context.say("diff_no_choice") if entry.choice is None else short_choice(context, entry.choice)
    )
    cell_by_column = {
        **_subject(context, entry),
        "advice": Cell(advised_text),
        "choice": Cell(choice_text),
        "local": Cell(_own_text(context, entry)),
        **{perspective: _balance(context, report, perspective) for perspective in PERSPECTIVES},
    }
    return Row(
        _place_name(context, entry),
        tuple(cell_by_column[key] for key in columns),
        file=report.link,
    )


def _own_text(context: Context, entry: ReportEntry) -> str:
    """How many of the figures that differ by municipality are its own."""
    if not entry.local_count:
        return context.say("overview_nothing_local")
    return context.say("overview_own", own=len(entry.own), count=entry.local_count)


def _balance(context: Context, report: _ReportRow, perspective: str) -> Cell:
    """The balance of what was asked; a word where it is a line, or where it may not be laid beside others, with why."""
    group, entry = report.group, report.entry
    perspective_and_about = (perspective, entry.about)
    if perspective_and_about not in entry.mean:
        return Cell(None, "amount")
    if group.is_line(*perspective_and_about):
        return Cell(context.say("overview_see_line"), "text")
    if not report.is_alone and not group.is_comparable(entry):
        reason_texts = [
            context.say(f"overview_apart_{reason_key}", count=reason_count)
            for reason_key, reason_count in group.apart(entry).items()
            if reason_count
        ]
        remark_text = "; ".join(reason_texts) if perspective == SOCIETY else ""
        return Cell(context.say("overview_not_comparable"), "text", remark=remark_text)
    return Cell(entry.mean[perspective_and_about], "amount", pm=entry.pm[perspective_and_about])
