"""The index answers as the files do, whatever happened to either."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_documents import Documents
from world import AGE_S, World, put

from acmeinc.errors import AcmeError
from acmeinc.incident.reading import read
from acmeinc.incident.summary import matching, passages
from acmeinc.storage.caches import cache_path
from acmeinc.storage.commit import commit
from acmeinc.storage.index import Index
from acmeinc.storage.index_file import open_database
from acmeinc.storage.index_rows import seen_in
from acmeinc.storage.indexing import told_by
from acmeinc.storage.looking import look_again
from acmeinc.storage.repository import Repository

GitCall = Callable[..., str]

LOGIN = "inc-26-11-23-sev-1-login-is-down"
SEARCH = "inc-26-11-24-sev-2-search-is-slow"
OLD = "inc-25-02-01-sev-3-login-is-slow"
WORDS = (["replica"], ["lag", "of"], ["La"], ["é"], ["down"], ["nothing-like-this"])


@pytest.fixture
def filled(repository: Repository) -> Repository:
    """A repository of three incidents."""
    make = Documents()
    put(repository, LOGIN, make.new(LOGIN, "Replica lag of a minute", "Élan", commander="Ana Ruiz"))
    put(repository, SEARCH, make.new(SEARCH, "Der Index ist weg", functionality="Search", state="slow"))
    put(repository, OLD, make.new(OLD, "Lag of hours", status="closed", links__chat="#login"))
    return repository


def answers(index: Index) -> object:
    """Return all that the index says of the documents."""
    kept = [(k.path, k.problem, k.incident if not k.problem else None) for k in index.documents()]
    return kept, [[(f.incident, f.title, f.passages) for f in index.search(words)] for words in WORDS]


def truth(repository: Repository) -> object:
    """Return what the files say."""
    kept, incidents = [], []
    for path in repository.incident_paths():
        try:
            incident = read(repository.read(path)).incident
        except AcmeError as problem:
            kept.append((repository.relative(path), str(problem), None))
            continue
        incidents.append(incident)
        bare = incident._replace(timeline=(), communications=())
        kept.append((repository.relative(path), "", bare))
    found = []
    for words in WORDS:
        wanted = [word.lower() for word in words]
        hits = [(i.id, list(passages(i))) for i in incidents]
        found.append([(i, p[0].text, m) for i, p in hits if (m := matching(p, wanted))])
    return kept, found


def agrees(repository: Repository) -> bool:
    """Return whether a new look through the index says what the files say."""
    assert answers(Index.of(repository)) == truth(repository)
    return True


def test_it_says_what_the_documents_say(filled: Repository) -> None:
    """Fields, order, words in any case; one- and two-letter words; letters beyond ASCII."""
    assert agrees(filled)
    found = list(Index.of(filled).search(["REPLICA", "minute"]))
    assert [(f.incident, [p.kind for p in f.passages]) for f in found] == [(LOGIN, ["note"])]
    assert [f.incident for f in Index.of(filled).search(["élan"])] == [LOGIN]


def test_only_what_changed_is_read_again(filled: Repository) -> None:
    """A document is read when its stamp has changed, and only then."""
    for path in filled.incident_paths():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    path = filled.path_of(LOGIN)
    seen: list[tuple[int, int]] = []
    Index.of(filled, progress=lambda done, of: seen.append((done, of)))
    time.sleep(AGE_S)
    Index.of(filled)
    before = len(seen)
    Index.of(filled, progress=lambda done, of: seen.append((done, of)))
    assert seen[before:] == []
    path.write_text(Documents().changed(path.read_text("utf-8"), "More"), encoding="utf-8")
    Index.of(filled, progress=lambda done, of: seen.append((done, of)))
    assert seen[before:] == [(1, 1)]
    assert agrees(filled)


@pytest.mark.parametrize("by", ["in place", "beside"])
def test_an_edit_that_hides_is_seen(filled: Repository, by: str) -> None:
    """Same length, and the time of change put back: the inode's own time tells."""
    assert agrees(filled)
    path = filled.path_of(LOGIN)
    before = path.stat()
    changed = path.read_text("utf-8").replace("a minute", "a second")
    if by == "in place":
        path.write_text(changed, encoding="utf-8")
    else:
        put(filled, LOGIN, changed)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert agrees(filled)


