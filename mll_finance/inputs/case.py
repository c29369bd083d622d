"""The case: everything a user writes, validated, frozen and resolved."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mll_finance.errors import InputError, Problem, suggestion
from mll_finance.inputs.checks import check_money, check_parts
from mll_finance.inputs.graph import BASELINE, Graph
from mll_finance.inputs.line import Line, line_kinds
from mll_finance.inputs.numbers import Parts, PriceIndex, resolve_leaves
from mll_finance.inputs.overrides import Override, OverrideError, apply
from mll_finance.inputs.parties import Party, Perspective, standard_parties, standard_perspectives
from mll_finance.inputs.quantity import Quantity, quantity_kinds
from mll_finance.inputs.sections import Alternative, ReportSettings, Scenario, Settings
from mll_finance.inputs.validation import dotted, validated
from mll_finance.inputs.yaml_text import Document, parse_yaml, read_yaml

SECTIONS = (
    "schema",
    "case",
    "parties",
    "perspectives",
    "alternatives",
    "quantities",
    "lines",
    "scenarios",
    "report",
)
REQUIRED = ("case", "alternatives", "lines")
SCHEMA = 1
_STAND_IN = Settings(id="case", base_year=2026, horizon=0)
"""Settings by which the rest of a case is checked when its own are wrong."""


@dataclass(frozen=True)
class Case:
    """A validated case. It changes only through :meth:`with_`, which returns a validated copy."""

    settings: Settings
    parties: Mapping[str, Party]
    perspectives: Mapping[str, Perspective]
    alternatives: Mapping[str, Alternative]
    quantities: Mapping[str, Quantity]
    lines: Mapping[str, Line]
    scenarios: Mapping[str, Scenario]
    report: ReportSettings
    graph: Graph
    prices: PriceIndex
    document: Document
    folder: Path
    overrides: tuple[Override, ...] = ()
    scenario: str | None = field(default=None)

    @property
    def years(self) -> range:
        """Calendar years 0..horizon."""
        return range(self.settings.base_year, self.settings.base_year + self.settings.horizon + 1)

    @property
    def projects(self) -> tuple[str, ...]:
        """The alternatives other than the baseline."""
        return tuple(name for name in self.alternatives if name != BASELINE)

    def with_(self, changes: Mapping[str, Any]) -> Case:
        """A validated copy with other values at some paths; see ``inputs/overrides.py`` for what a value may be.

        Raises
        ------
        InputError
            With every path that does not exist and every value that is not allowed.
        """
        case, problems, log = self, [], list(self.overrides)
        data = self.document.data
        resolved = {path: leaf.assumption for path, leaf in self.graph.leaves.items()}
        for path, value in changes.items():
            try:
                data, override = apply(data, resolved, path, value)
            except OverrideError as error:
                problems.append(error.problem)
                continue
            log.append(override)
        if problems:
            raise InputError(problems, file=self.document.name)
        document = Document(data=data, lines=self.document.lines, name=self.document.name)
        case = build_case(document, folder=self.folder)
        return Case(**{**case.__dict__, "overrides": tuple(log), "scenario": self.scenario})

    def in_scenario(self, name: str) -> Case:
        """The case under one of its scenarios."""
        if name not in self.scenarios:
            known = list(self.scenarios)
            raise InputError(
                Problem(
                    "scenarios",
                    f"no scenario '{name}'",
                    f"one of {', '.join(known) or 'none: the case has none'}",
                    suggestion(name, known),
                ),
                file=self.document.name,
            )
        changed = self.with_(self.scenarios[name].set)
        return Case(**{**changed.__dict__, "scenario": name})

    def fingerprint(self) -> str:
        """SHA-256 of the case as it is calculated: the file's content with the overrides applied."""
        text = json.dumps(self.document.data, sort_keys=True, ensure_ascii=False, default=str)
        # What a quantity read from another file, such as a curve, belongs to the case.
        text += repr(sorted(self.quantities.items()))
        return hashlib.sha256(text.encode()).hexdigest()


def load_case(path: Path | str) -> Case:
    """Read, validate and resolve a case from a YAML file.

    Raises
    ------
    InputError
        With every problem of the file at once, each with its path and line.
    """
    path = Path(path)
    return build_case(read_yaml(path), folder=path.parent)


def case_from_text(text: str, *, folder: Path | None = None) -> Case:
    """A case from a YAML text, for tests and notebooks."""
    return build_case(parse_yaml(text), folder=folder or Path())


def build_case(document: Document, *, folder: Path) -> Case:
    """Validate and resolve a case from raw data."""
    problems: list[Problem] = []
    data = document.data
    _check_sections(document, problems)
    settings = None
    if isinstance(data.get("case"), dict):
        settings = validated(Settings, data["case"], path=("case",), document=document, problems=problems)
    parties = _parts(document, "parties", Party, problems, standard=standard_parties())
    perspectives = _parts(document, "perspectives", Perspective, problems, standard=standard_perspectives())
    alternatives = _parts(document, "alternatives", Alternative, problems)
    quantities = _kinds(document, "quantities", quantity_kinds(), folder=folder, problems=problems)
    lines = _kinds(document, "lines", line_kinds(), folder=folder, problems=problems)
    scenarios = _parts(document, "scenarios", Scenario, problems)
    report = validated(
        ReportSettings, data.get("report") or {}, path=("report",), document=document, problems=problems
    )
    alternatives = dict(sorted(alternatives.items(), key=lambda item: item[0] != BASELINE))
    lines = {name: _placed(line, alternatives) for name, line in lines.items()}
    check_parts(document, settings, parties, perspectives, alternatives, lines, problems)
    known = settings or _STAND_IN
    prices = PriceIndex(known)
    parts = Parts(
        document,
        known,
        quantities,
        lines,
        tuple(alternatives),
        prices,
        folder,
        years_known=settings is not None,
    )
    leaves = resolve_leaves(parts, problems)
    failed = frozenset(
        f"{section}.{name}"
        for section, made in (("quantities", quantities), ("lines", lines))
        for name in _entries(document, section)
        if name not in made
    )
    graph = Graph(quantities, lines, leaves, tuple(alternatives), failed=failed)
    problems += [_located(problem, document) for problem in graph.problems]
    if graph.complete and not graph.problems:
        check_money(document, graph, problems)
    if problems or report is None or settings is None:
        raise InputError(problems, file=document.name)
    return Case(
        settings=settings,
        parties=parties,
        perspectives=perspectives,
        alternatives=alternatives,
        quantities=quantities,
        lines=lines,
        scenarios=scenarios,
        report=report,
        graph=graph,
        prices=prices,
        document=document,
        folder=folder,
    )


