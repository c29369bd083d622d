"""Bad input of the sections on personal data, evaluation, residents and sign-off; and an adopted case that changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from mll_finance.cli.main import main
from mll_finance.inputs.case.adoption.deviation import deviation
from mll_finance.inputs.case.as_adopted import lock_path
from mll_finance.inputs.case.case import read_case
from mll_finance.inputs.case.loading import load_case
from mll_finance.notebook import start
from mll_finance.resources import resource

Raw = dict[str, Any]
EXAMPLE = resource("parameters", "vroegsignalering_eindhoven.yaml")


def raw() -> Raw:
    made: Raw = yaml.load(EXAMPLE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return made


def write(folder: Path, data: Raw) -> Path:
    path = folder / "case.yaml"
    path.write_text(
        yaml.dump(data, sort_keys=False, allow_unicode=True, Dumper=yaml.CSafeDumper), encoding="utf-8"
    )
    return path


def at(data: Raw, path: str) -> tuple[Any, Any]:
    *way, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    for part in way:
        data = data[part]  # type: ignore[index]
    return data, last


def put(path: str, value: Any) -> Callable[[Raw], None]:
    def change(data: Raw) -> None:
        holder, last = at(data, path)
        holder[last] = value

    return change


def drop(path: str) -> Callable[[Raw], None]:
    def change(data: Raw) -> None:
        holder, last = at(data, path)
        del holder[last]

    return change


PURPOSE = "personal_data/purposes/order_of_approach"
BROKEN: dict[str, tuple[Callable[[Raw], None], str, str]] = {
    "special without exception": (
        put(f"{PURPOSE}/data/arrears/special", "health"),
        "personal_data.purposes.order_of_approach.data.arrears.exception",
        "special data name the exception",
    ),
    "unknown ground": (
        put(f"{PURPOSE}/ground", "public_tsk"),
        "personal_data.purposes.order_of_approach.ground",
        "did you mean 'public_task'?",
    ),
    "decides without oversight": (
        lambda data: (
            put(f"{PURPOSE}/decision", "decides")(data),
            drop(f"{PURPOSE}/oversight")(data),
        )[0],
        "personal_data.purposes.order_of_approach.oversight",
        "article 22",
    ),
    "variant of nothing": (
        put(f"{PURPOSE}/variants/fixed_rule/alternative", "ruel"),
        "personal_data.purposes.order_of_approach.variants.fixed_rule.alternative",
        "did you mean 'rule'?",
    ),
    "unknown register field": (
        put("personal_data/algorithm_register/gegeven", "x"),
        "personal_data.algorithm_register.gegeven",
        "did you mean 'gegevens'?",
    ),
    "no purposes": (put("personal_data/purposes", {}), "personal_data.purposes", "at least one"),
    "baseline after go-live": (
        put("evaluation/baseline/year", 2030),
        "evaluation.baseline.year",
        "a baseline is measured before go-live",
    ),
    "indicator of nothing": (
        put("evaluation/indicators/helped/path", "quantities.helpd.number"),
        "evaluation.indicators.helped.path",
        "did you mean 'quantities.helped.number'?",
    ),
    "stop of no indicator": (
        put("evaluation/stop/0/indicator", "yield_per_contct"),
        "evaluation.stop.0.indicator",
        "did you mean 'yield_per_contact'?",
    ),
    "threshold of nothing": (
        put("evaluation/stop/1/below", 3),
        "evaluation.stop.1.indicator",
        "names its indicator",
    ),
    "cost twice": (
        put(
            "evaluation/cost/amount",
            {"value": 1, "unit": "EUR", "price_year": 2026, "source": "x", "quality": "B"},
        ),
        "evaluation.cost",
        "so that the cost counts once",
    ),
    "cost of no line": (
        put("evaluation/cost/line", "evalution"),
        "evaluation.cost.line",
        "did you mean 'evaluation'?",
    ),
    "sample of no share": (
        put("evaluation/sample/outcome", "quantities.helped.number"),
        "evaluation.sample.outcome",
        "in fractions",
    ),
    "power of 80": (put("evaluation/sample/power", 80), "evaluation.sample", "80% is 0.8"),
    "sample after the horizon": (
        put("evaluation/sample/year", 2040),
        "evaluation.sample.year",
        "2027 to 2032",
    ),
    "residents of nothing": (
        put("residents/alternative", "modl"),
        "residents.alternative",
        "did you mean 'model'?",
    ),
    "count of nothing": (
        put("residents/counts/missed/path", "quantities.visits.false_negative"),
        "residents.counts.missed.path",
        "did you mean 'quantities.visits.false_negatives'?",
    ),
    "count without its place": (
        put("residents/counts/missed/text", {"nl": "een aantal", "en": "about {count}"}),
        "residents.counts.missed.text",
        "{count} in both languages",
    ),
    "signature of nothing": (
        put("sign_off/assumptions/lines.licence.prise", {"owner": "x"}),
        "sign_off.assumptions.lines.licence.prise",
        "did you mean 'lines.licence.price'?",
    ),
    "controller without date": (
        put("sign_off/assumptions/lines.licence/controller", "x"),
        "sign_off.assumptions.lines.licence",
        "add date:",
    ),
    "no date": (
        put("sign_off/assumptions/lines.licence/date", "12 mei"),
        "sign_off.assumptions.lines.licence.date",
        "a date as year-month-day",
    ),
    "misspelt key": (put("evaluation/stop_criteria", []), "evaluation.stop_criteria", "unknown key"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_fault_names_its_place_and_the_remedy(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, path, words = BROKEN[name]
    data = raw()
    change(data)
    assert main(["check", str(write(tmp_path, data)), "--language", "en"]) == 2
    told = capsys.readouterr().err
    line = next(line for line in told.splitlines() if line.startswith((f"  - {path} ", f"  - {path}:")))
    assert words in line


def test_the_example_itself_is_in_order(tmp_path: Path) -> None:
    assert main(["check", str(write(tmp_path, raw())), "--language", "en"]) == 0


def test_all_faults_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = raw()
    for name in (
        "special without exception",
        "baseline after go-live",
        "residents of nothing",
        "signature of nothing",
    ):
        BROKEN[name][0](data)
    assert main(["check", str(write(tmp_path, data)), "--language", "en"]) == 2
    assert "4 problems" in capsys.readouterr().err


# An adopted case


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with few draws, adopted: what is refused does not depend on how many."""
    data = raw()
    data["case"] |= {"status": "vastgesteld", "draws": 64}
    path = write(tmp_path_factory.mktemp("locked"), data)
    assert main(["lock", str(path), "--language", "en", "--by", "council"]) == 0
    return path


