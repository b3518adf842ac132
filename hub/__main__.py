"""``python -m hub``: the hub's commands."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - says so before anything newer is imported
    sys.exit(f"the hub needs Python 3.11 or newer; this is {sys.version.split()[0]}")

from hub.cli import main

main()
