"""`site build`: which files it makes, what leaves the house with them, and what is made again."""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from announcements import Story, Told, at, write

from acmeinc.incident.fields import FIELDS
from acmeinc.storage.built_folder import LIST

GOLDEN = Path(__file__).parents[1] / "golden" / "site"
LOGIN = Story(
    "Login", "down", "SEV1", at("2026-11-23", "08:14"), [Told(0, "investigating", "We look.")], "identified"
)
SEARCH = Story(
    "Search",
    "slow",
    "SEV2",
    at("2026-10-02"),
    [Told(0, "investigating", "Slow."), Told(90, "resolved", "Over.")],
    "closed",
)


@pytest.fixture
def built(plain: Any) -> Callable[[], dict[str, bytes]]:
    """Return what builds the page and returns its files."""
    return lambda: build(plain)


def build(program: Any) -> dict[str, bytes]:
    """Build the page of a program's repository, and return its files."""
    program("site", "build")
    return files(program.root / "site")


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by its name with `/`."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_a_whole_incident(program) -> None:
    """Declared, published and resolved by the program: page, JSON and feed, word for word."""
    program.declare(started="08:58", detected="09:02", public_message="Some *customers* cannot log in.")
    program.clock.forward(minutes=31)
    words = "A key rotation broke sign-in. Links by e-mail work: https://docs.example.com/links"
    program("publish", "--phase", "identified", "-m", words, "--eta", "10:30 EST", "--yes")
    program.clock.forward(minutes=40)
    program("update", "--phase", "mitigated", "-m", "It works again.", "--yes")
    open_page = build(program)
    program("downgrade", "--because", "no incident after all", "--yes")
    over = build(program)
    (page,) = (name for name in over if name.startswith("incidents/"))
    golden_is("incident-open.html", open_page[page])
    golden_is("summary-open.json", open_page["api/v2/summary.json"])
    golden_is("incident.html", over[page])
    golden_is("month.html", over["history/2026-11.html"])
    golden_is("history.atom", over["history.atom"])
    assert "Major outage" in open_page["index.html"].decode()
    assert "All systems operational" in over["index.html"].decode()


def golden_is(name: str, content: bytes) -> None:
    """The file is the golden one; ACMEINC_UPDATE_GOLDEN=1 writes that instead."""
    file = GOLDEN / name
    if os.environ.get("ACMEINC_UPDATE_GOLDEN") == "1":
        file.write_bytes(content)
    assert content.decode() == file.read_text(encoding="utf-8"), f"{name} differs"


CANARY = "Xcanary7"
PUBLIC = {"functionality", "public_title", "severity", "status", "uid"}
"""Fields whose values are public, or of no words."""


def poisoned(name: str) -> Any:
    """Return a value for the field `name` with the canary in it, None where it holds no words."""
    field = FIELDS[name]
    if field.kind == "people":
        return [{"name": CANARY, "role": CANARY, "team": CANARY}]
    if field.kind == "actions":
        return [
            {
                "text": CANARY,
                "owner": CANARY,
                "due": "2026-12-01",
                "link": f"https://{CANARY}.example",
                "done": "",
            }
        ]
    if field.kind == "list":
        return [CANARY]
    return None if field.kind in ("time", "number") or name in PUBLIC else CANARY


