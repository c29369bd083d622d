"""A process that makes reports one after the other for another one: what hangs, dies or eats memory in it is ended.

For executors whose own processes are somebody else's, such as the workers of a scheduler: those are not to be ended for
one report, and may not start processes in the way of :mod:`multiprocessing`. The two speak through pipes.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Timer
from typing import Any

from mll_finance.batch.series.job import NOTHING_LOCAL, begin, make_report
from mll_finance.batch.series.parcel import Parcel, packed, unpack
from mll_finance.batch.series.plan import REPORTS, Contents
from mll_finance.batch.system import with_one_thread
from mll_finance.system_reasons import system_reason

ReportAsked = tuple[dict[str, str], Parcel, Contents]
"""A job as plain values, its case, and what the report holds."""
ReportTold = tuple[dict[str, Any], Parcel]
"""What :func:`~mll_finance.batch.series.job.make_report` tells, and the report with what it shares; nothing of a report
that failed."""


class OwnProcess:
    """A process that makes reports for this one, started when it is first needed and anew when it died.

    Parameters
    ----------
    folder : Path
        Where it may work; what is in it when it is killed is for whoever owns that folder.
    megabytes : int or None
        How much memory it may take.
    """

    def __init__(self, folder: Path, megabytes: int | None) -> None:
        self.folder, self.megabytes = folder, megabytes
        self._process: subprocess.Popen[bytes] | None = None

    def told(self, asked: ReportAsked, seconds: float | None) -> ReportTold:
        """What came of a report.

        Raises
        ------
        TimeoutError
            Where it took longer than these seconds; the process is ended.
        EOFError
            Where the process was ended from outside.
        """
        process = self._running()
        is_late = False

        def end() -> None:
            nonlocal is_late
            is_late = True
            process.kill()

        timer = None if seconds is None else Timer(seconds, end)
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            if timer is not None:
                timer.start()
            pickle.dump(asked, process.stdin)
            process.stdin.flush()
            report_told: ReportTold = pickle.load(process.stdout)
            return report_told
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            self.end()
            raise (TimeoutError() if is_late else EOFError()) from error
        except BaseException:
            self.end()
            raise
        finally:
            if timer is not None:
                timer.cancel()

    def end(self) -> None:
        """End the process, whatever it is at."""
        process_to_end, self._process = self._process, None
        if process_to_end is not None:
            process_to_end.kill()
            with contextlib.suppress(OSError):
                process_to_end.communicate()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(self.folder), str(self.megabytes or 0)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=dict(with_one_thread(dict(os.environ))),
            )
        return self._process


def told_of(asked: ReportAsked, folder: Path) -> ReportTold:
    """Make a report of a case that came as a parcel, and pack it."""
    raw_job, parcel_of_case, contents_asked = asked
    source_file = folder / raw_job["fingerprint"] / Path(raw_job["source"]).name
    try:
        if not source_file.exists():
            unpack(parcel_of_case, source_file.parent)
        # What reports share stays from one to the next, as in the folder of a batch; a report goes when it is packed.
        reports_folder = folder / REPORTS
        try:
            summary_of_report = make_report(
                {**raw_job, "source": str(source_file)}, str(reports_folder), contents_asked
            )
            return summary_of_report, {} if summary_of_report["failure"] else packed(
                folder, reports_folder / raw_job["folder"]
            )
        finally:
            shutil.rmtree(reports_folder, ignore_errors=True)
    except OSError as error:
        return {"local": NOTHING_LOCAL, "size": None, "failure": system_reason(error)}, {}


def _serve(folder: str, megabytes: int) -> None:
    """Make what is asked at standard input until nobody asks; what a report prints goes to the stream of errors."""
    begin(megabytes or None)
    request_stream = sys.stdin.buffer
    with os.fdopen(os.dup(1), "wb") as answer_stream, tempfile.TemporaryDirectory(dir=folder) as own_folder:
        os.dup2(2, 1)
        while True:
            try:
                report_asked = pickle.load(request_stream)
            except EOFError:
                return
            pickle.dump(told_of(report_asked, Path(own_folder)), answer_stream)
            answer_stream.flush()


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]))
