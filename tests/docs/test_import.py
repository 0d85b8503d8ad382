"""`docs/import.md`: its console blocks are played, with the files in `docs/samples/`."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.skipif(sys.platform == "win32", reason="the page names paths with /")
def test_the_page_is_what_happens(replay: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line of it. To write it anew: ACMEINC_UPDATE_GOLDEN=1."""
    for name, value in replay.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    shutil.copytree(DOCS / "samples", tmp_path / "samples")
    page = (DOCS / "import.md").read_text(encoding="utf-8")
    played = replay.replayed(page, replay.Story(tmp_path))
    if os.environ.get("ACMEINC_UPDATE_GOLDEN"):
        (DOCS / "import.md").write_text(played, encoding="utf-8")
    else:
        assert played == page
