"""Inputs with slips in them, drawn with a seed: cases, own tables, answers of a scan, texts of --set and forms.

Each mutation writes its files in a folder and gives the commands to try. ``outcome`` says how they ended: read,
refused, or one of the ways in which no input may end. Counted at length by ``python tests/faults/count_mutations.py``.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import random
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mll_finance.cli.main import main
from mll_finance.resources import resource

sys.path.insert(0, str(Path(__file__).resolve().parent))
from slips import FilledForm, filled

CASES = {
    "two_years": 12,
    "samenwerking_naar_werk": 6,
    "sensor_valdetectie": 1,
    "wijkinzicht": 2,
    "anonimiseren": 1,
    "vroegsignalering_eindhoven": 1,
    "wmo_intake": 1,
    "dakloosheid_preventie": 1,
    "fraude_selectie_bijstand": 1,
}
"""Example cases by how often they are drawn: the quick ones more."""
NUMBERS = (
    "85.000", "1.250.000", "0,25", "-3", "0", "1e3", "1e400", "010", "12:30", ".nan", "5%", "€ 95", "85 000", "10-25",
    "circa 40", "pm", "?", "[1, 2]", "{low: 1, high: 2}", "1_000", "99999999999999999999999999999999", "ja", "",
   "1.375",    "{2026: 1.000}", "{times: 3}", "½", "1/3", "0x10", "2026-01-01",
)  # fmt: skip
"""What stands in the place of a number."""
NEVER = (
    "1e400",
    ".nan",
    "5%",
    "€ 95",
    "85 000",
    "10-25",
    "circa 40",
    "?",
    "1_000",
    "½",
    "0x10",
    "12:30",
    "0,25",
)
"""What no number of a case can be: accepted, it would have been read as something else."""
SIGNS = (
    "\t",
    ":",
    ",",
    "{",
    "}",
    "[",
    "]",
    "'",
    '"',
    "#",
    "%",
    "@",
    "&",
    "*",
    "- ",
    "\u00a0",
    "€",
    "\x1b",
    "\ufeff",
    "é",
    "|",
)
WORDS = (
    "municipality",
    "resources",
    "baseline",
    "quantities",
    "NOG IN TE VULLEN",
    "Bergen",
    "true",
    "null",
    "x" * 400,
)
COLUMNS = "id,value,low,high,unit,price_year,region,quality,source,page,retrieved,note,year\n"
TABLE = COLUMNS + "".join(
    f"cost_{number},{number * 37 + 0.5},,,EUR,2024,{region},A,own,,2026-01-01,note {number},2024\n"
    for number, region in enumerate(("Nederland", "Eindhoven", "Breda", "'s-Gravenhage"))
)
TABLE_CASE = """\
schema: 2
case: {id: tables, title: Tables, base_year: 2026, horizon: 2, language: nl, tables: {prices: prices.csv}}
alternatives: {baseline: {title: Nothing}, project: {title: Project}}
lines:
  cost:
    kind: cash_flow
    alternative: project
    payer: municipality
    receiver: resources
    amounts: {table: prices, id: cost_1}
