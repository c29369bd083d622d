"""What a figure says, before a printer draws it: six forms, with numbers in the unit of their axis and texts ready.

A printer (SVG, plotly) knows these forms and nothing of a case. A figure has no title of its own: the message stands in
the ``Figure`` block. Equal inputs give equal charts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Shape = Literal["circle", "diamond", "square", "triangle", "ring", "cross", "dot"]
Kind = Literal["bar", "point", "link"]
Side = Literal["left", "right"]


@dataclass(frozen=True)
class Look:
    """How a mark looks: its colour by name, its filling, and for a line its dashes [px] and the shape of its points."""

    colour: str
    fill: Literal["solid", "open", "pale", "paler"] = "solid"
    dash: tuple[int, ...] = ()
    shape: Shape = "circle"


@dataclass(frozen=True)
class Ruler:
    """One axis: its ends, the places that are marked with their text, and what it counts."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    unit: str = ""
    title: str = ""
    """What stands beside the axis, where the subtitle of the figure does not say it."""


@dataclass(frozen=True)
class Key:
    """What a look stands for."""

    name: str
    look: Look
    kind: Literal["bar", "line", "point", "band"]


@dataclass(frozen=True)
class Mark:
    """A mark of a row, from one number to another; a point stands at its end."""

    kind: Kind
    start: float
    end: float
    look: Look


@dataclass(frozen=True)
class Tag:
    """A text beside a number of a row."""

    at: float
    text: str
    side: Side
    bold: bool = False


@dataclass(frozen=True)
class Lane:
    """A row of a figure: its name, its marks and their texts."""

    name: str
    marks: tuple[Mark, ...]
    tags: tuple[Tag, ...]


@dataclass(frozen=True)
class Lanes:
    """One row per name on a horizontal axis with zero: two marks, bars, a waterfall, a tornado."""

    ruler: Ruler
    lanes: tuple[Lane, ...]
    keys: tuple[Key, ...] = ()
    reference: float | None = None
    """A number with a line of its own, such as the central case."""

    @property
    def unit(self) -> str:
        """What the amounts count."""
        return self.ruler.unit


@dataclass(frozen=True)
class Curve:
    """A line through points, with the text at its end; a curve without points marked is smooth."""

    name: str
    points: tuple[tuple[float, float], ...]
    look: Look
    end: str = ""
    is_marked: bool = True


@dataclass(frozen=True)
class Band:
    """An area between two lines: place on the horizontal axis, low and high."""

    name: str
    points: tuple[tuple[float, float, float], ...]
    look: Look


@dataclass(frozen=True)
class Spot:
    """A point of its own, with a short text beside it, or only when it is pointed at."""

    name: str
    at: tuple[float, float]
    text: str
    look: Look
    is_named: bool = True


@dataclass(frozen=True)
class Curves:
    """Lines over years or over another number, with bands around them."""

    across: Ruler
    up: Ruler
    curves: tuple[Curve, ...]
    bands: tuple[Band, ...] = ()
    spots: tuple[Spot, ...] = ()
    keys: tuple[Key, ...] = ()

    @property
    def unit(self) -> str:
        """What the amounts count."""
        return self.up.unit or self.across.unit


@dataclass(frozen=True)
class Stack:
    """Amounts by year of one group of bars."""

    name: str
    amounts: tuple[float, ...]
    looks: tuple[Look, Look]
    """Of an amount above zero and of one below."""


@dataclass(frozen=True)
class Panel:
    """One set of axes: its name, bars that pile up on each side of zero, and the balance as a line."""

    name: str
    stacks: tuple[Stack, ...]
    balance: tuple[float, ...] = ()


@dataclass(frozen=True)
class Columns:
    """Bars over years, in one panel or in several on one scale."""

    ruler: Ruler
    years: tuple[int, ...]
    panels: tuple[Panel, ...]
    texts: tuple[tuple[str, ...], ...]
    """For each panel the balance, or else the amount, of each year in words."""
    keys: tuple[Key, ...] = ()
    balance_name: str = ""

    @property
    def unit(self) -> str:
        """What the amounts count."""
        return self.ruler.unit


@dataclass(frozen=True)
class Edge:
    """One side of a grid: what it counts, its values in words, and the place of the central case among them."""

    name: str
    texts: tuple[str, ...]
    central: float


@dataclass(frozen=True)
class Cells:
    """Amounts of two inputs together, written in every cell, with the line between below and above zero."""

    across: Edge
    down: Edge
    amounts: tuple[tuple[float, ...], ...]
    texts: tuple[tuple[str, ...], ...]
    central_name: str
    unit: str


@dataclass(frozen=True)
class Slip:
    """A number that counts in one box only, below its title."""

    text: str
    grade: str
    anchor: str
    hint: str
    """What it is in full, for who points at it or hears it."""


@dataclass(frozen=True)
class MapBox:
    """A number, quantity, line or party; ``reads`` are the places of the boxes on the left that go into it."""

    text: str
    grade: str
    anchor: str
    hint: str
    slips: tuple[Slip, ...] = ()
    reads: tuple[int, ...] = ()


@dataclass(frozen=True)
class Wiring:
    """What goes into what: numbers and quantities on the left, lines in the middle, parties on the right.

    A box reads boxes above it on the left. For each line and party the sign says whether the party is better (1) or
    worse (-1) off by it; 0 where it has nothing to do with it.
    """

    left: tuple[MapBox, ...]
    right: tuple[MapBox, ...]
    heads: tuple[MapBox, ...]
    signs: tuple[tuple[int, ...], ...]
    names: tuple[str, str]
    """What stands above the left and the middle column."""
    grades: tuple[tuple[str, str], ...]
    """Each grade with its name, for the key."""
    sign_names: tuple[str, str]
    """What the signs of better and worse stand for."""
    unit: str = ""


@dataclass(frozen=True)
class Fork:
    """A step of a tree with what follows it: on to the next step, or out at the side."""

    name: str
    facts: tuple[str, ...]
    """What it costs and how long it takes, one text a line."""
    onward: str
    """The chance that it goes on, in words."""
    out: tuple[str, ...]
    """What leaves it at the side, one text a line; nothing where all goes on."""


@dataclass(frozen=True)
class Forks:
    """A decision tree of steps one after the other, from top to bottom, with an exit beside each and an end below."""

    forks: tuple[Fork, ...]
    end: str
    end_facts: tuple[str, ...]
    unit: str = ""


Chart: TypeAlias = Lanes | Curves | Columns | Cells | Wiring | Forks
