"""What the suite and the user added to the file of a case, said before anything else."""

from __future__ import annotations

from mll_finance.judgement.additions import Additions, additions
from mll_finance.report.blocks import Block, Callout
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.changed_places import changed_places

_NAMED = 3
"""How many lines, changes or places are named before the rest is a count."""


def additions_text(context: Context, alternative: str | None = None) -> str:
    """One line: what follows from open preconditions, what was changed, and what that does to the main figure."""
    case_additions = additions(context.study, alternative)
    sentences = [*_following(context, case_additions), *_changes(context, case_additions)]
    if not sentences:
        return ""
    return " ".join([*sentences, *_figures(context, case_additions)])


def added_blocks(context: Context) -> list[Block]:
    """The line at the top of a report; nothing where the numbers are those of the file alone."""
    added_text = additions_text(context)
    return [Callout(context.say("additions_title"), added_text, "caution")] if added_text else []


def draft_blocks(context: Context) -> list[Block]:
    """The warning that a case has places that are still to be filled in."""
    unfinished_paths = context.study.case.placeholders
    if not unfinished_paths:
        return []
    sentence = context.say(
        "draft_text", count=len(unfinished_paths), places=_few(context, list(unfinished_paths))
    )
    return [Callout(context.say("draft_title"), sentence, "bad")]


def _following(context: Context, added: Additions) -> list[str]:
    if not added.follow:
        return []
    wait_sentences = [
        context.say(
            "additions_wait", alternative=context.title("alternatives", alternative_id), years=waiting_years
        )
        for alternative_id, waiting_years in added.waits.items()
    ]
    line_titles = [
        context.title("lines", line_id) for line_id in added.lines if not context.hides(f"lines.{line_id}")
    ]
    line_sentences = (
        [context.say("additions_lines", count=len(line_titles), names=_few(context, line_titles))]
        if line_titles
        else []
    )
    return [context.say("additions_follow", what="; ".join([*line_sentences, *wait_sentences]))]


def _changes(context: Context, added: Additions) -> list[str]:
    change_texts = []
    if added.scenario:
        change_texts.append(context.say("additions_scenario", scenario=added.scenario))
    if added.municipality:
        change_texts.append(context.say("additions_municipality", municipality=added.municipality))
    change_texts += changed_places(context, (override.path for override in added.changed))
    sentences = [context.say("additions_changed", what="; ".join(change_texts))] if change_texts else []
    if added.idle:
        idle_text = ", ".join(changed_places(context, (override.path for override in added.idle)))
        sentences.append(context.say("additions_idle", paths=idle_text))
    return sentences


def _figures(context: Context, added: Additions) -> list[str]:
    """The main figure without what follows, of the file, and as it is shown; only what can be calculated."""

    def euros(amount: float) -> str:
        return context.number(amount, "euro")

    alternative_title = context.title("alternatives", added.alternative)
    if added.npv is None or context.publication is not None:
        return []
    if added.npv_file is not None and added.differs:
        if euros(added.npv_file) == euros(added.npv):
            return [context.say("additions_npv_same", alternative=alternative_title, after=euros(added.npv))]
        return [
            context.say(
                "additions_npv_file",
                alternative=alternative_title,
                before=euros(added.npv_file),
                after=euros(added.npv),
            )
        ]
    if added.npv_bare is not None:
        return [
            context.say(
                "additions_npv_bare",
                alternative=alternative_title,
                before=euros(added.npv_bare),
                after=euros(added.npv),
            )
        ]
    return []


def _few(context: Context, names: list[str]) -> str:
    """The first names, and how many more there are."""
    rest_count = len(names) - _NAMED
    first_names_text = ", ".join(names[:_NAMED])
    return (
        first_names_text
        if rest_count <= 0
        else context.say("additions_more", names=first_names_text, count=rest_count)
    )
