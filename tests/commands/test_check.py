"""`acmeinc check`: everything that is wrong, at its place, in four forms."""

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


@pytest.mark.parametrize("form", ["json", "github", "sarif"])
def test_the_forms(program, write, form) -> None:
    """Whole outputs, compared."""
    write(BROKEN)
    told = program("check", *(str(program.root / name) for name in RULES), "--format", form, code=3).out
    kept = GOLDEN / f"{form}.txt"
    assert told == kept.read_text("utf-8")


def test_json_by_either_flag_is_one_value(program, write) -> None:
    """Also when the exit code is 3."""
    write(BROKEN)
    assert program("check", "--json", code=3).json == program("check", "--format", "json", code=3).json


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
