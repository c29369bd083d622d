"""Chromium, found on this machine and run without a window and without a network: prints a page, draws a picture.

Chrome and Edge are the same program under other names, so a managed Windows laptop has one.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mll_finance.errors import InputError, Problem, RunError
from mll_finance.terms import three

_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "chrome",
    "msedge",
)
"""Commands by which it goes, in the order in which they are looked for."""
_PLACES = (
    ("PROGRAMFILES", "Google/Chrome/Application/chrome.exe"),
    ("PROGRAMFILES(X86)", "Google/Chrome/Application/chrome.exe"),
    ("LOCALAPPDATA", "Google/Chrome/Application/chrome.exe"),
    ("PROGRAMFILES(X86)", "Microsoft/Edge/Application/msedge.exe"),
    ("PROGRAMFILES", "Microsoft/Edge/Application/msedge.exe"),
)
"""Where Windows has it: a variable of the environment, and the path below the folder that it names."""
_APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
"""Where macOS has it."""
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-features=AimEnabled,LensOverlay,MediaRouter,OptimizationHints,WebUIOmniboxAimPopup,WebUIOmniboxPopup",
)
"""No window, and no network: no name of a machine can be looked up.

Nor what a window has that no document needs: pages of its own behind the bar for addresses, drawn at each start.
"""
_PATIENCE = 600
"""Seconds after which a Chromium that does not end is given up: a dossier of a hundred pages takes some ten."""
_END_OF_PDF, _END_OF_PNG = b"%%EOF", b"IEND\xaeB`\x82"
_HALF = "half a file, as when the disk of temporary files is full"
_LAST_LINES = 3
_LAST_WORDS = 300
"""Signs of what a Chromium that failed said, as far as a message has them."""


def chromium() -> str | None:
    """Where Chromium, Chrome or Edge is; None where it is not on this machine."""
    return next((program_path for program_path in _candidates() if program_path), None)


def _candidates() -> Iterator[str | None]:
    yield from map(shutil.which, _NAMES)
    windows_paths = (
        Path(os.environ[folder_variable], path_below)
        for folder_variable, path_below in _PLACES
        if os.environ.get(folder_variable)
    )
    for candidate_path in (*windows_paths, *map(Path, _APPLICATIONS)):
        if candidate_path.is_file():
            yield str(candidate_path)


def need_chromium(command: str) -> None:
    """Refuse to start where there is no Chromium.

    Parameters
    ----------
    command : str
        What needs it, as its user names it.

    Raises
    ------
    InputError
        Naming what was looked for, and what to do without.
    """
    if chromium() is None:
        raise InputError(Problem(command, *three("chromium", names=", ".join(_NAMES))))


_LINKED_FIGURE = re.compile(r'(<svg [^>]*?) role="group"(?= aria-labelledby)')


def printed(html_text: str) -> bytes:
    """A page as PDF: with tags and an outline, its own margins and page numbers, no header of a browser.

    Raises
    ------
    RunError
        Chromium ended without a file.
    """
    flags = ("--no-pdf-header-footer", "--generate-pdf-document-outline", "--export-tagged-pdf")
    # A figure that leads somewhere is a group on a screen; without a role of an image it has no alternative on paper.
    html_with_images = _LINKED_FIGURE.sub(r'\1 role="img"', html_text)
    return _made(html_with_images, "made.pdf", "--print-to-pdf", flags)


def first_screen(page_html: str, *, width: int, height: int, dots: int = 1) -> bytes:
    """The first screen of a page as PNG.

    Parameters
    ----------
    page_html : str
        The page, with everything in it.
    width, height : int
        Size of the screen [px].
    dots : int
        Dots of the picture for each of these, across and down.

    Raises
    ------
    RunError
        Chromium ended without a file.
    """
    flags = (f"--window-size={width},{height}", f"--force-device-scale-factor={dots}", "--hide-scrollbars")
    return _made(page_html, "made.png", "--screenshot", flags)


def _made(page_html: str, name: str, option: str, flags: tuple[str, ...]) -> bytes:
    chromium_path = chromium()
    if chromium_path is None:
        raise RunError("Chromium, Chrome or Edge is no longer on this machine")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder_text:
        folder = Path(folder_text)
        page_file, made_file = folder / "page.html", folder / name
        page_file.write_text(page_html, encoding="utf-8", newline="\n")
        # A profile of its own: a browser that is open already would take the order, and answer nothing.
        flags_of_this_run = (
            f"--user-data-dir={folder / 'profile'}",
            *(("--no-sandbox",) if _is_root() else ()),
        )
        command = [
            chromium_path,
            *_FLAGS,
            *flags_of_this_run,
            *flags,
            f"{option}={made_file}",
            page_file.as_uri(),
        ]
        try:
            ended_process = subprocess.run(command, capture_output=True, check=False, timeout=_PATIENCE)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise RunError(_failed(chromium_path, str(error))) from error
        made_bytes = made_file.read_bytes() if made_file.is_file() else b""
        if ended_process.returncode != 0 or not _is_whole(made_bytes):
            error_output = ended_process.stderr.decode("utf-8", "replace").strip()
            raise RunError(
                _failed(
                    chromium_path, error_output if ended_process.returncode else f"{_HALF}: {error_output}"
                )
            )
        return made_bytes


def _is_whole(made_bytes: bytes) -> bool:
    """Whether a PDF or PNG is there to its last mark: where the disk is full, Chromium writes a part and is content."""
    return made_bytes.rstrip().endswith(_END_OF_PDF) or made_bytes.endswith(_END_OF_PNG)


def _is_root() -> bool:
    """Whether this is the user for whom Chromium has no sandbox, as in a container."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _failed(program: str, words: str) -> str:
    error_lines = [error_line.strip() for error_line in words.splitlines() if error_line.strip()]
    return f"{program} made no document: {' | '.join(error_lines[-_LAST_LINES:])[-_LAST_WORDS:]}"
