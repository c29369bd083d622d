"""A process that makes many reports keeps nothing of one that is done: objects are counted, not memory or time."""

from __future__ import annotations

import gc
from collections import Counter
from pathlib import Path

import pytest
from local_case import CASE, TABLE

from mll_finance.batch.series.job import make_report
from mll_finance.batch.series.plan import Contents, plan

PLACES = (
    "Eindhoven",
    "Helmond",
    "Breda",
    "Groningen",
    "Almere",
    "Delft",
    "Ede",
    "Zeist",
    "Goes",
    "Assen",
    "Venlo",
    "Hoorn",
)


def kept_objects() -> Counter[str]:
    """Objects of this suite that are alive, by type."""
    gc.collect()
    kinds = (type(each) for each in gc.get_objects())
    return Counter(
        f"{kind.__module__}.{kind.__qualname__}"
        for kind in kinds
        if str(kind.__module__).startswith("mll_finance")
    )


@pytest.mark.parametrize("is_whole", [False, True])
def test_a_process_keeps_nothing_of_a_report_that_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_whole: bool
) -> None:
    rows = [
        f"{name},{number + 1}00,{unit},A,count,{place},2024"
        for number, place in enumerate(PLACES)
        for name, unit in (("clients", "person/yr"),)
    ]
    shares = [f"share,0.1,fraction,A,count,{place},2024" for place in PLACES]
    (tmp_path / "local.yaml").write_text(CASE, encoding="utf-8")
    (tmp_path / "own.csv").write_text(
        "\n".join([TABLE.partition("\n")[0], *rows, *shares]) + "\n", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    jobs = plan(["local.yaml"], ",".join(PLACES), None).jobs
    counts = []
    for half in (jobs[: len(jobs) // 2], jobs[len(jobs) // 2 :]):
        for job in half:
            told = make_report(
                job.as_json(), str(tmp_path / "reports"), Contents((), ("html",), is_whole=is_whole)
            )
            assert told["failure"] == ""
        counts.append(kept_objects())
    grown = {name: count - counts[0][name] for name, count in counts[1].items() if count > counts[0][name]}
    assert grown == {}
