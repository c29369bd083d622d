"""The page above many reports: what may be compared, what is a straight line, and a table that leads to each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mll_finance.drivers.scale import dimension
from mll_finance.engine.study import Study
from mll_finance.judgement.across.comparing import PERSPECTIVES, ReportEntry, ReportGroup
from mll_finance.report.blocks import Block, Callout, Cell, Heading, Page, Prose, Row, Table, plain_page
from mll_finance.report.context import Context
from mll_finance.report.pieces.inputs import short_choice
from mll_finance.report.pieces.names import full_name, scenario_title
from mll_finance.report.pieces.standard import scale_block
from mll_finance.terms import Language, sentence, unit

_LISTED = 12
"""Numbers or failures that a list shows."""


@dataclass(frozen=True)
class Overview:
    """The reports that are there, by case and scenario, and those that are not.

    Parameters
    ----------
    groups : tuple of ReportGroup
        The reports that can be laid beside each other, if anything can.
    studies : mapping
        The study of each case as it stands, by its identity.
    failures : mapping
        Why a report is not there, by its folder.
    links : mapping
        The file of each report, by its folder.
    """

    groups: tuple[ReportGroup, ...]
    studies: Mapping[str, Study]
    failures: Mapping[str, str]
    links: Mapping[str, str]


ASSETS = ("overview/overview.js", "overview/overview.css")
"""By which the table can be searched, filtered and sorted."""


def overview_page(overview: Overview, language: Language) -> Page:
    """The page in one language."""
    report_count = sum(len(group.entries) for group in overview.groups)
    blocks: list[Block] = [_comparability(overview, language)]
    for group in overview.groups:
        blocks += _of_group(overview, group, language)
    blocks.append(_table(overview, language))
    if overview.failures:
        listed = [f"{folder}: {reason}" for folder, reason in overview.failures.items()]
        blocks.append(Heading(sentence("overview_failed", language), anchor="failed"))
        blocks.append(Prose(sentence("overview_failed_text", language), tuple(listed)))
    title_text = sentence("overview_title", language, count=report_count)
    return plain_page(title_text, _titles(overview, language), language, blocks)


def _titles(overview: Overview, language: Language) -> str:
    contexts = (Context(study, language) for study in overview.studies.values())
    return "; ".join(
        context.words(context.study.case.settings.title, context.study.case.settings.id)
        for context in contexts
    )


def _comparability(overview: Overview, language: Language) -> Callout:
    """How many reports may be laid side by side, and why the others may not."""
    comparable_count = sum(len(group.comparable) for group in overview.groups)
    count = sum(len(group.entries) for group in overview.groups)
    key = "all" if comparable_count == count else "some" if comparable_count else "none"
    text = sentence(f"overview_comparable_{key}", language, comparable=comparable_count, count=count)
    return Callout(
        sentence("overview_comparable", language),
        f"{text} {sentence('overview_no_totals', language)}",
        "good" if key == "all" else "caution",
    )


def _of_group(overview: Overview, group: ReportGroup, language: Language) -> Iterator[Block]:
    """What holds for all reports of a case in a scenario: the year of each figure, and what is a straight line."""
    first = group.entries[0]
    context = Context(overview.studies[first.case], language)
    blocks: list[Block] = []
    if group.years:
        leaves = context.study.case.graph.leaves
        years = [
            f"{full_name(context, leaves[path])}: {year}"
            for path, year in group.years.items()
            if path in leaves and year is not None
        ]
        blocks.append(Prose(context.say("overview_years"), tuple(years[:_LISTED])))
    if group.lines:
        intro_text = context.say("overview_line", unit=_size_unit(context, plural=True))
        blocks += [Prose(intro_text), _lines(context, group)]
        sizes = scale_block(context) if not first.scenario else None
        if sizes is not None:
            blocks.append(sizes)
    if blocks:
        names = [context.words(context.study.case.settings.title, first.case)]
        if first.scenario:
            names.append(scenario_title(context, first.scenario))
        yield Heading(", ".join(names))
        yield from blocks


def _size_unit(context: Context, *, plural: bool = False) -> str:
    """What the size of a case is counted in."""
    counted = dimension(context.study)
    return "" if counted is None else unit(f"{counted.unit}{'s' * plural}", context.language)


def _lines(context: Context, group: ReportGroup) -> Table:
    """What each alternative costs or brings whatever the size, and for each one more."""
    line_by_key = {(line.perspective, line.alternative): line for line in group.lines}
    rows = []
    for alternative in dict.fromkeys(line.alternative for line in group.lines):
        cells: list[Cell] = []
        for perspective in PERSPECTIVES:
            line = line_by_key.get((perspective, alternative))
            cells += (
                [Cell(None, "euro")] * 2
                if line is None
                else [Cell(line.fixed, "euro"), Cell(line.slope, "ratio")]
            )
        rows.append(Row(context.title("alternatives", alternative), tuple(cells)))
    per_unit_text = context.say("overview_per", unit=_size_unit(context))
    columns = [
        f"{context.say(f'overview_column_{perspective}')}: {part}"
        for perspective in PERSPECTIVES
        for part in (context.say("overview_fixed"), per_unit_text)
    ]
    return Table(
        context.say("overview_lines"), tuple(columns), tuple(rows), corner=context.say("overview_line_of")
    )


def _table(overview: Overview, language: Language) -> Table:
    """A row for each report: the advice, on how many figures of its own, and the balance where it is comparable."""
    rows = tuple(
        _row(Context(overview.studies[entry.case], language), group, entry, overview.links[entry.folder])
        for group in overview.groups
        for entry in group.entries
    )
    columns = ("case", "scenario", "advice", "choice", "local", "society", "municipality")
    return Table(
        sentence("overview_table", language),
        tuple(sentence(f"overview_column_{name}", language) for name in columns),
        rows,
        corner=sentence("overview_column_place", language),
        note=sentence("overview_table_note", language),
        anchor="table-overview",
    )


def _row(context: Context, group: ReportGroup, entry: ReportEntry, link: str) -> Row:
    case = context.study.case
    place_name = entry.municipality or case.settings.municipality or context.say("overview_as_it_stands")
    kind = entry.advice[entry.about]
    advised_text = context.say("decision_other" if kind == "choose_other" else f"advised_kind_{kind}")
    choice_text = (
        context.say("diff_no_choice") if entry.choice is None else short_choice(context, entry.choice)
    )
    return Row(
        place_name,
        (
            Cell(context.words(case.settings.title, entry.case)),
            Cell(
                scenario_title(context, entry.scenario) if entry.scenario else context.say("scenario_central")
            ),
            Cell(advised_text),
            Cell(choice_text),
            Cell(_own_text(context, entry)),
            *(_balance(context, group, entry, perspective) for perspective in PERSPECTIVES),
        ),
        file=link,
    )


def _own_text(context: Context, entry: ReportEntry) -> str:
    """How many of the figures that differ by municipality are its own."""
    if not entry.local_count:
        return context.say("overview_nothing_local")
    return context.say("overview_own", own=len(entry.own), count=entry.local_count)


def _balance(context: Context, group: ReportGroup, entry: ReportEntry, perspective: str) -> Cell:
    """The balance of what was asked; a word where it is a line, or where it may not be laid beside others."""
    key = (perspective, entry.about)
    if key not in entry.mean:
        return Cell(None, "amount")
    if group.is_line(*key):
        return Cell(context.say("overview_see_line"), "text")
    if not group.is_comparable(entry):
        return Cell(context.say("overview_not_comparable"), "text")
    return Cell(entry.mean[key], "amount", pm=entry.pm[key])
