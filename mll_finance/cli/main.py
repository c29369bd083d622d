"""The command line: arguments, errors and exit codes. Loads nothing heavy before a command is chosen.

Exit codes: 0 done, 1 something failed while running, 2 the input is wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import importlib
import os
import sys
from collections.abc import Sequence

from mll_finance.cli.command_line.completion import cases, complete, completed, scenarios
from mll_finance.cli.command_line.of_other_files import add_classify, add_forms, add_municipalities
from mll_finance.cli.command_line.of_several_cases import (
    add_batch,
    add_diff,
    add_publish,
    add_review,
    add_shelf,
)
from mll_finance.cli.command_line.parser import Parser
from mll_finance.cli.command_line.shared_options import add_case_name, add_format, add_language
from mll_finance.cli.streams import neutral_streams, show_message, survive
from mll_finance.errors import InputError, Phrase, Problem, RunError
from mll_finance.extras import missing
from mll_finance.plain_text import shortened
from mll_finance.system_reasons import system_reason
from mll_finance.version import __version__

_COMMANDS = {
    "scan": "a quick scan: what the project does, a dozen questions, the balance a year; writes a case",
    "check": "validate a case; every problem at once",
    "appraise": "the numbers of a case, without notebooks",
    "diff": "what differs between two cases or runs, and what each change moves",
    "track": "what came of a case: by line and cause, a new forecast, benefits, stop criteria, ranges",
    "run": "notebooks, report, workbook and results of a case",
    "batch": "the reports of many municipalities and scenarios, in one folder with an index",
    "new": "a commented case to fill in, as text or as a form in Excel",
    "import": "the case that a filled-in form says, or the scenario that a changed workbook says",
    "municipalities": "figures by municipality into a table of your own, from a file or from CBS",
    "review": "make a delivered run again elsewhere; which numbers differ, and through what",
    "forms": "pre-scan, DPIA or IAMA filled in from a case, and the answers back into its preconditions",
    "publish": "a case on a shelf without what is confidential, for other municipalities to learn from",
    "shelf": "what lies on a shelf: cases of municipalities, what was advised, beside which they were laid",
    "classify": "the path through the ministry's decision aid on the AI Act that a case answers",
    "lock": "lay down what an adopted case holds, so that a later change is refused",
    "lab": "JupyterLab on the notebooks",
}

_EXAMPLES = {
    "scan": ("mll scan", "mll scan vroegsignalering_scan --language en"),
    "check": ("mll check vroegsignalering_eindhoven",),
    "appraise": ("mll appraise vroegsignalering_eindhoven --set case.discounting=nl_2020 --sensitivity",),
    "diff": ("mll diff my_case.yaml runs/my_case", "mll diff my_case.yaml 'my_case.yaml#setback'"),
    "track": ("mll track vroegsignalering_eindhoven vroegsignalering_eindhoven",),
    "run": ("mll run vroegsignalering_eindhoven --language en --out my_run",),
    "batch": (
        "mll batch my_case.yaml --municipalities all --scenarios all --out batch --dry-run",
        "mll batch my_case.yaml --municipalities Eindhoven,Helmond --out batch --resume",
    ),
    "new": ("mll new my_case --from two_years", "mll new my_case --form"),
    "import": ("mll import my_case.xlsx", "mll import workbook.xlsx --into my_case.yaml --title 'As typed'"),
    "municipalities": ("mll municipalities import 70072ned.csv --year 2024",),
    "review": ("mll review reports/two_years/central --format json",),
    "forms": (
        "mll forms my_case.yaml --questions dpia.yaml --to my_dpia.json",
        "mll forms my_case.yaml --questions dpia.yaml --read my_dpia.json",
    ),
    "publish": (
        "mll publish my_case.yaml --theme debts --licence CC-BY-4.0 --contact informatiepunt@gemeente.example",
    ),
    "shelf": ("mll shelf", "mll shelf parameters/shelf --theme debts --format json"),
    "classify": ("mll classify my_case.yaml --tree decision-tree.yaml --out my_case.path.json",),
    "lock": ("mll lock my_case.yaml --by 'council, 12 May 2027'",),
    "lab": ("mll lab samenwerking_naar_werk",),
}
"""Command lines of each command, at the foot of its help."""
_IN_A_LANGUAGE = (
    "check",
    "appraise",
    "track",
    "run",
    "review",
    "lock",
    "lab",
    "diff",
    "batch",
    "publish",
    "forms",
    "classify",
)
"""Commands that take --language as it is; the others say which language is usual."""
_MODULES = {"import": "import_form", "shelf": "publish"}
"""The file of a command where it has another name: Python keeps some words for itself, and a shelf has two commands."""
_IS_NO_TEXT = "'{argument}' is no text in the encoding of this terminal; UTF-8 is allowed; type it anew"
_STOPPED = Phrase.of("stopped", "stopped; nothing half-made is left")
_NO_MEMORY = "not enough memory for a case of this size: fewer draws (--draws), years or lines"
_TOO_DEEP = (
    Phrase.of("too_deep_found", "parts within parts, deeper than can be followed"),
    Phrase.of("too_deep_allowed", "references and brackets that end within some hundreds of steps"),
    Phrase.of("too_deep_remedy", "make the chain of references shorter"),
)
_TOO_LONG = (
    Phrase.of("too_long_name_found", "a name that is too long for a file"),
    Phrase.of("too_long_name_allowed", "most systems allow 255 signs, and 4,096 with all folders"),
    Phrase.of("too_long_name_remedy", "use a shorter name"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    survive()
    with neutral_streams():
        try:
            exit_code = _run(sys.argv[1:] if arguments is None else arguments)
            sys.stdout.flush()
            return exit_code
        except BrokenPipeError:
            return _without_readers()
        except KeyboardInterrupt:
            show_message(str(_STOPPED), as_error=True)
            return 1
        except OSError as error:
            # What is standard output has no room.
            show_message(f"mll: {system_reason(error)}", as_error=True)
            return 1
        except MemoryError:
            show_message(_NO_MEMORY, as_error=True)
            return 1


def _run(arguments: Sequence[str]) -> int:
    parser = command_line()
    argument_without_text = next((argument for argument in arguments if not _is_text(argument)), None)
    if argument_without_text is not None:
        show_message(
            f"mll: {_IS_NO_TEXT.format(argument=shortened(argument_without_text, 100))}", as_error=True
        )
        return 2
    if "_ARGCOMPLETE" in os.environ:
        complete(parser)
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help(sys.stderr)
        return 2
    try:
        module_name = _MODULES.get(options.command, options.command)
        return int(importlib.import_module(f"mll_finance.cli.{module_name}").run(options))
    except InputError as error:
        return _refused(error, options)
    except RunError as error:
        return _failed(error, options)
    except ModuleNotFoundError as error:
        problem = missing(error.name or "", f"mll {options.command}")
        if problem is None:
            raise
        return _refused(InputError(problem), options)
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        return _failed(RunError(_STOPPED), options)
    except OSError as error:
        return _failed(RunError(_reason(error)), options, error)
    except RecursionError:
        return _refused(InputError(Problem("", *_TOO_DEEP)), options)


def _refused(error: InputError, options: argparse.Namespace) -> int:
    """Say what is wrong with the input, in the language of the case."""
    from mll_finance.cli.telling import error_text

    show_message(error_text(error, options), as_error=True)
    return 2


def _failed(error: RunError, options: argparse.Namespace, cause: BaseException | None = None) -> int:
    """Say what failed, in the language of the case; a name that no file can have is wrong input."""
    from mll_finance.cli.telling import run_error_text

    cause = cause or error.__cause__
    if isinstance(cause, OSError) and cause.errno == errno.ENAMETOOLONG:
        return _refused(InputError(Problem("", *_TOO_LONG), file=shortened(cause.filename, 100)), options)
    show_message(run_error_text(error, options), as_error=True)
    return 1


def _is_text(argument: str) -> bool:
    """Whether an argument is text in the encoding of the terminal, and no stray bytes."""
    return not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in argument)


def _reason(error: OSError) -> Phrase:
    file_text = shortened(str(error.filename), 200) if error.filename else "mll"
    return Phrase.of("file_refused", "{file}: {reason}", file=file_text, reason=system_reason(error))


def _without_readers() -> int:
    """Leave quietly where nobody reads on, as with ``| head``."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def command_line() -> argparse.ArgumentParser:
    """The parser of every command, with its arguments."""
    parser = Parser(
        prog="mll",
        description="Business cases of AI projects for social issues, for municipalities.",
        epilog="CASE is a YAML file, or the name of an example such as vroegsignalering_eindhoven.",
    )
    parser.add_argument("--version", action="version", version=f"mll_finance {__version__}")
    command_parsers = parser.add_subparsers(dest="command", metavar="COMMAND")
    parser_by_command = {
        command: command_parsers.add_parser(
            command, help=description, description=description, epilog=_examples(command)
        )
        for command, description in _COMMANDS.items()
    }
    for command in ("check", "appraise", "track", "run"):
        _add_case(parser_by_command[command])
    for command in _IN_A_LANGUAGE:
        add_language(parser_by_command[command], "language of messages, tables and report (that of the case)")
    add_format(parser_by_command["appraise"], "csv")
    parser_by_command["appraise"].add_argument(
        "--per-draw",
        metavar="CRITERIA",
        default="",
        help="irr,mirr,payback,discounted_payback or all: also per draw",
    )
    parser_by_command["appraise"].add_argument(
        "--sensitivity",
        metavar="ALTERNATIVE",
        nargs="?",
        const="",
        help="also the tornado and the switching values, of what was asked unless another is named",
    )
    parser_by_command["appraise"].add_argument(
        "--voi", action="store_true", help="also what finding out is worth before the choice, and each pilot"
    )
    add_diff(parser_by_command["diff"])
    _add_track(parser_by_command["track"])
    add_batch(parser_by_command["batch"])
    add_publish(parser_by_command["publish"])
    add_shelf(parser_by_command["shelf"])
    add_forms(parser_by_command["forms"])
    add_classify(parser_by_command["classify"])
    _add_run(parser_by_command["run"])
    _add_new(parser_by_command["new"])
    _add_form(parser_by_command["new"], parser_by_command["import"])
    add_review(parser_by_command["review"])
    _add_lock(parser_by_command["lock"])
    _add_scan(parser_by_command["scan"])
    add_municipalities(parser_by_command["municipalities"])
    _add_lab(parser_by_command["lab"])
    return parser


