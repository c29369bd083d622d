"""What must hold between the parts of a case: parties known, years within the horizon, money where money belongs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mll_finance.errors import Problem, suggestion
from mll_finance.inputs.case.graph import Graph, Output
from mll_finance.inputs.case.numbers import CPI, PriceIndex
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import OUTSIDE, Party, Perspective
from mll_finance.inputs.grammar.sections import BASELINE, Alternative, Rate, Settings
from mll_finance.inputs.reference_data.prose_tables import techniques
from mll_finance.inputs.reference_data.tables import discount_steps, price_levels
from mll_finance.yaml_text import Document

Sentence = tuple[str, str, str, str]
"""Path, what was found, what is allowed, what to do."""


def check_parts(
    document: Document,
    settings: Settings | None,
    parties: Mapping[str, Party],
    perspectives: Mapping[str, Perspective],
    alternatives: Mapping[str, Alternative],
    lines: Mapping[str, Line],
    problems: list[Problem],
) -> None:
    """Add what is wrong between the parts; parts that failed by themselves are left out."""
    found: list[Sentence] = []
    if isinstance(document.data.get("alternatives"), dict):
        found += _alternatives(alternatives)
    for name, perspective in perspectives.items():
        found += _perspective(f"perspectives.{name}", perspective, parties)
    for name, line in lines.items():
        found += _line(f"lines.{name}", line, parties, alternatives)
        found += [(f"lines.{name}.{field}", *rest) for field, *rest in line.issues()]  # type: ignore[misc]
        if settings is not None:
            found += _years(f"lines.{name}", line, settings)
            found += _index(f"lines.{name}.index", line.index, settings)
    for name, raw in _failed_lines(document, lines):
        found += _raw_parties(name, raw, parties)
    if settings is not None:
        found += _settings(settings)
    problems += [Problem(*sentence, document.line(tuple(sentence[0].split(".")))) for sentence in found]


def _alternatives(alternatives: Mapping[str, Alternative]) -> Iterator[Sentence]:
    if BASELINE not in alternatives:
        yield (
            "alternatives",
            "no baseline",
            "an alternative 'baseline', the nulalternatief",
            "add baseline: {title: ...} and the lines of what happens without the project",
        )
    if BASELINE in alternatives and alternatives[BASELINE].later:
        yield (
            f"alternatives.{BASELINE}.later",
            "a baseline that comes later",
            "the baseline is what happens anyway",
            "put later at the alternative that waits",
        )
    if len(alternatives) - (BASELINE in alternatives) < 1:
        yield (
            "alternatives",
            "nothing to compare with the baseline",
            "at least one other alternative",
            "add project: {title: ...}",
        )
    for name, alternative in alternatives.items():
        if alternative.technique is not None and alternative.technique not in techniques():
            yield (
                f"alternatives.{name}.technique",
                f"unknown technique '{alternative.technique}'",
                f"one of {', '.join(techniques())}",
                suggestion(alternative.technique, techniques()),
            )


def _perspective(path: str, perspective: Perspective, parties: Mapping[str, Party]) -> Iterator[Sentence]:
    for party in perspective.parties:
        if party in OUTSIDE:
            yield (
                f"{path}.parties",
                f"'{party}' inside the fence",
                "real parties",
                f"remove it: {party} is a balancing party outside every fence",
            )
        elif party not in parties:
            yield (
                f"{path}.parties",
                f"unknown party '{party}'",
                f"one of {', '.join(parties)}",
                suggestion(party, parties),
            )
    if perspective.schedule not in discount_steps():
        yield (
            f"{path}.schedule",
            f"unknown schedule '{perspective.schedule}'",
            f"one of {', '.join(discount_steps())}",
            suggestion(perspective.schedule, discount_steps()),
        )


def _line(
    path: str, line: Line, parties: Mapping[str, Party], alternatives: Mapping[str, Alternative]
) -> Iterator[Sentence]:
    for field in ("payer", "receiver"):
        party = getattr(line, field)
        if party not in parties:
            yield (
                f"{path}.{field}",
                f"unknown party '{party}'",
                f"one of {', '.join(parties)}",
                suggestion(party, parties),
            )
    for name in line.alternative:
        if name not in alternatives and alternatives:
            yield (
                f"{path}.alternative",
                f"unknown alternative '{name}'",
                f"one of {', '.join(alternatives)}, a list, or all",
                suggestion(name, alternatives),
            )
    if line.index is not None and line.index not in price_levels():
        yield (
            f"{path}.index",
            f"unknown index '{line.index}'",
            f"one of {', '.join(price_levels())}",
            suggestion(line.index, price_levels()),
        )


def _failed_lines(document: Document, lines: Mapping[str, Line]) -> Iterator[tuple[str, dict[str, object]]]:
    held = document.data.get("lines")
    for name, raw in held.items() if isinstance(held, dict) else ():
        if name not in lines and isinstance(raw, dict):
            yield f"lines.{name}", raw


def _raw_parties(path: str, raw: dict[str, object], parties: Mapping[str, Party]) -> Iterator[Sentence]:
    for field in ("payer", "receiver"):
        party = raw.get(field)
        if isinstance(party, str) and party not in parties:
            yield (
                f"{path}.{field}",
                f"unknown party '{party}'",
                f"one of {', '.join(parties)}",
                suggestion(party, parties),
            )


def _years(path: str, line: Line, settings: Settings) -> Iterator[Sentence]:
    if line.years is None:
        return
    first, last = settings.base_year, settings.base_year + settings.horizon
    span = range(first, last + 1)
    outside = [year for year in line.years.only or () if year not in span]
    if outside:
        yield (
            f"{path}.years",
            f"{', '.join(map(str, outside))} outside the case",
            f"years {first} to {last}",
            "correct the years or the horizon",
        )
    elif not line.years.active(span):
        yield (
            f"{path}.years",
            "no year of the case in it",
            f"years {first} to {last}",
            "correct from and until",
        )


def _settings(settings: Settings) -> Iterator[Sentence]:
    schedule = settings.discounting
    if isinstance(schedule, str) and schedule not in discount_steps():
        yield (
            "case.discounting",
            f"unknown schedule '{schedule}'",
            f"one of {', '.join(discount_steps())}, or {{rate: 0.03}}",
            suggestion(schedule, discount_steps()),
        )
    yield from _price_level(settings)
    if isinstance(settings.inflation, Rate) and settings.inflation.rate <= -1:
        yield (
            "case.inflation",
            f"a rate of {settings.inflation.rate:g}",
            "a rate above -1",
            "2% is {rate: 0.02}",
        )


def _price_level(settings: Settings) -> Iterator[Sentence]:
    """A price level and a base year that the price index, or the case's own inflation, can tie together."""
    level = settings.base_year if settings.price_level is None else settings.price_level
    first, last = min(price_levels()[CPI]), max(price_levels()[CPI])
    if not first <= level <= last:
        first = level
        if settings.inflation is None:
            yield (
                "case.base_year" if settings.price_level is None else "case.price_level",
                f"price level {level}",
                f"a year of the index {CPI}: {min(price_levels()[CPI])} to {last}, or inflation of the case's own",
                "correct price_level, or add inflation: {rate: 0.02} to the section case",
            )
            return
    if settings.base_year < first:
        yield (
            "case.base_year",
            f"base year {settings.base_year}, before the prices that are known",
            f"a year from {first} on",
            "correct base_year, or make price_level that year and add inflation: {rate: 0.02}",
        )


