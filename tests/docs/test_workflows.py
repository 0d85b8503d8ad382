"""The workflows that a page offers to be copied: bounded, with few rights, and their scripts run."""

import subprocess
from pathlib import Path

import pytest
from workflow import EXPRESSION, load, run

DOCS = Path(__file__).parents[2] / "docs"
WORKFLOWS = sorted(DOCS.glob("*/github-workflow.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.parent.name)
def test_a_workflow_to_be_copied_is_careful(path: Path) -> None:
    """Every job has a bound, GitHub's own actions keep to a major version, scripts hold no expression."""
    flow = load(path)
    assert flow.keys() == {"name", "on", "permissions", "concurrency", "jobs"}
    for job in flow["jobs"].values():
        assert job["timeout-minutes"].isdecimal()
        assert job.get("permissions", flow["permissions"])
        for step in job["steps"]:
            assert step.get("uses", "actions/x@v1").startswith("actions/")
            assert not EXPRESSION.search(step.get("run", ""))


def test_the_public_page_is_built_where_it_is_taken_from(program) -> None:
    """By the scripts of both forges."""
    github = load(DOCS / "status-page" / "github-workflow.yml")["jobs"]["build"]["steps"]
    gitlab = load(DOCS / "status-page" / "gitlab-ci.yml")["pages"]
    script = next(step["run"] for step in github if step.get("name") == "Build")
    assert gitlab["script"][-1] == script
    done = run(script, program.root, {})
    assert done.returncode == 0, done.stderr
    assert github[-1]["with"]["path"] == gitlab["artifacts"]["paths"][0] == "public"
    assert (program.root / "public" / "index.html").is_file()
    asked = ["git", "status", "--porcelain"]
    assert subprocess.run(asked, cwd=program.root, capture_output=True, text=True).stdout == "?? public/\n"
