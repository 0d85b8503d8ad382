"""Looking at all documents of a repository, and the yardstick of that: both say how long it took, in seconds.

python -m benchmarks.one_check documents     # what `acmeinc check` does with them, without its start
python -m benchmarks.one_check frontmatter   # python-frontmatter loads the same files
"""

import gc
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import frontmatter

from acmeinc.checks.documents import Context
from acmeinc.process.rules import Rules
from acmeinc.steps.checking_documents import document_problems
from acmeinc.storage.repository import Repository


def documents(repository: Repository) -> None:
    """Look at every document."""
    levels = Rules(repository.read_rule).severity.levels
    paths = [repository.relative(path) for path in repository.incident_paths()]
    found = document_problems(
        repository, paths, Context(tuple(level.id for level in levels), datetime.now(UTC))
    )
    if found:
        raise RuntimeError(f"a document that is in order has a problem: {found[0]}")


def load(repository: Repository) -> None:
    """Load the front matter of every document."""
    for path in repository.incident_paths():
        frontmatter.load(path)


WORKS: dict[str, Callable[[Repository], None]] = {"documents": documents, "frontmatter": load}


def main() -> None:
    """Do what is named in the repository of this folder, and print how long it took."""
    work, repository = WORKS[sys.argv[1]], Repository(Path.cwd())
    gc.set_threshold(50_000)  # as the program has it
    begun = time.perf_counter()
    work(repository)
    print(time.perf_counter() - begun)


if __name__ == "__main__":
    main()
