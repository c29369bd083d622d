"""The wheel, built once for the tests that install it."""

from __future__ import annotations

from pathlib import Path

import pytest
from installed import build_wheel


@pytest.fixture(scope="session")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    return build_wheel(root, tmp_path_factory.mktemp("wheel"))
