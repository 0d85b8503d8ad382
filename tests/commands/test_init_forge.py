"""`acmeinc init --forge`: what is written, that it is right, and that it runs."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from comments import NUMBER, PROJECT, Comments
from service import Service
from workflow import EXPRESSION, load, run, run_job

from acmeinc import __version__
from acmeinc.commands.init import add_forge, make_repository
from acmeinc.storage.seed import RULES

GITHUB = [
    ".github/CODEOWNERS",
    ".github/ISSUE_TEMPLATE/config.yml",
    ".github/ISSUE_TEMPLATE/process.yml",
    ".github/ISSUE_TEMPLATE/rule.yml",
    ".github/pull_request_template.md",
    ".github/workflows/acmeinc-check.yml",
    ".github/workflows/acmeinc-comment.yml",
]
GITLAB = [
    ".gitlab-ci.yml",
    ".gitlab/CODEOWNERS",
    ".gitlab/issue_templates/Process.md",
    ".gitlab/issue_templates/Rule.md",
    ".gitlab/merge_request_templates/Default.md",
]
MARKER = "<!-- acmeinc:rules-diff -->"


def git(folder: Path, *args: str) -> str:
    """Return what git prints."""
    return subprocess.run(["git", *args], cwd=folder, capture_output=True, text=True, check=True).stdout


class TestInit:
    """Written and committed, and nothing of anyone's overwritten."""

    def test_a_new_repository_has_them(self, program, tmp_path: Path) -> None:
        """In a commit of their own; the output names each."""
        root = tmp_path / "new"
        told = program("init", str(root), "--forge", "github").out
        assert sorted(git(root, "show", "--name-only", "--format=").split()) == GITHUB
        assert [line.strip() for line in told.splitlines() if line.startswith("  .github/")] == GITHUB
        assert git(root, "log", "--format=%s").splitlines() == [
            "Let GitHub check and review the rules",
            "Start the incident repository",
        ]
        assert git(root, "status", "--porcelain") == ""
        assert "edit .github/CODEOWNERS" in told

    def test_one_that_is_there_gets_only_them(self, program) -> None:
        """Its own rules are as different as they like."""
        (program.root / "severity.yaml").write_text("ours: true\n")
        git(program.root, "commit", "-qam", "Ours")
        told = program("init", str(program.root), "--forge", "gitlab")
        assert sorted(git(program.root, "show", "--name-only", "--format=").split()) == GITLAB
        assert (program.root / "severity.yaml").read_text() == "ours: true\n"
        assert told.out.endswith("holds once it is there\n") and "acmeinc decide" not in told.out

    def test_twice_is_the_same_as_once(self, program) -> None:
        """Nothing to add, nothing to commit."""
        program("init", str(program.root), "--forge", "github")
        head = git(program.root, "rev-parse", "HEAD")
        assert program("init", str(program.root), "--forge", "github").out == "✓ GitHub: nothing to add\n"
        assert git(program.root, "rev-parse", "HEAD") == head

    def test_what_differs_is_named_and_left(self, program) -> None:
        """The others are written."""
        owners = program.root / ".github" / "CODEOWNERS"
        owners.parent.mkdir()
        owners.write_text("* @acme/everyone\n")
        done = program("init", str(program.root), "--forge", "github")
        assert done.err == "! .github/CODEOWNERS is there, and differs: it was left as it is\n"
        assert owners.read_text() == "* @acme/everyone\n"
        assert sorted(git(program.root, "show", "--name-only", "--format=").split()) == GITHUB[1:]

    def test_an_unknown_forge_is_refused(self, program, tmp_path: Path) -> None:
        """Before anything is made."""
        err = program("init", str(tmp_path / "new"), "--forge", "gitea", code=2).err
        assert "use one of: github, gitlab" in err
        assert not (tmp_path / "new").exists()

    def test_a_folder_of_another_repository_is_refused(self, program, tmp_path: Path) -> None:
        """A forge looks at the top only."""
        git(tmp_path, "init", "-q", "-b", "main")
        shutil.copytree(program.root, tmp_path / "inside", ignore=shutil.ignore_patterns(".git"))
        err = program("init", str(tmp_path / "inside"), "--forge", "github", code=3).err
        assert "a forge looks only there" in err
        assert not (tmp_path / "inside" / ".github").exists()


@pytest.fixture(scope="module")
def forges(good: "Stage") -> Path:
    """Return a repository with the files of both forges."""
    return good.root / "incidents"


