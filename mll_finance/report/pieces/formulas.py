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
        section_name, part_name, *output_path_words = id_.split(".")
        owner = f"{section_name}.{part_name}"
        owner_formula = _Formula(
            self, owner, "".join(output_path_words), frozenset(reads), tuple(alternatives)
        )
        return tuple(owner_formula.parts())

    def name_of(self, id_: str, owner: str = "") -> str:
        """Reader's name of a number, output, line or party; short where its owner stands beside it."""
        context, case = self.context, self.context.study.case
        if id_ in case.graph.leaves:
            number_leaf = case.graph.leaves[id_]
            is_of_owner = ".".join(id_.split(".")[:2]) == owner
            return short_name(context, number_leaf) if is_of_owner else full_name(context, number_leaf)
        section_name, part_name, *output_path_words = id_.split(".")
        part_title = context.title(section_name, part_name)
        if not output_path_words or len(case.quantities[part_name].units()) == 1:
            return part_title
        return (
            f"{part_title}: {output_name(case.quantities[part_name], output_path_words[0], context.language)}"
        )


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
        section_name, _, part_name = self.owner.partition(".")
        return getattr(self.formulas.context.study.case, section_name)[part_name]

    def parts(self) -> Iterator[str | Link]:
        """The sentence of the kind, then what shapes a line over time."""
        yield from self._filled(self._sentence())
        for modifier in modifiers() if self.owner.startswith("lines.") else ():
            for field_name in modifier.FIELDS:
                sentence_key = f"formula_field_{field_name}"
                if sentence_key in sentences() and self._is_there(field_name):
                    yield from (
                        ", ",
                        *self._filled(sentences()[sentence_key][self.formulas.context.language]),
                    )

    def _sentence(self) -> str:
        section_name, _, _ = self.owner.partition(".")
        kind_key = f"formula_{section_name}_{self.part.kind}"
        known_key = next(
            (
                candidate_key
                for candidate_key in (f"{kind_key}_{self.output}", kind_key)
                if candidate_key in sentences()
            ),
            None,
        )
        if known_key is None:
            raise MissingWordError(
                f"data/sentences*.yaml: no sentence '{kind_key}'; a kind says its formula in Dutch and English; add it"
            )
        return sentences()[known_key][self.formulas.context.language]

    def _filled(self, text: str) -> Iterator[str | Link]:
        end_of_last_piece = 0
        for piece_match in _PIECE.finditer(text):
            yield from filter(None, [text[end_of_last_piece : piece_match.start()]])
            optional_part, field_and_sign = piece_match.groups()
            if field_and_sign is not None:
                yield from self._field(*field_and_sign.partition("|")[::2])
            elif all(
                self._is_there(inner_field_and_sign.partition("|")[0])
                for inner_field_and_sign in re.findall(r"\{([^}]*)\}", optional_part)
            ):
                yield from self._filled(optional_part)
            end_of_last_piece = piece_match.end()
        yield from filter(None, [text[end_of_last_piece:]])

    def _field(self, field: str, sign: str) -> Iterator[str | Link]:
        """What the case has for a field: a number or output with its name, several with a sign between them."""
        field_value = getattr(self.part, field)
        if isinstance(field_value, Assumption):
            yield from self._named(field)
        elif isinstance(field_value, dict):
            shown_keys = [self.output] if sign == "output" else list(field_value)
            for key_index, entry_key in enumerate(shown_keys):
                yield from ([f" {sign} "] if key_index else [])
                yield from self._named(f"{field}.{entry_key}")
        elif not isinstance(field_value, bool):
            yield self.formulas.context.number(field_value, "year" if field == "year" else "number")

    def _is_there(self, field: str) -> bool:
        field_value = getattr(self.part, field)
        if isinstance(field_value, Assumption):
            return bool(self._ids(field))
        return bool(field_value)

    def _ids(self, field: str) -> list[str]:
        """What a field stands for, in each alternative where that differs; nothing that the graph does not read."""
        field_path = f"{self.owner}.{field}"
        read_ids = (self.formulas.whole.read(field_path, alternative) for alternative in self.alternatives)
        return [read_id for read_id in dict.fromkeys(read_ids) if read_id in self.reads]

    def _named(self, field: str) -> Iterator[str | Link]:
        context = self.formulas.context
        leaves = context.study.case.graph.leaves
        for id_index, read_id in enumerate(self._ids(field)):
            yield from ([f" {context.say('formula_or')} "] if id_index else [])
            name_text = self.formulas.name_of(read_id, self.owner)
            yield Link(name_text, read_id)
            if read_id in leaves:
                assumption = leaves[read_id].assumption
                yield f" ({PM if assumption.pm is not None else assumption.quality})"
