"""What must hold between the parts of a case: parties known, years within the horizon, money where money belongs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mll_finance.errors import Problem
from mll_finance.inputs.case.graph import Graph, Output
from mll_finance.inputs.case.price_index import CPI, PriceIndex, own_rates
from mll_finance.inputs.case.rewriting import newest, number_of, steps
from mll_finance.inputs.grammar.base import in_full
from mll_finance.inputs.grammar.contract import clause_rate
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import OUTSIDE, Perspective
from mll_finance.inputs.grammar.reading import Reader
from mll_finance.inputs.grammar.section import REQUIRED, Known
from mll_finance.inputs.grammar.sections import BASELINE, Rate, Settings
from mll_finance.inputs.method import method_sections
from mll_finance.inputs.reference_data.prose_tables import techniques
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.inputs.tables.in_force import Tables, discount_steps, price_levels
from mll_finance.inputs.text.numerals import percentage
from mll_finance.terms import phrase, three

SECTIONS = (
    "schema",
    "case",
    "parties",
    "perspectives",
    "alternatives",
    "quantities",
    "lines",
    "scenarios",
    *method_sections(),
    "report",
)

LEAST_RATE = threshold("discount_rate_least")
"""Real discount rate below which a number is a slip."""


def check_parts(reader: Reader, known: Known, perspectives: Mapping[str, Perspective]) -> None:
    """Keep what is wrong between the parts; parts that failed by themselves are left out."""
    if isinstance(reader.document.data.get("alternatives"), dict):
        reader.add(_alternatives(known))
    for part_id, perspective in perspectives.items():
        reader.add(_perspective(f"perspectives.{part_id}", perspective, known))
    for part_id, line in known.lines.items():
        problem_path = f"lines.{part_id}"
        reader.add(_line(problem_path, line, known))
        if not any(known.lacks("parties", party) for party in (line.payer, line.receiver)):
            reader.add(problem.below(problem_path) for problem in line.problems())
        if known.settings is not None:
            reader.add(_years(problem_path, line, known.settings))
            reader.add(_index(f"{problem_path}.index", line.index, known.settings, known.tables))
    for part_id, raw_line in reader.entries("lines").items():
        if part_id not in known.lines and isinstance(raw_line, dict):
            reader.add(_raw_parties(f"lines.{part_id}", raw_line, known))
    if reader.document.data.get("lines") == {}:
        reader.problem("lines", *three("no_lines"))
    if known.settings is not None:
        reader.add(_settings(known.settings, known.tables))
        reader.add(_about(known.settings.about, known))


def _alternatives(known: Known) -> Iterator[Problem]:
    alternative_by_id = known.alternatives
    if known.lacks("alternatives", BASELINE):
        yield Problem(
            "alternatives",
            phrase("problem_no_baseline"),
            phrase("problem_an_alternative_baseline_the_nulalternatief"),
            phrase("problem_add_baseline_title_and_the"),
        )
    if BASELINE in alternative_by_id and alternative_by_id[BASELINE].later:
        yield Problem(
            f"alternatives.{BASELINE}.later",
            phrase("problem_a_baseline_that_comes_later"),
            phrase("problem_the_baseline_is_what_happens"),
            phrase("problem_put_later_at_the_alternative"),
        )
    if not known.projects:
        yield Problem(
            "alternatives",
            phrase("problem_nothing_to_compare_with_the"),
            phrase("problem_at_least_one_other_alternative"),
            phrase("problem_add_project_title"),
        )
    for alternative_id, alternative in alternative_by_id.items():
        reason_and_source = (alternative.reason, alternative.source)
        if not alternative.feasible and (alternative_id != BASELINE or None in reason_and_source):
            yield Problem(f"alternatives.{alternative_id}.feasible", *three("duty"))
        elif alternative.feasible and reason_and_source != (None, None):
            yield Problem(f"alternatives.{alternative_id}.reason", *three("duty_unsaid"))
        if alternative.technique is not None and alternative.technique not in techniques():
            yield Problem.unknown(
                f"alternatives.{alternative_id}.technique",
                phrase("problem_unknown_technique", technique=alternative.technique),
                alternative.technique,
                techniques(),
            )


def _about(about: str | None, known: Known) -> Iterator[Problem]:
    if about is not None and known.lacks("alternatives", about):
        yield Problem.unknown(
            "case.about", phrase("problem_about_nothing", name=about), about, known.projects
        )
    if about == BASELINE:
        yield Problem("case.about", *three("about_baseline"))


def _perspective(path: str, viewpoint: Perspective, known: Known) -> Iterator[Problem]:
    steps_by_schedule = discount_steps(known.tables)
    for party in viewpoint.parties:
        if party in OUTSIDE:
            yield Problem(
                f"{path}.parties",
                phrase("problem_inside_the_fence", party=party),
                phrase("problem_real_parties"),
                phrase("problem_remove_it_is_a_balancing", party=party),
            )
        elif known.lacks("parties", party):
            yield _unknown_party(f"{path}.parties", party, known)
    if viewpoint.schedule not in steps_by_schedule:
        yield Problem.unknown(
            f"{path}.schedule",
            phrase("problem_unknown_schedule", schedule=viewpoint.schedule),
            viewpoint.schedule,
            steps_by_schedule,
        )


def _line(path: str, line: Line, known: Known) -> Iterator[Problem]:
    alternatives, index_names = known.names("alternatives"), price_levels(known.tables)
    for field_name in ("payer", "receiver"):
        party_id = getattr(line, field_name)
        if known.lacks("parties", party_id):
            yield _unknown_party(f"{path}.{field_name}", party_id, known)
    for alternative_id in line.alternative:
        if known.lacks("alternatives", alternative_id):
            yield Problem.unknown(
                f"{path}.alternative",
                phrase("problem_unknown_alternative", name=alternative_id),
                alternative_id,
                alternatives,
                allowed=phrase("problem_one_of_a_list_or", names=", ".join(alternatives)),
            )
    index_rate = percentage(line.index) if isinstance(line.index, str) else None
    if index_rate is not None:
        yield Problem(
            f"{path}.index",
            phrase("problem_unknown_index", index=line.index),
            phrase("index_allowed", known=", ".join(index_names)),
            phrase("index_percentage", rate=index_rate),
        )
    elif line.index is not None and line.index not in index_names and clause_rate(line.index) is None:
        yield Problem.unknown(
            f"{path}.index", phrase("problem_unknown_index", index=line.index), line.index, index_names
        )


def _raw_parties(path: str, raw: dict[str, object], known: Known) -> Iterator[Problem]:
    for field_name in ("payer", "receiver"):
        raw_party = raw.get(field_name)
        if isinstance(raw_party, str) and known.lacks("parties", raw_party):
            yield _unknown_party(f"{path}.{field_name}", raw_party, known)


def _unknown_party(path: str, party: str, known: Known) -> Problem:
    return Problem.unknown(path, phrase("problem_unknown_party", party=party), party, known.names("parties"))


def _years(path: str, line: Line, settings: Settings) -> Iterator[Problem]:
    if line.years is None:
        return
    first_year, last_year = settings.base_year, settings.base_year + settings.horizon
    span = range(first_year, last_year + 1)
    years_outside_case = [year for year in line.years.only or () if year not in span]
    if years_outside_case:
        yield Problem(
            f"{path}.years",
            phrase("problem_outside_the_case", names=", ".join(map(str, years_outside_case))),
            phrase("problem_years_to", first=first_year, last=last_year),
            in_full(years_outside_case) or phrase("problem_correct_the_years_or_the"),
        )
    elif not line.years.active(span):
        yield Problem(
            f"{path}.years",
            phrase("problem_no_year_of_the_case"),
            phrase("problem_years_to", first=first_year, last=last_year),
            phrase("problem_correct_from_and_until"),
        )


def _settings(settings: Settings, tables: Tables) -> Iterator[Problem]:
    chosen_discounting, steps_by_schedule = settings.discounting, discount_steps(tables)
    if isinstance(chosen_discounting, str) and chosen_discounting not in steps_by_schedule:
        yield Problem.unknown(
            "case.discounting",
            phrase("problem_unknown_schedule", schedule=chosen_discounting),
            chosen_discounting,
            steps_by_schedule,
            allowed=phrase("problem_one_of_or_rate", names=", ".join(steps_by_schedule)),
        )
    if isinstance(chosen_discounting, Rate) and chosen_discounting.rate < LEAST_RATE:
        yield Problem(
            "case.discounting.rate",
            phrase("problem_a_rate_of", rate=chosen_discounting.rate),
            phrase("rate_allowed", least=f"{LEAST_RATE:g}"),
            phrase("problem_is_rate"),
        )
    yield from _price_level(settings, tables)
    if (
        settings.inflation is not None
        and settings.kadernota is not None
        and settings.kadernota.prices is not None
    ):
        yield Problem("case.inflation", *three("prices_twice"))
    if isinstance(settings.inflation, Rate) and settings.inflation.rate <= -1:
        yield Problem(
            "case.inflation",
            phrase("problem_a_rate_of", rate=settings.inflation.rate),
            phrase("problem_a_rate_above"),
            phrase("problem_is_rate"),
        )
    if isinstance(settings.inflation, Rate) and settings.inflation.rate > 1:
        yield Problem(
            "case.inflation",
            phrase("problem_a_rate_of", rate=settings.inflation.rate),
            phrase("problem_a_fraction"),
            phrase("problem_is_rate"),
        )


def _price_level(settings: Settings, tables: Tables) -> Iterator[Problem]:
    """A price level and a base year that the price index, or the case's own inflation, can tie together."""
    price_level = settings.base_year if settings.price_level is None else settings.price_level
    years_of_cpi = price_levels(tables)[CPI]
    first_index_year, last_index_year = min(years_of_cpi), max(years_of_cpi)
    if not first_index_year <= price_level <= last_index_year:
        first_index_year = price_level
        if CPI not in own_rates(settings, price_level):
            yield Problem(
                "case.base_year" if settings.price_level is None else "case.price_level",
                phrase("problem_price_level", level=price_level),
                phrase("problem_a_year_of_the_index", cpi=CPI, first=min(years_of_cpi), last=last_index_year),
                phrase("problem_correct_price_level_or_add"),
            )
            return
    if settings.base_year < first_index_year:
        yield Problem(
            "case.base_year",
            phrase("problem_base_year_before_the_prices", base_year=settings.base_year),
            phrase("problem_a_year_from_on", first=first_index_year),
            phrase("problem_correct_base_year_or_make"),
        )


