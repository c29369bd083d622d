"""Feeds readers bytes that atheris finds by what they reach in the code; adds to ``tests/evidence/fuzzed_bytes.json``.

A reader gives what it read or refuses in words (an ``InputError``); any other exception is a finding, by its kind and
the line that it came from. Where atheris has no wheel (it is of Linux) the script says so; no test needs it.

Usage: ``python tests/faults/count_fuzzed_bytes.py DATE [EXECUTIONS of each reader] [SEED]``. A seed that is on record
is refused, so that nothing is counted twice.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from counting import asked, check_new, keep

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "parameters"
MODULES = (
    "mll_finance.batch.series.plan",
    "mll_finance.inputs.actuals.rows",
    "mll_finance.inputs.case.case",
    "mll_finance.inputs.tables.files",
)
INSTRUMENTED = ["mll_finance.inputs", "mll_finance.yaml_text", "mll_finance.batch.series"]
"""Packages of which atheris sees what an input reaches."""
LONGEST = 6000
"""Bytes of an input at most: a small case is a third of it."""
TABLE = b"id,value,unit,quality,source,region,year\nclients,1000,person/yr,A,count,Eindhoven,2024\n"
ACTUALS = b"""\
year,path,alternative,kind,value,unit,source,share_of_year
2027,lines.savings.amounts,project,price,500,EUR,ledger,1
"""
PLACES = '\ufeffgemeente;naam\n\'s-Gravenhage;x\nGM0772\n"Bergen (NH.)"\n'.encode()


def _case(data: bytes) -> None:
    from mll_finance.inputs.case.case import case_from_text

    case_from_text(data.decode("utf-8", "replace"))


def _table(data: bytes) -> None:
    from mll_finance.errors import InputError
    from mll_finance.inputs.tables.files import TableFile, read_table

    if problems := read_table(TableFile("own", Path("own.csv"), data)).problems:
        raise InputError(problems)


@lru_cache(maxsize=1)
def _example() -> Any:
    from mll_finance import load_case

    return load_case("two_years")


def _actuals(data: bytes) -> None:
    from mll_finance.inputs.actuals.rows import actuals_of

    actuals_of(_example(), data, Path("actuals.csv"))


def _municipalities(data: bytes) -> None:
    from mll_finance.batch.series.plan import _places
    from mll_finance.errors import InputError

    problems: list[Any] = []
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        list(_places(file.name, [_example()], problems))
    if problems:
        raise InputError(problems)


READERS: dict[str, tuple[Callable[[bytes], None], tuple[bytes, ...]]] = {
    "case": (_case, tuple(path.read_bytes() for path in sorted(EXAMPLES.glob("two_years.yaml")))),
    "table": (_table, (TABLE,)),
    "actuals": (_actuals, (ACTUALS,)),
    "municipalities": (_municipalities, (PLACES,)),
}
"""What reads bytes of a stranger, and what it is known to read."""


def fuzzed(reader: str, executions: int, seed: int, corpus: Path) -> None:
    """Feed a reader in this process, and print its findings at the last execution; the process ends there."""
    import atheris

    with atheris.instrument_imports(include=INSTRUMENTED):
        for module in MODULES:
            import_module(module)
    from mll_finance.errors import InputError

    read, known = READERS[reader]
    for place, contents in enumerate(known):
        (corpus / str(place)).write_bytes(contents)
    counted = {"executions": 0, "read": 0, "refused": 0}
    findings: dict[str, str] = {}

    def once(data: bytes) -> None:
        counted["executions"] += 1
        try:
            read(data)
            counted["read"] += 1
        except InputError as error:
            str(error)
            counted["refused"] += 1
        except Exception as error:
            at = traceback.extract_tb(error.__traceback__)[-1]
            findings.setdefault(f"{type(error).__name__} at {Path(at.filename).name}:{at.lineno}", repr(data))
        if counted["executions"] == executions:
            print(json.dumps({**counted, "findings": findings}), flush=True)

    options = ["-timeout=100000", "-rss_limit_mb=0", "-len_control=0", f"-max_len={LONGEST}"]
    counts = [f"-atheris_runs={executions + 2}", f"-seed={seed}"]
    atheris.Setup([sys.argv[0], *options, *counts, str(corpus)], once)
    atheris.Fuzz()


def told_by(reader: str, executions: int, seed: int) -> dict[str, Any]:
    """What feeding a reader in a process of its own came to."""
    with tempfile.TemporaryDirectory() as corpus:
        process = subprocess.run(
            [sys.executable, __file__, "--reader", reader, str(executions), str(seed), corpus],
            capture_output=True,
            text=True,
            check=False,
        )
    counts = [line for line in process.stdout.splitlines() if line.startswith('{"executions"')]
    if not counts:
        raise RuntimeError(process.stderr[-2000:])
    told: dict[str, Any] = json.loads(counts[-1])
    return told


if __name__ == "__main__":
    if find_spec("atheris") is None:
        sys.exit("atheris is not installed: it has a wheel for Linux alone; the tests do not need it")
    if sys.argv[1:2] == ["--reader"]:
        fuzzed(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), Path(sys.argv[5]))
    date, (executions, seed) = asked(5000, 20261130)
    check_new("fuzzed_bytes", [seed])
    by_reader = {reader: told_by(reader, executions, seed) for reader in READERS}
    wrong = [[reader, *row] for reader, told in by_reader.items() for row in told.pop("findings").items()]
    for row in wrong:
        print(*row, flush=True)
    total = sum(told["executions"] for told in by_reader.values())
    keep("fuzzed_bytes", date, {"seeds": [seed], "executions": total, "by_reader": by_reader, "wrong": wrong})
