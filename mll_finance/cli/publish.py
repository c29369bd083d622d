"""``mll publish`` and ``mll shelf``: a case on a shelf for other municipalities to learn from, and what lies there."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mll_finance.batch.run import unfilled
from mll_finance.batch.shelf import Label, entries, publish
from mll_finance.cli.opening import asked_for, open_case
from mll_finance.cli.streams import show_message
from mll_finance.engine.study import appraise
from mll_finance.errors import InputError, Problem
from mll_finance.extras import need
from mll_finance.inputs.case.case import Case
from mll_finance.judgement.decision_table import KINDS
from mll_finance.plain_text import shortened, steering_sign
from mll_finance.terms import Language, sentence, three

_MOST = 200
"""Letters of a licence or a contact."""
_EXAMPLES = {
    "--theme": "--theme debts",
    "--licence": "--licence CC-BY-4.0",
    "--contact": '--contact "informatiepunt@gemeente.example"',
}


def run(options: argparse.Namespace) -> int:
    """Put the case on the shelf, and say what was left out and what it was laid beside; or list what lies there."""
    if options.command == "shelf":
        return _list(options)
    need("report", "mll publish")
    case = _opened(options.case, options)
    shelf_folder = Path(options.to)
    problems = [
        *_option_problems(options),
        *_case_problems(case),
        *_place_problems(case, shelf_folder, options),
    ]
    if problems:
        raise InputError(problems, file=case.document.name)
    sibling_case = None if options.sibling is None else _opened(options.sibling, options)
    label = Label(options.theme, options.licence, options.contact)
    shelf_entry = publish(appraise(case), label, shelf_folder, was=sibling_case, accept=options.accept)
    language = case.settings.language
    if shelf_entry.new_noise is not None:
        show_message(sentence("public_noise_drawn", language, file=shelf_entry.new_noise), as_error=True)
    if shelf_entry.left_out:
        left_out_scenarios_text = ", ".join(shelf_entry.left_out)
        show_message(
            sentence("shelf_without_scenarios", language, names=left_out_scenarios_text), as_error=True
        )
    show_message(
        sentence("shelf_alone", language)
        if shelf_entry.sibling is None
        else sentence("shelf_beside", language, sibling=shelf_entry.sibling),
        as_error=True,
    )
    show_message(sentence("shelf_put", language, folder=shelf_entry.folder))
    return 0


def _list(options: argparse.Namespace) -> int:
    """What lies on a shelf, by theme and municipality."""
    shelf_folder = Path(options.shelf)
    if not shelf_folder.is_dir():
        raise InputError(Problem("", *three("shelf_absent")), file=str(shelf_folder))
    language: Language = options.language
    known_entries = entries(shelf_folder)
    listed_entry_by_folder = {
        folder: entry
        for folder, entry in known_entries.documents.items()
        if options.theme in (None, entry.get("theme"))
    }
    for folder, reason in known_entries.unreadable.items():
        show_message(sentence(f"shelf_{reason}", language, folder=_line(folder)), as_error=True)
    if options.format == "json":
        listed_documents = [
            {"folder": str(folder), **entry} for folder, entry in listed_entry_by_folder.items()
        ]
        json.dump(listed_documents, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return 0
    if not listed_entry_by_folder:
        show_message(sentence("shelf_empty", language, folder=shelf_folder))
    for folder, register_entry in sorted(
        listed_entry_by_folder.items(), key=lambda entry_at: _sorting(entry_at[1])
    ):
        show_message(_entry_text(folder, register_entry, language))
    return 0


def _sorting(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(entry.get(name)) for name in ("theme", "municipality", "id"))


def _entry_text(folder: Path, entry: Mapping[str, Any], language: Language) -> str:
    """One case on a shelf in a few lines: its title, whose it is, what was advised, beside which it was laid."""
    title_by_language, advice_of_entry, sibling_of_entry = (
        _part(entry, name) for name in ("title", "advice", "beside")
    )
    asked_id = advice_of_entry.get("about")
    advice_kind = _part(advice_of_entry, "alternatives").get(str(asked_id))
    advice_kind_or_none = advice_kind if advice_kind in KINDS else None
    sentence_fields = {
        "title": _line(title_by_language.get(language) or entry.get("id")),
        **{name: _line(entry.get(name)) for name in ("municipality", "theme", "date", "licence", "contact")},
        "folder": _line(folder),
        "asked": _line(asked_id),
        "advice": "-"
        if advice_kind_or_none is None
        else sentence(
            f"advised_kind_{advice_kind_or_none}", language, choice=_line(advice_of_entry.get("choice"))
        ),
    }
    text_lines = [sentence("shelf_entry", language, **sentence_fields)]
    if sibling_of_entry:
        key = "shelf_entry_turned" if sibling_of_entry.get("advice_turned") else "shelf_entry_same"
        sibling_text = f"{_line(sibling_of_entry.get('id'))} ({_line(sibling_of_entry.get('municipality'))})"
        text_lines.append(sentence(key, language, other=sibling_text))
    return "\n".join(text_lines)


def _line(written: object) -> str:
    """What an entry says as one short line, so that it cannot look like another entry; a dash where it says nothing."""
    return "-" if written is None else shortened(" ".join(str(written).split()), _MOST)


def _part(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A part of what an entry says of itself; nothing where somebody wrote something else there."""
    raw_part = entry.get(name)
    return raw_part if isinstance(raw_part, dict) else {}


def _opened(name: str, options: argparse.Namespace) -> Case:
    return open_case(asked_for(name, scenario=None, language=options.language), None)


def _option_problems(options: argparse.Namespace) -> Iterator[Problem]:
    """What the label lacks, or what may not stand on it."""
    for option_name in ("--theme", "--licence", "--contact"):
        option_text = getattr(options, option_name.removeprefix("--"))
        if option_text is None or not option_text.strip():
            yield Problem(option_name, *three("shelf_option", most=_MOST, example=_EXAMPLES[option_name]))
        elif len(option_text) > _MOST or "\n" in option_text or steering_sign(option_text) is not None:
            yield Problem(option_name, *three("shelf_sign", text=shortened(option_text, 40), most=_MOST))


def _case_problems(case: Case) -> Iterator[Problem]:
    """What the case has to say before somebody else can read it."""
    yield from unfilled(case)
    for setting_name in ("title", "municipality", "dated"):
        if getattr(case.settings, setting_name) is None:
            yield Problem(f"case.{setting_name}", *three("shelf_needed"))
    if case.settings.tables:
        yield Problem("case.tables", *three("shelf_tables", names=", ".join(case.settings.tables)))


def _place_problems(case: Case, shelf: Path, options: argparse.Namespace) -> Iterator[Problem]:
    """Whether there is something at its place on the shelf that nobody asked to replace."""
    folder = shelf / case.settings.id
    if os.path.lexists(folder) and not options.replace:
        yield Problem("--to", *three("shelf_exists", folder=folder))
