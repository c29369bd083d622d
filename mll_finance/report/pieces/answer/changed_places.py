"""What was changed in a case, for who reads it: by its path for who works on the case, in words for everybody else."""

from __future__ import annotations

from collections.abc import Iterable

from mll_finance.report.context import Context
from mll_finance.report.pieces.names import full_name

_TITLED = ("lines", "quantities", "alternatives", "scenarios", "perspectives", "parties")


def changed_places(context: Context, paths: Iterable[str]) -> list[str]:
    """The places that some paths of a case stand for; a public version names no path, and nothing that it hides."""
    if context.publication is None:
        return list(paths)
    return list(dict.fromkeys(_in_words(context, path) for path in paths))


def _in_words(context: Context, path: str) -> str:
    if context.hides(path):
        return context.say("changed_hidden")
    leaves = context.study.case.graph.leaves
    changed_leaf = leaves.get(path) or next(
        (leaf for leaf_path, leaf in leaves.items() if path.startswith(f"{leaf_path}.")), None
    )
    if changed_leaf is not None:
        return (
            context.say("changed_hidden")
            if context.hides(changed_leaf.path)
            else full_name(context, changed_leaf)
        )
    section_name, _, path_within_section = path.partition(".")
    part_name = path_within_section.partition(".")[0]
    if section_name not in _TITLED or part_name not in getattr(context.study.case, section_name):
        return context.say("changed_settings")
    is_hidden = context.hides(f"{section_name}.{part_name}")
    return context.say("changed_hidden") if is_hidden else context.title(section_name, part_name)
