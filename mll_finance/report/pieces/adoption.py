"""Whether a case is shown as it was adopted."""

from __future__ import annotations

from mll_finance.inputs.case.lock import deviations
from mll_finance.report.blocks import Block, Callout
from mll_finance.report.context import Context


def deviation(context: Context) -> list[Block]:
    """The warning that an adopted case is shown with other values; nothing where it is as it was adopted."""
    changed_paths = deviations(context.study.case)
    if not changed_paths:
        return []
    sentence = context.say("sign_off_deviates_text", paths=", ".join(changed_paths))
    return [Callout(context.say("sign_off_deviates"), sentence, "bad")]
