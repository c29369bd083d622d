"""The parser of the command line: what it says fits the terminal."""

from __future__ import annotations

import argparse
import shutil
import sys
from typing import Any, NoReturn

from mll_finance.cli.streams import show_message
from mll_finance.report.screen import Screen, prose


class Parser(argparse.ArgumentParser):
    """A parser whose help and errors fit the terminal; an example in its help is on a line of its own, to copy."""

    def __init__(self, *, description: str = "", epilog: str = "", **options: Any) -> None:
        line_width = shutil.get_terminal_size().columns - 2
        super().__init__(
            description=prose(description, Screen(line_width)),
            epilog=prose(epilog, Screen(line_width)),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **options,
        )

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, below how the command is used."""
        self.print_usage(sys.stderr)
        show_message(f"{self.prog}: error: {message}", as_error=True)
        raise SystemExit(2)
