"""The frozen figures on disk: one compressed file for each group of cases, every figure in full (float64).

A figure stands beside its size: the sum over the lines of the absolute amounts that it is made of. What was calculated
otherwise may differ from it by a rounding error of that size, and by no more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
FOLDER = Path(__file__).parent / "results"
GROUPS = 10
_NOTHING = 1e-10
"""Euros: what is left of amounts that cancel, whose size was not kept."""
DRAWN = "drawn "


@dataclass
class Frozen:
    """One case: which document it was, and its figures with their sizes."""

    id: str
    digest: str
    """SHA-256 of the text of the case."""
    not_counted: dict[str, list[str]]
    figures: dict[str, Array] = field(default_factory=dict)
    sizes: dict[str, Array] = field(default_factory=dict)

    @property
    def drawn(self) -> dict[str, Array]:
        """Draws of the uncertain numbers by path."""
        return {
            name.removeprefix(DRAWN): draws for name, draws in self.figures.items() if name.startswith(DRAWN)
        }


def path(group: int) -> Path:
    """The file of a group."""
    return FOLDER / f"group_{group}.npz"


def write(group: int, cases: list[Frozen], *, commit: str) -> None:
    """Write the cases of a group, with the commit of the engine that gave them."""
    figures = [np.ravel(figure) for case in cases for figure in case.figures.values()]
    sizes = [np.ravel(case.sizes[name]) for case in cases for name in case.figures]
    layout = [
        {
            "id": case.id,
            "digest": case.digest,
            "not_counted": case.not_counted,
            "shapes": {name: [figure.shape, case.sizes[name].shape] for name, figure in case.figures.items()},
        }
        for case in cases
    ]
    text = json.dumps({"commit": commit, "cases": layout}, separators=(",", ":"))
    np.savez_compressed(
        path(group),
        layout=np.frombuffer(text.encode(), dtype=np.uint8),
        figures=np.concatenate(figures),
        sizes=np.concatenate(sizes).astype(np.float32),
    )


def read(group: int) -> list[Frozen]:
    """The cases of a group."""
    with np.load(path(group)) as stored:
        layout = json.loads(stored["layout"].tobytes())
        figures, sizes = stored["figures"], stored["sizes"].astype(np.float64)
    cases, place, size_place = [], 0, 0
    for part in layout["cases"]:
        case = Frozen(part["id"], part["digest"], part["not_counted"])
        for name, (shape, size_shape) in part["shapes"].items():
            end, size_end = place + int(np.prod(shape)), size_place + int(np.prod(size_shape))
            case.figures[name] = figures[place:end].reshape(shape)
            case.sizes[name] = sizes[size_place:size_end].reshape(size_shape)
            place, size_place = end, size_end
        cases.append(case)
    return cases


def differences(was: dict[str, Array], sizes: dict[str, Array], now: dict[str, Array]) -> list[str]:
    """What moved by more than 1e-12 of its size, in words; and what is missing or new."""
    moved = [f"{name}: is missing" for name in was if name not in now]
    moved += [f"{name}: was not there" for name in now if name not in was]
    for name, figure in was.items():
        if name not in now:
            continue
        if np.shape(now[name]) != figure.shape and figure.size > 1:
            moved.append(f"{name}: shape {figure.shape} became {np.shape(now[name])}")
            continue
        off, size = np.abs(now[name] - figure), _size(name, sizes)
        if not np.all(off <= np.maximum(1e-12 * size, _NOTHING)):
            with np.errstate(divide="ignore", invalid="ignore"):
                worst = np.nanmax(off / size)
            moved.append(f"{name}: off by {worst:.1e} of the amounts that it is made of")
    return moved


def _size(name: str, sizes: dict[str, Array]) -> Array:
    """The size of a figure; lines without a map by year are in the size of the NPV, not in that of its factors."""
    about, _, rest = name.partition(" ")
    return sizes[name] + sizes[f"npv {rest}"] if about == "factor_npv" else sizes[name]
