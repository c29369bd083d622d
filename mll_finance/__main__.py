"""``python -m mll_finance`` and the command ``mll``: from the first moment on, a stop is a sentence."""

import os
import sys


def command() -> int:
    """Run the command line; loading it is part of what can be stopped."""
    try:
        from mll_finance.batch.system import look_seldom, with_one_thread

        if sys.argv[1:2] != ["lab"]:  # there the user computes
            with_one_thread(os.environ)
            look_seldom()
        from mll_finance.cli.main import main

        return main()
    except KeyboardInterrupt:
        sys.stderr.write("stopped; nothing half-made is left\n")
        return 1


if __name__ == "__main__":
    sys.exit(command())
