"""Who sign checks: each role once, whatever it hears before it signs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from mll_finance.inputs.method.preconditions import Standing
from mll_finance.report.context import Context


def signing_roles(context: Context, standings: Iterable[Standing]) -> tuple[str, ...]:
    """The roles that sign some checks, those of most checks first.

    What a role does before it signs ("process owner, after independent research") stands behind a comma in
    ``data/preconditions.yaml``; the dossier has it with each check.
    """
    role_counts = Counter(
        context.words(standing.check.text.signs).partition(",")[0].strip() for standing in standings
    )
    return tuple(role_name for role_name, _ in role_counts.most_common())