WORKFLOWS = ["acmeinc-check", "acmeinc-comment"]
WORKFLOW_KEYS = {"name", "on", "permissions", "concurrency", "jobs"}
JOB_KEYS = {"name", "needs", "runs-on", "timeout-minutes", "permissions", "steps"}
STEP_KEYS = {"name", "uses", "with", "env", "run"}
KNOWN = {
    *("github.event.pull_request.number", "github.event.pull_request.base.sha"),
    *("github.token", "github.api_url", "github.repository"),
}
"""Expressions that nobody outside can choose: numbers, hashes, and what GitHub itself says."""
RUNNER = {"GITHUB_STEP_SUMMARY", "RUNNER_TEMP"}


@pytest.mark.parametrize("name", WORKFLOWS)
class TestWorkflows:
    """A schema of our own: what GitHub takes, and what we want of it."""

    def test_it_has_only_what_a_workflow_has(self, forges: Path, name: str) -> None:
        """Every key is known, every job bounded, every step either an action or a script."""
        flow = load(forges / ".github" / "workflows" / f"{name}.yml")
        assert flow.keys() == WORKFLOW_KEYS
        assert set(flow["on"]) <= {"pull_request", "pull_request_target"}
        for job in flow["jobs"].values():
            assert job.keys() <= JOB_KEYS and {"runs-on", "timeout-minutes", "steps"} <= job.keys()
            assert job.get("needs") in {None, *flow["jobs"]}
            for step in job["steps"]:
                assert step.keys() <= STEP_KEYS
                assert ("uses" in step) != ("run" in step)

    def test_actions_keep_to_a_major_version(self, forges: Path, name: str) -> None:
        """And are GitHub's own; acmeinc keeps to the version that wrote the workflow."""
        flow = load(forges / ".github" / "workflows" / f"{name}.yml")
        steps = [step for job in flow["jobs"].values() for step in job["steps"]]
        assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"]) for step in steps if "uses" in step)
        installs = {step["run"] for step in steps if step.get("name") == "Install acmeinc"}
        assert installs == {f'python -m pip install --quiet "acmeinc=={__version__}"'}

    def test_no_text_of_somebody_else_becomes_a_command(self, forges: Path, name: str) -> None:
        """Scripts hold no expression; what they need comes by variables, quoted, and from nobody's hand."""
        flow = load(forges / ".github" / "workflows" / f"{name}.yml")
        for job in flow["jobs"].values():
            for step in job["steps"]:
                script = step.get("run", "")
                assert not EXPRESSION.search(script)
                used = set(re.findall(r"\$\{?([A-Z_]+)", script)) - RUNNER
                assert used <= set(step.get("env", {}))
                assert all(
                    f'"${name}' in script or f"${name}..." in script or f"/${name}/" in script
                    for name in used
                )
        text = (forges / ".github" / "workflows" / f"{name}.yml").read_text(encoding="utf-8")
        assert set(EXPRESSION.findall(text)) <= KNOWN

    def test_it_may_do_no_more_than_it_has_to(self, forges: Path, name: str) -> None:
        """Only the job that sees nothing of a pull request but the finished text may write."""
        flow = load(forges / ".github" / "workflows" / f"{name}.yml")
        allowed = {job: about.get("permissions", flow["permissions"]) for job, about in flow["jobs"].items()}
        assert (
            allowed
            == {
                "acmeinc-check": {"check": {"contents": "read"}},
                "acmeinc-comment": {"read": {"contents": "read"}, "write": {"pull-requests": "write"}},
            }[name]
        )
        if "pull_request_target" in flow["on"]:
            assert all(
                "ref" not in step.get("with", {}) for job in flow["jobs"].values() for step in job["steps"]
            )
            writing = flow["jobs"]["write"]["steps"]
            assert not any(
                "checkout" in step.get("uses", "") or "git " in step.get("run", "") for step in writing
            )


def test_every_rules_file_is_watched_and_owned(forges: Path) -> None:
    """By the workflow that comments, by GitLab's, and by the owners of both."""
    files = [name for name in RULES if name != "templates"]
    comment = load(forges / ".github" / "workflows" / "acmeinc-comment.yml")
    assert sorted(comment["on"]["pull_request_target"]["paths"]) == sorted([*files, "templates/**"])
    pipeline = load(forges / ".gitlab-ci.yml")
    assert sorted(pipeline["acmeinc rules diff"]["rules"][0]["changes"]) == sorted([*files, "templates/**/*"])
    for forge in ("github", "gitlab"):
        owned = re.findall(r"^/(\S+)", (forges / f".{forge}" / "CODEOWNERS").read_text(), re.MULTILINE)
        assert {*files, "templates/", "schemas/", f".{forge}/"} <= set(owned)
    assert f'"acmeinc=={__version__}"' in (forges / ".gitlab-ci.yml").read_text()


