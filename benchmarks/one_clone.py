"""One responder whose program is started once: `python -m benchmarks.one_clone NUMBER`, in a clone's folder.

It runs the same commands as `benchmarks.clones` starts one by one, in this process.
"""

import io
import sys
from collections.abc import Sequence

from acmeinc.app import App
from acmeinc.cli import command_tree
from benchmarks.turns import TURNS, commands


def main() -> None:
    """Take all turns of the clone whose number is the first argument."""
    for turn in range(TURNS):
        for words in commands(int(sys.argv[1]), turn):
            code = run(words)
            if code not in (0, 6):
                raise SystemExit(f"acmeinc {' '.join(words)} ended with {code}")


def run(words: Sequence[str]) -> int:
    """Run `acmeinc WORDS` here, and return its exit code."""
    app = App(stdin=io.StringIO(), stdout=io.StringIO(), stderr=io.StringIO())
    try:
        command_tree()(list(words), prog_name="acmeinc", obj=app)
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


if __name__ == "__main__":
    main()
