"""What of many reports may be laid side by side, told above them: which, of what, and in which years and prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mll_finance.engine.study import Study
from mll_finance.judgement.across.comparing import PERSPECTIVES, ReportGroup
from mll_finance.report.blocks import Block, Callout, Prose
from mll_finance.report.context import Context
from mll_finance.report.numbers import show
from mll_finance.report.pieces.inputs import short_choice
from mll_finance.report.pieces.names import scenario_title
from mll_finance.terms import Language, sentence


def comparability(
    groups: Sequence[ReportGroup], studies: Mapping[str, Study], *, is_alone: bool, language: Language
) -> Iterator[Block]:
    """How many reports may be laid side by side and why the others may not; of several cases what sets them apart.

    Parameters
    ----------
    groups : sequence of ReportGroup
        The reports by case and scenario.
    studies : mapping
        The study of each case, by its identity.
    is_alone : bool
        Whether a case in a scenario has one report, so that no municipality is laid beside another.
    language : str
        Of the page.
    """
    comparable_key = "alone" if is_alone else _key(groups)
    count_by_field = {
        "comparable": sum(len(report_group.comparable) for report_group in groups),
        "count": sum(len(report_group.entries) for report_group in groups),
    }
    count_text_by_field = {
        field_name: show(field_count, "number", language)
        for field_name, field_count in count_by_field.items()
    }
    comparable_sentences = [
        sentence(f"overview_comparable_{comparable_key}", language, **count_text_by_field)
    ]
    if any(
        report_group.is_line(perspective_id, report_group.entries[0].about)
        for report_group in groups
        for perspective_id in PERSPECTIVES
    ):
        comparable_sentences.append(sentence("overview_only_size", language))
    if not is_alone:
        comparable_sentences.append(sentence("overview_no_totals", language))
    yield Callout(
        sentence("overview_comparable", language),
        " ".join(comparable_sentences),
        "good" if comparable_key == "all" else "neutral" if is_alone else "caution",
    )
    if len(studies) > 1:
        yield Prose(
            sentence("overview_cases", language),
            tuple(_basis(Context(case_study, language)) for case_study in studies.values()),
        )


def _key(groups: Sequence[ReportGroup]) -> str:
    """How many of the reports may be laid side by side, in a word."""
    all_entries = [report_entry for report_group in groups for report_entry in report_group.entries]
    comparable_count = sum(len(report_group.comparable) for report_group in groups)
    if not any(report_entry.local_count for report_entry in all_entries):
        return "same"
    return "all" if comparable_count == len(all_entries) else "some" if comparable_count else "none"


def _basis(context: Context) -> str:
    """In which years and prices a case counts."""
    settings = context.study.case.settings
    return context.say(
        "overview_case_basis",
        case=case_name(context),
        base=settings.base_year,
        level=settings.price_level,
        last=context.study.case.years[-1],
    )


def abouts(groups: Sequence[ReportGroup], studies: Mapping[str, Study], language: Language) -> Prose:
    """Which choice the advice and the balance of a row are about, by case and scenario where these differ."""
    title_by_subject = {}
    for report_group in groups:
        context = Context(studies[report_group.entries[0].case], language)
        about_title = short_choice(context, report_group.entries[0].about)
        title_by_subject[subject_name(context, report_group, groups)] = about_title
    about_titles = set(title_by_subject.values())
    if len(about_titles) == 1:
        return Prose(sentence("overview_about", language, alternative=about_titles.pop()))
    subject_and_title_texts = tuple(
        f"{subject_text}: {about_title}" for subject_text, about_title in title_by_subject.items()
    )
    return Prose(sentence("overview_abouts", language), subject_and_title_texts)


def subject_name(context: Context, group: ReportGroup, groups: Sequence[ReportGroup]) -> str:
    """The case of a group, and its scenario where any has one."""
    name_parts = [case_name(context)]
    if any(other_group.entries[0].scenario for other_group in groups):
        name_parts.append(scenario_name(context, group.entries[0].scenario))
    return ", ".join(name_parts)


def case_name(context: Context) -> str:
    """What a case is called."""
    settings = context.study.case.settings
    return context.words(settings.title, settings.id)


def scenario_name(context: Context, scenario: str) -> str:
    """What a scenario is called; the case as it stands has none."""
    return scenario_title(context, scenario) if scenario else context.say("scenario_central")
