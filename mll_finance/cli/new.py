"""``mll new``: a commented case to fill in, as text or as a form in Excel; never over an existing file."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from mll_finance.cli.command_line.new_output import new_output
from mll_finance.cli.streams import show_message
from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.finding import case_path
from mll_finance.inputs.case.schema import MODELINE, write_schema
from mll_finance.inputs.form.refusing import form_problem
from mll_finance.resources import resource
from mll_finance.terms import phrase, sentence
from mll_finance.yaml_text import read_yaml

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_\-]*$")


def run(options: argparse.Namespace) -> int:
    """Write NAME.yaml, or NAME.xlsx with ``--form``, in this folder."""
    case_id = options.name.removesuffix(".yaml").removesuffix(".xlsx")
    if not _NAME.match(case_id):
        raise InputError(
            Problem(
                "NAME",
                f"'{options.name}'",
                phrase("problem_letters_digits_and_a_letter"),
                phrase("problem_choose_another_name"),
            )
        )
    if options.form:
        return _form(case_id, options)
    case_file = Path(f"{case_id}.yaml")
    if options.example:
        # The date of the example is not that of the case that begins with it.
        example_text = re.sub(r"(?m)^  dated:.*\n", "", read_yaml(case_path(options.example)).text, count=1)
        case_text = re.sub(r"(?m)^(  id:\s*)\S+", rf"\g<1>{case_id}", example_text, count=1)
    else:
        template_name = f"{'full' if options.full else 'new'}_case.{options.language}.yaml"
        case_text = (
            resource("parameters", "templates", template_name)
            .read_text(encoding="utf-8")
            .replace("__ID__", case_id)
        )
    case_text = re.sub(r"(?m)^# yaml-language-server:.*\n", "", case_text)
    if options.schema:
        case_text = f"{MODELINE}\n{case_text}"
    name_taken_problem = Problem(
        "NAME",
        phrase("problem_exists_already", case_file=case_file),
        phrase("problem_a_new_name"),
        phrase("problem_choose_another_name_or_remove"),
    )
    with new_output(case_file, taken=name_taken_problem) as part_file:
        part_file.write_text(case_text, encoding="utf-8")
    if options.schema:
        write_schema(Path())
    show_message(sentence("new_written", options.language, file=case_file))
    return 0


def _form(case_id: str, options: argparse.Namespace) -> int:
    """Write NAME.xlsx in this folder."""
    from mll_finance.report.form.workbook import write_form

    form_file = Path(f"{case_id}.xlsx")
    if options.example or options.schema or options.full:
        raise InputError(form_problem("options", path="NAME"))
    with new_output(form_file, taken=form_problem("exists", {"file": form_file}, path="NAME")) as part_file:
        write_form(part_file, name=case_id, language=options.language)
    show_message(sentence("form_made", options.language, file=form_file))
    return 0
