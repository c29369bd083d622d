"""What travels to a process that sees no folder of ours, and back: a case with its files, and a report with its files.

So an executor needs no disk that machines share. A parcel is names below a folder with their bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mll_finance.batch.earlier_run import earlier_run
from mll_finance.batch.series.plan import Job
from mll_finance.batch.shared.base import pointers, put_beside
from mll_finance.batch.shared.kept import ASSETS
from mll_finance.batch.whole_folder import whole_folder
from mll_finance.inputs.case.case import Case

Parcel = dict[str, bytes]
_BESIDE = f"../{ASSETS}/"


def case_parcel(case: Case, scenarios: Iterable[str]) -> Parcel:
    """The file of a case and every file that it names, in these scenarios too."""
    for scenario_name in scenarios:
        if scenario_name:
            case.in_scenario(
                scenario_name
            )  # A scenario may name a file of its own: opened, it is among those of the case.
    case_document = (case.origin or case).document
    return {**case.files.contents, Path(case_document.name).name: case_document.text.encode("utf-8")}


def unpack(parcel: Parcel, folder: Path) -> None:
    """Write the files of a parcel below a folder."""
    for file_name, contents in parcel.items():
        unpacked_file = folder / file_name
        unpacked_file.parent.mkdir(parents=True, exist_ok=True)
        unpacked_file.write_bytes(contents)


def packed(batch: Path, report: Path) -> Parcel:
    """Every file of a report, and what it shares beside it in the folder of its batch, which is named with ``../``."""
    file_by_name = {path.relative_to(report).as_posix(): path for path in report.rglob("*")}
    run_of_report = earlier_run(report)
    if run_of_report is not None and run_of_report.shared is not None:
        asset_names = [*run_of_report.shared.assets, *pointers(batch / ASSETS, run_of_report.shared.assets)]
        file_by_name |= {f"{_BESIDE}{name}": batch / ASSETS / name for name in asset_names}
    return {name: path.read_bytes() for name, path in sorted(file_by_name.items()) if path.is_file()}


def received(parcel: Parcel, reports: Path, job: Job) -> None:
    """Put a report that came from elsewhere in its place, whole or not at all, and before it what it shares.

    Raises
    ------
    InputError
        Where files of the user stand there.
    RunError
        Where it cannot be written.
    """
    asset_by_name = {
        name.removeprefix(_BESIDE): file_bytes
        for name, file_bytes in parcel.items()
        if name.startswith(_BESIDE)
    }
    with whole_folder(reports / job.folder) as folder:
        for asset_name, file_bytes in asset_by_name.items():
            put_beside(reports.parent / ASSETS, asset_name, file_bytes, by=folder)
        unpack(
            {name: file_bytes for name, file_bytes in parcel.items() if not name.startswith(_BESIDE)}, folder
        )
