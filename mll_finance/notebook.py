"""What the notebooks call: open a case with the parameters of the notebook, and show a section.

A notebook decides nothing and calculates nothing; it opens a study and shows sections of the report.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mll_finance.engine.fingerprint import fingerprint
from mll_finance.engine.study import Study, appraise
from mll_finance.errors import InputError
from mll_finance.extras import need
from mll_finance.facade.adopted_results import load_case
from mll_finance.inputs.actuals.rows import actuals_file, read_actuals
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.moves import percentages, refusals, with_years
from mll_finance.inputs.case.written_language import written_language
from mll_finance.inputs.scan.answers import load_answers, scan_path
from mll_finance.inputs.text.assigned import entered
from mll_finance.inputs.text.parameters import refuse_parameters
from mll_finance.judgement.scan import ScanResult, evaluate
from mll_finance.judgement.tracking.tracked import Tracked
from mll_finance.report.blocks import Block, Prose
from mll_finance.report.context import Context
from mll_finance.report.notebook_view import bundles
from mll_finance.report.page import section
from mll_finance.report.pieces.adoption import adoption_blocks
from mll_finance.report.pieces.tracking.tables import tracking_part
from mll_finance.report.scan import scan_blocks
from mll_finance.report.what_if.panel import can_be_tried
from mll_finance.report.what_if.try_out import TryOut
from mll_finance.terms import LANGUAGES, Language, problems_text, sentence

PARAMETERS: Mapping[str, type] = {
    "case": str,
    "language": str,
    "scenario": str,
    "municipality": str,
    "draws": int,
    "seed": int,
    "changes": dict,
    "accept": bool,
}
"""Parameters of every notebook of a case with their types.