def _index(path: str, index: str | None, settings: Settings, tables: Tables) -> Iterator[Problem]:
    """A price index of a line that reaches the price level and the first year of the case."""
    if index is None or index not in price_levels(tables):
        return
    try:
        PriceIndex(settings, tables).to_nominal(index, settings.base_year)
    except LookupError as error:
        yield Problem(
            path,
            phrase("problem_prices_of_but", base_year=settings.base_year, error=error.args[0]),
            phrase("problem_an_index_that_gives_the"),
            phrase("problem_name_another_index_or_correct"),
        )


def check_money(graph: Graph) -> Iterator[Problem]:
    """Lines that are not money: a field that must be in euros is not, or several factors are."""
    for line_id, line in graph.lines.items():
        owner_path = f"lines.{line_id}"
        paths = graph.paths_of(owner_path)
        expected_paths = [path for path in paths if path.split(".")[2] in line.MONEY]
        if not all(_resolves(graph, path) for path in paths):
            continue
        money_paths = [path for path in paths if any(_in_euros(graph, leaf) for leaf in graph.ends(path))]
        if any(_is_pm(graph, path) for path in expected_paths):
            if not money_paths:
                yield from _unknown_money(graph, expected_paths)
            continue
        if not any(path in money_paths for path in expected_paths):
            yield Problem(
                expected_paths[0] if len(expected_paths) == 1 else owner_path,
                phrase("problem_no_amount_in_euros"),
                phrase("problem_a_line_is_money_a"),
                phrase("problem_give_the_price_the_unit"),
            )
        # What every line has beside its kind, such as a cap, is no factor of the amount.
        field_names_of_any_line = {*line.ADDED, *Line.model_fields}
        money_paths = [path for path in money_paths if path.split(".")[2] not in field_names_of_any_line]
        if len(money_paths) > 1:
            yield Problem(
                owner_path,
                phrase(
                    "problem_several_amounts_in_euros", names=", ".join(p.split(".")[-1] for p in money_paths)
                ),
                phrase("problem_exactly_one_amount_in_euros"),
                phrase("problem_give_the_others_the_unit"),
            )


