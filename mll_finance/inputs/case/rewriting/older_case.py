"""What a rule that rewrites a schema is given, and where it says what reads otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.section import Raw
from mll_finance.inputs.grammar.sections import ADOPTED
from mll_finance.terms import three


@dataclass
class OlderCase:
    """One case on its way from one schema to the next."""

    whole: Raw
    """The raw case with what follows from its sections; a rule copies what it changes."""
    written: Raw
    """The raw case as it is written."""
    keep: Callable[..., Any]
    """Path, raw part and function to the rewritten part; the same one for the same raw part."""
    moved: list[Problem] = field(default_factory=list)
    """What reads otherwise than it did, or could by now."""

    @property
    def is_adopted(self) -> bool:
        """Whether the case is adopted: then nothing of it may move."""
        raw_settings = self.written.get("case")
        return isinstance(raw_settings, dict) and raw_settings.get("status") == ADOPTED

    def section(self, name: str) -> Raw:
        """A section of the whole case; an empty one where it is missing or wrong."""
        raw_section = self.whole.get(name)
        return raw_section if isinstance(raw_section, dict) else {}

    def tell(self, key: str, path: str, **fields: object) -> None:
        """Keep that something reads otherwise, as a point of the second look; an adopted case says nothing."""
        if not self.is_adopted:
            self.moved.append(Problem(path, *three(key, **fields), id=key))
