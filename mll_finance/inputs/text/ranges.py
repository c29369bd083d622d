"""How a case writes the distribution of a number: a kind with its numbers, and ``truncate`` where it is cut off."""

from __future__ import annotations

import copy
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from mll_finance.errors import InputError, Problem, suggestion
from mll_finance.inputs.text.written import number, refusal, show
from mll_finance.uncertainty import distributions

TRUNCATE = "truncate"
FILE = "file"
_ENDS = ("low", "high")
_SUCH_A_PART = "such as {weight: 0.8, kind: triangular, low: 1, mode: 2, high: 4}"


def distribution(written: Any) -> distributions.Distribution:
    """The distribution that a case writes, else an error that says what to write."""
    if not isinstance(written, dict):
        raise refusal(
            show(written),
            "a mapping with a kind and its numbers",
            "such as {kind: pert, low: 1, mode: 2, high: 4}",
        )
    kind = written.get("kind")
    if not isinstance(kind, str) or kind not in distributions.KINDS:
        raise refusal(
            f"the kind {show(kind)}",
            f"one of {', '.join(distributions.KINDS)}",
            suggestion(str(kind), distributions.KINDS),
        )
    names = distributions.parameters(kind)
    given = {str(name): part for name, part in written.items() if name not in ("kind", TRUNCATE)}
    for name in given:
        if name not in names:
            raise refusal(f"the key '{name}'", f"{kind} has {', '.join(names)}", suggestion(name, names))
    missing = [name for name in distributions.required(kind) if name not in given]
    if missing:
        raise refusal(
            f"no {' and no '.join(missing)}", f"{kind} has {', '.join(names)}", f"add {', '.join(missing)}"
        )
    values = {name: _held(kind, name, part) for name, part in given.items()}
    try:
        plain: distributions.Distribution = distributions.KINDS[kind](**values)
        return _cut(plain, written[TRUNCATE]) if TRUNCATE in written else plain
    except distributions.DistributionError as error:
        article = "an" if kind[0] in "aeiou" else "a"
        raise refusal(
            f"{article} {kind} that contradicts itself", str(error), "correct the numbers"
        ) from error


def _held(kind: str, name: str, written: Any) -> Any:
    """One value of a distribution: a number, a list of numbers, or a word."""
    words = distributions.choices(kind).get(name)
    if words is not None:
        if written not in words:
            raise refusal(
                f"{name}: {show(written)}", f"one of {', '.join(words)}", suggestion(str(written), words)
            )
        return str(written)
    if name in distributions.mixed(kind):
        if not isinstance(written, (list, tuple)):
            raise refusal(
                f"{name}: {show(written)}", "a list of distributions, each with a weight", _SUCH_A_PART
            )
        return tuple(_part(each) for each in written)
    if name in distributions.lists(kind):
        if not isinstance(written, (list, tuple)):
            raise refusal(f"{name}: {show(written)}", "a list of numbers", "such as [1, 2, 3]")
        return tuple(number(each) for each in written)
    return number(written)


def _part(written: Any) -> distributions.Part:
    """One distribution of a mixture with its weight."""
    if not isinstance(written, dict) or "weight" not in written:
        raise refusal(f"the part {show(written)}", "a distribution with a weight", _SUCH_A_PART)
    rest = {name: part for name, part in written.items() if name != "weight"}
    return distributions.Part(number(written["weight"]), distribution(rest))


def _cut(plain: distributions.Distribution, written: Any) -> distributions.Truncated:
    if not isinstance(written, dict) or not written or not set(written) <= set(_ENDS):
        raise refusal(f"truncate: {show(written)}", "a mapping with low, high or both", "such as {low: 0}")
    return distributions.Truncated(plain, **{name: number(end) for name, end in written.items()})


Uncertain = Annotated[
    Any,
    PlainValidator(distribution),
    WithJsonSchema(
        {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"enum": list(distributions.KINDS)}},
            "additionalProperties": {"type": "number"},
        }
    ),
]


def with_observations(raw: Any, folder: Path) -> Any:
    """A raw part of a case with the observations read in of each distribution that names a file.

    Raises
    ------
    InputError
        With every file that cannot be read, each at its path within the part.
    """
    places = list(_files(raw, ()))
    if not places:
        return raw
    whole, problems = copy.deepcopy(raw), []
    for place in places:
        holder = whole
        for key in place:
            holder = holder[key]
        try:
            holder["values"] = _numbers(folder / str(holder.pop(FILE)))
        except (OSError, UnicodeDecodeError, ValueError, csv.Error) as error:
            problems.append(
                Problem(
                    ".".join(map(str, place)),
                    f"a file that cannot be read as numbers ({error})",
                    "a CSV with a heading and one number a row",
                    "check the path, from the folder of the case, and the rows",
                )
            )
    if problems:
        raise InputError(problems)
    return whole


def _files(node: Any, place: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Where a distribution names a file."""
    if isinstance(node, dict):
        if isinstance(node.get(FILE), str) and hasattr(
            distributions.KINDS.get(str(node.get("kind"))), "FILE"
        ):
            yield place
        for key, child in node.items():
            yield from _files(child, (*place, key))


def _numbers(path: Path) -> list[float]:
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    numbers = [float(row[0]) for row in rows[1:] if row]
    if not numbers:
        raise ValueError("it has no rows")
    return numbers
