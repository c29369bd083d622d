"""What must hold between the parts of a case: parties known, years within the horizon, money where money belongs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mll_finance.errors import Problem
from mll_finance.inputs.case.graph import Graph, Output
from mll_finance.inputs.case.numbers import CPI, PriceIndex
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import OUTSIDE, Party, Perspective
from mll_finance.inputs.grammar.reading import Reader
from mll_finance.inputs.grammar.section import Known
from mll_finance.inputs.grammar.sections import BASELINE, Alternative, Rate, Settings
from mll_finance.inputs.reference_data.prose_tables import techniques
from mll_finance.inputs.reference_data.tables import discount_steps, price_levels


def check_parts(reader: Reader, known: Known, perspectives: Mapping[str, Perspective]) -> None:
    """Keep what is wrong between the parts; parts that failed by themselves are left out."""
    if isinstance(reader.document.data.get("alternatives"), dict):
        reader.add(_alternatives(known.alternatives))
    for name, perspective in perspectives.items():
        reader.add(_perspective(f"perspectives.{name}", perspective, known.parties))
    for name, line in known.lines.items():
        path = f"lines.{name}"
        reader.add(_line(path, line, known.parties, known.alternatives))
        reader.add(problem.below(path) for problem in line.problems())
        if known.settings is not None:
            reader.add(_years(path, line, known.settings))
            reader.add(_index(f"{path}.index", line.index, known.settings))
    for name, raw in reader.entries("lines").items():
        if name not in known.lines and isinstance(raw, dict):
            reader.add(_raw_parties(f"lines.{name}", raw, known.parties))
    if known.settings is not None:
        reader.add(_settings(known.settings))


def _alternatives(alternatives: Mapping[str, Alternative]) -> Iterator[Problem]:
    if BASELINE not in alternatives:
        yield Problem(
            "alternatives",
            "no baseline",
            "an alternative 'baseline', the nulalternatief",
            "add baseline: {title: ...} and the lines of what happens without the project",
        )
    if BASELINE in alternatives and alternatives[BASELINE].later:
        yield Problem(
            f"alternatives.{BASELINE}.later",
            "a baseline that comes later",
            "the baseline is what happens anyway",
            "put later at the alternative that waits",
        )
    if len(alternatives) - (BASELINE in alternatives) < 1:
        yield Problem(
            "alternatives",
            "nothing to compare with the baseline",
            "at least one other alternative",
            "add project: {title: ...}",
        )
    for name, alternative in alternatives.items():
        if alternative.technique is not None and alternative.technique not in techniques():
            yield Problem.unknown(
                f"alternatives.{name}.technique",
                f"unknown technique '{alternative.technique}'",
                alternative.technique,
                techniques(),
            )


def _perspective(path: str, viewpoint: Perspective, parties: Mapping[str, Party]) -> Iterator[Problem]:
    for party in viewpoint.parties:
        if party in OUTSIDE:
            yield Problem(
                f"{path}.parties",
                f"'{party}' inside the fence",
                "real parties",
                f"remove it: {party} is a balancing party outside every fence",
            )
        elif party not in parties:
            yield Problem.unknown(f"{path}.parties", f"unknown party '{party}'", party, parties)
    if viewpoint.schedule not in discount_steps():
        yield Problem.unknown(
            f"{path}.schedule",
            f"unknown schedule '{viewpoint.schedule}'",
            viewpoint.schedule,
            discount_steps(),
        )


def _line(
    path: str, line: Line, parties: Mapping[str, Party], alternatives: Mapping[str, Alternative]
) -> Iterator[Problem]:
    for field in ("payer", "receiver"):
        party = getattr(line, field)
        if party not in parties:
            yield Problem.unknown(f"{path}.{field}", f"unknown party '{party}'", party, parties)
    for name in line.alternative:
        if name not in alternatives and alternatives:
            yield Problem.unknown(
                f"{path}.alternative",
                f"unknown alternative '{name}'",
                name,
                alternatives,
                allowed=f"one of {', '.join(alternatives)}, a list, or all",
            )
    if line.index is not None and line.index not in price_levels():
        yield Problem.unknown(f"{path}.index", f"unknown index '{line.index}'", line.index, price_levels())


def _raw_parties(path: str, raw: dict[str, object], parties: Mapping[str, Party]) -> Iterator[Problem]:
    for field in ("payer", "receiver"):
        party = raw.get(field)
        if isinstance(party, str) and party not in parties:
            yield Problem.unknown(f"{path}.{field}", f"unknown party '{party}'", party, parties)


def _years(path: str, line: Line, settings: Settings) -> Iterator[Problem]:
    if line.years is None:
        return
    first, last = settings.base_year, settings.base_year + settings.horizon
    span = range(first, last + 1)
    outside = [year for year in line.years.only or () if year not in span]
    if outside:
        yield Problem(
            f"{path}.years",
            f"{', '.join(map(str, outside))} outside the case",
            f"years {first} to {last}",
            "correct the years or the horizon",
        )
    elif not line.years.active(span):
        yield Problem(
            f"{path}.years", "no year of the case in it", f"years {first} to {last}", "correct from and until"
        )


def _settings(settings: Settings) -> Iterator[Problem]:
    schedule = settings.discounting
    if isinstance(schedule, str) and schedule not in discount_steps():
        yield Problem.unknown(
            "case.discounting",
            f"unknown schedule '{schedule}'",
            schedule,
            discount_steps(),
            allowed=f"one of {', '.join(discount_steps())}, or {{rate: 0.03}}",
        )
    yield from _price_level(settings)
    if isinstance(settings.inflation, Rate) and settings.inflation.rate <= -1:
        yield Problem(
            "case.inflation",
            f"a rate of {settings.inflation.rate:g}",
            "a rate above -1",
            "2% is {rate: 0.02}",
        )


def _price_level(settings: Settings) -> Iterator[Problem]:
    """A price level and a base year that the price index, or the case's own inflation, can tie together."""
    level = settings.base_year if settings.price_level is None else settings.price_level
    first, last = min(price_levels()[CPI]), max(price_levels()[CPI])
    if not first <= level <= last:
        first = level
        if settings.inflation is None:
            yield Problem(
                "case.base_year" if settings.price_level is None else "case.price_level",
                f"price level {level}",
                f"a year of the index {CPI}: {min(price_levels()[CPI])} to {last}, or inflation of the case's own",
                "correct price_level, or add inflation: {rate: 0.02} to the section case",
            )
            return
    if settings.base_year < first:
        yield Problem(
            "case.base_year",
            f"base year {settings.base_year}, before the prices that are known",
            f"a year from {first} on",
            "correct base_year, or make price_level that year and add inflation: {rate: 0.02}",
        )


