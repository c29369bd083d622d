"""Feeds readers bytes that atheris finds by what they reach in the code; adds to ``tests/evidence/fuzzed_bytes.json``.

A reader gives what it read or refuses in words (an ``InputError``); any other exception is a finding, by its kind and
the line that it came from. It begins with every example that comes along, and knows the words of the schema of a case
and of the questions of a scan. Where atheris has no wheel (it is of Linux) the script says so; no test needs it.

Usage: ``python tests/faults/count_fuzzed_bytes.py DATE [EXECUTIONS of each reader] [SEED] [READER]``; without a reader
all of them. A seed that is on record is refused, so that nothing is counted twice. A reader whose process is ended
counts as far as it came.
"""

from __future__ import annotations

import json
import re
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
from structures import ANSWERS, QUESTIONS

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "parameters"
MODULES = (
    "mll_finance.batch.series.plan",
    "mll_finance.inputs.actuals.rows",
    "mll_finance.inputs.assessments.answered",
    "mll_finance.inputs.case.case",
    "mll_finance.inputs.scan.answers",
    "mll_finance.inputs.tables.files",
)
INSTRUMENTED = ["mll_finance.inputs", "mll_finance.yaml_text", "mll_finance.batch.series"]
"""Packages of which atheris sees what an input reaches."""
LONGEST = 100_000
"""Bytes of an input at most: the largest example case is a little shorter."""
TOLD = 100
"""Executions after which a reader says how far it came."""
WORDS_FROM = (EXAMPLES / "case.schema.json", ROOT / "data" / "scan_questions.yaml")
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


def _in_file(data: bytes, read: Callable[[Path], Any]) -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        read(Path(file.name))


def _scan(data: bytes) -> None:
    from mll_finance.inputs.scan.answers import load_answers

    _in_file(data, load_answers)


@lru_cache(maxsize=1)
def _questions() -> Any:
    from mll_finance.inputs.assessments.questionnaire import read_questionnaire

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "questions.json"
        path.write_text(json.dumps(QUESTIONS), encoding="utf-8")
        return read_questionnaire(path)


def _questionnaire(data: bytes) -> None:
    from mll_finance.inputs.assessments.questionnaire import read_questionnaire

    _in_file(data, read_questionnaire)


def _answers(data: bytes) -> None:
    from mll_finance.inputs.assessments.answered import read_answered

    _in_file(data, lambda path: read_answered(path, _questions()))


def _files(folder: Path, pattern: str) -> tuple[bytes, ...]:
    """Files that come along, as far as they are no longer than an input may be."""
    contents = [path.read_bytes() for path in sorted(folder.glob(pattern))]
    return tuple(content for content in contents if len(content) <= LONGEST)


READERS: dict[str, tuple[Callable[[bytes], None], tuple[bytes, ...]]] = {
    "case": (_case, _files(EXAMPLES, "*.yaml")),
    "table": (_table, (TABLE, *_files(ROOT / "data", "*.csv"))),
    "actuals": (_actuals, (ACTUALS, *_files(EXAMPLES / "actuals", "*.csv"))),
    "municipalities": (_municipalities, (PLACES,)),
    "scan": (_scan, _files(EXAMPLES / "scans", "*.yaml")),
    "questions": (_questionnaire, (json.dumps(QUESTIONS).encode(),)),
    "answers": (_answers, (json.dumps(ANSWERS).encode(),)),
}
"""What reads bytes of a stranger, and what it is known to read."""


def words() -> list[str]:
    """The words of the schema of a case and of the questions of a scan, each once."""
    texts = [path.read_text(encoding="utf-8") for path in WORDS_FROM]
    return sorted({word for text in texts for word in re.findall(r"[A-Za-z_]{2,40}", text)})


def fuzzed(reader: str, executions: int, seed: int, corpus: Path) -> None:
    """Feed a reader in this process, and print its findings as it goes on; the process ends at the last execution."""
    import atheris

    with atheris.instrument_imports(include=INSTRUMENTED):
        for module in MODULES:
            import_module(module)
    from mll_finance.errors import InputError

    read, known = READERS[reader]
    seeds = corpus / "seeds"
    seeds.mkdir()
    for place, contents in enumerate(known):
        (seeds / str(place)).write_bytes(contents)
    dictionary = corpus / "words"
    dictionary.write_text("".join(f'"{word}"\n' for word in words()), encoding="utf-8")
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
        if counted["executions"] == executions or counted["executions"] % TOLD == 0:
            print(json.dumps({**counted, "findings": findings}), flush=True)

    options = ["-timeout=100000", "-rss_limit_mb=0", "-len_control=0", f"-max_len={LONGEST}"]
    counts = [f"-atheris_runs={executions + 2}", f"-seed={seed}", f"-dict={dictionary}"]
    atheris.Setup([sys.argv[0], *options, *counts, str(seeds)], once)
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
    asked_readers = [sys.argv.pop()] if sys.argv[-1] in READERS else [*READERS]
    date, (executions, seed) = asked(5000, 20261130)
    check_new("fuzzed_bytes", [seed])
    by_reader = {reader: told_by(reader, executions, seed) for reader in asked_readers}
    wrong = [[reader, *row] for reader, told in by_reader.items() for row in told.pop("findings").items()]
    for row in wrong:
        print(*row, flush=True)
    total = sum(told["executions"] for told in by_reader.values())
    keep("fuzzed_bytes", date, {"seeds": [seed], "executions": total, "by_reader": by_reader, "wrong": wrong})
