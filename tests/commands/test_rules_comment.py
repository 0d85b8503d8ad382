"""`acmeinc rules comment`: one comment on a pull request, made once and changed from then on."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from comments import NUMBER, PROJECT, TOKEN, Comments
from service import Reply, Service

MARKER = "<!-- acmeinc:rules-diff -->"
FIRST = f"{MARKER}\n### What this change does\n\nSEV2 `update`: 1h → 45m\n"
LATER = f"{MARKER}\nNothing changes.\n"

Forge = Literal["github", "gitlab"]


@pytest.fixture(params=["github", "gitlab"])
def comments(request: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Comments]:
    """Return the comments on a pull request at either forge."""
    with Service() as service:
        there = Comments(service, request.param)
        for name, value in there.environment.items():
            monkeypatch.setenv(name, value)
        yield there


def flags(comments: Comments) -> tuple[str, ...]:
    """Return the flags that name the pull request."""
    return "--forge", comments.kind, "--project", PROJECT, "--number", str(NUMBER)


def test_it_is_made_once_and_then_changed(program, comments, tmp_path: Path) -> None:
    """However many others there are."""
    file = tmp_path / "comment.md"
    for number in range(120):
        comments.add(f"{number}: I agree", by="ana")
    file.write_text(FIRST, encoding="utf-8")
    assert (
        program("rules", "comment", str(file), *flags(comments)).out
        == f"✓ the comment on {PROJECT} 7 is made\n"
    )
    comments.add("Merge it", by="bo")
    file.write_text(LATER, encoding="utf-8")
    assert "is changed" in program("rules", "comment", str(file), *flags(comments)).out
    assert "is as it was" in program("rules", "comment", str(file), *flags(comments)).out
    assert comments.bodies[119:] == ["119: I agree", LATER.rstrip(), "Merge it"]


def test_a_comment_of_somebody_else_is_left_alone(program, comments, tmp_path: Path) -> None:
    """Though it begins with the same line."""
    comments.add(FIRST.replace("45m", "never"), by="mallory")
    file = tmp_path / "comment.md"
    file.write_text(FIRST, encoding="utf-8")
    assert program("rules", "comment", str(file), *flags(comments), "--json").json == {
        "project": PROJECT,
        "number": 7,
        "comment": "made",
    }
    assert [body.splitlines()[-1] for body in comments.bodies] == [
        "SEV2 `update`: 1h → never",
        "SEV2 `update`: 1h → 45m",
    ]


def test_a_token_of_a_person_knows_its_own(program, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not every GitHub is asked by a workflow."""
    with Service() as service:
        there = Comments(service, "github", me="ana")
        for name, value in there.environment.items():
            monkeypatch.setenv(name, value)
        there.add(FIRST, by="github-actions[bot]")
        there.add(FIRST, by="ana")
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LATER.encode())))
        program("rules", "comment", "-", *flags(there))
        assert there.bodies == [FIRST.rstrip(), LATER.rstrip()]


@pytest.mark.parametrize(
    ("reply", "code", "says"),
    [
        pytest.param(Reply(403, {"message": "Resource not accessible"}), 1, "does not allow it", id="rights"),
        pytest.param(Reply(404, {"message": "Not Found"}), 1, f"knows no {PROJECT}", id="nowhere"),
        pytest.param(Reply(200, {"message": "what?"}), 1, "did not list the comments", id="no-list"),
        pytest.param(Reply(500, "oh"), 1, "answered 500", id="broken"),
    ],
)
def test_what_the_forge_refuses_is_told(program, comments, tmp_path, reply, code, says) -> None:
    """With what mends it, and without the token."""
    comments.service.when("GET", comments.all, reply)
    file = tmp_path / "comment.md"
    file.write_text(FIRST, encoding="utf-8")
    err = program("rules", "comment", str(file), *flags(comments), code=code).err
    assert says in err
    assert TOKEN not in err
    assert comments.bodies == []


def test_a_wrong_token_is_told(program, comments, tmp_path, monkeypatch) -> None:
    """By the name of its variable."""
    name = f"ACMEINC_{comments.kind.upper()}_TOKEN"
    monkeypatch.setenv(name, "another-secret")
    file = tmp_path / "comment.md"
    file.write_text(FIRST, encoding="utf-8")
    assert f"does not take {name}" in program("rules", "comment", str(file), *flags(comments), code=1).err
    monkeypatch.delenv(name)
    assert f"{name} is not set" in program("rules", "comment", str(file), *flags(comments), code=1).err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("Buy now\n", "holds nothing that acmeinc wrote", id="no-marker"),
        pytest.param("", "holds nothing that acmeinc wrote", id="empty"),
        pytest.param(FIRST + "x" * 70_000, "holds nothing that acmeinc wrote", id="long"),
        pytest.param(None, "hint: acmeinc rules diff origin/main...HEAD > comment.md", id="no-file"),
    ],
)
def test_only_what_acmeinc_wrote_is_posted(program, comments, tmp_path, text, says) -> None:
    """Nothing is asked of the forge before."""
    file = tmp_path / "comment.md"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    assert says in program.attempt("rules", "comment", str(file), *flags(comments)).err
    assert comments.service.asked == []


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no endless file here")
def test_of_an_endless_file_no_more_is_read_than_a_comment_may_have(program, comments) -> None:
    """Whoever mistypes the name is told at once."""
    said = program("rules", "comment", "/dev/zero", *flags(comments), code=2).err
    assert "holds nothing that acmeinc wrote" in said