def _examples(command: str) -> str:
    """The foot of the help of a command: each example on a line of its own."""
    return "\n".join(["example:", *(f"  {example}" for example in _EXAMPLES[command])])


def _add_case(parser: argparse.ArgumentParser) -> None:
    add_case_name(parser)
    parser.add_argument(
        "--set",
        dest="changes",
        metavar="PATH=VALUE",
        action="append",
        default=[],
        help="other value at a path, such as lines.licence.price=90000; repeatable",
    )
    parser.add_argument(
        "--accept",
        action="store_true",
        help="take a --set that is about a thousand times off, or a figure in a public version, as it is meant",
    )
    scenario_option = parser.add_argument(
        "--scenario", metavar="NAME", help="scenario of the case, or several as A+B"
    )
    completed(scenario_option, scenarios)
    parser.add_argument(
        "--scenario-file", metavar="FILE", help="a scenario in a file of its own, as a report saves one"
    )
    parser.add_argument("--municipality", metavar="NAME", help="municipality whose rows the tables give")
    parser.add_argument("--draws", metavar="N", help="number of draws, rounded up to 16 times a power of two")
    parser.add_argument(
        "--until", metavar="EUR", help="draw on until the error of the mean NPV is below this"
    )
    parser.add_argument("--seed", metavar="S", help="seed of the draws")


