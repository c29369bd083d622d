"""A national run: every municipality of a table in three scenarios, with figures of its own for each; no peer.

Claim: 342 municipalities by three scenarios come through without a failure, at a rate and in a memory that do not
change from the first reports to the last. Writes rate, peak memory of each process over time, size and failures to
``benchmarks/national_run.json``.

The table is a file of the user: a row for each figure of a municipality, with the columns code, name, year, variable,
value, unit, quality and source, such as one of CBS in long form. It is not in the project; without one this says so.

Run: MLL_LONG_TABLE=FILE python benchmarks/national_run.py [MUNICIPALITIES] [FOLDER]; begun again with that folder it
goes on where it was.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

RECORD = Path(__file__).with_suffix(".json")
WORKERS = 2
CASE = """\
schema: 2
case:
  {id: national, base_year: 2026, horizon: 10, language: nl, municipality: MUNICIPALITY, tables: {own: own.csv}}
alternatives: {baseline: {title: Niets doen}, letters: {title: Duidelijke brieven}}
lines:
  writing:
    kind: product
    title: Brieven herschrijven
    alternative: letters
    payer: municipality
    receiver: resources
    cash: true
    years: [2026, 2027]
    factors:
      households: {table: own, id: households, local: true}
      cost: {value: 0.5, unit: EUR/household/yr, price_year: 2026, source: made-up, quality: D}
  calls:
    kind: product
    title: Minder telefoon
    alternative: letters
    payer: resources
    receiver: municipality
    cash: true
    factors:
      inhabitants: {table: own, id: inhabitants, local: true}
      cost: {distribution: {kind: uniform, low: 0.1, high: 0.3}, unit: EUR/inhabitant/yr, price_year: 2026,
        source: made-up, quality: D}
scenarios:
  dear: {title: Duurder, set: {"lines.writing.factors.cost": 1.0}}
  cheap: {title: Goedkoper, set: {"lines.writing.factors.cost": 0.25}}
"""


def prepare(table: Path, count: int, folder: Path) -> list[str]:
    """Write the case and its table; the codes of the municipalities that have every figure."""
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["variable"] in ("inhabitants", "households")]
    by_code: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows:
        by_code.setdefault(row["code"], {})[row["variable"]] = row
    codes = [code for code, held in sorted(by_code.items()) if len(held) == 2][:count]
    (folder / "national.yaml").write_text(CASE.replace("MUNICIPALITY", codes[0]), encoding="utf-8")
    with (folder / "own.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "value", "unit", "quality", "source", "region", "year"))
        for code in codes:
            for name, row in by_code[code].items():
                unit = {"inhabitants": "inhabitant", "households": "household"}[name]
                writer.writerow((name, row["value"], unit, row["quality"], row["source"], code, row["year"]))
    return codes


def peaks(process: int) -> dict[int, float]:
    """The largest memory so far of a process and of each that it started (MB, Linux)."""
    found: dict[int, float] = {}
    waiting = [process]
    while waiting:
        number = waiting.pop()
        try:
            waiting += map(int, Path(f"/proc/{number}/task/{number}/children").read_text().split())
            status = Path(f"/proc/{number}/status").read_text()
        except OSError:
            continue
        size = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")), None)
        if size is not None:
            found[number] = int(size) / 1024
    return found


def _manifests(folder: Path) -> list[Path]:
    return list((folder / "out" / "reports").glob("*/*/*/manifest.json"))


def run(folder: Path, codes: list[str], *more: str) -> dict[str, Any]:
    """Make the reports that are not there yet; each time that the batch tells how far it is, look at its processes.

    More options of the batch may be given.
    """
    (folder / "codes.txt").write_text("\n".join(codes) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "mll_finance", "batch", "national.yaml", "--municipalities", "codes.txt"]
    options = ["--scenarios", "all", "--workers", str(WORKERS), "--out", "out", *more]
    if (folder / "out" / "batch.json").exists():
        options.append("--resume")
    before = len(_manifests(folder))
    began, over_time, said = perf_counter(), [], ""
    with subprocess.Popen([*command, *options], cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for said in process.stderr:
            sizes = sorted(round(size) for size in peaks(process.pid).values())
            over_time.append(
                {"seconds": round(perf_counter() - began), "said": said.strip(), "peaks_mb": sizes}
            )
    seconds = perf_counter() - began
    reports = _manifests(folder)
    size = sum(path.stat().st_size for path in (folder / "out").rglob("*") if path.is_file())
    return {
        "municipalities": len(codes),
        "reports": len(reports),
        "asked": 3 * len(codes),
        "exit_code": process.returncode,
        "resumed": "--resume" in options,
        "seconds": round(seconds),
        "reports_an_hour": round(3600 * (len(reports) - before) / seconds),
        "megabytes": round(size / 1e6, 1),
        "workers": WORKERS,
        "over_time": over_time,
    }


def main(count: int, folder: Path | None) -> None:
    """Write and print the record of a run."""
    table = os.environ.get("MLL_LONG_TABLE")
    if not table:
        print("not measured: MLL_LONG_TABLE names no table of figures by municipality")
        return
    with tempfile.TemporaryDirectory() as name:
        place = folder or Path(name)
        place.mkdir(parents=True, exist_ok=True)
        record = run(place.resolve(), prepare(Path(table), count, place))
    RECORD.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print({key: held for key, held in record.items() if key != "over_time"}, record["over_time"][-1])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 342, Path(sys.argv[2]) if len(sys.argv) > 2 else None)