def test_forms_are_what_github_takes(forges: Path) -> None:
    """Each field has an id of its own and a label."""
    for name in ("rule", "process"):
        form = yaml.safe_load((forges / ".github" / "ISSUE_TEMPLATE" / f"{name}.yml").read_text())
        assert form.keys() == {"name", "description", "title", "body"}
        fields = [field for field in form["body"] if field["type"] != "markdown"]
        assert len({field["id"] for field in fields}) == len(fields)
        assert all(field["attributes"]["label"] for field in fields)
        assert {field["type"] for field in form["body"]} <= {"markdown", "dropdown", "textarea", "input"}


class Stage:
    """A remote with a pull request that changes severity.yaml, and work trees as runners have them."""

    def __init__(self, root: Path, change: Mapping[str, str]) -> None:
        self.root = root
        root.mkdir(exist_ok=True)
        incidents = make_repository(root / "incidents").root
        for forge in ("github", "gitlab"):
            add_forge(make_repository(root / "incidents"), forge)
        self.origin = root / "origin.git"
        git(root, "clone", "-q", "--bare", str(incidents), str(self.origin))
        self.base = git(incidents, "rev-parse", "HEAD").strip()
        fork = root / "fork"
        git(root, "clone", "-q", str(self.origin), str(fork))
        for name, text in change.items():
            path = fork / name
            assert text.partition("→")[0] in path.read_text(encoding="utf-8")
            path.write_text(path.read_text(encoding="utf-8").replace(*text.split("→")), encoding="utf-8")
        git(fork, "commit", "-qam", "Change a rule")
        git(fork, "push", "-q", "origin", f"HEAD:refs/pull/{NUMBER}/head")

    def checked_out(self, folder: Path, revision: str) -> Path:
        """Return a new work tree of the remote at a revision of it."""
        folder.parent.mkdir(exist_ok=True)
        git(self.root, "clone", "-q", str(self.origin), str(folder))
        git(folder, "fetch", "-q", "origin", revision)
        git(folder, "checkout", "-q", "--detach", "FETCH_HEAD")
        return folder

    def values(self, url: str = "") -> dict[str, str]:
        """Return what GitHub puts into expressions."""
        return {
            "github.event.pull_request.number": str(NUMBER),
            "github.event.pull_request.base.sha": self.base,
            "github.repository": PROJECT,
            "github.token": "token-very-secret",
            "github.api_url": url,
        }


GOOD = {"severity.yaml": "    update: 1h→    update: 55m"}
BAD = {"severity.yaml": "    update: 1h→    update: 60", "templates/update.txt": "{{ message }}→{{ mesage }}"}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Return a change that is fine; nothing changes it."""
    return _committed(tmp_path_factory.mktemp("good"), GOOD)


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Return a change after which the rules cannot be used; nothing changes it."""
    return _committed(tmp_path_factory.mktemp("bad"), BAD)


def _committed(root: Path, change: Mapping[str, str]) -> Stage:
    with pytest.MonkeyPatch.context() as patch:
        for role in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{role}_NAME", "Ana Ruiz")
            patch.setenv(f"GIT_{role}_EMAIL", "ana@example.com")
        patch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
        return Stage(root, change)


@pytest.fixture
def service() -> Iterator[Service]:
    """Return a service on this machine."""
    with Service() as running:
        yield running


