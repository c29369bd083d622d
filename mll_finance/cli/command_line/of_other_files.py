"""The options of commands that read or write a file beside a case: figures of municipalities, an assessment."""

from __future__ import annotations

import argparse

from mll_finance.cli.command_line.shared_options import add_case_name, add_format, add_language


def add_forms(parser: argparse.ArgumentParser) -> None:
    """A case, the questions of an assessment, and the file that is written or read."""
    add_case_name(parser)
    subject_group = parser.add_mutually_exclusive_group(required=True)
    subject_group.add_argument(
        "--questions",
        metavar="FILE",
        help="your copy of dpia.yaml, iama.yaml or prescan.yaml, as the ministry publishes them (MinBZK/par-dpia-form)",
    )
    subject_group.add_argument(
        "--register",
        choices=("algorithm_register", "processing_register"),
        help="an entry of the Algorithm Register, or of the processing register (GDPR, art. 30)",
    )
    parser.add_argument(
        "--lists",
        metavar="DIR",
        help="folder with the official lists of TOOI: rwc_*.json, scw_toplijst*.json",
    )
    parser.add_argument(
        "--draft", action="store_true", help="write the entry of a register although it lacks something"
    )
    direction_group = parser.add_mutually_exclusive_group(required=True)
    direction_group.add_argument(
        "--to",
        metavar="FILE",
        help="write what the case answers, as JSON that the form of the ministry opens",
    )
    direction_group.add_argument(
        "--read", metavar="FILE", help="read such a file and update the states of preconditions in the case"
    )


def add_municipalities(parser: argparse.ArgumentParser) -> None:
    """Figures of municipalities: the file that they come from, and the table that they go into."""
    action_parsers = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    import_parser = action_parsers.add_parser(
        "import", help="an export of StatLine (CSV with semicolons, or OData as JSON), or an own CSV"
    )
    import_parser.add_argument("file", metavar="FILE", help="the file that you downloaded or made")
    fetch_parser = action_parsers.add_parser(
        "fetch", help="the same from CBS, through cbsodata (extra 'cbs')"
    )
    fetch_parser.add_argument(
        "--from", dest="address", metavar="ADDRESS", help="another server than that of CBS"
    )
    fetch_parser.set_defaults(file=None)
    for action in (import_parser, fetch_parser):
        action.add_argument(
            "--to",
            metavar="FILE",
            default="municipalities.csv",
            help="table to write or to add to (municipalities.csv); a case names it under case.tables",
        )
        action.add_argument("--table", metavar="ID", help="StatLine table: 70072ned, 85984NED or 86165NED")
        action.add_argument(
            "--year", metavar="YEAR", type=_year, help="year of the figures, where the file does not say"
        )
        add_language(action, "language (nl)", default="nl")


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise argparse.ArgumentTypeError(f"'{text}' is no year; four digits, such as 2024")
    return int(text)


def add_classify(parser: argparse.ArgumentParser) -> None:
    """A case, the tree that the user has, and where the path is kept."""
    add_case_name(parser)
    parser.add_argument(
        "--tree", metavar="FILE", help="decision-tree.yaml of github.com/MinBZK/ai-verordening-beslishulp"
    )
    add_format(parser)
    parser.add_argument("--out", metavar="FILE", help="also a file (JSON) with the path of each alternative")
