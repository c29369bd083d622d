"""What a section tells does not follow from what was made before it: a notebook of a run shows what it shows by itself.

A study keeps what was made of it. A table that a page leaves out because another section has it was left out in the
notebook too, when the page was made first.
"""

from __future__ import annotations

from mll_finance.engine.study import Study, appraise
from mll_finance.report.blocks import Block, Prose
from mll_finance.report.context import Context
from mll_finance.report.page import page, section, section_names
from mll_finance.report.section import section as section_of
from tests.few_draws import case_of

EXAMPLE = "two_years"
"""Its page has what the decision says of the budget beside the section on cover, which repeats nothing of it there."""


def told(study: Study) -> dict[str, list[Block]]:
    """Every section as a notebook shows it."""
    return {name: section(name, study, study.case.settings.language) for name in section_names()}


def test_section_is_the_same_before_and_after_the_page() -> None:
    case = case_of(EXAMPLE, 64)
    language = case.settings.language
    page_first, sections_first = appraise(case), appraise(case)
    page_alone, told_by_themselves = page(page_first, language), told(sections_first)
    assert told(page_first) == told_by_themselves
    assert page(sections_first, language) == page_alone


def test_section_sees_of_a_page_only_what_it_stands_beside() -> None:
    seen: list[frozenset[str]] = []

    def body(context: Context) -> list[Block]:
        seen.append(context.page_sections)
        return [Prose("told")]

    study = appraise(case_of(EXAMPLE, 64))
    context = Context(study, "nl", page_sections=frozenset({"coverage", "summary"}))
    section_of(nl="Een", en="One", anchor="one")(body).blocks(context)
    section_of(nl="Twee", en="Two", anchor="two", beside=["summary", "effects"])(body).blocks(context)
    assert seen == [frozenset(), frozenset({"summary"})]
