"""The case of the simulation benchmarks, as a text.

It has 30 uncertain inputs (a third PERT, a third triangular, a third lognormal), 25 lines, 10 years, 3 alternatives
beside the baseline and 2 perspectives.

Each of the first 15 lines is a number times a price, each of the last 10 an amount; every line grows by a rate. The
numbers are uncertain as PERT (10), the prices as lognormal (10), the amounts as triangular (5), the growth as
triangular (5); what is left is certain.
"""

from __future__ import annotations

import math

LINES, YEARS = 25, 10
ALTERNATIVES = ("one", "two", "three")
DRAWS = 2**20
RATE = 0.03


def number(line: int) -> tuple[float, float, float]:
    """Low, mode and high of the number of a line (PERT)."""
    return 100.0 + line, 150.0 + 3 * line, 260.0 + 5 * line


def price(line: int) -> tuple[float, float]:
    """Mean and standard deviation of the price of a line (lognormal, EUR)."""
    return 80.0 + 2 * line, 15.0 + line


def amount(line: int) -> tuple[float, float, float]:
    """Low, mode and high of the amount of a line (triangular, EUR)."""
    return 5_000.0 + 100 * line, 9_000.0 + 100 * line, 20_000.0 + 200 * line


def growth(line: int) -> tuple[float, float, float]:
    """Low, mode and high of the growth of a line (triangular, 1/yr)."""
    return -0.01, 0.01 + 0.0005 * line, 0.04


def role(line: int) -> tuple[str, str, str]:
    """Alternative, payer and receiver of a line: costs of the municipality, savings, and gains of residents."""
    alternative = ALTERNATIVES[line % 3]
    return (alternative, *(("municipality", "resources"), ("resources", "residents"))[line % 2])


def inputs() -> dict[str, tuple[str, tuple[float, ...]]]:
    """Kind and numbers of each uncertain input, by path."""
    uncertain: dict[str, tuple[str, tuple[float, ...]]] = {}
    for line in range(10):
        uncertain[f"lines.line_{line}.factors.number"] = ("pert", number(line))
        uncertain[f"lines.line_{line}.factors.price"] = ("lognormal", price(line))
    for line in range(15, 20):
        uncertain[f"lines.line_{line}.factors.amount"] = ("triangular", amount(line))
        uncertain[f"lines.line_{line}.growth"] = ("triangular", growth(line))
    return uncertain


_NAMES = {"pert": ("low", "mode", "high"), "triangular": ("low", "mode", "high"), "lognormal": ("mean", "sd")}


def case_text(*, draws: int = DRAWS, lines: int = LINES, years: int = YEARS) -> str:
    """The case as YAML."""
    known = inputs()
    text = [
        f"case: {{id: simulation, base_year: 2026, horizon: {years - 1}, draws: {draws},"
        f" discounting: {{rate: {RATE}}}, inflation: {{rate: 0.0}}}}",
        "alternatives: {baseline: {}, one: {}, two: {}, three: {}}",
        "lines:",
    ]
    for line in range(lines):
        alternative, payer, receiver = role(line)
        text += [
            f"  line_{line}:",
            "    kind: product",
            f"    alternative: {alternative}",
            f"    payer: {payer}",
            f"    receiver: {receiver}",
            f"    growth: {_number(f'lines.line_{line}.growth', growth(line)[1], '1/yr', known)}",
            "    factors:",
        ]
        factors = {"number": ("count", number(line)[1]), "price": ("EUR", price(line)[0])}
        for name, (unit, value) in (factors if line < 15 else {"amount": ("EUR", amount(line)[1])}).items():
            text.append(f"      {name}: {_number(f'lines.line_{line}.factors.{name}', value, unit, known)}")
    return "\n".join(text) + "\n"


def _number(path: str, value: float, unit: str, known: dict[str, tuple[str, tuple[float, ...]]]) -> str:
    euros = ", price_year: 2026" if unit == "EUR" else ""
    given = f"value: {value!r}"
    if path in known:
        kind, numbers = known[path]
        parts = ", ".join(f"{name}: {x!r}" for name, x in zip(_NAMES[kind], numbers, strict=True))
        given = f"distribution: {{kind: {kind}, {parts}}}"
    return f"{{{given}, unit: {unit}{euros}, source: benchmark, quality: D}}"


def by_hand(
    drawn: dict[str, object], *, lines: int = LINES, years: int = YEARS
) -> dict[tuple[str, str], object]:
    """The NPV by perspective and alternative as a careful person would write it with numpy.

    Growth that is certain is raised once, to one factor for all draws; growth that is drawn goes by Horner's rule,
    which is several times as fast as a power for each year.
    """
    import numpy as np

    time = np.arange(years, dtype=float)
    discount = (1 + RATE) ** -time
    npv: dict[tuple[str, str], object] = {}
    for line in range(lines):
        alternative, payer, _ = role(line)
        base = f"lines.line_{line}"
        if line < 15:
            euros = drawn.get(f"{base}.factors.number", number(line)[1]) * drawn.get(
                f"{base}.factors.price", price(line)[0]
            )
        else:
            euros = drawn.get(f"{base}.factors.amount", amount(line)[1])
        rate = drawn.get(f"{base}.growth")
        if rate is None:
            factor = discount @ (1.0 + growth(line)[1]) ** time
        else:
            factor = np.full_like(rate, discount[-1])
            for weight in discount[-2::-1]:
                factor *= 1.0 + rate
                factor += weight
        present = euros * factor
        sign = -1.0 if payer == "municipality" else 1.0
        for perspective in ("society", "municipality") if payer == "municipality" else ("society",):
            npv[perspective, alternative] = npv.get((perspective, alternative), 0.0) + sign * present
    return npv


def numpy_draws(generator: object, count: int) -> dict[str, object]:
    """The uncertain numbers drawn by numpy's own generator (PCG64)."""
    drawn = {}
    for path, (kind, numbers) in inputs().items():
        if kind == "lognormal":
            mean, sd = numbers
            variance = math.log1p((sd / mean) ** 2)
            drawn[path] = generator.lognormal(math.log(mean) - variance / 2, math.sqrt(variance), count)
        elif kind == "triangular":
            drawn[path] = generator.triangular(*numbers, count)
        else:
            low, mode, high = numbers
            width = high - low
            shapes = 1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width
            drawn[path] = low + width * generator.beta(*shapes, count)
    return drawn
