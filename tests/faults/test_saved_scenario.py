"""A scenario that is saved in the case: every other byte stays, it is read back, and what cannot be is said."""

from __future__ import annotations

import errno
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from mll_finance import Case, appraise, load_case
from mll_finance.cli.main import main
from mll_finance.errors import InputError, RunError
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.case.finding import case_path
from mll_finance.inputs.case.saving import own_file
from mll_finance.inputs.case.saving import scenario as saving
from mll_finance.inputs.case.saving.added_entry import with_entry
from mll_finance.inputs.case.saving.scenario import ScenarioDoubtError, save_scenario
from mll_finance.terms import problems_text, told_text

ENTRY: dict[str, Any] = {"title": "a: b", "set": {"lines.a.price": 1.125, "q.b": {"times": 2}}}
FLOW = 'mine: {title: "a: b", set: {lines.a.price: 1.1250, q.b: {times: 2}}}'


def block(column: int, step: int = 2) -> str:
    """The entry as lines, by hand."""
    rows = (
        (0, "mine:"),
        (1, 'title: "a: b"'),
        (1, "set:"),
        (2, "lines.a.price: 1.1250"),
        (2, "q.b: {times: 2}"),
    )
    return "".join(f"{' ' * (column + step * level)}{row}\n" for level, row in rows)


def section(step: int = 2) -> str:
    return f"scenarios:\n{block(step, step)}"


