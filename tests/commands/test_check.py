"""`acmeinc check`: everything that is wrong, at its place, in four forms."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

RULES = ("severity.yaml", "ownership.csv", "vendors.csv", "people.csv")
GOLDEN = Path(__file__).parents[1] / "golden" / "check"

BROKEN = {
    "severity.yaml": "severities:\n  SEV1:\n    nmae: Major\n    update: 30\n    check_in: no\n",
    "ownership.csv": (
        "functionality,service,owning team,paging schedule link,contact\n"
        "Login,auth-api,Identity,https://oncall.example.com/identity,\n"
        'Login,auth-api,"Bil\nling",https://oncall.example.com/billing,\n'
        "Größe 😀,x,Identity,=1+1,\n"
        "Search,search-api,Identity,,\n"
    ),
    "people.csv": "name,email,team,role\nBo: 50% Lind,bo at example.com,Identity,engineer\n",
}


@pytest.fixture
def write(program: Any) -> Callable[..., None]:
    """Return what writes files of the repository: by path, text or bytes."""

    def put(files: dict[str, str | bytes]) -> None:
        for path, content in files.items():
            target = program.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())

    return put


def test_a_new_repository_has_no_problem(program) -> None:
    """Nothing on stdout; how many files on stderr."""
    done = program("check")
    templates = len(list((program.root / "templates").rglob("*.*")))
    assert (done.out, done.err) == ("", f"no problem in {5 + templates} files\n")


def test_every_problem_is_told_in_one_run(program, write) -> None:
    """Exit 3; the files that are in order say nothing."""
    write(BROKEN)
    done = program("check", code=3)
    assert done.out == (GOLDEN / "text.txt").read_text("utf-8")
    assert done.err.startswith("error: 7 errors, 4 warnings in ")


@pytest.mark.parametrize("form", ["json", "github", "gitlab", "sarif"])
def test_the_forms(program, write, form) -> None:
    """Whole outputs, compared."""
    write(BROKEN)
    told = program("check", *(str(program.root / name) for name in RULES), "--format", form, code=3).out
    kept = GOLDEN / f"{form}.txt"
    assert told == kept.read_text("utf-8")


def test_json_by_either_flag_is_one_value(program, write) -> None:
    """Also when the exit code is 3."""
    write(BROKEN)
    people = str(program.root / "people.csv")
    told = program("check", people, "--json", code=3).json
    assert told == program("check", people, "--format", "json", code=3).json


def test_templates_are_tried(program, write) -> None:
    """With the rules of the repository; one that is gone is told, too."""
    (program.root / "templates" / "page.txt").unlink()
    update = (program.root / "templates" / "update.txt").read_text("utf-8")
    write(
        {
            "templates/update.txt": update.replace("{{ message }}", "{{ message }}\n{{ nots }}"),
            "templates/initial.txt": b"Subject: \xff\n",
            "severity.yaml": "severities:\n",
        }
    )
    done = program("check", str(program.root / "templates"), code=3)
    assert [line for line in done.out.splitlines() if not line.startswith(" ")] == [
        "templates/initial.txt:1:10: error: byte 9 is not UTF-8 text [file-encoding]",
        "templates/page.txt: error: the template is missing [template-missing]",
        "templates/update.txt:12:4: error: there is no value `nots` [template-unknown-variable]",
    ]


def test_a_severity_whose_update_is_never_due_changes_what_is_tried(program, write) -> None:
    """A template is tried with every level, and with what that level does not promise."""
    initial = (program.root / "templates" / "initial.txt").read_text("utf-8")
    write({"templates/initial.txt": initial.replace("{% if next_update_in %}", "{% if 1 %}")})
    program("check")
    write({"templates/initial.txt": initial.replace("{{ by }}", "{{ by if severity != 'SEV3' else 'us' }}")})
    assert "(tried with a SEV3 of which everything is known)" in program("check", code=3).out


def test_a_file_alone_is_tried_alone(program, write) -> None:
    """Others are not looked at, however wrong."""
    write({"templates/update.txt": "x", "templates/closing.txt": "{{ x"})
    done = program("check", str(program.root / "templates" / "closing.txt"), code=3)
    assert {line.partition(":")[0] for line in done.out.splitlines()} == {"templates/closing.txt", "  hint"}


def test_warnings_alone_are_exit_0_and_with_strict_exit_3(program, write) -> None:
    """They are told either way."""
    write({"vendors.csv": VENDOR})
    vendors = str(program.root / "vendors.csv")
    calm = program("check", vendors)
    assert calm.out.startswith("vendors.csv:2:15: warning: `Ghosts` is no team or person that is known")
    assert calm.err == "1 warning in 1 file\n"
    strict = program("check", vendors, "--strict", code=3)
    assert strict.out == calm.out
    assert strict.err == "error: 1 warning in 1 file\n"
    assert program("check", vendors, "--strict", "--json", code=3).json["warnings"] == 1


VENDOR = (
    "vendor,product,owning team/owner of relationship,link to vendor support portal,vendor status page\n"
    "Contoso,Cloud,Ghosts,https://support.example.com,https://status.example.com\n"
)


def in_folder(folder: Path, *words: str, code: int = 0) -> str:
    """Return what the program prints in a folder, as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "acmeinc", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_hook_names_files_from_where_it_stands(program, write) -> None:
    """A README and a file outside are fine; what is not named is not told."""
    write({**BROKEN, "README.md": "Acme"})
    told = in_folder(program.root / "templates", "check", "../people.csv", "../README.md", code=3)
    assert told == (
        "people.csv:2:14: error: `bo at example.com` is no address [csv-address]\n"
        "  hint: write one address, without a name: ana@example.com\n"
        "error: 1 error in 1 file\n"
    )
    assert in_folder(program.root, "check", "README.md", "/dev/null") == (
        "! /dev/null is not in this repository\nno problem in 0 files\n"
    )
    assert in_folder(program.root, "check", "incidents", "acmeinc.yaml") == "no problem in 1 file\n"