def _index(path: str, index: str | None, settings: Settings) -> Iterator[Problem]:
    """A price index of a line that reaches the price level and the first year of the case."""
    if index is None or index not in price_levels():
        return
    try:
        PriceIndex(settings).to_nominal(index, settings.base_year)
    except LookupError as error:
        yield Problem(
            path,
            f"prices of {settings.base_year}, but {error}",
            "an index that gives the price level and the years of the case",
            "name another index, or correct base_year",
        )


def check_money(graph: Graph) -> Iterator[Problem]:
    """Lines that are not money: a field that must be in euros is not, or several factors are."""
    for name, line in graph.lines.items():
        owner = f"lines.{name}"
        paths = [path for path, _ in assumptions(line, owner)]
        money = [path for path in paths if any(_in_euros(graph, leaf) for leaf in _ends(graph, path))]
        expected = [path for path in paths if path.split(".")[2] in line.MONEY]
        if any(_is_pm(graph, path) for path in expected):
            continue
        if not any(path in money for path in expected):
            yield Problem(
                expected[0] if len(expected) == 1 else owner,
                "no amount in euros",
                "a line is money: a unit in EUR",
                "give the price the unit EUR/...",
            )
        money = [path for path in money if path.split(".")[2] not in line.ADDED]
        if len(money) > 1:
            yield Problem(
                owner,
                f"several amounts in euros: {', '.join(p.split('.')[-1] for p in money)}",
                "exactly one amount in euros",
                "give the others the unit of a count or a fraction",
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
