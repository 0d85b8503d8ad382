"""The roll names every document, and those that somebody has to look at, as the files are."""

import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_documents import Documents
from world import AGE_S, World, put

from acmeinc.errors import AcmeError
from acmeinc.incident.reading import read
from acmeinc.process.settled import is_settled
from acmeinc.storage.caches import cache_path
from acmeinc.storage.commit import commit
from acmeinc.storage.index import Index
from acmeinc.storage.repository import Repository
from acmeinc.storage.roll import Roll, call_roll

GitCall = Callable[..., str]

LOGIN = "inc-26-11-23-sev-1-login-is-down"
SEARCH = "inc-26-11-24-sev-2-search-is-slow"
OLD = "inc-25-02-01-sev-3-login-is-slow"


@pytest.fixture
def filled(repository: Repository, git: GitCall) -> Repository:
    """A repository of three incidents, of which the oldest is closed, all committed."""
    make = Documents()
    put(repository, LOGIN, make.new(LOGIN))
    put(repository, SEARCH, make.new(SEARCH))
    put(repository, OLD, make.new(OLD, status="closed"))
    git("add", ".")
    git("commit", "-q", "-m", "incidents")
    return repository


def called(repository: Repository, *, fresh: bool = False) -> Roll:
    """Return the roll, which may ask the index."""
    return call_roll(repository, lambda: Index.of(repository), fresh=fresh)


def called_alone(repository: Repository) -> Roll:
    """Return the roll, which may not ask the index: there is too little to read."""

    def refuse() -> Index:
        raise AssertionError("the index was asked")

    return call_roll(repository, refuse)


def told(roll: Roll) -> tuple[tuple[str, ...], list[str]]:
    """Return what a roll says, whatever it keeps of stamps."""
    return roll.unsettled, roll.ids()


def unsettled(repository: Repository) -> tuple[str, ...]:
    """Return what the files say."""
    found = []
    for path in repository.incident_paths():
        try:
            is_over = is_settled(read(repository.read(path)).incident)
        except AcmeError:
            is_over = False
        found += [] if is_over else [repository.relative(path)]
    return tuple(found)


def reopen(path: Path) -> None:
    """Edit a closed document in place."""
    text = path.read_text("utf-8").replace("status: closed", "status: investigating")
    path.write_text(text, encoding="utf-8")


def test_only_what_is_left_to_do_is_named(filled: Repository) -> None:
    """Newest first; all ids are known all the same."""
    roll = called_alone(filled)
    assert roll.unsettled == (f"incidents/2026/11/{SEARCH}.md", f"incidents/2026/11/{LOGIN}.md")
    assert roll.ids() == [SEARCH, LOGIN, OLD]
    assert told(called_alone(filled)) == told(roll)


@pytest.mark.parametrize(
    ("part", "found"),
    [
        pytest.param(LOGIN, [LOGIN], id="exact"),
        pytest.param("search", [SEARCH], id="part"),
        pytest.param("Login", [LOGIN, OLD], id="several-newest-first-any-case"),
        pytest.param("checkout", [], id="none"),
        pytest.param("2026", [], id="a-folder-is-no-part-of-an-id"),
        pytest.param("ö", [], id="no-letter-of-ids"),
        pytest.param("", [SEARCH, LOGIN, OLD], id="any"),
    ],
)
def test_ids_are_found_by_a_part(filled: Repository, part: str, found: list[str]) -> None:
    """In any case, newest first."""
    assert called_alone(filled).find(part) == found


def test_an_exact_id_wins_over_longer_ones(filled: Repository) -> None:
    """Else an incident could not be named once there is a second one of the kind."""
    put(filled, f"{LOGIN}-2", Documents().new(f"{LOGIN}-2"))
    assert called_alone(filled).find(LOGIN) == [LOGIN]


def test_a_document_that_cannot_be_read_is_looked_at_each_time(filled: Repository) -> None:
    """Somebody has to mend it."""
    filled.path_of(OLD).write_bytes(b"\xff")
    assert len(called(filled, fresh=True).unsettled) == 3
    assert len(called_alone(filled).unsettled) == 3


@pytest.mark.parametrize("how", ["by git", "another commits", "index", "fresh"])
def test_a_closed_document_edited_in_place_is_seen(filled: Repository, git: GitCall, how: str) -> None:
    """When git says so, when the index has looked, and whenever all are to be read anew."""
    path = filled.path_of(OLD)
    assert len(called(filled).unsettled) == 2
    reopen(path)
    if how == "by git":
        git("commit", "-qam", "edited")
    elif how == "another commits":
        git("commit", "-qam", "edited")
        put(filled, LOGIN, Documents().changed(filled.read(filled.path_of(LOGIN)), "More"))
        commit(filled.git, [f"incidents/2026/11/{LOGIN}.md"], "log\n")
    elif how == "index":
        Index.of(filled)
    assert len(called(filled, fresh=how == "fresh").unsettled) == 3
    assert called(filled).unsettled == unsettled(filled)


