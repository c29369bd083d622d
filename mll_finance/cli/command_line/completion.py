"""Completion in the shell: commands, options and their words, names of examples, and the scenarios of the case.

``eval "$(register-python-argcomplete mll)"`` switches it on in bash and zsh. Nothing of it is loaded otherwise.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

Completer = Callable[..., list[str]]


def complete(parser: argparse.ArgumentParser) -> None:
    """Give the shell what may follow, and end; the shell asks by a variable in the environment."""
    import argcomplete

    argcomplete.autocomplete(parser)


def completed(action: argparse.Action, completer: Completer) -> None:
    """Have an argument completed by a function."""
    action.completer = completer  # type: ignore[attr-defined]


def cases(prefix: str, **_: object) -> list[str]:
    """Names of examples, and files of cases."""
    from argcomplete.completers import FilesCompleter

    from mll_finance.inputs.case.finding import examples

    return [*examples(), *FilesCompleter(("yaml", "yml"))(prefix)]


def scenarios(parsed_args: argparse.Namespace, **_: object) -> list[str]:
    """The scenarios of the case that stands on the line; none where it cannot be read."""
    from mll_finance.errors import InputError
    from mll_finance.inputs.case.finding import case_path
    from mll_finance.yaml_text import read_yaml

    try:
        raw_scenarios = read_yaml(case_path(parsed_args.case)).data.get("scenarios")
    except (InputError, OSError):
        return []
    return list(map(str, raw_scenarios)) if isinstance(raw_scenarios, dict) else []
