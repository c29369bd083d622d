"""What somebody edited in what a run was made of: paths of its case, rows of its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mll_finance.batch.manifest import AMOUNTS, inputs_of
from mll_finance.errors import InputError
from mll_finance.inputs.case.adoption.lock_state import changes, flat
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.finding import OF_RUN
from mll_finance.review.as_made import AsMade
from mll_finance.review.divergence import Cause, Divergence, cause_of_setting
from mll_finance.review.files_apart import file_apart
from mll_finance.yaml_text import parse_yaml


def edited_inputs(as_made: AsMade, names: frozenset[str], tables: frozenset[str]) -> Iterator[Divergence]:
    """The differences in what a run was made of.

    Parameters
    ----------
    as_made : AsMade
        The run.
    names : frozenset of str
        Names of the edited or missing files that its case reads, itself included.
    tables : frozenset of str
        Those that are no text of the case: its tables, curves and observations.
    """
    for file_name in sorted(names):
        contents_then, contents_now = as_made.contents(file_name), as_made.contents_now(file_name)
        if file_name == OF_RUN and contents_then is not None and contents_now is not None:
            yield from _of_case(contents_then, contents_now, as_made.run.digests[file_name])
            continue
        input_cause: Cause = "table" if file_name in tables else "case"
        for what, was_text, current in file_apart(
            file_name, contents_then, contents_now, as_made.run.digests[file_name]
        ):
            yield Divergence(what, was_text, current, input_cause)


def _of_case(then: bytes, now: bytes, digest: str) -> Iterator[Divergence]:
    """The paths of a case that differ; the lines, where it says the same or cannot be read any more."""
    try:
        value_then_by_path, value_now_by_path = (
            dict(flat(parse_yaml(contents.decode("utf-8-sig")).data)) for contents in (then, now)
        )
    except (InputError, UnicodeDecodeError):
        value_then_by_path, value_now_by_path = {}, {}
    is_text_only = True
    for path in dict.fromkeys([*value_then_by_path, *value_now_by_path]):
        part_then, part_now = value_then_by_path.get(path), value_now_by_path.get(path)
        if part_then != part_now or type(part_then) is not type(part_now):
            is_text_only = False
            yield Divergence(path.removesuffix(".value"), part_then, part_now, cause_of_setting(path))
    if is_text_only:
        for path_of_difference, part_then, part_now in file_apart(OF_RUN, then, now, digest):
            yield Divergence(path_of_difference, part_then, part_now, "case")


def moved_inputs(recorded: Any, case: Case) -> list[tuple[str, str, str]]:
    """What the same case amounts to now, where its manifest recorded it otherwise: path, what it was and is."""
    amount_then_by_name = (
        {name: recorded.get(name) for name in AMOUNTS} if isinstance(recorded, Mapping) else {}
    )
    if not amount_then_by_name or not all(isinstance(part, dict) for part in amount_then_by_name.values()):
        return []
    amount_now_by_name = {name: part for name, part in inputs_of(case).items() if name in AMOUNTS}
    return [
        (change.path, str(change.then), str(change.now))
        for change in changes(amount_then_by_name, amount_now_by_name)
    ]
