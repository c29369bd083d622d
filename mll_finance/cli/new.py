"""``mll new``: a commented case to fill in; never over an existing file."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.schema import MODELINE, write_schema
from mll_finance.inputs.second_look.finding import case_path
from mll_finance.resources import resource

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_\-]*$")


def run(options: argparse.Namespace) -> int:
    """Write NAME.yaml in this folder."""
    name = options.name.removesuffix(".yaml")
    if not _NAME.match(name):
        raise InputError(
            Problem(
                "NAME", f"'{options.name}'", "letters, digits, - and _, a letter first", "choose another name"
            )
        )
    target = Path(f"{name}.yaml")
    if options.example:
        source = case_path(options.example)
        text = re.sub(r"(?m)^(  id:\s*)\S+", rf"\g<1>{name}", source.read_text(encoding="utf-8"), count=1)
    else:
        text = (
            resource("parameters", "templates", f"new_case.{options.language}.yaml")
            .read_text(encoding="utf-8")
            .replace("__ID__", name)
        )
    text = re.sub(r"(?m)^# yaml-language-server:.*\n", "", text)
    if options.schema:
        text = f"{MODELINE}\n{text}"
    try:
        with target.open("x", encoding="utf-8") as handle:
            handle.write(text)
    except FileExistsError:
        raise InputError(
            Problem(
                "NAME", f"{target} exists already", "a new name", "choose another name, or remove the file"
            )
        ) from None
    if options.schema:
        write_schema(Path())
    print(f"{target} is made; fill it in, then: mll check {target}; mll run {target}")
    return 0
