"""What ``mll diff --format json`` prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mll_finance.inputs.case.mixing.pieces import ABSENT, Piece, without_told
from mll_finance.inputs.tables.files import TableFile
from mll_finance.judgement.advice import advice
from mll_finance.judgement.differing.difference import CaseDifference, ChangeEffect
from mll_finance.judgement.differing.firming import firming


def difference_document(difference: CaseDifference) -> dict[str, Any]:
    """The changes with what each moves, what they come to together, the advice before and after, and what firmed up.

    Amounts are expected net present values (EUR), the second case less the first, by perspective and alternative.
    """
    advice_was, advice_now = advice(difference.was), advice(difference.now)
    both_cases = (difference.was.case, difference.now.case)
    return {
        "was": both_cases[0].settings.id,
        "is": both_cases[1].settings.id,
        "draws": difference.was.draws.plan.total,
        "rows": [_row(change) for change in difference.changes],
        "total": _plain(difference.total),
        "total_probability_negative": _plain(difference.total_negative),
        "orders": "all" if difference.orders is None else difference.orders,
        "advice": {
            "was": {"overall": advice_was.overall, "choice": advice_was.choice},
            "is": {"overall": advice_now.overall, "choice": advice_now.choice},
            "turned": difference.turning.turned,
            "turned_by": [[piece.path for piece in pieces] for pieces in difference.turning.sets],
            "fewest": difference.turning.is_fewest,
        },
        "follows": [
            {"path": follower.path, "through": follower.through, "was": follower.was, "is": follower.now}
            for follower in difference.followers
        ],
        "told_otherwise": list(difference.told),
        "firmed": [
            {
                "path": step.path,
                "firmer": step.is_firmer,
                "quality": list(step.quality),
                "spread": list(step.spread),
            }
            for step in firming(difference.was, difference.now)
        ],
        "alternatives": {
            "only_was": [name for name in both_cases[0].projects if name not in both_cases[1].projects],
            "only_is": [name for name in both_cases[1].projects if name not in both_cases[0].projects],
        },
    }


def _row(change: ChangeEffect) -> dict[str, Any]:
    change_row: dict[str, Any] = {
        "path": change.piece.path,
        "was": written(change.piece.was),
        "is": written(change.piece.now),
        "npv": _plain(change.npv),
        "probability_negative": _plain(change.negative),
    }
    if change.npv_error is not None:
        change_row["npv_error"] = _plain(change.npv_error)
    if change.piece.parts:
        change_row["changes"] = [_each(piece) for piece in change.piece.parts]
    return change_row


def _each(piece: Piece) -> dict[str, Any]:
    return {"path": piece.path, "was": written(piece.was), "is": written(piece.now)}


def written(node: Any) -> Any:
    """What stands in a case, without what is told about it; null where there is nothing."""
    if node is ABSENT:
        return None
    if isinstance(node, TableFile):
        return node.file
    node_without_told = without_told(node)
    if (
        isinstance(node_without_told, Mapping)
        and "value" in node_without_told
        and not {"distribution", "table", "ref"} & node_without_told.keys()
    ):
        return node_without_told["value"]
    return node_without_told


def _plain(by_alternative: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    return {perspective: dict(by_name) for perspective, by_name in by_alternative.items()}
