"""``mll run``: notebooks, report, workbook and results of a case, in one folder."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mll_finance.batch.earlier_run import EarlierRun, run_of_case
from mll_finance.batch.private_noise import is_offered_to_git, noise_path
from mll_finance.batch.public import public_formats
from mll_finance.batch.run import RESULTS, Request, Step, chosen, notebook_names, run_study
from mll_finance.cli.command_line.duration import say_first
from mll_finance.cli.opening import open_case, settings
from mll_finance.cli.streams import screen, show, show_message
from mll_finance.engine.study import Study, appraise
from mll_finance.errors import InputError, Problem
from mll_finance.extras import need
from mll_finance.inputs.case.case import Case
from mll_finance.report.brand.reader import read_brand
from mll_finance.report.house_style import OURS, HouseStyle
from mll_finance.report.terminal import closing_line, decision_table, opening_lines
from mll_finance.report.writer import writers
from mll_finance.terms import Language, phrase, sentence


def run(options: argparse.Namespace) -> int:
    """Make the run and say where it is."""
    run_opened = run_of_case(options.case)
    case = open_case(options, run_opened)
    house_style = _house_style(options, case.settings.language)
    study = appraise(case)
    if options.public:
        request = Request(
            _folder(case, options),
            (),
            _public_formats(options),
            {},
            public=True,
            accept=options.accept,
            draft=options.draft,
            on_new_noise=lambda file: show_message(
                sentence("public_noise_drawn", case.settings.language, file=file), as_error=True
            ),
            house_style=house_style,
        )
        run_folder = run_study(study, request, begin=lambda: say_first(case, ("results", "report")))
        noise_file = noise_path(case.document.name)
        if noise_file.exists() and is_offered_to_git(noise_file):
            show_message(
                sentence("public_noise_in_git", case.settings.language, file=noise_file), as_error=True
            )
        print(run_folder / (writers()["html"].file if "html" in request.formats else RESULTS))
        return 0
    chosen_notebooks = chosen(options.notebooks, notebook_names(), "--notebooks")
    chosen_formats = _formats(options)
    request = Request(
        _folder(case, options),
        chosen_notebooks,
        chosen_formats,
        _parameters(options, run_opened),
        draft=options.draft,
        house_style=house_style,
    )
    run_folder = run_study(
        study,
        request,
        _tell(case.settings.language),
        begin=lambda: say_first(
            case, ("results", "report") if chosen_formats else ("results",), notebooks=len(chosen_notebooks)
        ),
    )
    _say_outcome(study)
    shown_file = writers()["html"].file if "html" in chosen_formats else RESULTS
    print(f"{run_folder / shown_file}")
    return 0


def _say_outcome(study: Study) -> None:
    """The decision in one table, with what is not as adopted before it and what deserves a second look after it."""
    language, target_screen = study.case.settings.language, screen()
    outcome_texts = (
        opening_lines(study, language, screen=target_screen),
        decision_table(study, language, target_screen),
        closing_line(study, language, target_screen),
    )
    show("\n\n".join(filter(None, outcome_texts)) + "\n")


def _house_style(options: argparse.Namespace, language: Language) -> HouseStyle:
    """The brand and the template that are given, read before anything is made; which colours change is said."""
    brand = OURS.brand if options.brand is None else read_brand(Path(options.brand))
    for remark in brand.remarks:
        show_message(f"{options.brand}: {sentence(remark.key, language, **remark.fields)}", as_error=True)
    template_file = None if options.template is None else Path(options.template)
    if template_file is not None:
        if "docx" not in _formats(options):
            raise InputError(
                Problem(
                    "--template",
                    phrase("template_without_docx"),
                    phrase("template_with_docx"),
                    phrase("template_add_docx"),
                )
            )
        need("documents", "mll run --template")
        from mll_finance.report.word.template import opened

        opened(template_file)
    return HouseStyle(brand, template_file)


def _tell(language: Language) -> Callable[[Step], None]:
    """Say on standard error which step begins, one a line."""

    def tell_step(step: Step) -> None:
        step_text = sentence(f"run_step_{step.kind}", language, name=step.name)
        show_message(f"[{step.number}/{step.count}] {step_text}", as_error=True)

    return tell_step


def _formats(options: argparse.Namespace) -> tuple[str, ...]:
    """The formats that are asked for, else the usual ones."""
    if options.formats is None:
        return tuple(name for name, writer in writers().items() if writer.usual)
    return chosen(options.formats, tuple(writers()), "--formats")


def _public_formats(options: argparse.Namespace) -> tuple[str, ...]:
    """The formats of a public version: a page alone, unless documents are asked for.

    Raises
    ------
    InputError
        For a format that holds more than a page says, and so what is confidential.
    """
    if options.formats is None:
        return ("html",)
    allowed_format_names = tuple(public_formats())
    if options.formats == "all":
        return allowed_format_names
    format_names = _formats(options)
    refused_names = [name for name in format_names if name not in allowed_format_names]
    if refused_names:
        raise InputError(
            Problem(
                "--formats",
                phrase("public_format_found", names=", ".join(refused_names)),
                phrase("public_format_allowed", names=", ".join(allowed_format_names)),
                phrase("public_format_remedy"),
            )
        )
    return format_names


def _folder(case: Case, options: argparse.Namespace) -> Path:
    if options.out:
        return Path(options.out)
    folder_name = (
        case.settings.id
        if not options.municipality
        else f"{case.settings.id}-{options.municipality.lower().replace(' ', '-')}"
    )
    return (
        Path("reports") / folder_name / ((case.scenario or "central") + ("-public" if options.public else ""))
    )


def _parameters(options: argparse.Namespace, run_opened: EarlierRun | None) -> dict[str, Any]:
    """What the notebooks are given, so that they show the same case: ``--set`` in its own text, accepted already."""
    run_parameters = {} if run_opened is None else run_opened.parameters
    change_by_path = {**run_parameters.get("changes", {}), **settings(options, as_text=True)}
    is_accepted = bool(options.changes) or run_parameters.get("accept", False)
    accept_parameter = {"accept": True} if is_accepted else {}
    scenario_name = options.scenario or run_parameters.get("scenario", "")
    return {"scenario": scenario_name, "changes": change_by_path, **accept_parameter}
