"""The identities that the model checked itself on."""

from __future__ import annotations

from mll_finance.judgement.identities import checks
from mll_finance.report.blocks import Block, Callout, Checks, Prose
from mll_finance.report.context import Context
from mll_finance.report.section import section


@section(nl="Controles van het model", en="Checks of the model", anchor="checks")
def blocks(context: Context) -> list[Block]:
    """Every identity once, with the largest difference over alternatives and perspectives."""
    check_results = checks(context.study)
    names_differences_and_holds = []
    for identity_id in dict.fromkeys(identity_check.id for identity_check in check_results):
        checks_of_identity = [
            identity_check for identity_check in check_results if identity_check.id == identity_id
        ]
        worst_check = max(checks_of_identity, key=lambda check: (not check.holds, abs(check.difference)))
        names_differences_and_holds.append(
            (
                f"{context.word(identity_id)} ({len(checks_of_identity)}x)",
                worst_check.difference,
                worst_check.holds,
            )
        )
    section_blocks: list[Block] = [
        Prose(context.say("checks_intro")),
        Checks(context.say("checks_table"), tuple(names_differences_and_holds)),
    ]
    broken_checks = [identity_check for identity_check in check_results if not identity_check.holds]
    if broken_checks:
        section_blocks.append(
            Callout(
                context.say("checks_broken"),
                "; ".join(
                    f"{broken_check.id} {broken_check.alternative} {broken_check.perspective}"
                    for broken_check in broken_checks
                ),
                "bad",
            )
        )
    return section_blocks
