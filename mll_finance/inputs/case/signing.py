"""How far the numbers of a case are signed for, the weakest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Leaf
from mll_finance.inputs.method.sign_off import SignOffEntry, SignOffs

SignedState = Literal["unsigned", "owned", "changed", "signed"]
GRADES = ("D", "C", "B", "A")
_ORDER: dict[SignedState, int] = {"changed": 0, "unsigned": 1, "owned": 2, "signed": 3}


@dataclass(frozen=True)
class Signed:
    """One number and what was signed for it.

    ``unsigned``: nobody answers for it; ``owned``: somebody does, nobody checked it; ``changed``: checked, but for
    another value than the case holds now; ``signed``: checked.
    """

    leaf: Leaf
    standing: SignedState
    entry: SignOffEntry | None

    @property
    def grade(self) -> str:
        """Quality of the number; the weakest where it has none yet (PM)."""
        return self.leaf.assumption.quality or "D"


def signatures(case: Case) -> list[Signed]:
    """Every number of the case with its signature: not signed before signed, the weakest grade first."""
    sign_offs = case.section(SignOffs)
    entry_by_path = sign_offs.assumptions if sign_offs is not None else {}
    signature_list = []
    for path, number_leaf in case.graph.leaves.items():
        if number_leaf.assumption.ref is None:
            sign_off_entry = entry_by_path.get(path) or entry_by_path.get(number_leaf.owner)
            signature_list.append(Signed(number_leaf, _standing(number_leaf, sign_off_entry), sign_off_entry))
    return sorted(
        signature_list,
        key=lambda signature: (
            _ORDER[signature.standing] == 3,
            GRADES.index(signature.grade),
            _ORDER[signature.standing],
        ),
    )


def by_grade(signed: list[Signed]) -> dict[str, dict[SignedState, int]]:
    """Number of signatures of each standing, by grade."""
    return {
        grade: {
            standing: sum(signature.grade == grade and signature.standing == standing for signature in signed)
            for standing in _ORDER
        }
        for grade in GRADES
    }


def totals(counts: dict[str, dict[SignedState, int]]) -> dict[SignedState, int]:
    """Number of signatures of each standing, over all grades."""
    return {
        standing: sum(count_by_standing[standing] for count_by_standing in counts.values())
        for standing in _ORDER
    }


def _standing(leaf: Leaf, entry: SignOffEntry | None) -> SignedState:
    if entry is None:
        return "unsigned"
    if entry.controller is None:
        return "owned"
    assumption = leaf.assumption
    if entry.value is not None and (assumption.pm is not None or assumption.central != entry.value):
        return "changed"
    return "signed"
