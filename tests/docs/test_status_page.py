"""The crontab of `docs/status-page/`: what it calls is called as it calls it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from announcements import Story, Told, at, write

ROOT = Path(__file__).parents[2]
SEARCH = Story("Search", "slow", "SEV2", at("2026-11-20"), [Told(0, "identified", "Slow.")], "identified")


@pytest.mark.skipif(sys.platform == "win32", reason="cron runs lines of sh")
def test_what_cron_runs_builds_the_page_of_what_colleagues_have_committed(program, tmp_path) -> None:
    """In a clone, with acmeinc on the PATH; nothing is said, so nothing is mailed."""
    home = tmp_path / "home"
    home.mkdir()
    subprocess.run(["git", "clone", "--quiet", str(program.root), str(home / "incidents")], check=True)
    write(program.root, SEARCH)
    for words in (["add", "--all"], ["commit", "--quiet", "-m", "An incident"]):
        subprocess.run(["git", *words], cwd=program.root, check=True)
    script = home / "acmeinc"
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m acmeinc "$@"\n')
    script.chmod(0o755)
    crontab = (ROOT / "docs" / "status-page" / "crontab").read_text(encoding="utf-8")
    line = crontab.splitlines()[-1].split(None, 5)[5]
    environment = {**os.environ, "HOME": str(home), "PATH": f"{home}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["/bin/sh", "-c", line], env=environment, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")
    assert "Search is slow" in (home / "status" / "index.html").read_text(encoding="utf-8")
