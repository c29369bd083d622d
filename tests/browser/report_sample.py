"""A page with every kind of block, of invented numbers, as long and as awkward as a real case may make it."""

from __future__ import annotations

from typing import Literal

from mll_finance.report.blocks import (
    Block,
    Callout,
    Cell,
    Checks,
    Figure,
    Heading,
    Page,
    Prose,
    Row,
    Table,
    plain_page,
)
from mll_finance.report.charts import (
    Pair,
    Share,
    Trajectory,
    budget_years,
    cumulative,
    pairs,
    parties,
    parties_by_year,
)

ATTACK = (
    "</script><script>window.attacked = true</script><img src=x onerror='window.attacked = true'><b>vet</b>"
)
YEARS = list(range(2026, 2037))

BALANCES = [
    Pair("AI-model op bestaande signalen", -1_240_000, 780_000),
    Pair("Eenvoudige regel: oudste achterstand eerst", -160_000, 340_000),
    Pair("Eén formatieplaats erbij bij het team vroegsignalering van de gemeente", 20_000, 610_000),
]
PARTIES = [
    Share("gemeente", -1_150_000, pm=True),
    Share("inwoners", 640_000),
    Share("schuldeisers", 210_000, pm=True),
    Share("zorgverzekeraars", None, pm=True),
    Share("rijk", -40_000),
    Share("woningcorporaties en particuliere verhuurders", 180_000),
]
GROUPS = {
    "ontwikkeling en uitrol": [-320_000.0, -180_000.0] + [0.0] * 9,
    "licentie en beheer": [0.0] + [-90_000.0] * 10,
    "begeleiding": [0.0, -40_000.0] + [-75_000.0] * 9,
    "vermeden schuldhulp": [0.0, 30_000.0] + [120_000.0 + 9_000.0 * year for year in range(9)],
    "minder huisuitzettingen": [0.0, 10_000.0] + [60_000.0] * 9,
}
NET = [sum(values) for values in zip(*GROUPS.values(), strict=True)]
CUMULATIVE = [sum(NET[: place + 1]) for place in range(len(NET))]
BUDGET = [2026, 2027, 2028, 2029]


def _table(columns: tuple[str, ...], rows: list[tuple[str, list[float]]], caption: str) -> Table:
    return Table(
        caption=caption,
        columns=columns,
        rows=tuple(Row(head, tuple(Cell(value, "euro") for value in values)) for head, values in rows),
    )


def figures() -> list[Figure]:
    """One figure of each builder."""
    years = tuple(str(year) for year in YEARS)
    return [
        Figure(
            "Alleen de extra formatieplaats levert vrijwel zeker meer op dan zij kost",
            pairs(BALANCES, ("P5", "P95"), "nl"),
            "Drie alternatieven van P5 tot P95; alleen de formatieplaats ligt geheel boven nul.",
            _table(
                ("P5", "P95"),
                [(row.name, [row.first or 0.0, row.second or 0.0]) for row in BALANCES],
                "Saldo per alternatief",
            ),
            anchor="saldo",
        ),
        Figure(
            "De gemeente betaalt, de inwoners en schuldeisers profiteren",
            parties(PARTIES, "nl"),
            "De gemeente verliest 1,15 miljoen euro, de inwoners winnen 0,64 miljoen euro.",
            Table(
                "Saldo per partij",
                ("saldo",),
                tuple(Row(row.name, (Cell(row.amount, "euro", pm=row.pm),)) for row in PARTIES),
            ),
        ),
        Figure(
            "Na twee jaar van investeren zijn de jaarlijkse baten hoger dan de kosten",
            parties_by_year(YEARS, GROUPS, "nl"),
            "Kosten in 2026 en 2027, daarna elk jaar een positief saldo.",
            _table(years, list(GROUPS.items()), "Kosten en baten per jaar"),
        ),
        Figure(
            "Het project verdient zich in 2036 nog niet met zekerheid terug",
            cumulative(
                YEARS,
                [
                    Trajectory(
                        "AI-model",
                        CUMULATIVE,
                        low=[value - 60_000.0 * place for place, value in enumerate(CUMULATIVE)],
                        high=[value + 70_000.0 * place for place, value in enumerate(CUMULATIVE)],
                    )
                ],
                "nl",
            ),
            "De lijn stijgt van -0,3 miljoen euro en eindigt boven nul; de band bevat nul.",
            _table(years, [("cumulatief", CUMULATIVE)], "Cumulatief saldo"),
        ),
        Figure(
            "De begroting verslechtert in alle vier de jaren",
            budget_years(
                BUDGET,
                [-320_000, -310_000, -165_000, -165_000],
                baten=[0, 40_000, 90_000, 110_000],
                balance=[-320_000, -270_000, -75_000, -55_000],
                language="nl",
            ),
            "Het saldo loopt van -320 duizend euro in 2026 naar -55 duizend euro in 2029.",
            _table(
                tuple(str(year) for year in BUDGET),
                [
                    ("lasten", [-320_000, -310_000, -165_000, -165_000]),
                    ("baten", [0, 40_000, 90_000, 110_000]),
                ],
                "Lasten en baten per begrotingsjaar",
            ),
        ),
    ]


