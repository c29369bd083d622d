"""Sections of a case that the method asks for beside quantities and lines: one file each, with a ``SECTION``."""

from __future__ import annotations

from functools import lru_cache

from mll_finance.inputs.grammar.kinds import modules
from mll_finance.inputs.grammar.section import Section


@lru_cache(maxsize=1)
def method_sections() -> dict[str, Section]:
    """The further sections by name."""
    section_members = (getattr(module, "SECTION", None) for module in modules(__name__))
    sections = (member for member in section_members if isinstance(member, Section))
    return {section.name: section for section in sorted(sections, key=lambda section: section.name)}
