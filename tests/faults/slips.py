"""Cases and forms in which all is well, and what a command says once something in them is written otherwise."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from mll_finance.cli.main import main

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracle"))
from form_filling import FilledForm, short_form

CASE = """\
schema: 2
case: {id: trial, title: Trial, base_year: 2026, horizon: 3, language: nl, municipality: Breda}
parties: {maker: {title: Maker}}
alternatives: {baseline: {title: Nothing}, app: {title: App, sourcing: buy}, desk: {title: Desk, sourcing: staff}}
quantities:
  trend:
    kind: growth
    year: 2026
    of: {value: 900, unit: visit/yr, source: count, quality: B}
    rate: {value: -0.02, unit: fraction, source: count, quality: B}
  part: {kind: product, unit: fraction, factors: {a: {value: 0.9, unit: ratio, source: count, quality: B}}}
  help:
    kind: uptake
    of: {value: 1200, unit: person/yr, source: count, quality: B}
    contact_rate: {value: 0.5, unit: fraction, source: count, quality: B}
    acceptance_rate: {ref: quantities.part}
  hours:
    kind: hours_saved
    cases: {ref: quantities.help.accepted}
    minutes: {value: 30, unit: min/zaak, source: count, quality: B}
    realised: {value: 0.5, unit: fraction, source: count, quality: B}
    cash_share: {value: 0.5, unit: fraction, source: count, quality: B}
lines:
  build:
    kind: purchase
    title: Build
    alternative: [app]
    payer: municipality
    receiver: resources
    years: 2026
    btw: {rate: 0.0}
    amount: {value: 60000, unit: EUR, price_year: 2026, source: offer, quality: B}
  desk_staff:
    kind: staffing
    alternative: [app, desk]
    payer: municipality
    receiver: resources
    fte: {by_alternative: {app: 0.5, desk: {value: {2026: 1, 2027: 1.5}}}, unit: fte, source: plan, quality: B}
    wage: {value: 85000, unit: EUR/fte/yr, price_year: 2026, source: cao, quality: A}
  less_hiring:
    kind: quantity_price
    alternative: [app]
    payer: resources
    receiver: municipality
    quantity: {ref: quantities.hours.cash_releasing}
    price: {value: 42, unit: EUR/uur, price_year: 2026, source: contract, quality: B}
scenarios:
  busy: {title: Busy, set: {"quantities.help.of": 1500}}
"""


@dataclass(frozen=True)
class Commands:
    """Commands given in a folder, and what they print."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def given(self, *arguments: str) -> tuple[int, str]:
        """Exit code and all that is printed; no command ends in a traceback."""
        self.capsys.readouterr()
        code = main(list(arguments))
        printed = self.capsys.readouterr()
        assert "Traceback" not in printed.err
        return code, printed.out + printed.err

    def shown(self, *arguments: str) -> str:
        """What a command prints that does what is asked."""
        code, printed = self.given(*arguments)
        assert code == 0, printed
        return printed

    def refused(self, *arguments: str) -> str:
        """What a command prints that refuses."""
        code, printed = self.given(*arguments)
        assert code == 2, printed
        return printed

    def is_refused_with(self, slip: tuple[str, str, str, str]) -> None:
        """Check that a slip is refused with what to write: right, wrong, the words in Dutch and in English."""
        right, wrong, *words_by_language = slip
        for language, words in zip(("nl", "en"), words_by_language, strict=True):
            code, printed = self.said((right, wrong), language=language)
            assert code == 2 and words in printed, printed

    def said(
        self,
        *replaced: tuple[str, str],
        command: str = "check",
        language: str = "nl",
        options: tuple[str, ...] = (),
        more: str = "",
        text: str = CASE,
    ) -> tuple[int, str]:
        """What a command says of a case with some things written differently, and its exit code."""
        for right, wrong in replaced:
            assert right in text, right
            text = text.replace(right, wrong, 1)
        path = self.folder / "trial.yaml"
        path.write_text(text + more, encoding="utf-8")
        return self.given(command, str(path), "--language", language, *options)


def filled(path: Path, language: str = "nl") -> FilledForm:
    """A form of a small case in which all is well."""
    form = FilledForm(short_form(path, language=language), language)
    form.setting("title").value = "Proef"
    form.setting("base_year").value = 2027
    form.setting("horizon").value = 3
    form.next["alternatives"] += 1
    form.add("alternatives", name="ai", title="AI", sourcing="buy")
    form.add(
        "lines",
        name="licentie",
        kind="subscription",
        title="Licentie",
        alternative="ai",
        payer="municipality",
        receiver="resources",
        years__from=2028,
        btw__rate=0.21,
        btw__compensable=1,
    )
    about = {"source": "Offerte", "quality": "B"}
    form.add(
        "numbers",
        section="lines",
        owner="licentie",
        field="price",
        value=85000,
        unit="EUR/yr",
        price_year=2026,
        **about,
    )
    form.add(
        "numbers",
        section="lines",
        owner="licentie",
        field="units",
        low=1,
        mode=2,
        high=4,
        unit="ratio",
        **about,
    )
    return form
