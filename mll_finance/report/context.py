"""What a section needs to speak: the study, the language, and the names of things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.base import Words
from mll_finance.judgement.publication import Publication
from mll_finance.report.blocks import EXACT, Cell, Format, Rounding
from mll_finance.report.numbers import LOCALES, show, show_about
from mll_finance.report.references import all_references
from mll_finance.terms import Language, capital, sentence, term, terms

_PROSE_FIGURES = 3
"""Significant figures of euros in a sentence: layout."""


@dataclass(frozen=True)
class Context:
    """A study to be told in one language."""

    study: Study
    language: Language
    publication: Publication | None = None
    """What the public version leaves out; None where everything may be shown."""
    rounding: Rounding = EXACT
    """To what euros are rounded, in sentences; a writer rounds those of tables."""
    page_sections: frozenset[str] = frozenset()
    """The sections of the page that this one stands on, so that it need not say what another does."""
    paths: bool = True
    """Whether a number is told with its path in the file of the case: for who works on it, not for who decides."""

    def word(self, name: str) -> str:
        """A concept's word, with a capital."""
        concept_text = term(name, self.language)
        return capital(concept_text)

    def say(self, name: str, **values: object) -> str:
        """A sentence with its values."""
        return sentence(name, self.language, **values)

    def words(self, phrase: Words | None, otherwise: str = "") -> str:
        """A text of the case in this language."""
        return phrase.text(self.language) if phrase is not None else otherwise

    def title(self, section: str, name: str) -> str:
        """The reader's name of a part of the case: a line, party, alternative, perspective, quantity or scenario."""
        case_part: Any = getattr(self.study.case, section)[name]
        return self.words(case_part.title, name.replace("_", " "))

    def number(self, value: float | None, form: Format) -> str:
        """A number as text."""
        return show(value, form, self.language, self.rounding)

    def about(self, amount: float) -> str:
        """Euros in a sentence: three figures at most, as nobody knows them better; the dossier has them to the euro."""
        about_text = self.say("about_amount", amount="{}")
        return show_about(amount, self.language, word=about_text, figures=self._figures)

    def rounded(self, amount: float) -> str:
        """The same without the word that says so: where one beside it does already."""
        return show_about(amount, self.language, figures=self._figures)

    @property
    def _figures(self) -> int:
        return min(self.rounding.figures or _PROSE_FIGURES, _PROSE_FIGURES)

    def day(self, iso: str) -> str:
        """A date as text."""
        from babel.dates import format_date

        return str(format_date(date.fromisoformat(iso), "long", locale=LOCALES[self.language]))

    def euros(self, value: float | None) -> Cell:
        """A cell with euros."""
        return Cell(value, "euro")

    def amount(self, value: float | None) -> Cell:
        """A cell with euros in a table that says so: without the sign of the euro."""
        return Cell(value, "amount")

    def hides(self, path: str) -> bool:
        """Whether the public version leaves out what stands at a path: a number, quantity or line."""
        return self.publication is not None and self.publication.hides(path)

    @property
    def hides_amounts(self) -> bool:
        """Whether the public version rounds totals or leaves them out: then no text tells what follows from them."""
        return self.publication is not None and bool(self.publication.reach_by_alternative)

    def confidential(self) -> Cell:
        """A cell for what the public version leaves out."""
        return Cell(self.say("confidential"))

    def count(self, value: float | None, *, form: Format = "number") -> Cell:
        """A cell with a number of people or cases; the public version rounds it and shows no small cells."""
        if self.publication is None or value is None:
            return Cell(value, form)
        published_count = self.publication.count(value)
        if published_count is None:
            return Cell(self.say("fewer_than", number=self.number(self.publication.small_cell, "number")))
        return Cell(published_count, "number")

    def pm(self) -> Cell:
        """A cell for what has no number."""
        return Cell(None, "euro", pm=True)

    def source(self, assumption: Assumption) -> str:
        """The full reference of an assumption's source."""
        return self.reference(assumption.source or "")

    def reference(self, source: str) -> str:
        """The full reference of a source id, or the id itself where it is a reference already."""
        reference_of_case = self.study.case.settings.sources.get(source)
        if reference_of_case is not None:
            return self.words(reference_of_case)
        if source in terms():
            return self.word(source)
        return all_references(self.language).get(source, source)