@pytest.fixture
def adopted(locked: Path, tmp_path: Path) -> Path:
    shutil.copy(lock_path(locked), lock_path(tmp_path / locked.name))
    return Path(shutil.copy(locked, tmp_path / locked.name))


def change_file(path: Path, change: Callable[[Raw], None]) -> None:
    data: Raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    change(data)
    path.write_text(
        yaml.dump(data, sort_keys=False, allow_unicode=True, Dumper=yaml.CSafeDumper), encoding="utf-8"
    )


def test_an_adopted_case_runs_as_long_as_it_is_the_same(
    adopted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(adopted), "--language", "en"]) == 0
    told = capsys.readouterr().out
    assert "adopted: locked on" in told and "by council" in told


@pytest.mark.parametrize("command", ["check", "appraise", "run"])
def test_a_changed_number_is_refused_and_named(
    command: str, adopted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change_file(adopted, put("lines/dpia/amount/distribution/mode", 9876))
    more = ["--notebooks", "none", "--out", str(adopted.parent / "out")] if command == "run" else []
    assert main([command, str(adopted), "--language", "en", *more]) == 2
    told = capsys.readouterr().err
    assert "1 problem" in told
    assert "lines.dpia.amount.distribution.mode (line " in told and ": 9876; adopted as " in told
    assert not (adopted.parent / "out").exists()


def test_a_changed_word_a_new_line_and_a_lost_one_are_named(
    adopted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(data: Raw) -> None:
        data["case"]["title"]["nl"] = "Anders"
        data["lines"]["extra"] = copy_of(data["lines"]["dpia"])
        del data["scenarios"]["gunstig"]

    change_file(adopted, change)
    assert main(["check", str(adopted), "--language", "en"]) == 2
    told = capsys.readouterr().err
    assert "case.title.nl" in told
    assert "lines.extra.kind" in told and "adopted as nothing" in told
    assert "scenarios.gunstig" in told and ": nothing; adopted as" in told


def copy_of(found: Any) -> Any:
    return json.loads(json.dumps(found))


def test_a_changed_row_of_a_table_is_named(adopted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file is the same, but a number that it takes from a table is another: the number is named."""
    found = json.loads(lock_path(adopted).read_text(encoding="utf-8"))
    found["state"]["numbers"]["lines.extra_staff.wage"]["value"] += 1
    from mll_finance.inputs.case.adoption.lock_state import digest

    found["sha256"] = digest(found["state"])
    lock_path(adopted).write_text(json.dumps(found), encoding="utf-8")
    assert main(["check", str(adopted), "--language", "en"]) == 2
    assert "lines.extra_staff.wage" in capsys.readouterr().err


def test_a_lock_that_was_changed_by_hand_is_refused(
    adopted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = lock_path(adopted).read_text(encoding="utf-8")
    lock_path(adopted).write_text(
        text.replace("council", "nobody").replace('"rules"', '"ruels"'), encoding="utf-8"
    )
    assert main(["check", str(adopted), "--language", "en"]) == 2
    assert "changed by hand" in capsys.readouterr().err


def test_adopted_without_a_lock_is_refused(adopted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lock_path(adopted).unlink()
    assert main(["check", str(adopted), "--language", "en"]) == 2
    assert "run: mll lock" in capsys.readouterr().err


def test_a_draft_cannot_be_locked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, raw())
    assert main(["lock", str(path), "--language", "en"]) == 2
    assert "status: vastgesteld, before a case is locked" in capsys.readouterr().err
    assert not lock_path(path).exists()


def test_adopting_anew_says_what_changed(adopted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_file(adopted, put("lines/dpia/amount/distribution/mode", 9876))
    assert main(["lock", str(adopted), "--language", "en"]) == 2
    capsys.readouterr()
    assert main(["lock", str(adopted), "--language", "en", "--replace"]) == 0
    assert "lines.dpia.amount.distribution.mode: 9876; was" in capsys.readouterr().out
    assert main(["check", str(adopted), "--language", "en"]) == 0


def test_a_what_if_is_allowed_and_marked(adopted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["check", str(adopted), "--language", "en", "--set", "lines.licence.price=0.4", "--seed", "5"])
        == 0
    )
    assert "deviates from what was adopted at lines.licence.price, case.seed\n" in capsys.readouterr().out
    case = load_case(adopted).with_({"lines.licence.price": 0.4, "case.language": "en"})
    deviating = deviation(case)
    assert deviating is not None and deviating.paths == ("lines.licence.price",)
    assert deviation(load_case(adopted)) is None


def test_a_notebook_refuses_it_too(adopted: Path) -> None:
    change_file(adopted, put("lines/dpia/amount/distribution/mode", 9876))
    with pytest.raises(Exception, match=r"lines\.dpia\.amount\.distribution\.mode"):
        start({"case": str(adopted), "scenario": "", "changes": {}})
    assert read_case(adopted).settings.status == "vastgesteld"