def _index(path: str, index: str | None, settings: Settings) -> Iterator[Sentence]:
    """A price index of a line that reaches the price level and the first year of the case."""
    if index is None or index not in price_levels():
        return
    try:
        PriceIndex(settings).to_nominal(index, settings.base_year)
    except LookupError as error:
        yield (
            path,
            f"prices of {settings.base_year}, but {error}",
            "an index that gives the price level and the years of the case",
            "name another index, or correct base_year",
        )


def check_money(document: Document, graph: Graph, problems: list[Problem]) -> None:
    """Add lines that are not money: a field that must be in euros is not, or several factors are."""
    for name, line in graph.lines.items():
        owner = f"lines.{name}"
        paths = [path for path, _ in assumptions(line, owner)]
        money = [path for path in paths if any(_in_euros(graph, leaf) for leaf in _ends(graph, path))]
        expected = [path for path in paths if path.split(".")[2] in line.MONEY]
        if any(_is_pm(graph, path) for path in expected):
            continue
        place = document.line(("lines", name))
        if not any(path in money for path in expected):
            problems.append(
                Problem(
                    expected[0] if len(expected) == 1 else owner,
                    "no amount in euros",
                    "a line is money: a unit in EUR",
                    "give the price the unit EUR/...",
                    place,
                )
            )
        money = [path for path in money if path.split(".")[2] not in line.ADDED]
        if len(money) > 1:
            problems.append(
                Problem(
                    owner,
                    f"several amounts in euros: {', '.join(p.split('.')[-1] for p in money)}",
                    "exactly one amount in euros",
                    "give the others the unit of a count or a fraction",
                    place,
                )
            )


def _ends(graph: Graph, path: str) -> Iterator[str]:
    """Paths of the numbers that an assumption ends in, references followed."""
    children = graph.groups.get(path)
    if children is not None:
        for child in children.values():
            yield from _ends(graph, child)
        return
    ref = graph.leaves[path].assumption.ref
    target = graph.target(ref) if ref is not None else path
    if isinstance(target, Output):
        return
    if ref is None:
        yield path
    else:
        yield from _ends(graph, str(target))


def _in_euros(graph: Graph, path: str) -> bool:
    return graph.leaves[path].assumption.is_money


def _is_pm(graph: Graph, path: str) -> bool:
    return any(graph.leaves[end].assumption.pm is not None for end in _ends(graph, path))
