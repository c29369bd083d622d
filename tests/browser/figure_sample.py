"""Each builder of a figure with numbers and names as awkward as a real case may make them."""

from __future__ import annotations

from report_sample import BUDGET, CUMULATIVE, GROUPS, PARTIES, YEARS

from mll_finance.report import charts
from mll_finance.report.charts import Chart
from mll_finance.terms import Language

LONG = "Aandeel van de huishoudens dat hulp aanvaardt na een tweede huisbezoek door het wijkteam (fractie)"
WORD = "Schuldhulpverleningstrajectbegeleidingskosten per huishouden"
NAMES = (
    "AI-model op bestaande signalen",
    "Eenvoudige regel",
    "Extra formatieplaats",
    LONG,
    "Uitstel",
    "Inkoop",
)


def every_form(language: Language) -> list[tuple[str, Chart]]:
    """Name and chart of every builder."""
    return [*_rows(language), *_lines(language), *_years(language), ("map", case_map()), ("forks", phases())]


def phases() -> Chart:
    """Phases with names that fill their box, facts that are long, and a phase that nothing leaves."""
    steps = [
        charts.GateStep(
            LONG, ("kosten: € 12.345.678", "weken: 104"), "gaat door: 45,6%", ("stopt: 39,4%", "mislukt: 15%")
        ),
        charts.GateStep(WORD, ("kosten: € 0",), "gaat door: 45,6%", ()),
        charts.GateStep(
            "Bouw", (LONG,), "gaat door: 0%", ("stopt: 45,6%", "stoppen levert op: € −1.234.567", WORD)
        ),
    ]
    return charts.forks(
        steps, f"Invoeren: {LONG}", ("verwacht saldo als het zover komt: ongeveer € 1.180.000",)
    )


def _rows(language: Language) -> list[tuple[str, Chart]]:
    drivers = [
        charts.Driver(LONG, "12.500", "48.000,5", -1_890_000.0, 1_240_000.0),
        charts.Driver(WORD, "4,25%", "15%", 900_000.0, -1_100_000.0),
        charts.Driver("Uren per selectie (uur/selectie)", "0,123", "0,0563", -310_000.0, -310_000.0),
        charts.Driver("Jaren effect na uitval (jaar)", "2,55", "3,51", -300_000.0, -290_000.0),
    ]
    steps = [
        charts.Step("Samenleving (NCW)", 1_127_030.0, balance=True),
        charts.Step("Inwoners", -2_066_000.0),
        charts.Step("Btw via het Rijk", 112_000.0),
        charts.Step("Meerjarenbegroting 2027-2030", -1_017_638.0, balance=True),
    ]
    pairs = [
        charts.Pair("Licentie", -1_300_000.0, 1_100_000.0),
        charts.Pair("Gezamenlijke regeling met de buurgemeenten", 500_000.0, 500_000.0),
        charts.Pair("Subsidie", 1_200_000.0, -3_000.0),
        charts.Pair("Alleen de eerste", 20_000.0, None),
        charts.Pair("Geen van beide", None, None),
    ]
    flows = [
        charts.Payment("gemeente", "partner in de regio met een lange naam", 2_345_678.0),
        charts.Payment("gemeente", "arbeid en goederen", 12_000.0),
        charts.Payment("rijk", "gemeente", 1_000_000.0),
    ]
    regrets = [("Simpele regel", 101_603.0, "Zonder de post van werkgevers"), (LONG, 0.0, "")]
    all_lost = [charts.Share(party, -1_000.0 * (place + 1)) for place, party in enumerate(NAMES)]
    return [
        ("parties", charts.parties(PARTIES, language)),
        ("losers", charts.parties(all_lost, language)),
        ("nothing", charts.parties([charts.Share("gemeente", None, pm=True)], language)),
        (
            "tornado",
            charts.tornado(
                drivers, -305_000.0, ends=("lage waarde (P10)", "hoge waarde (P90)"), language=language
            ),
        ),
        ("waterfall", charts.waterfall(steps, language)),
        ("pairs", charts.pairs(pairs, ("Gemeentebegroting, contant", "Partner"), language)),
        ("flows", charts.who_pays_whom(flows, outside=["arbeid en goederen"], language=language)),
        ("regrets", charts.regrets(regrets, language=language)),
    ]


