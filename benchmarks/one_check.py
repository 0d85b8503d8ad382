"""Looking at all documents of a repository, and the yardstick of that: both say how long it took, in seconds.

python -m benchmarks.one_check documents     # what `acmeinc check` does with them, without its start
python -m benchmarks.one_check frontmatter   # python-frontmatter loads the same files
"""

import gc
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import frontmatter

from acmeinc.checks.documents import Context
from acmeinc.process.rules import Rules
from acmeinc.steps.checking_documents import document_problems
from acmeinc.storage.repository import Repository


def documents(repository: Repository) -> Callable[[], object]:
    """Return what looks at every document; raises RuntimeError when something is wrong with one."""
    levels = Rules(repository.read_rule).severity.levels
    paths = [repository.relative(path) for path in repository.incident_paths()]
    context = Context(tuple(level.id for level in levels), datetime.now(UTC))

    def look() -> None:
        if found := document_problems(repository, paths, context):
            raise RuntimeError(f"a document that is in order has a problem: {found[0]}")

    return look


def load(repository: Repository) -> Callable[[], object]:
    """Return what loads the front matter of every document."""
    paths = repository.incident_paths()
    return lambda: [frontmatter.load(path) for path in paths]


WORKS: Mapping[str, Callable[[Repository], Callable[[], object]]] = {
    "documents": documents,
    "frontmatter": load,
}


def main() -> None:
    """Do what is named in the repository of this folder, and print how long it took."""
    work = WORKS[sys.argv[1]](Repository(Path.cwd()))
    gc.set_threshold(50_000)  # as the program has it
    begun = time.perf_counter()
    work()
    print(time.perf_counter() - begun)


if __name__ == "__main__":
    main()
