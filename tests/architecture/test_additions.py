"""What is added is whole: each registry is asked, in seconds, which part its newest member lacks.

Run first after an addition: ``pytest tests/architecture/test_additions.py``. Every finding names the file, row or
command that is missing. What an addition calculates is judged by the tests that CONTRIBUTING names beside it.
"""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from docs.generate.reference import unexplained
from mll_finance.engine.criteria import CRITERIA
from mll_finance.engine.graph.operations import OPERATIONS
from mll_finance.engine.modifiers.registry import modifiers, uncovered
from mll_finance.errors import InputError, UnregisteredError
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.lines import line_kinds
from mll_finance.inputs.method import method_sections
from mll_finance.inputs.quantities import quantity_kinds
from mll_finance.inputs.reference_data.checklist import checklist
from mll_finance.report.section import report_sections
from mll_finance.report.writer import writers
from mll_finance.resources import package_folder
from mll_finance.terms import sentences, terms
from mll_finance.uncertainty.distributions import KINDS, _registered

TESTS = Path(__file__).resolve().parents[1]
REFERENCE = (TESTS.parent / "docs" / "reference.md").read_text(encoding="utf-8")
Kinds = Mapping[str, type[Line] | type[Quantity]]


def files(folder: str) -> set[str]:
    """Names of the modules of a folder of the package."""
    return {path.stem for path in (package_folder() / folder).glob("*.py")} - {"__init__"}


def without_words(keys: Iterable[str], file: str) -> list[str]:
    """The keys that have no sentence in one of the languages."""
    return [
        f"{key}: no sentence in Dutch and English; add it to data/{file}"
        for key in keys
        if set(sentences().get(key, {})) != {"nl", "en"}
    ]


def without_term(ids: Iterable[str]) -> list[str]:
    """What is shown by its id and has no name."""
    return [f"{name}: no name; add a row to data/terms.csv" for name in ids if name not in terms()]


def not_in_reference(texts: Iterable[str], reference: str = REFERENCE) -> list[str]:
    """What the reference page does not tell yet."""
    return [
        f"{text} is not in docs/reference.md; run make reference" for text in texts if text not in reference
    ]


def folder_without_kind(folder: str, kinds: Kinds) -> list[str]:
    """The files of a folder that register nothing."""
    known = {kind.__module__.rpartition(".")[2] for kind in kinds.values()}
    return [
        f"mll_finance/{folder}/{name}.py registers nothing; give it a class with a kind"
        for name in sorted(files(folder) - known)
    ]


def lacking_kinds(section: str, kinds: Kinds) -> list[str]:
    """What the kinds of lines or quantities lack: words of their own, of the form, of their numbers, a sample."""
    fields = {
        name
        for kind in kinds.values()
        for name, field in kind.model_fields.items()
        if field.annotation is Assumption or field.annotation == Assumption | None
    }
    word = section.removesuffix("ies") + "y" if section == "quantities" else "line"
    return [
        *folder_without_kind(f"inputs/{section}", kinds),
        *(finding for finding in unexplained() if f"/inputs/{section}/" in finding),
        *without_words((f"form_kind_{section}_{kind}" for kind in kinds), "sentences_form.yaml"),
        *without_words((f"form_choice_{section}_{kind}" for kind in kinds), "sentences_form.yaml"),
        *without_words((f"field_{name}" for name in sorted(fields)), "sentences_reader.yaml"),
        *without_formula(section, kinds),
        *not_in_reference(f"### {word.title()} `{kind}`" for kind in kinds),
        *without_sample(section, kinds),
    ]


def without_formula(section: str, kinds: Kinds) -> Iterator[str]:
    """The kinds, or their outputs, that say nowhere in words how they are worked out."""
    for kind, cls in kinds.items():
        key = f"formula_{section}_{kind}"
        outputs = getattr(cls, "OUTPUTS", {}) or {"": ""}
        for output in outputs:
            if not {key, f"{key}_{output}"} & set(sentences()):
                lacking = f"{key}_{output}".rstrip("_")
                yield f"{lacking}: no formula in words in Dutch and English; add it to data/sentences_map.yaml"


