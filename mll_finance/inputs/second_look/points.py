"""What is allowed but deserves a second look: the questions that a controller or economist would ask first.

A point has three sentences in ``data/sentences.yaml``: ``advice_<key>_found``, ``advice_<key>_expected`` and
``advice_<key>_remedy``; a command tells them in English with the ids of the
case, a report in its own language with readers' names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from mll_finance.errors import Problem
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Output
from mll_finance.inputs.grammar.assumption import NOT_STATED, Assumption
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import OUTSIDE, RESOURCES
from mll_finance.inputs.grammar.sections import ADOPTED, BASELINE
from mll_finance.inputs.method.preconditions import Precondition
from mll_finance.inputs.quantities.detection import Detection
from mll_finance.inputs.reference_data.checklist import checklist, checklist_of
from mll_finance.inputs.reference_data.thresholds import whole_threshold
from mll_finance.inputs.second_look.never_counts import never_counts
from mll_finance.inputs.second_look.out_of_range import out_of_range
from mll_finance.inputs.second_look.phase_costs import phase_costs
from mll_finance.inputs.second_look.second_unit import KINDS, left_over
from mll_finance.inputs.second_look.thousands import apart, factors
from mll_finance.inputs.second_look.unused_rows import unused_rows
from mll_finance.terms import phrase

_OLD = whole_threshold("old_amount_years")
"""Years beyond which an amount deserves a newer source."""
_BENEFIT = re.compile(
    r"uitkering|bijstand|toeslag|social assistance|benefit payment|welfare payment", re.IGNORECASE
)
_AVERAGES = {"social_cost_problem_debt_household"}
"""Rows of unit costs that are averages over all parties and hold transfers between them: no value of one case more."""
_WAGE_PARTS = {"wage_cost", "net_income", "income_tax", "lost_allowances"}
"""The wage cost is the sum of the others with the saved benefit: the whole is booked, or the parts."""
PARTS = ("found", "expected", "remedy")
"""What was found, what is expected, what to do."""


def point(key: str, path: str, **fields: object) -> Problem:
    """One thing that deserves a second look: it can be told in either language.

    Parameters
    ----------
    key : str
        Which question it is; its sentences are ``advice_<key>_found`` and so on.
    path : str
        Place in the case.
    fields
        What the sentences name: numbers, and under ``payer``, ``receiver``, ``line`` and ``output`` ids of the case.
    """
    finding_phrase, allowed_phrase, remedy_phrase = (
        phrase(f"advice_{key}_{part}", **fields) for part in PARTS
    )
    return Problem(path, finding_phrase, allowed_phrase, remedy_phrase, id=key)


def points(case: Case) -> list[Problem]:
    """Every point that deserves a second look, with its place in the case."""
    second_look_points = [
        *_alternatives(case),
        *_lines(case),
        *_growth(case),
        *_risks(case),
        *_twice(case),
        *_detections(case),
        *_price_years(case),
        *_fractions(case),
        *_nowhere(case),
        *_same_everywhere(case),
        *_unproven(case),
        *_newer_checks(case),
        *_outside_money(case),
        *_units(case),
        *_averages(case),
        *_counterfactual(case),
        *(point("unused_rows", f"case.tables.{name}", **fields) for name, fields in unused_rows(case)),
        *(point("never_counts", path, **fields) for path, fields in never_counts(case)),
        *(point("phase_cost_twice", path, **fields) for path, fields in phase_costs(case)),
        *(point("times_doubtful", path, **fields) for path, fields in factors(case)),
        *(point("thousand_apart", path, **fields) for path, fields in apart(case)),
        *case.moved,
        *out_of_range(case),
    ]
    return [replace(doubt, line=case.document.line_of(doubt.path)) for doubt in second_look_points]


def _units(case: Case) -> Iterator[Problem]:
    """Factors whose units do not cancel, such as visits at euros per hour."""
    for line_id in case.lines:
        unit_surplus = left_over(case, line_id)
        if unit_surplus is not None:
            units_above, units_below = unit_surplus
            yield point("units_left", f"lines.{line_id}", above=units_above or "count", below=units_below)


def _averages(case: Case) -> Iterator[Problem]:
    """An average that holds transfers, used whole as a gain."""
    for line_id, line in case.lines.items():
        if line.payer not in OUTSIDE or any(leaf.unit == "fraction" for leaf in _reached(case, line_id)):
            continue
        for path, assumption in assumptions(line, f"lines.{line_id}"):
            if assumption.id in _AVERAGES:
                yield point("whole_average", path)


def _counterfactual(case: Case) -> Iterator[Problem]:
    """A gain that values every unit of a project: nothing says what would have happened anyway."""
    for line_id, line in case.lines.items():
        is_gain = line.payer in OUTSIDE and line.receiver not in OUTSIDE and line.kind in KINDS
        if not is_gain or BASELINE in line.alternative or f"lines.{line_id}" in case.graph.varies:
            continue
        reached_numbers = list(_reached(case, line_id))
        if not any(
            number.unit == "fraction" or number.pm is not None for number in reached_numbers
        ) and not _netted(case, line_id):
            yield point("no_counterfactual", f"lines.{line_id}")


def _netted(case: Case, name: str) -> bool:
    """Whether a line counts what a kind has made net of what happens anyway, or of what stays as it is."""
    gross_kinds = ("product", "per_inhabitant", "cohort", "sum", "by_group", "growth")
    owner_paths = _owners(case, f"lines.{name}") - {f"lines.{name}"}
    return any(
        case.quantities[owner.removeprefix("quantities.")].kind not in gross_kinds for owner in owner_paths
    )


def _owners(case: Case, owner: str) -> set[str]:
    """A line with the quantities that it follows from."""
    owner_paths, owner_paths_to_follow = set(), [owner]
    while owner_paths_to_follow:
        owner_path = owner_paths_to_follow.pop()
        if owner_path not in owner_paths:
            owner_paths.add(owner_path)
            owner_leaves = (leaf for leaf in case.graph.leaves.values() if leaf.owner == owner_path)
            ref_targets = (
                case.graph.target(leaf.assumption.ref) for leaf in owner_leaves if leaf.assumption.ref
            )
            owner_paths_to_follow += [
                f"quantities.{target.quantity}" for target in ref_targets if isinstance(target, Output)
            ]
    return owner_paths


def _reached(case: Case, name: str) -> Iterator[Assumption]:
    """Every number that a line follows from, references to single numbers included."""
    owner_paths = _owners(case, f"lines.{name}")
    for number_leaf in case.graph.leaves.values():
        if number_leaf.owner in owner_paths and not number_leaf.path.endswith((".adjustment", ".growth")):
            ref_path = number_leaf.assumption.ref
            ref_target = case.graph.target(ref_path) if ref_path is not None else None
            leaf_path = (
                case.graph.leaf_for(ref_target, BASELINE) if isinstance(ref_target, str) else number_leaf.path
            )
            yield case.graph.leaves[leaf_path].assumption


def _unproven(case: Case) -> Iterator[Problem]:
    """A precondition that is said to be met, with nothing that shows it."""
    for precondition_id, precondition in case.parts(Precondition).items():
        findings_of_precondition = (precondition, *precondition.by_alternative.values())
        if any(state.status == "met" and state.evidence is None for state in findings_of_precondition):
            yield point("met_unproven", f"preconditions.{precondition_id}")


def _newer_checks(case: Case) -> Iterator[Problem]:
    """A check that was added after the checklist that the case answers to."""
    is_adopted = case.settings.status == ADOPTED
    check_in_force_by_id = checklist_of(case.settings.checklist, adopted=is_adopted, tables=case.tables)
    for check_id, check in checklist().items() if case.has(Precondition) else ():
        if check_id not in check_in_force_by_id and check_id not in case.parts(Precondition):
            yield point("newer_check", f"preconditions.{check_id}", date=check.text.since)


def _outside_money(case: Case) -> Iterator[Problem]:
    """Money from a party outside the fence of society, such as a European grant: a gain only if it is additional."""
    society_party_ids = case.perspectives["society"].parties
    for line_id, line in case.lines.items():
        if line.payer not in (*society_party_ids, *OUTSIDE) and line.receiver in society_party_ids:
            yield point("outside_money", f"lines.{line_id}.payer", payer=line.payer)


def _nowhere(case: Case) -> Iterator[Problem]:
    """A line that no alternative meets the condition of: right after a switch of role, else a slip."""
    for line_id, line in case.lines.items():
        if line.when is not None and not line.alternative:
            yield point("stands_nowhere", f"lines.{line_id}.when")


def _same_everywhere(case: Case) -> Iterator[Problem]:
    """A line of every alternative that is as large in each, the baseline included: it counts for nothing.

    Where a selection is the same everywhere, that is told, and not what follows from it.
    """
    if any(doubt.id == "same_selection" for doubt in _detections(case)):
        return
    for line_id, line in case.lines.items():
        is_everywhere = set(line.alternative) == set(case.alternatives)
        if is_everywhere and f"lines.{line_id}" not in case.graph.varies:
            yield point("same_everywhere", f"lines.{line_id}.alternative")


def _alternatives(case: Case) -> Iterator[Problem]:
    for project_id in case.projects:
        is_other_than_baseline = any(
            (project_id in line.alternative) != (BASELINE in line.alternative)
            or (project_id in line.alternative and f"lines.{line_id}" in case.graph.varies)
            for line_id, line in case.lines.items()
        )
        if not is_other_than_baseline:
            yield point("same_as_baseline", f"alternatives.{project_id}")


def _lines(case: Case) -> Iterator[Problem]:
    for line_id, line in case.lines.items():
        problem_path = f"lines.{line_id}"
        line_titles = (line.title.nl, line.title.en) if line.title else ()
        row_ids = [number.id for _, number in assumptions(line, problem_path)]
        searched_text = " ".join(filter(None, (line_id, line.category, *line_titles, *row_ids))).replace(
            "_", " "
        )
        if (
            line.payer in OUTSIDE
            and line.receiver not in OUTSIDE
            and _BENEFIT.search(searched_text)
            and line.kind != "avoided_benefit"
        ):
            yield point("saved_benefit", problem_path, payer=line.payer)
        if _is_saving(line) and line.release is None and _quality(case, line_id) != "D":
            yield point("no_release", problem_path)


def _is_saving(line: Line) -> bool:
    return line.payer == RESOURCES and line.receiver == "municipality" and line.in_cash


def _quality(case: Case, line: str) -> str:
    """The weakest quality among the numbers that a line holds itself."""
    numbers_of_line = [
        leaf.assumption for leaf in case.graph.leaves.values() if leaf.owner == f"lines.{line}"
    ]
    return max((number.quality for number in numbers_of_line if number.quality is not None), default="D")


def _growth(case: Case) -> Iterator[Problem]:
    for line_id, line in case.lines.items():
        for path, assumption in assumptions(line, f"lines.{line_id}"):
            if assumption.accepted_by is not None and assumption.accepted_by.en == NOT_STATED["en"]:
                yield point("growth_unsourced", path)


def _risks(case: Case) -> Iterator[Problem]:
    """A risk that enters as a mean shift and as a distribution too."""
    for line_id, line in case.lines.items():
        if line.adjustment is None:
            continue
        leaves_of_line = [leaf for leaf in case.graph.leaves.values() if leaf.owner == f"lines.{line_id}"]
        if any(
            leaf.assumption.is_money and leaf.assumption.distribution is not None for leaf in leaves_of_line
        ):
            yield point("risk_twice", f"lines.{line_id}.adjustment")


def _twice(case: Case) -> Iterator[Problem]:
    """One quantity valued twice for one party, or one effect in two ways."""
    lines_by_output: dict[tuple[str, str, str | None], list[str]] = {}
    for line_id, line in case.lines.items():
        if line.payer not in OUTSIDE:
            continue
        for path, assumption in assumptions(line, f"lines.{line_id}"):
            ref_target = case.graph.target(assumption.ref) if assumption.ref is not None else None
            if not isinstance(ref_target, Output):
                continue
            output_key = (f"{ref_target.quantity}.{ref_target.name}", line.receiver, line.effect)
            earlier_lines = lines_by_output.setdefault(output_key, [])
            rival_line_ids = [
                rival for rival in earlier_lines if set(case.lines[rival].alternative) & set(line.alternative)
            ]
            if rival_line_ids and rival_line_ids[0] != line_id:
                rival_line_path = f"lines.{rival_line_ids[0]}"
                yield point(
                    "valued_twice", path, output=output_key[0], receiver=line.receiver, line=rival_line_path
                )
            earlier_lines.append(line_id)
    for effect in dict.fromkeys(line.effect for line in case.lines.values() if line.effect):
        categories = {line.category for line in case.lines.values() if line.effect == effect} & {
            "qaly",
            "wellbeing",
        }
        if len(categories) > 1:
            yield point("qaly_and_wellbeing", "lines", effect=effect)
        wage_categories = {
            line.category for line in case.lines.values() if line.effect == effect
        } & _WAGE_PARTS
        if len(wage_categories) > 1 and "wage_cost" in wage_categories:
            yield point("wage_twice", "lines", effect=effect)


def _detections(case: Case) -> Iterator[Problem]:
    """A selection that is compared with nothing: its precision is the same in the baseline."""
    for quantity_id, quantity in case.quantities.items():
        if isinstance(quantity, Detection) and f"quantities.{quantity_id}" not in case.graph.varies:
            yield point("same_selection", f"quantities.{quantity_id}.precision")
    if not any(
        alternative.sourcing in ("rule", "staff") for alternative in case.alternatives.values()
    ) and any(alternative.role != "none" for alternative in case.alternatives.values()):
        yield point("no_rival", "alternatives")


def _price_years(case: Case) -> Iterator[Problem]:
    """Old amounts that an index had to carry far."""
    level_year = case.prices.level_year
    for path, number_leaf in case.graph.leaves.items():
        price_year = number_leaf.assumption.price_year
        if number_leaf.assumption.is_money and price_year is not None and level_year - price_year > _OLD:
            yield point("old_amount", path, year=price_year, age=level_year - price_year, limit=_OLD)


def _fractions(case: Case) -> Iterator[Problem]:
    """A share below nothing or above the whole."""
    for path, number_leaf in case.graph.leaves.items():
        assumption = number_leaf.assumption
        if (
            assumption.unit != "fraction"
            or assumption.ref is not None
            or assumption.pm is not None
            or path.endswith(".adjustment")
        ):
            continue
        central_number = assumption.central
        central_values = central_number.values() if isinstance(central_number, dict) else (central_number,)
        lowest_possible = -1 if _is_change(case, path) else 0
        if any(not lowest_possible <= share <= 1 for share in central_values):
            yield point("no_fraction", path, value=f"{max(central_values, key=abs):.15g}")


def _is_change(case: Case, path: str) -> bool:
    """Whether a number is the share by which something grows or shrinks a year."""
    section_name, part_name, field_name, *_ = path.split(".")
    quantity_or_line = (
        case.quantities.get(part_name) if section_name == "quantities" else case.lines.get(part_name)
    )
    return quantity_or_line is not None and field_name in quantity_or_line.CHANGES
