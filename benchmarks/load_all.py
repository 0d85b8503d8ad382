"""The yardstick of reading: python-frontmatter loads every document of a folder."""

import sys
from pathlib import Path

import frontmatter


def main() -> None:
    """Load them."""
    for path in Path(sys.argv[1]).rglob("inc-*.md"):
        frontmatter.load(str(path))


if __name__ == "__main__":
    main()
