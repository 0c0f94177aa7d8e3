"""`python -m cdi`: the command line, also where no console script is installed."""

from __future__ import annotations

import sys

from cdi.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