class TestGitHub:
    """The workflows, run with bash."""

    def flow(self, stage: Stage, name: str) -> Any:
        """Return a workflow as the remote has it."""
        return load(stage.root / "incidents" / ".github" / "workflows" / f"acmeinc-{name}.yml")

    @pytest.mark.parametrize(
        ("change", "code", "told"),
        [
            pytest.param("good", 0, [], id="good"),
            pytest.param(
                "bad",
                3,
                [
                    "::error file=severity.yaml,line=23,col=13,title=yaml-duration::",
                    "::error file=templates/update.txt,line=11,col=4,title=template-unknown-variable::",
                ],
                id="bad",
            ),
        ],
    )
    def test_a_pull_request_is_checked(
        self, request: Any, tmp_path: Path, change: str, code: int, told: list[str]
    ) -> None:
        """Annotations for what is wrong, and the exit code that makes the check fail."""
        stage = request.getfixturevalue(change)
        folder = stage.checked_out(tmp_path / "work", f"refs/pull/{NUMBER}/head")
        play = dict.fromkeys(["actions/checkout", "actions/setup-python"], lambda _: None)
        done = run_job(self.flow(stage, "check")["jobs"]["check"], folder, stage.values(), play)
        assert done.returncode == code, done.stderr
        assert [
            line[: len(start)] for line, start in zip(done.stdout.splitlines(), told, strict=True)
        ] == told

    def comment(self, stage: Stage, folder: Path, url: str) -> subprocess.CompletedProcess[str]:
        """Run both jobs of the workflow that comments; only the artifact goes from one to the other."""
        jobs = self.flow(stage, "comment")["jobs"]
        base, empty = stage.checked_out(folder / "base", "main"), folder / "empty"
        empty.mkdir()
        idle = dict.fromkeys(["actions/checkout", "actions/setup-python"], lambda _: None)
        handed: list[bytes] = []
        up = {"actions/upload-artifact": lambda given: handed.append((base / given["path"]).read_bytes())}
        read = run_job(jobs["read"], base, stage.values(), idle | up)
        assert read.returncode == 0, read.stderr
        assert git(base, "status", "--porcelain") == "?? comment.md\n"
        down = {"actions/download-artifact": lambda _: (empty / "comment.md").write_bytes(handed[0]) and None}
        return run_job(jobs["write"], empty, stage.values(url), idle | down)

    def test_a_pull_request_gets_one_comment(self, tmp_path: Path, service: Service) -> None:
        """It says what the change does, and is changed when the change changes."""
        stage, comments = Stage(tmp_path / "stage", GOOD), Comments(service, "github")
        assert (
            self.comment(stage, tmp_path / "first", service.url).stdout
            == f"✓ the comment on {PROJECT} 7 is made\n"
        )
        assert comments.bodies[0].startswith(f"{MARKER}\n")
        assert "`55m`" in comments.bodies[0]
        fork = stage.root / "fork"
        (fork / "severity.yaml").write_text((fork / "severity.yaml").read_text().replace("55m", "52m"))
        git(fork, "commit", "-qa", "--amend", "-m", "Another")
        git(fork, "push", "-qf", "origin", f"HEAD:refs/pull/{NUMBER}/head")
        assert "is changed" in self.comment(stage, tmp_path / "second", service.url).stdout
        assert len(comments.bodies) == 1 and "`52m`" in comments.bodies[0]

    def test_rules_that_cannot_be_used_are_said_in_the_comment(
        self, bad: Stage, tmp_path: Path, service: Service
    ) -> None:
        """The workflow that comments does not fail for it: the check does."""
        comments = Comments(service, "github")
        assert self.comment(bad, tmp_path, service.url).returncode == 0
        assert "which is no duration" in comments.bodies[0]


class TestGitLab:
    """The jobs of the pipeline, run with bash."""

    @pytest.mark.parametrize(("change", "code"), [("good", 0), ("bad", 3)], ids=["good", "bad"])
    def test_a_merge_request_is_checked(self, request: Any, tmp_path: Path, change: str, code: int) -> None:
        """The report for the merge request, and the same in words."""
        stage = request.getfixturevalue(change)
        folder = stage.checked_out(tmp_path / "work", f"refs/pull/{NUMBER}/head")
        job = load(folder / ".gitlab-ci.yml")["acmeinc check"]
        done = run(
            "set -o pipefail\n" + "\n".join(job["script"]),
            folder,
            {"CI_MERGE_REQUEST_DIFF_BASE_SHA": stage.base},
        )
        assert done.returncode == code, done.stderr
        report = yaml.safe_load((folder / job["artifacts"]["reports"]["codequality"]).read_text())
        assert len(report) == len([line for line in done.stdout.splitlines() if ": error: " in line])
        assert bool(report) == bool(code)

    @pytest.mark.parametrize("token", [True, False], ids=["token", "no-token"])
    def test_a_merge_request_gets_one_comment(
        self, good: Stage, tmp_path: Path, service: Service, token: bool
    ) -> None:
        """Where there is a token; the artifact is there in any case."""
        comments = Comments(service, "gitlab")
        folder = good.checked_out(tmp_path / "work", f"refs/pull/{NUMBER}/head")
        given = {
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": good.base,
            "CI_MERGE_REQUEST_PROJECT_PATH": PROJECT,
            "CI_MERGE_REQUEST_IID": str(NUMBER),
            "CI_SERVER_URL": service.url,
            **({"ACMEINC_GITLAB_TOKEN": "token-very-secret"} if token else {}),
        }
        script = "\n".join(load(folder / ".gitlab-ci.yml")["acmeinc rules diff"]["script"])
        done = run(f"set -o pipefail\n{script}", folder, given)
        assert done.returncode == 0, done.stderr
        assert "`55m`" in (folder / "comment.md").read_text(encoding="utf-8")
        assert len(comments.bodies) == (1 if token else 0)
