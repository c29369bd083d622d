"""What every notebook of a case would do first, done once ahead of all of them.

Tables of ``data/``, sentences, templates, kinds of lines, and the modules that only a report imports: a process that
has shown a few sections of an example has them. The example is drawn as seldom as can be, and what is shown goes
nowhere. No notebook calculates less of its own case for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from mll_finance import notebook

_EXAMPLE = "vroegsignalering_eindhoven"
_SECTIONS = ("summary", "results", "assumptions", "preconditions", "bridge", "incidence", "sensitivity")
"""Sections that use most of what sections use, and are made in a moment."""
_LATE = ("scipy.interpolate", "scipy.stats", "mll_finance.report.live_panel")
"""Modules that the suite loads only where it needs them, since they take longer than all that most commands do."""


def steps() -> Iterator[None]:
    """Do it, a step at a time: between two of them the process can do something else, or be copied."""
    with notebook.executed_with(notebook.Outputs()):
        study = notebook.start({"case": _EXAMPLE, "draws": 1})
    yield
    for section_or_module_name in _SECTIONS:
        with notebook.executed_with(notebook.Outputs()):
            notebook.show(study, section_or_module_name)
        yield
    for section_or_module_name in _LATE:
        import_module(section_or_module_name)
        yield
