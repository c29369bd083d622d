"""What travels to a process that sees no folder of ours, and back: a case with its files, and a report with its files.

So an executor needs no disk that machines share. A parcel is names below a folder with their bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mll_finance.batch.series.plan import Job
from mll_finance.batch.whole_folder import whole_folder
from mll_finance.inputs.case.case import Case

Parcel = dict[str, bytes]


def case_parcel(case: Case, scenarios: Iterable[str]) -> Parcel:
    """The file of a case and every file that it names, in these scenarios too."""
    for name in scenarios:
        if name:
            case.in_scenario(
                name
            )  # A scenario may name a file of its own: opened, it is among those of the case.
    document = (case.origin or case).document
    return {**case.files.contents, Path(document.name).name: document.text.encode("utf-8")}


def unpack(parcel: Parcel, folder: Path) -> None:
    """Write the files of a parcel below a folder."""
    for name, contents in parcel.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(contents)


def packed(folder: Path) -> Parcel:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def received(parcel: Parcel, reports: Path, job: Job) -> None:
    """Put a report that came from elsewhere in its place, whole or not at all.

    Raises
    ------
    InputError
        Where files of the user stand there.
    RunError
        Where it cannot be written.
    """
    with whole_folder(reports / job.folder) as folder:
        unpack(parcel, folder)
