"""What it costs a batch to keep once what its reports share; no peer.

Claim: taking from a report what others have too asks less than a twentieth of the time that making it asks, and leaves
less than half of its bytes. Prints both, over reports of the largest example for two municipalities.

Run: python benchmarks/sharing.py [TIMES]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from time import process_time

from mll_finance import load_case
from mll_finance.batch.run import Request, run_study
from mll_finance.batch.shared.base import Bases
from mll_finance.batch.shared.folder import share
from mll_finance.engine.study import Study

CASE = "vroegsignalering_eindhoven"
PLACES = ("Eindhoven", "Helmond")


def size(folder: Path) -> int:
    """Bytes of the files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main(times: int) -> None:
    """Print the time of making and of sharing a report, and its size before and after."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        case = load_case(CASE)
        for place in PLACES:
            changed = {"case.municipality": place}
            begun = process_time()
            run_study(
                Study(case.with_(changed)),
                Request(folder / place, (), ("html",), {"scenario": "", "changes": changed}),
            )
            made = process_time() - begun
        first_html = (folder / PLACES[0] / "report.html").read_text(encoding="utf-8")
        base = Bases(folder / "assets", "first").kept(first_html, by=folder / PLACES[0])
        before, seconds = size(folder / PLACES[1]), []
        for number in range(times):
            copy = folder / f"copy_{number}"
            shutil.copytree(folder / PLACES[1], copy)
            begun = process_time()
            share(copy, assets=folder / "assets", base=base, language="nl")
            seconds.append(process_time() - begun)
        after = size(copy)
    middle = sorted(seconds)[len(seconds) // 2]
    print(
        f"made: {made:.2f} s; shared: {1000 * middle:.0f} ms ({middle / made:.1%}); bytes: {before} to {after}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
