"""`acmeinc-merge %O %A %B %P`: git's merge driver for incident documents."""

import sys
from pathlib import Path

from acmeinc.incident.merge import TwoIncidents, merge


def main() -> None:
    """Merge the versions that the command line names."""
    base, ours, theirs = (Path(name).read_bytes().decode() for name in sys.argv[1:4])
    try:
        merged = merge(base, ours, theirs)
    except TwoIncidents as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(3)
    Path(sys.argv[2]).write_bytes(merged.text.encode())
