"""A long batch of which every notebook has a kernel of its own: what its processes ask from first report to last.

Claim: over hundreds of reports, each with all its notebooks in kernels, nothing grows: not the processes of the batch,
not those that kernels are copied from. No peer. Writes the largest memory of each process that lives, at each moment at
which the batch tells how far it is, to ``kernel_memory.json`` beside this file. Needs a table of the user, as
``national_run.py`` does, and says so.

Run: MLL_LONG_TABLE=FILE python benchmarks/kernel_memory.py [MUNICIPALITIES]; each has three reports.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from national_run import prepare, run


def main(count: int) -> None:
    """Write and print the record of a run."""
    table = os.environ.get("MLL_LONG_TABLE")
    if not table:
        print("not measured: MLL_LONG_TABLE names no table of figures by municipality")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        record = run(folder, prepare(Path(table), count, folder), "--engine", "kernel", "--notebooks", "all")
    Path(__file__).with_suffix(".json").write_text(
        json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    print({key: held for key, held in record.items() if key != "over_time"}, record["over_time"][-1])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 114)