def test_after_commits_of_our_own_nothing_else_is_looked_at(filled: Repository, git: GitCall) -> None:
    """Also when git has packed its branches meanwhile; a colleague's commit in between changes that."""
    time.sleep(AGE_S)
    called(filled)
    text = filled.read(filled.path_of(LOGIN))
    for number in range(3):
        text = Documents().changed(text, str(number))
        put(filled, LOGIN, text)
        commit(filled.git, [f"incidents/2026/11/{LOGIN}.md"], "log\n")
    git("pack-refs", "--all")
    reopen(filled.path_of(OLD))
    assert len(called_alone(filled).unsettled) == 2
    git("commit", "-q", "--allow-empty", "-m", "somebody else's")
    assert len(called_alone(filled).unsettled) == 3


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: path.write_bytes(b"garbage"), id="garbage"),
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:-3]), id="cut off"),
        pytest.param(
            lambda path: path.write_bytes(path.read_bytes().replace(b"26-11-23", b"26-11-22")), id="changed"
        ),
        pytest.param(
            lambda path: path.write_bytes(path.read_bytes().replace(b"roll 0", b"roll 1", 1)),
            id="another version",
        ),
        pytest.param(lambda path: (path.unlink(), path.mkdir()), id="a folder in its place"),
    ],
)
def test_a_damaged_roll_is_called_anew(filled: Repository, damage: Callable[[Path], object]) -> None:
    """Silently."""
    file = cache_path(filled.root, "roll")
    whole = called(filled)
    assert file
    damage(file)
    assert told(called(filled)) == told(whole)


@pytest.mark.parametrize("part", ["names", "2026-11", "2025-02", "*"])
def test_a_part_that_is_damaged_or_gone_is_made_anew(filled: Repository, part: str) -> None:
    """What another process wrote meanwhile is no better: its checksum is another one."""
    whole = called(filled)
    parts = cache_path(filled.root, "roll.parts")
    assert parts
    time.sleep(AGE_S)
    called(filled)
    for file in parts.glob(part):
        file.write_bytes(file.read_bytes()[1:])
    assert told(called(filled)) == told(whole)
    put(filled, LOGIN, Documents().changed(filled.read(filled.path_of(LOGIN)), "More"))
    assert told(called(filled)) == told(whole)
    shutil.rmtree(parts)
    put(filled, f"{OLD}-2", Documents().new(f"{OLD}-2"))
    assert called(filled).unsettled == unsettled(filled)
    assert called(filled).ids() == [SEARCH, LOGIN, f"{OLD}-2", OLD]


def test_a_doubt_in_the_middle_of_a_call_is_not_forgotten(filled: Repository) -> None:
    """The index, asked because there is much to read, finds an edit in another month."""
    Index.of(filled)
    time.sleep(AGE_S)
    called(filled)
    reopen(filled.path_of(OLD))
    for number in range(45):
        put(filled, f"{LOGIN}-{number}", Documents().new(f"{LOGIN}-{number}", status="closed"))
    called(filled)
    assert called(filled).unsettled == unsettled(filled)
    assert len(called(filled).unsettled) == 3


def test_many_new_documents_are_read_by_the_index(repository: Repository) -> None:
    """It keeps what it read."""
    make = Documents()
    for number in range(45):
        name = f"inc-26-11-23-sev-1-login-{number}"
        put(repository, name, make.new(name, status="closed" if number % 3 else "mitigated"))
    asked = []
    time.sleep(AGE_S)
    roll = call_roll(repository, lambda: asked.append(1) or Index.of(repository))
    assert (roll.unsettled, asked) == (unsettled(repository), [1])
    assert told(called_alone(repository)) == told(roll)


def test_folders_come_and_go(filled: Repository) -> None:
    """Months, years, all of them; without git nothing is kept."""
    called(filled)
    shutil.move(filled.root / "incidents" / "2026", filled.root / "incidents" / "2027")
    assert called(filled).ids() == [SEARCH, LOGIN, OLD]
    assert called(filled).unsettled == unsettled(filled)
    (filled.root / "incidents" / "2025" / "02" / f"{OLD}.md").unlink()
    (filled.root / "incidents" / "2025" / "02").rmdir()
    assert called(filled).ids() == [SEARCH, LOGIN]
    shutil.rmtree(filled.root / "incidents")
    assert called(filled).ids() == []
    shutil.rmtree(filled.root / ".git")
    put(filled, LOGIN, Documents().new(LOGIN))
    assert called(filled).unsettled == unsettled(filled) != ()


HAPPENINGS = ("declare", "note", "edit", "remove", "commit", "switch", "merge", "damage", "wait", "look")


@settings(max_examples=12)
@given(st.lists(st.sampled_from(HAPPENINGS), min_size=6, max_size=14), st.integers(0, 999))
def test_whatever_happens_it_says_what_the_files_say(
    tmp_path_factory: pytest.TempPathFactory, happenings: list[str], seed: int
) -> None:
    """Steps, hands, git and damage in any order, looked at in between; git is told of hidden edits."""
    root = tmp_path_factory.mktemp("world").resolve()
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    world = World(Repository(root), Random(seed))
    world.declare()
    for happening in (*happenings, "look"):
        if happening != "look":
            getattr(world, happening)()
            continue
        if world.hides:
            world.commit()
        roll = called(world.repository)
        assert roll.unsettled == unsettled(world.repository)
        assert roll.ids() == [path.stem for path in world.repository.incident_paths()]
