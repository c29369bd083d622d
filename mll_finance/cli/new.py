"""``mll new``: a commented case to fill in; never over an existing file."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.finding import case_path
from mll_finance.inputs.case.schema import MODELINE, write_schema
from mll_finance.resources import resource
from mll_finance.terms import phrase

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_\-]*$")


def run(options: argparse.Namespace) -> int:
    """Write NAME.yaml in this folder."""
    case_id = options.name.removesuffix(".yaml")
    if not _NAME.match(case_id):
        raise InputError(
            Problem(
                "NAME",
                f"'{options.name}'",
                phrase("problem_letters_digits_and_a_letter"),
                phrase("problem_choose_another_name"),
            )
        )
    case_file = Path(f"{case_id}.yaml")
    if options.example:
        example = case_path(options.example)
        case_text = re.sub(
            r"(?m)^(  id:\s*)\S+", rf"\g<1>{case_id}", example.read_text(encoding="utf-8"), count=1
        )
    else:
        case_text = (
            resource("parameters", "templates", f"new_case.{options.language}.yaml")
            .read_text(encoding="utf-8")
            .replace("__ID__", case_id)
        )
    case_text = re.sub(r"(?m)^# yaml-language-server:.*\n", "", case_text)
    if options.schema:
        case_text = f"{MODELINE}\n{case_text}"
    try:
        with case_file.open("x", encoding="utf-8") as new_file:
            new_file.write(case_text)
    except FileExistsError:
        raise InputError(
            Problem(
                "NAME",
                phrase("problem_exists_already", case_file=case_file),
                phrase("problem_a_new_name"),
                phrase("problem_choose_another_name_or_remove"),
            )
        ) from None
    if options.schema:
        write_schema(Path())
    print(f"{case_file} is made; fill it in, then: mll check {case_file}; mll run {case_file}")
    return 0