def _add_track(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "actuals", metavar="ACTUALS", help="CSV with what really came, or the name of an example that has one"
    )
    parser.add_argument(
        "more",
        metavar="CASE ACTUALS",
        nargs="*",
        help="other cases, each with its CSV, for one record of all",
    )
    add_format(parser)


def _add_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="name of the case; NAME.yaml is made in this folder")
    start_group = parser.add_mutually_exclusive_group()
    start_group.add_argument(
        "--from", dest="example", metavar="EXAMPLE", help="start from an example case instead of the template"
    )
    start_group.add_argument(
        "--full", action="store_true", help="the long template: every part that a case may have, explained"
    )
    add_language(parser, "language of the comments (nl)", default="nl")
    parser.add_argument(
        "--schema", action="store_true", help="also write case.schema.json, by which editors propose keys"
    )


def _add_form(new: argparse.ArgumentParser, importing: argparse.ArgumentParser) -> None:
    new.add_argument(
        "--form", action="store_true", help="write NAME.xlsx instead: a form to fill in in Excel"
    )
    importing.add_argument("form", metavar="FORM", help="filled-in form, or changed workbook (.xlsx)")
    importing.add_argument("--into", metavar="CASE", help="case that gets the changes of a workbook")
    importing.add_argument("--title", metavar="TITLE", help="title of the scenario that these become")
    importing.add_argument("--out", metavar="CASE", help="file of the case (<name>.yaml)")
    importing.add_argument(
        "--accept",
        action="store_true",
        help="numbers of one row that are about a thousand times apart are meant",
    )