def _located(problem: Problem, document: Document) -> Problem:
    path = tuple(problem.path.split("."))
    return Problem(problem.path, problem.found, problem.allowed, problem.remedy, document.line(path))


def _check_sections(document: Document, problems: list[Problem]) -> None:
    data = document.data
    for name in data:
        if name not in SECTIONS:
            problems.append(
                Problem(
                    str(name),
                    f"unknown section '{name}'",
                    f"allowed are {', '.join(SECTIONS)}",
                    suggestion(str(name), SECTIONS),
                    document.line((name,)),
                )
            )
    for name in REQUIRED:
        if name not in data:
            problems.append(
                Problem(name, f"no section '{name}'", f"a case has {', '.join(REQUIRED)}", f"add {name}:")
            )
    for name in SECTIONS[1:]:
        held = data.get(name)
        if name in data and not isinstance(held, dict) and not (held is None and name not in REQUIRED):
            problems.append(
                Problem(
                    name,
                    "not a mapping" if held is not None else "nothing in it",
                    "a mapping of names",
                    f"write entries under {name}:",
                    document.line((name,)),
                )
            )
    if data.get("schema", SCHEMA) != SCHEMA or isinstance(data.get("schema"), bool):
        problems.append(
            Problem(
                "schema",
                f"schema {data['schema']}",
                f"schema {SCHEMA}",
                f"write schema: {SCHEMA}, or use the version of the suite that made the case",
                document.line(("schema",)),
            )
        )


def _entries(document: Document, section: str) -> dict[Any, Any]:
    held = document.data.get(section)
    return held if isinstance(held, dict) else {}


def _parts(
    document: Document,
    section: str,
    model: type[Any],
    problems: list[Problem],
    *,
    standard: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The parts of a section; what the case says is laid over the standard part of the same name."""
    own = _entries(document, section)
    made: dict[str, Any] = {}
    for name in dict.fromkeys([*(standard or {}), *own]):
        if not _good_name(name, (section, name), document, problems):
            continue
        raw = own.get(name, {} if standard and name in standard else None)
        if raw is None:
            raw = {}
        if standard and isinstance(raw, dict):
            raw = {**standard.get(name, {}), **raw}
        part = validated(model, raw, path=(section, name), document=document, problems=problems)
        if part is not None:
            made[name] = part
    return made


def _below(path: tuple[Any, ...], problem: Problem, document: Document) -> Problem:
    """A problem found in a file that a part names, at the place in the case where it is named."""
    place = (*path, problem.path)
    return Problem(dotted(place), problem.found, problem.allowed, problem.remedy, document.line(place))


def _kinds(
    document: Document,
    section: str,
    kinds: Mapping[str, type[Any]],
    *,
    folder: Path,
    problems: list[Problem],
) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, raw in _entries(document, section).items():
        path = (section, name)
        if not _good_name(name, path, document, problems):
            continue
        if not isinstance(raw, dict):
            problems.append(
                Problem(
                    f"{section}.{name}",
                    "not a mapping",
                    "a mapping with a kind",
                    "write its keys under it",
                    document.line(path),
                )
            )
            continue
        kind = raw.get("kind")
        if not isinstance(kind, str) or kind not in kinds:
            found = "no kind" if kind is None else f"the kind '{kind}'"
            problems.append(
                Problem(
                    f"{section}.{name}.kind",
                    found,
                    f"one of {', '.join(kinds)}",
                    suggestion(str(kind), kinds),
                    document.line((*path, "kind")),
                )
            )
            continue
        try:
            whole = kinds[kind].prepare(raw, folder)
        except InputError as error:
            problems += [_below(path, problem, document) for problem in error.problems]
            continue
        part = validated(kinds[kind], whole, path=path, document=document, problems=problems)
        if part is not None:
            made[name] = part
    return made


def _good_name(name: Any, path: tuple[Any, ...], document: Document, problems: list[Problem]) -> bool:
    good = isinstance(name, str) and name.replace("_", "a").replace("-", "a").isalnum() and name[0].isalpha()
    if not good:
        problems.append(
            Problem(
                ".".join(map(str, path)),
                f"the name '{name}'",
                "letters, digits, - and _, a letter first",
                "rename it",
                document.line(path),
            )
        )
    return good


def _placed(line: Line, alternatives: Mapping[str, Alternative]) -> Line:
    """The line with its alternatives by name: ``all`` written out, ``when`` applied."""
    names = tuple(alternatives) if line.alternative == ("all",) else line.alternative
    if line.when is not None:
        names = tuple(
            name for name in names if name not in alternatives or line.when.holds(alternatives[name])
        )
    return line.model_copy(update={"alternative": names})