def _unknown_money(graph: Graph, expected: list[str]) -> Iterator[Problem]:
    """Unknown amounts that name a unit which is not of money."""
    for path in expected:
        for end in graph.ends(path):
            unknown_assumption = graph.leaves[end].assumption
            if (
                unknown_assumption.pm is not None
                and unknown_assumption.unit is not None
                and not unknown_assumption.is_money
            ):
                yield Problem(
                    end,
                    phrase("problem_no_amount_in_euros"),
                    phrase("problem_a_line_is_money_a"),
                    phrase("problem_give_the_price_the_unit"),
                )


def _resolves(graph: Graph, path: str, trail: tuple[str, ...] = ()) -> bool:
    """Whether every reference from an assumption ends in a number: what does not is a problem of its own."""
    if path in trail:
        return False
    child_paths = graph.groups.get(path)
    if child_paths is not None:
        return all(_resolves(graph, child, (*trail, path)) for child in child_paths.values())
    number_leaf = graph.leaves.get(path)
    if number_leaf is None or number_leaf.assumption.ref is None:
        return number_leaf is not None
    ref_target = graph.target(number_leaf.assumption.ref)
    return isinstance(ref_target, Output) or (
        ref_target is not None and _resolves(graph, ref_target, (*trail, path))
    )


def _in_euros(graph: Graph, path: str) -> bool:
    return graph.leaves[path].assumption.is_money