LAYOUTS: dict[str, tuple[str, str]] = {
    # What stands before the new piece, and what stands after it.
    "no section": ("case: 1 # one\nlines:\n    x: 2\n", ""),
    "no section and remarks at the end": ("case: 1\n# the end\n", ""),
    "end of a document": ("---\ncase: 1\n", "...\n"),
    "entries": ("scenarios:\n  a:\n    set: {x: 1} # c\n", "\n# --- next\nlast: 1\n"),
    "remarks of the last entry": (
        "scenarios:\n  a:\n    set: {}\n    # y: 2\n\n  # b:\n",
        "# --- next\nlast: 1\n",
    ),
    "wide steps": ("scenarios:\n    a:\n        set: {}\n", "last: 1\n"),
    "a block text as the last": ("scenarios:\n  a:\n    set: {}\n    title: |\n      hi\n", "\n\nlast: 1\n"),
    "an anchor within": ("scenarios:\n  a: &a\n    set: {}\n  b:\n    <<: *a\n    title: y\n", "last: 1\n"),
    "nothing in it": ("case: 1\nscenarios: # soon\n  # yes\n", "\n# other\nlines: 2\n"),
    "quoted names": ('"scenarios":\n  "a": {"set": {}}\n', "# end\n"),
}
WANTED = {
    "no section": f"\n{section(4)}",
    "no section and remarks at the end": f"\n{section()}",
    "end of a document": f"\n{section()}",
    "wide steps": block(4, 4),
}
IN_BRACES: dict[str, tuple[str, str, str]] = {
    "empty braces": ("scenarios: {", FLOW, "} # none\ncase: 1\n"),
    "braces": ("scenarios: {a: {set: {}}", f", {FLOW}", "} # x\ncase: 1\n"),
    "a comma at the end": ("scenarios: {a: {set: {}}", f", {FLOW}", ",} # x\ncase: 1\n"),
    "braces over lines": ("scenarios: {\n  a: {set: {}}", f", {FLOW}", " # y\n}\ncase: 1\n"),
    "as JSON": ('{"case": 1, "lines": {"a": 2}', f", scenarios: {{{FLOW}}}", "}\n"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_but_the_new_lines_changes(layout: str) -> None:
    before, after = LAYOUTS[layout]
    wanted = f"{before}{WANTED.get(layout, block(2))}{after}"
    assert with_entry(before + after, "scenarios", "mine", ENTRY) == wanted
    # A reader of YAML that is not ours sees the same.
    assert yaml.safe_load(wanted)["scenarios"]["mine"] == ENTRY


@pytest.mark.parametrize("layout", IN_BRACES)
def test_what_stands_between_braces_stays_so(layout: str) -> None:
    before, new, after = IN_BRACES[layout]
    wanted = before + new + after
    assert with_entry(before + after, "scenarios", "mine", ENTRY) == wanted
    assert yaml.safe_load(wanted)["scenarios"]["mine"] == ENTRY


@pytest.mark.parametrize("layout", LAYOUTS)
def test_line_ends_of_windows_are_kept(layout: str) -> None:
    before, after = LAYOUTS[layout]
    wanted = f"{before}{WANTED.get(layout, block(2))}{after}".replace("\n", "\r\n")
    assert with_entry((before + after).replace("\n", "\r\n"), "scenarios", "mine", ENTRY) == wanted


def test_a_text_without_an_end_of_line_gets_one_first() -> None:
    text = "case: 1\nlines: {x: 2}"
    assert with_entry(text, "scenarios", "mine", ENTRY) == f"{text}\n\n{section()}"
    # A block text at the end would gain a line: the section comes before it.
    assert with_entry("case: 1\nnote: |\n  hello", "scenarios", "mine", ENTRY) == (
        f"case: 1\n{section()}\nnote: |\n  hello"
    )


def test_blank_lines_that_belong_to_a_text_stay_its_own() -> None:
    text = "case: 1\nnote: |+\n  hello\n\n\n"
    changed = with_entry(text, "scenarios", "mine", ENTRY)
    assert changed == text + section()
    assert yaml.safe_load(changed)["note"] == "hello\n\n\n"


@pytest.mark.parametrize(
    "text", ["x: &a {b: {set: {}}}\nscenarios: *a\n", "scenarios: &a\n  b: {set: {}}\nother: *a\n"]
)
def test_a_section_that_an_anchor_shares_is_left_alone(text: str) -> None:
    assert with_entry(text, "scenarios", "mine", ENTRY) is None


# --- In a case ----------------------------------------------------------------------------------------------------

PATH = "lines.savings.amounts"
CHANGES: dict[str, Any] = {PATH: {"times": 1.5}}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return Path(shutil.copy(case_path("two_years"), tmp_path / "mine.yaml"))


def save(
    case: Case, title: str, changes: dict[str, Any] | None = None, **options: Any
) -> saving.SavedScenario:
    known = (case.origin or case).document.text
    return save_scenario(
        case, CHANGES if changes is None else changes, title=title, known_text=known, **options
    )


def npv(capsys: pytest.CaptureFixture[str], *command: str) -> float:
    assert main(["appraise", *command, "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["results"]
    return next(row["mean"] for row in rows if (row["perspective"], row["criterion"]) == ("society", "npv"))


@pytest.mark.parametrize(
    "written",
    [
        lambda raw: raw,
        lambda raw: raw.rstrip(b"\n"),
        lambda raw: raw.replace(b"\n", b"\r\n"),
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw + b"scenarios: {}\n",
        lambda raw: b"scenarios: # soon\n" + raw,
        lambda raw: raw + b"scenarios:\n  dear: {set: {lines.savings.amounts: {times: 0.5}}} # half\n# end\n",
    ],
    ids=["as it is", "no end of line", "windows", "byte order mark", "empty", "nothing", "one"],
)
def test_a_saved_scenario_gives_what_was_tried(
    file: Path, capsys: pytest.CaptureFixture[str], written: Any
) -> None:
    file.write_bytes(written(file.read_bytes()))
    file.chmod(0o640)
    before = file.read_bytes()
    saved = save(load_case(file), "Meer besparing")
    after = file.read_bytes()
    assert saved.name == "meer_besparing" and file.stat().st_mode & 0o777 == 0o640
    kept = [place for place in range(len(before) + 1) if after.startswith(before[:place])][-1]
    assert after.endswith(before[kept:]), "one piece was put in, and nothing else"
    assert sorted(path.name for path in file.parent.iterdir()) == [file.name]
    by_hand = -1000 + 900 / 1.05 + 900 / 1.05**2
    assert npv(capsys, str(file), "--scenario", "meer_besparing") == pytest.approx(by_hand, abs=1e-9)
    assert npv(capsys, str(file)) == pytest.approx(-1000 + 600 / 1.05 + 600 / 1.05**2, abs=1e-9)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Duur-der", "Duur-der"),
        ("../../etc/passwd", "etc_passwd"),
        ("a: {b: [c", "a_b_c"),
        ("'; rm -rf * #", "rm_rf"),
        ("null", "null"),
        ("yes", "yes"),
        ("a+b", "a_b"),
        ("2 keer <script>", "scenario_2_keer_script"),
        ("één\ttab", "een_tab"),
        ("x" * 300, "x" * 60),
    ],
)
def test_any_title_becomes_a_name(file: Path, title: str, name: str) -> None:
    saved = save(load_case(file), title)
    again = load_case(file)
    assert saved.name == name and list(again.scenarios) == [name]
    shown = again.scenarios[name].title
    assert shown is not None and shown.text("nl") == title


@pytest.mark.parametrize("title", ["", "  ", "***", "日本", "rood \x1b[31m", "\u202egnal"])
def test_a_title_that_gives_no_name_is_refused(file: Path, title: str) -> None:
    before = file.read_bytes()
    with pytest.raises(InputError, match="scenarios: "):
        save(load_case(file), title)
    assert file.read_bytes() == before


def test_a_name_that_is_taken_is_refused_and_another_proposed(file: Path) -> None:
    save(load_case(file), "Meer")
    case, before = load_case(file), file.read_bytes()
    with pytest.raises(InputError) as refused:
        save(case, "Meer")
    assert "een scenario Meer; een nieuwe naam; kies een andere naam, zoals: Meer 2" in problems_text(
        refused.value, "nl"
    )
    assert "choose another name, such as: Meer 2" in problems_text(refused.value, "en")
    assert file.read_bytes() == before


def test_a_case_that_was_edited_meanwhile_is_not_written_over(file: Path) -> None:
    case = load_case(file)
    file.write_bytes(file.read_bytes() + b"# mine\n")
    edited = file.read_bytes()
    with pytest.raises(InputError, match=r"mine\.yaml was edited since this notebook opened it"):
        save(case, "Meer")
    assert file.read_bytes() == edited


def test_what_a_case_was_opened_with_is_saved_along(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save(load_case(file), "Meer")
    opened = load_case(file).in_scenario("Meer").with_({"case.discounting": {"rate": 0.02}, "case.draws": 64})
    save(opened, "Nog meer", {PATH: {"times": 2}})
    by_hand = -1000 + 1800 / 1.02 + 1800 / 1.02**2
    assert npv(capsys, str(file), "--scenario", "nog_meer") == pytest.approx(by_hand, abs=1e-6)
    assert "case.draws" not in load_case(file).scenarios["nog_meer"].set


def test_nothing_changed_is_no_scenario(file: Path) -> None:
    with pytest.raises(InputError, match="change an assumption first"):
        save(load_case(file), "Leeg", {})


def test_a_number_that_looks_like_a_slip_is_asked_about(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = file.read_bytes()
    change = {PATH: {2027: 600_000.0, 2028: 600.0}}
    with pytest.raises(ScenarioDoubtError, match="accept=True"):
        save(load_case(file), "Veel", change)
    assert file.read_bytes() == before
    save(load_case(file), "Veel", change, accept=True)
    by_hand = -1000 + 600_000 / 1.05 + 600 / 1.05**2
    assert npv(capsys, str(file), "--scenario", "Veel") == pytest.approx(by_hand, abs=1e-6)


def test_a_number_that_cannot_be_is_refused_with_the_name_of_the_case(file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(InputError) as refused:
        save(load_case(file), "Veel", {PATH: {"times": 1200}})
    assert str(file) in str(refused.value) and ".part" not in str(refused.value)
    assert file.read_bytes() == before


def test_a_case_without_a_file_of_its_own_is_refused(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="without a file of its own"):
        save(case_from_text(file.read_text(encoding="utf-8")), "Meer")
    run = tmp_path / "run"
    run.mkdir()
    copy = Path(shutil.copy(file, run / "case.yaml"))
    (run / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="folder of a run"):
        save(load_case(copy), "Meer")
    # An example in the place where a wheel is installed.
    monkeypatch.setattr(own_file, "package_folder", lambda: tmp_path)
    with pytest.raises(InputError, match="mll new NAME --from mine"):
        save(load_case(file), "Meer")


def test_an_adopted_case_changes_no_more(file: Path) -> None:
    case = load_case(file)
    adopted = case.settings.model_copy(update={"status": "vastgesteld"})
    before = file.read_bytes()
    with pytest.raises(InputError, match="an adopted case"):
        save(Case(**{**case.__dict__, "settings": adopted}), "Meer")
    assert file.read_bytes() == before


def test_a_disk_that_fills_leaves_the_case_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = own_file.replaced_file

    @contextmanager
    def fills(path: Path) -> Iterator[Path]:
        with whole(path) as part:
            part.write_text("half", encoding="utf-8")
            raise OSError(errno.ENOSPC, "No space left on device")
            yield part

    before = file.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(own_file, "replaced_file", fills)
        with pytest.raises(RunError, match="cannot be written"):
            save(load_case(file), "Meer")
    assert file.read_bytes() == before and [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_scenario_that_would_give_other_numbers_is_not_saved(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_bytes()
    monkeypatch.setattr(saving, "together", lambda *_: {PATH: {"times": 1.25}})
    with pytest.raises(InputError, match="other numbers than were tried"):
        save(load_case(file), "Meer")
    assert file.read_bytes() == before


@pytest.mark.parametrize("name", ["vroegsignalering_eindhoven", "samenwerking_naar_werk"])
def test_the_examples_keep_every_remark(name: str, tmp_path: Path) -> None:
    parameters = case_path(name).parent
    shutil.copytree(parameters, tmp_path / "cases")
    file = tmp_path / "cases" / f"{name}.yaml"
    case = load_case(file)
    before, path = file.read_bytes(), next(iter(case.graph.leaves))
    saved = save(case, "Zelf geprobeerd", {path: {"times": 1.125}})
    after = file.read_bytes()
    place = after.index(b"  zelf_geprobeerd:\n")
    new = len(after) - len(before)
    assert after[:place] + after[place + new :] == before
    study = appraise(load_case(file).in_scenario(saved.name))
    assert (
        study.case.graph.leaves[path].assumption
        == case.with_({path: {"times": 1.125}}).graph.leaves[path].assumption
    )


FULL = """
import resource, signal, sys
from mll_finance import load_case
from mll_finance.errors import RunError
from mll_finance.inputs.case.saving.scenario import save_scenario
case = load_case("mine.yaml")
changes = {"lines.savings.amounts": {"times": 1.5}}
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
try:
    save_scenario(case, changes, title="Meer", known_text=case.document.text)
except RunError as error:
    sys.exit(str(error))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of a file")
@pytest.mark.parametrize("size", [0, 100])
def test_a_file_that_cannot_grow_leaves_the_case_as_it_was(file: Path, size: int) -> None:
    """A write of the system that really stops half-way."""
    before = file.read_bytes()
    ended = subprocess.run(
        [sys.executable, "-c", FULL, str(size)], cwd=file.parent, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1 and "mine.yaml cannot be written (File too large)" in ended.stderr
    assert file.read_bytes() == before and [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_file_that_its_user_made_read_only_is_left_alone(file: Path) -> None:
    case, before = load_case(file), file.read_bytes()
    file.chmod(0o444)
    with pytest.raises(RunError, match="cannot be written"):
        save(case, "Meer")
    assert file.read_bytes() == before and file.stat().st_mode & 0o777 == 0o444
    file.chmod(0o644)
    assert save(case, "Meer").text.startswith(before.decode()[:100])


def test_a_folder_in_which_nothing_can_be_made_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case, before = load_case(file), file.read_bytes()

    opened = Path.open

    def refused(path: Path, *options: Any, **more: Any) -> Any:
        if path.parent == file.parent:
            raise OSError(errno.EACCES, "Permission denied", str(path))
        return opened(path, *options, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refused)
        with pytest.raises(RunError, match=r"cannot be written \(Permission denied\)") as caught:
            save(case, "Meer")
    assert told_text(caught.value.args[0], "nl") == (
        "mine.yaml is niet te schrijven (u mag hier niet bij; vraag wie het beheert om rechten); er is niets veranderd"
    )
    assert file.read_bytes() == before and [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_file_that_is_gone_or_cannot_be_read_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = load_case(file)
    known = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path.name == "mine.yaml":
            raise OSError(errno.EIO, "Input/output error", str(path))
        return known(path)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", refused)
        with pytest.raises(RunError, match=r"cannot be written \(Input/output error\)"):
            save(case, "Meer")
    file.unlink()
    with pytest.raises(InputError, match="a file of its own"):
        save(case, "Meer")


def test_behind_a_link_the_file_itself_gets_the_scenario(file: Path, tmp_path: Path) -> None:
    """The link stays one; the files that the case names are those beside the link, as when it is opened."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    table = "id,value,unit,quality,source,from_year\nnl_2025,{},1/yr,A,s,1\n"
    (tmp_path / "rates.csv").write_text(table.format("0.01"), encoding="utf-8")
    text = file.read_text(encoding="utf-8")
    text = text.replace("case:\n", "case:\n  tables: {discount_rates: rates.csv}\n", 1)
    (elsewhere / "held.yaml").write_text(text, encoding="utf-8")
    file.unlink()
    file.symlink_to(elsewhere / "held.yaml")
    saved = save(load_case(file), "Meer")
    assert file.is_symlink() and (elsewhere / "held.yaml").read_text(encoding="utf-8") == saved.text
    assert load_case(file).in_scenario("Meer").scenario == "Meer"
    assert sorted(path.name for path in elsewhere.iterdir()) == ["held.yaml"]


def test_a_link_to_the_case_of_a_run_is_no_way_into_it(file: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    held = Path(shutil.move(file, run / "case.yaml"))
    (run / "manifest.json").write_text("{}", encoding="utf-8")
    file.symlink_to(held)
    before = held.read_bytes()
    with pytest.raises(InputError, match="run"):
        save(load_case(file), "Meer")
    assert held.read_bytes() == before
