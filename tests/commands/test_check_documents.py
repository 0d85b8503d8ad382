"""`acmeinc check` on documents: the program's own are in order, and what was seen once is not read again."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from acmeinc.storage.caches import cache_path


def document(program: Any) -> Path:
    (path,) = (program.root / "incidents").rglob("inc-*.md")
    return Path(path)


def cache(program: Any) -> Path:
    path = cache_path(program.root.resolve(), "checked.json")
    assert path
    return path


def rules(program: Any, *words: str, code: int = 0) -> list[str]:
    """Return what check tells, each as `12:3 document-order`."""
    wanted = words or (str(program.root / "incidents"),)
    told = program("check", *wanted, "--json", code=code).json["problems"]
    return [f"{problem['line']}:{problem['column']} {problem['rule']}" for problem in told]


@pytest.fixture
def declared(program: Any, beginnings: Any) -> Any:
    """Return the program in a repository with an incident in it, a while later."""
    beginnings("declared", program, program.declare)
    program.clock.forward(minutes=5)
    return program


def test_a_drill_is_in_order(program, clock, tmp_path) -> None:
    """From its beginning to its end; and so is a decision that it was a bug."""
    program("drill", str(tmp_path / "drill"))
    program.root = tmp_path / "drill"
    clock.forward(days=3)
    flags = ("--functionality", "Search", "--state", "slow", "--severity", "none", "--no-declare")
    program("decide", *flags)
    assert len(list((program.root / "incidents").rglob("*.md"))) == 2
    assert rules(program) == []


@pytest.mark.skipif(os.name == "nt", reason="no file is called so there")
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(b"2026/11/inc-26-11-23-lo\ngin.md", id="newline"),
        pytest.param(b"2026/11/inc-26-11-23-lo\x1b[31mgin.md", id="escape"),
        pytest.param(b"2026/11/inc-26-11-23-lo\xffgin.md", id="no-utf-8"),
        pytest.param(b"2026/11/inc-26-11-23-it's 'lo\\gin'.md", id="quotes"),
        pytest.param(b"2026/11/INC-26-11-23-login.MD", id="upper-case"),
        pytest.param(b"2026/inc-26-11-23-login.md", id="no-month"),
        pytest.param(b"inc-26-11-23-login.md", id="no-year"),
    ],
)
def test_a_document_that_no_step_sees_is_named_and_can_be_renamed(declared, git, name: bytes) -> None:
    """Whatever bytes its name holds: what the hint says works in a shell."""
    path = document(declared)
    rename(path, name)
    git("add", "-A")
    incidents = str(declared.root / "incidents")
    (problem,) = declared("check", incidents, "--json", code=3).json["problems"]
    assert problem["rule"] in ("document-name", "document-folder")
    assert len(declared("check", incidents, code=3).out.splitlines()) == 2
    subprocess.run(["bash", "-c", problem["hint"]], cwd=declared.root, check=True)
    assert path.exists()
    assert declared("check", incidents).err.startswith("no problem in ")


@pytest.mark.skipif(os.name == "nt", reason="no file is called so there")
def test_the_doctor_names_it_too(declared) -> None:
    """With the worst of names, until it is renamed."""
    path = document(declared)
    there = rename(path, b"2026/11/inc-26-11-23-lo\n\xffgin.md")
    rows = declared("doctor").out.splitlines()
    (row,) = (row for row in rows if "\tdocuments\t" in row and row.startswith("wrong\t"))
    assert row.endswith("so that no step sees it\tacmeinc check")
    os.rename(there, path)  # noqa: PTH104 (a Path holds no bytes)
    assert "ok\trequired\tfiles\tdocuments\t" in declared("doctor").out


def rename(path: Path, name: bytes) -> bytes:
    """Call a document `name`, below `incidents/`; return where it is."""
    there = os.fsencode(path.parents[2]) + b"/" + name
    try:
        os.rename(path, there)  # noqa: PTH104 (a Path holds no bytes)
    except OSError:
        pytest.skip("this file system has no such names")
    return there


def test_hands_are_told_until_a_step_takes_them_in(declared) -> None:
    """Warnings: welcome, and not recorded yet."""
    path = document(declared)
    text = path.read_text("utf-8").replace("impact: Nobody", "impact: Few", 1)
    path.write_text(text.replace("## Timeline", "Some prose.\n\n## Timeline"), "utf-8")
    assert rules(declared) == ["10:9 document-edited"]
    declared("log", "a step")
    assert rules(declared) == []


def test_a_copy_is_told_with_its_original(declared) -> None:
    """Also when only one of the two is looked at, and nothing is known of the other."""
    path = document(declared)
    copy = path.with_name(path.name.replace("login", "logon"))
    copy.write_bytes(path.read_bytes())
    assert rules(declared, str(path), code=3) == ["3:6 document-uid-twice"]
    cache(declared).unlink(missing_ok=True)
    assert rules(declared, str(copy), code=3) == ["2:5 document-name", "3:6 document-uid-twice"]


def test_what_has_not_changed_is_not_read_again(declared) -> None:
    """What was kept is told, whatever it is; another file, another time, other rules are looked at anew."""
    path = document(declared)
    assert rules(declared) == []
    kept = cache(declared)
    assert not kept.exists() or json.loads(kept.read_text()) is not None
    _make_old(path)
    assert rules(declared) == []
    held = json.loads(kept.read_text("utf-8"))
    ((name, (stamp, verdict)),) = held["values"].items()
    told = [name, 7, 1, "kept", "", "warning", "document-order"]
    held["values"][name] = [stamp, [[told], *verdict[1:]]]
    kept.write_text(json.dumps(held), "utf-8")
    assert rules(declared) == ["7:1 document-order"]
    levels = declared.root / "severity.yaml"
    levels.write_text(levels.read_text("utf-8").replace("SEV3", "SEV4"), "utf-8")
    assert rules(declared) == []
    path.write_text(path.read_text("utf-8") + "more\n", "utf-8")
    assert rules(declared) == []


DAMAGED = (b"", b"{", b"[]", b'{"key": 1}', b"\xff\xfe", b'{"key": "x", "values": []}')
NO_VERDICTS = (None, [], {}, "x", [[], [], "", [1]], [[["x"]], [], "", [1, 1]], [1, 2, 3, 4])


def test_a_damaged_cache_is_none(declared) -> None:
    """It only saves time: the documents are read again, and kept."""
    _make_old(document(declared))
    rules(declared)
    sound = cache(declared).read_text("utf-8")
    held = json.loads(sound)
    ((name, (stamp, _)),) = held["values"].items()
    plain = [json.dumps(held | {"values": {name: [stamp, each]}}).encode() for each in NO_VERDICTS]
    for damage in (*DAMAGED, *plain):
        cache(declared).write_bytes(damage)
        assert rules(declared) == []
        assert cache(declared).read_text("utf-8") == sound


def test_nothing_is_kept_where_nothing_can_be(declared, tmp_path) -> None:
    """Outside every work tree there is no place for it."""
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-r", str(declared.root), str(copy)], check=True)
    subprocess.run(["rm", "-rf", str(copy / ".git")], check=True)
    declared.root = copy
    assert rules(declared) == []
    assert not list(tmp_path.rglob("copy/**/checked.json"))


def test_a_link_is_not_followed(declared, tmp_path) -> None:
    """Neither a document that is one, nor a folder."""
    path = document(declared)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / path.name).write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(outside / path.name)
    told = declared("check", str(path.parent), "--json", code=3).json["problems"]
    assert [problem["rule"] for problem in told] == ["file-kind"]


def test_what_is_no_text_is_told(declared) -> None:
    """At its place."""
    path = document(declared)
    path.write_bytes(path.read_bytes().replace(b"## Links", b"\xff# Links"))
    assert rules(declared, code=3)[0].endswith("file-encoding")


def test_many_documents_are_shared_among_processes(declared) -> None:
    """Each is told once, in the order of their names."""
    path = document(declared)
    for number in range(120):
        path.with_name(f"inc-26-11-23-sev-1-copy-{number}.md").write_bytes(b"---\n---\n")
    told = declared("check", str(path.parent), "--json", code=3).json["problems"]
    assert [problem["rule"] for problem in told] == ["document-undeclared"] * 120
    assert [problem["path"] for problem in told] == sorted(problem["path"] for problem in told)


def _make_old(path: Path) -> None:
    """Let a file look as if nobody had written it lately; its change time cannot be set, so wait for that."""
    import os
    import time

    os.utime(path, (1_700_000_000, 1_700_000_000))
    time.sleep(0.15)
