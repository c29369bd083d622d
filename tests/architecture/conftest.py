"""The wheel, built once for all tests that install it."""

from __future__ import annotations

from pathlib import Path

import pytest
from installed import build_wheel
from made_once import made_once


@pytest.fixture(scope="session")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    (built,) = made_once(tmp_path_factory, "wheel", lambda folder: build_wheel(root, folder)).glob("*.whl")
    return built