@pytest.mark.parametrize(
    "deleted",
    [
        pytest.param([("add", "gone.md"), ("commit", "-qm", "x")], id="in-the-work-tree"),
        pytest.param([("add", "gone.md")], id="never-committed"),
        pytest.param(
            [("add", "gone.md"), ("commit", "-qm", "x"), ("rm", "-qf", "gone.md"), ("commit", "-qm", "y")],
            id="in-a-commit",
        ),
    ],
)
def test_a_file_that_was_deleted_is_no_problem(program, write, git, deleted) -> None:
    """A hook may hand over whatever was changed."""
    write({"templates/gone.md": "x"})
    for words in deleted:
        git("-C", "templates", *words)
    (program.root / "templates" / "gone.md").unlink(missing_ok=True)
    assert in_folder(program.root / "templates", "check", "gone.md", "../people.csv") == (
        "! gone.md was deleted\nno problem in 1 file\n"
    )


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        pytest.param("../sevrity.yaml", "acmeinc check ../severity.yaml", id="mistyped"),
        pytest.param("qqqq", "acmeinc check looks at all files", id="nothing-near"),
    ],
)
def test_a_file_that_never_was_there_is_no_pass(program, name: str, hint: str) -> None:
    """Who types a name wrong is not told that all is well with it."""
    told = in_folder(program.root / "templates", "check", "../people.csv", name, code=4)
    assert told == f"error: {name} is not there\nhint: {hint}\n"


def test_what_a_pull_request_touches(program, write, git) -> None:
    """A broken file that it does not touch is not told; what it is judged by is."""
    write({"people.csv": BROKEN["people.csv"]})
    git("commit", "-qam", "already broken")
    git("switch", "-qc", "topic")
    assert program("check", "--changed-since", "main").err == "no problem in 0 files\n"
    write({"vendors.csv": VENDOR.replace("Contoso", "")})
    told = program("check", "--changed-since", "main", "--json").json
    assert {problem["path"] for problem in told["problems"]} == {"vendors.csv"}
    git("commit", "-qam", "broken")
    write({"ownership.csv": "functionality,service,owning team,paging schedule link\n"})
    told = program("check", "--changed-since", "main", "--json", code=3).json
    assert {problem["path"] for problem in told["problems"]} == {"vendors.csv", "people.csv"}
    assert told["files"] == 4


