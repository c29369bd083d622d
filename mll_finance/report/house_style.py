"""The house style of a municipality: its colours, letters and logo for pages, and its own template for Word."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mll_finance.errors import Phrase
from mll_finance.plain_files import NoPlainFileError
from mll_finance.system_reasons import system_reason
from mll_finance.terms import phrase


@dataclass(frozen=True)
class Brand:
    """Colours, letters and logo, checked: every colour can be read on the backgrounds that it stands on.

    Parameters
    ----------
    ink : str
        Colour of text, as ``#rrggbb``; empty where the brand does not say.
    heading : str
        Colour of headings.
    accent : str
        Colour of links, marks and the bar at the top.
    font, heading_font : str
        Names of letters, as CSS has them; what a machine lacks falls back on its own.
    logo : str
        The logo as a ``data:`` address; empty without one.
    logo_text : str
        What the logo says, for who cannot see it; empty where it only adorns.
    remarks : tuple of Phrase
        Which colours were made darker, and why.
    """

    ink: str = ""
    heading: str = ""
    accent: str = ""
    font: str = ""
    heading_font: str = ""
    logo: str = ""
    logo_text: str = ""
    remarks: tuple[Phrase, ...] = ()


@dataclass(frozen=True)
class HouseStyle:
    """What a municipality brings to a run: a brand for pages, and a document whose styles a Word file takes over."""

    brand: Brand = Brand()
    template: Path | None = None


OURS = HouseStyle()
"""That of the suite, where a municipality brings nothing."""


def unread(error: OSError) -> str:
    """Why a file of a house style cannot be read; what the system alone has words for is in its own."""
    if isinstance(error, FileNotFoundError):
        return phrase("house_style_no_file")
    if isinstance(error, (NoPlainFileError, IsADirectoryError)):
        return phrase("house_style_no_plain_file")
    return system_reason(error)