def test_only_public_words_leave(program, git) -> None:
    """A canary sits in every internal field, entry, rule and name, and in no byte of any file."""
    sets = {name: poisoned(name) for name, field in FIELDS.items() if not field.is_list and poisoned(name)}
    assert {
        "commander",
        "impact",
        "summary",
        "audience",
        "state",
        "links.bridge",
        "workarounds",
    } <= sets.keys()
    sets["id"] = f"inc-26-11-23-sev-1-{CANARY.lower()}"
    story = LOGIN._replace(title="Nobody can sign in", internal=sets)
    lists = {name: poisoned(name) for name, field in FIELDS.items() if field.is_list}
    path = write(program.root, story, lists=lists)
    assert CANARY.lower() in path.name
    git("add", "--all")
    git("commit", "--quiet", "--message", "An incident")
    for words in (
        ("log", CANARY),
        ("log", "--kind", "escalation", CANARY),
        ("checkin", CANARY),
        ("assign", "scribe", CANARY),
        (
            "update",
            "--phase",
            "identified",
            "-m",
            CANARY,
            "--resources",
            CANARY,
            "--customer",
            CANARY,
            "--yes",
        ),
        ("escalate", "--to", "leadership", "--because", CANARY, "--yes"),
        ("publish", "--phase", "identified", "-m", "Public words.", "--yes"),
        ("milestone", "started", "--at", "08:00"),
    ):
        program.clock.forward(minutes=1)
        program(words[0], "-i", CANARY.lower(), *words[1:])
    text = path.read_text(encoding="utf-8")
    assert text.count(CANARY) > len(sets)
    poison_rules(program.root)
    found = build(program)
    assert b"Public words." in found["index.html"] and b"Nobody can sign in" in found["history.rss"]
    for name, content in found.items():
        assert CANARY.lower() not in name.lower()
        assert CANARY.lower().encode() not in content.lower(), name


def poison_rules(root: Path) -> None:
    """Put the canary into everything that rules files say of what is not public."""
    row = f"{CANARY} thing,{CANARY}-service,{CANARY},https://{CANARY}.example,,#{CANARY},{CANARY}@example.com,no\n"
    public = f"Login,{CANARY}-two,{CANARY},https://{CANARY}.example,,#{CANARY},{CANARY}@example.com,yes\n"
    with (root / "ownership.csv").open("a", encoding="utf-8") as owners:
        owners.write(row + public)
    with (root / "people.csv").open("a", encoding="utf-8") as people:
        people.write(f"{CANARY},{CANARY}@example.com,{CANARY},engineer,@{CANARY}\n")
    settings = root / "acmeinc.yaml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace(
        "  monitoring: https://", f"  wiki: https://{CANARY}.example\n  monitoring: https://{CANARY}."
    )
    settings.write_text(text.replace("to: incident_updates@", f"to: {CANARY}@"), encoding="utf-8")


def test_without_any_incident(built) -> None:
    """A page all the same."""
    found = built()
    assert "No incident in the past two weeks." in found["index.html"].decode()
    assert "No incident has been announced here yet." in found["history/index.html"].decode()
    assert json.loads(found["api/v2/incidents.json"])["incidents"] == []


def test_the_repositorys_own_folder_is_none_of_gits_business(program, git, tmp_path) -> None:
    """Unless somebody has said what git is to do with it; a folder that is named is left alone."""
    program("site", "build")
    assert git("status", "--short") == ""
    ignored = program.root / "site" / ".gitignore"
    ignored.write_text("")
    program("site", "build")
    assert ignored.read_text() == ""
    program("site", "build", "--out", str(tmp_path / "out"))
    assert not (tmp_path / "out" / ".gitignore").exists()


def test_every_link_into_the_page_leads_to_a_file(plain, built) -> None:
    """From every page; also to the place in it."""
    from html.parser import HTMLParser

    for number, story in enumerate((LOGIN, SEARCH, SEARCH._replace(declared=at("2025-12-31", "23:30")))):
        write(plain.root, story, number)
    found = built()
    ids: dict[str, set[str]] = {}
    links: list[tuple[str, str]] = []

    class Reader(HTMLParser):
        page = ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            for name, value in attrs:
                if name == "id":
                    assert value not in ids.setdefault(self.page, set()), f"{self.page} has two {value}"
                    ids[self.page].add(str(value))
                if name in ("href", "src"):
                    links.append((self.page, str(value)))

    for name, content in found.items():
        if name.endswith(".html"):
            reader = Reader()
            reader.page = name
            reader.feed(content.decode())
    assert len(links) > 50
    for page, link in links:
        if link.startswith(("https://", "mailto:")):
            continue
        path, _, place = link.partition("#")
        target = ((Path("/") / page).parent / path).resolve().relative_to("/").as_posix() if path else page
        assert target in found, f"{page}: {link}"
        assert not place or place in ids[target], f"{page}: {link}"


