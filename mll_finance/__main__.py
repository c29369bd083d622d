"""``python -m mll_finance`` is the command ``mll``."""

import sys

from mll_finance.cli.main import main

sys.exit(main())