@pytest.mark.parametrize("by", ["in place", "staged", "committed", "by another hand in between"])
def test_a_closed_document_edited_in_place_is_seen(filled: Repository, git: GitCall, by: str) -> None:
    """Its folder does not tell: git does, also when the edit is taken back."""
    git("add", ".")
    git("commit", "-q", "-m", "incidents")
    time.sleep(AGE_S)
    assert agrees(filled)
    path = filled.path_of(OLD)
    before = path.read_text("utf-8")
    path.write_text(before.replace("Lag of hours", "Lag of days"), encoding="utf-8")
    if by == "staged":
        git("add", ".")
    elif by == "committed":
        git("commit", "-qam", "edited")
    elif by == "by another hand in between":
        git("commit", "-qam", "edited")
        put(filled, LOGIN, Documents().changed(filled.read(filled.path_of(LOGIN)), "More"))
        commit(filled.git, [f"incidents/2026/11/{LOGIN}.md"], "log\n")
    assert agrees(filled)
    time.sleep(AGE_S)
    path.write_text(before, encoding="utf-8")
    assert agrees(filled)


def test_one_who_asks_again_looks_at_what_may_have_changed(filled: Repository, git: GitCall) -> None:
    """A closed document that is as it was committed is not looked at; all are, if git has no word."""
    git("add", ".")
    git("commit", "-q", "-m", "incidents")
    time.sleep(AGE_S)
    for _ in range(2):
        Index.of(filled)
    before = seen_in(open_database(database(filled)))
    look = partial(look_again, filled, before, [f"incidents/2026/11/{LOGIN}.md"])
    assert list(look(fresh=False).documents) == [f"incidents/2026/11/{LOGIN}.md"]
    assert len(look(fresh=True).documents) == 3
    shutil.rmtree(filled.root / ".git")
    assert len(look(fresh=False).documents) == 3


def test_what_cannot_be_read_is_told_each_time(filled: Repository) -> None:
    """A document that is no text is kept as a problem, and no more when it is mended."""
    path = filled.path_of(LOGIN)
    whole = path.read_bytes()
    path.write_bytes(b"\xff" + whole)
    assert agrees(filled)
    (problem,) = (k.problem for k in Index.of(filled).documents() if k.problem)
    assert problem.endswith("is not UTF-8 text")
    path.write_bytes(whole)
    assert agrees(filled)


def test_values_are_kept_as_long_as_the_document_and_the_key_are_the_same(filled: Repository) -> None:
    """Of each kind one value a document, and only for the text that it was made of."""
    path, name = filled.path_of(LOGIN), f"incidents/2026/11/{LOGIN}.md"
    text = path.read_text("utf-8")
    index = Index.of(filled)
    index.keep("check", "rules 1", {name: (text, [{"line": 3}])})
    index.keep("report", "1", {name: ("another text", 7)})
    again = Index.of(filled)
    assert dict(again.recalled("check", "rules 1")) == {name: [{"line": 3}]}
    assert not again.recalled("check", "rules 2")
    assert not again.recalled("report", "1")
    again.keep("check", "rules 2", {name: (text, [])})
    assert not again.recalled("check", "rules 1")
    assert dict(again.recalled("check", "rules 2")) == {name: []}
    path.write_text(text + "\nMore.\n", encoding="utf-8")
    assert not Index.of(filled).recalled("check", "rules 2")
    path.write_text(text, encoding="utf-8")
    assert dict(Index.of(filled).recalled("check", "rules 2")) == {name: []}
    path.unlink()
    assert not Index.of(filled).recalled("check", "rules 2")


def database(repository: Repository) -> Path:
    """Return where the index is."""
    path = cache_path(repository.root, "index.db")
    assert path
    return path


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: path.write_bytes(b"not a database at all" * 500), id="garbage"),
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:5000]), id="cut off"),
        pytest.param(
            lambda path: path.write_bytes(path.read_bytes()[:4096] + b"\x07" * (path.stat().st_size - 4096)),
            id="pages overwritten",
        ),
        pytest.param(lambda path: path.unlink(), id="deleted"),
        pytest.param(lambda path: (path.unlink(), path.mkdir()), id="a folder in its place"),
    ],
)
def test_a_damaged_index_is_made_anew(filled: Repository, damage: Callable[[Path], object]) -> None:
    """Silently, and it answers all the same."""
    assert agrees(filled)
    damage(database(filled))
    assert agrees(filled)
    assert agrees(filled)


def test_an_index_of_another_version_is_made_anew(filled: Repository) -> None:
    """What another version kept of a document may mean something else."""
    assert agrees(filled)
    with sqlite3.connect(database(filled)) as other:
        other.execute("UPDATE made SET by = 'another'")
        other.execute('UPDATE told SET "values" = \'{"severity": "SEV9"}\'')
    other.close()
    assert agrees(filled)


