"""What a section of a report is, and every section that there is: each file of ``report/sections/`` registers one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType, ModuleType

from mll_finance.errors import UnregisteredError
from mll_finance.inputs.grammar.base import Words
from mll_finance.report.blocks import Block, Heading
from mll_finance.report.context import Context

FOLDER = "mll_finance.report.sections"
Body = Callable[[Context], list[Block]]


@dataclass(frozen=True)
class ReportSection:
    """One section of a report.

    Parameters
    ----------
    title : Words
        Its heading, in both languages.
    anchor : str
        Name by which a link reaches the heading.
    body : callable
        What stands below the heading; nothing where the case has nothing to show.
    public : bool
        Whether the public version may show it: no amount of a single line and no number by itself without asking
        :meth:`Context.hides` and :meth:`Context.count`.
    headed : bool
        Whether its title stands above it in a report; not where its first block says what it is.
    beside : frozenset of str
        Sections of which it repeats nothing on a page that has them; it sees no other in ``Context.page_sections``.
    """

    title: Words
    anchor: str
    body: Body
    public: bool = False
    headed: bool = True
    beside: frozenset[str] = frozenset()

    def blocks(self, context: Context) -> list[Block]:
        """The heading with what stands below it; nothing where there is nothing to show.

        A study's section is made once in a language and rounding, for page, notebooks and terminal, and again on a page
        that has a section of ``beside``; the public version has its own.
        """
        context = replace(context, page_sections=context.page_sections & self.beside)
        if context.publication is not None:
            return self._made(context)
        told_as = (context.language, context.rounding, context.paths, context.page_sections)
        kept_key = ("section", self.anchor, *told_as)
        return list(context.study.once(kept_key, lambda: self._made(context)))

    def _made(self, context: Context) -> list[Block]:
        body_blocks = self.body(context)
        return (
            [Heading(self.title.text(context.language), anchor=self.anchor), *body_blocks]
            if body_blocks
            else []
        )


def section(
    *, nl: str, en: str, anchor: str, public: bool = False, headed: bool = True, beside: Collection[str] = ()
) -> Callable[[Body], ReportSection]:
    """Make a function the body of a section with this title.

    Parameters
    ----------
    nl, en : str
        Title in Dutch and English.
    anchor : str
        Name by which a link reaches the heading.
    public : bool
        Whether the public version may show it.
    headed : bool
        Whether its title stands above it in a report.
    beside : collection of str
        Sections of which it repeats nothing on a page that has them.
    """
    return lambda body: ReportSection(Words(nl=nl, en=en), anchor, body, public, headed, frozenset(beside))


@lru_cache(maxsize=1)
def report_sections() -> Mapping[str, ReportSection]:
    """Every section by name, the name of its file.

    Raises
    ------
    UnregisteredError
        A file registers no section, or more than one.
    """
    sections_package = importlib.import_module(FOLDER)
    module_names = sorted(module_info.name for module_info in pkgutil.iter_modules(sections_package.__path__))
    return MappingProxyType(
        {
            module_name: _registered(importlib.import_module(f"{FOLDER}.{module_name}"))
            for module_name in module_names
        }
    )


def _registered(module: ModuleType) -> ReportSection:
    """The section that a module registers with :func:`section`."""
    registered_sections = [
        module_member for module_member in vars(module).values() if isinstance(module_member, ReportSection)
    ]
    if len(registered_sections) != 1:
        raise UnregisteredError(
            f"{module.__name__} registers {len(registered_sections)} sections; one file registers one, with @section"
        )
    return registered_sections[0]