def _is_pm(graph: Graph, path: str) -> bool:
    return any(graph.leaves[end].assumption.pm is not None for end in graph.ends(path))


def check_sections(reader: Reader, raw: Mapping[Any, Any]) -> None:
    """Keep what is wrong with the sections that a case writes."""
    for key in raw:
        if key not in SECTIONS:
            allowed_phrase = phrase("problem_allowed_are", names=", ".join(SECTIONS))
            finding_phrase = phrase("problem_unknown_section", name=key)
            reader.add(
                [Problem.unknown(str(key), finding_phrase, str(key), SECTIONS, allowed=allowed_phrase)]
            )
    for key in REQUIRED:
        if key not in raw:
            reader.problem(
                key,
                phrase("problem_no_section", name=key),
                phrase("problem_a_case_has", names=", ".join(REQUIRED)),
                phrase("problem_add", name=key),
            )
    for key in SECTIONS[1:]:
        raw_part = raw.get(key)
        if key in raw and not isinstance(raw_part, dict) and not (raw_part is None and key not in REQUIRED):
            finding_phrase = (
                phrase("problem_not_a_mapping") if raw_part is not None else phrase("problem_nothing_in_it")
            )
            reader.problem(
                key,
                finding_phrase,
                phrase("problem_a_mapping_of_names"),
                phrase("problem_write_entries_under", name=key),
            )
    schema_number, known_schemas = number_of(raw), (*steps(), newest())
    if isinstance(schema_number, bool) or schema_number not in known_schemas:
        known_schemas_text = ", ".join(map(str, known_schemas))
        schema_phrases = three(
            "schema_unknown", number=str(schema_number), known=known_schemas_text, newest=newest()
        )
        reader.problem("schema", *schema_phrases)