def without_sample(section: str, kinds: Kinds) -> Iterator[str]:
    """The kinds of which the test of the workbook can make no case: it needs one written out."""
    sample = runpy.run_path(str(TESTS / "oracle" / "workbook_samples.py"))["sample"]
    for kind in kinds:
        try:
            sample(section, kind)
        except (InputError, StopIteration) as error:
            yield f"{kind}: no sample can be made ({error}); write it in tests/oracle/workbook_samples.py"


def lacking_criteria(criteria: Iterable[Any]) -> list[str]:
    """What the criteria lack: a name, a reason why there may be none, a notation, a place in the reference."""
    notations = runpy.run_path(str(package_folder() / "report" / "sections" / "results.py"))["_FORMATS"]
    criteria = list(criteria)
    ids = [criterion.id for criterion in criteria]
    always_there = ("npv", "pv_costs", "pv_benefits")
    return [
        *without_term(ids),
        *without_words((f"why_{name}" for name in ids if name not in always_there), "sentences.yaml"),
        *(
            f"{criterion.id}: the unit {criterion.unit} has no notation in report/sections/results.py"
            for criterion in criteria
            if criterion.unit not in notations
        ),
        *not_in_reference(f"| `{name}` |" for name in ids),
    ]


def lacking_distributions(kinds: Mapping[str, type], rows: Mapping[str, Any]) -> list[str]:
    """What the distributions lack: a sentence, a row in the oracle test, its own in the script of the page, a place in
    the reference.
    """
    script = (package_folder() / "report" / "what_if" / "distributions.js").read_text(encoding="utf-8")
    judged = {ours.kind for ours in (*(ours for ours, _ in rows["CONTINUOUS"]), *rows["OTHERS"])} | {"fixed"}
    return [
        *(
            f"{kind}: no docstring"
            for kind, cls in kinds.items()
            if (cls.__doc__ or "").startswith(cls.__name__)
        ),
        *without_words((f"spread_{kind}" for kind in kinds), "sentences_distributions.yaml"),
        *(
            f"{kind}: no row; add it to CONTINUOUS or OTHERS in tests/oracle/test_uncertainty_distributions.py"
            for kind in kinds
            if kind not in judged
        ),
        *(
            f"{kind}: not in the page; add it to DISTRIBUTIONS in report/what_if/distributions.js"
            for kind in kinds
            if not re.search(rf"^  {kind}[:,]", script, flags=re.MULTILINE)
        ),
        *not_in_reference(f"| `{kind}` |" for kind in kinds),
    ]


def untested(names: Mapping[str, str], folders: Iterable[str]) -> list[str]:
    """What no test below some folders names: what to say, by name."""
    texts = [path.read_text(encoding="utf-8") for folder in folders for path in (TESTS / folder).glob("*.py")]
    return [
        finding
        for name, finding in names.items()
        if not any(re.search(rf"\b{re.escape(name)}\b", text) for text in texts)
    ]


def oracle_rows() -> dict[str, Any]:
    """The names of the oracle test of distributions."""
    return runpy.run_path(str(TESTS / "oracle" / "test_uncertainty_distributions.py"))


# --- Each registry -------------------------------------------------------------------------------------------------


def test_every_kind_of_line_is_whole() -> None:
    assert lacking_kinds("lines", line_kinds()) == []


def test_every_kind_of_quantity_is_whole() -> None:
    outputs = {name for kind in quantity_kinds().values() for name in (*kind.OUTPUTS, *kind.OUTPUTS.values())}
    assert [*lacking_kinds("quantities", quantity_kinds()), *without_term(sorted(outputs))] == []


def test_every_modifier_and_field_of_a_line_is_covered() -> None:
    silent = files("engine/modifiers") - {
        kind.__class__.__module__.rpartition(".")[2] for kind in modifiers()
    }
    assert silent == {"modifier", "registry"}, "a file that registers no Modifier"
    assert uncovered(Line) == []


def test_every_criterion_is_whole() -> None:
    assert lacking_criteria(CRITERIA) == []