@pytest.mark.parametrize("locked", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_another_process_that_writes_keeps_nobody_waiting(filled: Repository, locked: str) -> None:
    """Its answers come from memory then; within the patience for a lock."""
    assert agrees(filled)
    put(filled, LOGIN, Documents().new(LOGIN, "Written meanwhile"))
    other = sqlite3.connect(database(filled), isolation_level=None)
    other.execute(locked)
    begun = time.monotonic()
    assert agrees(filled)
    assert time.monotonic() - begun < 5
    other.execute("ROLLBACK")
    other.close()
    assert agrees(filled)


def test_without_git_or_a_place_to_write_it_lives_in_memory(filled: Repository, tmp_path: Path) -> None:
    """A folder that is under no git, and a git folder in which nothing can be made."""
    bare = tmp_path / "copy"
    shutil.copytree(filled.root, bare, ignore=shutil.ignore_patterns(".git"))
    assert cache_path(bare.resolve(), "index.db") is None
    assert agrees(Repository(bare.resolve()))
    (filled.root / ".git" / "acmeinc").write_text("in the way", encoding="utf-8")
    assert agrees(filled)
    index = Index.of(filled)
    index.keep("check", "1", {})


def test_a_copy_of_the_repository_answers_for_itself(filled: Repository, tmp_path: Path) -> None:
    """The index that was copied with it is used where contents are the same."""
    assert agrees(filled)
    copy = tmp_path / "copy"
    shutil.copytree(filled.root, copy)
    there = Repository(copy.resolve())
    put(there, LOGIN, Documents().new(LOGIN, "Another life"))
    assert agrees(there)
    assert agrees(filled)


def test_each_work_tree_and_each_repository_in_one_has_its_own(filled: Repository, git: GitCall) -> None:
    """Their documents differ."""
    git("add", ".")
    git("commit", "-q", "-m", "incidents")
    git("worktree", "add", "-q", "../other", "-b", "other")
    other = Repository((filled.root.parent / "other").resolve())
    put(other, LOGIN, Documents().new(LOGIN, "Only here"))
    inner = Repository(filled.root / "team")
    inner.root.mkdir()
    put(inner, OLD, Documents().new(OLD, "A team's own"))
    assert len({database(each) for each in (filled, other, inner)}) == 3
    assert all(agrees(each) for each in (filled, other, inner, filled))


def test_many_documents_are_read_by_several_processes(repository: Repository) -> None:
    """What they tell is the same as one after the other, each once."""
    make = Documents()
    names = [f"inc-26-11-{day:02d}-sev-1-login-{number}" for number in range(14) for day in range(1, 31)]
    for name in names:
        put(repository, name, make.new(name))
    known = {repository.relative(path): "" for path in repository.incident_paths()}
    told = [each.path for batch in told_by(repository.root, known) for each in batch]
    assert sorted(told) == sorted(known)
    assert len(told) == len(names) > 100


def test_killed_while_it_reads_it_goes_on_the_next_time(repository: Repository) -> None:
    """At any moment: what is kept is whole."""
    make = Documents()
    for number in range(120):
        name = f"inc-26-11-23-sev-1-login-{number}"
        put(repository, name, make.new(name, "Replica lag of a minute"))
    script = "import sys; from pathlib import Path; from acmeinc.storage.index import Index; "
    script += "from acmeinc.storage.repository import Repository; print(flush=True); "
    script += "[Index.of(Repository(Path(sys.argv[1])), fresh=True) for _ in range(1000)]"
    for delay in (0.01, 0.05, 0.1):
        with subprocess.Popen(
            [sys.executable, "-c", script, str(repository.root)], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
        put(repository, "inc-26-11-23-sev-1-login-7", make.new("inc-26-11-23-sev-1-login-7", str(delay)))
        assert agrees(repository)


HAPPENINGS = ("declare", "note", "edit", "remove", "commit", "switch", "merge", "damage", "wait", "look")


@settings(max_examples=12)
@given(st.lists(st.sampled_from(HAPPENINGS), min_size=6, max_size=14), st.integers(0, 999))
def test_whatever_happens_it_says_what_the_files_say(
    tmp_path_factory: pytest.TempPathFactory, happenings: list[str], seed: int
) -> None:
    """Steps, hands, git and damage in any order, looked at in between; hidden edits git has to know of."""
    root = tmp_path_factory.mktemp("world").resolve()
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    world = World(Repository(root), Random(seed))
    world.declare()
    for happening in happenings:
        if happening != "look":
            getattr(world, happening)()
        elif not world.hides_from_git:
            assert agrees(world.repository)
    if world.hides_from_git:
        world.commit()
    assert agrees(world.repository)
