"""Bad partnership and sharing sections: each fault names its place and what to do, and ends with exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from mll_finance.cli.main import main
from mll_finance.engine.study import appraise
from mll_finance.inputs.case.loading import load_case
from mll_finance.resources import resource

TEXT = resource("parameters", "samenwerking_naar_werk.yaml").read_text(encoding="utf-8")
FAULTS = {
    "form": ("  form: outcome_contract", "  form: outcome_contrct", "no form 'outcome_contrct'", "outcome_contract"),
    "no form": ("  form: outcome_contract\n", "", "no 'form'", "form"),
    "alternative": ("  alternative: tool\n  start", "  alternative: tol\n  start", "'tol'", "tool"),
    "baseline": ("  alternative: tool\n  start", "  alternative: baseline\n  start", "'baseline'", "tool"),
    "costs": ("    development: development\n    op", "    development: develpment\n    op", "no line", "development"),
    "kind": ("    service: guidance", "    service: benefits_avoided", "kind avoided_benefit", "product"),
    "outcome": ("outcome: quantities.into_work.number", "outcome: quantities.work", "'quantities.work'", "an output"),
    "no outcome": ("  outcome: quantities.into_work.number\n", "", "no outcome", "add outcome"),
    "output": ("outcome: quantities.into_work.number", "outcome: quantities.into_work.nr", "points at nothing", "ref"),
    "term": ("    others_share:", "    other_share:", "no term 'other_share'", "others_share"),
    "role": ("  start: 2027\n", "  start: 2027\n  roles: {clint: municipality}\n", "no role 'clint'", "client"),
    "party": ("  start: 2027\n", "  start: 2027\n  roles: {client: municipalty}\n", "no party", "municipality"),
    "rate": (
        "  start: 2027\n",
        "  start: 2027\n  rates: {bank: {value: 0.1, unit: 1/yr, source: x, quality: B}}\n",
        "no party 'bank'",
        "one of",
    ),
    "no rate": (
        "  start: 2027\n",
        "  start: 2027\n  rates: {partner: {pm: not asked}}\n",
        "no single rate above -1",
        "value: 0.09",
    ),
    "compare": ("  start: 2027\n", "  start: 2027\n  compare: [in_hous]\n", "no form 'in_hous'", "in_house"),
    "misspelt": ("  until: 2030\n", "  untl: 2030\n", "unknown key 'untl'", "until"),
    "not by year": (
        "    amounts:\n      value: {2027: 170000}",
        "    years: 2027\n    amounts:\n      value: 170000",
        "without amounts by year",
        "map of years",
    ),
    "key": ("  key: fixed_variable", "  key: fixed_varable", "'fixed_varable'", "fixed_variable"),
    "equal part": ("    value: 0.3\n    unit: fraction\n    source: own_estimate\n    quality: D\n"
        "    accepted_by: {nl: beleidsadviseur (voorbeeld), en: policy adviser (example)}\n  perspective",
        "    value: 1.3\n    unit: fraction\n    source: own_estimate\n    quality: D\n"
        "    accepted_by: beleidsadviseur (voorbeeld)\n  perspective", "1.3", "0 to 1"),
    "cases": ("  key: fixed_variable", "  key: per_case", "no cases", "per_case"),
    "municipality": ("    Best: {joins: 2029}", "    Bst: {joins: 2029}", "'Bst' is no municipality", "Best"),
    "own municipality": ("    Eindhoven: {}\n", "", "is not among them", "add it"),
    "joins": ("    Best: {joins: 2029}", "    Best: {joins: 2050}", "2050", "2027 to 2033"),
    "leaves": ("  key: fixed_variable", "  key: fixed_variable\n  leaves: Tilburg", "'Tilburg'", "one of"),
    "shared line": ("  fixed: [operation,", "  fixed: [oparation,", "no line 'oparation'", "operation"),
    "twice": ("  fixed: [operation,", "  fixed: [operation, development,", "in development too", "one of the two"),
    "view": ("  perspective: society\n", "  perspective: societ\n", "'societ'", "society"),
}  # fmt: skip


def check(folder: Path, text: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    path = folder / "case.yaml"
    path.write_text(text, encoding="utf-8")
    code = main(["check", str(path), "--language", "en"])
    told = capsys.readouterr()
    return code, told.out + told.err


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new, found, remedy = FAULTS[name]
    assert TEXT.count(old) == 1, "the example changed"
    code, told = check(tmp_path, TEXT.replace(old, new), capsys)
    assert code == 2
    assert found in told and remedy in told, told
    assert "Traceback" not in told


def test_the_example_is_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path, TEXT, capsys)[0] == 0


def test_several_faults_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = TEXT
    for name in ("alternative", "term", "key", "leaves"):
        old, new = FAULTS[name][:2]
        text = text.replace(old, new) if name != "leaves" else text
    code, told = check(tmp_path, text, capsys)
    assert code == 2
    for name in ("alternative", "term", "key"):
        assert FAULTS[name][2] in told


@pytest.mark.parametrize(
    "junk", ["partnership: 3", "partnership: []", "sharing: text", "partnership: {form: [1], costs: 2}"]
)
def test_junk_is_refused_without_a_traceback(
    junk: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = junk.split(":", maxsplit=1)[0]
    head, _, rest = TEXT.partition(f"\n{name}:\n")
    tail = rest.partition("\n\nsharing:")[2] if name == "partnership" else ""
    text = head + "\n" + junk + ("\n\nsharing:" + tail if tail else "") + "\n"
    code, told = check(tmp_path, text, capsys)
    assert code == 2 and "Traceback" not in told


def test_a_number_of_a_form_can_be_set(capsys: pytest.CaptureFixture[str]) -> None:
    price = "lines.partnership_outcome_payment.price"
    assert main(["check", "samenwerking_naar_werk", "--language", "en", "--set", f"{price}=40000"]) == 0
    assert (
        main(
            [
                "check",
                "samenwerking_naar_werk",
                "--language",
                "en",
                "--set",
                "lines.partnership_licence_fee.amount=0",
            ]
        )
        == 2
    )
    told = capsys.readouterr()
    assert "no 'partnership_licence_fee' in the case" in told.out + told.err
    case = load_case(resource("parameters", "samenwerking_naar_werk.yaml"))
    before = appraise(case).value("municipality", "tool", "npv")["central"]
    after = appraise(case.with_({price: 0})).value("municipality", "tool", "npv")["central"]
    assert after > before
