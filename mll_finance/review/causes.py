"""Through what a result can have moved: what a run says that it depends on, against what it depends on here."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from typing import Any

from mll_finance.batch.manifest import libraries
from mll_finance.engine.fingerprint import code_hash
from mll_finance.review.divergence import Cause, Divergence, cause_of_setting
from mll_finance.version import __version__

_DIGITS = 12
"""Digits of a hash that are shown."""
_CAUSE_BY_MARK: Mapping[str, Cause] = {
    "scenario": "case",
    "seed": "seed",
    "draws": "seed",
    "data": "table",
    "code": "code",
    "version": "code",
}
"""What another mark of a fingerprint is another of; the mark of the case itself also moves with the others."""
_HASHES = ("case", "data", "code")


def other_marks(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[Divergence]:
    """The marks of a fingerprint that differ: scenario, changes, seed, draws, tables that come along, code.

    Parameters
    ----------
    then : mapping
        The fingerprint of the run, as its results have it.
    now : mapping
        The fingerprint of the same run, made here.
    """
    divergent_marks = [
        Divergence(name, _shown(name, then[name]), _shown(name, now[name]), cause)
        for name, cause in _CAUSE_BY_MARK.items()
        if name in then
        and name in now
        and then[name] != now[name]
        # Nothing is drawn of a case without an uncertain number: then it is the case that is another.
        and not (name == "draws" and 1 in (then[name], now[name]))
    ]
    return [*divergent_marks, *_other_changes(then.get("overrides"), now.get("overrides"))]


def _other_changes(then: Any, now: Any) -> Iterator[Divergence]:
    """The changes on top of the case that differ, such as those of ``--set``."""
    if isinstance(then, dict) and isinstance(now, dict):
        for path in dict.fromkeys([*then, *now]):
            if then.get(path) != now.get(path):
                yield Divergence(path, then.get(path), now.get(path), cause_of_setting(path))


def contradictions(manifest_marks: Mapping[str, Any], result_marks: Mapping[str, Any]) -> list[Divergence]:
    """Marks of the manifest that the results contradict: the one cannot be of the other, so it was edited."""
    return [
        Divergence(
            f"manifest.json: fingerprint.{name}",
            _shown(name, result_marks[name]),
            _shown(name, manifest_marks[name]),
            "edited",
        )
        for name in sorted(set(manifest_marks) & set(result_marks))
        if manifest_marks[name] != result_marks[name]
    ]


def marks_of_code() -> dict[str, str]:
    """The marks of the code that is here, where no case can be opened with it."""
    return {"code": code_hash(), "version": __version__}


def other_environment(then: Mapping[str, str]) -> list[Divergence]:
    """Python and libraries of another version than the run was made with."""
    environment_now = _environment()
    return [
        Divergence(name, version, environment_now.get(name), "environment")
        for name, version in then.items()
        if version != environment_now.get(name)
    ]


def is_environment_known(then: Mapping[str, str]) -> bool:
    """Whether a run recorded everything that its files are made with; one of before that did not."""
    return {"python", *libraries()} <= set(then)


def _environment() -> dict[str, str]:
    return {"python": platform.python_version(), **libraries()}


def _shown(name: str, mark: Any) -> Any:
    return mark[:_DIGITS] if name in _HASHES and isinstance(mark, str) else mark