def stamps(folder: Path) -> Mapping[str, int]:
    """Return when each file was written last."""
    return {name: (folder / name).stat().st_mtime_ns for name in files(folder)}


def test_only_what_has_changed_is_written(plain, built) -> None:
    """Nothing by a build without a change; by a post its incident, the first page, feeds and JSON."""
    write(plain.root, LOGIN)
    write(plain.root, SEARCH, 1)
    built()
    before = stamps(plain.root / "site")
    assert "0 written, " in plain("site", "build").out
    assert stamps(plain.root / "site") == before
    posts = [*LOGIN.posts, Told(40, "identified", "We know.")]
    write(plain.root, LOGIN._replace(posts=posts))
    built()
    after = stamps(plain.root / "site")
    changed = {name for name in after if after[name] != before.get(name)}
    assert {name.partition("/")[0] for name in changed} == {
        *("index.html", "incidents", "api", "history.atom", "history.rss", LIST)
    }
    assert sum(name.startswith("incidents/") for name in changed) == 1


def test_an_unchanged_incident_is_not_made_again(plain, built) -> None:
    """What somebody did to its page stays, until a template changes or the page is gone."""
    write(plain.root, SEARCH)
    name = next(name for name in built() if name.startswith("incidents/"))
    page = plain.root / "site" / name
    whole = page.read_bytes()
    page.write_bytes(b"touched")
    assert built()[name] == b"touched"
    page.unlink()
    assert built()[name] == whole
    page.write_bytes(b"touched")
    template = plain.root / "templates" / "site" / "incident.html"
    template.write_text(template.read_text(encoding="utf-8") + "<!-- new -->\n", encoding="utf-8")
    assert b"<!-- new -->" in built()[name]


def test_pages_of_incidents_that_are_gone_are_removed(plain, built) -> None:
    """Nothing else is."""
    path = write(plain.root, SEARCH)
    first = built()
    (plain.root / "site" / "CNAME").write_text("status.example.com\n")
    path.unlink()
    second = built()
    gone = {name for name in first if name.startswith(("incidents/", "history/2026"))}
    assert gone and not gone & second.keys()
    assert second["CNAME"] == b"status.example.com\n"
    assert not (plain.root / "site" / "incidents").exists()


