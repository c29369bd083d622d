"""The case: everything a user writes, validated, frozen and resolved."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

from mll_finance.errors import InputError, Problem, RunError
from mll_finance.inputs.case.as_adopted import as_adopted, lock_path, refuse_other_status
from mll_finance.inputs.case.checks import check_money, check_parts, check_sections
from mll_finance.inputs.case.further import expanded, further_sections, is_written, pinned, without_fixed
from mll_finance.inputs.case.graph import Graph
from mll_finance.inputs.case.indices.default_index import with_default_index
from mll_finance.inputs.case.limits import check_limits, check_units, highest
from mll_finance.inputs.case.moves import cut_off, entered, outside_range
from mll_finance.inputs.case.numbers import Parts, resolve_leaves
from mll_finance.inputs.case.overrides import Override, OverrideError, apply, with_unit
from mll_finance.inputs.case.placing import placed, years_of_waiting
from mll_finance.inputs.case.price_index import PriceIndex
from mll_finance.inputs.case.rewriting import in_newest
from mll_finance.inputs.case.scenarios import changes, read_scenarios, refuse_slips
from mll_finance.inputs.case.society import society_problems, with_own_parties
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.base import Language, Strict
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import Party, Perspective, standard_parties, standard_perspectives
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.reading import Reader
from mll_finance.inputs.grammar.section import (
    Known,
    Model,
    Sections,
    marked_by_hand,
    marked_changes,
    without_following,
)
from mll_finance.inputs.grammar.sections import (
    ADOPTED,
    BASELINE,
    Alternative,
    ReportSettings,
    Scenario,
    Settings,
)
from mll_finance.inputs.lines import line_kinds
from mll_finance.inputs.quantities import quantity_kinds
from mll_finance.inputs.tables.in_force import Tables, as_copied, named_files, named_tables, tables_of
from mll_finance.inputs.tables.municipality_names import own_name
from mll_finance.inputs.tables.problems import TableLookupError
from mll_finance.inputs.tables.table import MUNICIPALITIES
from mll_finance.inputs.tables.used_rows import used_digests
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.inputs.text.placeholders import placeholders
from mll_finance.inputs.text.writing import with_text_keys
from mll_finance.resources import SHIPPED_DATA
from mll_finance.terms import phrase
from mll_finance.uncertainty.distributions import from_file
from mll_finance.yaml_text import Document, parse_yaml, read_yaml

_LANGUAGE = "case.language"
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
    method: Sections
    """The further sections."""
    graph: Graph
    prices: PriceIndex
    document: Document
    files: CaseFiles
    """The files that it names, as they were read."""
    tables: Tables
    """The tables in force: those that come along, with the case's own laid over them, as they were read."""
    overrides: tuple[Override, ...] = ()
    scenario: str | None = field(default=None)
    origin: Case | None = field(default=None, compare=False, repr=False)
    """The case of the file, where this one is a change of it."""
    moved: tuple[Problem, ...] = ()
    """What reads otherwise than when the case was written, because its schema is an older one."""

    @property
    def years(self) -> range:
        """Calendar years 0..horizon."""
        return range(self.settings.base_year, self.settings.base_year + self.settings.horizon + 1)

    @property
    def projects(self) -> tuple[str, ...]:
        """The alternatives other than the baseline."""
        return tuple(name for name in self.alternatives if name != BASELINE)

    def section(self, model: type[Model]) -> Model | None:
        """What a further section says, such as ``case.section(BudgetSettings)``; None where the case has not got it."""
        return self.method.section(model)

    def given(self, model: type[Model]) -> Model:
        """What a further section says that the case is known to have.

        Raises
        ------
        LookupError
            Where it has not got it.
        """
        method_section = self.method.section(model)
        if method_section is None:
            raise LookupError(f"the case has no section {model.__name__}")
        return method_section

    def parts(self, model: type[Model]) -> Mapping[str, Model]:
        """The named parts of a further section by name, such as ``case.parts(Cover)``; none where it has not got it."""
        return self.method.parts(model)

    def has(self, model: type[Strict]) -> bool:
        """Whether the case has a further section."""
        return self.method.has(model)

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Paths of the texts that still have to be filled in: with these the case is a draft."""
        return tuple(placeholders(self.document.data))

    def with_(self, changes: Mapping[str, Any], *, accept: bool = False) -> Case:
        """A validated copy with other values at some paths; see ``inputs/case/overrides.py`` for what a value may be.

        Changes are made in their order: a line that follows from one of them can be changed by those after it. Another
        language is no change of the case: the copy speaks it, and is the same case.

        Parameters
        ----------
        changes : mapping
            Path to new value.
        accept : bool
            Whether a number that is about a thousand times its own, or a thousandth of it, is meant.

        Raises
        ------
        InputError
            With every path that does not exist and every value that is not allowed.
        """
        changes, doubts = entered(self.graph, changes, last_year=self.years[-1], accept=accept)
        if doubts:
            raise InputError(doubts, file=self.document.name)
        return self._with(changes, limited=True, named=named_files(changes))

    def unlimited(self, changes: Mapping[str, Any]) -> Case:
        """A validated copy with other values at some paths, however far these lie: what a study calculates with."""
        return self._with(changes, limited=False)

    def _with(self, changes: Mapping[str, Any], *, limited: bool, named: Iterable[str] = ()) -> Case:
        language = changes.get(_LANGUAGE, self.settings.language)
        if language in get_args(Language):
            changes = {path: change for path, change in changes.items() if path != _LANGUAGE}
        problems = [*marked_changes(changes), *refuse_other_status(changes)]
        overrides = list(self.overrides)
        raw_case = self.document.data
        raw_expanded: dict[Any, Any] = {}
        assumption_by_path = {path: leaf.assumption for path, leaf in self.graph.leaves.items()}
        maxima = highest(self.graph) if limited else {}
        for path, change in changes.items():
            changed_raw = raw_case
            if not is_written(raw_case, path):
                raw_expanded = raw_expanded or expanded(self.document.data, self.tables)
                is_within = path.count(".") > 1
                if is_within and not is_written(raw_expanded, path) and raw_case is not self.document.data:
                    # An earlier change may have brought the line, such as another form of partnership.
                    raw_expanded = expanded(raw_case, self.tables)
                    assumption_by_path |= _resolved(self, raw_case)
                changed_raw = pinned(raw_case, raw_expanded, path)
            new_value = with_unit(self.graph, path, change, level_year=self.prices.level_year)
            try:
                raw_case, override = apply(changed_raw, assumption_by_path, path, new_value, most=maxima)
            except OverrideError as error:
                problems.append(error.problem)
                continue
            notes = (*outside_range(self.graph, {path: change}), *cut_off(self.graph, maxima, path, change))
            overrides.append(replace(override, value=as_copied(self.files, path, change), notes=notes))
        if problems:
            raise InputError(problems, file=self.document.name)
        fixed_paths = frozenset(override.path for override in overrides if override.fixes)
        raw_case = without_fixed(raw_case, fixed_paths)
        case = build_case(
            _changed(self.document, raw_case),
            files=self.files.naming(named),
            tables_read=self._tables_read(raw_case),
            limited=limited,
        )
        carried_fields = {
            "settings": case.settings.model_copy(update={"language": language}),
            "overrides": tuple(overrides),
            "scenario": self.scenario,
            "origin": self.origin or self,
        }
        return Case(**{**case.__dict__, **carried_fields})

    def _tables_read(self, data: Mapping[Any, Any]) -> Tables | None:
        """The tables as they were read, for changed data that name the same files."""
        return self.tables if named_tables(data) == named_tables(self.document.data) else None

    def in_scenario(self, name: str) -> Case:
        """The case under one of its scenarios, or under several put together as ``a+b``."""
        try:
            change_by_path = changes(self.scenarios, name)
            refuse_slips(self.graph, self.scenarios, name, is_adopted=self.settings.status == ADOPTED)
        except InputError as error:
            raise InputError(error.problems, file=self.document.name) from error
        change_by_path, doubts = entered(self.graph, change_by_path, last_year=self.years[-1], accept=True)
        if doubts and self.settings.status != ADOPTED:
            raise InputError(doubts, file=self.document.name)
        case_in_scenario = self._with(change_by_path, limited=True)
        return Case(**{**case_in_scenario.__dict__, "scenario": name})

    def fingerprint(self, used_tables: Mapping[str, str] | None = None) -> str:
        """SHA-256 of the case as it is calculated, its overrides applied; of its own tables what is used, if known."""
        raw_case = self.document.data
        if self.tables.own:
            # Own tables by what is read of them, not by where they lie or what else they hold.
            used_tables = used_digests(self.tables, raw_case) if used_tables is None else used_tables
            raw_case = {**raw_case, "case": {**raw_case["case"], "tables": used_tables}}
        case_json = json.dumps(with_text_keys(raw_case), sort_keys=True, ensure_ascii=False, default=str)
        # What a quantity read from another file, such as a curve, belongs to the case.
        case_json += repr(sorted(self.quantities.items()))
        distributions = {path: leaf.assumption.distribution for path, leaf in self.graph.leaves.items()}
        path_and_file_pairs = sorted(
            (path, getattr(distribution, file_field))
            for path, distribution in distributions.items()
            if distribution is not None and (file_field := from_file(distribution.kind)) is not None
        )
        case_json += repr(path_and_file_pairs) if path_and_file_pairs else ""
        return hashlib.sha256(case_json.encode()).hexdigest()


def _resolved(case: Case, raw: dict[Any, Any]) -> dict[str, Assumption]:
    """The assumptions of a case that is half changed, by path; none where it cannot be read yet."""
    try:
        resolved_case = build_case(
            _changed(case.document, raw), files=case.files, tables_read=case._tables_read(raw)
        )
    except InputError:
        return {}
    return {path: leaf.assumption for path, leaf in resolved_case.graph.leaves.items()}


def _changed(document: Document, raw: dict[Any, Any]) -> Document:
    """The document with other data; what the data share with it need not be read again."""
    return replace(document, data=raw, parts=dict(document.parts))


def refresh_data() -> None:
    """Read the tables that come along anew where somebody edited them since they were read.

    Raises
    ------
    RunError
        Where a table changed whose numbers stand in constants.
    """
    stale_names = SHIPPED_DATA.refresh()
    if stale_names:
        raise RunError(phrase("data_changed_since_start", names=", ".join(stale_names)))


def read_case(path: Path | str) -> Case:
    """A case from a YAML file as it stands, whether or not that is what was adopted."""
    refresh_data()
    path = Path(path)
    case_document, files = read_yaml(path), CaseFiles(path.parent)
    # A draft keeps the lock beside it too: what was adopted once and is a draft by now says so.
    with suppress(InputError):
        files.read(lock_path(path).name)
    return _of_file(case_document, files)


def case_from_text(text: str, *, folder: Path | None = None) -> Case:
    """A case from a YAML text, for tests and notebooks."""
    refresh_data()
    return _of_file(parse_yaml(text), CaseFiles(folder or Path()))


def _of_file(document: Document, files: CaseFiles) -> Case:
    """The case of a document that somebody wrote."""
    reader = Reader(document, files)
    reader.add(marked_by_hand(document.data.get("lines")))
    reader.stop_if_wrong()
    return build_case(document, files=files)


def build_case(
    document: Document, *, files: CaseFiles, tables_read: Tables | None = None, limited: bool = True
) -> Case:
    """Validate and resolve a case from raw data.

    Parameters
    ----------
    document : Document
        The raw case.
    files : CaseFiles
        The files that it names.
    tables_read : Tables, optional
        Its tables where they are read already; without it they are read from their files now.
    limited : bool
        Whether numbers that cannot be are refused; not where a study moves an input, whatever it is.
    """
    tables, table_problems = tables_of(document.data, files) if tables_read is None else (tables_read, [])
    newest_document, moved_problems = in_newest(expanded(document.data, tables), document.data, document.part)
    reader = Reader(replace(document, data=newest_document), files)
    reader.add(table_problems)
    check_sections(reader, document.data)
    raw_document = reader.document.data
    settings = None
    if isinstance(raw_document.get("case"), dict):
        settings = _named(reader, reader.part(Settings, raw_document["case"], ("case",)), tables)
        settings = as_adopted(settings, document, files)
    perspective_by_id = reader.parts("perspectives", Perspective, standard=standard_perspectives())
    known_of_case = _known(reader, settings, tables)
    perspective_by_id = with_own_parties(perspective_by_id, known_of_case.parties, raw_document)
    reader.add(society_problems(known_of_case.parties, raw_document))
    scenario_by_name = read_scenarios(reader)
    report = reader.part(ReportSettings, raw_document.get("report") or {}, ("report",))
    check_parts(reader, known_of_case, perspective_by_id)
    method_sections_read = further_sections(reader, known_of_case)
    price_index = PriceIndex(settings or _STAND_IN, tables)
    graph = _graph(reader, known_of_case, price_index)
    if limited and graph.complete and not graph.problems:
        reader.add(check_limits(graph))
    reader.problems = without_following(reader.problems, raw_document, document.data)
    reader.stop_if_wrong()
    assert settings is not None
    assert report is not None
    return Case(
        settings=settings,
        parties=known_of_case.parties,
        perspectives=perspective_by_id,
        alternatives=known_of_case.alternatives,
        quantities=known_of_case.quantities,
        lines=known_of_case.lines,
        scenarios=scenario_by_name,
        report=report,
        method=method_sections_read,
        graph=graph,
        prices=price_index,
        document=document,
        files=files,
        moved=moved_problems,
        tables=tables,
    )


def _named(reader: Reader, settings: Settings | None, tables: Tables) -> Settings | None:
    """The settings with the municipality by its own name, however it is written; the reader keeps an unknown one."""
    if settings is None or settings.municipality is None:
        return settings
    try:
        municipality_name = own_name(settings.municipality, tables.register)
    except TableLookupError as error:
        if MUNICIPALITIES not in tables.failed:
            reader.add([error.at("case.municipality")])
        return settings
    return settings.model_copy(update={"municipality": municipality_name})


def _known(reader: Reader, settings: Settings | None, tables: Tables) -> Known:
    """The parts of a case that others name; those that failed are left out."""
    parties = reader.parts("parties", Party, standard=standard_parties())
    alternatives = reader.parts("alternatives", Alternative)
    alternatives = dict(sorted(alternatives.items(), key=lambda part: part[0] != BASELINE))
    quantities = reader.kinds("quantities", quantity_kinds())
    line_by_id = reader.kinds("lines", line_kinds())
    known_of_case = Known(
        settings, parties, alternatives, quantities, line_by_id, tables, reader.document.data
    )
    placed_line_by_id = {name: placed(line, known_of_case) for name, line in line_by_id.items()}
    return replace(
        known_of_case, lines=with_default_index(placed_line_by_id, quantities, settings or _STAND_IN, tables)
    )


def _graph(reader: Reader, known: Known, prices: PriceIndex) -> Graph:
    """The references of the case, resolved; the reader keeps what is wrong with numbers and references."""
    leaf_by_path = resolve_leaves(Parts(reader, known, prices, known.settings or _STAND_IN))
    graph = Graph(known, leaf_by_path, later=years_of_waiting(known.lines, known.alternatives))
    reader.add(graph.problems)
    reader.add(check_money(graph))
    if graph.complete and not graph.problems:
        reader.add(check_units(graph))
    return graph
