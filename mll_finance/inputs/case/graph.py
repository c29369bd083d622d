"""What depends on what: references resolved, table rows filled in, PM spread, cycles refused.

The graph is made once, when a case is read. It knows each number by one path, and for each quantity and line whether it
differs between alternatives and in which alternatives it is PM.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mll_finance.errors import Problem, suggestion
from mll_finance.inputs.grammar.assumption import DEFAULT, Assumption
from mll_finance.inputs.grammar.base import Words
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.section import Known
from mll_finance.terms import phrase


@dataclass(frozen=True)
class Leaf:
    """One number of the case: an assumption with its path and what its owner says of it."""

    path: str
    assumption: Assumption
    owner: str
    literal: bool
    nominal: bool


@dataclass(frozen=True)
class Output:
    """One output of a quantity."""

    quantity: str
    name: str


class Graph:
    """The references of a case, resolved.

    Parameters
    ----------
    known : Known
        The parts of the case; its alternatives with the baseline first.
    leaves : mapping
        Every number by its path, table rows already filled in.
    later : mapping
        Years by which a line comes later, by owner and alternative, where an alternative waits for its preconditions.
    """

    def __init__(
        self,
        known: Known,
        leaves: Mapping[str, Leaf],
        *,
        later: Mapping[tuple[str, str], int] | None = None,
    ) -> None:
        self.later = dict(later or {})
        self.quantities, self.lines, self.leaves = known.quantities, known.lines, leaves
        self.alternatives = tuple(known.alternatives)
        self._paths_by_owner = {
            owner: tuple(path for path, _ in assumptions(part, owner))
            for section, parts in (("quantities", self.quantities), ("lines", self.lines))
            for owner, part in ((f"{section}.{name}", part) for name, part in parts.items())
        }
        self.groups: dict[str, dict[str, str]] = {}
        for path in leaves:
            self._note_group(path)
        self.problems: list[Problem] = []
        self.order: tuple[str, ...] = ()
        self.complete = self._check_references(known)
        if self.complete:
            self._sort()
        if self.complete and not self.problems:
            self._spread()

    def _note_group(self, path: str) -> None:
        parent_path, marker, alternative_id = path.rpartition(".by_alternative.")
        if marker:
            self.groups.setdefault(parent_path, {})[alternative_id] = path

    def target(self, ref: str) -> str | Output | None:
        """What a reference points at: the path of an assumption, an output of a quantity, or nothing."""
        if ref in self.leaves or ref in self.groups:
            return ref
        ref_parts = ref.split(".")
        if (
            ref_parts[0] != "quantities"
            or len(ref_parts) not in (2, 3)
            or ref_parts[1] not in self.quantities
        ):
            return None
        unit_by_output = self.quantities[ref_parts[1]].units()
        if len(ref_parts) == 3:
            return Output(ref_parts[1], ref_parts[2]) if ref_parts[2] in unit_by_output else None
        return Output(ref_parts[1], next(iter(unit_by_output))) if len(unit_by_output) == 1 else None

    def leaf_for(self, path: str, alternative: str) -> str:
        """Path of the number that an assumption stands for in one alternative."""
        path_by_alternative = self.groups.get(path)
        if path_by_alternative is None:
            return path
        chosen_path = (
            path_by_alternative.get(alternative)
            or path_by_alternative.get(DEFAULT)
            or next(iter(path_by_alternative.values()))
        )
        return self.leaf_for(chosen_path, alternative)

    def targets(self) -> list[str]:
        """Every path that a reference may point at."""
        output_paths = [
            f"quantities.{q}.{name}" for q, quantity in self.quantities.items() for name in quantity.units()
        ]
        return [*self.leaves, *self.groups, *output_paths]

    def _check_references(self, known: Known) -> bool:
        """Whether every reference points at something; what points at a part that failed is no problem of its own."""
        is_complete = True
        for path, number_leaf in self.leaves.items():
            ref_path = number_leaf.assumption.ref
            if ref_path is None or self.target(ref_path) is not None:
                continue
            is_complete = False
            ref_parts = ref_path.split(".")
            if not known.lacks_path(ref_path, ()):
                continue
            quantity = (
                self.quantities.get(ref_parts[1])
                if ref_parts[0] == "quantities" and len(ref_parts) > 1
                else None
            )
            known_output_paths = (
                [f"quantities.{ref_parts[1]}.{name}" for name in quantity.units()]
                if quantity
                else self.targets()
            )
            self.problems.append(
                Problem(
                    f"{path}.ref",
                    phrase("problem_points_at_nothing", ref=ref_path),
                    phrase("problem_an_assumption_or_an_output"),
                    suggestion(ref_path, known_output_paths),
                )
            )
        return is_complete

    def _sort(self) -> None:
        """Quantities in the order in which they can be calculated; a cycle is a problem."""
        is_done_by_path: dict[str, None] = {}
        for start_path in [
            *(f"quantities.{q}" for q in self.quantities),
            *(f"lines.{line}" for line in self.lines),
        ]:
            self._visit(start_path, [], is_done_by_path)
            if self.problems:
                return
        self.order = tuple(
            node.removeprefix("quantities.") for node in is_done_by_path if node.startswith("quantities.")
        )

    def _visit(self, owner: str, trail: list[str], done: dict[str, None]) -> None:
        if owner in done:
            return
        for path in self.paths_of(owner):
            self._follow(path, owner, [*trail, owner], done)
        if not self.problems:
            done[owner] = None

    def _follow(self, path: str, owner: str, trail: list[str], done: dict[str, None]) -> None:
        for leaf_path in self._leaves_under(path):
            ref_path = self.leaves[leaf_path].assumption.ref
            if ref_path is None or self.problems:
                continue
            ref_target = self.target(ref_path)
            target_node = (
                f"quantities.{ref_target.quantity}" if isinstance(ref_target, Output) else str(ref_target)
            )
            if target_node in trail or target_node == leaf_path:
                trail_of_loop = trail[trail.index(target_node) :] if target_node in trail else []
                loop_text = " -> ".join([*trail_of_loop, leaf_path, target_node])
                self.problems.append(
                    Problem(
                        f"{leaf_path}.ref",
                        phrase("problem_a_cycle", loop=loop_text),
                        phrase("problem_references_without_a_cycle"),
                        phrase("problem_give_one_of_them_a"),
                    )
                )
            elif isinstance(ref_target, Output):
                self._visit(target_node, trail, done)
            else:
                self._follow(target_node, owner, [*trail, target_node], done)

    def _leaves_under(self, path: str) -> Iterator[str]:
        if path in self.groups:
            for path_of_child in self.groups[path].values():
                yield from self._leaves_under(path_of_child)
        else:
            yield path

    def paths_of(self, owner: str) -> tuple[str, ...]:
        """Paths of the assumptions that a quantity or line holds."""
        return self._paths_by_owner[owner]

    def _spread(self) -> None:
        """Which quantities and lines differ between alternatives, and where they are PM."""
        self.varies: set[str] = set()
        self.pm: dict[tuple[str, str], Words] = {}
        late_owner_paths = {owner_path for owner_path, _ in self.later}
        for owner_path in [
            *(f"quantities.{q}" for q in self.order),
            *(f"lines.{line}" for line in self.lines),
        ]:
            paths_of_owner = self.paths_of(owner_path)
            if owner_path in late_owner_paths or any(self._differs(path) for path in paths_of_owner):
                self.varies.add(owner_path)
            pm_reason: Words | None = None
            for alternative_index, alternative in enumerate(self._where(owner_path)):
                # What does not vary lacks a number in all of its alternatives or in none.
                if alternative_index == 0 or owner_path in self.varies:
                    pm_reasons = (self._pm_reason(path, alternative) for path in paths_of_owner)
                    pm_reason = next((text for text in pm_reasons if text is not None), None)
                if pm_reason is not None:
                    self.pm[owner_path, alternative] = pm_reason

    def _where(self, owner: str) -> tuple[str, ...]:
        section_name, _, part_name = owner.partition(".")
        return self.alternatives if section_name == "quantities" else self.lines[part_name].alternative

    def _differs(self, path: str) -> bool:
        if path in self.groups:
            return True
        ref_path = self.leaves[path].assumption.ref
        if ref_path is None:
            return False
        ref_target = self.target(ref_path)
        return (
            f"quantities.{ref_target.quantity}" in self.varies
            if isinstance(ref_target, Output)
            else self._differs(str(ref_target))
        )

    def ends(self, path: str) -> Iterator[str]:
        """Paths of the numbers that an assumption ends in: alternatives apart, references followed, no outputs."""
        path_by_alternative = self.groups.get(path)
        if path_by_alternative is not None:
            for path_of_alternative in path_by_alternative.values():
                yield from self.ends(path_of_alternative)
            return
        ref_path = self.leaves[path].assumption.ref
        ref_target = path if ref_path is None else self.target(ref_path)
        if isinstance(ref_target, Output) or ref_target is None:
            return
        if ref_path is None:
            yield path
        else:
            yield from self.ends(str(ref_target))

    def unknown_leaves(self, owner: str, alternative: str) -> frozenset[str]:
        """Paths of the numbers without which a quantity or line is PM in an alternative; none where it is not."""
        unknown_paths = (self._unknown(path, alternative) for path in self.paths_of(owner))
        return frozenset().union(*unknown_paths)

    def _unknown(self, path: str, alternative: str) -> frozenset[str]:
        leaf_path = self.leaf_for(path, alternative)
        leaf_assumption = self.leaves[leaf_path].assumption
        if leaf_assumption.ref is None:
            return frozenset([leaf_path] if leaf_assumption.pm is not None else [])
        ref_target = self.target(leaf_assumption.ref)
        if isinstance(ref_target, Output):
            return self.unknown_leaves(f"quantities.{ref_target.quantity}", alternative)
        return self._unknown(str(ref_target), alternative)

    def _pm_reason(self, path: str, alternative: str) -> Words | None:
        leaf_assumption = self.leaves[self.leaf_for(path, alternative)].assumption
        if leaf_assumption.pm is not None or leaf_assumption.ref is None:
            return leaf_assumption.pm
        ref_target = self.target(leaf_assumption.ref)
        if isinstance(ref_target, Output):
            return self.pm.get((f"quantities.{ref_target.quantity}", alternative))
        return self._pm_reason(str(ref_target), alternative)
