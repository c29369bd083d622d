"""Text output that survives a console of another code page: what it cannot show is replaced, never a traceback."""

from __future__ import annotations

import codecs
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

from mll_finance.plain_text import neutral
from mll_finance.report.screen import PIPED, Screen, prose

PLAIN = {
    **dict.fromkeys("\u2212\u2013\u2014\u2011", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009", " "),
    **dict.fromkeys("\u2018\u2019", "'"),
    **dict.fromkeys("\u201c\u201d", '"'),
    "\u2026": "...",
    "\u00d7": "x",
    "\u20ac": "EUR",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u00b1": "+/-",
    "\u2192": "->",
    "\u00eb": "e",
    "\u00e9": "e",
}
"""Signs of the reports, in the letters that every code page has."""
_HANDLER = "mll_plain"
_NARROWEST, _WIDEST = 60, 120
"""Signs on a line: narrower a table is unreadable, wider a sentence is."""
_STYLES = re.compile("(\x1b\\[[0-9;]*m)")
"""What makes text bold or coloured, and does nothing else to a terminal."""


def _plain(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    undecodable_signs = error.object[error.start : error.end]
    return "".join(PLAIN.get(sign, "?") for sign in undecodable_signs), error.end


class NeutralStream:
    """A stream that shows what it is given without the signs that steer a terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text; a question mark stands for every sign that steers."""
        self._stream.write(neutral(text))
        return len(text)

    def styled(self, text: str) -> None:
        """Write a line with its colours and weights; every other sign that steers is a question mark."""
        for style_or_text in _STYLES.split(f"{text}\n"):
            self._stream.write(style_or_text if _STYLES.fullmatch(style_or_text) else neutral(style_or_text))

    def writelines(self, lines: Iterable[str]) -> None:
        """Write texts one after the other."""
        for stream_line in lines:
            self.write(stream_line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def neutral_streams() -> Iterator[None]:
    """Standard output and error as neutral streams, for as long as a command runs."""
    output_stream, error_stream = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (
        cast(TextIO, NeutralStream(output_stream)),
        cast(TextIO, NeutralStream(error_stream)),
    )
    try:
        yield
    finally:
        sys.stdout, sys.stderr = output_stream, error_stream


def screen() -> Screen:
    """The screen of standard output: a terminal in its width and in colour, unless NO_COLOR is set; else plain."""
    from rich.console import detect_legacy_windows

    if not sys.stdout.isatty():
        return PIPED
    is_plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb" or detect_legacy_windows()
    return Screen(_columns(), has_colour=not is_plain)


def _columns() -> int:
    """Signs on a line of the terminal, or those that COLUMNS asks for, within what can be read."""
    return min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)


def wrapped(text: str, stream: TextIO) -> str:
    """A message in lines that fit the terminal, or COLUMNS where somebody set it.

    What is piped stays as it is, a problem on a line, so that another program can read it.
    """
    return prose(text, Screen(_columns())) if stream.isatty() or _is_width_asked() else text


def _is_width_asked() -> bool:
    """Whether somebody set COLUMNS; with LINES beside it, it was readline, in whatever program started this one."""
    return os.environ.get("COLUMNS", "").isdigit() and "LINES" not in os.environ


def show_message(text: str, *, as_error: bool = False) -> None:
    """Print a message at once, on standard output or on standard error."""
    output_stream = sys.stderr if as_error else sys.stdout
    print(wrapped(text, output_stream), file=output_stream, flush=True)


def show(text: str) -> None:
    """Print a text that may have colours."""
    output_stream = sys.stdout
    if isinstance(output_stream, NeutralStream):
        output_stream.styled(text)
    else:
        print(text)


def survive() -> None:
    """Make standard output and error replace what their encoding lacks."""
    codecs.register_error(_HANDLER, _plain)
    for standard_stream in (sys.stdout, sys.stderr):
        reconfigure_stream = getattr(standard_stream, "reconfigure", None)
        if reconfigure_stream is not None:
            reconfigure_stream(errors=_HANDLER)
