"""Where the data tables, notebooks and example cases are: in the wheel, or in the checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def root() -> Path:
    """Folder that holds ``data/``, ``notebooks/`` and ``parameters/``.

    An installed wheel carries them inside the package; in a checkout they are the client's top-level folders.
    """
    packaged_folder = _PACKAGE / "_resources"
    return packaged_folder if packaged_folder.is_dir() else _PACKAGE.parent


def resource(*parts: str) -> Path:
    """Path of a carried file or folder, such as ``resource("data", "terms.csv")``.

    Examples
    --------
    >>> resource("data").name
    'data'
    """
    return root().joinpath(*parts)


def package_folder() -> Path:
    """Folder of the package's own source, for the fingerprint of the code."""
    return _PACKAGE