def budget_table() -> Table:
    """A table as wide as a budget of eleven years, with PM, missing values, totals and footnotes."""
    rows = [Row("Lasten", tuple(Cell("") for _ in YEARS))]
    rows += [
        Row(head, tuple(Cell(value, "euro") for value in values), indent=1)
        for head, values in list(GROUPS.items())[:3]
    ]
    pm = Cell(None, "euro", pm=True, note="De leverancier heeft nog geen prijs gegeven.")
    rows.append(Row("koppeling met het klantvolgsysteem", tuple(pm for _ in YEARS), indent=1))
    total = Cell(-320_000, "euro", pm=True)
    rows.append(
        Row("Totaal lasten", (total, *(Cell(value, "euro", pm=True) for value in NET[1:])), total=True)
    )
    return Table(
        caption="Begroting, nominale euro's, project min nulalternatief",
        columns=tuple(str(year) for year in YEARS),
        rows=tuple(rows),
        corner="post",
        note="Positief is een bate voor de gemeente. Exclusief compensabele btw.",
    )


def criteria_table() -> Table:
    """The criteria of three alternatives, one of which has no internal rate of return."""
    reason = "Er is geen rentevoet waarbij het saldo nul wordt: alle kasstromen zijn negatief."
    return Table(
        caption="Maatstaven per alternatief, samenleving",
        columns=("AI-model", "regel", "extra fte", "toelichting"),
        rows=(
            Row(
                "netto contante waarde",
                (Cell(-310_000, "euro"), Cell(95_000, "euro"), Cell(260_000, "euro"), Cell("2026")),
            ),
            Row(
                "baten-kostenverhouding",
                (Cell(0.82, "ratio"), Cell(1.31, "ratio"), Cell(1.12, "ratio"), Cell("")),
            ),
            Row(
                "interne rentevoet",
                (
                    Cell(None, "percent", note=reason),
                    Cell(0.094, "percent"),
                    Cell(0.123, "percent"),
                    Cell("reëel"),
                ),
            ),
            Row(
                "terugverdientijd (jaren)",
                (Cell(None, "years"), Cell(4.2, "years"), Cell(2.3, "years"), Cell("")),
            ),
        ),
        corner="maatstaf",
    )


def attacks() -> list[Block]:
    """Every kind of block with a text that would run as a script, were it not escaped."""
    hostile = Table(
        ATTACK, (ATTACK,), (Row(ATTACK, (Cell(ATTACK, note=ATTACK),)),), corner=ATTACK, note=ATTACK
    )
    return [
        Heading(ATTACK, level=3),
        Prose(ATTACK, (ATTACK,)),
        Callout(ATTACK, ATTACK),
        hostile,
        Figure(ATTACK, parties([Share(ATTACK, 1_000.0), Share("gemeente", -1_000.0)], "nl"), ATTACK, hostile),
        Checks(ATTACK, ((ATTACK, 0.0, True),)),
    ]


def sample(language: Literal["nl", "en"] = "nl") -> Page:
    """The page."""
    drawn = figures()
    blocks: list[Block] = [
        Callout(
            "Nog niet doen: begin met een extra formatieplaats",
            "Het AI-model kost de samenleving naar verwachting € 310.000 meer dan het oplevert. Eén formatieplaats "
            "erbij bereikt bijna hetzelfde en is direct beschikbaar.",
            "bad",
        ),
        Heading("Wat er op het spel staat"),
        Prose(
            "Elk jaar komen er ruim dertienduizend signalen van betalingsachterstanden binnen. Ongeveer één op de zes "
            "leidt tot contact, en een derde daarvan tot hulp. Een model dat de signalen ordent, kan het team helpen "
            "eerst de huishoudens te bezoeken waar hulp het meest uitmaakt."
        ),
        Prose(
            "Drie vragen beslissen:",
            ("Vindt het model anderen dan een regel?", "Wie aanvaardt hulp?", "Wie betaalt?"),
        ),
        criteria_table(),
        drawn[0],
        Heading("Wie betaalt en wie profiteert", anchor="partijen"),
        Prose("Betalingen tussen partijen vallen voor de samenleving tegen elkaar weg."),
        drawn[1],
        Heading("Over de jaren", level=2),
        Heading("Kosten en baten", level=3),
        drawn[2],
        Heading("Terugverdienen", level=3),
        drawn[3],
        Heading("Gemeentebegroting"),
        Callout(
            "Er is nog geen dekking",
            "De raad stelt het begrotingskrediet pas bij de Kadernota vast.",
            "caution",
        ),
        budget_table(),
        drawn[4],
        Callout("Het reservebudget volstaat", "Het saldo past in de stelpost innovatie.", "good"),
        *attacks(),
        Heading("Controles"),
        Checks(
            "Het model controleert zichzelf",
            (
                ("Posten tellen op tot de netto contante waarde", 2.3e-10, True),
                ("Partijen tellen op tot de samenleving", 0.0, True),
                ("Liquiditeitstabel telt op tot de kasstroom", 12.5, False),
            ),
        ),
        Checks("De begroting controleert zichzelf", (("Jaren tellen op", 0.0, True),)),
    ]
    return plain_page(
        title="Vroegsignalering van schulden in Eindhoven",
        subtitle="Businesscase van een AI-model dat signalen van betalingsachterstanden ordent",
        language=language,
        blocks=blocks,
        meta=(
            ("versie", "0.1.0"),
            ("hash van de case", "6f1ed002ab5595859014ebf0951522d9f3a1c1e2b6b0a7c8d4e5f60718293a4b"),
            ("trekkingen en zaad", "8192, 20260101"),
        ),
    )
