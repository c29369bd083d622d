"""The page of the method, ``docs/methode.md`` and ``docs/method.md``, made from ``data/method_steps.yaml``.

``make reference`` writes both anew; a test says when they differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docs.generate.markdown import table
from mll_finance.inputs.case.method_steps import Step, steps
from mll_finance.inputs.reference_data.prose_tables import partner_criteria, prose, roles
from mll_finance.report.references import all_references
from mll_finance.terms import Language, sentence, term

PAGES: dict[Language, str] = {"nl": "docs/methode.md", "en": "docs/method.md"}


def method_page(language: Language) -> str:
    """The page in one language."""
    found = prose("method_steps")

    def say(name: str) -> str:
        return sentence(f"method_steps_{name}", language)

    parts = [
        f"<!-- {say('made')} -->",
        f"# {found['title'][language]}",
        found["description"][language].strip(),
        f"## {say('start')}",
        _start(language),
        f"## {say('advice')}",
        found["advice"][language].strip(),
        f"## {say('overview')}",
        _overview(language),
    ]
    for number, step in enumerate(steps().values(), start=1):
        parts += _step(number, step, language)
    parts += [f"## {say('roles')}", say("roles_intro"), _roles(language)]
    parts += [f"## {say('partners')}", say("partners_intro"), _criteria(language)]
    parts += [f"## {say('sources')}", "\n".join(f"- {text}" for text in _sources(language))]
    return "\n\n".join(parts) + "\n"


def write_pages(folder: Path) -> list[Path]:
    """Write the pages below a folder and give their paths."""
    made = []
    for language, name in PAGES.items():
        path = folder / name
        path.write_text(method_page(language), encoding="utf-8")
        made.append(path)
    return made


def _start(language: Language) -> str:
    """The commands to begin with, each below what it does."""
    lines = []
    for one in prose("method_steps")["start"]:
        lines += [f"# {one[language]}", one["command"]]
    return "\n".join(["```sh", *lines, "```"])


def _overview(language: Language) -> str:
    columns = [sentence(f"method_steps_{name}", language) for name in ("step", "question", "product", "gate")]
    rows = [
        (
            f"{number}. {step.title.text(language)}",
            step.question.text(language),
            step.product.text(language),
            step.gate.text(language),
        )
        for number, step in enumerate(steps().values(), start=1)
    ]
    return table(columns, rows)


def _step(number: int, step: Step, language: Language) -> Iterator[str]:
    def say(name: str) -> str:
        return sentence(f"method_steps_{name}", language)

    tools = [f"`{name}`" for name in (*step.commands, *step.notebooks)]
    facts = (
        (say("question"), step.question.text(language)),
        (say("who"), step.who.text(language)),
        (say("product"), step.product.text(language)),
        (say("gate"), step.gate.text(language)),
        (say("phase"), say(f"phase_{step.phase}")),
        (say("tools"), ", ".join(tools)),
        (say("sections"), ", ".join(f"`{name}`" for name in step.sections)),
    )
    yield f"## {number}. {step.title.text(language)}"
    yield "\n".join(f"- **{name}**: {text}" for name, text in facts)
    yield f"{say('checklist')}:"
    yield "\n".join(f"- [ ] {one.text(language)}" for one in step.checklist)


def _roles(language: Language) -> str:
    columns = [sentence(f"method_steps_{name}", language) for name in ("role", "does", "phase")]
    rows = [
        (
            one.title.text(language),
            one.does.text(language),
            sentence(f"method_steps_phase_{one.phase}", language),
        )
        for one in roles().values()
    ]
    return table(columns, rows)


def _criteria(language: Language) -> str:
    columns = [sentence(f"method_steps_{name}", language) for name in ("criterion", "question", "weight")]
    rows = [
        (one.title.text(language), one.asks.text(language), str(one.weight))
        for one in partner_criteria().values()
    ]
    return table(columns, rows)


def _sources(language: Language) -> list[str]:
    """Full references of what the page rests on, own estimates named as such."""
    found = [prose("method_steps")["sources"]]
    found += [list(one.sources) for one in roles().values()]
    found += [list(one.sources) for one in partner_criteria().values()]
    names = sorted({name for listed in found for name in listed} - {"own_estimate"})
    return [*(all_references(language)[name] for name in names), term("own_estimate", language)]