def test_a_change_of_owners_makes_settings_wrong_that_nobody_touched(program, rewrite, write, git) -> None:
    """The status page knows a functionality that is gone."""
    rewrite("    via: site  ", "    components: {Login: c1}\n    via: site  ")
    git("commit", "-qam", "components")
    text = (program.root / "ownership.csv").read_text("utf-8")
    write({"ownership.csv": text.replace("Login,", "Log on,")})
    told = program("check", "--changed-since", "HEAD", "--json", code=3).json["problems"]
    assert [(problem["path"], problem["rule"]) for problem in told] == [
        ("acmeinc.yaml", "settings-component")
    ]
    assert program("check", str(program.root / "ownership.csv")).err == "no problem in 1 file\n"


def test_a_template_that_was_deleted_is_missed(program, git) -> None:
    """Although its file cannot be looked at any more."""
    git("rm", "-q", "templates/update.txt")
    told = program("check", "--changed-since", "HEAD", "--json", code=3).json["problems"]
    assert [problem["path"] for problem in told] == ["templates/update.txt"]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        pytest.param(["--format", "xml"], 2, "--format 'xml' is not known", id="format"),
        pytest.param(["--changed-since", "nowhere"], 4, "git knows no revision 'nowhere'", id="revision"),
        pytest.param(["--changed-since", "main", "a.csv"], 2, "not both", id="files-and-revision"),
    ],
)
def test_what_cannot_be_checked(program, words, code, told) -> None:
    """A clear word, and what to type; as JSON, too."""
    done = program("check", *words, code=code)
    assert told in done.err and "hint: " in done.err
    assert told in program("check", *words, "--json", code=code).json["error"]


def test_files_that_cannot_be_read_are_problems(program, write) -> None:
    """Bytes that are no text, a link out of the repository, a folder for a file: each at its path."""
    write({"acmeinc.yaml": b"organization: \xff\n", "incidents/2026/11/inc-26-11-23-x.md": b"\xff"})
    (program.root / "vendors.csv").unlink()
    (program.root / "vendors.csv").symlink_to("/etc/passwd")
    (program.root / "people.csv").unlink()
    (program.root / "people.csv").mkdir()
    names = ("acmeinc.yaml", "incidents", "vendors.csv", "people.csv")
    told = program("check", *(str(program.root / name) for name in names), "--json", code=3).json["problems"]
    assert [(problem["path"], problem["rule"], problem["column"]) for problem in told] == [
        ("acmeinc.yaml", "file-encoding", 15),
        ("incidents/2026/11/inc-26-11-23-x.md", "file-encoding", 1),
        ("people.csv", "file-kind", None),
        ("vendors.csv", "file-kind", None),
    ]


def test_annotations_and_sarif_begin_at_the_top_of_the_work_tree(program, write, git) -> None:
    """An incident repository may be a folder of another one."""
    folder = program.root / "ops" / "incidents"
    folder.mkdir(parents=True)
    for name in RULES:
        (folder / name).write_bytes((program.root / name).read_bytes())
    (folder / "people.csv").write_text(BROKEN["people.csv"])
    program.root = folder
    told = program("check", str(folder / "people.csv"), "--format", "github", code=3).out
    assert told.startswith("::error file=ops/incidents/people.csv,line=2,col=14,title=csv-address::")
    log = program("check", str(folder / "people.csv"), "--format", "sarif", code=3).json
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "ops/incidents/people.csv"


def test_a_check_of_one_table_loads_no_library_that_it_does_not_need(program) -> None:
    """A hook runs at every commit."""
    code = (
        "import sys; from acmeinc.__main__ import main\n"
        "sys.argv = ['acmeinc', 'check', 'ownership.csv']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'yaml', 'detect_secrets', 'jinja2', 'git', 'rich', 'holidays', 'pydantic'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=program.root,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
