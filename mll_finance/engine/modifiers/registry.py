"""The one ordered list of modifiers, and what the other fields of a line are for.

A field of ``Line`` is covered by a modifier, by the valuation, or stands in ``NO_ARITHMETIC`` with the reason; a test
fails until it does.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from mll_finance.engine import modifiers as folder
from mll_finance.engine.modifiers.modifier import LineInTime, Modifier
from mll_finance.inputs.grammar.line import Line

__all__ = ["NO_ARITHMETIC", "VALUATION", "LineInTime", "Modifier", "before", "modifiers"]

VALUATION: dict[str, str] = {
    "payer": "which side of a fence the line starts on (engine/lens.py)",
    "receiver": "which side of a fence the line ends on (engine/lens.py)",
    "btw": "the legs of a payment (engine/lens.py)",
    "cash": "whether those who count cash only count it (engine/lens.py)",
    "accounting": "whether it stands in the cash flow, the budget, or both (engine/lens.py)",
    "timing": "the moment from which it is discounted (engine/ledger.py)",
    "activation": "its charges in the accrual budget (engine/capital.py)",
    "alternative": "the alternatives in which it stands: project minus baseline (engine/ledger.py)",
}
"""Fields that are read when the euros are valued through a perspective, with what they do."""
NO_ARITHMETIC: dict[str, str] = {
    "kind": "says which arithmetic the line has; it is not part of it",
    "title": "for readers",
    "note": "for readers",
    "when": "worked out when the case is read: alternative holds what is left",
    "release": "says who lowers which budget; the check of savings reads it",
    "category": "groups lines in tables",
    "taakveld": "groups lines in the budget",
    "iv3": "groups lines in the budget",
    "duration": "groups lines in the budget",
    "nature": "says that an activation is allowed; the activation does the arithmetic",
    "group": "groups lines by residents; weights of groups are a second result beside",
    "effect": "tells when one effect is valued twice",
    "confidential": "hides amounts in the public version",
    "made_by": "says which section the line follows from",
}
"""Fields that change no euro, each with the reason."""


ADDED: list[Modifier] = []
"""Modifiers of a program of one's own, beside those of the folder."""


def modifiers() -> tuple[Modifier, ...]:
    """Every modifier in the order in which they are applied."""
    return (
        tuple(sorted((*_of_folder(), *ADDED), key=lambda modifier: modifier.ORDER)) if ADDED else _of_folder()
    )


def before(modifier: Modifier) -> tuple[Modifier, ...]:
    """The modifiers that are applied before one."""
    ordered_modifiers = modifiers()
    return ordered_modifiers[: ordered_modifiers.index(modifier)]


def uncovered(kind: type[Line]) -> list[str]:
    """The fields of a kind of line that no modifier covers, no valuation reads, and no reason excuses."""
    shaped_fields = {field for modifier in modifiers() for field in modifier.FIELDS}
    return [
        f"{kind.__name__}.{field}: nobody covers it; write a file in engine/modifiers with FIELDS = ({field!r},), "
        "or a row of VALUATION or NO_ARITHMETIC in engine/modifiers/registry.py"
        for field in kind.model_fields
        if field not in shaped_fields | VALUATION.keys() | NO_ARITHMETIC.keys()
    ]


@cache
def _of_folder() -> tuple[Modifier, ...]:
    modifier_classes: list[type[Modifier]] = []
    for module_info in pkgutil.iter_modules(folder.__path__):
        module = importlib.import_module(f"{folder.__name__}.{module_info.name}")
        for module_member in vars(module).values():
            if (
                isinstance(module_member, type)
                and issubclass(module_member, Modifier)
                and module_member.__module__ == module.__name__
            ):
                modifier_classes += [module_member] if module_member is not Modifier else []
    return tuple(kind() for kind in sorted(modifier_classes, key=lambda kind: kind.ORDER))