def _add_scan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "scan",
        metavar="SCAN",
        nargs="?",
        help="YAML file with answers, or an example; a new name, or none, asks the questions",
    )
    add_language(parser, "language of questions and outcome")
    parser.add_argument("--out", metavar="FILE", help="file of the case that is written (<name>.yaml)")


def _add_lab(parser: argparse.ArgumentParser) -> None:
    case_argument = parser.add_argument(
        "case", metavar="CASE", nargs="?", help="case that the notebooks open"
    )
    completed(case_argument, cases)
    parser.add_argument(
        "--folder",
        metavar="DIR",
        help="folder to work in, with a folder for each case in it (mll_notebooks)",
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")


def _add_lock(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", metavar="CASE", help="YAML file with status: vastgesteld")
    parser.add_argument("--by", metavar="WHO", help="who adopted it, such as 'council, 12 May 2027'")
    parser.add_argument(
        "--replace", action="store_true", help="adopt anew: replace an earlier lock and say what changed"
    )


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--notebooks", metavar="NAMES", default="all", help="names separated by commas, all or none (all)"
    )
    parser.add_argument(
        "--formats",
        metavar="FORMATS",
        help="names separated by commas, all or none (csv,html,xlsx); pdf, docx, parquet; "
        "of a public version (html); pdf, docx",
    )
    parser.add_argument(
        "--public",
        action="store_true",
        help="the version to publish: no confidential amounts, no small cells; report and results only",
    )
    parser.add_argument(
        "--draft",
        action="store_true",
        help="also where places are still to be filled in; the outputs say that it is a draft",
    )
    parser.add_argument(
        "--brand",
        metavar="FILE",
        help="design tokens of a municipality (NL Design System): colours, letters and logo of pages",
    )
    parser.add_argument(
        "--template", metavar="FILE", help="document or template of Word whose styles report.docx takes over"
    )
    parser.add_argument("--out", metavar="DIR", help="folder of the run (reports/<case id>/<scenario>)")