def test_a_folder_of_other_files_is_refused(plain, tmp_path) -> None:
    """Nothing is written into it."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("dear")
    said = plain("site", "build", "--out", str(tmp_path / "home"), code=3).err
    assert "holds other files" in said and "--out DIR" in said
    assert files(tmp_path / "home") == {"letter.txt": b"dear"}
    (tmp_path / "file").write_text("x")
    plain("site", "build", "--out", str(tmp_path / "file"), code=3)
    assert (tmp_path / "file").read_text() == "x"


def test_a_list_of_its_files_leads_through_no_link(plain, built, tmp_path) -> None:
    """Whoever wrote the list, and however deep the link stands: what it leads to is not removed."""
    built()
    (tmp_path / "home" / "deep").mkdir(parents=True)
    (tmp_path / "home" / "deep" / "letter.txt").write_text("dear")
    (plain.root / "site" / "linked").symlink_to(tmp_path / "home")
    listed = json.loads((plain.root / "site" / LIST).read_bytes())
    listed["files"]["linked/deep/letter.txt"] = ""
    (plain.root / "site" / LIST).write_text(json.dumps(listed))
    assert "is a symbolic link" in plain("site", "build", code=3).err
    assert files(tmp_path / "home") == {"deep/letter.txt": b"dear"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_in_the_place_of_a_page_does_not_hold_it_up(plain, built) -> None:
    """It is replaced, as any other content is."""
    pages = built()
    (plain.root / "site" / "index.html").unlink()
    os.mkfifo(plain.root / "site" / "index.html")
    assert built() == pages


def test_a_file_of_somebody_else_is_never_overwritten(plain, built) -> None:
    """Not even in a folder that was built into before, and not through a link."""
    built()
    path = write(plain.root, SEARCH)
    (plain.root / "site" / "incidents").mkdir()
    elsewhere = plain.root.parent / "elsewhere"
    elsewhere.mkdir()
    (plain.root / "site" / "incidents").rmdir()
    (plain.root / "site" / "incidents").symlink_to(elsewhere)
    assert "is a symbolic link" in plain("site", "build", code=3).err
    assert files(elsewhere) == {}
    (plain.root / "site" / "incidents").unlink()
    name = next(name for name in built() if name.startswith("incidents/"))
    shutil.rmtree(plain.root / "site" / "incidents")
    text, there = path.read_bytes(), path
    there.unlink()
    built()
    (plain.root / "site" / name).parent.mkdir()
    (plain.root / "site" / name).write_text("mine")
    there.write_bytes(text)
    assert "was not written by site build" in plain("site", "build", code=3).err
    assert (plain.root / "site" / name).read_text() == "mine"


def test_a_build_that_was_killed_leaves_a_folder_that_the_next_one_knows(plain, built) -> None:
    """The list of files is written before them."""
    write(plain.root, SEARCH)
    broken = plain.root / "templates" / "site" / "month.html"
    whole = broken.read_text(encoding="utf-8")
    broken.write_text("{{ nothing }}", encoding="utf-8")
    said = plain("site", "build", code=3).err
    assert "templates/site/month.html" in said
    assert (plain.root / "site" / "index.html").exists()
    broken.write_text(whole, encoding="utf-8")
    assert "history/2026-10.html" in built()


def test_a_list_that_names_files_elsewhere_is_not_believed(plain, built, tmp_path) -> None:
    """Nothing outside the folder is removed."""
    built()
    outside = plain.root / "acmeinc.yaml"
    listed = plain.root / "site" / LIST
    kept = json.loads(listed.read_text())
    kept["files"] |= {"../acmeinc.yaml": "", str(outside): "", "x/../../acmeinc.yaml": ""}
    listed.write_text(json.dumps(kept))
    built()
    assert outside.exists()


@pytest.mark.parametrize("name", ["layout.html", "style.css", "home.html"])
def test_a_missing_template(plain, name) -> None:
    """Is told with what brings it back."""
    (plain.root / "templates" / "site" / name).unlink()
    said = plain("site", "build", code=4).err
    assert f"templates/site/{name} is missing" in said and "git restore" in said


def test_a_page_without_its_policy_is_not_built(plain) -> None:
    """A team that changes the frame cannot lose it by mistake."""
    layout = plain.root / "templates" / "site" / "layout.html"
    text = layout.read_text(encoding="utf-8")
    layout.write_text(text.replace("{{ policy }}", "script-src 'unsafe-inline'"), encoding="utf-8")
    said = plain("site", "build", code=3).err
    assert "templates/site/layout.html: the page has no Content-Security-Policy" in said


def test_values_are_escaped_whatever_a_template_does(plain, built) -> None:
    """In text and in attributes; there is no filter that would let them through."""
    write(plain.root, SEARCH._replace(title='<img src=x onerror="x"> & \'"', declared=at("2026-11-20")))
    for content in built().values():
        assert b"<img" not in content
    template = plain.root / "templates" / "site" / "incident.html"
    template.write_text("{{ incident.title | safe }}", encoding="utf-8")
    assert "there is no filter `safe`" in plain("site", "build", code=3).err


@pytest.mark.parametrize(
    ("left", "why"),
    [
        pytest.param(lambda _whole: b"\xff\xfe", ["byte 0 is not UTF-8 text"], id="bytes"),
        pytest.param(lambda whole: whole.decode().encode("utf-16"), ["is not UTF-8"], id="another-encoding"),
        pytest.param(lambda _whole: b"", [], id="empty"),
        pytest.param(lambda whole: whole[:700], [], id="cut-off"),
    ],
)
def test_a_document_of_which_nothing_can_be_read_is_no_silent_end_of_an_outage(
    plain, built, left, why
) -> None:
    """The others are told all the same; exit 3 says, every time, that one may be missing, and which."""
    path = write(plain.root, LOGIN)
    write(plain.root, SEARCH, 1)
    path.write_bytes(left(path.read_bytes()))
    told = f"{path.relative_to(plain.root)}: no entry of it can be read, and the page says nothing of it"
    for _ in range(2):
        said = plain("site", "build", code=3)
        assert all(words in said.err for words in [*why, f"! {told}", "hint: git restore", "acmeinc check"])
        assert "  1 incident; files: " in said.out
    assert plain("site", "build", "--json", code=3).json["left_out"] == [str(path.relative_to(plain.root))]


def test_an_incident_that_no_customer_was_told_of_is_not_missed(plain, built) -> None:
    """A damaged byte in it is said, and stops no job that publishes the page."""
    path = write(plain.root, LOGIN._replace(posts=[]))
    path.write_bytes(path.read_bytes() + b"\xff\n")
    assert "is not UTF-8 text" in plain("site", "build").err


def test_an_outage_does_not_end_for_the_public_because_its_document_is_damaged(plain, built) -> None:
    """What can be read of it is told, as it was before."""
    path = write(plain.root, LOGIN)
    pages = built()
    path.write_bytes(path.read_bytes() + b"\xff\n")
    assert "is not UTF-8 text" in plain("site", "build").err
    assert files(plain.root / "site") == pages


def test_json(plain) -> None:
    """What was done."""
    write(plain.root, SEARCH)
    told = plain("site", "build", "--json").json
    assert told.keys() == {"folder", "incidents", "written", "unchanged", "removed", "left_out"}
    assert (told["folder"], told["incidents"], told["unchanged"]) == (str(plain.root / "site"), 1, 0)


def test_the_title_and_help_are_those_of_acmeinc_yaml(plain, built) -> None:
    """Under `channels.status_page`."""
    settings = plain.root / "acmeinc.yaml"
    text = settings.read_text(encoding="utf-8")
    extra = "via: site\n    title: Is Acme up?\n    support: mailto:help@example.com"
    settings.write_text(text.replace("via: site", extra, 1), encoding="utf-8")
    page = built()["index.html"].decode()
    assert "<title>Is Acme up?</title>" in page and 'href="mailto:help@example.com"' in page
    settings.write_text(text.replace("via: site", "via: site\n    support: javascript:alert(1)", 1), "utf-8")
    assert "no address that a customer could follow" in plain("site", "build", code=3).err


def test_without_an_address_of_the_page_links_are_relative(plain, built) -> None:
    """Feeds and JSON can still be read where they lie."""
    settings = plain.root / "acmeinc.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("  status_page: https://status.example.com\n", ""), encoding="utf-8")
    write(plain.root, SEARCH)
    found = built()
    (incident,) = json.loads(found["api/v2/incidents.json"])["incidents"]
    assert incident["shortlink"] == f"incidents/{incident['id']}.html"


def test_another_time_zone_makes_every_page_anew(plain, built) -> None:
    """Also of incidents that are as they were."""
    write(plain.root, SEARCH)
    (name,) = (name for name in built() if name.startswith("incidents/"))
    settings = plain.root / "acmeinc.yaml"
    settings.write_text(settings.read_text("utf-8").replace("America/New_York", "Asia/Kolkata"), "utf-8")
    page = built()[name].decode()
    assert "2 Oct 2026, 18:30 IST" in page and "Times are Kolkata time" in page
