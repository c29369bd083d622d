"""The options of commands that are about more than one case."""

from __future__ import annotations

import argparse

from mll_finance.cli.command_line.completion import cases, completed
from mll_finance.cli.command_line.shared_options import add_case_name, add_format, add_language

THEMES = ("debts", "wmo", "youth", "housing", "work", "services", "other")
"""The themes of a shelf, as mll_finance/batch/shelf.py has them: the command line loads nothing heavy."""


def add_diff(parser: argparse.ArgumentParser) -> None:
    """Two cases that are laid side by side."""
    meant_text = "YAML file, name of an example, or folder of a run; CASE#SCENARIO for a scenario of it"
    completed(parser.add_argument("case", metavar="A", help=f"the first: {meant_text}"), cases)
    completed(parser.add_argument("other", metavar="B", help="the second, in the same way"), cases)
    add_format(parser)
    parser.add_argument("--out", metavar="FILE", help="also a page for a browser (.html) with a figure")


def add_batch(parser: argparse.ArgumentParser) -> None:
    """Cases with their municipalities and scenarios, and what the processes that make them may take."""
    cases_argument = parser.add_argument(
        "cases", metavar="CASE", nargs="+", help="YAML files, or names of examples"
    )
    completed(cases_argument, cases)
    parser.add_argument(
        "--municipalities",
        metavar="WHICH",
        help="all, names or codes between commas, or a file with one a line (each case as it stands)",
    )
    parser.add_argument(
        "--scenarios",
        metavar="WHICH",
        help="all, or names between commas, of which 'central' is the case itself (central)",
    )
    parser.add_argument(
        "--out",
        metavar="DIR",
        default="batch",
        help="folder of the batch (batch), or an address that fsspec knows, to which each report is copied",
    )
    parser.add_argument(
        "--engine",
        metavar="NAME",
        default="local",
        help="local processes, those with a kernel for each notebook (kernel), or those of dask (local)",
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="scheduler of dask, such as tcp://10.0.0.5:8786"
    )
    parser.add_argument("--workers", metavar="N", help="processes that make reports (one for each processor)")
    parser.add_argument("--formats", metavar="FORMATS", default="html", help="what each report holds (html)")
    parser.add_argument(
        "--notebooks", metavar="NAMES", default="none", help="notebooks of each report (none)"
    )
    parser.add_argument(
        "--seconds", metavar="N", help="how long one report may take; after that it has failed"
    )
    parser.add_argument("--megabytes", metavar="N", help="how much memory each process may take")
    parser.add_argument("--whole", action="store_true", help="each report in a folder that stands alone")
    parser.add_argument(
        "--public", action="store_true", help="refused: a version to publish is made with mll run"
    )
    parser.add_argument("--resume", action="store_true", help="go on with the batch in the folder")
    parser.add_argument("--dry-run", action="store_true", help="only list the reports that would be made")


def add_publish(parser: argparse.ArgumentParser) -> None:
    """A case, its place on the shelf, what stands on it, and the case that it is laid beside."""
    add_case_name(parser)
    parser.add_argument(
        "--to", metavar="DIR", default="parameters/shelf", help="folder of the shelf (parameters/shelf)"
    )
    parser.add_argument("--theme", choices=THEMES, help="what the case is about")
    parser.add_argument(
        "--licence", metavar="LICENCE", help="under which others may use it, such as CC-BY-4.0"
    )
    parser.add_argument(
        "--contact", metavar="CONTACT", help="function and general address of who can be asked; no person"
    )
    sibling_option = parser.add_argument(
        "--sibling",
        metavar="CASE",
        help="case of another municipality to lay beside it (one on the shelf, of the same theme)",
    )
    completed(sibling_option, cases)
    parser.add_argument("--replace", action="store_true", help="replace what lies at its place on the shelf")
    parser.add_argument(
        "--accept", action="store_true", help="figures that may be a confidential number have been looked at"
    )


def add_shelf(parser: argparse.ArgumentParser) -> None:
    """A shelf, and which of what lies on it."""
    parser.add_argument(
        "shelf", metavar="DIR", nargs="?", default="parameters/shelf", help="the shelf (parameters/shelf)"
    )
    parser.add_argument("--theme", choices=THEMES, help="only cases about this theme")
    add_format(parser)
    add_language(parser, "language of the list (nl)", default="nl")


def add_review(parser: argparse.ArgumentParser) -> None:
    """A run, or a folder of runs, that is made again; or a report of a batch that is to stand alone."""
    parser.add_argument("case", metavar="RUN_DIR", help="folder of a run, or a folder of runs")
    parser.add_argument(
        "--case",
        dest="case_of_public",
        metavar="CASE",
        help="case of a public version, which has none in it; its noise has to be beside it",
    )
    parser.add_argument(
        "--export", action="store_true", help="make a folder that stands alone of a report of a batch"
    )
    parser.add_argument("--to", metavar="DIR", help="the folder that --export makes")
    add_format(parser)