def test_every_formula_has_a_test_of_its_own() -> None:
    functions = {
        name: f"mll_finance/formulas/{path.name}: {name} is in no test of reference, oracle or identity"
        for path in (package_folder() / "formulas").glob("[a-z]*.py")
        for name in re.findall(r"(?m)^def ([a-z]\w*)", path.read_text(encoding="utf-8"))
    }
    assert untested(functions, ("reference", "oracle", "identity")) == []


def test_every_distribution_is_whole() -> None:
    assert lacking_distributions(KINDS, oracle_rows()) == []


def test_every_section_of_a_case_is_whole() -> None:
    silent = files("inputs/method") - {
        section.model.__module__.rpartition(".")[2] for section in method_sections().values()
    }
    assert silent == set(HELPING), "a file of inputs/method without a SECTION"
    assert [finding for finding in unexplained() if "/inputs/method/" in finding] == []
    assert not_in_reference(f"### Section `{name}`" for name in method_sections()) == []
    design = (TESTS.parent / "docs" / "design.md").read_text(encoding="utf-8")
    stable = design.partition("further sections of the method (")[2].partition(")")[0]
    assert [
        f"{name}: not in section 6 of docs/design.md"
        for name in method_sections()
        if f"`{name}`" not in stable
    ] == []


HELPING = ("uncertain_paths", "wording")
"""Modules of inputs/method that hold no section: what several share."""


def test_every_precondition_is_whole() -> None:
    """Reading the list tells of a text without rows and of rows without a text."""
    ids = [f"| `{name}_{part}` |" for name in checklist() for part in ("cost", "norm")]
    assert not_in_reference(ids) == []


def test_every_section_of_a_report_is_whole() -> None:
    assert set(report_sections()) == files("report/sections")
    assert not_in_reference(f"| `{name}` |" for name in report_sections()) == []


def test_every_format_is_whole() -> None:
    assert set(writers()) == files("report/writers")
    written = {
        writer.file: f"report/writers/{name}.py: no test opens {writer.file}"
        for name, writer in writers().items()
    }
    assert untested(written, [path.name for path in TESTS.iterdir() if path.is_dir()]) == []


@pytest.mark.parametrize("room", ["excel", "what_if"])
def test_every_operation_has_its_text_in_the_workbook_and_in_the_page(room: str) -> None:
    printer = (package_folder() / "report" / room / "printer.py").read_text(encoding="utf-8")
    assert [
        f"{name}: no text in report/{room}/printer.py" for name in OPERATIONS if f'"{name}"' not in printer
    ] == []


# --- Each finding bites --------------------------------------------------------------------------------------------


def test_what_lacks_is_named() -> None:
    (sentence,) = without_words(["spread_cauchy"], "sentences_distributions.yaml")
    assert "spread_cauchy" in sentence and "data/sentences_distributions.yaml" in sentence
    assert without_term(["cases_forgotten"]) == ["cases_forgotten: no name; add a row to data/terms.csv"]
    assert "make reference" in not_in_reference(["### Line `fine`"])[0]


def test_a_distribution_without_its_row_is_found() -> None:
    class Cauchy:
        """The Cauchy distribution."""

        kind = "cauchy"

    rows = {"CONTINUOUS": [], "OTHERS": []}
    findings = lacking_distributions({"cauchy": Cauchy}, rows)
    assert [finding.partition(":")[0] for finding in findings[:2]] == ["spread_cauchy", "cauchy"]
    assert "distributions.js" in findings[2] and len(findings) == 4


def test_a_file_that_registers_no_distribution_is_refused() -> None:
    silent = ModuleType("mll_finance.uncertainty.distributions.cauchy")
    with pytest.raises(UnregisteredError, match=r"cauchy registers none; .* of the kind 'cauchy'"):
        _registered(silent)


def test_a_criterion_without_its_parts_is_found() -> None:
    class Invented:
        id, unit = "equity_ratio", "furlong"

    assert len(lacking_criteria([Invented])) == 4


def test_what_no_test_names_is_found() -> None:
    # The name is put together: this file is a test as well.
    assert untested({"no_such" + "_formula": "it"}, ("reference", "architecture")) == ["it"]
