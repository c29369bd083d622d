"""``mll import``: the case that a filled-in form says; never over an existing file."""

from __future__ import annotations

import argparse
from pathlib import Path

from mll_finance.errors import InputError, Phrase, Problem, RunError
from mll_finance.inputs.form.importing import import_book, not_in_form
from mll_finance.inputs.form.opening import open_form
from mll_finance.inputs.form.refusing import form_problem
from mll_finance.terms import Language, sentence, told


def run(options: argparse.Namespace) -> int:
    """Write the case as YAML, and say what the form could not."""
    form = Path(options.form)
    target = Path(options.out) if options.out else Path(f"{form.stem}.yaml")
    book = open_form(form)
    language = options.language = book.language
    imported = import_book(book, form, folder=target.parent, accept=options.accept)
    try:
        with target.open("x", encoding="utf-8", newline="\n") as new_file:
            new_file.write(imported.text)
    except FileExistsError:
        raise InputError(form_problem("exists", {"file": target}, path="--out")) from None
    except OSError as error:
        raise RunError(f"{target}: {error.strerror or error}") from error
    case = imported.case
    counts = {"lines": len(case.lines), "quantities": len(case.quantities), "numbers": len(case.graph.leaves)}
    print(sentence("form_written", language, file=target, form=form, **counts))
    for remark in (*imported.remarks, not_in_form()):
        print(f"  {_told(remark, language)}")
    return 0


def _told(remark: Phrase, language: Language) -> str:
    """A remark in a language."""
    return told(Problem("", remark, "", ""), language).found
