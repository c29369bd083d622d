"""What the suite and the user added to the file of a case, said before anything else."""

from __future__ import annotations

from mll_finance.judgement.additions import Additions, additions
from mll_finance.report.blocks import Block, Callout
from mll_finance.report.context import Context

_NAMED = 3
"""How many lines, changes or places are named before the rest is a count."""


def additions_text(context: Context, alternative: str | None = None) -> str:
    """One line: what follows from open preconditions, what was changed, and what that does to the main figure."""
    added = additions(context.study, alternative)
    parts = [*_following(context, added), *_changes(context, added)]
    if not parts:
        return ""
    return " ".join([*parts, *_figures(context, added)])


def added_blocks(context: Context) -> list[Block]:
    """The line at the top of a report; nothing where the numbers are those of the file alone."""
    text = additions_text(context)
    return [Callout(context.say("additions_title"), text, "caution")] if text else []


def draft_blocks(context: Context) -> list[Block]:
    """The warning that a case has places that are still to be filled in."""
    places = context.study.case.placeholders
    if not places:
        return []
    sentence = context.say("draft_text", count=len(places), places=_few(context, list(places)))
    return [Callout(context.say("draft_title"), sentence, "bad")]


def _following(context: Context, added: Additions) -> list[str]:
    if not added.follow:
        return []
    waits = [
        context.say("additions_wait", alternative=context.title("alternatives", name), years=years)
        for name, years in added.waits.items()
    ]
    titles = [context.title("lines", name) for name in added.lines if not context.hides(f"lines.{name}")]
    lines = [context.say("additions_lines", count=len(titles), names=_few(context, titles))] if titles else []
    return [context.say("additions_follow", what="; ".join([*lines, *waits]))]


def _changes(context: Context, added: Additions) -> list[str]:
    what = []
    if added.scenario:
        what.append(context.say("additions_scenario", scenario=added.scenario))
    if added.municipality:
        what.append(context.say("additions_municipality", municipality=added.municipality))
    what += [override.path for override in added.changed]
    texts = [context.say("additions_changed", what="; ".join(what))] if what else []
    if added.idle:
        idle = ", ".join(override.path for override in added.idle)
        texts.append(context.say("additions_idle", paths=idle))
    return texts


def _figures(context: Context, added: Additions) -> list[str]:
    """The main figure without what follows, of the file, and as it is shown; only what can be calculated."""

    def euros(amount: float) -> str:
        return context.number(amount, "euro")

    alternative_title = context.title("alternatives", added.alternative)
    if added.npv is None or context.publication is not None:
        return []
    if added.npv_file is not None and added.differs:
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
    rest = len(names) - _NAMED
    first = ", ".join(names[:_NAMED])
    return first if rest <= 0 else context.say("additions_more", names=first, count=rest)