A case (file or example), its language, a scenario of it, a municipality, number and seed of the draws, other values by
path, and whether numbers far from those of the case are meant.
"""
DEFAULTS: Mapping[str, Any] = {
    "case": "",
    "language": "",
    "scenario": "",
    "municipality": "",
    "draws": None,
    "seed": None,
    "changes": {},
    "accept": False,
}
"""What stands for what the case itself says."""
SCAN_PARAMETERS: Mapping[str, type] = {
    "answers": str,
    "language": str,
    "municipality": str,
    "draws": int,
    "seed": int,
}
"""Parameters of the notebook of the quick scan: its answers (file or example), their language, a municipality, number
and seed of the draws; a scan has no scenarios, and its other values are its answers."""
SCAN_DEFAULTS: Mapping[str, Any] = {
    "answers": "",
    "language": "",
    "municipality": "",
    "draws": None,
    "seed": None,
}
TRACKING_PARAMETERS: Mapping[str, type] = {**PARAMETERS, "actuals": str}
"""Parameters of the notebook of tracking: those of a case, and the file (or example) with what really came."""
TRACKING_DEFAULTS: Mapping[str, Any] = {**DEFAULTS, "actuals": ""}
ASSUMPTIONS = "application/vnd.mll.assumptions+json"
"""Mimetype of what the numbers of a notebook rest on, by path: a comparison of outputs names what changed in it."""
__all__ = [
    "appraise",
    "show",
    "show_scan",
    "show_tracking",
    "start",
    "start_scan",
    "start_tracking",
    "what_if",
]
_INJECTED = "# Parameters"
_PATHS = "PAPERMILL_"
"""How the names begin that ``papermill --inject-paths`` adds."""


@dataclass
class Outputs:
    """What the cells of a notebook show while a run executes it, and the study of the run, if any, which they share."""

    study: Study | None = None
    bundles: list[dict[str, Any]] = field(default_factory=list)
    study_by_parameters: dict[str, Study] = field(default_factory=dict)
    """The studies that its notebooks opened: the same parameters open a case once."""
    has_kernel: bool = False
    """Whether a notebook shows in its own kernel what it shows."""


_OUTPUTS: ContextVar[Outputs | None] = ContextVar("outputs of a run", default=None)


@contextmanager
def executed_with(outputs: Outputs) -> Iterator[Outputs]:
    """For a run: what is shown is collected, and a notebook that opens the case of the study gets the study."""
    reset_token = _OUTPUTS.set(outputs)
    try:
        yield outputs
    finally:
        _OUTPUTS.reset(reset_token)


def start(namespace: Mapping[str, Any]) -> Study:
    """The study that the parameters of a notebook ask for; shows what was opened, with the style of all that follows.

    Parameters
    ----------
    namespace : mapping
        ``globals()`` of the notebook, with ``case`` and whichever other parameters it has.

    Raises
    ------
    InputError
        For an unknown or wrongly typed parameter, also one that papermill injected, and for whatever is wrong
        with the case.
    """
    with _in_words(namespace, str(namespace.get("case", ""))):
        study = _study(namespace)
        language = study.case.settings.language
        _show_opening(study, language)
        adoption_mark = adoption_blocks(Context(study, language))
    if adoption_mark:
        _show(adoption_mark, language)
    return study


def _study(namespace: Mapping[str, Any]) -> Study:
    """The study that parameters ask for: in a run that of the run, where it is the same case."""
    executed_outputs = _OUTPUTS.get()
    if executed_outputs is None:
        return appraise(opened(namespace))
    key = repr(sorted(_given(namespace, PARAMETERS).items()))
    if key not in executed_outputs.study_by_parameters:
        case, study = opened(namespace), executed_outputs.study
        executed_outputs.study_by_parameters[key] = study if study and _is_of(study, case) else appraise(case)
    return executed_outputs.study_by_parameters[key]


def _is_of(study: Study, case: Case) -> bool:
    """Whether a study is of a case, in the same language."""
    study_key = (fingerprint(case, draws=study.fingerprint["draws"]), case.settings.language)
    return study_key == (study.fingerprint, study.case.settings.language)


def opened(namespace: Mapping[str, Any]) -> Case:
    """The case that the parameters of a notebook ask for; see :func:`start`."""
    given_parameters = _given(namespace, PARAMETERS)
    check_parameters(given_parameters)
    namespace = {**DEFAULTS, **given_parameters}
    case = load_case(_within_reach(namespace["case"]))
    if namespace["scenario"]:
        case = case.in_scenario(namespace["scenario"])
    setting_by_name = {name: namespace[name] for name in ("municipality", "draws", "seed", "language")}
    setting_by_path = {
        f"case.{name}": setting for name, setting in setting_by_name.items() if setting not in ("", None)
    }
    municipality_by_path = {
        path: setting_by_path.pop(path) for path in ("case.municipality",) if path in setting_by_path
    }
    # As for a command: the municipality first, so that changes are of its numbers.
    change_by_path = {**municipality_by_path, **namespace["changes"], **setting_by_path}
    return _changed(case, change_by_path, accept=namespace["accept"])


@contextmanager
def _in_words(namespace: Mapping[str, Any], named_case: str) -> Iterator[None]:
    """Problems in the language that is asked for, or that of the case, as a notebook shows them."""
    try:
        yield
    except InputError as error:
        asked_language = namespace.get("language")
        languages = (asked_language,) if asked_language in LANGUAGES else written_language(named_case)
        error.notebook_text = "\n".join(problems_text(error, language) for language in languages)
        raise


def _show_opening(study: Study, language: Language) -> None:
    """One line about what was opened; below it, unseen, each number that the outcomes rest on."""
    need("report", "notebook.start")
    context, listed_numbers = Context(study, language), _numbers(study.case)
    sentence_fields = {
        "title": context.words(study.case.settings.title, study.case.settings.id),
        "count": len(listed_numbers),
        "draws": context.number(study.draws.plan.total, "number"),
        "seed": study.case.settings.seed,
    }
    settings = {
        "case.draws": str(study.draws.plan.total),
        "case.seed": str(study.case.settings.seed),
        "case.scenario": study.case.scenario or "",
    }
    (bundle,) = bundles([Prose(context.say("notebook_opened", **sentence_fields))], language)
    _publish({**bundle, ASSUMPTIONS: {**settings, **listed_numbers}})


def _numbers(case: Case) -> dict[str, str]:
    """Each number that the case itself gives, as text, by its path: value or distribution, with its unit."""
    parts_by_path = {
        path: (leaf.assumption.value, leaf.assumption.distribution, leaf.assumption.unit)
        for path, leaf in case.graph.leaves.items()
        if leaf.assumption.ref is None
    }
    return {
        path: " ".join(str(part) for part in parts if part is not None)
        for path, parts in parts_by_path.items()
    }


def _within_reach(name: str) -> str:
    """The case that a notebook names from its own folder, also where it is run from the folder above."""
    path = Path(name)
    is_above = not path.exists() and path.parts[:1] == ("..",)
    return str(Path(*path.parts[1:])) if is_above else name


def _changed(case: Case, parameters: Mapping[str, Any], *, accept: bool) -> Case:
    """The case with other values: a text means what it means behind ``--set``, a number arrived without its text."""
    if not parameters:
        return case
    change_by_path = {
        path: entered(change, name=path) if isinstance(change, str) else with_years(change)
        for path, change in parameters.items()
    }
    typed_values = {
        path: change_by_path[path] for path, change in parameters.items() if not isinstance(change, str)
    }
    percentage_doubts = list(percentages(change_by_path))
    percentage_doubts += [] if accept else refusals(case.graph, typed_values, typed=True)
    if percentage_doubts:
        raise InputError(percentage_doubts, file=case.document.name)
    return case.with_(change_by_path, accept=accept)


def show(study: Study, name: str) -> None:
    """Show a section of the report, in the language of the case."""
    need("report", "notebook.show")
    language = study.case.settings.language
    _show(section(name, study, language), language)


def _show(blocks: Iterable[Block], language: Language) -> None:
    for bundle in bundles(blocks, language, style=False):
        _publish(bundle)


def _publish(bundle: dict[str, Any]) -> None:
    """Show one output: in the notebook, or to the run that executes it."""
    executed_outputs = _OUTPUTS.get()
    if executed_outputs is None or executed_outputs.has_kernel:
        from IPython.display import display

        display(bundle, raw=True)  # type: ignore[no-untyped-call]
    else:
        executed_outputs.bundles.append(bundle)


def what_if(study: Study) -> TryOut:
    """Show a panel to try other assumptions in; in a notebook that nobody runs, the assumptions that it begins with.

    Parameters
    ----------
    study : Study
        The study to begin from.

    Returns
    -------
    TryOut
        Its ``changes`` are those of the panel, its ``text`` is the line for the cell of parameters, its
        ``save("name")`` adds a scenario to the case, and its ``suite()`` is the study of what was tried.
    """
    need("report", "notebook.what_if")
    try_out = TryOut(study)
    _show(try_out.instead(), study.case.settings.language)
    if _OUTPUTS.get() is None:
        need("notebooks", "notebook.what_if")
        _show_live(try_out)
    return try_out


def _show_live(trial: TryOut) -> None:
    """Show the panel itself, in an output of its own that a comparison of outputs leaves alone."""
    if can_be_tried(trial.study):
        from IPython.display import display

        from mll_finance.report.live_panel import LivePanel

        display(LivePanel(trial).bundle, raw=True)  # type: ignore[no-untyped-call]


def start_tracking(namespace: Mapping[str, Any]) -> Tracked | None:
    """What came of the case that the parameters of a notebook ask for; None, and a sentence, where no file is named.

    Raises
    ------
    InputError
        As of :func:`start`, which takes the same ``globals()``, and with every row of the file that is wrong.
    """
    with _in_words(namespace, str(namespace.get("case", ""))):
        given_parameters = _given(namespace, TRACKING_PARAMETERS)
        refuse_parameters(given_parameters, TRACKING_PARAMETERS, TRACKING_DEFAULTS)
        actuals = given_parameters.pop("actuals", "")
        study = start(given_parameters)
        if actuals:
            return Tracked(study, read_actuals(study.case, actuals_file(_within_reach(actuals))))
    language = study.case.settings.language
    _show([Prose(sentence("track_no_file", language))], language)
    return None


def show_tracking(tracked: Tracked | None, part: str) -> None:
    """Show one part of what came of a case: ``lines``, ``ranges``, ``npv``, ``benefits`` or ``stops``."""
    if tracked is not None:
        language = tracked.study.case.settings.language
        _show(tracking_part(Context(tracked.study, language), tracked, part), language)


def start_scan(namespace: Mapping[str, Any]) -> ScanResult:
    """The quick scan that the parameters of its notebook ask for.

    Parameters
    ----------
    namespace : mapping
        ``globals()`` of the notebook, with ``answers`` and whichever other parameters it has.

    Raises
    ------
    InputError
        For an unknown or wrongly typed parameter, and for whatever is wrong with the answers.
    """
    with _in_words(namespace, ""):
        given_parameters = _given(namespace, SCAN_PARAMETERS)
        refuse_parameters(given_parameters, SCAN_PARAMETERS, SCAN_DEFAULTS)
        namespace = {**SCAN_DEFAULTS, **given_parameters}
        scan_answers = load_answers(scan_path(namespace["answers"]))
        asked_settings = {name: namespace[name] for name in ("language", "municipality") if namespace[name]}
        setting_by_name = {name: namespace[name] for name in ("draws", "seed") if namespace[name] is not None}
        return evaluate(scan_answers.model_copy(update=asked_settings), setting_by_name)


def show_scan(scan: ScanResult) -> None:
    """Show how a quick scan ends, in the language of its answers, with the style of all that follows."""
    for bundle in bundles(scan_blocks(scan, scan.answers.language), scan.answers.language):
        _publish(bundle)


def check_parameters(given: Mapping[str, Any]) -> None:
    """Refuse parameters that a notebook of a case does not have, or of another type: papermill lets both pass."""
    refuse_parameters(given, PARAMETERS, DEFAULTS)


def _given(namespace: Mapping[str, Any], types: Mapping[str, type]) -> dict[str, Any]:
    """The parameters in the names of a notebook, with what papermill injected that is none."""
    injected_names = {
        parameter
        for cell_source in namespace.get("In", ())
        if cell_source.startswith(_INJECTED)
        for parameter in _assigned(cell_source)
        if not parameter.startswith(_PATHS)
    }
    declared_names = types.keys() & namespace.keys()
    return {name: namespace.get(name) for name in sorted(injected_names | declared_names)}


def _assigned(source: str) -> list[str]:
    return [
        assigned_name.id
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        for assigned_name in node.targets
        if isinstance(assigned_name, ast.Name)
    ]
