"""A run as it stands in a folder: with what it was made, and which of its files are no longer as the run made them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any

from mll_finance.batch.shared.kept import SHARED, SharedParts, assets_of, shared_parts, whole_manifest
from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.finding import MANIFEST_OF_RUN, OF_RUN
from mll_finance.inputs.tables.in_force import named_files
from mll_finance.plain_files import plain_bytes
from mll_finance.terms import three

_LARGEST = 200_000_000
"""Bytes of a manifest: it keeps the lines of the texts of a run."""


@dataclass(frozen=True)
class EarlierRun:
    """A run that this suite made, read once from its manifest.

    Parameters
    ----------
    folder : Path
        Where it stands.
    parameters : dict
        Its scenario and changes; empty for a public version.
    digests : dict
        SHA-256 of each of its files, by name below the folder.
    texts : object
        The lines of its texts, as the manifest keeps them.
    fingerprint : dict
        What its results depend on, as hashes and settings.
    environment : dict
        Version of Python and of each library that it was made with.
    inputs : object
        What its case amounted to; None of a public version, and of a run of before this was kept.
    is_public : bool
        Whether it is a version to publish, without its case.
    is_branded : bool
        Whether a brand or a template of somebody went into its files.
    shared : SharedParts or None
        What it takes from beside the reports of its batch; None of a run that stands alone.
    """

    folder: Path
    parameters: dict[str, Any]
    digests: dict[str, str]
    texts: Any
    fingerprint: dict[str, Any] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    inputs: Any = None
    is_public: bool = False
    is_branded: bool = False
    shared: SharedParts | None = None

    @property
    def case_file(self) -> str:
        """The name of the file that the case came from; that of its copy where the manifest does not say."""
        case_file_name = self.inputs.get("file") if isinstance(self.inputs, dict) else None
        if (
            not isinstance(case_file_name, str)
            or not _is_below(case_file_name)
            or PurePath(case_file_name).name != case_file_name
        ):
            return OF_RUN
        return case_file_name if PurePath(case_file_name).suffix in (".yaml", ".yml") else OF_RUN

    def edited(self) -> list[str]:
        """Files that are no longer as the run made them; a link or a pipe in the place of one is no such file."""
        return sorted(
            name for name in self.digests if os.path.lexists(self.folder / name) and not self._is_kept(name)
        )

    def missing(self) -> list[str]:
        """Files that the run made and that are gone."""
        return sorted(name for name in self.digests if not os.path.lexists(self.folder / name))

    def strangers(self) -> list[str]:
        """What stands in the folder and the run did not make: files, links, pipes and empty folders."""
        return sorted(set(self._entries()) - set(self.digests) - {MANIFEST_OF_RUN})

    def _is_kept(self, name: str) -> bool:
        path = self.folder / name
        if path.is_symlink() or not path.is_file():
            return False
        return hashlib.sha256(path.read_bytes()).hexdigest() == self.digests[name]

    def _entries(self) -> Iterator[str]:
        for path in self.folder.rglob("*"):
            if path.is_symlink() or not path.is_dir() or not any(path.iterdir()):
                yield path.relative_to(self.folder).as_posix()


def earlier_run(folder: Path) -> EarlierRun | None:
    """The run in a folder; None where its manifest is none of this suite, or names files outside the folder."""
    try:
        raw_manifest = json.loads(plain_bytes(folder / MANIFEST_OF_RUN, _LARGEST))
    except (OSError, ValueError, RecursionError):
        return None
    manifest_parts = raw_manifest if isinstance(raw_manifest, dict) else {}
    if not all(isinstance(manifest_parts.get(name), dict) for name in ("fingerprint", "parameters", "files")):
        return None
    run_parameters, digest_by_name = manifest_parts["parameters"], manifest_parts["files"]
    has_parameters = isinstance(run_parameters.get("scenario", ""), str) and isinstance(
        run_parameters.get("changes", {}), dict
    )
    if not has_parameters or not all(map(_is_below, digest_by_name)):
        return None
    shared_parts_of_run = shared_parts(manifest_parts)
    if SHARED in manifest_parts and shared_parts_of_run is None:
        return None
    full_manifest = whole_manifest(manifest_parts, folder)
    if shared_parts_of_run is not None and "texts" not in full_manifest:
        return None  # What it keeps packed is no longer what was written.
    is_repeatable = "changes" in run_parameters
    # Who names a file on the command line may name any; a manifest may come from a stranger.
    if is_repeatable and not all(map(_is_below, named_files(run_parameters["changes"]))):
        return None
    return EarlierRun(
        folder,
        run_parameters if is_repeatable else {},
        digest_by_name,
        full_manifest.get("texts"),
        manifest_parts["fingerprint"],
        _environment(manifest_parts),
        full_manifest.get("inputs"),
        is_public=run_parameters.get("public") is True,
        is_branded=manifest_parts.get("branded") is True,
        shared=shared_parts_of_run,
    )


def _environment(parts: dict[str, Any]) -> dict[str, str]:
    """Version by name of what a run was made with, as far as its manifest says."""
    raw_libraries = parts.get("libraries")
    version_by_name = {
        "python": parts.get("python"),
        **(raw_libraries if isinstance(raw_libraries, dict) else {}),
    }
    return {name: version for name, version in version_by_name.items() if isinstance(version, str)}


def run_of_case(name: str) -> EarlierRun | None:
    """The run in the folder that a command names as its case; None where it names a file or an example.

    Raises
    ------
    InputError
        When the folder has a case and a manifest that is not, or no longer, that of a run: what the case was run with
        cannot be known.
    """
    folder = Path(name)
    try:
        is_folder_of_run = (folder / OF_RUN).is_file() and os.path.lexists(folder / MANIFEST_OF_RUN)
    except (OSError, ValueError):
        return None
    found_run = earlier_run(folder) if is_folder_of_run else None
    if is_folder_of_run and found_run is None:
        problem_phrases = three("run_manifest", file=folder / OF_RUN)
        raise InputError(Problem(MANIFEST_OF_RUN, *problem_phrases), file=str(folder))
    if found_run is not None:
        refuse_lone(found_run)
    return found_run


def refuse_lone(run: EarlierRun) -> None:
    """Refuse a report of a batch that was taken away from what it shares.

    Raises
    ------
    InputError
        With what is missing and what to do.
    """
    lacking_names = [] if run.shared is None else run.shared.lacking(run.folder)
    if lacking_names:
        problem_fields = {"names": ", ".join(lacking_names), "folder": assets_of(run.folder)}
        raise InputError(Problem("assets", *three("shared_lone", **problem_fields)), file=str(run.folder))


def _is_below(name: str) -> bool:
    """Whether a name of a manifest leads to a place below its folder."""
    path, on_windows = PurePath(name), PureWindowsPath(name)
    is_elsewhere = path.is_absolute() or bool(on_windows.anchor) or ".." in on_windows.parts
    return "\0" not in name and not is_elsewhere
