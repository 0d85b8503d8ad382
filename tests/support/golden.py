"""Whole outputs, compared with files: ACMEINC_UPDATE_GOLDEN=1 writes them instead."""

import os
from collections.abc import Callable
from pathlib import Path

GOLDEN = Path(__file__).parents[1] / "golden"


def comparer(folder: str) -> Callable[[str, str], None]:
    """Return a comparison with a golden file, by its name in a folder."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / folder / name
        if os.environ.get("ACMEINC_UPDATE_GOLDEN") == "1":
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        assert text == file.read_text(encoding="utf-8"), f"{file.name} differs"

    return compare