"""
DRAWS = ("--draws", "64")


@dataclass(frozen=True)
class Mutation:
    """One input with a slip: what it is, and the commands that read it."""

    kind: str
    slip: str
    commands: tuple[tuple[str, ...], ...]
    never: bool = False
    """Whether it must be refused: it has something in the place of a number that no number can be."""


def mutations(seed: int, folder: Path) -> Iterator[Mutation]:
    """Mutations without end; the files of one are gone when the next is drawn."""
    drawn = random.Random(seed)
    form = _form(folder)
    kinds: dict[Callable[[], Mutation], int] = {
        lambda: _case(drawn, folder): 60,
        lambda: _set(drawn): 15,
        lambda: _table(drawn, folder): 12,
        lambda: _scan(drawn, folder): 10,
        lambda: _mutated_form(drawn, folder, form): 3,
    }
    while True:
        (make,) = drawn.choices(list(kinds), list(kinds.values()))
        yield make()


def outcome(mutation: Mutation) -> str:
    """How the commands ended: read, refused, or what is wrong."""
    for command in mutation.commands:
        out, err = io.StringIO(), io.StringIO()
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = main(list(command))
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        except BaseException as unexpected:
            return f"{' '.join(command)}: {type(unexpected).__name__}: {str(unexpected)[:300]}"
        if "Traceback" in err.getvalue():
            return f"{' '.join(command)}: a traceback"
        if code == 2:
            if not err.getvalue().strip():
                return f"{' '.join(command)}: refused without a word"
            first = command == mutation.commands[0]
            return "refused" if first else f"in order, then refused: {err.getvalue()[-300:]}"
        if code != 0:
            return f"{' '.join(command)}: exit code {code}: {(err.getvalue() or out.getvalue())[-300:]}"
        if "json" in command and (nonsense := _nonsense(out.getvalue())):
            return f"{' '.join(command)}: {nonsense}"
    return "read though no number can be so" if mutation.never else "read"


def _nonsense(text: str) -> str:
    """What in the results is no result: a number that is none, or percentiles out of order."""
    document = json.loads(text)
    for row in document.get("results", ()):
        figures = [row.get(name) for name in ("p05", "p50", "p95")]
        if any(isinstance(figure, float) and not math.isfinite(figure) for figure in row.values()):
            return f"a number that is none: {row}"
        if None not in figures and not figures[0] <= figures[1] <= figures[2]:
            return f"percentiles out of order: {row}"
    return ""


def _case(drawn: random.Random, folder: Path) -> Mutation:
    name = _named(drawn)
    text = resource("parameters", f"{name}.yaml").read_text(encoding="utf-8")
    slip, text, never = drawn.choice(SLIPS)(drawn, text)
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    commands = [("check", str(path))]
    if drawn.random() < 0.25:
        commands.append(("appraise", str(path), *DRAWS, "--format", "json"))
    return Mutation("case", f"{name}: {slip}", tuple(commands), never)


def _named(drawn: random.Random) -> str:
    return drawn.choices(list(CASES), list(CASES.values()))[0]


def _number(drawn: random.Random, text: str) -> tuple[str, str, bool]:
    """Another text in the place of a number."""
    places = list(re.finditer(r"(?<=: )-?\d+(?:\.\d+)?(?=[,}\n])", text))
    place = drawn.choice(places)
    key = re.findall(r"([\w\-]+): $", text[: place.start()]) or ["?"]
    written = drawn.choice(NUMBERS)
    numeric = key[0] in ("value", "low", "mode", "high", "mean", "sd", "horizon", "base_year", "price_year")
    after = text[: place.start()] + written + text[place.end() :]
    line = text.count("\n", 0, place.start()) + 1
    return f"line {line}, {key[0]}: {place[0]} becomes {written}", after, numeric and written in NEVER


def _sign(drawn: random.Random, text: str) -> tuple[str, str, bool]:
    at, sign = drawn.randrange(len(text)), drawn.choice(SIGNS)
    return f"{sign!r} at {at}", text[:at] + sign + text[at:], False


def _lost(drawn: random.Random, text: str) -> tuple[str, str, bool]:
    at, count = drawn.randrange(len(text)), drawn.choice((1, 1, 2, 9))
    return f"{count} signs lost at {at}", text[:at] + text[at + count :], False


def _lines(drawn: random.Random, text: str) -> tuple[str, str, bool]:
    """A line lost, twice, moved, or further to the right."""
    lines = text.splitlines(keepends=True)
    at, other = drawn.randrange(len(lines)), drawn.randrange(len(lines))
    how = drawn.choice(("lost", "twice", "moved", "right", "cut"))
    if how == "lost":
        del lines[at]
    elif how == "twice":
        lines.insert(at, lines[at])
    elif how == "moved":
        lines.insert(other, lines.pop(at))
    elif how == "right":
        lines[at] = drawn.choice((" ", "  ", "\t")) + lines[at]
    else:
        lines = lines[: at + 1]
    return f"line {at + 1} {how}", "".join(lines), False


def _word(drawn: random.Random, text: str) -> tuple[str, str, bool]:
    """A word misspelt, or another word in its place."""
    place = drawn.choice(list(re.finditer(r"[A-Za-z_]{3,}", text)))
    word = place[0]
    at = drawn.randrange(len(word) - 1)
    misspelt = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    other = drawn.choice((misspelt, misspelt, drawn.choice(WORDS), word.upper(), "nl"))
    return f"{word} becomes {other[:40]}", text[: place.start()] + other + text[place.end() :], False


SLIPS = (_number, _number, _number, _sign, _lost, _lines, _word)
"""Ways to change a text, the likeliest more often."""


def _set(drawn: random.Random) -> Mutation:
    name = _named(drawn)
    text = resource("parameters", f"{name}.yaml").read_text(encoding="utf-8")
    stack: list[tuple[int, str]] = []
    paths = []
    for line in text.splitlines():
        match = re.match(r"( *)([\w\-.\"']+):", line)
        if match:
            while stack and stack[-1][0] >= len(match[1]):
                stack.pop()
            stack.append((len(match[1]), match[2].strip("\"'")))
            paths.append(".".join(key for _, key in stack))
    path = drawn.choice([path for path in paths if "." in path])
    path = drawn.choice((path, path, f"{path}.value", path.replace("a", "", 1), f"{path}.2027"))
    written = drawn.choice(
        (*NUMBERS, *NUMBERS, *WORDS, "{times: 0}", "{pm: x}", "[", "{a: b", "{value: 3}", "-1e9")
    )
    command = drawn.choice((("check", name), ("check", name), ("appraise", name, *DRAWS, "--format", "json")))
    return Mutation("--set", f"{name}: {path}={written[:40]}", ((*command, "--set", f"{path}={written}"),))


def _table(drawn: random.Random, folder: Path) -> Mutation:
    text = TABLE
    if drawn.random() < 0.5:
        text = text.replace(",", drawn.choice((";", "\t", "|")))
    for _ in range(drawn.choice((1, 1, 2))):
        slip, text, _ = drawn.choice((_cell, _cell, _sign, _lost, _lines))(drawn, text)
    encoding = drawn.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le"))
    (folder / "prices.csv").write_bytes(text.encode(encoding, errors="replace"))
    (folder / "tables.yaml").write_text(TABLE_CASE, encoding="utf-8")
    case = str(folder / "tables.yaml")
    commands = (("check", case), ("appraise", case, "--format", "json"))
    return Mutation("own table", f"{slip} ({encoding})", commands)


def _cell(drawn: random.Random, text: str) -> tuple[str, str, bool]:
    place = drawn.choice(list(re.finditer(r"[^,;\t|\n]+", text)))
    written = drawn.choice((*NUMBERS, *WORDS))
    return f"{place[0]} becomes {written[:40]}", text[: place.start()] + written + text[place.end() :], False


def _scan(drawn: random.Random, folder: Path) -> Mutation:
    text = resource("parameters", "scans", "vroegsignalering_scan.yaml").read_text(encoding="utf-8")
    slip, text, _ = drawn.choice((*SLIPS, _cell))(drawn, text)
    path = folder / "scan.yaml"
    path.write_text(text, encoding="utf-8")
    case = folder / "scanned.yaml"
    case.unlink(missing_ok=True)
    return Mutation("scan", slip, (("scan", str(path), "--out", str(case)), ("check", str(case))))


def _form(folder: Path) -> Path:
    """A form of a small case in which all is well."""
    return filled(folder / "form.xlsx").save()


def _mutated_form(drawn: random.Random, folder: Path, form: Path) -> Mutation:
    filled_form = FilledForm(form)
    table = drawn.choice(list(filled_form.sheets))
    sheet = filled_form.sheets[table]
    row, column = drawn.randrange(5, sheet.max_row + 2), drawn.randrange(1, sheet.max_column + 1)
    written = drawn.choice((*NUMBERS, *WORDS, -3, 0.5, 85000, 1e300, True, None, "=1/0", "=A1"))
    cell = sheet.cell(row, column)
    with contextlib.suppress(AttributeError):
        cell.value = written
    target = folder / "mutated.xlsx"
    filled_form.path = target
    filled_form.save()
    case = folder / "mutated.yaml"
    case.unlink(missing_ok=True)
    slip = f"{table}!{cell.coordinate} becomes {str(written)[:40]}"
    commands = (
        ("import", str(target), "--out", str(case)),
        ("appraise", str(case), *DRAWS, "--format", "json"),
    )
    return Mutation("form", slip, commands)
