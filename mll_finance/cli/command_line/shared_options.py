"""The options that several commands share: the case, the form in which is printed, the language."""

from __future__ import annotations

import argparse

from mll_finance.cli.command_line.completion import cases, completed


def add_case_name(parser: argparse.ArgumentParser) -> None:
    """The case that a command is about."""
    completed(parser.add_argument("case", metavar="CASE", help="YAML file, or name of an example"), cases)


def add_format(parser: argparse.ArgumentParser, *more: str) -> None:
    """How a command prints: a table or JSON, and what else it knows."""
    parser.add_argument(
        "--format", choices=("table", "json", *more), default="table", help="how to print (table)"
    )


def add_language(parser: argparse.ArgumentParser, meant: str, *, default: str | None = None) -> None:
    """The language of what a command says; without a default it follows from something else."""
    parser.add_argument("--language", choices=("nl", "en"), default=default, help=meant)
