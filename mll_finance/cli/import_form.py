"""``mll import``: the case that a form says, never over an existing file; of a changed workbook the scenario."""

from __future__ import annotations

import argparse
from pathlib import Path

from mll_finance.cli.streams import show_message
from mll_finance.cli.telling import counted
from mll_finance.cli.workbook_back import save_typed_over
from mll_finance.errors import InputError, RunError
from mll_finance.inputs.form.importing import import_book, not_in_form
from mll_finance.inputs.form.opening import open_book
from mll_finance.inputs.form.refusing import form_problem
from mll_finance.system_reasons import system_reason
from mll_finance.terms import phrase, sentence, told_text
from mll_finance.whole_files import new_file


def run(options: argparse.Namespace) -> int:
    """Write the case as YAML, and say what the form could not."""
    form_path = Path(options.form)
    target_path = Path(options.out) if options.out else Path(f"{form_path.stem}.yaml")
    book = open_book(form_path)
    language = options.language = book.language
    if book.is_delivered:
        return save_typed_over(options, book)
    import_outcome = import_book(book, form_path, folder=target_path.parent, accept=options.accept)
    try:
        with new_file(target_path) as part:
            part.write_text(import_outcome.text, encoding="utf-8", newline="\n")
    except FileExistsError:
        raise InputError(form_problem("exists", {"file": target_path}, path="--out")) from None
    except OSError as error:
        raise RunError(phrase("file_not_written", file=target_path, reason=system_reason(error))) from error
    case = import_outcome.case
    counts = counted(
        language,
        lines=len(case.lines),
        quantities=len(case.quantities),
        numbers=len(case.graph.leaves),
    )
    show_message(sentence("form_written", language, file=target_path, form=form_path, **counts))
    for remark in (*import_outcome.remarks, not_in_form()):
        show_message(f"  {told_text(remark, language)}")
    return 0
