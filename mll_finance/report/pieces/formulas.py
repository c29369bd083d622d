"""How a quantity or line is worked out, in words: the sentence of its kind with what the case has for its fields.

A kind has a sentence ``formula_<section>_<kind>_<output>`` (without the output where one holds for all), a modifier
of a line ``formula_field_<field>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mll_finance.engine.modifiers.registry import modifiers
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.judgement.what_if.case_map import PM, CaseMap
from mll_finance.report.blocks import Link
from mll_finance.report.context import Context
from mll_finance.report.pieces.names import full_name, output_name, short_name
from mll_finance.terms import MissingWordError, sentences

_PIECE = re.compile(r"\[([^\]]*)\]|\{([^}]*)\}")
Parts = tuple[str | Link, ...]


@dataclass(frozen=True)
class Formulas:
    """The formulas of a case.

    Parameters
    ----------
    context : Context
        The study and the language.
    whole : CaseMap
        Its map.
    """

    context: Context
    whole: CaseMap

    def of(self, id_: str, reads: Sequence[str], alternatives: Sequence[str]) -> Parts:
        """The formula of an output or line, with links to what it reads.

        Parameters
        ----------
        id_ : str
            ``quantities.<quantity>.<output>`` or ``lines.<line>``.
        reads : sequence of str
            What goes into it, by id; nothing else is named.
        alternatives : sequence of str
            Where it is worked out; a field that differs between them is named for each.
        """
        section, name, *output = id_.split(".")
        owner = f"{section}.{name}"
        formula = _Formula(self, owner, "".join(output), frozenset(reads), tuple(alternatives))
        return tuple(formula.parts())

    def name_of(self, id_: str, owner: str = "") -> str:
        """Reader's name of a number, output, line or party; short where its owner stands beside it."""
        context, case = self.context, self.context.study.case
        if id_ in case.graph.leaves:
            leaf = case.graph.leaves[id_]
            is_own = ".".join(id_.split(".")[:2]) == owner
            return short_name(context, leaf) if is_own else full_name(context, leaf)
        section, name, *output = id_.split(".")
        title = context.title(section, name)
        if not output or len(case.quantities[name].units()) == 1:
            return title
        return f"{title}: {output_name(case.quantities[name], output[0], context.language)}"


@dataclass(frozen=True)
class _Formula:
    """One formula while it is filled in."""

    formulas: Formulas
    owner: str
    output: str
    reads: frozenset[str]
    alternatives: tuple[str, ...]

    @property
    def part(self) -> Any:
        section, _, name = self.owner.partition(".")
        return getattr(self.formulas.context.study.case, section)[name]

    def parts(self) -> Iterator[str | Link]:
        """The sentence of the kind, then what shapes a line over time."""
        yield from self._filled(self._sentence())
        for modifier in modifiers() if self.owner.startswith("lines.") else ():
            for field in modifier.FIELDS:
                key = f"formula_field_{field}"
                if key in sentences() and self._is_there(field):
                    yield from (", ", *self._filled(sentences()[key][self.formulas.context.language]))

    def _sentence(self) -> str:
        section, _, _ = self.owner.partition(".")
        key = f"formula_{section}_{self.part.kind}"
        found_key = next((name for name in (f"{key}_{self.output}", key) if name in sentences()), None)
        if found_key is None:
            raise MissingWordError(
                f"data/sentences*.yaml: no sentence '{key}'; a kind says its formula in Dutch and English; add it"
            )
        return sentences()[found_key][self.formulas.context.language]

    def _filled(self, text: str) -> Iterator[str | Link]:
        text_offset = 0
        for piece in _PIECE.finditer(text):
            yield from filter(None, [text[text_offset : piece.start()]])
            optional_part, field_key = piece.groups()
            if field_key is not None:
                yield from self._field(*field_key.partition("|")[::2])
            elif all(
                self._is_there(inner_field.partition("|")[0])
                for inner_field in re.findall(r"\{([^}]*)\}", optional_part)
            ):
                yield from self._filled(optional_part)
            text_offset = piece.end()
        yield from filter(None, [text[text_offset:]])

    def _field(self, field: str, sign: str) -> Iterator[str | Link]:
        """What the case has for a field: a number or output with its name, several with a sign between them."""
        field_entry = getattr(self.part, field)
        if isinstance(field_entry, Assumption):
            yield from self._named(field)
        elif isinstance(field_entry, dict):
            output_keys = [self.output] if sign == "output" else list(field_entry)
            for place, key in enumerate(output_keys):
                yield from ([f" {sign} "] if place else [])
                yield from self._named(f"{field}.{key}")
        elif not isinstance(field_entry, bool):
            yield self.formulas.context.number(field_entry, "year" if field == "year" else "number")

    def _is_there(self, field: str) -> bool:
        field_entry = getattr(self.part, field)
        if isinstance(field_entry, Assumption):
            return bool(self._ids(field))
        return bool(field_entry)

    def _ids(self, field: str) -> list[str]:
        """What a field stands for, in each alternative where that differs; nothing that the graph does not read."""
        path = f"{self.owner}.{field}"
        read_paths = (self.formulas.whole.read(path, alternative) for alternative in self.alternatives)
        return [id_ for id_ in dict.fromkeys(read_paths) if id_ in self.reads]

    def _named(self, field: str) -> Iterator[str | Link]:
        context = self.formulas.context
        leaves = context.study.case.graph.leaves
        for place, id_ in enumerate(self._ids(field)):
            yield from ([f" {context.say('formula_or')} "] if place else [])
            name = self.formulas.name_of(id_, self.owner)
            yield Link(name, id_)
            if id_ in leaves:
                assumption = leaves[id_].assumption
                yield f" ({PM if assumption.pm is not None else assumption.quality})"