def _lines(language: Language) -> list[tuple[str, Chart]]:
    shares = [place / 10 for place in range(1, 10)]
    near = {name: [1e6 * share * (1 + place / 50) for share in shares] for place, name in enumerate(NAMES)}
    rates = [place / 100 for place in range(13)]
    percentiles = [
        [amount + spread * place for place, amount in enumerate(CUMULATIVE)]
        for spread in (-9e4, -4e4, 0, 5e4, 1e5)
    ]
    names = ("P5 tot P95", "P25 tot P75", "centrale case")
    draws = [2**power for power in range(4, 15)]
    outcomes = [-900_000.0 + 15_000.0 * place for place in range(101)]
    chances = [place / 100 for place in range(101)]
    trajectories = [
        charts.Trajectory(name, [amount * (1 + place / 40) for amount in CUMULATIVE])
        for place, name in enumerate(NAMES)
    ]
    places = [charts.PlaceDot(name, 40.0 * 9**place, 1e6 - 4e5 * place) for place, name in enumerate(NAMES)]
    return [
        ("by_place", charts.by_place(places, LONG, language)),
        ("one_place", charts.by_place(places[:1], "inwoners", language)),
        ("cumulative", charts.cumulative(YEARS, trajectories, language)),
        (
            "single",
            charts.cumulative(
                YEARS[:2],
                [charts.Trajectory("AI", [-900.0, 100.0], [-950.0, -400.0], [-850.0, 500.0])],
                language,
            ),
        ),
        (
            "by_precision",
            charts.by_precision(
                [
                    charts.Profile(name, [(0.0, -4e5 - 9e3 * place), (1.0, 2e5)], (0.1 + place / 20, -3e5))
                    for place, name in enumerate(NAMES)
                ],
                axis="precisie: terecht gekozen als deel van alle selecties",
                expected="verwacht in de case",
                language=language,
            ),
        ),
        (
            "frontier",
            charts.frontier(
                [(0.28, 1.0), (0.5, 0.42), (1.0, 0.34)],
                [(0.03, 0.29), (0.13, 0.06)],
                expected=(0.13, 0.06),
                names=("nodig", "curve van de makers", "verwacht", "aandeel gevonden"),
                language=language,
            ),
        ),
        (
            "decision_curve",
            charts.decision_curve(
                chances[:50],
                {
                    name: [60.0 - (place + 9) * 9.0 * share for share in chances[:50]]
                    for place, name in enumerate(NAMES)
                },
                axis="kans vanaf welke iemand zou opvolgen",
                least=-60.0,
                language=language,
            ),
        ),
        ("fan", charts.fan(YEARS, percentiles, central=CUMULATIVE, names=names, language=language)),
        (
            "convergence",
            charts.convergence(
                draws,
                [-3e5] * 11,
                error=[1e5 / 2**place for place in range(11)],
                axis="aantal trekkingen",
                language=language,
            ),
        ),
        (
            "spider",
            charts.spider(
                shares,
                near,
                axis="plaats in de verdeling van de aanname, van laag naar hoog",
                language=language,
            ),
        ),
        (
            "rates",
            charts.rates(
                rates,
                {"AI-model": [2e7 * (0.05 - rate) for rate in rates]},
                axis="disconteringsvoet",
                language=language,
            ),
        ),
        (
            "probability",
            charts.probability(outcomes, chances, base=(500_000.0, 0.93, "centrale case"), language=language),
        ),
        (
            "certain-gain",
            charts.probability(
                [10.0, 20.0, 30.0], [0.0, 0.5, 1.0], base=(12.0, 0.1, "centrale case"), language=language
            ),
        ),
    ]


def _years(language: Language) -> list[tuple[str, Chart]]:
    budget = charts.budget_years(
        BUDGET,
        [-1_320_000, -310_000, -165_000, -165_000],
        baten=[0, 40_000, 90_000, 110_000],
        balance=[-1_320_000, -270_000, -75_000, -55_000],
        language=language,
    )
    long = [-100_000.0] * 15
    decade = charts.budget_years(range(2026, 2041), long, baten=[0.0] * 15, balance=long, language=language)
    numbers, texts = (0.1, 0.2, 0.3, 0.4, 0.5), ("10%", "20%", "30%", "40%", "50%")
    first, second = (
        charts.Varied(LONG, numbers, texts, 0.22),
        charts.Varied(WORD, (40, 50, 60), ("12.500", "15.000", "17.500"), 47),
    )
    npv = [[-1_890_000.0 + 700_000 * (column + row) for column in range(5)] for row in range(3)]
    return [
        ("budget", budget),
        ("decade", decade),
        ("groups", charts.parties_by_year(YEARS, GROUPS, language)),
        ("grid", charts.grid(first, second, npv=npv, central_name="centrale case", language=language)),
    ]


def case_map() -> Chart:
    """A map with long names, a number that two boxes share, and a party whose name does not fit."""
    station = charts.Station
    numbers = [
        station(f"n{place}", name, name, "ABCD"[place % 4], name) for place, name in enumerate((*NAMES, WORD))
    ]
    quantities = [
        station("q0", LONG, LONG, "D", LONG, ("n0", "n1")),
        station("q1", WORD, WORD, "PM", WORD, ("n1", "q0", "n2")),
    ]
    lines = [
        station(f"l{place}", name, name, "D", name, reads)
        for place, (name, reads) in enumerate(
            [("Uitstel", ("n3",)), (LONG, ("q0", "q1", "n4", "n5")), (WORD, ("q1",)), ("Inkoop", ("n6",))]
        )
    ]
    parties = [station(f"p{place}", name, name, "D", name) for place, name in enumerate(("Rijk", LONG, WORD))]
    return charts.wiring(
        numbers,
        quantities,
        lines,
        parties,
        signs={("l0", "p0"): -1, ("l1", "p1"): 1, ("l1", "p0"): -1, ("l3", "p2"): -1},
        names=("Aantallen", "Posten"),
        grades=[(grade, f"kwaliteit {grade}") for grade in ("A", "B", "C", "D", "PM")],
        sign_names=("beter af", "slechter af"),
    )
