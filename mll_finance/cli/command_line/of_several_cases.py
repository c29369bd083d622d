"""The options of commands that are about more than one case."""

from __future__ import annotations

import argparse

from mll_finance.cli.command_line.completion import cases, completed


def add_diff(parser: argparse.ArgumentParser) -> None:
    """Two cases that are laid side by side."""
    meant = "YAML file, name of an example, or folder of a run; CASE#SCENARIO for a scenario of it"
    completed(parser.add_argument("case", metavar="A", help=f"the first: {meant}"), cases)
    completed(parser.add_argument("other", metavar="B", help="the second, in the same way"), cases)
    parser.add_argument("--format", choices=("table", "json"), default="table", help="how to print (table)")
    parser.add_argument("--out", metavar="FILE", help="also a page for a browser (.html) with a figure")


def add_batch(parser: argparse.ArgumentParser) -> None:
    """Cases with their municipalities and scenarios, and what the processes that make them may take."""
    several_cases = parser.add_argument(
        "cases", metavar="CASE", nargs="+", help="YAML files, or names of examples"
    )
    completed(several_cases, cases)
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
        "--engine", metavar="NAME", default="local", help="local processes, or those of dask (local)"
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
    parser.add_argument("--resume", action="store_true", help="go on with the batch in the folder")
    parser.add_argument("--dry-run", action="store_true", help="only list the reports that would be made")
