"""The public version leaks nothing: no file of the folder holds a confidential number, whatever the notation.

The search here is its own: it knows the secrets by the spellings below, not by the code that hides them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from mll_finance.cli.main import main
from mll_finance.engine.study import appraise
from mll_finance.inputs.case.adoption.lock import make_lock
from mll_finance.inputs.case.case import read_case
from mll_finance.inputs.case.loading import load_case
from mll_finance.judgement.disclosure.coarse_case import disclosed, numbers_with_noise
from mll_finance.judgement.disclosure.confidential import is_count
from mll_finance.judgement.publication import publication
from mll_finance.report.context import Context
from mll_finance.report.pieces.additions import additions_text
from mll_finance.report.pieces.adoption import adoption_text
from mll_finance.report.screen import Screen
from mll_finance.report.sections.question import blocks as section_blocks
from mll_finance.report.terminal import plain_text

Raw = dict[str, Any]

SECRETS = {
    "bid": ("73219", "73.219", "73,219", "0.73219"),
    "second bid": ("41873", "41.873", "41,873"),
    "high": ("88431", "88.431", "88,431"),
}
CASE: Raw = {
    "case": {
        "id": "bids",
        "title": {"nl": "Biedingen", "en": "Bids"},
        "base_year": 2026,
        "horizon": 4,
        "draws": 256,
        "discounting": {"rate": 0.03},
    },
    "alternatives": {
        "baseline": {"title": "Baseline"},
        "project": {"title": "Project", "role": "deployer", "sourcing": "buy"},
    },
    "quantities": {
        "helped": {
            "title": "Helped",
            "kind": "product",
            "unit": "household/yr",
            "factors": {
                "number": {
                    "title": "Number",
                    "unit": "household/yr",
                    "source": "records",
                    "quality": "B",
                    "by_alternative": {"baseline": 1234, "project": 7},
                }
            },
        }
    },
    "lines": {},
}


def line(amount: Raw, **more: Any) -> Raw:
    return {
        "title": more.pop("title", "Line"),
        "kind": "purchase",
        "alternative": "project",
        "payer": "municipality",
        "receiver": "resources",
        "btw": {"rate": 0.21, "compensable": 1.0},
        "amount": {
            "unit": "EUR",
            "price_year": 2026,
            "source": "offer",
            "quality": "B",
            "title": "Amount",
            **amount,
        },
        **more,
    }


def case(*, others: int = 3) -> Raw:
    made: Raw = json.loads(json.dumps(CASE))
    made["lines"]["licence"] = line({"value": {"2026": 1}, "confidential": True}, title="Licence")
    made["lines"]["licence"]["amount"]["value"] = {2027: 73219, 2028: 73219}
    made["lines"]["support"] = line(
        {"distribution": {"kind": "uniform", "low": 41873, "high": 88431}}, title="Support"
    )
    made["lines"]["support"]["confidential"] = True
    made["lines"]["support"]["years"] = {"from": 2027}
    made["lines"]["support"]["kind"] = "cash_flow"
    made["lines"]["support"]["amounts"] = made["lines"]["support"].pop("amount")
    for place in range(others):
        amount = {2026: 10000 + 111 * place, 2027: 20000}
        made["lines"][f"other_{place}"] = line({"value": amount}, title=f"Other {place}")
    made["evaluation"] = {
        "question": "Does it work?",
        "go_live": 2027,
        "baseline": {"what": "records", "year": 2026},
        "design": "before_after",
        "comparison": "the year before",
        "indicators": {
            "helped": {"title": "Helped", "path": "quantities.helped.number"},
            "licence": {"title": "Licence", "path": "lines.licence"},
            "bid": {"title": "Bid", "path": "lines.support.amounts"},
        },
        "cost": {"line": ["licence", "other_0"] if others else ["licence"]},
    }
    made["residents"] = {
        "alternative": "project",
        "introduction": "We help.",
        "notices": ["a letter"],
        "objection": ["write to us"],
        "not_done": ["nothing"],
        "counts": {
            "helped": {"path": "quantities.helped.number", "text": "We help {count} of {today} households."}
        },
    }
    made["sign_off"] = {
        "assumptions": {
            "lines.licence.amount": {
                "owner": "A. Somebody",
                "controller": "B. Else",
                "date": "2026-05-12",
                "value": 73219,
            }
        }
    }
    return made


def publish(folder: Path, data: Raw, *more: str) -> Path:
    path = folder / "bids.yaml"
    path.write_text(
        yaml.dump(data, sort_keys=False, allow_unicode=True, Dumper=yaml.CSafeDumper), encoding="utf-8"
    )
    assert main(["run", str(path), "--public", "--out", str(folder / "public"), *more]) == 0
    return folder / "public"


def found_in(folder: Path, spellings: tuple[str, ...]) -> list[str]:
    """Files that hold one of the spellings as a figure of its own."""
    hits = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        text = file.read_bytes().decode("utf-8", errors="replace")
        hits += [
            f"{file.name}: {one}"
            for one in spellings
            if re.search(rf"(?<![0-9]){re.escape(one)}(?![0-9])", text)
        ]
    return hits


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", SECRETS)
def test_no_file_holds_a_confidential_number(name: str, language: str, tmp_path: Path) -> None:
    folder = publish(tmp_path, case(), "--language", language)
    assert found_in(folder, SECRETS[name]) == []
    assert {path.name for path in folder.iterdir()} == {
        "report.html",
        "residents.html",
        "results.json",
        "manifest.json",
    }


def test_the_search_finds_it_in_the_whole_version(tmp_path: Path) -> None:
    """The guard of this test: the version that is not public does hold each of them."""
    path = tmp_path / "bids.yaml"
    path.write_text(yaml.dump(case(), sort_keys=False, Dumper=yaml.CSafeDumper), encoding="utf-8")
    out = tmp_path / "whole"
    assert main(["run", str(path), "--notebooks", "none", "--formats", "html", "--out", str(out)]) == 0
    for name, spellings in SECRETS.items():
        assert found_in(out, spellings), name


def test_a_number_changed_on_the_command_line_stays_confidential(tmp_path: Path) -> None:
    folder = publish(tmp_path, case(), "--set", "lines.licence.amount.2027=65437")
    assert found_in(folder, ("65437", "65.437", "65,437", *SECRETS["bid"])) == []


@pytest.mark.parametrize("status", ["concept", "vastgesteld"])
def test_what_was_changed_is_named_in_words_without_paths_or_what_was_typed(
    tmp_path: Path, status: str
) -> None:
    """A small count that is typed is printed as little as any other, and no path of the case stands on its pages."""
    changed = {
        "lines.other_0.amount.2027": 30123,
        "lines.licence.amount.2027": 65437,
        "lines.other_1.duration": "structural",
        "quantities.helped.factors.number.by_alternative.project": 7,
        "case.title": "Bids!",
    }
    data = case()
    data["case"]["status"] = status
    path = tmp_path / "bids.yaml"
    path.write_text(yaml.dump(data, sort_keys=False, Dumper=yaml.CSafeDumper), encoding="utf-8")
    if status == "vastgesteld":
        make_lock(read_case(path), by="council", replace=False)
    shown = load_case(path).with_(changed, accept=True)
    assert shown.overrides
    study = disclosed(appraise(shown), dict.fromkeys(numbers_with_noise(appraise(shown)), 0.1))
    context = Context(study, "en", publication(study))
    told = f"{additions_text(context)} {adoption_text(context)}"
    assert "Other 0: amount" in told and "Other 1" in told and "what is confidential" in told
    assert "settings of the calculation" in told
    assert not re.search(r"\b(lines|quantities|case)\.", told) and "icence" not in told
    pages = plain_text(section_blocks.blocks(context), "en", Screen(80))
    assert not re.search(r"30.?123|65.?437|structural|lines\.", pages)
    # In a run for oneself the paths are there, to work on.
    assert "lines.other_1.duration" in additions_text(Context(appraise(shown), "en"))


def test_totals_are_rounded_and_the_exact_ones_are_nowhere(tmp_path: Path) -> None:
    folder = publish(tmp_path, case())
    study = appraise(load_case(tmp_path / "bids.yaml"))
    exact = [
        abs(round(row["central"]))
        for row in study.rows
        if row["criterion"] in ("npv", "pv_costs") and row["central"]
    ]
    assert exact
    for value in exact:
        text = f"{value:,}"
        assert found_in(folder, (str(value), text, text.replace(",", "."))) == []
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    base = results["rounded_to"]
    # Half the base is at least a tenth of the largest confidential line: 5 years x 65,152 on average, from 2027: 4.
    assert base >= 2 * 0.1 * 4 * (41873 + 88431) / 2
    for row in results["results"]:
        if row["central"] is not None:
            assert row["central"] % base == 0
        assert row["criterion"] in ("npv", "pv_costs", "pv_benefits")


def test_a_total_that_cannot_be_protected_is_left_out(tmp_path: Path) -> None:
    folder = publish(tmp_path, case(others=0))
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert results["rounded"] == ["project"]
    for row in results["results"]:
        shown = [row[name] for name in ("central", "mean", "p05", "p50", "p95") if row[name] is not None]
        assert shown and all(number % results["rounded_to"] == 0 for number in shown)


def test_what_follows_from_a_confidential_number_is_confidential(tmp_path: Path) -> None:
    data = case()
    data["lines"]["index"] = line({"value": {2026: 5}}, title="Index")
    data["lines"]["index"]["amount"] = {"ref": "lines.licence.amount"}
    data["lines"]["index"]["years"] = {"from": 2027, "until": 2028}
    path = tmp_path / "bids.yaml"
    path.write_text(yaml.dump(data, sort_keys=False, Dumper=yaml.CSafeDumper), encoding="utf-8")
    found = publication(appraise(load_case(path)))
    assert found.hides("lines.index.amount") and found.hides("lines.index")
    assert not found.hides("quantities.helped")


def test_small_counts_are_not_shown_and_others_are_rounded(tmp_path: Path) -> None:
    folder = publish(tmp_path, case(), "--language", "en")
    page = (folder / "residents.html").read_text(encoding="utf-8")
    assert "We help fewer than 10 of 1,200 households." in page
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert found_in(folder, ("1234", "1,234", "1.234")) == []
    assert "1,230" in report


def test_who_signed_is_not_public(tmp_path: Path) -> None:
    folder = publish(tmp_path, case())
    assert all("Somebody" not in path.read_text(encoding="utf-8") for path in folder.iterdir())


def test_a_confidential_number_in_a_text_stops_the_publication(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = case()
    data["residents"]["introduction"] = {
        "nl": "Het kost € 73.219 per jaar.",
        "en": "It costs €73,219 a year.",
    }
    path = tmp_path / "bids.yaml"
    path.write_text(
        yaml.dump(data, sort_keys=False, allow_unicode=True, Dumper=yaml.CSafeDumper), encoding="utf-8"
    )
    assert main(["run", str(path), "--public", "--out", str(tmp_path / "public")]) == 1
    told = capsys.readouterr().err
    assert "lines.licence.amount in residents.html" in told and "73" not in told
    assert not (tmp_path / "public").exists()


def test_a_case_without_secrets_says_so(tmp_path: Path) -> None:
    assert main(["run", "two_years", "--public", "--out", str(tmp_path / "p"), "--language", "en"]) == 0
    report = (tmp_path / "p" / "report.html").read_text(encoding="utf-8")
    assert "No number of this case is marked as confidential." in report
    results = json.loads((tmp_path / "p" / "results.json").read_text(encoding="utf-8"))
    npv = next(
        row for row in results["results"] if row["criterion"] == "npv" and row["perspective"] == "society"
    )
    assert npv["central"] == pytest.approx(115.65, abs=0.005)


def test_what_counts_people() -> None:
    assert is_count("household/yr") and is_count("person") and is_count("count_per_year")
    assert not is_count("EUR") and not is_count("fraction") and not is_count("contact/fte/yr")


def test_an_alternative_without_secrets_keeps_its_exact_totals(tmp_path: Path) -> None:
    data = case()
    data["alternatives"]["rule"] = {"title": "Rule", "sourcing": "rule"}
    data["lines"]["shared"] = {
        **line({"value": {2026: 999999}}, title="Shared"),
        "alternative": ["project", "rule"],
    }
    data["quantities"]["helped"]["factors"]["number"]["by_alternative"]["rule"] = 1234
    folder = publish(tmp_path, data)
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))["results"]
    society = {
        row["alternative"]: row["central"]
        for row in results
        if row["perspective"] == "society" and row["criterion"] == "npv"
    }
    # By hand: 999,999 in year 0, with 21% btw that society pays; nothing else stands in this alternative.
    assert society["rule"] == pytest.approx(-999999 * 1.21)
    assert society.get("project", 0) is None or society.get("project", 0) % 10000 == 0


def test_a_price_of_today_is_protected_in_every_alternative_that_saves_it(tmp_path: Path) -> None:
    data = case()
    for name in ("licence", "support"):
        del data["lines"][name]
    data["lines"]["today"] = {**line({"value": {2027: 73219}}, title="Today"), "alternative": "baseline"}
    data["lines"]["today"]["confidential"] = True
    for part in ("evaluation", "sign_off"):
        del data[part]
    folder = publish(tmp_path, data)
    found = publication(appraise(load_case(tmp_path / "bids.yaml")))
    assert set(found.reach_by_alternative) == {"project"}
    assert found_in(folder, SECRETS["bid"]) == []


def with_checks() -> Raw:
    """Checks of which one has an own offer that is confidential, and one was signed by a person."""
    data = case()
    offer = {"unit": "EUR", "price_year": 2026, "source": "offer", "quality": "B", "confidential": True}
    spread = {"kind": "pert", "low": 61237, "mode": 64537, "high": 69871}
    data["preconditions"] = {
        "security": {"status": "open", "cost": {**offer, "value": 64537, "distribution": spread}},
        "contract_terms": {"status": "open", "cost": {**offer, "confidential": False, "value": 52143}},
        "dpia": {
            "status": "met",
            "evidence": "Adopted DPIA",
            "signed_by": {"role": "Somebody", "date": "2026-05-01"},
        },
        "necessity": {"status": "refused", "evidence": "A lighter way exists"},
    }
    return data


OFFER = ("64537", "64.537", "64,537", "61237", "61.237", "61,237", "69871", "69.871", "69,871")


def test_the_preconditions_are_public_without_a_confidential_offer(tmp_path: Path) -> None:
    folder = publish(tmp_path, with_checks(), "--language", "en")
    report = (folder / "report.html").read_text(encoding="utf-8")
    for told in ("Preconditions", "Adopted DPIA", "A lighter way exists", "2026-05-01", "Stop"):
        assert told.lower() in report.lower(), told
    assert found_in(folder, OFFER) == []
    for name, spellings in SECRETS.items():
        assert found_in(folder, spellings) == [], name
    assert all("Somebody" not in path.read_text(encoding="utf-8") for path in folder.iterdir())
    # What is not confidential may be left out with it, but the check itself stays.
    assert "Contract" in report and "Security" in report


def test_the_whole_version_does_show_that_offer(tmp_path: Path) -> None:
    path = tmp_path / "bids.yaml"
    path.write_text(yaml.dump(with_checks(), sort_keys=False, Dumper=yaml.CSafeDumper), encoding="utf-8")
    out = tmp_path / "whole"
    assert main(["run", str(path), "--notebooks", "none", "--formats", "html", "--out", str(out)]) == 0
    report = (out / "report.html").read_text(encoding="utf-8")
    section = report[report.index('id="table-blocking"') : report.index('id="table-norms"')]
    assert any(spelling in section for spelling in OFFER[:3]) and "52.143" in section
    assert "Somebody" in report


def test_a_case_whose_checks_hold_a_secret_in_words_is_not_published(tmp_path: Path) -> None:
    data = with_checks()
    data["preconditions"]["security"]["evidence"] = "The offer is EUR 64,537"
    path = tmp_path / "bids.yaml"
    path.write_text(yaml.dump(data, sort_keys=False, Dumper=yaml.CSafeDumper), encoding="utf-8")
    assert main(["run", str(path), "--public", "--out", str(tmp_path / "public")]) == 1
    assert not (tmp_path / "public").exists()


def stops(folder: Path, data: Raw, *more: str) -> bool:
    """Whether the publication is refused, with nothing left behind."""
    path = folder / "bids.yaml"
    path.write_text(
        yaml.dump(data, sort_keys=False, allow_unicode=True, Dumper=yaml.CSafeDumper), encoding="utf-8"
    )
    code = main(["run", str(path), "--public", "--out", str(folder / "public"), *more])
    assert code in (0, 1) and (folder / "public").exists() == (code == 0)
    return code == 1


def bare(amount: Raw, question: str = "", **more: Any) -> Raw:
    """One confidential line beside an open one."""
    data: Raw = json.loads(json.dumps(CASE))
    del data["quantities"]
    if question:
        data["case"]["question"] = question
    data["lines"]["licence"] = {**line(amount, title="Licence"), "confidential": True, **more}
    data["lines"]["other"] = line({"value": {2026: 10107}}, title="Other")
    return data


CERTAIN = (
    "73 219 euro",
    "73\u00a0219 euro",
    "73\u2009219 euro",
    "73\u202f219 euro",
    "73'219",
    "73_219",
    "73.219,00",
    "EUR 73,219.00",
    "73,219 duizend",
    "0,073219 mln",
    "7321900%",
)


@pytest.mark.parametrize("spelling", CERTAIN)
def test_a_bid_is_found_however_it_is_spelt(spelling: str, tmp_path: Path) -> None:
    data = bare({"value": {2027: 73219}}, f"De bieder vroeg {spelling}.")
    assert stops(tmp_path, data) and stops(tmp_path, data, "--accept")


DOUBTFUL = (
    (250000, "EUR 250.000"),
    (250000, "250 duizend"),
    (250000, "250k"),
    (250000, "0,25 mln"),
    (250000, "tweehonderdvijftigduizend euro"),
    (250000, "two hundred and fifty thousand euros"),
    (73219, "73,2 duizend"),
    (73219, "drieënzeventigduizend tweehonderdnegentien"),
)


@pytest.mark.parametrize(("bid", "spelling"), DOUBTFUL)
def test_a_doubt_stops_until_somebody_has_looked(bid: int, spelling: str, tmp_path: Path) -> None:
    data = bare({"value": {2027: bid}}, f"De bieder vroeg {spelling}.")
    assert stops(tmp_path, data) and not stops(tmp_path, data, "--accept")


def test_another_number_is_no_doubt(tmp_path: Path) -> None:
    assert not stops(tmp_path, bare({"value": {2027: 73219}}, "In 2027 zijn er 81.400 inwoners, 7 wijken."))


def test_a_bid_that_is_not_known_or_the_same_everywhere_is_published_without_it(tmp_path: Path) -> None:
    unknown = bare({})
    unknown["lines"]["licence"] |= {"amount": {"pm": "nog niet bekend"}, "years": 2027}
    assert not stops(tmp_path, unknown)
    equal = bare({"value": {2027: 73219}})
    equal["lines"]["licence"]["alternative"] = "all"
    (tmp_path / "equal").mkdir()
    assert not stops(tmp_path / "equal", equal)
    assert found_in(tmp_path / "equal" / "public", SECRETS["bid"]) == []


@pytest.mark.parametrize("unit", ["huishouden/jr", "slachtoffer/yr", "person", "Woman/maand"])
@pytest.mark.parametrize("count", [7, {2026: 3, 2027: 4}])
def test_a_small_count_is_nowhere_whatever_its_unit(unit: str, count: Any, tmp_path: Path) -> None:
    data = bare({"value": {2027: 73219}})
    number = {"value": count, "unit": unit, "source": "records", "quality": "B", "title": "Number"}
    data["quantities"] = {"helped": {"kind": "product", "unit": unit, "factors": {"n": number}}}
    folder = publish(tmp_path, data)
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert "minder dan 10" in report
    table = report[report.index('id="table-public-numbers"') :]
    assert re.search(r">\s*[1-9]\s*<", table) is None and re.search(r"20\d\d: [1-9]\b", table) is None


def test_a_table_of_ones_own_with_a_bid_leaves_no_hash_to_try(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(
        "id,value,unit,quality,source,price_year\nbid,73219,EUR,A,offer,2026\n", encoding="utf-8"
    )
    data = bare({})
    data["case"]["tables"] = {"own": "own.csv"}
    data["lines"]["licence"] |= {"amount": {"table": "own", "id": "bid"}, "years": 2027}
    folder = publish(tmp_path, data)
    assert found_in(folder, SECRETS["bid"]) == []
    for name in ("results.json", "manifest.json"):
        fingerprint = json.loads((folder / name).read_text(encoding="utf-8"))["fingerprint"]
        assert not {"case", "data", "overrides"} & set(fingerprint)


@pytest.mark.parametrize(("language", "said"), [("nl", "laat misschien zien"), ("en", "may show what")])
def test_a_public_version_that_stops_says_so_in_the_language_of_the_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    data = case()
    data["case"]["language"] = language
    data["lines"]["licence"]["amount"]["value"] = {2027: 73000}
    data["lines"]["other_0"]["title"] = "Other, of some 73000"
    path = tmp_path / "bids.yaml"
    path.write_text(yaml.dump(data, sort_keys=False, Dumper=yaml.CSafeDumper), encoding="utf-8")
    assert main(["run", str(path), "--public", "--out", str(tmp_path / "out")]) == 1
    assert said in capsys.readouterr().err
