"""Write the reference page, the schema of a case and the two pages of the method anew; say in words what is lacking.

``python -m docs.generate`` from the top of a checkout; ends with 1 where a part is missing.
"""

from __future__ import annotations

import sys
from pathlib import Path

from docs.generate.method_page import write_pages
from docs.generate.reference import write_reference
from mll_finance.errors import InputError, RunError
from mll_finance.resources import root


def main(folder: Path | None = None) -> int:
    """Write every page below a folder, that of the checkout unless named, and print where they are."""
    folder = folder or root()
    try:
        written = [*write_reference(folder), *write_pages(folder)]
    except (InputError, RunError) as error:
        print(f"the reference is not written: {error}", file=sys.stderr)
        return 1
    for path in written:
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
