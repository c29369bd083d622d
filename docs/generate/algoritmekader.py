"""The Algoritmekader on the reference page: every requirement and measure, with what of the suite touches it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docs.generate.markdown import table
from mll_finance.inputs.case.method_steps import steps
from mll_finance.inputs.reference_data.algoritmekader import (
    Carrier,
    KaderEntry,
    KaderKind,
    entries,
    identifiers_used_twice,
    part_of_the_act,
    phase_names,
    phases_of,
    reasons,
    role_of,
    source,
    touching,
    without,
)
from mll_finance.inputs.reference_data.checklist import checklist
from mll_finance.inputs.reference_data.prose_tables import roles

_CARRIERS: dict[Carrier, str] = {"checks": "precondition", "steps": "step", "costs": "cost row"}


def algoritmekader() -> Iterator[str]:
    """The counts, then both lists, and the same from the side of the checks, steps, cost rows and roles."""
    requirements, measures, origin = _of("requirement"), _of("measure"), source()
    twice = ", ".join(f"`{name}`" for name in identifiers_used_twice())
    yield "## The Algoritmekader"
    yield (
        f"Of the {len(requirements)} requirements the suite asks for {_covered(requirements)} with a check or a "
        f"step, of the {len(measures)} measures for {_covered(measures)}; the others have their reason. Asking is "
        "not complying: the suite keeps the evidence, a jurist judges it. What touches what is our own reading of "
        "the names, so have a jurist check it; names are as published, in Dutch. The lists are those of "
        f"[{origin['title']['en']}]({origin['url']}), commit {origin['commit']}, {origin['state']['en']}, "
        f"retrieved {origin['retrieved']}. The list of measures gives each of {twice} to two measures, so "
        f"{len(measures)} measures have {len({entry.id for entry in measures})} identifiers; they are told apart "
        "by their names."
    )
    for kind, title in (("requirement", "Requirements"), ("measure", "Measures")):
        yield f"### {title}"
        yield table(
            (kind, "name", "roles", "phases", "asked for by, or why not", "cost rows"),
            map(_row, requirements if kind == "requirement" else measures),
        )
    yield "### By precondition, step and cost row"
    yield "Rows of `unit_costs` that are not named here are the price of nothing that the Algoritmekader asks."
    rows = [_carried(place, name) for place, names in _names().items() for name in names]
    yield table(("kind", "id", "requirements and measures", "phases"), rows)
    yield "### Roles"
    yield "A role of the suite beside the nearest role of the framework; empty where the framework knows none."
    yield table(
        ("role", "role in the framework"),
        [
            *((f"`{name}`", role_of(name)) for name in roles()),
            *((f"`{name}` (AI Act)", part_of_the_act(name)) for name in ("provider", "deployer")),
        ],
    )


def _names() -> dict[Carrier, Iterable[str]]:
    priced = dict.fromkeys(name for entry in entries() for name in entry.costs)
    return {"checks": checklist(), "steps": steps(), "costs": priced}


def _carried(place: Carrier, name: str) -> tuple[str, ...]:
    carried = ", ".join(dict.fromkeys(f"`{entry.short}`" for entry in touching(place, name)))
    phases = ", ".join(phase_names()[phase].en for phase in phases_of(place, name))
    return (_CARRIERS[place], f"`{name}`", carried or without()[name].en, phases)


def _row(entry: KaderEntry) -> tuple[str, ...]:
    asked = ", ".join(f"`{name}`" for name in (*entry.checks, *entry.steps))
    return (
        f"`{entry.id}`",
        f"[{entry.name}]({entry.url})",
        ", ".join(entry.roles),
        ", ".join(phase_names()[phase].en for phase in entry.phases),
        asked or reasons()[entry.reason].en,
        ", ".join(f"`{name}`" for name in entry.costs),
    )


def _of(kind: KaderKind) -> list[KaderEntry]:
    return [entry for entry in entries() if entry.kind == kind]


def _covered(listed: Iterable[KaderEntry]) -> int:
    return sum(entry.is_covered for entry in listed)
